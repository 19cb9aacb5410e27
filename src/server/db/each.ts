import { PostgresAdapter, type RawBuilder, sql } from 'kysely'
import type { Engine, Queryable } from './open'

export const engineOf = (db: Queryable): Engine =>
  db.getExecutor().adapter instanceof PostgresAdapter ? 'postgres' : 'sqlite'

/** That a column holds one of these values, which travel as one: to tell of each by itself costs more than to find it. */
export const among = (db: Queryable, column: RawBuilder<unknown>, values: readonly string[]): RawBuilder<boolean> =>
  engineOf(db) === 'postgres'
    ? sql`${column} = any(${[...values]}::text[])`
    : sql`${column} in (select value from json_each(${JSON.stringify(values)}))`
