import type SynchronousDatabase from 'libsql'
import Database from 'libsql/promise'

/** What we use of `libsql/promise`, whose typings are `any`. */
export interface ThreadedDatabase {
  prepare(sql: string): Promise<ThreadedStatement>
  exec(sql: string): Promise<void>
  interrupt(): void
  close(): void
}

export interface ThreadedStatement {
  iterate(parameters: readonly unknown[]): Promise<Iterable<unknown>>
}

/**
 * A connection that works on threads of libsql's own. A statement's way to its first row is gone on a thread of libsql's
 * runtime, every further row is fetched on the caller's. Two traps: a statement that nobody holds any more is ended on our
 * thread, and waits there until what its connection is doing is done, so statements are kept; and an interrupt that comes
 * between two steps is lost.
 *
 * Worker threads would do the same with 10 MB each, could not be interrupted, and would end the whole process when one is
 * terminated within a statement (neon panics; measured with libsql 0.5.29).
 */
export const openOnThreads = (file: string): ThreadedDatabase => new Database(file, {})

/**
 * Runs a statement without rows on another thread, on a connection that is used from this one. Nothing else may be asked
 * of the connection meanwhile. Both of libsql's APIs keep the connection itself in `db` and hand it to the same binary.
 */
export const runOnThread = (database: SynchronousDatabase.Database, sql: string): Promise<void> =>
  Database.prototype.exec.call(database as unknown as Database, sql) as Promise<void>
