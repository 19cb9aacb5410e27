import type { EventTypeName } from '#contract/activity'
import type { Actor, Deps } from '../context'
import { insertMany } from '../db/many-rows'
import type { Db, Queryable } from '../db/open'
import { canonical } from '../lib/canonical'
import { newId } from '../lib/ids'
import { type ChangeRow, changesDigest, eventHash, GENESIS, snapshotDigest } from './chain'
import type { LedgerEntry } from './ledger'

export interface NewEvent {
  /** Null: the server's own chain, for what belongs to no account. */
  accountId: string | null
  realmId: string | null
  type: EventTypeName
  actor: Actor
  via: string
  ip: string | null
  requestId: string | null
  at: number
  batchId: string | null
  undoesEventId: string | null
  params: Record<string, unknown>
}

export const chainOf = (accountId: string | null): string => (accountId === null ? 'server' : `account:${accountId}`)

/** Begins a chain, or does nothing if it has begun. */
export async function beginChain(tx: Queryable, chain: string): Promise<void> {
  await tx
    .insertInto('chains')
    .values({ chain, seq: 0, hash: GENESIS })
    .onConflict((oc) => oc.column('chain').doNothing())
    .execute()
}

/** Takes the chain for this transaction: on PostgreSQL writers of one account wait here; SQLite has one writer anyway. */
export async function lockChain(
  tx: Queryable,
  chain: string,
  engine: Db['engine'],
): Promise<{ seq: number; hash: string }> {
  const query = tx.selectFrom('chains').select(['seq', 'hash']).where('chain', '=', chain)
  const rows = await (engine === 'postgres' ? query.forUpdate() : query).execute()
  const head = rows[0]
  if (!head) throw new Error(`The chain ${chain} has not begun`)
  return head
}

/** Appends an event with its changes to a locked chain. Returns its id. */
export async function appendEvent(
  tx: Queryable,
  deps: Pick<Deps, 'keys' | 'db'>,
  event: NewEvent,
  entries: readonly LedgerEntry[],
): Promise<string> {
  const chain = chainOf(event.accountId)
  const head = await lockChain(tx, chain, deps.db.engine)
  const id = newId()
  const changes = entries.map((entry, position): ChangeRow => {
    const before = entry.before && canonical(entry.before)
    const after = entry.after && canonical(entry.after)
    return {
      event_id: id,
      position,
      action: entry.action,
      kind: entry.kind,
      subject_id: entry.subjectId,
      other_id: entry.otherId,
      name: entry.name,
      before,
      after,
      before_digest: snapshotDigest(before),
      after_digest: snapshotDigest(after),
      after_version: entry.afterVersion,
      deletion_id: entry.deletionId,
    }
  })
  const row = {
    id,
    chain,
    seq: head.seq + 1,
    account_id: event.accountId,
    realm_id: event.realmId,
    type: event.type,
    actor_kind: event.actor.kind,
    actor_id: event.actor.id,
    actor_name: event.actor.name,
    via: event.via,
    ip: event.ip,
    request_id: event.requestId,
    at: event.at,
    batch_id: event.batchId,
    undoes_event_id: event.undoesEventId,
    params: canonical(event.params),
    changes_digest: changesDigest(changes),
    key_id: deps.keys.chainId,
    prev_hash: head.hash,
  }
  const hash = eventHash(row, deps.keys.chain)
  await tx
    .insertInto('events')
    .values({ ...row, hash })
    .execute()
  await insertMany(tx, 'event_changes', changes)
  await tx.updateTable('chains').set({ seq: row.seq, hash }).where('chain', '=', chain).execute()
  return id
}
