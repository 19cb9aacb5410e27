import type { Thing } from '#contract/changes'
import type { Page } from '#contract/list'
import type { Realm, RealmDetail, RealmInput, RealmListQuery, RealmPatch } from '#contract/realms'
import { countsOf, startBatch } from '../../changes/batch'
import { change } from '../../changes/change'
import type { Tx } from '../../changes/change'
import { expectVersion } from '../../changes/versions'
import type { AccountCtx, Ctx, RealmCtx } from '../../context'
import type { Queryable } from '../../db/open'
import { conflict, notFound } from '../../lib/errors'
import { newId } from '../../lib/ids'
import { practicePlan } from './practice'
import { realmStore } from './realms.store'
import { startingSet } from './starting-set'

export const realmService = {
  list: (ctx: Ctx, query: RealmListQuery): Promise<Page<Realm>> => realmStore(ctx.db.read).list(ctx.places, query),

  async get(ctx: RealmCtx): Promise<RealmDetail> {
    const store = realmStore(ctx.db.read)
    const realm = await store.get(ctx.account.id, ctx.realm.id)
    if (!realm) throw notFound('realm')
    return { ...realm, counts: await store.counts(realm.id) }
  },

  create: (ctx: AccountCtx, input: RealmInput): Promise<Realm> =>
    change(ctx, async (tx) => {
      const store = realmStore(tx.sql)
      // Names are unique on the whole server, other accounts' and the bin's included.
      if (await store.nameTaken(input.name)) throw conflict('name_taken', { name: 'Already used on this server' })
      const id = newId()
      const practice = input.start === 'practice'
      await tx.ledger.create('realm', ctx.account.id, [
        {
          id,
          fields: {
            accountId: ctx.account.id,
            name: input.name,
            displayName: input.displayName || input.name,
            description: input.description ?? '',
            practice,
            settings: {},
          },
        },
      ])
      const realmAdminId = await furnish(tx, id)
      if (input.firstAdministrator) await addAdministrator(tx, id, input.firstAdministrator.username, realmAdminId)
      if (practice) {
        const plan = practicePlan(id)
        await startBatch(tx.sql, ctx, { kind: 'practice', realmId: id, plan, about: { counts: countsOf(plan) } })
      }
      tx.record('realm.created', { realmId: id, params: { name: input.name, practice } })
      const realm = await store.get(ctx.account.id, id)
      if (!realm) throw notFound('realm')
      return realm
    }),

  update: (ctx: RealmCtx, patch: RealmPatch): Promise<Realm> =>
    change(ctx, async (tx) => {
      const store = realmStore(tx.sql)
      const realm = await store.get(ctx.account.id, ctx.realm.id)
      if (!realm) throw notFound('realm')
      await expectVersion(ctx, tx, realm)
      const { displayName, description } = patch
      await tx.ledger.update('realm', realm.id, {
        ...(displayName === undefined ? {} : { displayName: displayName || realm.name }),
        ...(description === undefined ? {} : { description }),
      })
      tx.record('realm.updated', { params: { name: realm.name } })
      return (await store.get(ctx.account.id, realm.id)) ?? realm
    }),

  /**
   * Only the realm itself is marked: whatever is in it is reached through its name alone, so it goes and comes back as
   * it is, however much that may be.
   */
  remove: (ctx: RealmCtx): Promise<void> =>
    change(ctx, async (tx) => {
      const realm = await realmStore(tx.sql).get(ctx.account.id, ctx.realm.id)
      if (!realm) throw notFound('realm')
      await expectVersion(ctx, tx, realm)
      await tx.ledger.remove(realm.id, [{ kind: 'realm', id: realm.id }])
      tx.record('realm.deleted', { params: { name: realm.name } })
    }),

  // For other features

  /** What people call the realm. */
  async nameForPeople(db: Queryable, ctx: RealmCtx): Promise<string> {
    const realm = await realmStore(db).get(ctx.account.id, ctx.realm.id)
    return realm?.displayName || ctx.realm.name
  },
}

/** Puts the starting roles and applications into a new realm. Returns the id of the role of its administrators. */
async function furnish(tx: Tx, realmId: string): Promise<string> {
  const { things, includes, realmAdminId } = startingSet()
  for (const kind of ['application', 'role'] satisfies Thing[]) {
    const own = things.filter((thing) => thing.kind === kind)
    await tx.ledger.create(kind, realmId, own)
  }
  await tx.ledger.link('role-include', realmId, includes)
  return realmAdminId
}

/** The realm's first administrator: usernames are kept in lower case, as the protocols expect of a sovereign. */
async function addAdministrator(tx: Tx, realmId: string, username: string, roleId: string): Promise<void> {
  const [id] = await tx.ledger.create('identity', realmId, [
    {
      fields: {
        username: username.toLowerCase(),
        email: null,
        firstName: '',
        lastName: '',
        status: 'active',
        attributes: {},
      },
    },
  ])
  if (id) await tx.ledger.link('identity-role', realmId, [[id, roleId]])
}
