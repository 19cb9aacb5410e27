import type { Db } from '../db/open'
import { newId } from '../lib/ids'

// People cannot sign in yet: these write what signing in, and enrolling a second step, will write.

export async function addSession(
  db: Db,
  identityId: string,
  {
    now,
    userAgent = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    ip = '203.0.113.7',
  }: {
    now: number
    userAgent?: string
    ip?: string
  },
): Promise<string> {
  const id = newId()
  await db.write
    .insertInto('sessions')
    .values({
      id,
      principal_id: identityId,
      token_hash: id,
      assurance: 'password',
      verified_at: now,
      device_id: null,
      ip,
      user_agent: userAgent,
      created_at: now,
      last_seen_at: now,
      expires_at: now + 24 * 3_600_000,
    })
    .execute()
  return id
}

export async function addFactor(db: Db, identityId: string, kind: string, now: number): Promise<string> {
  const id = newId()
  await db.write.transaction().execute(async (tx) => {
    await tx
      .insertInto('factors')
      .values({
        id,
        principal_id: identityId,
        kind,
        rp_id: null,
        data: 'a secret',
        created_at: now,
        last_used_at: null,
      })
      .execute()
    await tx.updateTable('identities').set({ second_step: 1 }).where('id', '=', identityId).execute()
  })
  return id
}

/** Says in a realm's settings what there is no endpoint for. */
export async function setRealmSettings(db: Db, realm: string, settings: Record<string, unknown>): Promise<void> {
  await db.write
    .updateTable('realms')
    .set({ settings: JSON.stringify(settings) })
    .where('name', '=', realm)
    .execute()
}

export async function setAccessPolicy(db: Db, groupId: string, policy: Record<string, unknown> | null): Promise<void> {
  await db.write
    .updateTable('groups')
    .set({ access_policy: policy && JSON.stringify(policy) })
    .where('id', '=', groupId)
    .execute()
}

/** A request that was granted. */
export async function addRequest(
  db: Db,
  request: { realm: string; identityId: string; groupId: string; now: number },
): Promise<string> {
  const id = newId()
  const realm = await db.read.selectFrom('realms').select('id').where('name', '=', request.realm).execute()
  await db.write
    .insertInto('access_requests')
    .values({
      id,
      realm_id: realm[0]?.id ?? '',
      version: 1,
      created_at: request.now,
      updated_at: request.now,
      deletion_id: null,
      identity_id: request.identityId,
      group_id: request.groupId,
      reason: 'For a while',
      status: 'approved',
      duration_seconds: 86_400,
      approvals_needed: 1,
      decisions: '[]',
      asked_by_id: null,
      asked_by_name: 'Olga Owner',
      expires_at: request.now + 1000,
      decided_at: request.now,
      ends_at: request.now + 86_400_000,
    })
    .execute()
  return id
}
