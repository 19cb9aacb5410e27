import { sql } from 'kysely'
import type { Identity, IdentityDetail, IdentityStatus, MembershipListQuery } from '#contract/identities'
import type { Page } from '#contract/list'
import type { Attributes, Ref } from '#contract/primitives'
import { among } from '../../db/each'
import { listPage, matches } from '../../db/list-page'
import type { Queryable } from '../../db/open'
import type { Tables } from '../../db/tables'
import { toTime } from '../../lib/clock'
import { nameKey } from '../../lib/name-key'
import { mailService } from '../mail/mail.service'

export type IdentityRow = Tables['identities']

interface MembershipRow {
  id: string
  name: string
  ends_at: number | null
  request_id: string | null
}

interface SignInRow {
  id: string
  kind: string
  second_step: number
  created_at: number
  last_used_at: number | null
}

/** How many of a person's groups a list names. */
const GROUPS_NAMED = 3

export const identityStore = (db: Queryable) => ({
  /** A living person of the realm. */
  async row(realmId: string, id: string): Promise<IdentityRow | undefined> {
    const rows = await db
      .selectFrom('identities')
      .selectAll()
      .where('realm_id', '=', realmId)
      .where('id', '=', id)
      .where('deletion_id', 'is', null)
      .execute()
    return rows[0]
  },

  async detail(realmId: string, id: string): Promise<IdentityDetail | undefined> {
    const row = await this.row(realmId, id)
    const [person] = row ? await this.shown([row]) : []
    if (!row || !person) return undefined
    return {
      ...person,
      // Written by us after its schema was applied.
      attributes: JSON.parse(row.attributes) as Attributes,
      invitation: await mailService.newest(db, realmId, id, 'invitation'),
    }
  },

  /** Whether another living person of the realm has this username, or this e-mail address. */
  async taken(realmId: string, by: 'username' | 'email', value: string, exceptId: string | null): Promise<boolean> {
    const rows = await db
      .selectFrom('identities')
      .select('id')
      .where('realm_id', '=', realmId)
      .where(`${by}_key`, '=', nameKey(value))
      .where('deletion_id', 'is', null)
      .limit(2)
      .execute()
    return rows.some(({ id }) => id !== exceptId)
  },

  /** Of these ids the living people of the realm. */
  async among(realmId: string, ids: readonly string[]): Promise<IdentityRow[]> {
    return db
      .selectFrom('identities')
      .selectAll()
      .where('realm_id', '=', realmId)
      .where('id', 'in', ids)
      .where('deletion_id', 'is', null)
      .execute()
  },

  /** Sign-ins that are in force, the newest first. */
  async sessions(id: string, now: number): Promise<Tables['sessions'][]> {
    return db
      .selectFrom('sessions')
      .selectAll()
      .where('principal_id', '=', id)
      .where('expires_at', '>', now)
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .execute()
  },

  /** What a person signs in with, first what is asked for first. Nothing secret is read. */
  async signInMethods(id: string): Promise<SignInRow[]> {
    const rows = await sql<SignInRow>`
      select id, kind, 0 as second_step, created_at, cast(null as bigint) as last_used_at from credentials
        where principal_id = ${id}
      union all
      select id, kind, 1, created_at, last_used_at from factors where principal_id = ${id}
      order by second_step, created_at, id`.execute(db)
    return rows.rows
  },

  /** The living groups that a person belongs to. */
  async groups(realmId: string, id: string, query: MembershipListQuery, now: number): Promise<Page<MembershipRow>> {
    return listPage<MembershipRow>(db, {
      select: sql`g.id, g.name, ig.ends_at, ig.request_id`,
      // From left to right: somebody belongs to few groups of many.
      from: sql`identity_groups ig cross join groups g`,
      where: [
        sql`g.id = ig.group_id`,
        sql`g.realm_id = ${realmId}`,
        sql`g.deletion_id is null`,
        sql`ig.identity_id = ${id}`,
        sql`(ig.ends_at is null or ig.ends_at > ${now})`,
        ...matches(query.q, ['g.name_key'], 'g.id'),
      ],
      sorts: { name: 'g.name_key' },
      id: 'g.id',
      query,
    })
  },

  /** The roles that are given to a person directly. */
  async roleIds(realmId: string, id: string): Promise<string[]> {
    const rows = await db
      .selectFrom('identity_roles')
      .select('role_id')
      .where('realm_id', '=', realmId)
      .where('identity_id', '=', id)
      .execute()
    return rows.map((row) => row.role_id)
  },

  /** How these people belong to a group. */
  async membershipsIn(groupId: string, ids: readonly string[]): Promise<Map<string, Tables['identity_groups']>> {
    if (ids.length === 0) return new Map()
    const rows = await db
      .selectFrom('identity_groups')
      .selectAll()
      .where('group_id', '=', groupId)
      .where('identity_id', 'in', ids)
      .execute()
    return new Map(rows.map((row) => [row.identity_id, row]))
  },

  /** Rows as the API shows them, in their order, each with its first groups. */
  async shown(rows: readonly IdentityRow[]): Promise<Identity[]> {
    const groups = await this.firstGroups(rows.map(({ id }) => id))
    return rows.map((row) => toIdentity(row, groups.get(row.id) ?? { items: [], total: 0 }))
  },

  /** Of each person the first groups by name, and how many there are. */
  async firstGroups(ids: readonly string[]): Promise<Map<string, Identity['groups']>> {
    const found = new Map<string, { items: Ref[]; total: number }>()
    if (ids.length === 0) return found
    // As an expression: PostgreSQL would rather go through all members of all groups.
    const rows = await sql<{ identity_id: string; id: string; name: string }>`
      select ig.identity_id, g.id, g.name from identity_groups ig join groups g on g.id = ig.group_id || ''
      where ${among(db, sql`ig.identity_id`, ids)} and g.deletion_id is null
      order by ig.identity_id, g.name_key, g.id`.execute(db)
    for (const { identity_id, id, name } of rows.rows) {
      const own = found.get(identity_id) ?? { items: [], total: 0 }
      found.set(identity_id, own)
      own.total++
      if (own.items.length < GROUPS_NAMED) own.items.push({ id, name })
    }
    return found
  },
})

/** What a person is called: first and last name, or the username where there is none. */
export const nameOf = (row: Pick<IdentityRow, 'first_name' | 'last_name' | 'username'>): string =>
  `${row.first_name} ${row.last_name}`.trim() || row.username

function toIdentity(row: IdentityRow, groups: Identity['groups']): Identity {
  return {
    id: row.id,
    username: row.username,
    email: row.email,
    firstName: row.first_name,
    lastName: row.last_name,
    name: nameOf(row),
    // Written by us after its schema was applied.
    status: row.status as IdentityStatus,
    breakGlass: row.break_glass === 1,
    secondStep: row.second_step === 1,
    invitedAt: row.invited_at === null ? null : toTime(row.invited_at),
    lastSignInAt: row.seen_at === 0 ? null : toTime(row.seen_at),
    groups,
    version: row.version,
    createdAt: toTime(row.created_at),
    updatedAt: toTime(row.updated_at),
  }
}
