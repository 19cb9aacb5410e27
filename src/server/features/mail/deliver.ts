import type { Deps } from '../../context'
import { type MailRow, mailStore } from './mail.store'
import { deliveryText } from './mail.text'
import { SendError, sendMail } from './smtp'

/** How long a mail is tried: mail servers that are down are mostly back within hours. */
const TRIED_MS = 24 * 3_600_000

/**
 * Sends a mail of the outbox, once: one that was sent, or given up, is left alone. Throws when it should be tried again
 * later.
 */
export async function deliverMail(deps: Deps, mailId: string): Promise<void> {
  const mail = await mailStore(deps.db.read).find(mailId)
  if (mail?.state !== 'waiting') return
  const store = mailStore(deps.db.write)
  const settings = deps.config.mail
  // Since it was written, somebody has taken the mail server out of the configuration.
  if (!settings) return store.settle(mailId, { state: 'kept', error: null })
  const pointless = await pointlessBecause(deps, mail)
  if (pointless) return store.settle(mailId, { state: 'failed', error: pointless })
  try {
    await sendMail(settings, mail)
  } catch (error) {
    if (!(error instanceof SendError)) throw error
    const late = deps.clock() - mail.created_at >= TRIED_MS
    if (error.final) return store.settle(mailId, { state: 'failed', error: error.message })
    if (late) return store.settle(mailId, { state: 'failed', error: deliveryText.gaveUp(error.message) })
    await store.settle(mailId, { state: 'waiting', error: error.message })
    throw error
  }
  await store.settle(mailId, { state: 'sent', error: null, sent_at: deps.clock() })
}

/** Nobody wants a mail for somebody who has gone meanwhile, at an address that is not theirs any more, or about what is done. */
async function pointlessBecause(deps: Deps, mail: MailRow): Promise<string | null> {
  if (mail.realm_id === null || mail.identity_id === null) return null
  const person = await mailStore(deps.db.read).recipient(mail.realm_id, mail.identity_id)
  if (!person) return deliveryText.deleted
  if (person.email !== mail.recipient) return deliveryText.moved
  if (mail.kind === 'second-step')
    return person.status === 'active' && person.second_step === 0 ? null : deliveryText.notMissing
  return person.status === 'invited' ? null : deliveryText.notInvited
}
