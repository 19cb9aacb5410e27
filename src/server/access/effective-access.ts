import { type RawBuilder, sql } from 'kysely'
import type { PathKind } from '#contract/access'
import { chunks } from '../changes/ledger'
import { among } from '../db/each'
import type { Queryable } from '../db/open'

/**
 * One thing that a path passes. How it begins: `direct`, `everyone` and `emailDomain` name the role that is given there,
 * `group` and `request` (a membership that ends) the group. Then `parentGroup` for each group further out, and `composite`
 * for each role that contains the next one.
 */
export interface Step {
  kind: PathKind
  id: string
}

/** One way by which an identity holds a role; `endsAt` when it ends by itself, in milliseconds. */
export interface Path {
  steps: Step[]
  endsAt: number | null
}

/** Every way to a role, the shortest first. Past fifty the rest is left out and `complete` is false. */
export interface Ways {
  paths: Path[]
  complete: boolean
}

/** Layered composites multiply: ten layers of two make a thousand ways, which nobody would read. */
export const PATHS_MAX = 50

/** How many people one statement looks at. */
const PEOPLE_AT_ONCE = 500

/**
 * Who holds what: the roles, of the realm and of its applications, that these identities hold at a moment. Deleted,
 * disabled, suspended and ended things give nothing. Everything that asks about access asks here (DESIGN §5).
 */
export async function effectiveRoles(
  db: Queryable,
  identityIds: readonly string[],
  now: number,
): Promise<Map<string, Set<string>>> {
  const held = new Map<string, Set<string>>()
  for (const ids of chunks(identityIds, PEOPLE_AT_ONCE)) {
    const rows = await sql<{ identity_id: string; role_id: string }>`
      with recursive
      ${peopleAndGroups(db, ids, now)},
      base (identity_id, role_id) as (
        select p.id, ir.role_id from person p cross join identity_roles ir where ir.identity_id = p.id
        union
        select grp.identity_id, gr.role_id from grp cross join group_roles gr where gr.group_id = grp.group_id
        union
        select p.id, r.id from person p cross join roles r where r.realm_id = p.realm_id and r.is_default = 1
        union
        select p.id, d.role_id from person p
          join email_domain_roles d on d.realm_id = p.realm_id and d.domain = p.email_domain
      ),
      held (identity_id, role_id) as (
        select b.identity_id, r.id from base b join roles r on r.id = b.role_id where ${LIVING_ROLE}
        union
        select h.identity_id, r.id from held h join role_includes ri on ri.role_id = h.role_id
          join roles r on r.id = ri.included_role_id where ${LIVING_ROLE}
      )
      select identity_id, role_id from held`.execute(db)
    for (const { identity_id, role_id } of rows.rows) {
      const roles = held.get(identity_id)
      if (roles) roles.add(role_id)
      else held.set(identity_id, new Set([role_id]))
    }
  }
  return held
}

/**
 * The same with the ways, for a page of people: identity id → role id → ways. `through`: by way of these roles alone; what
 * leads to a role are itself and those that contain it.
 */
export async function effectiveAccess(
  db: Queryable,
  identityIds: readonly string[],
  now: number,
  through: readonly string[] | null = null,
): Promise<Map<string, Map<string, Ways>>> {
  const access = new Map<string, Map<string, Ways>>()
  const counts = through === null ? sql`` : sql`and ${among(db, sql`r.id`, through)}`
  for (const ids of chunks(identityIds, PEOPLE_AT_ONCE)) {
    const map = await loadMap(db, peopleAndGroups(db, ids, now), peopleBegin, counts)
    for (const [id, begins] of map.begins) {
      const ways = walk(map, begins)
      if (ways.size > 0) access.set(id, ways)
    }
  }
  return access
}

