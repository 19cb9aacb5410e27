import type { PathKind } from '#contract/access'
import type { Group, GroupInput, GroupListQuery, GroupPatch, GroupRole, GroupRolesQuery } from '#contract/groups'
import type { Page } from '#contract/list'
import type { Ref } from '#contract/primitives'
import type { GivingGroup, RoleRelationQuery } from '#contract/roles'
import { groupAccess, type Path, type Ways } from '../../access/effective-access'
import { change } from '../../changes/change'
import { expectVersion } from '../../changes/versions'
import type { RealmCtx } from '../../context'
import type { Queryable } from '../../db/open'
import { conflict, invalid, notFound } from '../../lib/errors'
import { roleService } from '../roles/roles.service'
import { groupStore } from './groups.store'
import type { JoinableGroup } from './joinable-group'

const taken = () => conflict('name_taken', { name: 'Already used here' })

export const groupService = {
  list: (ctx: RealmCtx, query: GroupListQuery): Promise<Page<Group>> =>
    groupStore(ctx.db.read).list(ctx.realm.id, query),

  get: (ctx: RealmCtx, id: string): Promise<Group> => existing(ctx.db.read, ctx, id),

  create: (ctx: RealmCtx, input: GroupInput): Promise<Group> =>
    change(ctx, async (tx) => {
      const parentId = input.parentId ?? null
      await checkPlace(tx.sql, ctx, parentId, input.name, null)
      const [id] = await tx.ledger.create('group', ctx.realm.id, [
        {
          fields: {
            name: input.name,
            description: input.description ?? '',
            parentId,
            attributes: input.attributes ?? {},
          },
        },
      ])
      tx.record('group.created', { params: { name: input.name } })
      return existing(tx.sql, ctx, id ?? '')
    }),

  update: (ctx: RealmCtx, id: string, patch: GroupPatch): Promise<Group> =>
    change(ctx, async (tx) => {
      const group = await existing(tx.sql, ctx, id)
      await expectVersion(ctx, tx, group)
      const parentId = patch.parentId === undefined ? group.parentId : patch.parentId
      const name = patch.name ?? group.name
      await checkPlace(tx.sql, ctx, parentId, name, id)
      const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
      await tx.ledger.update('group', id, given)
      const moved = parentId !== group.parentId
      const updated = await existing(tx.sql, ctx, id)
      const [from, to] = [group.path.at(-1)?.name ?? null, updated.path.at(-1)?.name ?? null]
      if (moved) tx.record('group.moved', { params: { name, from, to } })
      else tx.record('group.updated', { params: { name: group.name } })
      return updated
    }),

  remove: (ctx: RealmCtx, id: string): Promise<void> =>
    change(ctx, async (tx) => {
      const group = await existing(tx.sql, ctx, id)
      await expectVersion(ctx, tx, group)
      const ids = await groupStore(tx.sql).subtree(ctx.realm.id, id)
      await tx.ledger.remove(
        ctx.realm.id,
        ids.map((one) => ({ kind: 'group', id: one })),
      )
      tx.record('group.deleted', { params: { name: group.name, withIt: ids.length - 1 } })
    }),

  async roles(ctx: RealmCtx, id: string, query: GroupRolesQuery): Promise<Page<GroupRole>> {
    await existing(ctx.db.read, ctx, id)
    const access = await groupAccess(ctx.db.read, id)
    const wanted = {
      true: () => true,
      false: ({ paths }: Ways) => paths.some(isDirect),
      indirect: ({ paths }: Ways) => !paths.every(isDirect),
    }[query.effective]
    const ids = [...access].filter(([, ways]) => wanted(ways)).map(([roleId]) => roleId)
    const page = await roleService.listAmong(ctx, ids, query)
    const names = await stepNames(
      ctx,
      [...access.values()].flatMap(({ paths }) => paths),
    )
    return {
      ...page,
      items: page.items.map((role) => {
        const { paths, complete } = access.get(role.id) ?? { paths: [], complete: true }
        return {
          ...role,
          direct: paths.some(isDirect),
          through: paths
            .filter((path) => !isDirect(path))
            .map(({ steps }) => steps.map(({ kind, id }) => ({ kind: thingOf(kind), id, name: names.get(id) ?? '' }))),
          complete,
        }
      }),
    }
  },

  async givingRole(ctx: RealmCtx, roleId: string, query: RoleRelationQuery): Promise<Page<GivingGroup>> {
    const role = await roleService.get(ctx, roleId)
    return groupStore(ctx.db.read).givingRole(ctx.realm.id, role.id, query)
  },

  addRole: (ctx: RealmCtx, groupId: string, roleId: string): Promise<void> =>
    change(ctx, async (tx) => {
      const group = await existing(tx.sql, ctx, groupId)
      const role = await roleService.existing(tx.sql, ctx, roleId)
      await tx.ledger.link('group-role', ctx.realm.id, [[groupId, roleId]])
      tx.record('group.role_added', {
        params: { group: group.name, role: role.name, application: role.application?.name ?? null },
      })
    }),

  removeRole: (ctx: RealmCtx, groupId: string, roleId: string): Promise<void> =>
    change(ctx, async (tx) => {
      const group = await existing(tx.sql, ctx, groupId)
      const role = await roleService.existing(tx.sql, ctx, roleId)
      await tx.ledger.unlink('group-role', [[groupId, roleId]])
      tx.record('group.role_removed', {
        params: { group: group.name, role: role.name, application: role.application?.name ?? null },
      })
    }),

  // For other features

  /** A group of the realm as a transaction sees it. Throws 404. */
  existing: (db: Queryable, ctx: RealmCtx, id: string): Promise<Group> => existing(db, ctx, id),

  /** The groups that a body names, each once, in its order. Throws 422 on the path of each that is none of the realm's. */
  async joinable(db: Queryable, ctx: RealmCtx, ids: readonly string[], field: string): Promise<JoinableGroup[]> {
    const found = new Map((await groupStore(db).joinable(ctx.realm.id, { ids })).map((group) => [group.id, group]))
    const unknown = ids.flatMap((id, i) => (found.has(id) ? [] : [[`${field}.${i}`, NO_GROUP] as const]))
    if (unknown.length > 0) throw invalid(Object.fromEntries(unknown))
    return [...new Set(ids)].flatMap((id) => found.get(id) ?? [])
  },

  /** Of these ids those that are groups of the realm. */
  living: (db: Queryable, ctx: Pick<RealmCtx, 'realm'>, ids: readonly string[]): Promise<JoinableGroup[]> =>
    groupStore(db).joinable(ctx.realm.id, { ids }),

  /** All groups of the realm. */
  all: (db: Queryable, ctx: Pick<RealmCtx, 'realm'>) => groupStore(db).all(ctx.realm.id),

  /** The groups that new people join. */
  defaults: (db: Queryable, ctx: RealmCtx): Promise<JoinableGroup[]> =>
    groupStore(db).joinable(ctx.realm.id, 'default'),

  /** The ancestors of groups, each from the top. */
  paths: (ctx: RealmCtx, ids: readonly string[]): Promise<Map<string, Ref[]>> => groupStore(ctx.db.read).paths(ids),

  names: (ctx: RealmCtx, ids: readonly string[]): Promise<Map<string, string>> =>
    groupStore(ctx.db.read).names(ctx.realm.id, ids),
}

