import { type RawBuilder, sql } from 'kysely'
import type { Engine } from './open'

type Sql = RawBuilder<unknown>

/** Values that travel as one parameter, so that a statement reads the same for any number of them: `given.value`. */
export const given = (engine: Engine, values: readonly string[]): Sql =>
  engine === 'postgres'
    ? sql`unnest(${[...values]}::text[]) as given (value)`
    : sql`json_each(${JSON.stringify(values)}) as given`

/** That a column holds one of these values. */
export const among = (engine: Engine, column: Sql, values: readonly string[]): Sql =>
  engine === 'postgres'
    ? sql`${column} = any(${[...values]}::text[])`
    : sql`${column} in (select value from json_each(${JSON.stringify(values)}))`

interface FirstOfEach {
  values: readonly string[]
  table: string
  /** What is one of the values; an index begins with it and goes on in the order asked for. */
  column: string
  key: string
  id: string
  /** Of the table as `l`. */
  where: Sql[]
  order: Sql
  limit: number
}

/**
 * For each of these values the first rows in an order, along an index: `source`, `list_key` and `list_id`. SQLite has no
 * `lateral`, but knows the rows of a subquery by their numbers.
 */
export function firstOfEach(engine: Engine, options: FirstOfEach): Sql {
  const { values, where, order, limit } = options
  const [table, column, key, id] = [sql.table(options.table), sql.ref(`l.${options.column}`), options.key, options.id]
  const rows = (select: Sql) => sql`select ${select} from ${table} as l
    where ${sql.join([sql`${column} = given.value`, ...where], sql` and `)} order by ${order} limit ${limit}`
  if (engine === 'postgres') {
    const keyed = sql`${sql.ref(`l.${key}`)} as list_key, ${sql.ref(`l.${id}`)} as list_id`
    return sql`select given.value as source, first.list_key, first.list_id
      from ${given(engine, values)} cross join lateral (${rows(keyed)}) as first`
  }
  return sql`select given.value as source, ${sql.ref(`r.${key}`)} as list_key, ${sql.ref(`r.${id}`)} as list_id
    from ${given(engine, values)} cross join ${table} as r where r.rowid in (${rows(sql`l.rowid`)})`
}
