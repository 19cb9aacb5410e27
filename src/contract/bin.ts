import * as z from 'zod/mini'
import { things } from './changes'
import { endpoint } from './endpoint'
import { listQuery, pageOf } from './list'
import { Id, line, Time } from './primitives'

/** How long a deleted thing waits in the bin. */
export const BIN_DAYS = 30

export const BinItem = z.object({
  kind: z.enum(things),
  id: Id,
  name: z.string(),
  deletedAt: Time,
  deletedBy: z.string(),
  /** When it goes for good. */
  expiresAt: Time,
  /** How many further things went with it and come back with it. */
  withIt: z.int(),
  /** True when the group it lay in is in the bin too, or gone: restored by itself, it will lie at the top level. */
  toTop: z.boolean(),
})
export type BinItem = z.infer<typeof BinItem>

/** `name`: a new name, when the old one is taken by now; of an application a new client id, since only that must be free. */
export const RestoreInput = z.strictObject({ name: z.optional(line(255)) })
export type RestoreInput = z.infer<typeof RestoreInput>

export const Restored = z.object({
  kind: z.enum(things),
  id: Id,
  name: z.string(),
  /** True when the group it lay in is gone, so that it now lies at the top level. */
  movedToTop: z.boolean(),
})
export type Restored = z.infer<typeof Restored>

export const BinQuery = listQuery(['-deletedAt'], { kind: z.optional(z.enum(things)) })
export type BinQuery = z.infer<typeof BinQuery>

export const bin = {
  list: endpoint('GET', '/realms/:realm/bin', {
    needs: 'realm:read',
    summary: 'What was deleted in a realm during the last 30 days',
    query: BinQuery,
    response: pageOf(BinItem),
  }),
  /** Needs the permission to write that kind. Errors: 409 `name_taken` with `fields.name`. */
  restore: endpoint('POST', '/realms/:realm/bin/:kind/:id/restore', {
    needs: 'of-kind',
    summary: 'Take a thing out of the bin, with its parts and links',
    body: RestoreInput,
    response: Restored,
  }),
  listRealms: endpoint('GET', '/accounts/:accountId/bin', {
    needs: 'realm:delete',
    summary: 'Realms that were deleted during the last 30 days',
    query: BinQuery,
    response: pageOf(BinItem),
  }),
  restoreRealm: endpoint('POST', '/accounts/:accountId/bin/realms/:realmId/restore', {
    needs: 'realm:delete',
    summary: 'Take a realm out of the bin',
    body: RestoreInput,
    response: Restored,
  }),
}
