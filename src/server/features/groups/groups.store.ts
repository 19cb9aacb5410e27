import { sql } from 'kysely'
import type { Group, GroupListQuery } from '#contract/groups'
import type { Page } from '#contract/list'
import type { Attributes, Ref } from '#contract/primitives'
import type { GivingGroup, RoleRelationQuery } from '#contract/roles'
import { listPage, matches } from '../../db/list-page'
import type { Queryable } from '../../db/open'
import type { Tables } from '../../db/tables'
import { toTime } from '../../lib/clock'
import { nameKey } from '../../lib/name-key'
import type { JoinableGroup } from './joinable-group'

type GroupRow = Tables['groups'] & { child_count: number; member_count: number }

const columns = sql`g.*,
  (select count(*) from groups c where c.parent_id = g.id and c.deletion_id is null) as child_count,
  coalesce((select m.members from group_counters m where m.group_id = g.id), 0) as member_count`

const toGroup = (row: GroupRow, path: Ref[]): Group => ({
  id: row.id,
  name: row.name,
  description: row.description,
  parentId: row.parent_id,
  path,
  // Written by us after its schema was applied.
  attributes: JSON.parse(row.attributes) as Attributes,
  childCount: row.child_count,
  memberCount: row.member_count,
  isDefault: row.is_default === 1,
  hasPolicy: row.access_policy !== null,
  version: row.version,
  createdAt: toTime(row.created_at),
  updatedAt: toTime(row.updated_at),
})

