import type { DomainRole } from '#contract/settings'
import type { Queryable } from '../../db/open'
import { sha256 } from '../../lib/secrets'
import type { StoredSettings } from './values'

export interface SettingsRow {
  id: string
  stored: StoredSettings
  version: number
  updatedAt: number
}

export const settingsStore = (db: Queryable) => ({
  /** Of a realm, living or not: whoever asks has found it already. */
  async get(realmId: string): Promise<SettingsRow | undefined> {
    const rows = await db
      .selectFrom('realms')
      .select(['id', 'settings', 'version', 'updated_at'])
      .where('id', '=', realmId)
      .execute()
    return rows.map((row) => ({
      id: row.id,
      // Written by us after its schema was applied.
      stored: JSON.parse(row.settings) as StoredSettings,
      version: row.version,
      updatedAt: row.updated_at,
    }))[0]
  },

  /** Whether another realm of the account, one in the bin included, has this external id. */
  async externalIdTaken(realmId: string, accountId: string, externalId: string): Promise<boolean> {
    const rows = await db
      .selectFrom('realms')
      .select('id')
      .where('account_id', '=', accountId)
      .where('external_id', '=', externalId)
      .where('id', '<>', realmId)
      .execute()
    return rows.length > 0
  },

  /** The roles with these ids, those in the bin included; one of an application in the bin lies there with it. */
  async roles(realmId: string, ids: readonly string[]): Promise<(DomainRole & { isDefault: boolean })[]> {
    if (ids.length === 0) return []
    const rows = await db
      .selectFrom('roles as r')
      .leftJoin('applications as a', 'a.id', 'r.application_id')
      .select(['r.id', 'r.name', 'r.is_default', 'r.deletion_id', 'a.name as application'])
      .where('r.realm_id', '=', realmId)
      .where('r.id', 'in', [...new Set(ids)])
      .orderBy('r.name_key')
      .orderBy('r.id')
      .execute()
    return rows.map(({ id, name, application, deletion_id, is_default }) => ({
      id,
      name,
      application,
      deleted: deletion_id !== null,
      isDefault: is_default === 1,
    }))
  },

  /** Keeps a picture and returns what it is known by. The same one is kept once. */
  async keepLogo(realmId: string, data: string, now: number): Promise<string> {
    const hash = sha256(data)
    await db
      .insertInto('realm_logos')
      .values({ realm_id: realmId, hash, data, created_at: now })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    return hash
  },

  async logo(realmId: string, hash: string): Promise<string> {
    if (hash === '') return ''
    const rows = await db
      .selectFrom('realm_logos')
      .select('data')
      .where('realm_id', '=', realmId)
      .where('hash', '=', hash)
      .execute()
    return rows[0]?.data ?? ''
  },
})
