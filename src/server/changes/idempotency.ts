import type { AccountCtx } from '../context'
import type { Queryable } from '../db/open'
import { AppError } from '../lib/errors'

/** How long an answer is kept for its `Idempotency-Key`. */
export const IDEMPOTENCY_HOURS = 24

/** The first answer to the same request; thrown so that the change does not run again. */
export class ReplayedAnswer extends Error {
  constructor(
    readonly status: number,
    readonly body: unknown,
    readonly eventId: string | null,
  ) {
    super('replayed')
  }
}

/**
 * Throws the first answer if this key was used for this request, or 422 if for another. Runs behind the account's lock,
 * so a retry that comes while the first still runs waits for it and gets its answer.
 */
export async function replayedAnswer(tx: Queryable, ctx: AccountCtx): Promise<void> {
  if (!ctx.idempotency || !ctx.endpoint || ctx.actor.id === null) return
  const { key, path, bodyHash } = ctx.idempotency
  const rows = await tx
    .selectFrom('idempotency_keys')
    .select(['status', 'response', 'body_hash', 'event_id'])
    .where('principal_id', '=', ctx.actor.id)
    .where('method', '=', ctx.endpoint.method)
    .where('path', '=', path)
    .where('key', '=', key)
    .where('created_at', '>', ctx.now - IDEMPOTENCY_HOURS * 3_600_000)
    .execute()
  const found = rows[0]
  if (!found) return
  if (found.body_hash !== bodyHash) throw new AppError('idempotency_key_reused')
  throw new ReplayedAnswer(found.status, JSON.parse(ctx.keys.open(found.response)), found.event_id)
}

/** Keeps the answer, sealed since it may hold a secret, in the transaction of the change itself. */
export async function rememberAnswer(
  tx: Queryable,
  ctx: AccountCtx,
  value: unknown,
  eventId: string | null,
): Promise<void> {
  if (!ctx.idempotency || !ctx.endpoint || ctx.actor.id === null) return
  const { key, path, bodyHash } = ctx.idempotency
  const row = {
    principal_id: ctx.actor.id,
    method: ctx.endpoint.method,
    path,
    key,
    body_hash: bodyHash,
    status: ctx.endpoint.status,
    response: ctx.keys.seal(JSON.stringify(value ?? null)),
    event_id: eventId,
    created_at: ctx.now,
  }
  await tx
    .insertInto('idempotency_keys')
    .values(row)
    // An expired one that has not been swept yet makes room.
    .onConflict((oc) => oc.columns(['principal_id', 'method', 'path', 'key']).doUpdateSet(row))
    .execute()
}
