import type { Link, Thing } from '#contract/changes'
import type { AccountCtx, Actor, Deps } from '../context'
import type { Queryable } from '../db/open'
import type { Tables } from '../db/tables'
import { addJob } from '../jobs/jobs.store'
import type { JobInWork } from '../jobs/lease'
import { AppError } from '../lib/errors'
import { newId } from '../lib/ids'
import { change, type Tx } from './change'
import { chainOf, lockChain } from './events.store'
import { chunks } from './ledger'
import type { Row } from './specs'
import { undoEvent } from './undo'

/** One row of a batch's plan. Ids are made when planning, so that later rows can name earlier ones. */
export type PlanRow =
  | { op: 'create'; kind: Thing; id: string; fields: Row }
  | { op: 'link'; kind: Link; pair: [string, string] }
  | { op: 'undo'; eventId: string }

/** How many rows one transaction applies. */
const SLICE = 100

type BatchKind = 'practice' | 'undo'

/** Keeps a plan and asks for its work, within the transaction that wants it. Returns the batch's id. */
export async function startBatch(
  tx: Queryable,
  ctx: AccountCtx,
  batch: { kind: BatchKind; realmId: string; plan: PlanRow[]; undoesBatchId?: string; about?: Row },
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
      total: batch.plan.length,
      done: 0,
      skipped: 0,
      undoes_batch_id: batch.undoesBatchId ?? null,
      about: JSON.stringify(batch.about ?? {}),
      created_at: ctx.now,
      finished_at: null,
    })
    .execute()
  const rows = batch.plan.map((plan, position) => ({
    batch_id: id,
    position,
    plan: JSON.stringify(plan),
    state: 'pending',
    outcome: null,
  }))
  for (const chunk of chunks(rows, 500)) await tx.insertInto('batch_rows').values(chunk).execute()
  await addJob(tx, { kind: 'batch', payload: { batchId: id }, runAt: ctx.now, now: ctx.now })
  return id
}

/** Applies what is left of a batch, slice by slice; a job that was killed goes on where it was. */
export async function runBatch(deps: Deps, batchId: string, job: JobInWork): Promise<void> {
  for (;;) {
    job.goOn()
    const batch = await findBatch(deps.db.read, batchId)
    if (!batch || batch.finished_at !== null) return
    const ctx = jobContext(deps, batch)
    let slice: number[] = []
    try {
      await change(ctx, async (tx) => {
        // Read behind the account's lock: another process may have taken over.
        const rows = await nextRows(tx.sql, batch)
        slice = rows.map(({ position }) => position)
        const plan = rows.map((row) => JSON.parse(row.plan) as PlanRow)
        await applySlice(ctx, tx, batch, plan)
        await mark(tx.sql, batch, slice, 'done', ctx.now)
      })
    } catch (error) {
      // Someone changed what this slice rests on since it was planned: it is left out, and the batch says so.
      if (!(error instanceof AppError) || slice.length === 0) throw error
      await deps.db.write.transaction().execute(async (tx) => {
        await lockChain(tx, chainOf(batch.account_id), deps.db.engine)
        await mark(tx, batch, slice, 'skipped', ctx.now)
      })
    }
    // Others get their turn between slices.
    await new Promise((resolve) => setImmediate(resolve))
  }
}

type Batch = Tables['batches']

async function applySlice(ctx: AccountCtx, tx: Tx, batch: Batch, rows: PlanRow[]) {
  const [first] = rows
  if (first?.op === 'undo') {
    const event = await tx.sql.selectFrom('events').selectAll().where('id', '=', first.eventId).execute()
    if (event[0]) await undoEvent(ctx, tx, event[0], batch.id)
    return
  }
  for (const row of rows) {
    if (row.op === 'create') await tx.ledger.create(row.kind, batch.realm_id, [row])
    else if (row.op === 'link') await tx.ledger.link(row.kind, batch.realm_id, [row.pair])
  }
  // An event lists its first changes only; its sentence counts all of them.
  const counts: Record<string, number> = {}
  for (const row of rows) if (row.op !== 'undo') counts[row.kind] = (counts[row.kind] ?? 0) + 1
  const params = { counts, total: batch.total }
  if (rows.length > 0) tx.record('realm.filled', { realmId: batch.realm_id, batchId: batch.id, params })
}

/** The next slice: an undo takes one event at a time, since each is a change of its own. */
async function nextRows(tx: Queryable, batch: Batch) {
  return tx
    .selectFrom('batch_rows')
    .select(['position', 'plan'])
    .where('batch_id', '=', batch.id)
    .where('state', '=', 'pending')
    .orderBy('position')
    .limit(batch.kind === 'undo' ? 1 : SLICE)
    .execute()
}

/** Notes what became of rows, behind the account's lock. Those that another process has dealt with stay as they are. */
async function mark(
  tx: Queryable,
  batch: Batch,
  positions: number[],
  state: 'done' | 'skipped',
  now: number,
): Promise<void> {
  let marked = 0
  if (positions.length > 0) {
    const { numUpdatedRows } = await tx
      .updateTable('batch_rows')
      .set({ state })
      .where('batch_id', '=', batch.id)
      .where('state', '=', 'pending')
      .where('position', 'in', positions)
      .executeTakeFirst()
    marked = Number(numUpdatedRows)
  }
  const left = await tx
    .selectFrom('batch_rows')
    .select('position')
    .where('batch_id', '=', batch.id)
    .where('state', '=', 'pending')
    .limit(1)
    .execute()
  await tx
    .updateTable('batches')
    .set((eb) => ({
      [state]: eb(state, '+', marked),
      ...(left.length === 0 ? { finished_at: now } : {}),
    }))
    .where('id', '=', batch.id)
    .execute()
}

export async function findBatch(db: Queryable, id: string): Promise<Batch | undefined> {
  const rows = await db.selectFrom('batches').selectAll().where('id', '=', id).execute()
  return rows[0]
}

/** A batch acts in the name of whoever asked for it; their permission was checked then. */
const jobContext = (deps: Deps, batch: Batch): AccountCtx => ({
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
