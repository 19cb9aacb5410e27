import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { Kysely, type SqliteDatabase, SqliteDialect } from 'kysely'
import Database from 'libsql'
import type { Db } from './open'
import type { Tables } from './tables'

/** SQLite through libsql: one connection that writes, one that only reads and so never waits for a writer. */
export function openSqlite(file: string): Db {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const writer = new Database(file)
  writer.exec('pragma journal_mode = wal')
  // Every acknowledged write must survive a power cut.
  writer.exec('pragma synchronous = full')
  writer.exec('pragma foreign_keys = on')
  writer.exec('pragma busy_timeout = 5000')
  const reader = new Database(file)
  reader.exec('pragma query_only = on')
  reader.exec('pragma busy_timeout = 5000')
  const write = new Kysely<Tables>({ dialect: new SqliteDialect({ database: caching(writer) }) })
  const read = new Kysely<Tables>({ dialect: new SqliteDialect({ database: caching(reader) }) })
  return {
    engine: 'sqlite',
    write,
    read,
    async close() {
      await write.destroy()
      await read.destroy()
    },
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
