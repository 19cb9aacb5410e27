import * as z from 'zod/mini'
import { Id, Time } from './primitives'

/**
 * How a path comes to the thing that a step names. Beginnings: `direct` (assigned), `everyone` (a default role) and
 * `emailDomain` (given by the realm's settings) name the role; `group` and `request` (a membership for a while) the group.
 * Then `parentGroup` for each group further out, and `composite` for each role that contains the next one.
 */
export const pathKinds = ['direct', 'everyone', 'emailDomain', 'group', 'request', 'parentGroup', 'composite'] as const
export type PathKind = (typeof pathKinds)[number]

/** One way by which someone holds a role, in the order in which it passes things; `endsAt` when it ends by itself. */
export const AccessPath = z.object({
  steps: z.array(z.object({ kind: z.enum(pathKinds), id: Id, name: z.string() })),
  endsAt: z.optional(Time),
})
export type AccessPath = z.infer<typeof AccessPath>

/** A role that someone holds, with every way to it; at most 50, the shortest first, and past that `complete` is false. */
export const HeldRole = z.object({
  role: z.object({
    id: Id,
    name: z.string(),
    description: z.string(),
    applicationId: z.optional(Id),
    application: z.optional(z.string()),
  }),
  paths: z.array(AccessPath),
  complete: z.boolean(),
})
export type HeldRole = z.infer<typeof HeldRole>
