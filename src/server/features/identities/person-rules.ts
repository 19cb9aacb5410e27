import type { SettingsValues } from '#contract/settings'
import { mayInvite } from '../settings/values'
import type { IdentityRow } from './identities.store'

/** What one person's page and changes of many at once go by alike. */

/** Whoever was invited and never came is still to come. */
export const statusAfterSuspension = (row: Pick<IdentityRow, 'invited_at' | 'seen_at'>): 'invited' | 'active' =>
  row.invited_at !== null && row.seen_at === 0 ? 'invited' : 'active'

/** Why somebody cannot be invited. */
export type Uninvitable = 'suspended' | 'already_active' | 'no_email' | 'invitations_closed'

/** Null when they can be. */
export function uninvitable(
  { status, email }: Pick<IdentityRow, 'status' | 'email'>,
  settings: SettingsValues,
): Uninvitable | null {
  if (status === 'suspended') return 'suspended'
  if (status === 'active') return 'already_active'
  if (email === null) return 'no_email'
  return mayInvite(settings, email) === true ? null : 'invitations_closed'
}
