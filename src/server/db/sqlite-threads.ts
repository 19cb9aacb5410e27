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
  /** On the caller's thread; for what needs nothing from the disk. */
  get(parameters: readonly unknown[]): unknown
}

/**
 * More than there are connections: a statement that has begun keeps its thread, and libsql's runtime has as many as there
 * are processors unless told otherwise. With two, two long reads kept everybody from committing. It reads this when it
 * begins, at the first statement.
 */
process.env['TOKIO_WORKER_THREADS'] ??= '16'

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
