import { CompiledQuery } from 'kysely'
import { engineOf } from './each'
import type { Queryable } from './open'
import type { Tables } from './tables'

/** How many rows one statement writes: short enough for both engines. */
const ROWS_AT_ONCE = { sqlite: 100, postgres: 2_000 }

type Row = Readonly<Record<string, unknown>>

/** Inserts any number of rows. */
export async function insertMany<T extends keyof Tables>(
  db: Queryable,
  table: T,
  rows: readonly Tables[T][],
): Promise<void> {
  await write(db, table, rows, (columns, source) => `insert into "${table}" (${list(columns)}) ${source}`)
}

/**
 * Gives each of these rows its own values: all name the same columns, and each is found by the same of them. `same`: what
 * all of them get. `count`: columns that grow by one.
 */
export async function updateMany<T extends keyof Tables>(
  db: Queryable,
  table: T,
  key: readonly (keyof Tables[T] & string)[],
  rows: readonly Row[],
  { same = {}, count = [] }: { same?: Row; count?: readonly (keyof Tables[T] & string)[] } = {},
): Promise<void> {
  await write(
    db,
    table,
    rows,
    (columns, source, placeOf) => {
      const sets = [
        ...columns
          .filter((column) => !(key as readonly string[]).includes(column))
          .map((column) => `"${column}" = v."${column}"`),
        ...Object.keys(same).map((column, i) => `"${column}" = ${placeOf(i)}`),
        ...count.map((column) => `"${column}" = "${table}"."${column}" + 1`),
      ]
      const found = key.map((column) => `"${table}"."${column}" = v."${column}"`)
      return `with v (${list(columns)}) as (${source}) update "${table}" set ${sets.join(', ')} from v where ${found.join(' and ')}`
    },
    Object.values(same),
  )
}

/**
 * The statements by what they write: putting one together for a hundred rows costs more than running it, and there are few
 * kinds of them.
 */
const texts = new Map<string, string>()

/** `placeOf`: of the values that follow those of the rows. */
type Text = (columns: readonly string[], source: string, placeOf: (i: number) => string) => string

async function write(
  db: Queryable,
  table: string,
  rows: readonly object[],
  textOf: Text,
  further: unknown[] = [],
): Promise<void> {
  const engine = engineOf(db)
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE[engine]) {
    const some = rows.slice(at, at + ROWS_AT_ONCE[engine]) as Row[]
    const { own, same } = sides(some)
    const columns = [...own, ...same]
    const source = { table, own, same, rows: engine === 'postgres' ? null : some.length }
    const values = engine === 'postgres' ? recordsOf(some, own, same) : valuesOf(some, own, same)
    const name = [textOf(columns, 'rows', String), own.length, source.rows].join(' ')
    const text = known(name, () =>
      textOf(columns, sourceOf(source), (i) => (engine === 'postgres' ? `$${values.length + i + 1}` : '?')),
    )
    await db.executeQuery(CompiledQuery.raw(text, [...values, ...further]))
  }
}

/** Of fewer rows nothing is gained by telling once what is the same in all, and there would be many more statements. */
const MANY = 50

/**
 * The columns in which rows differ, and those in which all are the same: these are told once. Of people who come together
 * that is most of them. Of what differs there is always something.
 */
function sides(rows: readonly Row[]): { own: string[]; same: string[] } {
  const [first = {}] = rows
  const columns = Object.keys(first)
  const same = rows.length < MANY ? [] : columns.filter((column) => rows.every((row) => row[column] === first[column]))
  if (same.length === columns.length) same.shift()
  return { own: columns.filter((column) => !same.includes(column)), same }
}

/** In a loop: `Object.fromEntries` takes many times as long. */
function only(row: Row, columns: readonly string[]): Row {
  const some: Record<string, unknown> = {}
  for (const column of columns) some[column] = row[column]
  return some
}

/** For PostgreSQL two values instead of thousands, each of which it would have to be told of. */
const recordsOf = (rows: readonly Row[], own: readonly string[], same: readonly string[]): string[] => [
  JSON.stringify(rows.map((row) => only(row, own))),
  JSON.stringify(only(rows[0] ?? {}, same)),
]

const valuesOf = (rows: readonly Row[], own: readonly string[], same: readonly string[]): unknown[] => [
  ...rows.flatMap((row) => own.map((column) => row[column] ?? null)),
  ...same.map((column) => rows[0]?.[column] ?? null),
]

function known(name: string, make: () => string): string {
  const text = texts.get(name) ?? make()
  texts.set(name, text)
  return text
}

const list = (columns: readonly string[], from = ''): string => columns.map((column) => `${from}"${column}"`).join(', ')

interface Source {
  table: string
  own: readonly string[]
  same: readonly string[]
  /** How many; null is any number, in a JSON text. */
  rows: number | null
}

/** The rows, with the columns in which they differ before the others. */
function sourceOf({ table, own, same, rows }: Source): string {
  if (rows === null) {
    const columns = [list(own, 'r.'), ...(same.length > 0 ? [list(same, 's.')] : [])].join(', ')
    return `select ${columns} from json_populate_recordset(null::"${table}", $1) as r,
      json_populate_record(null::"${table}", $2) as s`
  }
  const row = (columns: readonly string[]) => `(${columns.map(() => '?').join(', ')})`
  const values = `values ${Array.from({ length: rows }, () => row(own)).join(', ')}`
  return same.length === 0 ? values : `select * from (${values}), (values ${row(same)})`
}
