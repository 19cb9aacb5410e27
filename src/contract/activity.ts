import * as z from 'zod/mini'
import { Change, Skips, things } from './changes'
import { endpoint } from './endpoint'
import { listQuery, pageOf } from './list'
import type { Permission } from './permissions'
import { Id, Time } from './primitives'

interface EventType {
  /** The permission that made the change, and that its undo needs. */
  needs: Permission | null
  /** False for what cannot be taken back. */
  undoable: boolean
}
const change = (needs: Permission): EventType => ({ needs, undoable: true })
const fact = (needs: Permission | null = null): EventType => ({ needs, undoable: false })

/** Every type of event that the log can hold. */
export const eventTypes = {
  'account.created': fact(),
  'administrator.signed_in': fact(),
  'administrator.signed_out': fact(),
  'realm.created': change('realm:write'),
  'realm.filled': change('realm:write'),
  'realm.updated': change('realm:write'),
  'realm.settings_changed': change('settings:write'),
  'realm.second_steps_asked_for': fact('settings:write'),
  'realm.deleted': change('realm:delete'),
  'realm.restored': change('realm:delete'),
  'group.created': change('group:write'),
  'group.updated': change('group:write'),
  'group.moved': change('group:write'),
  'group.deleted': change('group:write'),
  'group.restored': change('group:write'),
  'group.role_added': change('group:write'),
  'group.role_removed': change('group:write'),
  'role.created': change('role:write'),
  'role.updated': change('role:write'),
  'role.deleted': change('role:write'),
  'role.restored': change('role:write'),
  'role.included': change('role:write'),
  'role.excluded': change('role:write'),
  'identity.created': change('identity:write'),
  'identity.updated': change('identity:write'),
  'identity.deleted': change('identity:write'),
  'identity.suspended': change('identity:write'),
  'identity.reactivated': change('identity:write'),
  'identity.invited': fact('identity:write'),
  'identity.sessions_ended': fact('identity:write'),
  'identity.factors_reset': fact('identity:reset-factors'),
  'identity.groups_changed': change('identity:write'),
  'identity.role_given': change('identity:write'),
  'identity.role_taken': change('identity:write'),
  /** Memberships for a while that have come to their end. */
  'identity.access_ended': fact(),
  'identity.bulk': change('identity:write'),
  'identity.bulk_invited': fact('identity:write'),
  'identity.imported': change('identity:write'),
  'identity.exported': fact('identity:read'),
  'group.members_added': change('identity:write'),
  'group.members_removed': change('identity:write'),
  'group.policy_changed': change('policy:write'),
  'request.asked': fact('request:write'),
  'request.approved': fact('request:write'),
  'request.denied': fact('request:write'),
  'request.withdrawn': fact('request:write'),
  'request.revoked': fact('request:write'),
  /** Nobody answered in time. */
  'request.expired': fact(),
  'realm.default_groups_changed': change('group:write'),
  'application.created': change('application:write'),
  'application.updated': change('application:write'),
  'application.enabled': change('application:write'),
  'application.disabled': change('application:write'),
  'application.deleted': change('application:write'),
  'application.restored': change('application:write'),
  'identity.restored': change('identity:write'),
  'activity.verified': fact('activity:write'),
  'bin.purged': fact(),
  /** Undo, and undo of an undo: `params.type` says of what, and its permission counts. */
  'change.undone': { needs: null, undoable: true },
} as const satisfies Record<string, EventType>
export type EventTypeName = keyof typeof eventTypes
export const eventTypeNames = Object.keys(eventTypes) as [EventTypeName, ...EventTypeName[]]

export const Event = z.object({
  id: Id,
  seq: z.int(),
  type: z.enum(eventTypeNames),
  actor: z.object({ kind: z.string(), id: z.nullable(z.string()), name: z.string() }),
  /** How it came in: `dashboard`, `api`, `job`. */
  via: z.string(),
  at: Time,
  realm: z.nullable(z.object({ id: Id, name: z.string() })),
  batchId: z.nullable(Id),
  /** Of a step of a batch, how far all of it has come, counted as in `Batch`. */
  batch: z.nullable(z.object({ total: z.int(), done: z.int(), skipped: z.int(), finished: z.boolean() })),
  undoesEventId: z.nullable(Id),
  /** Words for the sentence, such as `name`; texts of the time, not links. */
  params: z.record(z.string(), z.unknown()),
  /** At most 100; `changesTotal` goes on. */
  changes: z.array(Change),
  changesTotal: z.int(),
  /** True when an erasure has blanked `before` or `after` of some change. */
  erased: z.boolean(),
  undo: z.object({
    possible: z.boolean(),
    reason: z.optional(z.enum(['not_undoable', 'already_undone', 'permission'])),
    /** The event that undid this one. */
    byEventId: z.optional(Id),
  }),
})
export type Event = z.infer<typeof Event>

