import type { Queryable } from '../db/open'
import { deviceName } from '../lib/device-name'
import type { Row } from './specs'

/** Something that cannot come back once it has ended; `before` is what the log keeps of it, never a secret. */
export interface EndingRecord {
  id: string
  name: string
  before: Row
}

/** The sign-ins of these people that are in force, the oldest first. */
export async function sessionsOf(tx: Queryable, identityIds: readonly string[], now: number): Promise<EndingRecord[]> {
  const rows = await tx
    .selectFrom('sessions')
    .select(['id', 'principal_id', 'ip', 'user_agent', 'created_at'])
    .where('principal_id', 'in', identityIds)
    .where('expires_at', '>', now)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(({ id, principal_id, ip, user_agent, created_at }) => ({
    id,
    name: [deviceName(user_agent), ip].filter(Boolean).join(', '),
    before: { identityId: principal_id, ip, userAgent: user_agent, createdAt: created_at },
  }))
}

const factorNames: Record<string, string> = {
  totp: 'Authenticator app',
  passkey: 'Passkey',
  'backup-codes': 'Backup codes',
}

/** The second steps of these people, the oldest first. */
export async function factorsOf(tx: Queryable, identityIds: readonly string[]): Promise<EndingRecord[]> {
  const rows = await tx
    .selectFrom('factors')
    .select(['id', 'principal_id', 'kind', 'created_at'])
    .where('principal_id', 'in', identityIds)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(({ id, principal_id, kind, created_at }) => ({
    id,
    name: factorNames[kind] ?? kind,
    before: { identityId: principal_id, kind, createdAt: created_at },
  }))
}
