import { CompiledQuery, PostgresAdapter } from 'kysely'
import type { Queryable } from './open'
import type { Tables } from './tables'

/** How many rows one statement brings: short enough for both engines. */
const ROWS_AT_ONCE = { sqlite: 100, postgres: 500 }

/**
 * The statements by what they insert: putting one together for a hundred rows costs more than running it, and there are
 * few kinds of them.
 */
const texts = new Map<string, string>()

/** Inserts any number of rows. */
export const insertMany = <T extends keyof Tables>(
  db: Queryable,
  table: T,
  rows: readonly Tables[T][],
): Promise<void> => bring(db, table, rows, [], [])

/** The same; rows that are there already by `key` get the values of these columns. */
export const upsertMany = <T extends keyof Tables>(
  db: Queryable,
  table: T,
  rows: readonly Tables[T][],
  key: readonly (keyof Tables[T] & string)[],
  set: readonly (keyof Tables[T] & string)[],
): Promise<void> => bring(db, table, rows, key, set)

async function bring(
  db: Queryable,
  table: string,
  rows: readonly object[],
  key: readonly string[],
  set: readonly string[],
): Promise<void> {
  const engine = db.getExecutor().adapter instanceof PostgresAdapter ? 'postgres' : 'sqlite'
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE[engine]) {
    const some = rows.slice(at, at + ROWS_AT_ONCE[engine])
    const columns = Object.keys(some[0] ?? {})
    const values =
      engine === 'postgres'
        ? // One value instead of thousands, each of which PostgreSQL would have to be told of.
          [JSON.stringify(some)]
        : some.flatMap((row) => columns.map((column) => (row as Record<string, unknown>)[column] ?? null))
    const size = engine === 'postgres' ? null : some.length
    await db.executeQuery(CompiledQuery.raw(textOf(table, columns, size, key, set), values))
  }
}

/** For so many rows of values, or (null) for a JSON text of any number of them. */
function textOf(
  table: string,
  columns: readonly string[],
  rows: number | null,
  key: readonly string[],
  set: readonly string[],
): string {
  const name = [table, rows, ...columns, '/', ...set].join(' ')
  const known = texts.get(name)
  if (known !== undefined) return known
  const quoted = (names: readonly string[]) => names.map((column) => `"${column}"`).join(', ')
  const row = `(${columns.map(() => '?').join(', ')})`
  const source =
    rows === null
      ? `select ${quoted(columns)} from json_populate_recordset(null::"${table}", $1)`
      : `values ${Array.from({ length: rows }, () => row).join(', ')}`
  const sets = set.map((column) => `"${column}" = excluded."${column}"`).join(', ')
  const conflict = set.length === 0 ? '' : ` on conflict (${quoted(key)}) do update set ${sets}`
  const text = `insert into "${table}" (${quoted(columns)}) ${source}${conflict}`
  texts.set(name, text)
  return text
}
