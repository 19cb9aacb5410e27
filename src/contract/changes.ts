import * as z from 'zod/mini'
import { Ref } from './primitives'

/** The kinds of things and links that a change can touch. A link's id is its two ends' ids joined by a colon. */
export const things = ['realm', 'group', 'role', 'application', 'identity', 'access-request'] as const
export const links = ['group-role', 'role-include', 'identity-group', 'identity-role'] as const
/** What belongs to a principal and, once deleted, is gone for good: sign-ins in force, and second steps. */
export const records = ['session', 'factor'] as const
export const kinds = [...things, ...links, ...records] as const
export type RecordKind = (typeof records)[number]
export type Thing = (typeof things)[number]
export type Link = (typeof links)[number]
export type Kind = (typeof kinds)[number]

export const Action = z.enum(['create', 'update', 'delete', 'restore'])
export type Action = z.infer<typeof Action>

const Snapshot = z.nullable(z.record(z.string(), z.unknown()))

/** One row that a change touches. `before` and `after` hold fields and ids, without times and versions. */
export const Change = z.object({
  action: Action,
  kind: z.enum(kinds),
  id: z.string(),
  /** What a person would call it; of a link both ends, as `Ops → auditor`. */
  name: z.string(),
  before: Snapshot,
  after: Snapshot,
})
export type Change = z.infer<typeof Change>

/** `application` is the name of the application that the role belongs to, when it does. */
export const GrantedRole = z.object({
  id: z.string(),
  name: z.string(),
  applicationId: z.optional(z.string()),
  application: z.optional(z.string()),
})

/** A role that an identity holds, whatever the path. */
export const Grant = z.object({
  identity: z.object({ id: z.string(), username: z.string(), name: z.string() }),
  role: GrantedRole,
})
export type Grant = z.infer<typeof Grant>

/** How many grants a preview lists of each side; the counts go on. */
export const IMPACT_LIST_MAX = 100
/** How many people a preview looks at; past that `exact` is false. */
export const IMPACT_PEOPLE_MAX = 10_000

export const Impact = z.object({
  gained: z.array(Grant),
  lost: z.array(Grant),
  /** Why the change would be refused, when it would; `details` as the refusal itself would carry them. */
  blocked: z.array(
    z.object({ code: z.string(), message: z.string(), details: z.optional(z.record(z.string(), z.unknown())) }),
  ),
  /** How many people gain and lose each role, those of the most people first; at most 100 roles. */
  roles: z.array(z.object({ role: GrantedRole, gained: z.int(), lost: z.int() })),
  counts: z.object({ gained: z.int(), lost: z.int(), people: z.int(), exact: z.boolean() }),
})
export type Impact = z.infer<typeof Impact>

/** Why some were left out: how many, and the first of them. */
export const Skips = z.array(z.object({ reason: z.string(), count: z.int(), sample: z.array(Ref) }))
export type Skips = z.infer<typeof Skips>

/** How many people something is about, for how many it does something, and why it leaves the others out. */
export const PeopleCounts = z.object({ total: z.int(), done: z.int(), skipped: Skips })
export type PeopleCounts = z.infer<typeof PeopleCounts>

/**
 * The answer to any change asked for with `?preview=true`: nothing was written. What is about more than 500 people is shown
 * by the first of them: then `total` says of how many, and the counts are lower bounds (`exact: false`). `people`, of what is
 * done to many at once: who of those looked at is left out and why; its `total` is always the whole.
 */
export const Preview = z.object({
  changes: z.array(Change),
  impact: Impact,
  total: z.optional(z.int()),
  people: z.optional(PeopleCounts),
})
export type Preview = z.infer<typeof Preview>
