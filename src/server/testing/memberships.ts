import type { AdministratorRole } from '#contract/permissions'
import type { Db } from '../db/open'
import { newId } from '../lib/ids'
import { nameKey } from '../lib/name-key'

// Inviting administrators does not exist yet: these write what it will write.

export interface NewMembership {
  accountId: string
  role: AdministratorRole
  /** Ids of the realms it is limited to; all without. */
  realmIds?: readonly string[]
  endsAt?: number
}

/** A further administrator without a membership, who has the same password as everyone in tests. Returns their id. */
export async function addAdministrator(db: Db, person: { name: string; email: string }, now: number): Promise<string> {
  const id = newId()
  const known = await db.read.selectFrom('credentials').select('data').where('kind', '=', 'password').limit(1).execute()
  // Hashing it anew would only take its time.
  const data = known[0]?.data ?? ''
  await db.write.transaction().execute(async (tx) => {
    await tx
      .insertInto('principals')
      .values({ id, kind: 'administrator', name: person.name, created_at: now })
      .execute()
    await tx
      .insertInto('credentials')
      .values({ id: newId(), principal_id: id, kind: 'password', data, created_at: now })
      .execute()
    await tx
      .insertInto('emails')
      .values({
        id: newId(),
        principal_id: id,
        email: person.email,
        email_key: nameKey(person.email),
        unique_scope: 'server',
        is_primary: 1,
        verified_at: null,
        created_at: now,
      })
      .execute()
  })
  return id
}

export async function addMembership(
  db: Db,
  principalId: string,
  { accountId, role, realmIds, endsAt }: NewMembership,
  now: number,
): Promise<void> {
  const id = newId()
  await db.write.transaction().execute(async (tx) => {
    await tx
      .insertInto('memberships')
      .values({
        id,
        account_id: accountId,
        principal_id: principalId,
        role,
        all_realms: realmIds ? 0 : 1,
        ends_at: endsAt ?? null,
        created_at: now,
        version: 1,
      })
      .execute()
    const rows = (realmIds ?? []).map((realmId) => ({ membership_id: id, realm_id: realmId }))
    if (rows.length > 0) await tx.insertInto('membership_realms').values(rows).execute()
  })
}
