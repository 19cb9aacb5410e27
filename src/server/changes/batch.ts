import type { batchKinds } from '#contract/activity'
import type { Link, Skips, Thing } from '#contract/changes'
import type { AccountCtx, Actor, Deps, RealmCtx } from '../context'
import { insertMany } from '../db/many-rows'
import type { Db, Queryable } from '../db/open'
import type { Tables } from '../db/tables'
import { addJob } from '../jobs/jobs.store'
import type { JobInWork } from '../jobs/lease'
import { AppError } from '../lib/errors'
import { newId } from '../lib/ids'
import { change, type Tx } from './change'
import { chainOf, lockChain } from './events.store'
import type { Row } from './specs'
import { undoEvent } from './undo'

/** One row of a batch's plan. Ids are made when planning, so that later rows can name earlier ones. */
export type PlanRow =
  | { op: 'create'; kind: Thing; id: string; fields: Row }
  | { op: 'link'; kind: Link; pair: [string, string] }
  | { op: 'undo'; eventId: string }
  | { op: 'people'; ids: string[] }
  | { op: 'import-rows'; from: number; to: number }

/** How many people a plan row is about, where it is about people. */
export const PLAN_PEOPLE = 50

/** Somebody who was left out, and why. */
export interface Skip {
  reason: string
  id: string
  name: string
}

/** What became of a slice, counted in what the batch counts: people, or of an undo events. */
export interface SliceResult {
  done: number
  skips: Skip[]
}

/** How the slices of one kind of batch are worked off. */
export interface BatchWork<C extends AccountCtx = RealmCtx> {
  /** How many plan rows a slice has at most; fewer where they take long, but not fewer than `least`, or one. */
  most: number
  least?: number
  apply: (ctx: C, tx: Tx, batch: BatchRow, plan: PlanRow[]) => Promise<SliceResult>
  /** A slice that cannot be applied as a whole, for this reason: who is left out. */
  leaveOut: (tx: Queryable, batch: BatchRow, plan: PlanRow[], reason: string) => Promise<Skip[]>
}

export type BatchKind = (typeof batchKinds)[number]
export type BatchRow = Tables['batches']
/** What features know how to work off. */
export type BatchWorks = Readonly<Partial<Record<BatchKind, BatchWork>>>

interface NewBatch {
  kind: BatchKind
  realmId: string
  plan: PlanRow[]
  /** Default: the rows of the plan. */
  total?: number
  undoesBatchId?: string
  about?: Row
}

/** How many of each kind a plan makes. */
export function countsOf(plan: readonly PlanRow[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const row of plan) if ('kind' in row) counts[row.kind] = (counts[row.kind] ?? 0) + 1
  return counts
}

/** Keeps a plan and asks for its work, within the transaction that wants it. Returns the batch's id. */
export async function startBatch(tx: Queryable, ctx: AccountCtx, { plan, ...batch }: NewBatch): Promise<string> {
  const { total = plan.length } = batch
  const id = await addBatch(tx, ctx, { ...batch, total })
  await addPlan(tx, id, 0, plan)
  await askForWork(tx, ctx, id, batch.kind)
  return id
}

/**
 * The same of a plan that is too long for one transaction: `add` keeps a part of it at a time, and `start` has it worked
 * off, within the transaction that wants it. One that is never started is swept away.
 */
export async function prepareBatch(ctx: AccountCtx, batch: Pick<NewBatch, 'kind' | 'realmId' | 'about'>) {
  const id = await addBatch(ctx.db.write, ctx, { ...batch, total: 0 })
  let length = 0
  return {
    async add(plan: PlanRow[]): Promise<void> {
      await addPlan(ctx.db.write, id, length, plan)
      length += plan.length
    },
    async start(tx: Queryable, total: number): Promise<string> {
      await tx.updateTable('batches').set({ total }).where('id', '=', id).execute()
      await askForWork(tx, ctx, id, batch.kind)
      return id
    },
    discard: () => discardBatch(ctx.db, id),
  }
}