/**
 * `kind` and `subjectId`: only events that touched such things or links of them; `actorId`, `type`: by whom, of what type;
 * `eventId`: that one; `batchId`: those of a batch. Newest first. Of a batch the first step alone is listed, unless it is about
 * one thing, one kind, a search or that batch.
 */
export const ActivityQuery = listQuery(['-at'], {
  type: z.optional(z.enum(eventTypeNames)),
  kind: z.optional(z.enum([...things, 'administrator'])),
  subjectId: z.optional(Id),
  actorId: z.optional(Id),
  eventId: z.optional(Id),
  batchId: z.optional(Id),
})
export type ActivityQuery = z.infer<typeof ActivityQuery>

export const Verification = z.object({
  ok: z.boolean(),
  /** How many events were read. */
  count: z.int(),
  /** How many of them had something erased, which is no tampering. */
  erased: z.int(),
  /** The first place that is not as it was written. `id` is null where the row itself is missing. */
  firstBad: z.optional(
    z.object({
      seq: z.int(),
      /** As it stands in the row, which may be anything by now. */
      id: z.nullable(z.string()),
      reason: z.enum(['edited', 'missing', 'appended', 'cut', 'unreadable']),
    }),
  ),
})
export type Verification = z.infer<typeof Verification>

export const UndoResult = z.object({
  /** The new event; null when a batch is undone in the background. */
  event: z.nullable(Event),
  batch: z.nullable(z.object({ id: Id, total: z.int() })),
})
export type UndoResult = z.infer<typeof UndoResult>

export const batchKinds = ['practice', 'bulk', 'import', 'undo'] as const

/**
 * How far a batch has come: rows done, rows left out since someone changed what they rest on, and whether it has ended.
 * Rows are people; of an undo, events.
 */
export const Batch = z.object({
  id: Id,
  kind: z.enum(batchKinds),
  /** Words of its own: of `bulk` the `action` with `groups` or `roles`, of `import` the `fileName` and `importId`, of `undo` the `kind` and words of what is undone. */
  about: z.record(z.string(), z.unknown()),
  total: z.int(),
  done: z.int(),
  skipped: z.int(),
  /** As in `BulkResult`; further `changed_meanwhile`, `username_taken`, `email_taken`, `group_gone`, other error codes, and `stopped` (undone before it had ended). */
  reasons: Skips,
  /** The batch that this one undoes. */
  undoesBatchId: z.nullable(Id),
  startedBy: z.string(),
  createdAt: Time,
  finishedAt: z.nullable(Time),
  finished: z.boolean(),
})
export type Batch = z.infer<typeof Batch>

export const activity = {
  ofRealm: endpoint('GET', '/realms/:realm/activity', {
    needs: 'activity:read',
    summary: 'What happened in a realm, newest first',
    query: ActivityQuery,
    response: pageOf(Event),
  }),
  ofAccount: endpoint('GET', '/accounts/:accountId/activity', {
    needs: 'activity:read',
    summary: 'What happened in an account and to the people who administer it, newest first',
    query: ActivityQuery,
    response: pageOf(Event),
  }),
  batch: endpoint('GET', '/realms/:realm/batches/:batchId', {
    needs: 'activity:read',
    summary: 'How far a batch has come',
    response: Batch,
  }),
  batches: endpoint('GET', '/realms/:realm/batches', {
    needs: 'activity:read',
    summary: 'What is being worked on in the background, and what the asker began that ended within the last hour',
    response: z.object({ items: z.array(Batch) }),
  }),
  verify: endpoint('POST', '/accounts/:accountId/activity/verify', {
    needs: 'activity:write',
    summary: 'Check that no event was edited, removed or added behind the server’s back',
    response: Verification,
    preview: false,
  }),
  /** Errors: 409 `built_upon` with `details.events`, `already_undone`, `not_undoable`. */
  undo: endpoint('POST', '/activity/:eventId/undo', {
    needs: 'of-event',
    summary: 'Take back what an event did; of a batch, all of it',
    response: UndoResult,
  }),
}
