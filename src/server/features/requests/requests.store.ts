import { type RawBuilder, sql } from 'kysely'
import type { AccessRequestListQuery } from '#contract/access-requests'
import type { Page } from '#contract/list'
import { readPolicy } from '../../access/approvals'
import { listPage, matches } from '../../db/list-page'
import type { Queryable } from '../../db/open'
import type { Tables } from '../../db/tables'

export type RequestRow = Tables['access_requests']

export interface Person {
  id: string
  username: string
  name: string
  status: string
}

/** Requests of people and groups that live: what lies in the bin takes its requests with it, and brings them back. */
const VISIBLE = [
  sql`a.deletion_id is null`,
  sql`exists (select 1 from identities i where i.id = a.identity_id and i.deletion_id is null)`,
  sql`exists (select 1 from groups g where g.id = a.group_id and g.deletion_id is null)`,
]

export const requestStore = (db: Queryable) => ({
  async get(realmId: string, id: string): Promise<RequestRow | undefined> {
    const rows = await sql<RequestRow>`select a.* from access_requests a
      where a.realm_id = ${realmId} and a.id = ${id} and ${sql.join(VISIBLE, sql` and `)}`.execute(db)
    return rows.rows[0]
  },

  async list(realmId: string, query: AccessRequestListQuery, now: number): Promise<Page<RequestRow>> {
    const { status, identityId, groupId } = query
    const branches = status && inStatus(status, now)
    return listPage<RequestRow>(db, {
      select: sql`a.*`,
      from: sql`access_requests a`,
      where: [
        sql`a.realm_id = ${realmId}`,
        ...(identityId === undefined ? [] : [sql`a.identity_id = ${identityId}`]),
        ...(groupId === undefined ? [] : [sql`a.group_id = ${groupId}`]),
        ...VISIBLE,
        ...matches(query.q, ['i.search', 'g.name_key'], 'a.id').map(
          (match) => sql`exists (select 1 from identities i join groups g on g.id = a.group_id
            where i.id = a.identity_id and ${match})`,
        ),
      ],
      ...(branches && { branches }),
      sorts: { createdAt: 'a.created_at' },
      id: 'a.id',
      query,
    })
  },

  /** A request of this person for this group that still waits. */
  async waiting(realmId: string, identityId: string, groupId: string, now: number): Promise<string | undefined> {
    const rows = await db
      .selectFrom('access_requests')
      .select('id')
      .where('realm_id', '=', realmId)
      .where('identity_id', '=', identityId)
      .where('group_id', '=', groupId)
      .where('status', '=', 'pending')
      .where('expires_at', '>', now)
      .execute()
    return rows[0]?.id
  },

  /** A membership, in force or over. */
  async membership(identityId: string, groupId: string) {
    const rows = await db
      .selectFrom('identity_groups')
      .select(['ends_at', 'request_id'])
      .where('identity_id', '=', identityId)
      .where('group_id', '=', groupId)
      .execute()
    return rows[0]
  },

  /** People of the realm, those in the bin left out. */
  async people(realmId: string, ids: readonly string[]): Promise<Map<string, Person>> {
    if (ids.length === 0) return new Map()
    const rows = await db
      .selectFrom('identities')
      .select(['id', 'username', 'first_name', 'last_name', 'status'])
      .where('realm_id', '=', realmId)
      .where('id', 'in', ids)
      .where('deletion_id', 'is', null)
      .orderBy('username_key')
      .execute()
    return new Map(rows.map((row) => [row.id, toPerson(row)]))
  },

  /**
   * Who an administrator is in the realm: the people with one of the administrator's e-mail addresses, which may be
   * shared. Suspended ones hold nothing, but are them all the same.
   */
  async peopleOf(realmId: string, administratorId: string): Promise<Person[]> {
    const rows = await db
      .selectFrom('emails as e')
      .innerJoin('identities as i', 'i.email_key', 'e.email_key')
      .select(['i.id', 'i.username', 'i.first_name', 'i.last_name', 'i.status'])
      .where('e.principal_id', '=', administratorId)
      .where('i.realm_id', '=', realmId)
      .where('i.deletion_id', 'is', null)
      .orderBy('i.id')
      .execute()
    return rows.map(toPerson)
  },

  /** What groups of the realm are called and what joining them needs. */
  async groups(realmId: string, ids: readonly string[]) {
    if (ids.length === 0) return new Map<string, { name: string; policy: ReturnType<typeof readPolicy> }>()
    const rows = await db
      .selectFrom('groups')
      .select(['id', 'name', 'access_policy'])
      .where('realm_id', '=', realmId)
      .where('id', 'in', ids)
      .execute()
    return new Map(rows.map((row) => [row.id, { name: row.name, policy: readPolicy(row.access_policy) }]))
  },

  /** Requests that nobody answered in time, in living realms; the longest over first. */
  async overdue(now: number, limit: number) {
    return db
      .selectFrom('access_requests as a')
      .innerJoin('realms as r', 'r.id', 'a.realm_id')
      .innerJoin('identities as i', 'i.id', 'a.identity_id')
      .innerJoin('groups as g', 'g.id', 'a.group_id')
      .select(['a.id', 'a.realm_id', 'r.account_id', 'r.name as realm', 'i.username as person', 'g.name as group'])
      .where('a.status', '=', 'pending')
      .where('a.expires_at', '<=', now)
      .where('r.deletion_id', 'is', null)
      .orderBy('a.expires_at')
      .limit(limit)
      .execute()
  },

  async isPending(id: string): Promise<boolean> {
    const rows = await db.selectFrom('access_requests').select('status').where('id', '=', id).execute()
    return rows[0]?.status === 'pending'
  },
})

/** Time passes without anybody writing it down at once: what is over by now counts as over. */
function inStatus(status: NonNullable<AccessRequestListQuery['status']>, now: number): RawBuilder<unknown>[] {
  const stored = (name: string) => sql`a.status = ${name}`
  switch (status) {
    case 'pending':
      return [sql`${stored('pending')} and a.expires_at > ${now}`]
    case 'approved':
      return [sql`${stored('approved')} and (a.ends_at is null or a.ends_at > ${now})`]
    case 'expired':
      return [stored('expired'), sql`${stored('pending')} and a.expires_at <= ${now}`]
    case 'ended':
      return [stored('ended'), sql`${stored('approved')} and a.ends_at <= ${now}`]
    case 'over':
      return [
        ...(['denied', 'withdrawn', 'revoked'] as const).map(stored),
        ...inStatus('expired', now),
        ...inStatus('ended', now),
      ]
    default:
      return [stored(status)]
  }
}

const toPerson = (row: {
  id: string
  username: string
  first_name: string
  last_name: string
  status: string
}): Person => ({
  id: row.id,
  username: row.username,
  name: `${row.first_name} ${row.last_name}`.trim() || row.username,
  status: row.status,
})
