import * as z from 'zod/mini'
import { endpoint } from './endpoint'
import { listQuery, pageOf } from './list'
import { Count, Id, paragraph, Ref, Time, Version } from './primitives'

const YEAR_SECONDS = 365 * 24 * 3600
/** How long a membership for a while can last: from five minutes to ten years. */
export const DURATION_MIN_SECONDS = 300
export const DURATION_MAX_SECONDS = 10 * YEAR_SECONDS
export const DurationSeconds = z.int().check(z.minimum(DURATION_MIN_SECONDS), z.maximum(DURATION_MAX_SECONDS))

export const APPROVALS_MAX = 20
export const APPROVAL_ROLES_MAX = 20

/**
 * Joining a group needs so many approvals by holders of these roles, and lasts at most so long (`null`: as long as wanted).
 * One role is enough to approve, and nobody approves for themselves.
 */
export const AccessPolicy = z.strictObject({
  approvals: z.int().check(z.minimum(1), z.maximum(APPROVALS_MAX)),
  approvalRoleIds: z.array(Id).check(z.minLength(1), z.maxLength(APPROVAL_ROLES_MAX)),
  maxDurationSeconds: z.nullable(DurationSeconds),
})
export type AccessPolicy = z.infer<typeof AccessPolicy>

/** `policy: null` takes it away: then people join without asking. */
export const AccessPolicyInput = z.strictObject({ policy: z.nullable(AccessPolicy) })
export type AccessPolicyInput = z.infer<typeof AccessPolicyInput>

/** A role whose holders approve; `deleted` while it lies in the bin, where nobody holds it. */
export const ApprovalRole = z.object({
  id: Id,
  name: z.string(),
  application: z.nullable(z.string()),
  deleted: z.boolean(),
})
export type ApprovalRole = z.infer<typeof ApprovalRole>

/** The policy of a group, with what it comes to now. `id` and `version` are the group's. */
export const GroupPolicy = z.object({
  id: Id,
  name: z.string(),
  policy: z.nullable(z.extend(AccessPolicy, { roles: z.array(ApprovalRole) })),
  /** How many people could approve now, counted up to a hundred. */
  approvers: Count,
  /** The realm's setting: while approvals are off, policies are kept and have no effect. */
  approvalsOn: z.boolean(),
  /** What the realm proposes for a new policy. */
  defaults: z.object({ approvals: z.int(), durationSeconds: z.int() }),
  version: Version,
})
export type GroupPolicy = z.infer<typeof GroupPolicy>

/**
 * `pending`: waits for approvals. `approved`: the person belongs to the group. The rest is over: `denied` by one approver,
 * `withdrawn` before and `revoked` after it was approved, `expired` unanswered, `ended` with the membership.
 */
export const requestStatuses = ['pending', 'approved', 'denied', 'withdrawn', 'revoked', 'expired', 'ended'] as const
export const RequestStatus = z.enum(requestStatuses)
export type RequestStatus = z.infer<typeof RequestStatus>

/** Who said what. `by.id` is the person of the realm who approved or denied; others act as administrators alone. */
export const Decision = z.object({
  decision: z.enum(['approve', 'deny', 'revoke', 'withdraw']),
  by: z.object({ id: z.nullable(Id), name: z.string() }),
  note: z.string(),
  at: Time,
  /** Of an approval: whether whoever gave it may still approve, or might when the request was approved. */
  counts: z.boolean(),
})
export type Decision = z.infer<typeof Decision>

/**
 * Why somebody may not approve or deny: it is over; the realm's approvals are off; the group has no policy any more; no
 * person of the realm has one of their e-mail addresses; it is about themselves; their person holds none of the roles; they
 * have decided already; their administrator role does not include it.
 */
export const decideObstacles = [
  'over',
  'approvals_off',
  'no_policy',
  'no_person',
  'own',
  'no_role',
  'decided',
  'permission',
] as const
export type DecideObstacle = (typeof decideObstacles)[number]

export const AccessRequest = z.object({
  id: Id,
  identity: z.object({ id: Id, username: z.string(), name: z.string() }),
  group: Ref,
  reason: z.string(),
  status: RequestStatus,
  /** How long it was asked for; null is for good. */
  durationSeconds: z.nullable(z.int()),
  /** How long it would last if it were approved now: the policy may allow less than when it was asked. */
  grantSeconds: z.nullable(z.int()),
  /** While it waits, as the policy is now; afterwards as it was then. */
  approvals: z.object({ given: z.int(), needed: z.int() }),
  decisions: z.array(Decision),
  askedBy: z.string(),
  /** When it expires unanswered. */
  expiresAt: Time,
  /** When it was approved, denied, withdrawn or revoked. */
  decidedAt: z.nullable(Time),
  /** When the membership ends, or has ended, by itself. */
  endsAt: z.nullable(Time),
  /** Whether whoever asks may approve or deny it. */
  mayDecide: z.object({ possible: z.boolean(), reason: z.nullable(z.enum(decideObstacles)) }),
  version: Version,
  createdAt: Time,
  updatedAt: Time,
})
export type AccessRequest = z.infer<typeof AccessRequest>

