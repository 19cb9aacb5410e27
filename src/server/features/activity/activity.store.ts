import { sql } from 'kysely'
import type { ActivityQuery } from '#contract/activity'
import type { Thing } from '#contract/changes'
import type { Page } from '#contract/list'
import { chainOf } from '../../changes/events.store'
import { linkSpecs } from '../../changes/specs'
import { listPage } from '../../db/list-page'
import type { Queryable } from '../../db/open'
import type { Tables } from '../../db/tables'
import { nameKey } from '../../lib/name-key'

type EventRow = Tables['events']
type ChangeRow = Tables['event_changes']

/** Of how many batches at once somebody is told. */
const BATCHES_MAX = 50

/** So many people's sign-ins are walked along an index, one person's after the other's; of more, all that there are. */
const WALKED_SINGLY = 100

export const activityStore = (db: Queryable) => ({
  /** Only what stands in the account's chain: what was put elsewhere behind our back would be shown and never checked. */
  ofRealm: (accountId: string, realmId: string, query: ActivityQuery) =>
    list(db, [sql`e.realm_id = ${realmId} and e.chain = ${chainOf(accountId)}`], query),

  /** Of an account: its own events, and the sign-ins of its administrators, which stand among everybody's. */
  async ofAccount(accountId: string, query: ActivityQuery): Promise<Page<EventRow>> {
    const people = await db
      .selectFrom('memberships')
      .select('principal_id')
      .where('account_id', '=', accountId)
      .limit(WALKED_SINGLY + 1)
      .execute()
    const signIns =
      people.length <= WALKED_SINGLY
        ? people.map((person) => sql`e.actor_id = ${person.principal_id}`)
        : [sql`e.actor_id in (select principal_id from memberships where account_id = ${accountId})`]
    return list(
      db,
      [
        sql`e.account_id = ${accountId} and e.chain = ${chainOf(accountId)}`,
        ...signIns.map((theirs) => sql`e.account_id is null and e.chain = ${chainOf(null)} and ${theirs}`),
      ],
      query,
    )
  },

  async find(id: string): Promise<EventRow | undefined> {
    const rows = await db.selectFrom('events').selectAll().where('id', '=', id).execute()
    return rows[0]
  },

  /** Batches of a realm that have not ended, and those that did since then, newest first; none that is still in the making. */
  async batches(realmId: string, since: number): Promise<Tables['batches'][]> {
    return db
      .selectFrom('batches')
      .selectAll()
      .where('realm_id', '=', realmId)
      .where((eb) => eb.or([eb('finished_at', 'is', null), eb('finished_at', '>', since)]))
      .where('total', '>', 0)
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(BATCHES_MAX)
      .execute()
  },

  /** The events of a batch that are not undone yet, newest first. */
  async ofBatch(batchId: string): Promise<EventRow[]> {
    return db
      .selectFrom('events as e')
      .selectAll('e')
      .where('e.batch_id', '=', batchId)
      .where((eb) =>
        eb.not(eb.exists(eb.selectFrom('events as u').select('u.id').whereRef('u.undoes_event_id', '=', 'e.id'))),
      )
      .orderBy('e.seq', 'desc')
      .execute()
  },

  /** How many rows an event touched. */
  async changesOf(eventId: string): Promise<number> {
    const rows = await db
      .selectFrom('event_changes')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .where('event_id', '=', eventId)
      .execute()
    return rows[0]?.n ?? 0
  },

  async head(chain: string): Promise<{ seq: number; hash: string } | undefined> {
    const rows = await db.selectFrom('chains').select(['seq', 'hash']).where('chain', '=', chain).execute()
    return rows[0]
  },

  /** A row that stands before the first place of a chain, where nothing belongs. */
  async beforeFirst(chain: string): Promise<{ seq: number; id: string } | undefined> {
    const rows = await db
      .selectFrom('events')
      .select(['seq', 'id'])
      .where('chain', '=', chain)
      .where('seq', '<', 1)
      .orderBy('seq')
      .limit(1)
      .execute()
    return rows[0]
  },

  /** A slice of a chain in its order, with the changes of each event. */
  async slice(chain: string, afterSeq: number, limit: number): Promise<{ event: EventRow; changes: ChangeRow[] }[]> {
    const events = await db
      .selectFrom('events')
      .selectAll()
      .where('chain', '=', chain)
      .where('seq', '>', afterSeq)
      .orderBy('seq')
      .limit(limit)
      .execute()
    if (events.length === 0) return []
    const changes = await db
      .selectFrom('event_changes')
      .selectAll()
      .where(
        'event_id',
        'in',
        events.map(({ id }) => id),
      )
      .orderBy('event_id')
      .orderBy('position')
      .execute()
    const byEvent = new Map<string, ChangeRow[]>()
    for (const change of changes) {
      const own = byEvent.get(change.event_id)
      if (own) own.push(change)
      else byEvent.set(change.event_id, [change])
    }
    return events.map((event) => ({ event, changes: byEvent.get(event.id) ?? [] }))
  },
})

/** A batch of a hundred thousand people has a thousand steps, and is one thing that happened. */
const ALONE_OR_FIRST = sql`(e.batch_id is null or not exists (
  select 1 from events earlier where earlier.batch_id = e.batch_id and earlier.seq < e.seq))`

function list(db: Queryable, branches: ReturnType<typeof sql>[], query: ActivityQuery): Promise<Page<EventRow>> {
  const { type, kind, subjectId, actorId, eventId, batchId, q } = query
  const touched = (condition: ReturnType<typeof sql>) =>
    sql`exists (select 1 from event_changes c where c.event_id = e.id and ${condition})`
  const pattern = `%${nameKey(q ?? '').replaceAll(/[\\%_]/g, (special) => `\\${special}`)}%`
  return listPage<EventRow>(db, {
    select: sql`e.*`,
    from: sql`events e`,
    branches,
    where: [
      ...((kind ?? subjectId ?? eventId ?? batchId ?? q) ? [] : [ALONE_OR_FIRST]),
      ...(type === undefined ? [] : [sql`e.type = ${type}`]),
      ...(actorId === undefined ? [] : [sql`e.actor_id = ${actorId}`]),
      ...(eventId === undefined ? [] : [sql`e.id = ${eventId}`]),
      ...(batchId === undefined ? [] : [sql`e.batch_id = ${batchId}`]),
      ...(kind === undefined
        ? []
        : [
            kind === 'administrator'
              ? sql`e.type like 'administrator.%'`
              : touched(sql`c.kind in (${sql.join(kindsAbout(kind))})`),
          ]),
      ...(subjectId === undefined ? [] : [touched(sql`(c.subject_id = ${subjectId} or c.other_id = ${subjectId})`)]),
      // Names stand in the log as they were typed; both engines fold the ASCII letters among them.
      ...(q
        ? [
            sql`(lower(e.actor_name) like ${pattern} escape '\\' or ${touched(sql`lower(c.name) like ${pattern} escape '\\'`)})`,
          ]
        : []),
    ],
    sorts: { at: 'e.at' },
    id: 'e.id',
    query,
  })
}

/** A kind of thing, and the kinds of links that such a thing can be an end of. */
const kindsAbout = (kind: Thing): string[] => [
  kind,
  ...Object.values(linkSpecs)
    .filter(({ ends }) => ends.some(({ thing }) => thing === kind))
    .map((link) => link.kind),
]
