import type { Queryable } from '../../db/open'
import { newId } from '../../lib/ids'
import { nameKey } from '../../lib/name-key'

export const authStore = (db: Queryable) => ({
  /** The administrator with this address, and their password's hash. */
  async byEmail(email: string) {
    const rows = await db
      .selectFrom('emails as e')
      .innerJoin('principals as p', 'p.id', 'e.principal_id')
      .innerJoin('credentials as c', 'c.principal_id', 'p.id')
      .select(['p.id', 'p.name', 'c.data'])
      .where('e.unique_scope', '=', 'server')
      .where('e.email_key', '=', nameKey(email))
      .where('c.kind', '=', 'password')
      .execute()
    return rows[0]
  },

  async administrator(id: string) {
    const rows = await db
      .selectFrom('principals as p')
      .innerJoin('emails as e', 'e.principal_id', 'p.id')
      .select(['p.id', 'p.name', 'e.email'])
      .where('p.id', '=', id)
      .where('e.is_primary', '=', 1)
      .execute()
    return rows[0]
  },

  async emailTaken(email: string): Promise<boolean> {
    const rows = await db
      .selectFrom('emails')
      .select('id')
      .where('unique_scope', '=', 'server')
      .where('email_key', '=', nameKey(email))
      .execute()
    return rows.length > 0
  },

  async anyAdministrator(): Promise<boolean> {
    const rows = await db.selectFrom('principals').select('id').where('kind', '=', 'administrator').limit(1).execute()
    return rows.length > 0
  },

  /** A new account and the person who owns it. */
  async createOwner(owner: { name: string; email: string; passwordHash: string; accountName: string; now: number }) {
    const [principalId, accountId] = [newId(), newId()]
    const { now } = owner
    await db
      .insertInto('principals')
      .values({ id: principalId, kind: 'administrator', name: owner.name, created_at: now })
      .execute()
    await db
      .insertInto('credentials')
      .values({ id: newId(), principal_id: principalId, kind: 'password', data: owner.passwordHash, created_at: now })
      .execute()
    await db
      .insertInto('emails')
      .values({
        id: newId(),
        principal_id: principalId,
        email: owner.email,
        email_key: nameKey(owner.email),
        unique_scope: 'server',
        is_primary: 1,
        verified_at: null,
        created_at: now,
      })
      .execute()
    await db
      .insertInto('accounts')
      .values({ id: accountId, name: owner.accountName, created_at: now, version: 1 })
      .execute()
    await db
      .insertInto('memberships')
      .values({
        id: newId(),
        account_id: accountId,
        principal_id: principalId,
        role: 'owner',
        all_realms: 1,
        ends_at: null,
        created_at: now,
        version: 1,
      })
      .execute()
    return { principalId, accountId }
  },

  async realmNames(ids: string[]): Promise<Map<string, string>> {
    if (ids.length === 0) return new Map()
    const rows = await db
      .selectFrom('realms')
      .select(['id', 'name'])
      .where('id', 'in', ids)
      .where('deletion_id', 'is', null)
      .execute()
    return new Map(rows.map((row) => [row.id, row.name]))
  },
})

/** Small facts that the server as a whole keeps: the key's fingerprint, the set-up link. */
export const serverState = (db: Queryable) => ({
  async get(name: string): Promise<string | undefined> {
    const rows = await db.selectFrom('server_state').select('value').where('name', '=', name).execute()
    return rows[0]?.value
  },
  async set(name: string, value: string): Promise<void> {
    await db
      .insertInto('server_state')
      .values({ name, value })
      .onConflict((oc) => oc.column('name').doUpdateSet({ value }))
      .execute()
  },
  async remove(name: string): Promise<void> {
    await db.deleteFrom('server_state').where('name', '=', name).execute()
  },
})
