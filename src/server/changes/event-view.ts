import { sql } from 'kysely'
import { type Event, eventTypes, type EventTypeName } from '#contract/activity'
import type { Action, Change, Kind } from '#contract/changes'
import type { Permission } from '#contract/permissions'
import type { Queryable } from '../db/open'
import type { Tables } from '../db/tables'
import { toTime } from '../lib/clock'
import { entryId } from './ledger'

type EventRow = Tables['events']
type ChangeRow = Tables['event_changes']

/** How many changes of an event are shown. */
const SHOWN = 100

/** Events as the API shows them; `holds` says what the viewer may do, which decides whether Undo is offered. */
export async function viewEvents(
  db: Queryable,
  rows: readonly EventRow[],
  holds: (permission: Permission) => boolean,
): Promise<Event[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const changes = await db
    .selectFrom('event_changes')
    .selectAll()
    .where('event_id', 'in', ids)
    .where('position', '<', SHOWN)
    .orderBy('event_id')
    .orderBy('position')
    .execute()
  // Of all changes, the ones beyond those shown too.
  const totals = await db
    .selectFrom('event_changes')
    .select((eb) => ['event_id', eb.fn.countAll<number>().as('n'), sql<number>`sum(${ERASED})`.as('erased')])
    .where('event_id', 'in', ids)
    .groupBy('event_id')
    .execute()
  const undone = await db
    .selectFrom('events')
    .select(['id', 'undoes_event_id'])
    .where('undoes_event_id', 'in', ids)
    .execute()
  const batchIds = [...new Set(rows.flatMap(({ batch_id }) => batch_id ?? []))]
  const batches =
    batchIds.length === 0
      ? []
      : await db
          .selectFrom('batches')
          .select(['id', 'total', 'done', 'skipped', 'finished_at'])
          .where('id', 'in', batchIds)
          .execute()
  const batchOf = new Map(
    batches.map(({ id, total, done, skipped, finished_at }) => [
      id,
      { total, done, skipped, finished: finished_at !== null },
    ]),
  )
  const realmIds = [...new Set(rows.flatMap(({ realm_id }) => realm_id ?? []))]
  const realms =
    realmIds.length === 0
      ? []
      : await db.selectFrom('realms').select(['id', 'name']).where('id', 'in', realmIds).execute()
  const realmNames = new Map(realms.map(({ id, name }) => [id, name]))

  return rows.map((row) => {
    const own = changes.filter(({ event_id }) => event_id === row.id)
    const total = totals.find(({ event_id }) => event_id === row.id) ?? { n: 0, erased: 0 }
    const realmName = row.realm_id === null ? undefined : realmNames.get(row.realm_id)
    // Only our own code writes types and params.
    const type = row.type as EventTypeName
    const params = JSON.parse(row.params) as Record<string, unknown>
    return {
      id: row.id,
      seq: row.seq,
      type,
      actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
      via: row.via,
      at: toTime(row.at),
      realm: row.realm_id !== null && realmName !== undefined ? { id: row.realm_id, name: realmName } : null,
      batchId: row.batch_id,
      batch: batchOf.get(row.batch_id ?? '') ?? null,
      undoesEventId: row.undoes_event_id,
      params,
      changes: own.map(toChange),
      changesTotal: total.n,
      erased: total.erased > 0,
      undo: undoState(type, params, total, undone.find((one) => one.undoes_event_id === row.id)?.id, holds),
    }
  })
}

/** The permission that made a change and that its undo needs; null for what cannot be undone. */
export function undoPermission(type: string, params: Record<string, unknown>): Permission | null {
  const of = type === 'change.undone' ? params['type'] : type
  if (typeof of !== 'string' || !Object.hasOwn(eventTypes, of)) return null
  const known = eventTypes[of as EventTypeName]
  return known.undoable ? known.needs : null
}

function undoState(
  type: EventTypeName,
  params: Record<string, unknown>,
  changes: { n: number; erased: number },
  byEventId: string | undefined,
  holds: (permission: Permission) => boolean,
): Event['undo'] {
  const permission = undoPermission(type, params)
  if (permission === null || changes.n === 0 || changes.erased > 0) return { possible: false, reason: 'not_undoable' }
  if (byEventId !== undefined) return { possible: false, reason: 'already_undone', byEventId }
  return holds(permission) ? { possible: true } : { possible: false, reason: 'permission' }
}

/** A side that was there when the event was written, and has been blanked since. */
export const isErased = (row: ChangeRow): boolean =>
  (row.before === null && row.before_digest !== null) || (row.after === null && row.after_digest !== null)
const ERASED = sql`case when (before is null and before_digest is not null) or (after is null and after_digest is not null)
  then 1 else 0 end`

const parse = (snapshot: string | null) =>
  snapshot === null ? null : (JSON.parse(snapshot) as Record<string, unknown>)

const toChange = (row: ChangeRow): Change => ({
  action: row.action as Action,
  kind: row.kind as Kind,
  id: entryId({ kind: row.kind, subjectId: row.subject_id, otherId: row.other_id }),
  name: row.name,
  before: parse(row.before),
  after: parse(row.after),
})

/** The events, oldest first, that touched any of these things after a place in the chain. */
export async function laterEvents(
  db: Queryable,
  chain: string,
  afterSeq: number,
  thingIds: readonly string[],
  limit: number,
): Promise<EventRow[]> {
  if (thingIds.length === 0) return []
  return db
    .selectFrom('events as e')
    .selectAll('e')
    .where('e.chain', '=', chain)
    .where('e.seq', '>', afterSeq)
    .where('e.id', 'in', (eb) =>
      eb
        .selectFrom('event_changes as c')
        .select('c.event_id')
        .where((or) => or.or([or('c.subject_id', 'in', thingIds), or('c.other_id', 'in', thingIds)])),
    )
    .orderBy('e.seq')
    .limit(limit)
    .execute()
}
