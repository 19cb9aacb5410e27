import * as z from 'zod/mini'
import { endpoint } from './endpoint'
import { BY_NAME_OR_AGE, listQuery, pageOf } from './list'
import { Count, Description, Id, line, optionalLine, Time, Version } from './primitives'

/** Names that routes of ours already use, or will (DESIGN §2). Compared without case. */
const RESERVED_REALM_NAMES = ['new', 'bin', 'import', 'api', 'realms', 'sign-in', 'sign-up', 'setup', 'reset', 'me']

export const REALM_NAME_PATTERN = /^[A-Za-z0-9][A-Za-z0-9_-]{1,62}$/

/** A realm's address: 2–63 characters, letters, digits, `_` and `-`, first a letter or digit; it never changes. */
export const RealmName = z.string().check(
  z.trim(),
  z.minLength(2),
  z.maxLength(63),
  z.regex(REALM_NAME_PATTERN, { error: 'Only letters A–Z, digits, - and _, beginning with a letter or digit' }),
  z.refine((name) => !RESERVED_REALM_NAMES.includes(name.toLowerCase()), { error: 'This word is reserved' }),
)

export const Realm = z.object({
  id: Id,
  name: z.string(),
  displayName: z.string(),
  /** What the realm is for. */
  description: z.string(),
  accountId: Id,
  /** Made of fake people to try things on. */
  practice: z.boolean(),
  /** While practice people are still being added: how many of how many things are there. */
  filling: z.nullable(z.object({ batchId: Id, done: z.int(), total: z.int() })),
  version: Version,
  createdAt: Time,
  updatedAt: Time,
})
export type Realm = z.infer<typeof Realm>

export const RealmDetail = z.extend(Realm, {
  counts: z.object({ identities: Count, groups: Count, roles: Count, applications: Count }),
})
export type RealmDetail = z.infer<typeof RealmDetail>

/** A username: compared without case; `count` is reserved (protocols: it is a route there). */
export const Username = line(255).check(
  z.refine((name) => name.normalize('NFKC').toLowerCase() !== 'count', { error: 'This word is reserved' }),
)

export const RealmInput = z.strictObject({
  name: RealmName,
  displayName: z.optional(optionalLine(255)),
  description: z.optional(Description),
  /** Required when the caller may create realms in more than one account. */
  accountId: z.optional(Id),
  /** The realm's first administrator, a person of the realm (the protocols' sovereign). Its username is lower-cased. */
  firstAdministrator: z.optional(z.strictObject({ username: Username })),
  start: z.optional(z.enum(['empty', 'practice'])),
})
export type RealmInput = z.infer<typeof RealmInput>

export const RealmPatch = z.strictObject({
  displayName: z.optional(optionalLine(255)),
  description: z.optional(Description),
})
export type RealmPatch = z.infer<typeof RealmPatch>

export const RealmListQuery = listQuery(BY_NAME_OR_AGE, { accountId: z.optional(Id) })
export type RealmListQuery = z.infer<typeof RealmListQuery>

export const realms = {
  list: endpoint('GET', '/realms', {
    needs: 'signed-in',
    summary: 'All realms the caller may see, of all accounts',
    query: RealmListQuery,
    response: pageOf(Realm),
  }),
  create: endpoint('POST', '/realms', {
    needs: 'realm:write',
    summary: 'Create a realm, with the roles and applications that every realm starts with',
    body: RealmInput,
    response: Realm,
    status: 201,
  }),
  get: endpoint('GET', '/realms/:realm', { needs: 'realm:read', summary: 'One realm', response: RealmDetail }),
  update: endpoint('PATCH', '/realms/:realm', {
    needs: 'realm:write',
    summary: 'Edit a realm’s display name and purpose',
    body: RealmPatch,
    response: Realm,
  }),
  remove: endpoint('DELETE', '/realms/:realm', {
    needs: 'realm:delete',
    summary: 'Put a realm and all that is in it into the bin, for 30 days',
  }),
}
