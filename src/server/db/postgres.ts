import { CompiledQuery, type DatabaseConnection, Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { oneStatementAtATime } from './one-statement'
import type { Db, Limits } from './open'
import type { Tables } from './tables'

/** PostgreSQL through `pg`, with pools of their own for writing, reading and what takes long, so none can starve another. */
export function openPostgres(url: string, { heavyMs, waitMs }: Limits): Db {
  const types = new pg.TypeOverrides()
  // int8 (times and counts): safe as numbers up to 2^53.
  types.setTypeParser(20, Number)
  const pool = (max: number, patienceMs: number) => {
    const made = new pg.Pool({ connectionString: url, max, types, connectionTimeoutMillis: patienceMs })
    // An idle connection that the server closes is replaced on next use; without a listener it would end the process.
    made.on('error', () => {})
    return made
  }
  const limited = async (connection: DatabaseConnection) => {
    const settings = `set_config('statement_timeout', '${heavyMs}', false), set_config('default_transaction_read_only', 'on', false)`
    await connection.executeQuery(CompiledQuery.raw(`select ${settings}`))
  }
  const write = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: pool(8, waitMs) }) })
  const read = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: pool(8, waitMs) }) })
  const heavyDialect = new PostgresDialect({ pool: pool(4, heavyMs), onCreateConnection: limited })
  const heavy = new Kysely<Tables>({ dialect: oneStatementAtATime(heavyDialect) })
  return {
    engine: 'postgres',
    write,
    read,
    heavy,
    async close() {
      await heavy.destroy()
      await write.destroy()
      await read.destroy()
    },
  }
}
