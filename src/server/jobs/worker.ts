import type { Deps } from '../context'
import { anyDue, finishJob, type Job, postponeJob, releaseJob, takeJob } from './jobs.store'
import type { JobKinds, RunJob } from './kinds'
import { JobInterrupted, keepJob } from './lease'
import { rounds } from './rounds'

const LOOK_EVERY_MS = 1000

export interface Worker {
  /** Works off everything that is due now, and what becomes due meanwhile. */
  drain(): Promise<void>
  stop(): Promise<void>
}

export interface WorkerOptions {
  /** How often it looks for work that nobody called it for. Null: never, only when it is told to drain. */
  lookEveryMs?: number | null
  /** How often a job in work is kept for another minute. */
  keepEveryMs?: number
}

/**
 * Runs jobs in this process: of each kind one at a time, so that an import of minutes holds up further imports, but no
 * mail. Any number of processes may do so on the same database. Kinds that are not named are left to processes that know
 * them.
 */
export function startWorker(
  deps: Deps,
  kinds: JobKinds,
  { lookEveryMs = LOOK_EVERY_MS, keepEveryMs }: WorkerOptions = {},
): Worker {
  const lanes = new Map<string, Promise<void>>()
  const going = new Map<string, Promise<void>>()
  const wentAt = new Map<string, number>()
  let stopping = false

  /** Works off one kind until nothing of it is due. */
  const work = async (kind: string, run: RunJob): Promise<void> => {
    while (!stopping) {
      const job = await takeJob(deps.db, kind, deps.clock())
      if (!job) return
      await runJob(job, run)
    }
  }
  const runJob = async (taken: Job, run: RunJob): Promise<void> => {
    const lease = keepJob(deps, taken, () => stopping, keepEveryMs)
    try {
      await run(deps, taken.payload, lease)
      await finishJob(deps.db, await lease.end())
    } catch (error) {
      const job = await lease.end()
      if (error instanceof JobInterrupted) return await releaseJob(deps.db, job)
      deps.log.error({ err: error, job: job.id, kind: job.kind }, 'a job failed')
      await postponeJob(deps.db, job, String(error), deps.clock())
    }
  }
  /** Starts what is due and not in work, without waiting for it. */
  const look = async (): Promise<void> => {
    for (const [kind, run] of Object.entries(kinds)) {
      if (lanes.has(kind) || !(await anyDue(deps.db, kind, deps.clock()))) continue
      // Somebody else may have looked meanwhile.
      if (stopping || lanes.has(kind)) continue
      const lane = work(kind, run).finally(() => lanes.delete(kind))
      // Whoever waits for it is told of the failure, and nobody may be waiting.
      lane.catch((error: unknown) => deps.log.error({ err: error, kind }, 'the worker failed'))
      lanes.set(kind, lane)
    }
  }
  /** Goes the rounds that it is time for, each beside the others, and waits for those under way. */
  const goRounds = async (): Promise<void> => {
    for (const { name, everyMs, run } of rounds) {
      if (stopping || going.has(name) || deps.clock() - (wentAt.get(name) ?? 0) < everyMs) continue
      wentAt.set(name, deps.clock())
      going.set(
        name,
        run(deps, () => stopping).finally(() => going.delete(name)),
      )
    }
    await Promise.all(going.values())
  }
  const lookAround = () => {
    Promise.all([look(), goRounds()]).catch((error: unknown) => {
      deps.log.error({ err: error }, 'the worker failed')
    })
  }
  const timer = lookEveryMs === null ? undefined : setInterval(lookAround, lookEveryMs).unref()
  return {
    async drain() {
      for (;;) {
        await look()
        if (lanes.size === 0) break
        await Promise.all(lanes.values())
      }
      await goRounds()
    },
    async stop() {
      stopping = true
      clearInterval(timer)
      await Promise.allSettled([...lanes.values(), ...going.values()])
    },
  }
}