/** One request, and who could decide on it. */
export const AccessRequestDetail = z.extend(AccessRequest, {
  /** The roles whose holders approve, and the first ten of these people by name, the requester left out. */
  roles: z.array(ApprovalRole),
  approvers: z.array(z.string()),
})
export type AccessRequestDetail = z.infer<typeof AccessRequestDetail>

/** `durationSeconds`: without it the realm's default, at most what the policy allows; `null` is for good, where it does. */
export const AccessRequestInput = z.strictObject({
  identityId: Id,
  groupId: Id,
  reason: paragraph(1000).check(z.minLength(1)),
  durationSeconds: z.optional(z.nullable(DurationSeconds)),
})
export type AccessRequestInput = z.infer<typeof AccessRequestInput>

/** `note`: a word to go with it, for whoever reads the request later. */
export const DecisionInput = z.strictObject({ note: z.optional(paragraph(1000)) })
export type DecisionInput = z.infer<typeof DecisionInput>

/** `q` looks in the person’s names and address and in the group’s name. `status: over`: what is neither pending nor approved. */
export const AccessRequestListQuery = listQuery(['-createdAt', 'createdAt'], {
  status: z.optional(z.enum([...requestStatuses, 'over'])),
  identityId: z.optional(Id),
  groupId: z.optional(Id),
})
export type AccessRequestListQuery = z.infer<typeof AccessRequestListQuery>

const policy = '/realms/:realm/groups/:groupId/access-policy'
const request = '/realms/:realm/access-requests/:requestId'

export const accessRequests = {
  policy: endpoint('GET', policy, {
    needs: 'policy:read',
    summary: 'What joining a group needs',
    response: GroupPolicy,
  }),
  /**
   * Errors: 409 `policy_unsatisfiable` with `details.groups`, when fewer people hold the roles than must approve;
   * `default_group`, since whoever is added joins those at once.
   */
  setPolicy: endpoint('PUT', policy, {
    needs: 'policy:write',
    summary: 'Say what joining a group needs: whose approvals, how many, and for how long at most',
    body: AccessPolicyInput,
    response: GroupPolicy,
  }),
  list: endpoint('GET', '/realms/:realm/access-requests', {
    needs: 'request:read',
    summary: 'Who asked to join which group',
    query: AccessRequestListQuery,
    response: pageOf(AccessRequest),
  }),
  /**
   * Errors: 409 `approvals_off` or `no_policy` (they can be added without asking), `already_member`, `already_asked` with
   * `details.requestId`, `person_suspended`, `too_few_approvers`.
   */
  create: endpoint('POST', '/realms/:realm/access-requests', {
    needs: 'request:write',
    summary: 'Ask, on a person’s behalf, to join a group for a while',
    body: AccessRequestInput,
    response: AccessRequestDetail,
    status: 201,
  }),
  get: endpoint('GET', request, { needs: 'request:read', summary: 'One request', response: AccessRequestDetail }),
  /**
   * The caller acts as the person of the realm who has one of their e-mail addresses. Errors: 403 `not_approver` with
   * `details.roles` and `details.people`; 409 `request_over`, `already_decided`.
   */
  approve: endpoint('POST', `${request}/approve`, {
    needs: 'request:write',
    summary: 'Approve a request. With the last approval needed, the person joins the group',
    body: DecisionInput,
    response: AccessRequestDetail,
  }),
  deny: endpoint('POST', `${request}/deny`, {
    needs: 'request:write',
    summary: 'Deny a request: one approver is enough',
    body: DecisionInput,
    response: AccessRequestDetail,
  }),
  revoke: endpoint('POST', `${request}/revoke`, {
    needs: 'request:write',
    summary: 'End the membership that a request has brought, before its time',
    body: DecisionInput,
    response: AccessRequestDetail,
  }),
  withdraw: endpoint('POST', `${request}/withdraw`, {
    needs: 'request:write',
    summary: 'Take back a request that still waits',
    body: DecisionInput,
    response: AccessRequestDetail,
  }),
}
