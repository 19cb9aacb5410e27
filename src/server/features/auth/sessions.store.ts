import { type AdministratorRole, administratorRoles } from '#contract/permissions'
import type { Place } from '../../context'
import type { Queryable } from '../../db/open'
import { newId } from '../../lib/ids'

export const sessionStore = (db: Queryable) => ({
  /** The session of a token that is neither over nor idle for too long. */
  async find(tokenHash: string, now: number, seenAfter: number) {
    const rows = await db
      .selectFrom('sessions as s')
      .innerJoin('principals as p', 'p.id', 's.principal_id')
      .select(['s.id', 's.principal_id', 's.last_seen_at', 'p.name'])
      .where('s.token_hash', '=', tokenHash)
      .where('s.expires_at', '>', now)
      .where('s.last_seen_at', '>', seenAfter)
      .execute()
    return rows[0]
  },

  async create(session: {
    principalId: string
    tokenHash: string
    ip: string
    userAgent: string
    now: number
    expiresAt: number
  }): Promise<void> {
    await db
      .insertInto('sessions')
      .values({
        id: newId(),
        principal_id: session.principalId,
        token_hash: session.tokenHash,
        assurance: 'password',
        verified_at: session.now,
        device_id: null,
        ip: session.ip,
        user_agent: session.userAgent,
        created_at: session.now,
        last_seen_at: session.now,
        expires_at: session.expiresAt,
      })
      .execute()
  },

  /** Nobody waits for this, so an earlier one may come later. */
  async seen(id: string, now: number): Promise<void> {
    await db
      .updateTable('sessions')
      .set({ last_seen_at: now })
      .where('id', '=', id)
      .where('last_seen_at', '<', now)
      .execute()
  },

  async remove(id: string): Promise<void> {
    await db.deleteFrom('sessions').where('id', '=', id).execute()
  },

  /** Where an administrator belongs: memberships in force, with the realms they are limited to. */
  async places(principalId: string, now: number): Promise<Place[]> {
    const memberships = await db
      .selectFrom('memberships as m')
      .innerJoin('accounts as a', 'a.id', 'm.account_id')
      .select(['m.id', 'm.account_id', 'm.role', 'm.all_realms', 'a.name'])
      .where('m.principal_id', '=', principalId)
      .where((eb) => eb.or([eb('m.ends_at', 'is', null), eb('m.ends_at', '>', now)]))
      .orderBy('a.name')
      .execute()
    const limited = memberships.filter((membership) => !membership.all_realms)
    const realms = limited.length === 0 ? [] : await this.realmsOf(limited.map(({ id }) => id))
    return memberships.map((membership) => {
      // The column holds nothing else: only our own code writes it.
      const role = membership.role as AdministratorRole
      return {
        accountId: membership.account_id,
        accountName: membership.name,
        role,
        permissions: administratorRoles[role].permissions,
        realmIds: membership.all_realms
          ? null
          : realms.filter(({ membership_id }) => membership_id === membership.id).map(({ realm_id }) => realm_id),
      }
    })
  },

  async realmsOf(membershipIds: string[]) {
    return db
      .selectFrom('membership_realms')
      .select(['membership_id', 'realm_id'])
      .where('membership_id', 'in', membershipIds)
      .execute()
  },
})
