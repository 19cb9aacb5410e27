import { sql } from 'kysely'
import { chunks } from '../changes/ledger'
import type { Queryable } from '../db/open'

/** One thing a path passes, from the person's side: a group, or a role that contains the next one. */
export interface Step {
  kind: 'group' | 'role'
  id: string
}

/** One way by which an identity holds a role. `parentGroup` and `composite` show as further steps. */
export interface Path {
  via: 'everyone' | 'direct' | 'group'
  steps: Step[]
}

/** How many people one statement looks at. */
const PEOPLE_AT_ONCE = 500

/**
 * Who holds what: the roles, of the realm and of its applications, that these identities hold. Deleted, disabled and
 * suspended things give nothing. Everything that asks about access asks here (DESIGN §5).
 */
export async function effectiveRoles(db: Queryable, identityIds: readonly string[]): Promise<Map<string, Set<string>>> {
  const held = new Map<string, Set<string>>()
  for (const ids of chunks(identityIds, PEOPLE_AT_ONCE)) {
    const rows = await accessQuery(ids, false).execute(db)
    for (const row of rows.rows) {
      const roles = held.get(row.identity_id)
      if (roles) roles.add(row.role_id)
      else held.set(row.identity_id, new Set([row.role_id]))
    }
  }
  return held
}

/** The same with every path, for a page of people: identity id → role id → paths. */
export async function effectiveAccess(
  db: Queryable,
  identityIds: readonly string[],
): Promise<Map<string, Map<string, Path[]>>> {
  const access = new Map<string, Map<string, Path[]>>()
  for (const ids of chunks(identityIds, PEOPLE_AT_ONCE)) {
    const rows = await accessQuery(ids, true).execute(db)
    for (const { identity_id, role_id, path } of rows.rows) {
      const roles = access.get(identity_id) ?? new Map<string, Path[]>()
      access.set(identity_id, roles)
      roles.set(role_id, [...(roles.get(role_id) ?? []), parsePath(path ?? '')])
    }
  }
  return access
}

/** The roles that belonging to a group gives, through its parents and through contained roles, with every path. */
export async function groupAccess(db: Queryable, groupId: string): Promise<Map<string, Path[]>> {
  const rows = await sql<AccessRow>`
    with recursive
    grp (identity_id, group_id, path) as (
      select g.id, g.id, ${sql.lit('')} || g.id from groups g where g.id = ${groupId} and g.deletion_id is null
      union all
      select grp.identity_id, p.id, grp.path || '/g:' || p.id
      from grp join groups g on g.id = grp.group_id join groups p on p.id = g.parent_id
      where p.deletion_id is null and grp.path not like '%' || p.id || '%'
    ),
    base (identity_id, role_id, path) as (
      select grp.identity_id, gr.role_id, grp.path from grp join group_roles gr on gr.group_id = grp.group_id
    ),
    ${heldThrough(true)}
    select identity_id, role_id, path from held`.execute(db)
  const access = new Map<string, Path[]>()
  for (const { role_id, path } of rows.rows) {
    // The path begins with the group itself, which whoever asks knows.
    const steps = parsePath((path ?? '').split('/').slice(1).join('/')).steps
    access.set(role_id, [...(access.get(role_id) ?? []), { via: 'group', steps }])
  }
  return access
}

interface AccessRow {
  identity_id: string
  role_id: string
  path?: string
}

const accessQuery = (ids: readonly string[], paths: boolean) => {
  // Without paths a plain union keeps each pair once, however many ways lead there; a path passes nothing twice. So both
  // end, even where stored things contain each other.
  const path = (expression: string) => (paths ? sql.raw(`, ${expression}`) : sql.raw(''))
  const unpassed = (condition: string) => sql.raw(paths ? ` and ${condition}` : '')
  const all = sql.raw(paths ? 'union all' : 'union')
  return sql<AccessRow>`
    with recursive
    person (id, realm_id) as (
      select i.id, i.realm_id from identities i join realms on realms.id = i.realm_id
      where i.id in (${sql.join(ids)}) and i.deletion_id is null
        and i.status not in ('suspended', 'deleted') and realms.deletion_id is null
    ),
    grp (identity_id, group_id${path('path')}) as (
      select p.id, g.id${path(`'g:' || g.id`)}
      from person p join identity_groups ig on ig.identity_id = p.id join groups g on g.id = ig.group_id
      where g.deletion_id is null
      ${all}
      select grp.identity_id, up.id${path(`grp.path || '/g:' || up.id`)}
      from grp join groups g on g.id = grp.group_id join groups up on up.id = g.parent_id
      where up.deletion_id is null${unpassed(`grp.path not like '%' || up.id || '%'`)}
    ),
    base (identity_id, role_id${path('path')}) as (
      select p.id, ir.role_id${path(`'direct'`)} from person p join identity_roles ir on ir.identity_id = p.id
      union all
      select grp.identity_id, gr.role_id${path('grp.path')} from grp join group_roles gr on gr.group_id = grp.group_id
      union all
      select p.id, r.id${path(`'everyone'`)} from person p join roles r on r.realm_id = p.realm_id and r.is_default = 1
    ),
    ${heldThrough(paths)}
    select identity_id, role_id${path('path')} from held`
}

/** From `base` to `held`: only living roles of living, enabled applications, and the roles that those contain. */
const heldThrough = (paths: boolean) => {
  const living = (role: string) =>
    sql.raw(`${role}.deletion_id is null and (${role}.application_id is null or exists (
      select 1 from applications a where a.id = ${role}.application_id and a.deletion_id is null and a.enabled = 1))`)
  const path = (expression: string) => sql.raw(paths ? `, ${expression}` : '')
  const unpassed = (condition: string) => sql.raw(paths ? ` and ${condition}` : '')
  return sql`
    held (identity_id, role_id${path('path')}) as (
      select b.identity_id, r.id${path('b.path')} from base b join roles r on r.id = b.role_id where ${living('r')}
      ${sql.raw(paths ? 'union all' : 'union')}
      select h.identity_id, r.id${path(`h.path || '/r:' || h.role_id`)}
      from held h join role_includes ri on ri.role_id = h.role_id join roles r on r.id = ri.included_role_id
      where ${living('r')}${unpassed(`r.id <> h.role_id and h.path not like '%' || r.id || '%'`)}
    )`
}

function parsePath(path: string): Path {
  const parts = path.split('/').filter(Boolean)
  const via = parts[0] === 'direct' || parts[0] === 'everyone' ? parts[0] : 'group'
  const steps = (via === 'group' ? parts : parts.slice(1)).map((part): Step => ({
    kind: part.startsWith('g:') ? 'group' : 'role',
    id: part.slice(2),
  }))
  return { via, steps }
}
