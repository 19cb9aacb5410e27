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
  /**
   * For reads that may take more than a few milliseconds: they hold nobody else up, and are given up after some seconds
   * (503). Few run at once, so what an index answers belongs to `read`. One statement at a time: no transactions.
   */
  heavy: Kysely<Tables>
  /**
   * To be called when many people have come: PostgreSQL plans by figures that it takes by itself a minute later. Until then
   * it believes a new realm to be empty, and reads all of it where it should look up one. SQLite plans without figures.
   */
  takeStock(): Promise<void>
  close(): Promise<void>
}

/** What a store is given: the reading side, or an open transaction. */
export type Queryable = Kysely<Tables> | Transaction<Tables>

/** How long is waited before somebody is told that the database cannot answer just now. */
export interface Limits {
  /** For a heavy read to begin, and then for it to end. */
  heavyMs: number
  /** For one of PostgreSQL's connections. */
  waitMs: number
}

const usualLimits: Limits = { heavyMs: 5_000, waitMs: 10_000 }

/** Opens the database and brings its schema up to date. */
export async function openDatabase(
  options: { databaseUrl: string | null; dataDir: string },
  limits: Limits = usualLimits,
): Promise<Db> {
  const db = options.databaseUrl
    ? openPostgres(options.databaseUrl, limits)
    : openSqlite(join(options.dataDir, 'castellan.db'), limits)
  try {
    await migrate(db.write as never, db.engine)
  } catch (error) {
    await db.close()
    throw error
  }
  return db
}
