import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  type QueryResult,
  type SqliteDatabase,
  SqliteDialect,
  type SqliteDialectConfig,
  SqliteDriver,
} from 'kysely'
import Database from 'libsql'
import { MAPPED } from './mapped'
import { oneStatementAtATime } from './one-statement'
import type { Db, Limits } from './open'
import { Checkpoints } from './sqlite-checkpoints'
import { HeavyDialect } from './sqlite-heavy'
import { runOnThread } from './sqlite-threads'
import type { Tables } from './tables'
import { turnToRead, turnToWrite } from './turns'

/**
 * SQLite through libsql: one connection that writes, one that only reads and so never waits for a writer, and some more
 * for what takes long.
 */
export function openSqlite(file: string, { heavyMs }: Limits): Db {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const writer = new Database(file)
  writer.exec('pragma journal_mode = wal')
  // Every acknowledged write must survive a power cut.
  writer.exec('pragma synchronous = full')
  writer.exec('pragma foreign_keys = on')
  writer.exec('pragma busy_timeout = 5000')
  // A slice of a batch fits, with its indexes; else pages are written and read again in the middle of statements.
  writer.exec('pragma cache_size = -32000')
  // What a long transaction has made of the log is given back.
  writer.exec('pragma journal_size_limit = 67108864')
  // A last resort: it is done on another thread long before.
  writer.exec('pragma wal_autocheckpoint = 50000')
  const checkpoints = new Checkpoints(file)
  const reader = new Database(file)
  reader.exec('pragma query_only = on')
  reader.exec('pragma busy_timeout = 5000')
  reader.exec(`pragma mmap_size = ${MAPPED}`)
  const write = new Kysely<Tables>({
    dialect: new SqliteDialect({
      database: caching(writer),
      onCreateConnection: async (connection) => writeWithConsideration(connection, writer, checkpoints),
    }),
  })
  const read = new Kysely<Tables>({ dialect: new ReadingDialect({ database: caching(reader) }) })
  const heavy = new Kysely<Tables>({ dialect: oneStatementAtATime(new HeavyDialect(file, heavyMs)) })
  return {
    engine: 'sqlite',
    write,
    read,
    heavy,
    takeStock: () => Promise.resolve(),
    async close() {
      await heavy.destroy()
      await checkpoints.close()
      await write.destroy()
      await read.destroy()
    },
  }
}

/**
 * Gives others their turn between statements. Nobody can come in between: whoever has the one connection keeps it until
 * its transaction ends, and others' reads have a connection of their own.
 */
function writeWithConsideration(
  connection: DatabaseConnection,
  writer: Database.Database,
  checkpoints: Checkpoints,
): void {
  const execute = connection.executeQuery.bind(connection)
  let inTransaction = false
  let changed = 0
  connection.executeQuery = async <Row>(query: CompiledQuery) => {
    if (!inTransaction) await checkpoints.room()
    await turnToWrite()
    if (query.sql === 'commit' || query.sql === 'rollback') inTransaction = false
    const result = query.sql === 'commit' ? await commit<Row>(writer) : await execute<Row>(query)
    if (query.sql === 'begin') inTransaction = true
    changed += Number(result.numAffectedRows ?? 0)
    if (!inTransaction) {
      checkpoints.written(changed)
      changed = 0
    }
    return result
  }
}

/** To be safe on the disk takes its time, which others have the thread for. */
async function commit<Row>(writer: Database.Database): Promise<QueryResult<Row>> {
  await runOnThread(writer, 'commit')
  return { rows: [] }
}

/** Readers give way before they take the connection, since whoever has the turn will want it. */
class ReadingDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig

  constructor(config: SqliteDialectConfig) {
    super(config)
    this.#config = config
  }

  override createDriver(): Driver {
    return new ReadingDriver(this.#config)
  }
}

class ReadingDriver extends SqliteDriver {
  override async acquireConnection(): Promise<DatabaseConnection> {
    await turnToRead()
    return super.acquireConnection()
  }
}

/**
 * A libsql database that keeps prepared statements by their text, since Kysely prepares anew for every query (STACK:
 * +30 %), and that begins transactions with the write lock: a deferred one that writes later fails at once when another
 * process wrote meanwhile.
 */
function caching(database: Database.Database): SqliteDatabase {
  type Statement = ReturnType<SqliteDatabase['prepare']>
  const statements = new Map<string, Statement>()
  return {
    close: () => database.close(),
    prepare(sqlText) {
      const text = sqlText === 'begin' ? 'begin immediate' : sqlText
      let statement = statements.get(text)
      if (!statement) {
        if (statements.size > 500) statements.clear()
        // libsql's typings follow better-sqlite3; Kysely names the same shape on its own.
        statement = database.prepare(text) as unknown as Statement
        statements.set(text, statement)
      }
      return statement
    },
  }
}
