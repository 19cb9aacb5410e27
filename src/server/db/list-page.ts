import { createHash } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import type { Page } from '#contract/list'
import { type Count, UUID_PATTERN } from '#contract/primitives'
import { canonical } from '../lib/canonical'
import { AppError } from '../lib/errors'
import { nameKey } from '../lib/name-key'
import type { Queryable } from './open'

/** Totals are counted up to here; beyond it they are lower bounds. */
export const COUNT_MAX = 10_000

export interface ListQuery {
  limit: number
  sort: string
  cursor?: string | undefined
  q?: string | undefined
}

interface ListOptions {
  select: RawBuilder<unknown>
  from: RawBuilder<unknown>
  /** Everything that narrows the list, the search included. */
  where: RawBuilder<unknown>[]
  /** The API's sorts and the columns that serve them; each with the id must be an index, each that is unique one by itself. */
  sorts: Record<string, string>
  /** Those of these columns in which no two rows of the list are the same. */
  unique?: readonly string[]
  id: string
  /**
   * Conditions of which each row fulfils at most one and must fulfil one: each is walked along an index of its own, where
   * a single "or" would read and sort everything.
   */
  branches?: RawBuilder<unknown>[]
  /** How many rows there are, where that is known without counting them. */
  total?: () => Promise<Count>
  query: ListQuery
}

/** One page of a list by keyset: it costs the same wherever in the list it lies. */
export async function listPage<Row>(db: Queryable, options: ListOptions): Promise<Page<Row>> {
  const column = sortColumn(options.sorts, options.query.sort)
  const { limit, place, order, page } = keyset(options.query, column, options.unique?.includes(column))
  const key = sql.ref(column)
  const id = sql.ref(options.id)
  const walk = (branch: RawBuilder<unknown>) => sql<Row & Keyed>`
    select ${options.select}, ${key} as list_key, ${id} as list_id from ${options.from}
    where ${sql.join([...options.where, branch, ...place(key, id)], sql` and `)}
    order by ${order(sql`list_key`, sql`list_id`)} limit ${limit}`
  const { branches } = options
  const together = branches?.map((branch) => sql`select * from (${walk(branch)}) as branch`)
  const found = await (
    together
      ? sql<Row & Keyed>`${sql.join(together, sql` union all `)}
        order by ${order(sql`list_key`, sql`list_id`)} limit ${limit}`
      : walk(sql`1 = 1`)
  ).execute(db)
  return page(found.rows, await (options.total?.() ?? countBranches(db, options)))
}

/** What a row of a list is placed by. */
export interface Keyed {
  list_key: string | number
  list_id: string
}

type Column = RawBuilder<unknown>

/** Of a list in the order of a query: where a page begins, and how its rows become one. */
export interface Keyset {
  /** One more than a page holds, which tells whether there is a next one. */
  limit: number
  descending: boolean
  /** What the page before ends with; null on the first. */
  after: { key: string | number; id: string } | null
  /** That a row comes after the page before; nothing on the first page. */
  place: (key: Column, id: Column) => RawBuilder<unknown>[]
  order: (key: Column, id: Column) => RawBuilder<unknown>
  /** The page that these rows are, of which there are at most `limit`. */
  page: <Row extends Keyed>(rows: readonly Row[], total: Count) => Page<Row>
}

/** `isUnique`: no two rows have the same in this column, so that the id is not needed to tell them apart. */
export function keyset(query: ListQuery, column: string, isUnique = false): Keyset {
  const descending = query.sort.startsWith('-')
  const filters = filterHash(query)
  const after = query.cursor === undefined ? null : readCursor(query.cursor, query.sort, filters, isNumber(column))
  const direction = sql.raw(descending ? 'desc' : 'asc')
  const past = sql.raw(descending ? '<' : '>')
  return {
    limit: query.limit + 1,
    descending,
    after,
    place(key, id) {
      if (!after) return []
      return [isUnique ? sql`${key} ${past} ${after.key}` : sql`(${key}, ${id}) ${past} (${after.key}, ${after.id})`]
    },
    order: (key, id) => (isUnique ? sql`${key} ${direction}` : sql`${key} ${direction}, ${id} ${direction}`),
    page(rows, total) {
      const items = rows.slice(0, query.limit)
      const last = items.at(-1)
      const next = rows.length > query.limit && last
      return {
        items,
        nextCursor: next ? writeCursor({ sort: query.sort, filters, key: next.list_key, id: next.list_id }) : null,
        ...total,
      }
    },
  }
}

