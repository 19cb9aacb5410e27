import { createHmac, hash } from 'node:crypto'
import type { Tables } from '../db/tables'
import { canonical } from '../lib/canonical'

export type EventRow = Tables['events']
export type ChangeRow = Tables['event_changes']

/** The hash that the first event of a chain builds on. */
export const GENESIS = '0'.repeat(64)

const sha256 = (text: string) => hash('sha256', text)

/** Of one side of a change: its own digest, so that the text can be erased and the chain still be checked. */
export const snapshotDigest = (snapshot: string | null): string | null => (snapshot === null ? null : sha256(snapshot))

/** Over all changes of an event, with the digests in place of the texts. */
export const changesDigest = (changes: readonly Omit<ChangeRow, 'event_id' | 'before' | 'after'>[]): string =>
  sha256(
    // As `canonical` would: of lists without objects it makes the same.
    JSON.stringify(
      changes.map((row) => [
        row.position,
        row.action,
        row.kind,
        row.subject_id,
        row.other_id,
        row.name,
        row.before_digest,
        row.after_digest,
        row.after_version,
        row.deletion_id,
      ]),
    ),
  )

/** HMAC-SHA-256 over everything in an event but the hash itself; `prev_hash` chains it to the one before. */
export function eventHash(event: Omit<EventRow, 'hash'>, key: Buffer): string {
  const content = [
    event.id,
    event.chain,
    event.seq,
    event.account_id,
    event.realm_id,
    event.type,
    event.actor_kind,
    event.actor_id,
    event.actor_name,
    event.via,
    event.ip,
    event.request_id,
    event.at,
    event.batch_id,
    event.undoes_event_id,
    event.params,
    event.changes_digest,
    event.key_id,
    event.prev_hash,
  ]
  return createHmac('sha256', key).update(canonical(content)).digest('hex')
}
