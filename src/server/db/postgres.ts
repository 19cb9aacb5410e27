import { CompiledQuery, type DatabaseConnection, Kysely, PostgresDialect, sql } from 'kysely'
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
  const withSettings = (settings: Record<string, string>) => async (connection: DatabaseConnection) => {
    const each = Object.entries(settings).map(([name, value]) => `set_config('${name}', '${value}', false)`)
    await connection.executeQuery(CompiledQuery.raw(`select ${each.join(', ')}`))
  }
  // It thinks that a walk of roles and groups finds millions, and would compile for seconds what runs for milliseconds.
  const quick = { jit: 'off' }
  // For the same reason it would rather read all groups and roles of all realms than look up the few that are met. What is
  // read here is found by indexes, step by step.
  const walks = { ...quick, enable_hashjoin: 'off', enable_mergejoin: 'off' }
  const limited = { ...quick, statement_timeout: String(heavyMs), default_transaction_read_only: 'on' }
  const dialect = (from: pg.Pool, settings: Record<string, string>) =>
    new PostgresDialect({ pool: from, onCreateConnection: withSettings(settings) })
  const write = new Kysely<Tables>({ dialect: dialect(pool(8, waitMs), quick) })
  const read = new Kysely<Tables>({ dialect: dialect(pool(8, waitMs), walks) })
  const heavyDialect = dialect(pool(4, heavyMs), limited)
  const heavy = new Kysely<Tables>({ dialect: oneStatementAtATime(heavyDialect) })
  return {
    engine: 'postgres',
    write,
    read,
    heavy,
    async takeStock() {
      await sql`analyze identities, identity_groups, identity_roles, events, event_changes`.execute(write)
    },
    async close() {
      await heavy.destroy()
      await write.destroy()
      await read.destroy()
    },
  }
}
