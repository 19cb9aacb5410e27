import type { Tx } from '../../changes/change'
import type { RealmCtx } from '../../context'
import { conflict } from '../../lib/errors'
import { mailService } from '../mail/mail.service'
import { invitationMail } from '../mail/mail.text'
import { realmService } from '../realms/realms.service'
import { type IdentityRow, nameOf } from './identities.store'

/** Invites a person of the realm by mail, within an open change. Throws 409 without an address, 429 within a minute. */
export async function sendInvitation(tx: Tx, ctx: RealmCtx, person: IdentityRow): Promise<void> {
  const { id, username, email } = person
  if (email === null) throw conflict('no_email')
  const realm = await realmService.nameForPeople(tx.sql, ctx)
  await mailService.queue(tx, ctx, {
    kind: 'invitation',
    identityId: id,
    recipient: email,
    text: invitationMail({ by: ctx.actor.name, realm, name: nameOf(person), username }),
  })
}
