import * as z from 'zod/mini'
import { AccessPath, HeldRole } from './access'
import { endpoint } from './endpoint'
import { listQuery, pageOf } from './list'
import { Attributes, Email, Id, Name, optionalLine, Ref, Time, Version } from './primitives'
import { Username } from './realms'
import { Role } from './roles'

/** So many people are changed at once; more become a batch. */
export const BULK_AT_ONCE = 500
/** So many people can be exported by their ids, which stand in the address; any number by a filter. */
export const EXPORT_IDS_MAX = 150

/**
 * `pending`: registered, not confirmed. `invited`: asked to come, has not yet. `active`. `suspended`: may not sign in and
 * holds nothing. A deleted person lies in the bin.
 */
export const identityStatuses = ['active', 'invited', 'pending', 'suspended'] as const
export const IdentityStatus = z.enum(identityStatuses)
export type IdentityStatus = z.infer<typeof IdentityStatus>

/** A person (or machine) of a realm. */
export const Identity = z.object({
  id: Id,
  username: z.string(),
  email: z.nullable(z.string()),
  firstName: z.string(),
  lastName: z.string(),
  /** First and last name, or the username where there is none. */
  name: z.string(),
  status: IdentityStatus,
  /** Stays able to sign in when the realm's sign-in rules would not let them. */
  breakGlass: z.boolean(),
  /** Has a second step to sign in with. */
  secondStep: z.boolean(),
  invitedAt: z.nullable(Time),
  lastSignInAt: z.nullable(Time),
  /** The first three groups by name, and how many there are. */
  groups: z.object({ items: z.array(Ref), total: z.int() }),
  version: Version,
  createdAt: Time,
  updatedAt: Time,
})
export type Identity = z.infer<typeof Identity>

/** The newest mail to a person. `kept`: no mail server is set up, so it lies in the outbox for someone to pass on. */
export const MailState = z.object({
  state: z.enum(['waiting', 'sent', 'failed', 'kept']),
  subject: z.string(),
  body: z.string(),
  recipient: z.string(),
  error: z.nullable(z.string()),
  at: Time,
})
export type MailState = z.infer<typeof MailState>

export const IdentityDetail = z.extend(Identity, {
  attributes: Attributes,
  /** The newest invitation. */
  invitation: z.nullable(MailState),
})
export type IdentityDetail = z.infer<typeof IdentityDetail>

const PersonFields = {
  username: z.optional(Username),
  email: z.optional(z.nullable(Email)),
  firstName: z.optional(optionalLine(255)),
  lastName: z.optional(optionalLine(255)),
  attributes: z.optional(Attributes),
  breakGlass: z.optional(z.boolean()),
}

/**
 * Without a username the e-mail is it; one of the two is needed. `groupIds` come on top of the default groups. `invite`
 * sends a mail, needs an e-mail, and makes the person `invited` until they first sign in.
 */
export const IdentityInput = z.strictObject({
  ...PersonFields,
  groupIds: z.optional(z.array(Id).check(z.maxLength(100))),
  invite: z.optional(z.boolean()),
})
export type IdentityInput = z.infer<typeof IdentityInput>

/** What is left out stays; `attributes` are replaced whole; `email: null` takes the address away. */
export const IdentityPatch = z.strictObject(PersonFields)
export type IdentityPatch = z.infer<typeof IdentityPatch>

/**
 * `groupId`: direct members. `roleId`: holders, whatever the path; `applicationId`: holders of any of its roles.
 * `secondStep: none`: without a second step. `notSeenDays`: no sign-in for so many days, or never.
 */
const identityFilters = {
  status: z.optional(IdentityStatus),
  groupId: z.optional(Id),
  roleId: z.optional(Id),
  applicationId: z.optional(Id),
  secondStep: z.optional(z.literal('none')),
  notSeenDays: z.optional(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(3650))),
}

/**
 * `q` looks in username, e-mail and name, or is an id. With `notSeenDays` the list is sorted by the last sign-in alone,
 * which is then the default; another sort with it is 422.
 */
export const IdentityListQuery = listQuery(
  ['username', '-username', 'createdAt', '-createdAt', 'lastSignIn', '-lastSignIn'],
  identityFilters,
)
export type IdentityListQuery = z.infer<typeof IdentityListQuery>