/** The roles that belonging to a group gives, through its parents and through contained roles, with every way. */
export async function groupAccess(db: Queryable, groupId: string): Promise<Map<string, Ways>> {
  const group = sql`grp (identity_id, group_id) as (
    select g.id, g.id from groups g where g.id = ${groupId} and g.deletion_id is null
    union
    select grp.identity_id, up.id from grp ${OUTWARDS}
  )`
  const begin = sql`select ${sql.lit('group')}, g.id, g.id, cast(null as bigint) from groups g where g.id = ${groupId} and g.deletion_id is null`
  const map = await loadMap(db, group, begin)
  const ways = walk(map, map.begins.get(groupId) ?? [])
  // The first step is the group itself, which whoever asks knows.
  for (const way of ways.values()) for (const path of way.paths) path.steps.shift()
  return ways
}

/** The living groups that a group lies in. */
const OUTWARDS = sql`join groups g on g.id = grp.group_id join groups up on up.id = g.parent_id and up.deletion_id is null`

/** A living role, of the realm or of a living, enabled application. */
export const LIVING_ROLE = sql`r.deletion_id is null and (r.application_id is null or exists (
  select 1 from applications a where a.id = r.application_id and a.deletion_id is null and a.enabled = 1))`

/**
 * The people among `ids` to whom anything can be given, and the groups they are in, directly or further out. Worked out once
 * and, as `cross join` has it, from left to right: SQLite would begin with all groups that give anything.
 */
const peopleAndGroups = (db: Queryable, ids: readonly string[], now: number) => sql`
  person (id, realm_id, email_domain) as materialized (
    select i.id, i.realm_id, i.email_domain from identities i join realms on realms.id = i.realm_id
    where ${among(db, sql`i.id`, ids)} and i.deletion_id is null
      and i.status not in ('suspended', 'deleted') and realms.deletion_id is null
  ),
  member (identity_id, group_id, ends_at) as materialized (
    select p.id, g.id, ig.ends_at from person p cross join identity_groups ig cross join groups g
    where ig.identity_id = p.id and g.id = ig.group_id and g.deletion_id is null
      and (ig.ends_at is null or ig.ends_at > ${now})
  ),
  grp (identity_id, group_id) as (
    select identity_id, group_id from member
    union
    select grp.identity_id, up.id from grp ${OUTWARDS}
  )`

/** How each person's paths begin. */
const peopleBegin = sql`
  select ${sql.lit('direct')}, p.id, ir.role_id, cast(null as bigint) from person p cross join identity_roles ir
    where ir.identity_id = p.id
  union all
  select ${sql.lit('everyone')}, p.id, r.id, cast(null as bigint) from person p cross join roles r
    where r.realm_id = p.realm_id and r.is_default = 1
  union all
  select ${sql.lit('emailDomain')}, p.id, d.role_id, cast(null as bigint) from person p
    join email_domain_roles d on d.realm_id = p.realm_id and d.domain = p.email_domain
  union all
  select case when m.ends_at is null then 'group' else 'request' end, m.identity_id, m.group_id, m.ends_at from member m`

/** What paths can run along: who begins where, which group lies where and gives what, which role contains which. */
interface AccessMap {
  begins: Map<string, Begin[]>
  parents: Map<string, string>
  gives: Map<string, string[]>
  contains: Map<string, string[]>
  /** Roles that count; others lead nowhere. */
  living: Set<string>
}
interface Begin extends Step {
  endsAt: number | null
}

interface MapRow {
  kind: PathKind | 'gives' | 'contains' | 'living'
  from_id: string
  to_id: string
  ends_at: number | null
}

