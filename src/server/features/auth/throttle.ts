import type { Deps } from '../../context'
import type { Queryable } from '../../db/open'
import { AppError } from '../../lib/errors'
import { nameKey } from '../../lib/name-key'
import { sha256 } from '../../lib/secrets'

/** Failures are forgotten after this long without another. */
const FORGET_MS = 24 * 3_600_000

interface Limit {
  name: string
  /** Failures that cost nothing. */
  free: number
  /** The longest wait. A stranger can make an account's owner wait half a minute, never lock them out. */
  longestMs: number
}

/** What one attempt counts against: address and account together, the account, the address. */
export function signInLimits(deps: Deps, email: string, ip: string): Limit[] {
  const account = sha256(nameKey(email))
  const [both, anyone, address] = deps.config.signInLimits
  return [
    { name: `sign-in:both:${account}:${ip}`, free: both, longestMs: 15 * 60_000 },
    { name: `sign-in:account:${account}`, free: anyone, longestMs: 30_000 },
    { name: `sign-in:address:${ip}`, free: address, longestMs: 15 * 60_000 },
  ]
}

/** For sign-up and set-up: the address alone. */
export const addressLimit = (deps: Deps, what: string, ip: string): Limit[] => [
  { name: `${what}:address:${ip}`, free: deps.config.signInLimits[2], longestMs: 15 * 60_000 },
]

/**
 * Counts an attempt as failed before it is made, in one transaction, so that many at once cannot slip through; throws 429
 * with the seconds to wait while one of the limits is closed. `forgive` takes it back after a success.
 */
export async function countAttempt(deps: Deps, limits: Limit[]): Promise<void> {
  const now = deps.clock()
  const wait = await deps.db.write.transaction().execute(async (tx) => {
    // One after the other, always in this order, so that two attempts cannot wait for each other.
    const rows: Awaited<ReturnType<typeof lockedRow>>[] = []
    for (const limit of limits) rows.push(await lockedRow(tx, limit.name, now))
    const blockedUntil = Math.max(0, ...rows.map((row) => row.blocked_until))
    if (blockedUntil > now) return blockedUntil - now
    for (const [i, limit] of limits.entries()) {
      const row = rows[i]
      const failures = (row && now - row.updated_at < FORGET_MS ? row.failures : 0) + 1
      const delay =
        failures < limit.free ? 0 : Math.min(limit.longestMs, 1000 * 2 ** Math.min(20, failures - limit.free))
      await tx
        .updateTable('throttles')
        .set({ failures, blocked_until: delay === 0 ? 0 : now + delay, updated_at: now })
        .where('name', '=', limit.name)
        .execute()
    }
    return 0
  })
  if (wait > 0) throw new AppError('throttled', { details: { retryAfterSeconds: Math.ceil(wait / 1000) } })
}

async function lockedRow(tx: Queryable, name: string, now: number) {
  // The row must be there to be locked by the update.
  await tx
    .insertInto('throttles')
    .values({ name, failures: 0, blocked_until: 0, updated_at: now })
    .onConflict((oc) => oc.column('name').doUpdateSet((eb) => ({ failures: eb.ref('throttles.failures') })))
    .execute()
  const rows = await tx.selectFrom('throttles').selectAll().where('name', '=', name).execute()
  return rows[0] ?? { failures: 0, blocked_until: 0, updated_at: now }
}

/** After a success: this address is trusted with this account again; what others tried at it still counts. */
export async function forgive(deps: Deps, limits: Limit[]): Promise<void> {
  const [own, ...shared] = limits
  if (own) await deps.db.write.deleteFrom('throttles').where('name', '=', own.name).execute()
  for (const { name } of shared) {
    await deps.db.write
      .updateTable('throttles')
      .set((eb) => ({ failures: eb('failures', '-', 1), blocked_until: 0 }))
      .where('name', '=', name)
      .where('failures', '>', 0)
      .execute()
  }
}