/** How long a batch may be in the making. */
const PREPARING_MS = 3_600_000

/** Throws away what was prepared and never started. */
export async function sweepBatches(deps: Deps): Promise<void> {
  const rows = await deps.db.read
    .selectFrom('batches')
    .select('id')
    .where('total', '=', 0)
    .where('finished_at', 'is', null)
    .where('created_at', '<=', deps.clock() - PREPARING_MS)
    .execute()
  for (const { id } of rows) await discardBatch(deps.db, id)
}

async function discardBatch(db: Db, id: string): Promise<void> {
  // A little at a time: nobody waits long for the one who writes.
  for (;;) {
    const { numDeletedRows } = await db.write
      .deleteFrom('batch_rows')
      .where('batch_id', '=', id)
      .where('position', 'in', (eb) =>
        eb.selectFrom('batch_rows').select('position').where('batch_id', '=', id).limit(500),
      )
      .executeTakeFirst()
    if (numDeletedRows === 0n) break
  }
  await db.write.deleteFrom('batches').where('id', '=', id).where('total', '=', 0).execute()
}

async function addBatch(
  tx: Queryable,
  ctx: AccountCtx,
  batch: Omit<NewBatch, 'plan'> & { total: number },
): Promise<string> {
  const id = newId()
  await tx
    .insertInto('batches')
    .values({
      id,
      account_id: ctx.account.id,
      realm_id: batch.realmId,
      kind: batch.kind,
      principal: JSON.stringify(ctx.actor),
      total: batch.total,
      done: 0,
      skipped: 0,
      reasons: '[]',
      undoes_batch_id: batch.undoesBatchId ?? null,
      about: JSON.stringify(batch.about ?? {}),
      created_at: ctx.now,
      finished_at: null,
    })
    .execute()
  return id
}

async function addPlan(tx: Queryable, id: string, from: number, plan: readonly PlanRow[]): Promise<void> {
  const rows = plan.map((row, i) => ({
    batch_id: id,
    position: from + i,
    plan: JSON.stringify(row),
    state: 'pending',
    outcome: null,
  }))
  await insertMany(tx, 'batch_rows', rows)
}

/** Imports are worked off beside the rest: nobody's undo waits for a hundred thousand people. */
const askForWork = (tx: Queryable, { now }: AccountCtx, batchId: string, kind: BatchKind) =>
  addJob(tx, { kind: kind === 'import' ? 'import' : 'batch', payload: { batchId }, runAt: now, now })

/** How long a slice should keep others from writing: in SQLite everybody, in PostgreSQL those of the same account. */
const SLICE_MS = { sqlite: 50, postgres: 250 }

/** When so many rows of a plan are worked off the database takes stock, and again at four times as many. */
const STOCK = 10

/** Applies what is left of a batch, slice by slice; a job that was killed goes on where it was. */
export async function runBatch(deps: Deps, batchId: string, job: JobInWork, works: BatchWorks): Promise<void> {
  // Carefully at first: how long it takes is found out on the way.
  let size = 2
  let done = 0
  let stock = STOCK
  const sliceMs = SLICE_MS[deps.db.engine]
  for (;;) {
    job.goOn()
    const batch = await findBatch(deps.db.read, batchId)
    if (!batch || batch.finished_at !== null) return
    const work = await workOf(deps, batch, works)
    const limit = Math.max(work.least, Math.min(size, work.most))
    const { ctx } = work
    let slice: Slice = { positions: [], plan: [], isLast: false }
    let began = 0
    try {
      await change(ctx, async (tx) => {
        began = performance.now()
        // Read behind the account's lock: another process may have taken over, and an undo stops it.
        const current = await findBatch(tx.sql, batchId)
        if (current?.finished_at !== null) return
        slice = await nextSlice(tx.sql, batchId, limit)
        const result = await work.apply(tx, slice.plan)
        await mark(tx.sql, current, slice, 'done', result, ctx.now)
      })
    } catch (error) {
      // Someone changed what this slice rests on since it was planned: it is left out, and the batch says so.
      if (!(error instanceof AppError) || slice.positions.length === 0) throw error
      await deps.db.write.transaction().execute(async (tx) => {
        await lockChain(tx, chainOf(batch.account_id), deps.db.engine)
        const current = await findBatch(tx, batchId)
        const [first] = (await nextSlice(tx, batchId, 1)).positions
        // Another process has dealt with it meanwhile.
        if (current?.finished_at !== null || first !== slice.positions[0]) return
        const skips = await work.leaveOut(tx, slice.plan, error.code)
        await mark(tx, current, slice, 'skipped', { done: 0, skips }, ctx.now)
      })
    }
    const took = performance.now() - began
    done += slice.plan.length
    if (done >= stock) {
      stock = done * 4
      await deps.db.takeStock()
    }
    if (took > sliceMs) size = Math.max(work.least, Math.floor((limit * sliceMs) / took))
    else if (took < sliceMs / 2) size = Math.min(work.most, limit * 2)
    // Others get their turn between slices.
    await new Promise((resolve) => setImmediate(resolve))
  }
}

