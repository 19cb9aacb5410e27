/** Whether a statement broke a unique rule; both engines say it in words of their own. */
export function isUniqueViolation(error: unknown): boolean {
  const code = codeOf(error)
  return code === '23505' || code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY'
}

/** Whether PostgreSQL gave a transaction up in favour of another: serialization failure or deadlock. */
export function isLostRace(error: unknown): boolean {
  const code = codeOf(error)
  return code === '40001' || code === '40P01'
}

/** A read that was given up, or never begun, since it would have taken longer than anybody waits. */
export class TookTooLong extends Error {}

/**
 * PostgreSQL's statement limit (57014), too many connections, a server that stops or starts, one that is not there; and
 * another process that keeps SQLite's write lock.
 */
const busyCodes = new Set(['57014', '53300', '57P01', '57P02', '57P03', 'ECONNREFUSED', 'ECONNRESET', 'SQLITE_BUSY'])

/** What `pg` says, without a code, when no connection came free in time or the one at hand was cut. */
const noConnection = /^(timeout exceeded when trying to connect|Connection terminated)/

/** Whether the database cannot answer just now, though nothing is wrong with what it was asked. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof TookTooLong) return true
  return error instanceof Error && (busyCodes.has(codeOf(error) ?? '') || noConnection.test(error.message))
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error ? String(error.code) : undefined
