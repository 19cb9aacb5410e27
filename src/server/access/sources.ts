import { sql } from 'kysely'
import type { Queryable } from '../db/open'
import { LIVING_ROLE } from './effective-access'

/** Through what people hold a role: the other way round than `effectiveRoles`, and the same at every moment. */
export interface Sources {
  /** Everyone in the realm who may hold anything. */
  everyone: boolean
  /** Groups whose members hold it. */
  groups: string[]
  /** Roles that are given to somebody and give it: itself, and those that contain it. */
  roles: string[]
  /** Domains of e-mail addresses. */
  domains: string[]
}

/** What gives a role, or any role of an application, to people of the realm. Nobody holds what is deleted or disabled. */
export async function sourcesOf(
  db: Queryable,
  realmId: string,
  of: { roleId: string } | { applicationId: string },
): Promise<Sources> {
  const start = 'roleId' in of ? sql`r.id = ${of.roleId}` : sql`r.application_id = ${of.applicationId}`
  // `cross join` is read from left to right by SQLite, which would otherwise begin with all groups there are. Thousands of
  // groups travel as one text: to hand over a row takes longer than to find it.
  const rows = await sql<{ kind: 'everyone' | 'role' | 'group' | 'domain'; found: string | null }>`
    with recursive
    above (id) as (
      select r.id from roles r where r.realm_id = ${realmId} and ${start} and ${LIVING_ROLE}
      union
      select r.id from above cross join role_includes ri cross join roles r
      where ri.included_role_id = above.id and r.id = ri.role_id and ${LIVING_ROLE}
    ),
    below (id) as (
      select g.id from above cross join group_roles gr cross join groups g
      where gr.role_id = above.id and g.id = gr.group_id and g.deletion_id is null
      union
      select g.id from below cross join groups g where g.parent_id = below.id and g.deletion_id is null
    )
    select 'role' as kind, string_agg(above.id, ' ') as found from above
    union all
    select 'everyone', string_agg(r.id, ' ') from above cross join roles r where r.id = above.id and r.is_default = 1
    union all
    select 'domain', string_agg(d.domain, ' ') from above cross join email_domain_roles d
      where d.role_id = above.id and d.realm_id = ${realmId}
    union all
    select 'group', string_agg(below.id, ' ') from below`.execute(db)
  const found = (kind: string) => rows.rows.flatMap((row) => (row.kind === kind ? (row.found?.split(' ') ?? []) : []))
  return {
    everyone: found('everyone').length > 0,
    groups: found('group').sort(),
    roles: found('role').sort(),
    // The same one of several roles.
    domains: [...new Set(found('domain'))].sort(),
  }
}
