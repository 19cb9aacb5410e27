import { type RawBuilder, sql } from 'kysely'
import type { Engine } from './open'

type Sql = RawBuilder<unknown>

/** That a column holds one of these values. */
export const among = (engine: Engine, column: Sql, values: readonly string[]): Sql =>
  engine === 'postgres'
    ? sql`${column} = any(${[...values]}::text[])`
    : sql`${column} in (select value from json_each(${JSON.stringify(values)}))`
