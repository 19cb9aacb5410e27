import * as z from 'zod/mini'

/** Every code an answer can carry, with its HTTP status and the English sentence for API users. */
export const errorCodes = {
  malformed: [400, 'The request could not be read as JSON.'],
  preview_not_supported: [400, 'This request cannot be previewed.'],
  cursor_mismatch: [400, 'This cursor belongs to another query. Start again from the first page.'],
  signed_out: [401, 'Sign in first.'],
  wrong_credentials: [401, 'That e-mail address and password do not belong together.'],
  forbidden: [403, 'You do not have the permission for this.'],
  forged_origin: [403, 'This request came from another site.'],
  sign_up_closed: [403, 'Accounts are made by invitation here.'],
  step_up_required: [403, 'Confirm that it is you first.'],
  link_used: [403, 'This set-up link is not valid. Use the newest one that the server printed.'],
  not_found: [404, 'There is nothing here, or it is not yours to see.'],
  conflict: [409, 'This contradicts what is there now.'],
  name_taken: [409, 'That name is already used here.'],
  email_taken: [409, 'Someone else here has that e-mail address.'],
  external_id_taken: [409, 'Another realm of this account has that external id.'],
  needs_approval: [409, 'Joining this group needs approval. Ask for access instead.'],
  no_email: [409, 'This person has no e-mail address.'],
  already_active: [409, 'This person has been here already.'],
  changed_meanwhile: [409, 'Someone changed this meanwhile.'],
  built_upon: [409, 'Later changes rest on this one.'],
  already_undone: [409, 'This was undone already.'],
  not_undoable: [409, 'This cannot be undone.'],
  group_cycle: [409, 'A group cannot lie inside itself.'],
  role_cycle: [409, 'A role cannot contain itself.'],
  last_owner: [409, 'An account needs an owner who can sign in.'],
  built_in: [409, 'The protocols look for this application in every realm. It can be disabled, but not deleted.'],
  parent_in_bin: [409, 'What this belongs to lies in the bin itself. Restore that first.'],
  already_set_up: [409, 'This server is set up already.'],
  in_progress: [409, 'The first request with this key is still running.'],
  too_large: [413, 'The request is too large.'],
  unsupported_media_type: [415, 'Send JSON.'],
  misdirected: [421, 'This server does not answer for that host name.'],
  invalid: [422, 'Some fields need correcting.'],
  idempotency_key_reused: [422, 'This Idempotency-Key was used for a different request.'],
  account_required: [422, 'Say which account this is for.'],
  breached_password: [422, 'This password is on lists of stolen passwords. Choose another one.'],
  version_required: [428, 'Send the version you saw as If-Match.'],
  throttled: [429, 'Too many attempts. Wait a little.'],
  internal: [500, 'Something went wrong on our side.'],
  unavailable: [503, 'The server cannot answer just now.'],
} as const satisfies Record<string, readonly [status: number, message: string]>

export type ErrorCode = keyof typeof errorCodes

/** The one body of every refused request. `fields` maps a field's path (`attributes.team`) to what is wrong with it. */
export const ErrorBody = z.object({
  code: z.string(),
  message: z.string(),
  fields: z.optional(z.record(z.string(), z.string())),
  details: z.optional(z.record(z.string(), z.unknown())),
  requestId: z.string(),
})
export type ErrorBody = z.infer<typeof ErrorBody>
