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
    const some = rows.slice(at, at + ROWS_AT_ONCE[engine])
    const columns = Object.keys(some[0] ?? {})
    const values =
      engine === 'postgres'
        ? // One value instead of thousands, each of which PostgreSQL would have to be told of.
          [JSON.stringify(some)]
        : some.flatMap((row) => columns.map((column) => (row as Row)[column] ?? null))
    const source = engine === 'postgres' ? null : some.length
    const text = known([textOf(columns, 'rows', String), source].join(' '), () =>
      textOf(columns, sourceOf(table, columns, source), (i) => (engine === 'postgres' ? `$${i + 2}` : '?')),
    )
    await db.executeQuery(CompiledQuery.raw(text, [...values, ...further]))
  }
}

function known(name: string, make: () => string): string {
  const text = texts.get(name) ?? make()
  texts.set(name, text)
  return text
}

const list = (columns: readonly string[]): string => columns.map((column) => `"${column}"`).join(', ')

/** So many rows of values, or (null) any number of them in a JSON text. */
function sourceOf(table: string, columns: readonly string[], rows: number | null): string {
  if (rows === null) return `select ${list(columns)} from json_populate_recordset(null::"${table}", $1)`
  const row = `(${columns.map(() => '?').join(', ')})`
  return `values ${Array.from({ length: rows }, () => row).join(', ')}`
}
