import { join } from 'node:path'
import type { Kysely, Transaction } from 'kysely'
import { migrate } from './migrate'
import { openPostgres } from './postgres'
import { openSqlite } from './sqlite'
import type { Tables } from './tables'

export type Engine = 'sqlite' | 'postgres'

/** The database: `write` only inside `change()` and the few internal writers, `read` everywhere else. */
export interface Db {
  engine: Engine
  write: Kysely<Tables>
  read: Kysely<Tables>
  close(): Promise<void>
}

/** What a store is given: the reading side, or an open transaction. */
export type Queryable = Kysely<Tables> | Transaction<Tables>

/** Opens the database and brings its schema up to date. */
export async function openDatabase(options: { databaseUrl: string | null; dataDir: string }): Promise<Db> {
  const db = options.databaseUrl ? openPostgres(options.databaseUrl) : openSqlite(join(options.dataDir, 'castellan.db'))
  try {
    await migrate(db.write as never, db.engine)
  } catch (error) {
    await db.close()
    throw error
  }
  return db
}
