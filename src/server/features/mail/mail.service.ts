import type { MailState } from '#contract/identities'
import type { Tx } from '../../changes/change'
import type { RealmCtx } from '../../context'
import type { Queryable } from '../../db/open'
import { addJob } from '../../jobs/jobs.store'
import { AppError } from '../../lib/errors'
import { newId } from '../../lib/ids'
import { mailStore, toMailState } from './mail.store'
import type { MailText } from './mail.text'

/** How long after a mail the next one of its kind may go to the same person. */
const PAUSE_MS = 60_000

export type MailKind = 'invitation'

export const mailService = {
  /** The newest mail of a kind to a person, and what became of it. */
  async newest(db: Queryable, realmId: string, identityId: string, kind: MailKind): Promise<MailState | null> {
    const mail = await mailStore(db).newest(realmId, identityId, kind)
    return mail ? toMailState(mail) : null
  },

  /**
   * Puts a mail to a person into the outbox, within an open change; a job sends it once the change is done. Without a mail
   * server it is kept for somebody to pass on. Throws 429 within a minute of the one before.
   */
  async queue(
    tx: Tx,
    ctx: RealmCtx,
    mail: { kind: MailKind; identityId: string; recipient: string; text: MailText },
  ): Promise<void> {
    const { kind, identityId, recipient } = mail
    const store = mailStore(tx.sql)
    const before = await store.newest(ctx.realm.id, identityId, kind)
    const waitMs = before ? before.created_at + PAUSE_MS - ctx.now : 0
    if (waitMs > 0) {
      throw new AppError('throttled', {
        message: 'They were sent a mail less than a minute ago. Wait a little.',
        details: { retryAfterSeconds: Math.ceil(waitMs / 1000) },
      })
    }
    const id = newId()
    await store.add({
      id,
      account_id: ctx.account.id,
      realm_id: ctx.realm.id,
      identity_id: identityId,
      kind,
      recipient,
      subject: mail.text.subject,
      body: mail.text.body,
      state: ctx.config.mail ? 'waiting' : 'kept',
      error: null,
      created_at: ctx.now,
      sent_at: null,
    })
    if (ctx.config.mail) await addJob(tx.sql, { kind: 'mail', payload: { mailId: id }, runAt: ctx.now, now: ctx.now })
  },
}
