import { type BatchWorks, runBatch } from '../changes/batch'
import type { Deps } from '../context'
import { bulkWork } from '../features/bulk/bulk-actions'
import { importWork } from '../features/imports/apply'
import { judgeImport } from '../features/imports/judge-job'
import { deliverMail } from '../features/mail/deliver'
import { remindPeople } from '../features/reminders/remind-job'
import type { JobInWork } from './lease'

/**
 * Does a job's work. It may be done twice, and it may be interrupted: work that takes more than some seconds goes in
 * slices, with `job.goOn()` before each.
 */
export type RunJob = (deps: Deps, payload: Record<string, unknown>, job: JobInWork) => Promise<void>

/** What there is to do, by kind. Each kind is worked off in order, beside the others. */
export type JobKinds = Readonly<Record<string, RunJob>>

const batchWorks: BatchWorks = { bulk: bulkWork, import: importWork }

export const jobKinds: JobKinds = {
  batch: (deps, payload, job) => runBatch(deps, String(payload['batchId']), job, batchWorks),
  // Imports are judged and applied beside the rest: nobody's undo waits for a hundred thousand people.
  import: (deps, payload, job) =>
    'batchId' in payload
      ? runBatch(deps, String(payload['batchId']), job, batchWorks)
      : judgeImport(deps, String(payload['importId']), job),
  'second-step': remindPeople,
  mail: (deps, payload) => deliverMail(deps, String(payload['mailId'])),
}