const NO_GROUP = 'There is no such group in this realm'

async function existing(db: Queryable, ctx: RealmCtx, id: string): Promise<Group> {
  const group = await groupStore(db).get(ctx.realm.id, id)
  if (!group) throw notFound('group')
  return group
}

/**
 * A parent must be a living group of the same realm and not lie inside the group, and the name free there. Cycles are an
 * invariant as well, but by the time that is checked the group's path has been read, which would never end.
 */
async function checkPlace(
  db: Queryable,
  ctx: RealmCtx,
  parentId: string | null,
  name: string,
  exceptId: string | null,
) {
  if (parentId !== null && !(await groupStore(db).get(ctx.realm.id, parentId))) {
    throw invalid({ parentId: NO_GROUP })
  }
  if (parentId !== null && exceptId !== null) {
    const inside = await groupStore(db).subtree(ctx.realm.id, exceptId)
    if (inside.includes(parentId)) throw conflict('group_cycle', { parentId: 'A group cannot lie inside itself' })
  }
  if (await groupStore(db).nameTaken(ctx.realm.id, parentId, name, exceptId)) throw taken()
}

const thingOf = (kind: PathKind): 'group' | 'role' =>
  kind === 'group' || kind === 'request' || kind === 'parentGroup' ? 'group' : 'role'

const isDirect = (path: Path): boolean => path.steps.length === 0

/** The names of what paths pass. */
async function stepNames(ctx: RealmCtx, paths: readonly Path[]): Promise<Map<string, string>> {
  const idsOf = (kind: 'group' | 'role') => [
    ...new Set(paths.flatMap(({ steps }) => steps.filter((step) => thingOf(step.kind) === kind).map(({ id }) => id))),
  ]
  const groups = await groupStore(ctx.db.read).names(ctx.realm.id, idsOf('group'))
  const roles = await roleService.names(ctx, idsOf('role'))
  return new Map([...groups, ...roles])
}
