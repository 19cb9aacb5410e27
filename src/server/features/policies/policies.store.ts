import { sql } from 'kysely'
import type { ApprovalRole } from '#contract/access-requests'
import { readPolicy } from '../../access/approvals'
import type { Queryable } from '../../db/open'

export type PolicyGroup = NonNullable<Awaited<ReturnType<ReturnType<typeof policyStore>['group']>>>

export const policyStore = (db: Queryable) => ({
  /** A living group of the realm, as far as joining it goes. */
  async group(realmId: string, id: string) {
    const rows = await db
      .selectFrom('groups')
      .select(['id', 'name', 'version', 'access_policy'])
      .where('realm_id', '=', realmId)
      .where('id', '=', id)
      .where('deletion_id', 'is', null)
      .execute()
    const row = rows[0]
    return row && { id: row.id, name: row.name, version: row.version, policy: readPolicy(row.access_policy) }
  },

  /** Roles that policies name, by name, those in the bin too. Ones that are gone for good are left out. */
  async roles(realmId: string, ids: readonly string[]): Promise<ApprovalRole[]> {
    if (ids.length === 0) return []
    const rows = await sql<{ id: string; name: string; application: string | null; deleted: number | boolean }>`
      select r.id, r.name, a.name as application, (r.deletion_id is not null) as deleted
      from roles r left join applications a on a.id = r.application_id
      where r.realm_id = ${realmId} and r.id in (${sql.join(ids)}) order by r.name_key, r.id`.execute(db)
    return rows.rows.map((row) => ({ ...row, deleted: Boolean(row.deleted) }))
  },
})
