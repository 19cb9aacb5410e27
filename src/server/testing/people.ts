import type { AccessPolicy } from '#contract/access-requests'
import { chunks } from '../changes/ledger'
import { domainOf } from '../changes/specs'
import type { Db } from '../db/open'
import { newId } from '../lib/ids'
import { nameKey } from '../lib/name-key'

export interface NewPerson {
  username: string
  email?: string
  firstName?: string
  lastName?: string
  status?: 'active' | 'invited' | 'pending' | 'suspended'
  /** Ids of groups and roles; `endsAt` of the memberships. */
  groups?: readonly string[]
  roles?: readonly string[]
  endsAt?: number
}

/**
 * Puts people straight into a realm, with their links and counters as the server keeps them, but without an event:
 * for tests that want many, or that are about something else. Returns their ids, in order.
 */
export async function addPeople(db: Db, realmId: string, people: readonly NewPerson[], now: number): Promise<string[]> {
  const rows = people.map((person) => ({ id: newId(), ...person }))
  const identities = rows.map(({ id, username, email = null, firstName = '', lastName = '', status = 'active' }) => ({
    id,
    realm_id: realmId,
    version: 1,
    created_at: now,
    updated_at: now,
    deletion_id: null,
    username,
    username_key: nameKey(username),
    email,
    email_key: email === null ? null : nameKey(email),
    first_name: firstName,
    last_name: lastName,
    status,
    attributes: '{}',
    seen_at: 0,
    search: nameKey([username, email === username ? '' : email, firstName, lastName].filter(Boolean).join(' ')),
    email_domain: email === null ? null : domainOf(email),
    second_step: 0,
    break_glass: 0,
    invited_at: null,
  }))
  const memberships = rows.flatMap((person) =>
    (person.groups ?? []).map((group_id) => ({
      realm_id: realmId,
      identity_id: person.id,
      group_id,
      ends_at: person.endsAt ?? null,
      request_id: null,
    })),
  )
  const holdings = rows.flatMap((person) =>
    (person.roles ?? []).map((role_id) => ({
      realm_id: realmId,
      identity_id: person.id,
      role_id,
    })),
  )
  const members = new Map<string, number>()
  for (const { group_id } of memberships) members.set(group_id, (members.get(group_id) ?? 0) + 1)

  await db.write.transaction().execute(async (tx) => {
    const principals = rows.map(({ id, username }) => ({
      id,
      kind: 'identity' as const,
      name: username,
      created_at: now,
    }))
    for (const some of chunks(principals)) await tx.insertInto('principals').values(some).execute()
    for (const some of chunks(identities)) await tx.insertInto('identities').values(some).execute()
    for (const some of chunks(memberships)) await tx.insertInto('identity_groups').values(some).execute()
    for (const some of chunks(holdings)) await tx.insertInto('identity_roles').values(some).execute()
    await tx
      .insertInto('realm_counters')
      .values({ realm_id: realmId, identities: rows.length })
      .onConflict((oc) =>
        oc.column('realm_id').doUpdateSet((eb) => ({
          identities: eb('realm_counters.identities', '+', rows.length),
        })),
      )
      .execute()
    for (const [groupId, n] of members) {
      await tx
        .insertInto('group_counters')
        .values({ group_id: groupId, members: n })
        .onConflict((oc) =>
          oc.column('group_id').doUpdateSet((eb) => ({ members: eb('group_counters.members', '+', n) })),
        )
        .execute()
    }
  })
  return rows.map(({ id }) => id)
}

/** Turns a realm's approvals on or off, or says more of them, past the settings. */
export async function setApprovals(db: Db, realmId: string, approvals: Record<string, unknown>): Promise<void> {
  await db.write.transaction().execute(async (tx) => {
    const rows = await tx.selectFrom('realms').select('settings').where('id', '=', realmId).execute()
    const settings = JSON.parse(rows[0]?.settings ?? '{}') as Record<string, unknown>
    await tx
      .updateTable('realms')
      .set({ settings: JSON.stringify({ ...settings, approvals }) })
      .where('id', '=', realmId)
      .execute()
  })
}

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

/** One approval by a holder of this role. */
export const oneOf = (roleId: string): AccessPolicy => ({
  approvals: 1,
  approvalRoleIds: [roleId],
  maxDurationSeconds: null,
})

export async function setAccessPolicy(db: Db, groupId: string, policy: AccessPolicy | null): Promise<void> {
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
