import { systemContext } from '../../changes/batch'
import { change } from '../../changes/change'
import type { Deps } from '../../context'
import { leave } from './memberships'
import { membershipStore, type Pair } from './memberships.store'

/** How many memberships one change ends: as many as its event lists. */
const SLICE = 100

/**
 * Takes memberships out that have come to their end. They have given nothing since then anyway; this lets lists and the log
 * say so. Returns how many.
 */
export async function endAccess(deps: Deps, isStopping = () => false): Promise<number> {
  let ended = 0
  for (const realm of await membershipStore(deps.db.read).realmsWithEnded(deps.clock())) {
    for (let slice = SLICE; slice === SLICE && !isStopping(); ended += slice) {
      slice = await endSlice(deps, realm)
      // Others get their turn between slices.
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  return ended
}

/** Ends some of a realm's memberships. Read within the change: another process may have been at it. */
async function endSlice(deps: Deps, realm: { id: string; account_id: string }): Promise<number> {
  const ctx = { ...systemContext(deps, realm.account_id), realm: { id: realm.id, name: '' } }
  return change(ctx, async (tx) => {
    const rows = await membershipStore(tx.sql).ended(realm.id, ctx.now, SLICE)
    await leave(
      tx,
      realm.id,
      rows.map(({ identity_id, group_id }): Pair => [identity_id, group_id]),
    )
    const first = tx.ledger.entries.find(({ kind }) => kind === 'identity-group')
    if (first)
      tx.record('identity.access_ended', {
        params: { count: rows.length, membership: rows.length === 1 ? first.name : null },
      })
    return rows.length
  })
}
