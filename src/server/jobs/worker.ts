import { runBatch } from '../changes/batch'
import type { Deps } from '../context'
import { purgeBin } from '../features/bin/purge'
import { anyDue, finishJob, type Job, postponeJob, takeJob } from './jobs.store'
import { sweep } from './sweep'

/** How often the worker looks for work that nobody called it for. */
const LOOK_EVERY_MS = 1000
/** How often what is over is cleared away. */
const SWEEP_EVERY_MS = 3_600_000

export interface Worker {
  /** Works off everything that is due now. */
  drain(): Promise<void>
  stop(): Promise<void>
}

/** Runs jobs in this process, one at a time. Any number of processes may do so on the same database. */
export function startWorker(deps: Deps): Worker {
  let running: Promise<void> | null = null
  let stopping = false
  let sweptAt = 0

  const work = async () => {
    while (!stopping && (await anyDue(deps.db, deps.clock()))) {
      const job = await takeJob(deps.db, deps.clock())
      if (!job) return
      await runJob(deps, job)
    }
    if (!stopping && deps.clock() - sweptAt > SWEEP_EVERY_MS) {
      sweptAt = deps.clock()
      await sweep(deps)
      await purgeBin(deps)
    }
  }
  const drain = async (): Promise<void> => {
    // Whoever is at it may have looked for work before there was any.
    await running
    running ??= work().finally(() => {
      running = null
    })
    await running
  }
  const timer = setInterval(() => {
    drain().catch((error: unknown) => deps.log.error({ err: error }, 'the worker failed'))
  }, LOOK_EVERY_MS)
  timer.unref()
  return {
    drain,
    async stop() {
      stopping = true
      clearInterval(timer)
      await running
    },
  }
}

async function runJob(deps: Deps, job: Job): Promise<void> {
  try {
    await runBatch(deps, String(job.payload['batchId']))
    await finishJob(deps.db, job.id)
  } catch (error) {
    deps.log.error({ err: error, job: job.id, kind: job.kind }, 'a job failed')
    await postponeJob(deps.db, job, String(error), deps.clock())
  }
}
