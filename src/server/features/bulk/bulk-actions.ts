import type { BulkAction } from '#contract/bulk'
import type { BatchWork, SliceResult } from '../../changes/batch'
import type { Tx } from '../../changes/change'
import type { RealmCtx } from '../../context'
import type { Queryable } from '../../db/open'
import { groupService } from '../groups/groups.service'
import { peopleActions } from '../identities/people-actions'
import { peopleService } from '../identities/people.service'
import { roleService } from '../roles/roles.service'

type Groups = Awaited<ReturnType<typeof groupService.joinable>>
interface NamedRole {
  id: string
  name: string
  application: string | null
}

/** An action with the things that it names. */
export interface ResolvedAction {
  action: BulkAction
  groups: Groups
  roles: NamedRole[]
}

/** Looks up within the realm what an action names. Throws 422 on what is not there. */
export async function resolveAction(db: Queryable, ctx: RealmCtx, action: BulkAction): Promise<ResolvedAction> {
  const groups = 'groupIds' in action ? await groupService.joinable(db, ctx, action.groupIds, 'action.groupIds') : []
  const roles = 'roleIds' in action ? await roleService.given(db, ctx, action.roleIds, 'action.roleIds') : []
  return { action, groups, roles: roles.map(named) }
}

const named = (role: { id: string; name: string; application: { name: string } | null }): NamedRole => ({
  id: role.id,
  name: role.name,
  application: role.application?.name ?? null,
})

export function applyAction(
  ctx: RealmCtx,
  tx: Tx,
  { action, groups, roles }: ResolvedAction,
  ids: readonly string[],
): Promise<SliceResult> {
  switch (action.kind) {
    case 'join-groups':
      return peopleActions.joinGroups(tx, ctx, ids, groups)
    case 'leave-groups':
      return peopleActions.leaveGroups(tx, ctx, ids, groups)
    case 'give-roles':
      return peopleActions.giveRoles(tx, ctx, ids, roles)
    case 'take-roles':
      return peopleActions.takeRoles(tx, ctx, ids, roles)
    case 'suspend':
      return peopleActions.suspend(tx, ctx, ids)
    case 'reactivate':
      return peopleActions.reactivate(tx, ctx, ids)
    case 'delete':
      return peopleActions.remove(tx, ctx, ids)
    case 'invite':
      return peopleActions.invite(tx, ctx, ids)
  }
}

/** How many names a sentence gives. */
const NAMED = 3
const some = (things: readonly { name: string }[]) => ({
  names: things.slice(0, NAMED).map(({ name }) => name),
  total: things.length,
})

/** What an action is, in words of the time: for the log, and for whoever follows a batch. */
export const wordsOf = ({ action, groups, roles }: ResolvedAction) => ({
  action: action.kind,
  ...(groups.length > 0 && { groups: some(groups) }),
  ...(roles.length > 0 && { roles: some(roles) }),
  ...('groupIds' in action && { groupIds: action.groupIds }),
  ...('roleIds' in action && { roleIds: action.roleIds }),
})

/** The one event of it, when anybody was touched. Mail that was sent cannot be taken back. */
export function recordAction(
  tx: Tx,
  resolved: ResolvedAction,
  { done, total, batchId }: { done: number; total: number; batchId?: string },
): void {
  if (done === 0) return
  const params = { ...wordsOf(resolved), people: done, total }
  tx.record(resolved.action.kind === 'invite' ? 'identity.bulk_invited' : 'identity.bulk', {
    params,
    ...(batchId === undefined ? {} : { batchId }),
  })
}

/** The slices of an action on more than 500 people. */
export const bulkWork: BatchWork = {
  most: 10,
  async apply(ctx, tx, batch, plan) {
    const ids = peopleOf(plan)
    // What has gone since is done for nobody any more; with the rest it goes on.
    const action = await stillThere(tx.sql, ctx, actionOf(JSON.parse(batch.about) as Record<string, unknown>))
    if (action === null) return { done: 0, skips: ids.map((id) => ({ reason: 'group_gone', id, name: '' })) }
    const resolved = await resolveAction(tx.sql, ctx, action)
    const result = await applyAction(ctx, tx, resolved, ids)
    recordAction(tx, resolved, { done: result.done, total: batch.total, batchId: batch.id })
    return result
  },
  async leaveOut(tx, batch, plan, reason) {
    const ids = peopleOf(plan)
    const people = await peopleService.among(tx, batch.realm_id, ids)
    const names = new Map(people.map((row) => [row.id, peopleService.nameOf(row)]))
    return ids.map((id) => ({ reason: names.has(id) ? reason : 'gone', id, name: names.get(id) ?? '' }))
  },
}

const peopleOf = (plan: Parameters<BatchWork['apply']>[3]): string[] =>
  plan.flatMap((row) => (row.op === 'people' ? row.ids : []))

/** The action that `wordsOf` has told. */
const actionOf = ({ action, groupIds, roleIds }: Record<string, unknown>): BulkAction =>
  // Written by us.
  ({ kind: action, ...(groupIds ? { groupIds } : {}), ...(roleIds ? { roleIds } : {}) }) as BulkAction

async function stillThere(db: Queryable, ctx: RealmCtx, action: BulkAction): Promise<BulkAction | null> {
  if ('groupIds' in action) {
    const groupIds = (await groupService.living(db, ctx, action.groupIds)).map(({ id }) => id)
    return groupIds.length > 0 ? { ...action, groupIds } : null
  }
  if ('roleIds' in action) {
    const roleIds = await roleService.living(db, ctx, action.roleIds)
    return roleIds.length > 0 ? { ...action, roleIds } : null
  }
  return action
}
