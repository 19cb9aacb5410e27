import type { AccountCtx } from '../context'
import { AppError } from '../lib/errors'
import type { Tx } from './change'
import { viewEvents } from './event-view'

/** How many of the meanwhile changes are told. */
const TOLD = 10

/**
 * Refuses a change of a thing that is no longer what the caller saw. A PATCH must say what it saw (428); others may.
 * 409 carries the thing as it is now and the events since.
 */
export async function expectVersion(ctx: AccountCtx, tx: Tx, current: { id: string; version: number }): Promise<void> {
  if (ctx.ifMatch === null) {
    if (ctx.endpoint?.method === 'PATCH') throw new AppError('version_required')
    return
  }
  if (ctx.ifMatch === current.version) return
  const rows = await tx.sql
    .selectFrom('events as e')
    .innerJoin('event_changes as c', 'c.event_id', 'e.id')
    .selectAll('e')
    .where('c.subject_id', '=', current.id)
    .where('c.after_version', '>', ctx.ifMatch)
    .orderBy('e.at', 'desc')
    .orderBy('e.id', 'desc')
    .limit(TOLD)
    .execute()
  const events = await viewEvents(tx.sql, rows, (permission) => ctx.place.permissions.includes(permission))
  throw new AppError('changed_meanwhile', { details: { current, events } })
}
