import type { AccessPolicy, AccessRequest, AccessRequestDetail, ApprovalRole } from '#contract/access-requests'
import { holdersOf } from '../../access/holders'
import type { RealmCtx } from '../../context'
import type { Queryable } from '../../db/open'
import { toTime } from '../../lib/clock'
import { policyService } from '../policies/policies.service'
import { type Bench, decisionsOf, judge, readBench, standing, statusOf } from './decide'
import { type Person, type RequestRow, requestStore } from './requests.store'

/** How many people who could approve are named. */
const NAMED = 10

/** Requests as the API shows them to whoever asks. */
export async function viewRequests(
  db: Queryable,
  ctx: RealmCtx,
  rows: readonly RequestRow[],
): Promise<AccessRequest[]> {
  const store = requestStore(db)
  const unique = (ids: string[]) => [...new Set(ids)]
  const people = await store.people(ctx.realm.id, unique(rows.map((row) => row.identity_id)))
  const groups = await store.groups(ctx.realm.id, unique(rows.map((row) => row.group_id)))
  const waiting = rows.filter((row) => statusOf(row, ctx.now) === 'pending')
  const { enabled } = await policyService.settings(db, ctx)
  const bench = await readBench(db, ctx, enabled, waiting)
  return rows.flatMap((row) => {
    const person = people.get(row.identity_id)
    const group = groups.get(row.group_id)
    return person && group ? [toRequest(row, person, group, bench, ctx.now)] : []
  })
}

export async function viewRequest(db: Queryable, ctx: RealmCtx, row: RequestRow): Promise<AccessRequestDetail> {
  const [request] = await viewRequests(db, ctx, [row])
  if (!request) throw new Error('A visible request has a person and a group')
  const policy = (await policyService.group(db, ctx, row.group_id))?.policy ?? null
  return { ...request, ...(await rolesAndApprovers(db, ctx, row, policy)) }
}

/** Whose approval counts, and the first of those people besides the requester. */
export async function rolesAndApprovers(
  db: Queryable,
  ctx: RealmCtx,
  row: RequestRow,
  policy: AccessPolicy | null,
): Promise<{ roles: ApprovalRole[]; approvers: string[] }> {
  if (policy === null) return { roles: [], approvers: [] }
  const holders = await holdersOf(db, policy.approvalRoleIds, ctx.now, NAMED + 1)
  holders.delete(row.identity_id)
  const people = await requestStore(db).people(ctx.realm.id, [...holders])
  return {
    roles: await policyService.roles(db, ctx, policy.approvalRoleIds),
    approvers: [...people.values()].slice(0, NAMED).map(({ name }) => name),
  }
}

function toRequest(
  row: RequestRow,
  person: Person,
  group: { name: string; policy: AccessPolicy | null },
  bench: Bench,
  now: number,
): AccessRequest {
  const status = statusOf(row, now)
  const waits = status === 'pending'
  const decisions = decisionsOf(row)
  const counting = waits
    ? new Set(standing(bench, row, group.policy).map(({ personId }) => personId))
    : new Set(decisions.flatMap((one) => (one.decision === 'approve' && !one.lapsed ? [one.personId] : [])))
  const { reason } = judge(bench, row, group.policy, now)
  return {
    id: row.id,
    identity: { id: person.id, username: person.username, name: person.name },
    group: { id: row.group_id, name: group.name },
    reason: row.reason,
    status,
    durationSeconds: row.duration_seconds,
    grantSeconds: shorter(row.duration_seconds, group.policy?.maxDurationSeconds ?? null),
    approvals: {
      given: counting.size,
      needed: waits ? (group.policy?.approvals ?? row.approvals_needed) : row.approvals_needed,
    },
    decisions: decisions.map(({ decision, personId, name, note, at }) => ({
      decision,
      by: { id: personId, name },
      note,
      at: toTime(at),
      counts: decision === 'approve' && counting.has(personId),
    })),
    askedBy: row.asked_by_name,
    expiresAt: toTime(row.expires_at),
    decidedAt: row.decided_at === null ? null : toTime(row.decided_at),
    endsAt: row.ends_at === null ? null : toTime(row.ends_at),
    mayDecide: { possible: reason === null, reason },
    version: row.version,
    createdAt: toTime(row.created_at),
    updatedAt: toTime(row.updated_at),
  }
}

/** The shorter of two times, where null has no end. */
export const shorter = (seconds: number | null, max: number | null): number | null =>
  seconds === null ? max : max === null ? seconds : Math.min(seconds, max)
