import { sql } from 'kysely'
import type { Queryable } from '../db/open'
import { LIVING_ROLE } from './effective-access'

/**
 * People who effectively hold one of these roles at a moment, at most `max` of them: enough to know whether there are so
 * many, without walking a group of a million. The same rules as `effectiveRoles`, asked from the other end.
 */
export async function holdersOf(
  db: Queryable,
  roleIds: readonly string[],
  now: number,
  max: number,
): Promise<Set<string>> {
  if (roleIds.length === 0) return new Set()
  // Somebody who holds the roles in many ways is met many times, so now and then more must be read than is wanted.
  for (let read = 20 * max + 100; ; read *= 20) {
    const found = await sql<{ id: string; met: number }>`
      with recursive
      above (id) as (
        select r.id from roles r where r.id in (${sql.join(roleIds)}) and ${LIVING_ROLE}
        union
        select r.id from above join role_includes ri on ri.included_role_id = above.id
          join roles r on r.id = ri.role_id where ${LIVING_ROLE}
      ),
      grp (id) as (
        select g.id from above join group_roles gr on gr.role_id = above.id
          join groups g on g.id = gr.group_id where g.deletion_id is null
        union
        select g.id from grp join groups g on g.parent_id = grp.id where g.deletion_id is null
      ),
      met (id) as (select id from (
        select i.id from above join identity_roles ir on ir.role_id = above.id
          join identities i on i.id = ir.identity_id where ${MAY_ACT}
        union all
        select i.id from grp join identity_groups ig on ig.group_id = grp.id
          join identities i on i.id = ig.identity_id where ${MAY_ACT} and (ig.ends_at is null or ig.ends_at > ${now})
        union all
        select i.id from above join roles r on r.id = above.id and r.is_default = 1
          join identities i on i.realm_id = r.realm_id where ${MAY_ACT}
        union all
        select i.id from above join email_domain_roles d on d.role_id = above.id
          join identities i on i.realm_id = d.realm_id and i.email_domain = d.domain where ${MAY_ACT}
      ) as everyone limit ${read})
      select id, count(*) as met from met group by id order by id limit ${max}`.execute(db)
    const met = found.rows.reduce((sum, row) => sum + Number(row.met), 0)
    if (found.rows.length >= max || met < read) return new Set(found.rows.map(({ id }) => id))
  }
}

const MAY_ACT = sql`i.deletion_id is null and i.status not in ('suspended', 'deleted')`
