import { sweepBatches } from '../changes/batch'
import { IDEMPOTENCY_HOURS } from '../changes/idempotency'
import type { Deps } from '../context'
import { purgeImports } from '../features/imports/purge-imports'
import { sweepPeopleChanges } from '../people/sweep-changes'

const DAY_MS = 24 * 3_600_000

/** Clears away what is over and nobody can see any more: sessions, throttles, answers kept for retries, uploads, notes. */
export async function sweep(deps: Deps): Promise<void> {
  const now = deps.clock()
  await deps.db.write.deleteFrom('sessions').where('expires_at', '<=', now).execute()
  await deps.db.write
    .deleteFrom('throttles')
    .where('updated_at', '<=', now - DAY_MS)
    .execute()
  await deps.db.write
    .deleteFrom('idempotency_keys')
    .where('created_at', '<=', now - IDEMPOTENCY_HOURS * 3_600_000)
    .execute()
  await sweepBatches(deps)
  await purgeImports(deps)
  await sweepPeopleChanges(deps)
}
