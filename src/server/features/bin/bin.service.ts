import type { EventTypeName } from '#contract/activity'
import { ClientId } from '#contract/applications'
import type { BinItem, BinQuery, Restored, RestoreInput } from '#contract/bin'
import type { Thing } from '#contract/changes'
import type { Page } from '#contract/list'
import { Username } from '#contract/realms'
import { change, type Tx } from '../../changes/change'
import { type Row, thingSpecs } from '../../changes/specs'
import type { AccountCtx, RealmCtx } from '../../context'
import { conflict, invalid, notFound } from '../../lib/errors'
import { binStore } from './bin.store'

export const binService = {
  list: (ctx: RealmCtx, query: BinQuery): Promise<Page<BinItem>> =>
    binStore(ctx.db.read).listOfRealm(ctx.realm.id, query),

  listRealms: (ctx: AccountCtx, query: BinQuery): Promise<Page<BinItem>> =>
    binStore(ctx.db.read).listRealms(ctx.account.id, query),

  restore: (ctx: RealmCtx, kind: Thing, id: string, input: RestoreInput): Promise<Restored> =>
    change(ctx, (tx) => restore(tx, ctx.realm.id, kind, id, input)),

  restoreRealm: (ctx: AccountCtx, realmId: string, input: RestoreInput): Promise<Restored> =>
    change(ctx, async (tx) => {
      const deletion = await binStore(tx.sql).find(realmId, 'realm', realmId)
      if (!deletion || deletion.account_id !== ctx.account.id) throw notFound('realm')
      if (input.name !== undefined) throw invalid({ name: 'A realm’s name is its address and never changes' })
      return restore(tx, realmId, 'realm', realmId, {})
    }),
}

const restoredTypes: Partial<Record<Thing, EventTypeName>> = {
  realm: 'realm.restored',
  group: 'group.restored',
  role: 'role.restored',
  application: 'application.restored',
  identity: 'identity.restored',
}

async function restore(tx: Tx, realmId: string, kind: Thing, id: string, input: RestoreInput): Promise<Restored> {
  const store = binStore(tx.sql)
  const type = restoredTypes[kind]
  if (type === undefined) throw notFound()
  const deletion = await store.find(realmId, kind, id)
  const found = deletion && (await store.fields(kind, id))
  if (!deletion || !found) throw notFound()
  const { patch, movedToTop } = await place(tx, found.fields)
  const { nameField } = thingSpecs[kind]
  if (input.name !== undefined) {
    const refused = wrongName(kind, input.name)
    if (refused) throw invalid({ name: refused })
    patch[nameField] = input.name
  }
  const name = thingSpecs[kind].name({ ...found.fields, ...patch })
  if (await store.nameTaken(kind, realmId, { ...found.fields, ...patch })) {
    throw conflict('name_taken', { name: 'Already used here' })
  }
  const contents = await store.contents(deletion)
  await tx.ledger.restore(contents.map((one) => (one.id === id ? { ...one, patch } : one)))
  tx.record(type, { realmId, params: { name, withIt: deletion.with_it, movedToTop } })
  return { kind, id, name, movedToTop }
}

/** Why a kind of thing cannot be called this. */
function wrongName(kind: Thing, name: string): string | null {
  const schema = kind === 'identity' ? Username : kind === 'application' ? ClientId : null
  return schema?.safeParse(name).error?.issues[0]?.message ?? null
}

/** Where a restored thing goes: back where it was, or a group to the top when its parent is gone. */
async function place(tx: Tx, fields: Row): Promise<{ patch: Row; movedToTop: boolean }> {
  const { parentId, applicationId } = fields
  if (typeof applicationId === 'string') {
    const application = await binStore(tx.sql).fields('application', applicationId)
    if (!application?.living) throw conflict('parent_in_bin')
  }
  if (typeof parentId !== 'string') return { patch: {}, movedToTop: false }
  const parent = await binStore(tx.sql).fields('group', parentId)
  return parent?.living ? { patch: {}, movedToTop: false } : { patch: { parentId: null }, movedToTop: true }
}