/** One statement for all of it; the ways themselves are put together in memory, where they can be cut off. */
async function loadMap(
  db: Queryable,
  groups: RawBuilder<unknown>,
  begins: RawBuilder<unknown>,
  counts: RawBuilder<unknown> = sql``,
): Promise<AccessMap> {
  const rows = await sql<MapRow>`
    with recursive
    ${groups},
    begin (kind, from_id, to_id, ends_at) as materialized (${begins}),
    place (id) as materialized (select distinct group_id from grp),
    role (id) as (
      select r.id from roles r where ${LIVING_ROLE} ${counts} and r.id in (
        select to_id from begin where kind not in ('group', 'request')
        union select gr.role_id from place cross join group_roles gr where gr.group_id = place.id)
      union
      select r.id from role cross join role_includes ri cross join roles r
      where ri.role_id = role.id and r.id = ri.included_role_id and ${LIVING_ROLE} ${counts}
    )
    select kind, from_id, to_id, ends_at from begin
    union all
    select distinct 'parentGroup', grp.group_id, up.id, cast(null as bigint) from grp ${OUTWARDS}
    union all
    select 'gives', gr.group_id, gr.role_id, cast(null as bigint) from place cross join group_roles gr cross join role
      where gr.group_id = place.id and role.id = gr.role_id
    union all
    select 'contains', ri.role_id, ri.included_role_id, cast(null as bigint)
      from role cross join role_includes ri cross join role included
      where ri.role_id = role.id and included.id = ri.included_role_id
    union all
    select 'living', id, id, cast(null as bigint) from role`.execute(db)
  const map: AccessMap = {
    begins: new Map(),
    parents: new Map(),
    gives: new Map(),
    contains: new Map(),
    living: new Set(),
  }
  // In an order of their own, so that both engines tell the same ways.
  rows.rows.sort((a, b) => compare(a.to_id, b.to_id))
  for (const { kind, from_id, to_id, ends_at } of rows.rows) {
    if (kind === 'living') map.living.add(to_id)
    else if (kind === 'parentGroup') map.parents.set(from_id, to_id)
    else if (kind === 'gives') push(map.gives, from_id, to_id)
    else if (kind === 'contains') push(map.contains, from_id, to_id)
    else push(map.begins, from_id, { kind, id: to_id, endsAt: ends_at })
  }
  return map
}

/** All ways from these beginnings to each role, the shortest first; a way passes nothing twice. */
function walk(map: AccessMap, begins: readonly Begin[]): Map<string, Ways> {
  const ways = new Map<string, Ways>()
  let front = begins.flatMap((begin) => arrivals(map, begin))
  while (front.length > 0) {
    const next: Arrival[] = []
    for (const { roleId, path, seen } of front) {
      const way = ways.get(roleId) ?? { paths: [], complete: true }
      ways.set(roleId, way)
      if (way.paths.length === PATHS_MAX) {
        way.complete = false
        continue
      }
      way.paths.push(path)
      for (const included of map.contains.get(roleId) ?? []) {
        if (seen.has(included)) continue
        const steps: Step[] = [...path.steps, { kind: 'composite', id: roleId }]
        next.push({ roleId: included, path: { ...path, steps }, seen: new Set([...seen, included]) })
      }
    }
    front = next
  }
  // What a cut-off role contains was not reached by every way either.
  for (const [roleId, way] of ways) {
    if (way.complete) continue
    for (const included of map.contains.get(roleId) ?? []) {
      const inner = ways.get(included)
      if (inner) inner.complete = false
    }
  }
  return ways
}

interface Arrival {
  roleId: string
  path: Path
  seen: ReadonlySet<string>
}

/** The roles that a beginning leads to before any of them contains another. */
function arrivals(map: AccessMap, { kind, id, endsAt }: Begin): Arrival[] {
  const arrive = (roleId: string, steps: Step[]): Arrival => ({
    roleId,
    path: { steps, endsAt },
    seen: new Set([roleId]),
  })
  if (kind !== 'group' && kind !== 'request') return map.living.has(id) ? [arrive(id, [{ kind, id }])] : []
  const found: Arrival[] = []
  const steps: Step[] = [{ kind, id }]
  const passed = new Set([id])
  for (let groupId: string | undefined = id; groupId !== undefined;) {
    for (const roleId of map.gives.get(groupId) ?? []) found.push(arrive(roleId, [...steps]))
    groupId = map.parents.get(groupId)
    // Stored groups never go round, but a walk that would not end is worse than one that ends early.
    if (groupId === undefined || passed.has(groupId)) break
    passed.add(groupId)
    steps.push({ kind: 'parentGroup', id: groupId })
  }
  return found
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
