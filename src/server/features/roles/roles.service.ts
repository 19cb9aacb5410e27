import type { HeldRole } from '#contract/access'
import type { ApplicationListQuery } from '#contract/applications'
import type { Page } from '#contract/list'
import type { Role, RoleInput, RoleListQuery, RolePatch, RoleRelationQuery } from '#contract/roles'
import { change } from '../../changes/change'
import { expectVersion } from '../../changes/versions'
import type { RealmCtx } from '../../context'
import type { Queryable } from '../../db/open'
import { conflict, invalid, notFound } from '../../lib/errors'
import { applicationService } from '../applications/applications.service'
import { newRole } from '../applications/new-application'
import { roleStore } from './roles.store'

export const roleService = {
  list: (ctx: RealmCtx, query: RoleListQuery): Promise<Page<Role>> => roleStore(ctx.db.read).list(ctx.realm.id, query),

  // `applicationId`: only as a role of that application

  get: (ctx: RealmCtx, id: string, applicationId?: string): Promise<Role> =>
    existing(ctx.db.read, ctx, id, applicationId),

  create: (ctx: RealmCtx, input: RoleInput, applicationId?: string): Promise<Role> =>
    change(ctx, async (tx) => {
      const application =
        applicationId === undefined ? null : await applicationService.existing(tx.sql, ctx, applicationId)
      const owner = application?.id ?? null
      await checkName(tx.sql, ctx, owner, input.name, null)
      const role = newRole({
        name: input.name,
        description: input.description ?? '',
        isDefault: false,
        applicationId: owner,
      })
      await tx.ledger.create('role', ctx.realm.id, [role])
      tx.record('role.created', { params: about({ name: input.name, application }) })
      return existing(tx.sql, ctx, role.id)
    }),

  update: (ctx: RealmCtx, id: string, patch: RolePatch, applicationId?: string): Promise<Role> =>
    change(ctx, async (tx) => {
      const role = await existing(tx.sql, ctx, id, applicationId)
      await expectVersion(ctx, tx, role)
      await checkName(tx.sql, ctx, role.applicationId, patch.name ?? role.name, id)
      const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
      await tx.ledger.update('role', id, given)
      tx.record('role.updated', { params: about(role) })
      return existing(tx.sql, ctx, id)
    }),

  remove: (ctx: RealmCtx, id: string, applicationId?: string): Promise<void> =>
    change(ctx, async (tx) => {
      const role = await existing(tx.sql, ctx, id, applicationId)
      await expectVersion(ctx, tx, role)
      await tx.ledger.remove(ctx.realm.id, [{ kind: 'role', id }])
      tx.record('role.deleted', { params: about(role) })
    }),

  async includes(ctx: RealmCtx, id: string, query: RoleRelationQuery): Promise<Page<Role>> {
    await existing(ctx.db.read, ctx, id)
    return roleStore(ctx.db.read).includes(ctx.realm.id, id, query)
  },

  async includedIn(ctx: RealmCtx, id: string, query: RoleRelationQuery): Promise<Page<Role>> {
    await existing(ctx.db.read, ctx, id)
    return roleStore(ctx.db.read).includedIn(ctx.realm.id, id, query)
  },

  include: (ctx: RealmCtx, id: string, includedId: string): Promise<void> =>
    change(ctx, async (tx) => {
      const role = await existing(tx.sql, ctx, id)
      const included = await existing(tx.sql, ctx, includedId)
      await tx.ledger.link('role-include', ctx.realm.id, [[id, includedId]])
      tx.record('role.included', { params: { role: about(role), included: about(included) } })
    }),

  exclude: (ctx: RealmCtx, id: string, includedId: string): Promise<void> =>
    change(ctx, async (tx) => {
      const role = await existing(tx.sql, ctx, id)
      const included = await existing(tx.sql, ctx, includedId)
      await tx.ledger.unlink('role-include', [[id, includedId]])
      tx.record('role.excluded', { params: { role: about(role), included: about(included) } })
    }),

  async listOfApplication(ctx: RealmCtx, applicationId: string, query: ApplicationListQuery): Promise<Page<Role>> {
    const application = await applicationService.get(ctx, applicationId)
    return roleStore(ctx.db.read).listOfApplication(ctx.realm.id, application.id, query)
  },

  // For other features

  /** A role of the realm as a transaction sees it. Throws 404. */
  existing: (db: Queryable, ctx: RealmCtx, id: string): Promise<Role> => existing(db, ctx, id),

  /** The roles that a body names, each once. Throws 422 on the path of each that is none of the realm's. */
  async given(db: Queryable, ctx: RealmCtx, ids: readonly string[], field: string): Promise<Role[]> {
    const roles: Role[] = []
    const unknown: Record<string, string> = {}
    for (const [i, id] of ids.entries()) {
      const role = await roleStore(db).get(ctx.realm.id, id)
      if (!role) unknown[`${field}.${i}`] = 'There is no such role in this realm'
      else if (!ids.slice(0, i).includes(id)) roles.push(role)
    }
    if (Object.keys(unknown).length > 0) throw invalid(unknown)
    return roles
  },

  /** Of these ids those that are roles of the realm. */
  async living(db: Queryable, ctx: RealmCtx, ids: readonly string[]): Promise<string[]> {
    const living: string[] = []
    for (const id of ids) if (await roleStore(db).get(ctx.realm.id, id)) living.push(id)
    return living
  },

  /** Of these roles, a page. */
  listAmong: (ctx: RealmCtx, ids: readonly string[], query: RoleRelationQuery): Promise<Page<Role>> =>
    roleStore(ctx.db.read).listOf(ctx.realm.id, ids, query),

  /** The living roles among `ids`, as they are named where they are told apart. */
  describe: (ctx: RealmCtx, ids: readonly string[]): Promise<HeldRole['role'][]> =>
    roleStore(ctx.db.read).describe(ctx.realm.id, ids),

  names: (ctx: RealmCtx, ids: readonly string[]): Promise<Map<string, string>> =>
    roleStore(ctx.db.read).names(ctx.realm.id, ids),
}

/** How the log names a role: roles of applications are told apart by the application's name. */
const about = (role: { name: string; application: { name: string } | null }) => ({
  name: role.name,
  application: role.application?.name ?? null,
})

async function existing(db: Queryable, ctx: RealmCtx, id: string, applicationId?: string): Promise<Role> {
  const role = await roleStore(db).get(ctx.realm.id, id)
  if (!role || (applicationId !== undefined && role.applicationId !== applicationId)) throw notFound('role')
  return role
}

async function checkName(
  db: Queryable,
  ctx: RealmCtx,
  applicationId: string | null,
  name: string,
  exceptId: string | null,
) {
  if (await roleStore(db).nameTaken(ctx.realm.id, applicationId, name, exceptId)) {
    throw conflict('name_taken', { name: 'Already used here' })
  }
}
