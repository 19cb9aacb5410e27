import type { Transaction } from 'kysely'
import { eventTypes, type EventTypeName } from '#contract/activity'
import type { Change, PeopleCounts, Preview } from '#contract/changes'
import type { AccountCtx } from '../context'
import { isLostRace, isUniqueViolation } from '../db/errors'
import type { Tables } from '../db/tables'
import { AppError, conflict, notFound } from '../lib/errors'
import { appendEvent, chainOf, lockChain } from './events.store'
import { rememberAnswer, replayedAnswer } from './idempotency'
import { type AccessImpact, computeImpact } from './impact'
import { checkInvariants } from './invariants'
import { entryId, Ledger, type LedgerEntry } from './ledger'

/** An open change: SQL for reading, the ledger for writing, and the one event that tells of it. */
export interface Tx {
  sql: Transaction<Tables>
  ledger: Ledger
  /** Says what this change is. Once; without anything touched there will be no event. */
  record(type: EventTypeName, about?: About): void
  /** Of a preview: what is done here is only the first part of a change that is about so many people. */
  sampleOf(total: number): void
  /** Of a preview: whom a change of many people is about, and who of them is left out. */
  counted(people: PeopleCounts): void
}

interface About {
  /** The realm it happened in; default the context's. */
  realmId?: string | null
  params?: Record<string, unknown>
  batchId?: string
  undoesEventId?: string
}

/** The answer to a preview; thrown so that nothing after the change runs. */
export class PreviewAnswer extends Error {
  constructor(readonly preview: Preview) {
    super('preview')
  }
}

/** A transaction given up on purpose. */
class RolledBack extends Error {}

/**
 * The one road for every write of account or realm data (DESIGN §4): a transaction, the body, the invariants, and then
 * either the event in the same transaction, or for a preview the impact and a rollback. Bodies await nothing but `tx`
 * and do nothing outside it, since they run again after a lost race.
 */
export async function change<T>(ctx: AccountCtx, body: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return ctx.preview ? await runPreview(ctx, body) : await apply(ctx, body)
    } catch (error) {
      if (isLostRace(error) && attempt < 3) continue
      if (isUniqueViolation(error)) throw conflict('name_taken', { name: 'Already used here' })
      throw error
    }
  }
}

async function apply<T>(ctx: AccountCtx, body: (tx: Tx) => Promise<T>): Promise<T> {
  let eventId: string | null = null
  const result = await ctx.db.write.transaction().execute(async (sql) => {
    await lockChain(sql, chainOf(ctx.account.id), ctx.db.engine)
    await replayedAnswer(sql, ctx)
    await expectRealm(sql, ctx)
    const { tx, event } = open(ctx, sql)
    const value = await body(tx)
    await checkInvariants(sql, ctx, tx.ledger.entries)
    eventId = await writeEvent(ctx, sql, tx.ledger.entries, event())
    await rememberAnswer(sql, ctx, value, eventId)
    return value
  })
  ctx.eventId = eventId
  return result
}

async function runPreview<T>(ctx: AccountCtx, body: (tx: Tx) => Promise<T>): Promise<T> {
  let preview: Preview | undefined
  try {
    await ctx.db.write.transaction().execute(async (sql) => {
      await lockChain(sql, chainOf(ctx.account.id), ctx.db.engine)
      await expectRealm(sql, ctx)
      const { tx, total, people } = open(ctx, sql)
      const blocked: AppError[] = []
      try {
        await body(tx)
        await checkInvariants(sql, ctx, tx.ledger.entries)
      } catch (error) {
        if (isUniqueViolation(error)) blocked.push(conflict('name_taken'))
        else if (isInvariant(error)) blocked.push(error)
        else throw error
      }
      preview = {
        changes: tx.ledger.entries.map(toChange),
        impact: {
          // A statement that failed has ended the transaction on PostgreSQL, and a blocked change gives nobody anything.
          ...sampled(
            total(),
            blocked.length > 0 ? noImpact : await computeImpact(ctx.db.read, sql, tx.ledger.entries, ctx.now),
          ),
          blocked: blocked.map(({ code, message, options }) => ({
            code,
            message,
            ...(options.details && { details: options.details }),
          })),
        },
        ...(total() !== null && { total: total() ?? 0 }),
        ...people(),
      }
      throw new RolledBack()
    })
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error
  }
  if (!preview) throw new Error('A preview ended without an answer')
  throw new PreviewAnswer(preview)
}

/** What was found of a part is a lower bound for the whole. */
const sampled = (total: number | null, impact: AccessImpact): AccessImpact =>
  total === null ? impact : { ...impact, counts: { ...impact.counts, exact: false } }

const noImpact: AccessImpact = {
  gained: [],
  lost: [],
  roles: [],
  counts: { gained: 0, lost: 0, people: 0, exact: true },
}

/** What a preview reports as blocking. A stale version is no invariant: it is answered alike in both. */
const isInvariant = (error: unknown): error is AppError =>
  error instanceof AppError && error.status === 409 && error.code !== 'changed_meanwhile'

function open(ctx: AccountCtx, sql: Transaction<Tables>) {
  let event: { type: EventTypeName; about: About } | null = null
  let total: number | null = null
  let counts: PeopleCounts | null = null
  const ledger = new Ledger(sql, { now: ctx.now, accountId: ctx.account.id, actorName: ctx.actor.name })
  const tx: Tx = {
    sql,
    ledger,
    record(type, about = {}) {
      if (event) throw new Error(`A change is one event; it is ${event.type} already`)
      event = { type, about }
    },
    sampleOf(people) {
      total = people
    },
    counted(people) {
      counts = people
    },
  }
  return { tx, event: () => event, total: () => total, people: () => counts && { people: counts } }
}

async function writeEvent(
  ctx: AccountCtx,
  sql: Transaction<Tables>,
  entries: readonly LedgerEntry[],
  event: { type: EventTypeName; about: About } | null,
): Promise<string | null> {
  if (!event) {
    if (entries.length > 0) throw new Error('A change was not recorded')
    return null
  }
  // Nothing was touched: an edit to what it was already leaves no trace.
  if (entries.length === 0 && eventTypes[event.type].undoable) return null
  const { type, about } = event
  return appendEvent(
    sql,
    ctx,
    {
      accountId: ctx.account.id,
      realmId: about.realmId !== undefined ? about.realmId : realmIdOf(ctx),
      type,
      actor: ctx.actor,
      via: ctx.via,
      ip: ctx.ip,
      requestId: ctx.requestId,
      at: ctx.now,
      batchId: about.batchId ?? null,
      undoesEventId: about.undoesEventId ?? null,
      params: about.params ?? {},
    },
    entries,
  )
}

/** The realm was looked up before the account was locked; meanwhile someone may have put it into the bin. */
async function expectRealm(sql: Transaction<Tables>, ctx: AccountCtx): Promise<void> {
  const realmId = realmIdOf(ctx)
  if (realmId === null) return
  const rows = await sql.selectFrom('realms').select('deletion_id').where('id', '=', realmId).execute()
  if (rows[0]?.deletion_id !== null) throw notFound('realm')
}

const realmIdOf = (ctx: AccountCtx & { realm?: { id: string } }): string | null => ctx.realm?.id ?? null

const toChange = (entry: LedgerEntry): Change => ({
  action: entry.action,
  kind: entry.kind,
  id: entryId(entry),
  name: entry.name,
  before: entry.before,
  after: entry.after,
})
