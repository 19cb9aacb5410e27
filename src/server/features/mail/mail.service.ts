import type { MailState } from '#contract/identities'
import type { Tx } from '../../changes/change'
import type { RealmCtx } from '../../context'
import type { Queryable } from '../../db/open'
import { addJob } from '../../jobs/jobs.store'
import { AppError } from '../../lib/errors'
import { newId } from '../../lib/ids'
import { type MailRow, mailStore, toMailState } from './mail.store'
import type { MailText } from './mail.text'

/** How long after a mail the next one of its kind may go to the same person. */
const PAUSE_MS = 60_000

export type MailKind = 'invitation' | 'second-step'

interface Letter {
  identityId: string
  recipient: string
  text: MailText
}

/** What a mail is at first. */
const stateOf = ({ config }: Pick<RealmCtx, 'config'>): 'waiting' | 'kept' => (config.mail ? 'waiting' : 'kept')

async function queueAll(tx: Queryable, ctx: RealmCtx, kind: MailKind, letters: readonly Letter[]): Promise<void> {
  const mails = letters.map(({ identityId, recipient, text }): MailRow => ({
    id: newId(),
    account_id: ctx.account.id,
    realm_id: ctx.realm.id,
    identity_id: identityId,
    kind,
    recipient,
    subject: text.subject,
    body: text.body,
    state: stateOf(ctx),
    error: null,
    created_at: ctx.now,
    sent_at: null,
  }))
  await mailStore(tx).addAll(mails)
  if (!ctx.config.mail) return
  for (const { id } of mails) await addJob(tx, { kind: 'mail', payload: { mailId: id }, runAt: ctx.now, now: ctx.now })
}

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
  async queue(tx: Tx, ctx: RealmCtx, { kind, ...letter }: Letter & { kind: MailKind }): Promise<void> {
    const { identityId } = letter
    const store = mailStore(tx.sql)
    const before = await store.newest(ctx.realm.id, identityId, kind)
    const waitMs = before ? before.created_at + PAUSE_MS - ctx.now : 0
    if (waitMs > 0) {
      throw new AppError('throttled', {
        message: 'They were sent a mail less than a minute ago. Wait a little.',
        details: { retryAfterSeconds: Math.ceil(waitMs / 1000) },
      })
    }
    await queueAll(tx.sql, ctx, kind, [letter])
  },

  /** The same to any number of people, whoever was written to before. */
  queueAll,

  stateOf,

  /** Who of these people was written to since then, with a mail of this kind. */
  writtenTo: (db: Queryable, kind: MailKind, ids: readonly string[], since: number): Promise<Set<string>> =>
    mailStore(db).writtenTo(kind, ids, since),
}
