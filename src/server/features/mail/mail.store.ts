import type { MailState } from '#contract/identities'
import type { Queryable } from '../../db/open'
import type { Tables } from '../../db/tables'
import { toTime } from '../../lib/clock'

export type MailRow = Tables['outbox']

/** Mails wait here until a job has sent them: the change that asks for one never waits for a mail server. */
export const mailStore = (db: Queryable) => ({
  async add(row: MailRow): Promise<void> {
    await db.insertInto('outbox').values(row).execute()
  },

  async find(id: string): Promise<MailRow | undefined> {
    const rows = await db.selectFrom('outbox').selectAll().where('id', '=', id).execute()
    return rows[0]
  },

  /** The newest mail of a kind to a person. */
  async newest(realmId: string, identityId: string, kind: string): Promise<MailRow | undefined> {
    const rows = await db
      .selectFrom('outbox')
      .selectAll()
      .where('realm_id', '=', realmId)
      .where('identity_id', '=', identityId)
      .where('kind', '=', kind)
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(1)
      .execute()
    return rows[0]
  },

  /** Notes what became of a mail, unless that is known already. */
  async settle(id: string, patch: Pick<MailRow, 'state' | 'error'> & { sent_at?: number }): Promise<void> {
    await db.updateTable('outbox').set(patch).where('id', '=', id).where('state', '=', 'waiting').execute()
  },

  /** Whom a mail is about, as they are now; undefined when they or their realm are in the bin or gone. */
  async recipient(realmId: string, identityId: string) {
    const rows = await db
      .selectFrom('identities as i')
      .innerJoin('realms as r', 'r.id', 'i.realm_id')
      .select(['i.email', 'i.status'])
      .where('i.id', '=', identityId)
      .where('i.realm_id', '=', realmId)
      .where('i.deletion_id', 'is', null)
      .where('r.deletion_id', 'is', null)
      .execute()
    return rows[0]
  },
})

// Only our own code writes states.
export const toMailState = (row: MailRow): MailState => ({
  state: row.state as MailState['state'],
  subject: row.subject,
  body: row.body,
  recipient: row.recipient,
  error: row.error,
  at: toTime(row.sent_at ?? row.created_at),
})
