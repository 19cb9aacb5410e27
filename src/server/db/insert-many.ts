import { CompiledQuery } from 'kysely'
import type { Queryable } from './open'
import type { Tables } from './tables'

/** How many rows one statement brings: short enough for both engines. */
const ROWS_AT_ONCE = 100

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
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
    const some = rows.slice(at, at + ROWS_AT_ONCE)
    const columns = Object.keys(some[0] ?? {})
    const values = some.flatMap((row) => columns.map((column) => (row as Record<string, unknown>)[column] ?? null))
    await db.executeQuery(CompiledQuery.raw(textOf(db, table, columns, some.length, key, set), values))
  }
}

function textOf(
  db: Queryable,
  table: string,
  columns: readonly string[],
  rows: number,
  key: readonly string[],
  set: readonly string[],
): string {
  const name = [db.getExecutor().adapter.constructor.name, table, rows, ...columns, '/', ...set].join(' ')
  const known = texts.get(name)
  if (known !== undefined) return known
  const any = Object.fromEntries(columns.map((column) => [column, '']))
  // Of any table and any columns: what is put together here is only a text.
  const insert = db.insertInto(table as 'groups').values(Array.from({ length: rows }, () => any as never))
  const query =
    set.length === 0
      ? insert
      : insert.onConflict((oc) =>
          oc
            .columns(key as never)
            .doUpdateSet((eb) =>
              Object.fromEntries(set.map((column) => [column, eb.ref(`excluded.${column}` as never)])),
            ),
        )
  const text = query.compile().sql
  texts.set(name, text)
  return text
}