/** A group that someone belongs to; `endsAt` and `requestId` of a membership for a while. */
export const Membership = z.object({
  id: Id,
  name: z.string(),
  path: z.array(Ref),
  endsAt: z.nullable(Time),
  requestId: z.nullable(Id),
})
export type Membership = z.infer<typeof Membership>

export const MembershipListQuery = listQuery(['name'])
export type MembershipListQuery = z.infer<typeof MembershipListQuery>

export const GroupIds = z.strictObject({ groupIds: z.array(Id).check(z.maxLength(100)) })
export type GroupIds = z.infer<typeof GroupIds>

/** `endsAt`: the membership ends by itself then; in the future, at most ten years from now. */
export const GroupsToJoin = z.strictObject({
  groupIds: z.array(Id).check(z.minLength(1), z.maxLength(100)),
  endsAt: z.optional(z.iso.datetime()),
})
export type GroupsToJoin = z.infer<typeof GroupsToJoin>

/** A member of a group; `endsAt` and `requestId` of a membership for a while. */
export const Member = z.extend(Identity, { endsAt: z.nullable(Time), requestId: z.nullable(Id) })
export type Member = z.infer<typeof Member>

export const MemberListQuery = listQuery(
  ['username', '-username', 'createdAt', '-createdAt', 'lastSignIn', '-lastSignIn'],
  { status: z.optional(IdentityStatus) },
)
export type MemberListQuery = z.infer<typeof MemberListQuery>

export const IdentityIds = z.strictObject({ identityIds: z.array(Id).check(z.minLength(1), z.maxLength(500)) })
export type IdentityIds = z.infer<typeof IdentityIds>

/** Someone who holds a role, with the ways to it. */
export const Holder = z.object({ identity: Identity, paths: z.array(AccessPath), complete: z.boolean() })
export type Holder = z.infer<typeof Holder>

/** `how: direct`: only those to whom the role itself is given. */
export const HolderListQuery = listQuery(['username', '-username'], {
  how: z._default(z.enum(['any', 'direct']), 'any'),
})
export type HolderListQuery = z.infer<typeof HolderListQuery>

/** A sign-in in force. */
export const IdentitySession = z.object({
  id: Id,
  ip: z.string(),
  userAgent: z.string(),
  createdAt: Time,
  lastSeenAt: Time,
  expiresAt: Time,
})
export type IdentitySession = z.infer<typeof IdentitySession>

/** A way to sign in: a credential (`password`) or a second step (`totp`, `passkey`, `backup-codes`). */
export const SignInMethod = z.object({
  id: Id,
  kind: z.string(),
  secondStep: z.boolean(),
  createdAt: Time,
  lastUsedAt: z.nullable(Time),
})
export type SignInMethod = z.infer<typeof SignInMethod>

/** Only the way to this role, or to the roles of this application. */
export const AccessQuery = z.object({ roleId: z.optional(Id), applicationId: z.optional(Id) })
export type AccessQuery = z.infer<typeof AccessQuery>

const person = '/realms/:realm/identities/:identityId'

