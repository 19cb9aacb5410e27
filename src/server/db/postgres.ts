import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Db } from './open'
import type { Tables } from './tables'

/** PostgreSQL through `pg`, with pools of their own for writing and reading, so neither can starve the other. */
export function openPostgres(url: string): Db {
  const types = new pg.TypeOverrides()
  // int8 (times and counts): safe as numbers up to 2^53.
  types.setTypeParser(20, Number)
  const pool = (max: number) => {
    const made = new pg.Pool({ connectionString: url, max, types, connectionTimeoutMillis: 10_000 })
    // An idle connection that the server closes is replaced on next use; without a listener it would end the process.
    made.on('error', () => {})
    return made
  }
  const write = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: pool(8) }) })
  const read = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: pool(8) }) })
  return {
    engine: 'postgres',
    write,
    read,
    async close() {
      await write.destroy()
      await read.destroy()
    },
  }
}
