import type { RealmCtx } from '../../context'
import type { Queryable } from '../../db/open'
import { nameKey } from '../../lib/name-key'
import { type IdentityRow, nameOf } from './identities.store'
import { peopleStore } from './people.store'

export type { IdentityRow }

/** Who has which username and which address. */
export interface KnownPeople {
  byUsername: ReadonlyMap<string, IdentityRow>
  byEmail: ReadonlyMap<string, readonly IdentityRow[]>
}

/** Many people at a time, for features that work on lists of them. */
export const peopleService = {
  nameOf,

  among: (db: Queryable, realmId: string, ids: readonly string[]): Promise<IdentityRow[]> =>
    peopleStore(db).among(realmId, ids),

  /** The same for whoever reads people some at a time, in the order of their usernames. */
  async *some(ctx: RealmCtx, ids: readonly string[]): AsyncGenerator<IdentityRow[]> {
    const rows = await peopleStore(ctx.db.read).among(ctx.realm.id, [...new Set(ids)])
    yield rows.toSorted((a, b) => (a.username_key < b.username_key ? -1 : 1))
  },

  /** The living people of the realm who have one of these usernames or addresses. The maps are by `nameKey`. */
  async known(
    db: Queryable,
    realmId: string,
    { usernames, emails }: { usernames: readonly string[]; emails: readonly string[] },
  ): Promise<KnownPeople> {
    const store = peopleStore(db)
    const named = await store.byKey(realmId, 'username_key', usernames.map(nameKey))
    const byEmail = new Map<string, IdentityRow[]>()
    for (const row of await store.byKey(realmId, 'email_key', emails.map(nameKey))) {
      const same = byEmail.get(row.email_key ?? '')
      if (same) same.push(row)
      else byEmail.set(row.email_key ?? '', [row])
    }
    return { byUsername: new Map(named.map((row) => [row.username_key, row])), byEmail }
  },

  groupIds: (db: Queryable, ids: readonly string[]): Promise<Map<string, Set<string>>> => peopleStore(db).groupIds(ids),

  roleNames: (db: Queryable, ids: readonly string[]) => peopleStore(db).roleNames(ids),
}
