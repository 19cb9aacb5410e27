import type { BulkAction, BulkInput, BulkResult } from '#contract/bulk'
import { BULK_AT_ONCE } from '#contract/identities'
import { addSkips, PLAN_PEOPLE, type PlanRow, prepareBatch } from '../../changes/batch'
import { change } from '../../changes/change'
import { ReplayedAnswer } from '../../changes/idempotency'
import { chunks } from '../../changes/ledger'
import type { RealmCtx } from '../../context'
import { AppError } from '../../lib/errors'
import { identityLists } from '../identities/identity-lists'
import { expectOpen } from '../identities/memberships'
import { applyAction, recordAction, resolveAction, wordsOf } from './bulk-actions'

export const bulkService = {
  async apply(ctx: RealmCtx, { select, action }: BulkInput): Promise<BulkResult> {
    // Whatever is refused is refused before anybody is looked for.
    await resolveAction(ctx.db.read, ctx, action)
    if ('ids' in select) return atOnce(ctx, [...new Set(select.ids)], action)
    const matching = idsOf(identityLists.everyone(ctx, select.filter))
    const first: string[] = []
    let more: string[] = []
    for await (const ids of matching) {
      const room = BULK_AT_ONCE - first.length
      first.push(...ids.slice(0, room))
      more = ids.slice(room)
      if (more.length > 0) break
    }
    if (more.length === 0) {
      expectSame(select.expected, first.length)
      return atOnce(ctx, first, action)
    }
    return ctx.preview
      ? sample(ctx, first, more, matching, action, select.expected)
      : asBatch(ctx, [...first, ...more], matching, action, select.expected)
  },
}

/** Up to 500 people: one change. */
async function atOnce(ctx: RealmCtx, ids: readonly string[], action: BulkAction): Promise<BulkResult> {
  const result = await replayable(ctx, () =>
    change(ctx, async (tx): Promise<BulkResult> => {
      const resolved = await resolveAction(tx.sql, ctx, action)
      const { done, skips } = await applyAction(ctx, tx, resolved, ids)
      recordAction(tx, resolved, { done, total: ids.length })
      const people = { total: ids.length, done, skipped: addSkips([], skips) }
      tx.counted(people)
      return { event: null, batch: null, people }
    }),
  )
  return { ...result, event: ctx.eventId }
}

/** More, for show: the first 500, and how many there are. */
async function sample(
  ctx: RealmCtx,
  first: readonly string[],
  more: readonly string[],
  rest: AsyncIterable<string[]>,
  action: BulkAction,
  expected: number | undefined,
): Promise<BulkResult> {
  let total = first.length + more.length
  for await (const ids of rest) total += ids.length
  expectSame(expected, total)
  return change(ctx, async (tx) => {
    const resolved = await resolveAction(tx.sql, ctx, action)
    const { done, skips } = await applyAction(ctx, tx, resolved, first)
    const people = { total, done, skipped: addSkips([], skips) }
    tx.sampleOf(total)
    tx.counted(people)
    return { event: null, batch: null, people }
  })
}

/** More, for good: who they are is written down first, a little at a time, and a job does it. */
async function asBatch(
  ctx: RealmCtx,
  first: readonly string[],
  rest: AsyncIterable<string[]>,
  action: BulkAction,
  expected: number | undefined,
): Promise<BulkResult> {
  const resolved = await resolveAction(ctx.db.read, ctx, action)
  // In the slices it would only be found out bit by bit.
  if (action.kind === 'join-groups') await expectOpen({ sql: ctx.db.read }, ctx, resolved.groups, null)
  const batch = await prepareBatch(ctx, { kind: 'bulk', realmId: ctx.realm.id, about: wordsOf(resolved) })
  try {
    let total = first.length
    let waiting = planFor(first)
    for await (const ids of rest) {
      total += ids.length
      waiting.push(...planFor(ids))
      if (waiting.length < PLAN_AT_ONCE) continue
      await batch.add(waiting)
      waiting = []
    }
    await batch.add(waiting)
    expectSame(expected, total)
    return await change(ctx, async (tx) => ({
      event: null,
      batch: { id: await batch.start(tx.sql, total), total },
      people: { total, done: 0, skipped: [] },
    }))
  } catch (error) {
    await batch.discard()
    throw error
  }
}

async function* idsOf(people: AsyncIterable<{ id: string }[]>): AsyncGenerator<string[]> {
  for await (const some of people) yield some.map(({ id }) => id)
}

/** How many plan rows one transaction writes down. */
const PLAN_AT_ONCE = 100

const planFor = (ids: readonly string[]): PlanRow[] =>
  chunks(ids, PLAN_PEOPLE).map((some) => ({ op: 'people', ids: some }))

function expectSame(expected: number | undefined, found: number): void {
  if (expected !== undefined && expected !== found) {
    throw new AppError('selection_changed', { details: { expected, found } })
  }
}

/** A retry with the same key is answered as the first was, and names the same event. */
async function replayable(ctx: RealmCtx, run: () => Promise<BulkResult>): Promise<BulkResult> {
  try {
    return await run()
  } catch (thrown) {
    if (!(thrown instanceof ReplayedAnswer)) throw thrown
    ctx.eventId = thrown.eventId
    // Kept by this very endpoint.
    return thrown.body as BulkResult
  }
}