/** The column that serves a sort of the API. */
export function sortColumn(sorts: Record<string, string>, sort: string): string {
  const column = sorts[sort.startsWith('-') ? sort.slice(1) : sort]
  if (!column) throw new Error(`No column for the sort ${sort}`)
  return column
}

async function countBranches(db: Queryable, { from, where, branches = [] }: ListOptions): Promise<Count> {
  if (branches.length === 0) return countUpTo(db, from, where)
  let n = 0
  let exact = true
  for (const branch of branches) {
    const { total, totalExact } = await countUpTo(db, from, [...where, branch])
    n += total
    exact &&= totalExact
  }
  return { total: Math.min(n, COUNT_MAX), totalExact: exact && n <= COUNT_MAX }
}

/** How many rows there are, counted up to 10,000. */
export async function countUpTo(
  db: Queryable,
  from: RawBuilder<unknown>,
  where: RawBuilder<unknown>[],
): Promise<Count> {
  const rows = await sql<{ n: number }>`
    select count(*) as n from (select 1 from ${from} where ${sql.join(where, sql` and `)} limit ${COUNT_MAX + 1}) as counted
  `.execute(db)
  return counted(rows.rows[0]?.n ?? 0)
}

/** A number that was counted to no more than one past the limit. */
export const counted = (n: number): Count => ({ total: Math.min(n, COUNT_MAX), totalExact: n <= COUNT_MAX })

/** The search of a list: the name contains it, or it is the id. */
export function matches(q: string | undefined, nameColumns: string[], idColumn: string): RawBuilder<unknown>[] {
  if (!q) return []
  const alternatives = nameColumns.map((column) => like(sql.ref(column), `%${escaped(nameKey(q))}%`))
  if (UUID_PATTERN.test(q)) alternatives.push(sql`${sql.ref(idColumn)} = ${q}`)
  return [sql`(${sql.join(alternatives, sql` or `)})`]
}

/** Text of a pattern that stands for itself. */
export const escaped = (text: string): string => text.replaceAll(/[\\%_]/g, (special) => `\\${special}`)

export const like = (column: RawBuilder<unknown>, pattern: string): RawBuilder<boolean> =>
  sql<boolean>`${column} like ${pattern} escape '\\'`

interface Cursor {
  sort: string
  filters: string
  key: string | number
  id: string
}

const writeCursor = (cursor: Cursor): string => Buffer.from(JSON.stringify(cursor)).toString('base64url')

/** Times and places are the only numbers that lists are sorted by. PostgreSQL takes no text for them. */
const isNumber = (column: string): boolean => /[._](at|position)$/.test(column)

function readCursor(text: string, sort: string, filters: string, byNumber: boolean): Cursor {
  try {
    const cursor = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Partial<Cursor>
    const { key, id } = cursor
    if (cursor.sort === sort && cursor.filters === filters && typeof id === 'string' && UUID_PATTERN.test(id)) {
      if (byNumber && typeof key === 'number' && Number.isSafeInteger(key)) return { sort, filters, key, id }
      // PostgreSQL keeps no NUL in text.
      if (!byNumber && typeof key === 'string' && !key.includes('\0')) return { sort, filters, key, id }
    }
  } catch {
    // Not one of ours: told below like one of another list.
  }
  throw new AppError('cursor_mismatch')
}

/** A cursor is good for the filters that it was made with alone. */
function filterHash(query: ListQuery): string {
  const { limit: _limit, cursor: _cursor, sort: _sort, ...filters } = query
  return createHash('sha256').update(canonical(filters)).digest('base64url').slice(0, 16)
}
