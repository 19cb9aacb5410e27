import type { Deps } from '../context'
import { type Job, LEASE_MS, renewJob } from './jobs.store'

/** Thrown by `goOn` to end a run between two slices. What was done stays; whoever has the job next goes on from there. */
export class JobInterrupted extends Error {}

/** What a run is told about its job. */
export interface JobInWork extends Pick<Job, 'id' | 'attempts'> {
  /**
   * To be called between slices: throws when this worker is to stop, or when another one may have the job by now. (A
   * process that slept, or was cut off from the database, finds so when it wakes.)
   */
  goOn(): void
}

/** A job that is kept for as long as its work lasts. */
export interface Lease extends JobInWork {
  /** Ends the keeping, and returns the job as it is kept now. */
  end(): Promise<Job>
}

export function keepJob(deps: Deps, taken: Job, isStopping: () => boolean, everyMs = LEASE_MS / 3): Lease {
  let job: Job = taken
  let lost = false
  let renewing: Promise<void> = Promise.resolve()
  const renew = async () => {
    const lockedUntil = await renewJob(deps.db, job, deps.clock())
    if (lockedUntil === null) lost = true
    else job = { ...job, lockedUntil }
  }
  const timer = setInterval(() => {
    // One after the other: each proves itself by the end that the one before has set.
    renewing = renewing.then(renew).catch((error: unknown) => {
      deps.log.warn({ err: error, job: job.id, kind: job.kind }, 'a job was not kept; tried again soon')
    })
  }, everyMs)
  timer.unref()
  return {
    id: taken.id,
    attempts: taken.attempts,
    goOn() {
      if (isStopping() || lost || deps.clock() >= job.lockedUntil) throw new JobInterrupted()
    },
    async end() {
      clearInterval(timer)
      await renewing
      return job
    },
  }
}
