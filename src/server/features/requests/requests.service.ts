import type {
  AccessPolicy,
  AccessRequest,
  AccessRequestDetail,
  AccessRequestInput,
  AccessRequestListQuery,
  DecisionInput,
} from '#contract/access-requests'
import type { Page } from '#contract/list'
import { holdersOf } from '../../access/holders'
import { change, type Tx } from '../../changes/change'
import { expectVersion } from '../../changes/versions'
import type { RealmCtx } from '../../context'
import { AppError, conflict, invalid, notFound } from '../../lib/errors'
import { policyService } from '../policies/policies.service'
import { decisionsOf, judge, readBench, standing, statusOf, type StoredDecision } from './decide'
import { rolesAndApprovers, shorter, viewRequest, viewRequests } from './request-view'
import { type Person, type RequestRow, requestStore } from './requests.store'

export const requestService = {
  async list(ctx: RealmCtx, query: AccessRequestListQuery): Promise<Page<AccessRequest>> {
    const page = await requestStore(ctx.db.read).list(ctx.realm.id, query, ctx.now)
    return { ...page, items: await viewRequests(ctx.db.read, ctx, page.items) }
  },

  async get(ctx: RealmCtx, id: string): Promise<AccessRequestDetail> {
    const row = await requestStore(ctx.db.read).get(ctx.realm.id, id)
    if (!row) throw notFound('request')
    return viewRequest(ctx.db.read, ctx, row)
  },

  create: (ctx: RealmCtx, input: AccessRequestInput): Promise<AccessRequestDetail> =>
    change(ctx, async (tx) => {
      const store = requestStore(tx.sql)
      const { identityId, groupId, reason } = input
      const group = await policyService.group(tx.sql, ctx, groupId)
      if (!group) throw invalid({ groupId: 'There is no such group in this realm' })
      const person = (await store.people(ctx.realm.id, [identityId])).get(identityId)
      if (!person) throw invalid({ identityId: 'There is no such person in this realm' })
      const settings = await policyService.settings(tx.sql, ctx)
      if (!settings.enabled) throw conflict('approvals_off')
      const { policy } = group
      if (policy === null) throw conflict('no_policy')
      const durationSeconds = checkDuration(input.durationSeconds, policy, settings.defaultDurationSeconds)
      await checkPerson(tx, ctx, person, groupId)
      const requestId = await store.waiting(ctx.realm.id, identityId, groupId, ctx.now)
      if (requestId !== undefined) throw new AppError('already_asked', { details: { requestId } })
      await checkApprovers(tx, ctx, person, policy)

      const [id] = await tx.ledger.create('access-request', ctx.realm.id, [
        {
          fields: {
            identityId,
            groupId,
            reason,
            status: 'pending',
            durationSeconds,
            approvalsNeeded: policy.approvals,
            decisions: [],
            askedById: ctx.actor.id,
            askedByName: ctx.actor.name,
            expiresAt: ctx.now + settings.requestExpiresAfterSeconds * 1000,
            decidedAt: null,
            endsAt: null,
          },
        },
      ])
      tx.record('request.asked', { params: { person: person.name, group: group.name, durationSeconds } })
      return view(tx, ctx, id ?? '')
    }),

  approve: (ctx: RealmCtx, id: string, { note = '' }: DecisionInput): Promise<AccessRequestDetail> =>
    change(ctx, async (tx) => {
      const { row, policy, mine, subject, group } = await open(tx, ctx, id, 'approve', note)
      const given = decisionsOf(row)
      const decisions = given.some(({ personId }) => personId === mine.personId) ? given : [...given, mine]
      const approved = { ...row, decisions: JSON.stringify(decisions) }
      // Read anew, within this very transaction: who lost the role a moment ago does not count any more.
      const counting = standing(await readBench(tx.sql, ctx, true, [approved]), approved, policy)
      const granted = counting.length >= policy.approvals
      const params = { person: subject.name, group, granted, given: counting.length, needed: policy.approvals }
      if (!granted) {
        await tx.ledger.update('access-request', id, { decisions })
        tx.record('request.approved', { params })
        return view(tx, ctx, id)
      }
      await checkPerson(tx, ctx, subject, row.group_id)
      const seconds = shorter(row.duration_seconds, policy.maxDurationSeconds)
      const endsAt = seconds === null ? null : ctx.now + seconds * 1000
      const pair: [string, string] = [row.identity_id, row.group_id]
      // One that is over by now may still lie there.
      await tx.ledger.unlink('identity-group', [pair])
      await tx.ledger.link('identity-group', ctx.realm.id, [pair], { endsAt, requestId: id })
      await tx.ledger.update('access-request', id, {
        status: 'approved',
        approvalsNeeded: policy.approvals,
        decisions: decisions.map((one) => (counts(one, counting) ? one : { ...one, lapsed: true })),
        decidedAt: ctx.now,
        endsAt,
      })
      tx.record('request.approved', { params: { ...params, endsAt } })
      return view(tx, ctx, id)
    }),

  deny: (ctx: RealmCtx, id: string, { note = '' }: DecisionInput): Promise<AccessRequestDetail> =>
    change(ctx, async (tx) => {
      const { row, mine, subject, group } = await open(tx, ctx, id, 'deny', note)
      await tx.ledger.update('access-request', id, {
        status: 'denied',
        decisions: [...decisionsOf(row), mine],
        decidedAt: ctx.now,
      })
      tx.record('request.denied', { params: { person: subject.name, group } })
      return view(tx, ctx, id)
    }),

  /** Whoever looks after requests may take access away early; giving it is what needs the right person. */
  revoke: (ctx: RealmCtx, id: string, { note = '' }: DecisionInput): Promise<AccessRequestDetail> =>
    change(ctx, async (tx) => {
      const { row, subject, group } = await existing(tx, ctx, id)
      expectStatus(row, 'approved', ctx.now)
      // First the request: the ledger would call it ended by itself.
      await tx.ledger.update('access-request', id, {
        status: 'revoked',
        decisions: [...decisionsOf(row), decisionOf(ctx, 'revoke', null, note)],
        decidedAt: ctx.now,
      })
      const membership = await requestStore(tx.sql).membership(row.identity_id, row.group_id)
      if (membership?.request_id === id) {
        await tx.ledger.unlink('identity-group', [[row.identity_id, row.group_id]])
      }
      tx.record('request.revoked', { params: { person: subject.name, group } })
      return view(tx, ctx, id)
    }),

  withdraw: (ctx: RealmCtx, id: string, { note = '' }: DecisionInput): Promise<AccessRequestDetail> =>
    change(ctx, async (tx) => {
      const { row, subject, group } = await existing(tx, ctx, id)
      expectStatus(row, 'pending', ctx.now)
      await tx.ledger.update('access-request', id, {
        status: 'withdrawn',
        decisions: [...decisionsOf(row), decisionOf(ctx, 'withdraw', null, note)],
        decidedAt: ctx.now,
      })
      tx.record('request.withdrawn', { params: { person: subject.name, group } })
      return view(tx, ctx, id)
    }),
}

