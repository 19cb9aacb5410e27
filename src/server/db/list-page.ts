import { createHash } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import type { Page } from '#contract/list'
import { UUID_PATTERN } from '#contract/primitives'
import { canonical } from '../lib/canonical'
import { AppError } from '../lib/errors'
import { nameKey } from '../lib/name-key'
import type { Queryable } from './open'

/** Totals are counted up to here; beyond it they are lower bounds. */
export const COUNT_MAX = 10_000

interface ListQuery {
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
  /** The API's sorts and the columns that serve them; each with the id must be an index. */
  sorts: Record<string, string>
  id: string
  /**
   * Conditions of which each row fulfils at most one and must fulfil one: each is walked along an index of its own, where
   * a single "or" would read and sort everything.
   */
  branches?: RawBuilder<unknown>[]
  query: ListQuery
}

/** One page of a list by keyset: it costs the same wherever in the list it lies. */
export async function listPage<Row>(db: Queryable, options: ListOptions): Promise<Page<Row>> {
  const { query } = options
  const descending = query.sort.startsWith('-')
  const column = options.sorts[descending ? query.sort.slice(1) : query.sort]
  if (!column) throw new Error(`No column for the sort ${query.sort}`)
  const filters = filterHash(query)
  const after = query.cursor === undefined ? null : readCursor(query.cursor, query.sort, filters, isTime(column))

  const key = sql.ref(column)
  const id = sql.ref(options.id)
  const direction = sql.raw(descending ? 'desc' : 'asc')
  const past = sql.raw(descending ? '<' : '>')
  const place = after ? [sql`(${key}, ${id}) ${past} (${after.key}, ${after.id})`] : []
  const limit = query.limit + 1
  const branches = (options.branches ?? [sql`1 = 1`]).map(
    (branch) => sql`select * from (
      select ${options.select}, ${key} as list_key, ${id} as list_id from ${options.from}
      where ${sql.join([...options.where, branch, ...place], sql` and `)}
      order by ${key} ${direction}, ${id} ${direction} limit ${limit}) as branch`,
  )
  const found = await sql<Row & Keyed>`${sql.join(branches, sql` union all `)}
    order by list_key ${direction}, list_id ${direction} limit ${limit}`.execute(db)
  const total = await countBranches(db, options)

  const items = found.rows.slice(0, query.limit)
  const last = items.at(-1)
  const more = found.rows.length > query.limit
  return {
    items,
    nextCursor: more && last ? writeCursor({ sort: query.sort, filters, key: last.list_key, id: last.list_id }) : null,
    ...total,
  }
}

interface Keyed {
  list_key: string | number
  list_id: string
}

async function countBranches(db: Queryable, { from, where, branches = [] }: ListOptions) {
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
): Promise<{ total: number; totalExact: boolean }> {
  const rows = await sql<{ n: number }>`
    select count(*) as n from (select 1 from ${from} where ${sql.join(where, sql` and `)} limit ${COUNT_MAX + 1}) as counted
  `.execute(db)
  const n = rows.rows[0]?.n ?? 0
  return { total: Math.min(n, COUNT_MAX), totalExact: n <= COUNT_MAX }
}

/** The search of a list: the name contains it, or it is the id. */
export function matches(q: string | undefined, nameColumns: string[], idColumn: string): RawBuilder<unknown>[] {
  if (!q) return []
  const pattern = `%${nameKey(q).replaceAll(/[\\%_]/g, (special) => `\\${special}`)}%`
  const alternatives = nameColumns.map((column) => sql`${sql.ref(column)} like ${pattern} escape '\\'`)
  if (UUID_PATTERN.test(q)) alternatives.push(sql`${sql.ref(idColumn)} = ${q}`)
  return [sql`(${sql.join(alternatives, sql` or `)})`]
}

interface Cursor {
  sort: string
  filters: string
  key: string | number
  id: string
}

const writeCursor = (cursor: Cursor): string => Buffer.from(JSON.stringify(cursor)).toString('base64url')

/** Times are the only numbers that lists are sorted by. PostgreSQL takes no text for them. */
const isTime = (column: string): boolean => /[._]at$/.test(column)

function readCursor(text: string, sort: string, filters: string, byTime: boolean): Cursor {
  try {
    const cursor = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Partial<Cursor>
    const { key, id } = cursor
    if (cursor.sort === sort && cursor.filters === filters && typeof id === 'string' && UUID_PATTERN.test(id)) {
      if (byTime && typeof key === 'number' && Number.isSafeInteger(key)) return { sort, filters, key, id }
      // PostgreSQL keeps no NUL in text.
      if (!byTime && typeof key === 'string' && !key.includes('\0')) return { sort, filters, key, id }
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