export const identities = {
  list: endpoint('GET', '/realms/:realm/identities', {
    needs: 'identity:read',
    summary: 'People of a realm',
    query: IdentityListQuery,
    response: pageOf(Identity),
  }),
  /** Errors: 409 `name_taken` with `fields.username`, `email_taken` with `fields.email`; 409 `needs_approval`. */
  create: endpoint('POST', '/realms/:realm/identities', {
    needs: 'identity:write',
    summary: 'Add a person, who joins the default groups; invite them by mail when asked',
    body: IdentityInput,
    response: IdentityDetail,
    status: 201,
  }),
  get: endpoint('GET', person, { needs: 'identity:read', summary: 'One person', response: IdentityDetail }),
  update: endpoint('PATCH', person, {
    needs: 'identity:write',
    summary: 'Edit a person',
    body: IdentityPatch,
    response: IdentityDetail,
  }),
  remove: endpoint('DELETE', person, {
    needs: 'identity:write',
    summary: 'Put a person into the bin, for 30 days; their sign-ins end at once',
  }),
  suspend: endpoint('POST', `${person}/suspend`, {
    needs: 'identity:write',
    summary: 'Suspend a person: they keep everything, and may use nothing, until reactivated',
    response: IdentityDetail,
  }),
  reactivate: endpoint('POST', `${person}/reactivate`, {
    needs: 'identity:write',
    summary: 'Let a suspended person in again',
    response: IdentityDetail,
  }),
  /** Errors: 409 `no_email`, `already_active`. */
  invite: endpoint('POST', `${person}/invite`, {
    needs: 'identity:write',
    summary: 'Invite a person by mail, for the first time or again',
    response: IdentityDetail,
  }),
  endSessions: endpoint('POST', `${person}/end-sessions`, {
    needs: 'identity:write',
    summary: 'End all sign-ins of a person. They cannot come back',
    response: z.object({ ended: z.int() }),
  }),
  resetFactors: endpoint('POST', `${person}/reset-factors`, {
    needs: 'identity:reset-factors',
    summary: 'Remove the second steps of a person who lost them, and end their sign-ins. They cannot come back',
    response: z.object({ removed: z.int(), ended: z.int() }),
  }),
  sessions: endpoint('GET', `${person}/sessions`, {
    needs: 'identity:read',
    summary: 'The sign-ins of a person that are in force, the newest first',
    response: z.object({ items: z.array(IdentitySession) }),
  }),
  signInMethods: endpoint('GET', `${person}/sign-in-methods`, {
    needs: 'identity:read',
    summary: 'How a person can sign in',
    response: z.object({ items: z.array(SignInMethod) }),
  }),
  groups: endpoint('GET', `${person}/groups`, {
    needs: 'identity:read',
    summary: 'The groups that a person belongs to directly',
    query: MembershipListQuery,
    response: pageOf(Membership),
  }),
  /** Memberships for a while that are named here stay as they are. Errors: 409 `needs_approval`. */
  setGroups: endpoint('PUT', `${person}/groups`, {
    needs: 'identity:write',
    summary: 'Let a person belong to exactly these groups',
    body: GroupIds,
  }),
  /** Errors: 409 `needs_approval` for groups with an access policy. */
  joinGroups: endpoint('POST', `${person}/groups`, {
    needs: 'identity:write',
    summary: 'Add a person to groups, for good or for a while',
    body: GroupsToJoin,
  }),
  leaveGroups: endpoint('DELETE', `${person}/groups`, {
    needs: 'identity:write',
    summary: 'Remove a person from groups',
    body: GroupIds,
  }),
  roles: endpoint('GET', `${person}/roles`, {
    needs: 'identity:read',
    summary: 'The roles that are given to a person directly',
    query: MembershipListQuery,
    response: pageOf(Role),
  }),
  giveRole: endpoint('PUT', `${person}/roles/:roleId`, {
    needs: 'identity:write',
    summary: 'Give a role to a person directly',
  }),
  takeRole: endpoint('DELETE', `${person}/roles/:roleId`, {
    needs: 'identity:write',
    summary: 'Take a role that was given directly; they may still hold it through other ways',
  }),
  access: endpoint('GET', `${person}/access`, {
    needs: 'identity:read',
    summary: 'Every role that a person holds, with every way to it: the answer to “why?”',
    query: AccessQuery,
    response: z.object({ items: z.array(HeldRole) }),
  }),
  members: endpoint('GET', '/realms/:realm/groups/:groupId/members', {
    needs: 'identity:read',
    summary: 'The people who belong to a group directly',
    query: MemberListQuery,
    response: pageOf(Member),
  }),
  addMembers: endpoint('POST', '/realms/:realm/groups/:groupId/members', {
    needs: 'identity:write',
    summary: 'Add up to 500 people to a group',
    body: IdentityIds,
  }),
  removeMembers: endpoint('DELETE', '/realms/:realm/groups/:groupId/members', {
    needs: 'identity:write',
    summary: 'Remove up to 500 people from a group',
    body: IdentityIds,
  }),
  holders: endpoint('GET', '/realms/:realm/roles/:roleId/holders', {
    needs: 'identity:read',
    summary: 'Who holds a role, and through what',
    query: HolderListQuery,
    response: pageOf(Holder),
  }),
  defaultGroups: endpoint('GET', '/realms/:realm/default-groups', {
    needs: 'group:read',
    summary: 'The groups that each new person joins',
    response: z.object({ items: z.array(z.object({ id: Id, name: Name, path: z.array(Ref) })) }),
  }),
  /** Nobody who is there already joins or leaves. Errors: 409 `needs_approval` for groups with an access policy. */
  setDefaultGroups: endpoint('PUT', '/realms/:realm/default-groups', {
    needs: 'group:write',
    summary: 'Choose the groups that each new person joins',
    body: GroupIds,
  }),
}