const counts = ({ personId, at }: StoredDecision, among: readonly StoredDecision[]): boolean =>
  among.some((one) => one.personId === personId && one.at === at)

const view = async (tx: Tx, ctx: RealmCtx, id: string): Promise<AccessRequestDetail> => {
  const row = await requestStore(tx.sql).get(ctx.realm.id, id)
  if (!row) throw notFound('request')
  return viewRequest(tx.sql, ctx, row)
}

/** A request of the realm as the transaction sees it, and that it is the one that the caller saw. */
async function existing(tx: Tx, ctx: RealmCtx, id: string) {
  const store = requestStore(tx.sql)
  const row = await store.get(ctx.realm.id, id)
  if (!row) throw notFound('request')
  if (ctx.ifMatch !== null && ctx.ifMatch !== row.version) await expectVersion(ctx, tx, await view(tx, ctx, id))
  const subject = (await store.people(ctx.realm.id, [row.identity_id])).get(row.identity_id)
  const group = (await store.groups(ctx.realm.id, [row.group_id])).get(row.group_id)
  if (!subject || !group) throw notFound('request')
  return { row, subject, group: group.name, policy: group.policy }
}

/** The same for whoever may decide on it, with the decision that they make. */
async function open(tx: Tx, ctx: RealmCtx, id: string, decision: 'approve' | 'deny', note: string) {
  const found = await existing(tx, ctx, id)
  const { row, policy } = found
  const { enabled } = await policyService.settings(tx.sql, ctx)
  const bench = await readBench(tx.sql, ctx, enabled, [row])
  const { person, reason } = judge(bench, row, policy, ctx.now)
  // A denial ends it, so it may come after one's own approval.
  const free = reason === null || (reason === 'decided' && decision === 'deny')
  if (!free || !person || policy === null) throw await refusal(tx, ctx, row, policy, reason)
  return { ...found, policy, mine: decisionOf(ctx, decision, person, note) }
}

