import type { ActivityQuery, Batch, Event, UndoResult, Verification } from '#contract/activity'
import type { Page } from '#contract/list'
import { type BatchRow, findBatch, reasonsOf, startBatch, stopBatch } from '../../changes/batch'
import { change } from '../../changes/change'
import { viewEvents } from '../../changes/event-view'
import { chainOf } from '../../changes/events.store'
import { ReplayedAnswer } from '../../changes/idempotency'
import { undoEvent } from '../../changes/undo'
import type { AccountCtx, Actor, RealmCtx } from '../../context'
import type { Queryable } from '../../db/open'
import type { Tables } from '../../db/tables'
import { toTime } from '../../lib/clock'
import { AppError, notFound } from '../../lib/errors'
import { activityStore } from './activity.store'
import { verifyChain } from './verify'

export const activityService = {
  async ofRealm(ctx: RealmCtx, query: ActivityQuery): Promise<Page<Event>> {
    return view(ctx, await activityStore(ctx.db.read).ofRealm(ctx.account.id, ctx.realm.id, query))
  },

  async ofAccount(ctx: AccountCtx, query: ActivityQuery): Promise<Page<Event>> {
    return view(ctx, await activityStore(ctx.db.read).ofAccount(ctx.account.id, query))
  },

  async batch(ctx: RealmCtx, id: string): Promise<Batch> {
    const batch = await findBatch(ctx.db.read, id)
    if (batch?.realm_id !== ctx.realm.id) throw notFound('batch')
    return viewBatch(batch)
  },

  /** Newest first. */
  async batches(ctx: RealmCtx): Promise<{ items: Batch[] }> {
    const rows = await activityStore(ctx.db.read).batches(ctx.realm.id, ctx.now - RECENT_MS)
    const seen = rows.filter(
      ({ finished_at, principal }) => finished_at === null || actorOf(principal).id === ctx.actor.id,
    )
    return { items: seen.map(viewBatch) }
  },

  /** Checks the account's chain, and writes down that it was checked and with what result. */
  async verify(ctx: AccountCtx): Promise<Verification> {
    const result = await verifyChain(ctx.db.read, chainOf(ctx.account.id), ctx.keys.chain)
    // Nothing is added to a chain that is not sound: it would only bury the place.
    if (result.ok) {
      await change(ctx, async (tx) => {
        tx.record('activity.verified', { realmId: null, params: { count: result.count } })
      })
    }
    return result
  },

  async undo(ctx: AccountCtx, eventId: string): Promise<UndoResult> {
    const event = await activityStore(ctx.db.read).find(eventId)
    if (!event) throw notFound('event')
    if (event.batch_id !== null) return undoBatch(ctx, event, event.batch_id)
    try {
      await change(ctx, (tx) => undoEvent(ctx, tx, event))
    } catch (thrown) {
      // A retry with the same key is answered with the same event.
      if (!(thrown instanceof ReplayedAnswer)) throw thrown
      ctx.eventId = thrown.eventId
    }
    const undone = ctx.eventId === null ? undefined : await activityStore(ctx.db.read).find(ctx.eventId)
    return { event: undone ? ((await view(ctx, { items: [undone] })).items[0] ?? null) : null, batch: null }
  },
}

/** Takes a whole batch back, newest slice first, as a batch of its own. */
async function undoBatch(ctx: AccountCtx, event: Tables['events'], batchId: string): Promise<UndoResult> {
  return change(ctx, async (tx) => {
    const events = await activityStore(tx.sql).ofBatch(batchId)
    if (events.length === 0) throw new AppError('already_undone')
    // For show it is done at once, in the transaction that is rolled back: of much, the newest part of it.
    if (ctx.preview) {
      const shown = await newestPart(tx.sql, events)
      for (const one of shown) await undoEvent(ctx, { ...tx, record: () => {} }, one)
      if (shown.length < events.length) tx.sampleOf(sum(events.map(peopleOf)))
    }
    await stopBatch(tx.sql, batchId, ctx.now)
    const batch = await findBatch(tx.sql, batchId)
    const id = await startBatch(tx.sql, ctx, {
      kind: 'undo',
      realmId: event.realm_id ?? '',
      plan: events.map((one) => ({ op: 'undo', eventId: one.id })),
      undoesBatchId: batchId,
      about: batch ? { kind: batch.kind, ...(JSON.parse(batch.about) as Record<string, unknown>) } : {},
    })
    return { event: null, batch: { id, total: events.length } }
  })
}

/** How many rows the preview of an undo takes back; what comes to no more in all is shown whole. */
const SHOWN = 1_000

/** The first of these events that together touch so many rows. */
async function newestPart(db: Queryable, events: readonly Tables['events'][]): Promise<Tables['events'][]> {
  const part: Tables['events'][] = []
  let rows = 0
  for (const event of events) {
    if (rows >= SHOWN) break
    rows += await activityStore(db).changesOf(event.id)
    part.push(event)
  }
  return part
}

/** How many people an event of a batch is about. */
function peopleOf({ params }: Tables['events']): number {
  const { people } = JSON.parse(params) as Record<string, unknown>
  return typeof people === 'number' ? people : 0
}
const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0)

/** For so long somebody who comes back is told how what they began has ended. */
const RECENT_MS = 3_600_000

// Written by us.
const actorOf = (principal: string): Partial<Actor> => JSON.parse(principal) as Partial<Actor>

const viewBatch = (batch: BatchRow): Batch => ({
  id: batch.id,
  // Written by us.
  kind: batch.kind as Batch['kind'],
  about: JSON.parse(batch.about) as Batch['about'],
  total: batch.total,
  done: batch.done,
  skipped: batch.skipped,
  reasons: reasonsOf(batch),
  undoesBatchId: batch.undoes_batch_id,
  startedBy: actorOf(batch.principal).name ?? '',
  createdAt: toTime(batch.created_at),
  finishedAt: batch.finished_at === null ? null : toTime(batch.finished_at),
  finished: batch.finished_at !== null,
})

async function view<P extends { items: Tables['events'][] }>(
  ctx: AccountCtx,
  page: P,
): Promise<Omit<P, 'items'> & { items: Event[] }> {
  const items = await viewEvents(ctx.db.read, page.items, (permission) => ctx.place.permissions.includes(permission))
  return { ...page, items }
}
