import type { MailState } from '#contract/identities'
import { insertMany } from '../../db/many-rows'
import type { Queryable } from '../../db/open'
import type { Tables } from '../../db/tables'
import { toTime } from '../../lib/clock'

export type MailRow = Tables['outbox']

/** Mails wait here until a job has sent them: the change that asks for one never waits for a mail server. */
export const mailStore = (db: Queryable) => ({
  addAll: (rows: readonly MailRow[]): Promise<void> => insertMany(db, 'outbox', rows),

  /** Which of these people a mail of this kind was written to since then. */
  async writtenTo(kind: string, ids: readonly string[], since: number): Promise<Set<string>> {
    if (ids.length === 0) return new Set()
    const rows = await db
      .selectFrom('outbox')
      .select('identity_id')
      .where('identity_id', 'in', ids)
      .where('created_at', '>', since)
      .where('kind', '=', kind)
      .execute()
    return new Set(rows.flatMap(({ identity_id }) => identity_id ?? []))
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
      .select(['i.email', 'i.status', 'i.second_step'])
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
