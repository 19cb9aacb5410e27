import { type RealmSettings, settingKeys, settingsProblems, type SettingsPatch } from '#contract/settings'
import { change, type Tx } from '../../changes/change'
import { expectVersion } from '../../changes/versions'
import type { RealmCtx } from '../../context'
import type { Queryable } from '../../db/open'
import { canonical } from '../../lib/canonical'
import { toTime } from '../../lib/clock'
import { conflict, invalid, notFound } from '../../lib/errors'
import { settingsOf } from './settings-of'
import { type SettingsRow, settingsStore } from './settings.store'
import { ownSettings, settingsFrom, type StoredSettings, withPatch } from './values'

export const settingsService = {
  of: settingsOf,

  get: async (ctx: RealmCtx): Promise<RealmSettings> => answer(ctx.db.read, await rowOf(ctx.db.read, ctx.realm.id)),

  update: (ctx: RealmCtx, patch: SettingsPatch): Promise<RealmSettings> =>
    change(ctx, async (tx) => {
      const row = await rowOf(tx.sql, ctx.realm.id)
      await expectVersion(ctx, tx, { ...(await answer(tx.sql, row)), id: row.id })
      const stored = withPatch(row.stored, await withLogo(ctx, tx, patch))
      const changed = settingKeys.filter((key) => canonical(row.stored[key]) !== canonical(stored[key]))
      const problems = settingsProblems(settingsFrom(stored))
      if (Object.keys(problems).length > 0) throw invalid(problems)
      await expectExternalId(ctx, tx, row.stored, stored)
      await expectRoles(ctx, tx, row.stored, stored)
      await tx.ledger.update('realm', row.id, { settings: stored })
      tx.record('realm.settings_changed', { params: { name: ctx.realm.name, settings: changed } })
      return answer(tx.sql, await rowOf(tx.sql, ctx.realm.id))
    }),
}

async function rowOf(db: Queryable, realmId: string): Promise<SettingsRow> {
  const row = await settingsStore(db).get(realmId)
  if (!row) throw notFound('realm')
  return row
}

async function answer(db: Queryable, { id, stored, version, updatedAt }: SettingsRow): Promise<RealmSettings> {
  const store = settingsStore(db)
  const values = settingsFrom(stored)
  return {
    values: { ...values, logo: await store.logo(id, values.logo) },
    own: ownSettings(stored),
    roles: await store.roles(
      id,
      values.emailDomainRoles.map(({ roleId }) => roleId),
    ),
    version,
    updatedAt: toTime(updatedAt),
  }
}

/** The patch with the picture kept, and in its place what it is known by. */
async function withLogo(ctx: RealmCtx, tx: Tx, patch: SettingsPatch): Promise<SettingsPatch> {
  if (!patch.logo) return patch
  return { ...patch, logo: await settingsStore(tx.sql).keepLogo(ctx.realm.id, patch.logo, ctx.now) }
}

async function expectExternalId(ctx: RealmCtx, tx: Tx, was: StoredSettings, is: StoredSettings): Promise<void> {
  const { externalId } = settingsFrom(is)
  if (externalId === '' || externalId === was.externalId) return
  if (await settingsStore(tx.sql).externalIdTaken(ctx.realm.id, ctx.account.id, externalId))
    throw conflict('external_id_taken', { externalId: 'Another realm of this account has it' })
}

/** What stands there already may speak of a role that went to the bin since: it counts again when that comes back. */
async function expectRoles(ctx: RealmCtx, tx: Tx, was: StoredSettings, is: StoredSettings): Promise<void> {
  const known = new Set(settingsFrom(was).emailDomainRoles.map(({ domain, roleId }) => `${domain} ${roleId}`))
  const { emailDomainRoles } = settingsFrom(is)
  const fresh = emailDomainRoles.filter(({ domain, roleId }) => !known.has(`${domain} ${roleId}`))
  const found = await settingsStore(tx.sql).roles(
    ctx.realm.id,
    fresh.map(({ roleId }) => roleId),
  )
  for (const one of fresh) {
    const role = found.find(({ id }) => id === one.roleId)
    if (!role || role.deleted) throw notFound('role')
    if (role.isDefault)
      throw invalid({
        [`emailDomainRoles.${emailDomainRoles.indexOf(one)}.roleId`]: 'Everyone here holds this role already',
      })
  }
}
