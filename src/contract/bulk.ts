import * as z from 'zod/mini'
import { PeopleCounts } from './changes'
import { endpoint } from './endpoint'
import { BULK_AT_ONCE, IdentityListQuery } from './identities'
import { Id } from './primitives'

const { limit: _limit, cursor: _cursor, sort: _sort, ...narrowing } = IdentityListQuery.shape
/** What narrows the list of people, `q` included. Without any of it: everyone. */
export const IdentityFilter = z.strictObject(narrowing)
export type IdentityFilter = z.infer<typeof IdentityFilter>

/**
 * Whom it is about: people by id, or everyone who matches. `expected` is how many the caller was shown (a preview's `total`,
 * or the number of its people): when others match by now, nothing happens and the answer is 409 `selection_changed`.
 */
export const IdentitySelection = z.union([
  z.strictObject({ ids: z.array(Id).check(z.minLength(1), z.maxLength(BULK_AT_ONCE)) }),
  z.strictObject({ filter: IdentityFilter, expected: z.optional(z.int().check(z.minimum(0))) }),
])
export type IdentitySelection = z.infer<typeof IdentitySelection>

const groupIds = z.array(Id).check(z.minLength(1), z.maxLength(100))
const roleIds = z.array(Id).check(z.minLength(1), z.maxLength(100))

/**
 * `invite` writes to everyone who has not been here yet, for the first time or again; mail cannot be taken back, so that
 * alone has no undo.
 */
export const BulkAction = z.union([
  z.strictObject({ kind: z.literal('join-groups'), groupIds }),
  z.strictObject({ kind: z.literal('leave-groups'), groupIds }),
  z.strictObject({ kind: z.literal('give-roles'), roleIds }),
  z.strictObject({ kind: z.literal('take-roles'), roleIds }),
  z.strictObject({ kind: z.literal('suspend') }),
  z.strictObject({ kind: z.literal('reactivate') }),
  z.strictObject({ kind: z.literal('delete') }),
  z.strictObject({ kind: z.literal('invite') }),
])
export type BulkAction = z.infer<typeof BulkAction>

export const BulkInput = z.strictObject({ select: IdentitySelection, action: BulkAction })
export type BulkInput = z.infer<typeof BulkInput>

/**
 * Of up to 500 people it is done: `event` is the one event, null when nobody was touched. Of more it has begun: `batch` says
 * which batch to follow and to undo. `people` counts those it is about, and says who was left out and why: `gone`,
 * `already` (nothing to do for them); of invitations `no_email`, `already_active`, `suspended`, `invitations_closed` (by the
 * realm's settings) and `throttled` (invited less than a minute ago). Of a batch that comes with its progress.
 */
export const BulkResult = z.object({
  event: z.nullable(Id),
  batch: z.nullable(z.object({ id: Id, total: z.int() })),
  people: PeopleCounts,
})
export type BulkResult = z.infer<typeof BulkResult>

export const bulk = {
  /** Errors: 409 `needs_approval`, `selection_changed` with `details: {expected, found}`; 422 for groups and roles that are not of the realm. */
  apply: endpoint('POST', '/realms/:realm/identities/bulk', {
    needs: 'identity:write',
    summary: 'Do something to many people at once: those chosen, or all that match a filter',
    body: BulkInput,
    response: BulkResult,
  }),
}
