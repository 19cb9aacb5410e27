import type { AccessPolicy, ApprovalRole, GroupPolicy } from '#contract/access-requests'
import { approvalsIn } from '../../access/approvals'
import { holdersOf } from '../../access/holders'
import { change } from '../../changes/change'
import { expectVersion } from '../../changes/versions'
import type { RealmCtx } from '../../context'
import type { Queryable } from '../../db/open'
import { invalid, notFound } from '../../lib/errors'
import { type PolicyGroup, policyStore } from './policies.store'

/** Approvers are counted up to here: beyond it nobody needs to know how many. */
const COUNT_MAX = 100

export const policyService = {
  get: (ctx: RealmCtx, groupId: string): Promise<GroupPolicy> => view(ctx.db.read, ctx, groupId),

  /** Whether enough people could approve is an invariant, which is checked after every change. */
  set: (ctx: RealmCtx, groupId: string, policy: AccessPolicy | null): Promise<GroupPolicy> =>
    change(ctx, async (tx) => {
      const group = await existing(tx.sql, ctx, groupId)
      // What it comes to is counted for whoever saw something else, and for the answer.
      if (ctx.ifMatch !== null && ctx.ifMatch !== group.version) {
        await expectVersion(ctx, tx, await view(tx.sql, ctx, groupId))
      }
      const approvalRoleIds = [...new Set(policy?.approvalRoleIds)]
      const roles = await policyStore(tx.sql).roles(ctx.realm.id, approvalRoleIds)
      if (roles.filter(({ deleted }) => !deleted).length < approvalRoleIds.length) {
        throw invalid({ 'policy.approvalRoleIds': 'There is no such role in this realm' })
      }
      await tx.ledger.update('group', groupId, { accessPolicy: policy && { ...policy, approvalRoleIds } })
      tx.record('group.policy_changed', { params: { name: group.name, removed: policy === null } })
      return view(tx.sql, ctx, groupId)
    }),

  // For other features

  /** What joining a living group of the realm needs. */
  group: (db: Queryable, ctx: RealmCtx, id: string): Promise<PolicyGroup | undefined> =>
    policyStore(db).group(ctx.realm.id, id),

  roles: (db: Queryable, ctx: RealmCtx, ids: readonly string[]): Promise<ApprovalRole[]> =>
    policyStore(db).roles(ctx.realm.id, ids),

  /** What the realm's settings say of approvals. */
  settings: (db: Queryable, ctx: RealmCtx) => approvalsIn(db, ctx.realm.id),
}

async function existing(db: Queryable, ctx: RealmCtx, groupId: string): Promise<PolicyGroup> {
  const group = await policyStore(db).group(ctx.realm.id, groupId)
  if (!group) throw notFound('group')
  return group
}

async function view(db: Queryable, ctx: RealmCtx, groupId: string): Promise<GroupPolicy> {
  const { id, name, version, policy } = await existing(db, ctx, groupId)
  const settings = await approvalsIn(db, ctx.realm.id)
  const roles = await policyStore(db).roles(ctx.realm.id, policy?.approvalRoleIds ?? [])
  const holders = await holdersOf(db, policy?.approvalRoleIds ?? [], ctx.now, COUNT_MAX + 1)
  return {
    id,
    name,
    version,
    policy: policy && { ...policy, roles },
    approvers: { total: Math.min(holders.size, COUNT_MAX), totalExact: holders.size <= COUNT_MAX },
    approvalsOn: settings.enabled,
    defaults: { approvals: settings.defaultApprovals, durationSeconds: settings.defaultDurationSeconds },
  }
}
