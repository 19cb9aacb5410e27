import type { AccessPolicy } from '#contract/access-requests'
import type { SettingsValues } from '#contract/settings'
import type { Queryable } from '../db/open'
import { settingsOf } from '../features/settings/settings-of'

/** What a realm's settings say of approvals. */
export const approvalsIn = async (db: Queryable, realmId: string): Promise<SettingsValues['approvals']> =>
  (await settingsOf(db, realmId)).approvals

/** A policy as the column holds it. */
export const readPolicy = (text: string | null): AccessPolicy | null =>
  // Written by us after its schema was applied.
  text === null ? null : (JSON.parse(text) as AccessPolicy)