interface Slice {
  positions: number[]
  plan: PlanRow[]
  /** Nothing is left behind it. */
  isLast: boolean
}

/** What fills practice realms, where rows depend on each other and are all there is. */
const fill: BatchWork<AccountCtx> = {
  most: 100,
  // Someone waits for it, and a step for each row or two would be most of the work.
  least: 20,
  async apply(_ctx, tx, batch, plan) {
    for (const row of plan) {
      if (row.op === 'create') await tx.ledger.create(row.kind, batch.realm_id, [row])
      else if (row.op === 'link') await tx.ledger.link(row.kind, batch.realm_id, [row.pair])
    }
    // Written by us: an event lists its first changes only, and a list of events the first step only.
    const params = { ...(JSON.parse(batch.about) as { counts?: Record<string, number> }), total: batch.total }
    if (plan.length > 0) tx.record('realm.filled', { realmId: batch.realm_id, batchId: batch.id, params })
    return { done: plan.length, skips: [] }
  },
  async leaveOut(_tx, _batch, plan, reason) {
    return plan.map((row) => ({ reason, id: 'id' in row ? row.id : '', name: '' }))
  },
}

/** One event at a time, since each is a change of its own. */
const undo: BatchWork<AccountCtx> = {
  most: 1,
  async apply(ctx, tx, batch, plan) {
    const [row] = plan
    if (row?.op !== 'undo') return { done: 0, skips: [] }
    const event = await tx.sql.selectFrom('events').selectAll().where('id', '=', row.eventId).execute()
    if (event[0]) await undoEvent(ctx, tx, event[0], batch.id)
    return { done: 1, skips: [] }
  },
  async leaveOut(_tx, _batch, plan, reason) {
    return plan.map((row) => ({ reason, id: row.op === 'undo' ? row.eventId : '', name: '' }))
  },
}

/** Those that go on, or fail in their own way, when the realm lies in the bin. */
const ownWorks: Partial<Record<BatchKind, BatchWork<AccountCtx>>> = { practice: fill, undo }

async function workOf(deps: Deps, batch: BatchRow, works: BatchWorks) {
  const bound = <C extends AccountCtx>(ctx: C, { most, least = 1, apply, leaveOut }: BatchWork<C>) => ({
    ctx,
    most,
    least,
    apply: (tx: Tx, plan: PlanRow[]) => apply(ctx, tx, batch, plan),
    leaveOut: (tx: Queryable, plan: PlanRow[], reason: string) => leaveOut(tx, batch, plan, reason),
  })
  // Written by us.
  const kind = batch.kind as BatchKind
  const ctx = jobContext(deps, batch)
  const [own, work] = [ownWorks[kind], works[kind]]
  if (own) return bound(ctx, own)
  if (work) return bound({ ...ctx, realm: await realmOf(deps.db.read, batch) }, work)
  throw new Error(`Nobody knows how to work off a batch of ${kind}`)
}

