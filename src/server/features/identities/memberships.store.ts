import { sql } from 'kysely'
import type { Queryable } from '../../db/open'

/** Someone in a group, both living or not. */
export interface MembershipRow {
  identity_id: string
  group_id: string
  ends_at: number | null
  request_id: string | null
}

export type Pair = [identityId: string, groupId: string]

export const membershipStore = (db: Queryable) => ({
  /** The memberships there are among these pairs. */
  async among(realmId: string, pairs: readonly Pair[]): Promise<MembershipRow[]> {
    const values = sql.join(pairs.map(([identity, group]) => sql`(${identity}, ${group})`))
    const rows = await sql<MembershipRow>`select identity_id, group_id, ends_at, request_id from identity_groups
      where realm_id = ${realmId} and (identity_id, group_id) in (values ${values})`.execute(db)
    return rows.rows
  },

  /** A person's memberships in living groups, with the groups' names. */
  async ofPerson(realmId: string, identityId: string): Promise<(MembershipRow & { name: string })[]> {
    return db
      .selectFrom('identity_groups as m')
      .innerJoin('groups as g', 'g.id', 'm.group_id')
      .select(['m.identity_id', 'm.group_id', 'm.ends_at', 'm.request_id', 'g.name'])
      .where('m.realm_id', '=', realmId)
      .where('m.identity_id', '=', identityId)
      .where('g.deletion_id', 'is', null)
      .orderBy('g.name_key')
      .orderBy('g.id')
      .execute()
  },

  /** The realms, out of the bin, in which a membership has come to its end. */
  async realmsWithEnded(now: number): Promise<{ id: string; account_id: string }[]> {
    const rows = await sql<{ id: string; account_id: string }>`select r.id, r.account_id from realms r
      where r.deletion_id is null and r.id in (select realm_id from identity_groups where ends_at <= ${now})
      order by r.id`.execute(db)
    return rows.rows
  },

  /** Memberships of a realm that have come to their end, those first that did first. */
  async ended(realmId: string, now: number, limit: number): Promise<MembershipRow[]> {
    return db
      .selectFrom('identity_groups')
      .select(['identity_id', 'group_id', 'ends_at', 'request_id'])
      .where('realm_id', '=', realmId)
      .where('ends_at', '<=', now)
      .orderBy('ends_at')
      .orderBy('identity_id')
      .orderBy('group_id')
      .limit(limit)
      .execute()
  },
})
