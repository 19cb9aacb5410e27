import type { Verification } from '#contract/activity'
import { changesDigest, eventHash, GENESIS, snapshotDigest } from '../../changes/chain'
import { isErased } from '../../changes/event-view'
import type { Queryable } from '../../db/open'
import type { Tables } from '../../db/tables'
import { activityStore } from './activity.store'

type EventRow = Tables['events']
type ChangeRow = Tables['event_changes']
type Reason = NonNullable<Verification['firstBad']>['reason']

/** How many events are read before others get their turn: of a batch, each has a hundred changes. */
const SLICE = 25

/**
 * Reads a chain from its beginning and says where it is first not as it was written. Compares with the newest sequence
 * number and hash that the chain's head keeps, so that a tail that was cut off is found too.
 */
export async function verifyChain(db: Queryable, chain: string, key: Buffer): Promise<Verification> {
  const store = activityStore(db)
  const head = await store.head(chain)
  let [seq, hash, count, erased] = [0, GENESIS, 0, 0]
  const bad = (badSeq: number, id: string | null, reason: Reason): Verification => ({
    ok: false,
    count,
    erased,
    firstBad: { seq: badSeq, id, reason },
  })
  if (!head) return bad(0, null, 'missing')
  const early = await store.beforeFirst(chain)
  if (early) return bad(early.seq, early.id, 'appended')
  for (;;) {
    const slice = await store.slice(chain, seq, SLICE)
    if (slice.length === 0) break
    for (const { event, changes } of slice) {
      count++
      if (event.seq > head.seq) return bad(event.seq, event.id, 'appended')
      if (event.seq !== seq + 1) return bad(seq + 1, null, 'missing')
      if (!isAsWritten(event, changes, hash, key)) return bad(event.seq, event.id, 'edited')
      if (changes.some(isErased)) erased++
      seq = event.seq
      hash = event.hash
    }
    // The check reads a lot; others get their turn between slices.
    await new Promise((resolve) => setImmediate(resolve))
  }
  if (seq < head.seq) return bad(seq + 1, null, 'cut')
  if (hash !== head.hash) return bad(seq, null, 'edited')
  return { ok: true, count, erased }
}

function isAsWritten(event: EventRow, changes: readonly ChangeRow[], previous: string, key: Buffer): boolean {
  return (
    event.prev_hash === previous &&
    event.hash === eventHash(event, key) &&
    event.changes_digest === changesDigest(changes) &&
    changes.every(
      (change) =>
        // A side that is there must be the one that was written; one that is blanked counts as erased.
        (change.before === null || snapshotDigest(change.before) === change.before_digest) &&
        (change.after === null || snapshotDigest(change.after) === change.after_digest),
    )
  )
}
