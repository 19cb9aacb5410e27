import type { SettingsValues } from '#contract/settings'
import type { Queryable } from '../../db/open'
import { settingsStore } from './settings.store'
import { settingsFrom } from './values'

/** The settings of a realm, living or not, for the rules of others. Its logo is only what the picture is known by. */
export const settingsOf = async (db: Queryable, realmId: string): Promise<SettingsValues> =>
  settingsFrom((await settingsStore(db).get(realmId))?.stored)