async function refusal(
  tx: Tx,
  ctx: RealmCtx,
  row: RequestRow,
  policy: AccessPolicy | null,
  reason: ReturnType<typeof judge>['reason'],
): Promise<AppError> {
  if (reason === 'over') return over(row, ctx.now)
  if (reason === 'approvals_off' || reason === 'no_policy') return conflict(reason)
  if (reason === 'decided') return conflict('already_decided')
  const { roles, approvers } = await rolesAndApprovers(tx.sql, ctx, row, policy)
  const details = { reason, roles: roles.map(({ name }) => name), people: approvers }
  return new AppError('not_approver', { details })
}

const over = (row: RequestRow, now: number) => new AppError('request_over', { details: { status: statusOf(row, now) } })

function expectStatus(row: RequestRow, status: 'pending' | 'approved', now: number): void {
  if (statusOf(row, now) !== status) throw over(row, now)
}

const decisionOf = (
  ctx: RealmCtx,
  decision: StoredDecision['decision'],
  person: Person | null,
  note: string,
): StoredDecision => ({
  decision,
  personId: person?.id ?? null,
  administratorId: ctx.actor.id,
  name: person?.name ?? ctx.actor.name,
  note,
  at: ctx.now,
})

function checkDuration(wanted: number | null | undefined, policy: AccessPolicy, usual: number): number | null {
  const max = policy.maxDurationSeconds
  if (wanted === undefined) return shorter(usual, max)
  if (max !== null && (wanted === null || wanted > max)) {
    throw invalid({ durationSeconds: `At most ${inWords(max)} in this group` })
  }
  return wanted
}

/** Somebody who may act and does not belong to the group yet. */
async function checkPerson(tx: Tx, ctx: RealmCtx, person: Person, groupId: string): Promise<void> {
  if (person.status === 'suspended') throw conflict('person_suspended')
  const membership = await requestStore(tx.sql).membership(person.id, groupId)
  if (membership && (membership.ends_at === null || membership.ends_at > ctx.now)) throw conflict('already_member')
}

/** A request that nobody could approve would only wait until it expires. */
async function checkApprovers(tx: Tx, ctx: RealmCtx, person: Person, policy: AccessPolicy): Promise<void> {
  const holders = await holdersOf(tx.sql, policy.approvalRoleIds, ctx.now, policy.approvals + 1)
  holders.delete(person.id)
  if (holders.size >= policy.approvals) return
  const roles = await policyService.roles(tx.sql, ctx, policy.approvalRoleIds)
  const names = roles.map(({ name }) => name)
  const [needed, approvers] = [policy.approvals, holders.size]
  throw new AppError('too_few_approvers', {
    message: `${needed} must approve, and besides ${person.name} only ${approvers} hold ${names.join(' or ')}.`,
    details: { needed, approvers, roles: names },
  })
}

/** "8 hours": in the largest unit that divides it. */
function inWords(seconds: number): string {
  const units: [number, string][] = [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
  ]
  const [size, name] = units.find(([one]) => seconds % one === 0) ?? [1, 'second']
  const n = seconds / size
  return `${n} ${name}${n === 1 ? '' : 's'}`
}
