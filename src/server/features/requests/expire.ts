import { systemContext } from '../../changes/batch'
import { change } from '../../changes/change'
import type { Deps } from '../../context'
import { AppError } from '../../lib/errors'
import { requestStore } from './requests.store'

/** How many requests are looked up at once. */
const AT_ONCE = 50

/**
 * Writes down that requests have expired unanswered. Whoever looks sees it before: a request that is over by the clock can
 * no longer be approved. Safe to run twice, and in several processes.
 */
export async function expireRequests(deps: Deps, isStopping: () => boolean = () => false): Promise<void> {
  for (;;) {
    const due = await requestStore(deps.db.read).overdue(deps.clock(), AT_ONCE)
    for (const request of due) {
      if (isStopping()) return
      await expire(deps, request)
      // Others get their turn between requests.
      await new Promise((resolve) => setImmediate(resolve))
    }
    if (due.length < AT_ONCE) return
  }
}

type Overdue = Awaited<ReturnType<ReturnType<typeof requestStore>['overdue']>>[number]

async function expire(deps: Deps, { id, account_id, realm_id, realm, person, group }: Overdue): Promise<void> {
  const ctx = { ...systemContext(deps, account_id), realm: { id: realm_id, name: realm } }
  try {
    await change(ctx, async (tx) => {
      if (!(await requestStore(tx.sql).isPending(id))) return
      await tx.ledger.update('access-request', id, { status: 'expired' })
      tx.record('request.expired', { params: { person, group } })
    })
  } catch (error) {
    // Its realm went to the bin a moment ago: what is in it rests.
    if (!(error instanceof AppError)) throw error
  }
}
