import type { AccessPath, HeldRole } from '#contract/access'
import type { AccessQuery } from '#contract/identities'
import { effectiveAccess, type Path, type Ways } from '../../access/effective-access'
import type { RealmCtx } from '../../context'
import { toTime } from '../../lib/clock'
import { notFound } from '../../lib/errors'
import { nameKey } from '../../lib/name-key'
import { groupService } from '../groups/groups.service'
import { roleService } from '../roles/roles.service'
import { identityStore } from './identities.store'

/** Every role that a person holds with every way to it: those of the realm first, then by application. */
export async function access(ctx: RealmCtx, identityId: string, query: AccessQuery): Promise<{ items: HeldRole[] }> {
  if (!(await identityStore(ctx.db.read).row(ctx.realm.id, identityId))) throw notFound('identity')
  const all = await effectiveAccess(ctx.db.read, [identityId], ctx.now)
  const held = all.get(identityId) ?? new Map<string, Ways>()
  const found = await roleService.describe(ctx, [...held.keys()])
  const described = found
    .filter(({ id }) => query.roleId === undefined || id === query.roleId)
    .filter(({ applicationId }) => query.applicationId === undefined || applicationId === query.applicationId)
    .map((role) => ({ role, ways: held.get(role.id) ?? { paths: [], complete: true } }))
  const names = await stepNames(
    ctx,
    described.flatMap(({ ways }) => ways.paths),
  )
  return {
    items: described.map(({ role, ways }) => ({ role, ...shown(ways, names) })).sort((a, b) => byPlace(a.role, b.role)),
  }
}

/** Of each of these people every way to a role. `sources`: the role, and those that contain it. */
export async function waysTo(
  ctx: RealmCtx,
  roleId: string,
  sources: readonly string[],
  identityIds: readonly string[],
): Promise<Map<string, { paths: AccessPath[]; complete: boolean }>> {
  const all = await effectiveAccess(ctx.db.read, identityIds, ctx.now, sources)
  const ways = new Map([...all].flatMap(([id, held]) => (held.has(roleId) ? [[id, held.get(roleId)!] as const] : [])))
  const names = await stepNames(
    ctx,
    [...ways.values()].flatMap(({ paths }) => paths),
  )
  return new Map([...ways].map(([id, way]) => [id, shown(way, names)]))
}

const shown = ({ paths, complete }: Ways, names: ReadonlyMap<string, string>) => ({
  paths: paths.map(({ steps, endsAt }): AccessPath => ({
    steps: steps.map(({ kind, id }) => ({ kind, id, name: names.get(id) ?? '' })),
    ...(endsAt !== null && { endsAt: toTime(endsAt) }),
  })),
  complete,
})

const groupKinds = new Set(['group', 'request', 'parentGroup'])

/** The names of what paths pass. */
async function stepNames(ctx: RealmCtx, paths: readonly Path[]): Promise<Map<string, string>> {
  const steps = paths.flatMap((path) => path.steps)
  const idsOf = (groups: boolean) => [
    ...new Set(steps.filter(({ kind }) => groupKinds.has(kind) === groups).map(({ id }) => id)),
  ]
  return new Map([...(await groupService.names(ctx, idsOf(true))), ...(await roleService.names(ctx, idsOf(false)))])
}

function byPlace(a: HeldRole['role'], b: HeldRole['role']): number {
  const place = ({ application, name, id }: HeldRole['role']) => [
    application === undefined ? '' : `1${nameKey(application)}`,
    nameKey(name),
    id,
  ]
  const [x, y] = [place(a), place(b)]
  const differs = x.findIndex((part, i) => part !== y[i])
  return differs === -1 ? 0 : x[differs]! < y[differs]! ? -1 : 1
}
