import { sql } from 'kysely'
import type { Db, Queryable } from '../db/open'
import { newId } from '../lib/ids'

export interface Job {
  id: string
  kind: string
  payload: Record<string, unknown>
  attempts: number
  /** Until when it is ours. No two workers are ever given the same end, so it is the proof of having the job as well. */
  lockedUntil: number
}

/** How long a worker may keep a job without a word before another one takes it over. */
export const LEASE_MS = 60_000

export async function addJob(
  tx: Queryable,
  job: { kind: string; payload: Record<string, unknown>; runAt: number; now: number },
): Promise<void> {
  await tx
    .insertInto('jobs')
    .values({
      id: newId(),
      kind: job.kind,
      payload: JSON.stringify(job.payload),
      run_at: job.runAt,
      attempts: 0,
      locked_until: 0,
      last_error: null,
      created_at: job.now,
    })
    .execute()
}

/** Takes the next due job of a kind for a minute; null when there is none. Processes never take the same one. */
export async function takeJob(db: Db, kind: string, now: number): Promise<Job | null> {
  return db.write.transaction().execute(async (tx) => {
    const skip = db.engine === 'postgres' ? sql`for update skip locked` : sql``
    const due = await sql<{ id: string; payload: string; attempts: number }>`
      select id, payload, attempts from jobs where kind = ${kind} and run_at <= ${now} and locked_until <= ${now}
      order by run_at, id limit 1 ${skip}`.execute(tx)
    const job = due.rows[0]
    if (!job) return null
    const lockedUntil = now + LEASE_MS
    await tx.updateTable('jobs').set({ locked_until: lockedUntil }).where('id', '=', job.id).execute()
    return { ...job, kind, lockedUntil, payload: JSON.parse(job.payload) as Record<string, unknown> }
  })
}

/** Whether anything of a kind is due, without taking the write lock. */
export async function anyDue(db: Db, kind: string, now: number): Promise<boolean> {
  const rows = await db.read
    .selectFrom('jobs')
    .select('id')
    .where('kind', '=', kind)
    .where('run_at', '<=', now)
    .where('locked_until', '<=', now)
    .limit(1)
    .execute()
  return rows.length > 0
}

/** Keeps a job for another minute. Returns until when, or null when another worker has taken it over. */
export async function renewJob(db: Db, job: Job, now: number): Promise<number | null> {
  const lockedUntil = Math.max(job.lockedUntil, now + LEASE_MS)
  const renewed = await ours(db, job).set({ locked_until: lockedUntil }).executeTakeFirst()
  return renewed.numUpdatedRows > 0n ? lockedUntil : null
}

export async function finishJob(db: Db, job: Job): Promise<void> {
  await db.write.deleteFrom('jobs').where('id', '=', job.id).where('locked_until', '=', job.lockedUntil).execute()
}

/** Gives a job back as it is: whoever looks next goes on with it. */
export async function releaseJob(db: Db, job: Job): Promise<void> {
  await ours(db, job).set({ locked_until: 0 }).execute()
}

/** Tries again later, each time after twice as long, up to an hour. */
export async function postponeJob(db: Db, job: Job, error: string, now: number): Promise<void> {
  const delay = Math.min(3_600_000, 1000 * 2 ** job.attempts)
  await ours(db, job)
    .set({ attempts: job.attempts + 1, run_at: now + delay, locked_until: 0, last_error: error.slice(0, 1000) })
    .execute()
}

/** The job, unless another worker has it by now. */
const ours = (db: Db, job: Job) =>
  db.write.updateTable('jobs').where('id', '=', job.id).where('locked_until', '=', job.lockedUntil)