export const groupStore = (db: Queryable) => ({
  async get(realmId: string, id: string): Promise<Group | undefined> {
    const rows = await sql<GroupRow>`select ${columns} from groups g
      where g.realm_id = ${realmId} and g.id = ${id} and g.deletion_id is null`.execute(db)
    const row = rows.rows[0]
    return row && toGroup(row, (await this.paths([row.id])).get(row.id) ?? [])
  },

  async list(realmId: string, query: GroupListQuery): Promise<Page<Group>> {
    const { parentId, hasPolicy } = query
    const page = await listPage<GroupRow>(db, {
      select: columns,
      from: sql`groups g`,
      where: [
        sql`g.realm_id = ${realmId}`,
        sql`g.deletion_id is null`,
        ...(parentId === undefined
          ? []
          : [parentId === 'none' ? sql`g.parent_id is null` : sql`g.parent_id = ${parentId}`]),
        ...(hasPolicy === undefined ? [] : [sql`g.access_policy is not null`]),
        ...matches(query.q, ['g.name_key'], 'g.id'),
      ],
      sorts: { name: 'g.name_key', createdAt: 'g.created_at' },
      id: 'g.id',
      query,
    })
    const paths = await this.paths(page.items.map(({ id }) => id))
    return { ...page, items: page.items.map((row) => toGroup(row, paths.get(row.id) ?? [])) }
  },

  /** The ancestors of groups, each from the top. Ends on a cycle too: a change that would make one is read before it is refused. */
  async paths(ids: readonly string[]): Promise<Map<string, Ref[]>> {
    const paths = new Map<string, Ref[]>()
    if (ids.length === 0) return paths
    const rows = await sql<{ start: string; id: string; name: string; depth: number }>`
      with recursive above (start, id, depth, seen) as (
        select g.id, g.parent_id, 1, g.id from groups g where g.id in (${sql.join(ids)}) and g.parent_id is not null
        union all
        select a.start, g.parent_id, a.depth + 1, a.seen || a.id from above a join groups g on g.id = a.id
        where g.parent_id is not null and a.seen || a.id not like '%' || g.parent_id || '%'
      )
      select a.start, g.id, g.name, a.depth from above a join groups g on g.id = a.id order by a.depth desc`.execute(db)
    for (const { start, id, name } of rows.rows) {
      const path = paths.get(start)
      if (path) path.push({ id, name })
      else paths.set(start, [{ id, name }])
    }
    return paths
  },

  /** The groups that give a role to their people. */
  async givingRole(realmId: string, roleId: string, query: RoleRelationQuery): Promise<Page<GivingGroup>> {
    const page = await listPage<Ref>(db, {
      select: sql`g.id, g.name`,
      from: sql`groups g join group_roles gr on gr.group_id = g.id`,
      where: [
        sql`g.realm_id = ${realmId}`,
        sql`g.deletion_id is null`,
        sql`gr.role_id = ${roleId}`,
        ...matches(query.q, ['g.name_key'], 'g.id'),
      ],
      sorts: { name: 'g.name_key' },
      id: 'g.id',
      query,
    })
    const paths = await this.paths(page.items.map(({ id }) => id))
    return { ...page, items: page.items.map((group) => ({ ...group, path: paths.get(group.id) ?? [] })) }
  },

  /** Of these ids the living groups of the realm, or those that new people join. */
  async joinable(realmId: string, which: { ids: readonly string[] } | 'default'): Promise<JoinableGroup[]> {
    if (which !== 'default' && which.ids.length === 0) return []
    const rows = await sql<{ id: string; name: string; is_default: number; has_policy: number }>`
      select g.id, g.name, g.is_default, case when g.access_policy is null then 0 else 1 end as has_policy from groups g
      where g.realm_id = ${realmId} and g.deletion_id is null
        and ${which === 'default' ? sql`g.is_default = 1` : sql`g.id in (${sql.join(which.ids)})`}
      order by g.name_key, g.id`.execute(db)
    return rows.rows.map(({ id, name, is_default, has_policy }) => ({
      id,
      name,
      isDefault: is_default === 1,
      hasPolicy: has_policy === 1,
    }))
  },

  /** All groups of a realm, as far as finding and joining them goes. */
  async all(realmId: string): Promise<(JoinableGroup & { parentId: string | null })[]> {
    const rows = await sql<{
      id: string
      name: string
      parent_id: string | null
      is_default: number
      has_policy: number
    }>`
      select g.id, g.name, g.parent_id, g.is_default,
        case when g.access_policy is null then 0 else 1 end as has_policy
      from groups g where g.realm_id = ${realmId} and g.deletion_id is null`.execute(db)
    return rows.rows.map(({ id, name, parent_id, is_default, has_policy }) => ({
      id,
      name,
      parentId: parent_id,
      isDefault: is_default === 1,
      hasPolicy: has_policy === 1,
    }))
  },

  async names(realmId: string, ids: readonly string[]): Promise<Map<string, string>> {
    if (ids.length === 0) return new Map()
    const rows = await db
      .selectFrom('groups')
      .select(['id', 'name'])
      .where('realm_id', '=', realmId)
      .where('id', 'in', ids)
      .execute()
    return new Map(rows.map(({ id, name }) => [id, name]))
  },

  /** Whether a living sibling has this name. */
  async nameTaken(realmId: string, parentId: string | null, name: string, exceptId: string | null): Promise<boolean> {
    const rows = await db
      .selectFrom('groups')
      .select('id')
      .where('realm_id', '=', realmId)
      .where('name_key', '=', nameKey(name))
      .where('parent_id', parentId === null ? 'is' : '=', parentId)
      .where('deletion_id', 'is', null)
      .execute()
    return rows.some(({ id }) => id !== exceptId)
  },

  /** A group and the living groups inside it, the group first. */
  async subtree(realmId: string, id: string): Promise<string[]> {
    const rows = await sql<{ id: string }>`
      with recursive below (id, depth, seen) as (
        select g.id, 0, g.id from groups g where g.realm_id = ${realmId} and g.id = ${id} and g.deletion_id is null
        union all
        select g.id, b.depth + 1, b.seen || g.id from below b join groups g on g.parent_id = b.id
        where g.deletion_id is null and b.seen not like '%' || g.id || '%'
      )
      select id from below order by depth, id`.execute(db)
    return rows.rows.map((row) => row.id)
  },
})
