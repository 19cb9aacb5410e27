import { sql } from 'kysely'
import type { Db, Queryable } from '../db/open'
import { newId } from '../lib/ids'

export type JobKind = 'batch'

export interface Job {
  id: string
  kind: JobKind
  payload: Record<string, unknown>
  attempts: number
}

/** How long a worker may keep a job before another one takes it over. */
const LEASE_MS = 60_000

export async function addJob(
  tx: Queryable,
  job: { kind: JobKind; payload: Record<string, unknown>; runAt: number; now: number },
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

/** Takes the next due job for a minute; null when there is none. Processes never take the same one. */
export async function takeJob(db: Db, now: number): Promise<Job | null> {
  return db.write.transaction().execute(async (tx) => {
    const skip = db.engine === 'postgres' ? sql`for update skip locked` : sql``
    const due = await sql<{ id: string; kind: JobKind; payload: string; attempts: number }>`
      select id, kind, payload, attempts from jobs where run_at <= ${now} and locked_until <= ${now}
      order by run_at limit 1 ${skip}`.execute(tx)
    const job = due.rows[0]
    if (!job) return null
    await tx
      .updateTable('jobs')
      .set({ locked_until: now + LEASE_MS })
      .where('id', '=', job.id)
      .execute()
    return { ...job, payload: JSON.parse(job.payload) as Record<string, unknown> }
  })
}

/** Whether anything is due, without taking the write lock. */
export async function anyDue(db: Db, now: number): Promise<boolean> {
  const rows = await db.read
    .selectFrom('jobs')
    .select('id')
    .where('run_at', '<=', now)
    .where('locked_until', '<=', now)
    .limit(1)
    .execute()
  return rows.length > 0
}

export async function finishJob(db: Db, id: string): Promise<void> {
  await db.write.deleteFrom('jobs').where('id', '=', id).execute()
}

/** Tries again later, each time after twice as long, up to an hour. */
export async function postponeJob(db: Db, job: Job, error: string, now: number): Promise<void> {
  const delay = Math.min(3_600_000, 1000 * 2 ** job.attempts)
  await db.write
    .updateTable('jobs')
    .set({ attempts: job.attempts + 1, run_at: now + delay, locked_until: 0, last_error: error.slice(0, 1000) })
    .where('id', '=', job.id)
    .execute()
}