async function nextSlice(tx: Queryable, batchId: string, limit: number): Promise<Slice> {
  const rows = await tx
    .selectFrom('batch_rows')
    .select(['position', 'plan'])
    .where('batch_id', '=', batchId)
    .where('state', '=', 'pending')
    .orderBy('position')
    .limit(limit + 1)
    .execute()
  const slice = rows.slice(0, limit)
  return {
    positions: slice.map(({ position }) => position),
    // Written by us.
    plan: slice.map(({ plan }) => JSON.parse(plan) as PlanRow),
    isLast: rows.length <= limit,
  }
}

/** Notes what became of rows that were read behind the account's lock. */
async function mark(
  tx: Queryable,
  batch: BatchRow,
  { positions, isLast }: Slice,
  state: 'done' | 'skipped',
  { done, skips }: SliceResult,
  now: number,
): Promise<void> {
  if (positions.length > 0) {
    await tx
      .updateTable('batch_rows')
      .set({ state })
      .where('batch_id', '=', batch.id)
      .where('position', 'in', positions)
      .execute()
  }
  await tx
    .updateTable('batches')
    .set((eb) => ({
      done: eb('done', '+', done),
      skipped: eb('skipped', '+', skips.length),
      reasons: JSON.stringify(addSkips(reasonsOf(batch), skips)),
      ...(isLast ? { finished_at: now } : {}),
    }))
    .where('id', '=', batch.id)
    .execute()
}

/** Ends a batch where it is, within the change that takes back what it has done. */
export async function stopBatch(tx: Queryable, id: string, now: number): Promise<void> {
  const batch = await findBatch(tx, id)
  if (!batch || batch.finished_at !== null) return
  const left = batch.total - batch.done - batch.skipped
  const reasons = [...reasonsOf(batch), { reason: 'stopped', count: left, sample: [] }]
  await tx
    .updateTable('batches')
    .set({ finished_at: now, skipped: batch.skipped + left, reasons: JSON.stringify(reasons) })
    .where('id', '=', id)
    .execute()
}

/** How many of those who were left out for the same reason are named. */
const NAMED = 10

export function addSkips(before: Skips, skips: readonly Skip[]): Skips {
  const reasons = new Map(before.map((one) => [one.reason, { ...one, sample: [...one.sample] }]))
  for (const { reason, id, name } of skips) {
    const known = reasons.get(reason) ?? { reason, count: 0, sample: [] }
    reasons.set(reason, known)
    known.count += 1
    if (known.sample.length < NAMED) known.sample.push({ id, name })
  }
  return [...reasons.values()]
}

/** Written by us. */
export const reasonsOf = (batch: BatchRow): Skips => JSON.parse(batch.reasons) as Skips

export async function findBatch(db: Queryable, id: string): Promise<BatchRow | undefined> {
  const rows = await db.selectFrom('batches').selectAll().where('id', '=', id).execute()
  return rows[0]
}

/** The realm that a batch is about, wherever it lies. */
async function realmOf(db: Queryable, batch: BatchRow): Promise<RealmCtx['realm']> {
  const rows = await db.selectFrom('realms').select(['id', 'name']).where('id', '=', batch.realm_id).execute()
  return rows[0] ?? { id: batch.realm_id, name: '' }
}

/** A batch acts in the name of whoever asked for it; their permission was checked then. */
const jobContext = (deps: Deps, batch: BatchRow): AccountCtx => ({
  ...systemContext(deps, batch.account_id),
  requestId: batch.id,
  actor: JSON.parse(batch.principal) as Actor,
})

/** For what the server does to an account on its own. */
export function systemContext(deps: Deps, accountId: string): AccountCtx {
  return {
    ...deps,
    endpoint: null,
    requestId: '',
    ip: '',
    via: 'job',
    now: deps.clock(),
    actor: { kind: 'system', id: null, name: 'Castellan' },
    sessionId: null,
    places: [],
    preview: false,
    ifMatch: null,
    idempotency: null,
    eventId: null,
    account: { id: accountId, name: '' },
    place: { accountId, accountName: '', role: 'owner', permissions: [], realmIds: null },
  }
}
