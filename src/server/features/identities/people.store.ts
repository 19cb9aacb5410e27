import { sql } from 'kysely'
import { chunks } from '../../changes/ledger'
import { among } from '../../db/each'
import type { Queryable } from '../../db/open'
import type { IdentityRow } from './identities.store'

/** How many people one statement is about. */
const AT_ONCE = 500

/** Many people at a time. */
export const peopleStore = (db: Queryable) => ({
  /** Of these ids the living people of the realm, in the order of the ids. */
  async among(realmId: string, ids: readonly string[]): Promise<IdentityRow[]> {
    const found = new Map<string, IdentityRow>()
    for (const chunk of chunks(ids, AT_ONCE)) {
      const rows = await db
        .selectFrom('identities')
        .selectAll()
        .where('realm_id', '=', realmId)
        .where(among(db, sql`id`, chunk))
        .where('deletion_id', 'is', null)
        .execute()
      for (const row of rows) found.set(row.id, row)
    }
    return ids.flatMap((id) => found.get(id) ?? [])
  },

  /** The living people of the realm whose username, or e-mail address, is one of these. */
  async byKey(realmId: string, column: 'username_key' | 'email_key', keys: readonly string[]): Promise<IdentityRow[]> {
    const found: IdentityRow[] = []
    for (const chunk of chunks([...new Set(keys)], AT_ONCE)) {
      const rows = await db
        .selectFrom('identities')
        .selectAll()
        .where('realm_id', '=', realmId)
        .where(among(db, sql.ref(column), chunk))
        .where('deletion_id', 'is', null)
        .execute()
      found.push(...rows)
    }
    return found
  },

  /** The groups, living or not, that these people belong to directly. */
  async groupIds(ids: readonly string[]): Promise<Map<string, Set<string>>> {
    const groups = new Map<string, Set<string>>()
    for (const chunk of chunks(ids, AT_ONCE)) {
      const rows = await db
        .selectFrom('identity_groups')
        .select(['identity_id', 'group_id'])
        .where(among(db, sql`identity_id`, chunk))
        .execute()
      for (const { identity_id, group_id } of rows) {
        const own = groups.get(identity_id)
        if (own) own.add(group_id)
        else groups.set(identity_id, new Set([group_id]))
      }
    }
    return groups
  },

  /** The names of the living roles that are given to these people directly, of an application with its name in front. */
  async roleNames(ids: readonly string[]): Promise<Map<string, { application: string | null; name: string }[]>> {
    const roles = new Map<string, { application: string | null; name: string }[]>()
    if (ids.length === 0) return roles
    const rows = await sql<{ identity_id: string; name: string; application: string | null }>`
      select ir.identity_id, r.name, a.name as application
      from identity_roles ir join roles r on r.id = ir.role_id left join applications a on a.id = r.application_id
      where ir.identity_id in (${sql.join(ids)}) and r.deletion_id is null and a.deletion_id is null
      order by ir.identity_id, r.name_key, r.id`.execute(db)
    for (const { identity_id, name, application } of rows.rows) {
      const own = roles.get(identity_id)
      if (own) own.push({ application, name })
      else roles.set(identity_id, [{ application, name }])
    }
    return roles
  },
})
