import type { IdentityDetail, MailState } from '#contract/identities'
import { Button } from '../../ui/button'
import { Sentence } from '../../ui/named'
import { openDialog } from '../../ui/open-dialog'
import { Remark } from '../../ui/problem'
import { RelativeTime } from '../../ui/time'
import { identitiesText } from './identities.text'
import { cannotInvite, invite, reactivate } from './identity-actions'
import classes from './identity-page.module.css'

const text = identitiesText.state

interface IdentityStateProps {
  realm: string
  person: IdentityDetail
  missing: string | undefined
}

/** What is not as usual with somebody, and the way on from there. */
export function IdentityState({ realm, person, missing }: IdentityStateProps) {
  const { status, invitation } = person
  return (
    <div className={classes.states}>
      {status === 'suspended' && (
        <Remark
          tone="warning"
          title={text.suspendedTitle}
          actions={
            <Button size="xs" disabledReason={missing} onClick={() => void reactivate(realm, person)}>
              {text.reactivate}
            </Button>
          }
        >
          {text.suspended}
        </Remark>
      )}
      {status === 'pending' && (
        <Remark tone="calm" title={text.pendingTitle}>
          {text.pending}
        </Remark>
      )}
      {status === 'invited' && (
        <Remark
          tone={invitation?.state === 'failed' ? 'danger' : invitation?.state === 'kept' ? 'warning' : 'calm'}
          title={text.invitedTitle}
          actions={
            <>
              {invitation && (
                <Button size="xs" onClick={() => void showMail(invitation)}>
                  {identitiesText.mail.show}
                </Button>
              )}
              <Button
                size="xs"
                disabledReason={missing ?? cannotInvite(person)}
                onClick={() => void invite(realm, person)}
              >
                {identitiesText.mail.again}
              </Button>
            </>
          }
        >
          {invitation ? <Invitation mail={invitation} /> : text.invited}
        </Remark>
      )}
      {person.breakGlass && (
        <Remark tone="calm" title={text.breakGlassTitle}>
          {text.breakGlass}
        </Remark>
      )}
    </div>
  )
}

/** Where the newest invitation is. */
function Invitation({ mail: { state, recipient, error, at } }: { mail: MailState }) {
  const words = identitiesText.mail
  if (state === 'kept') return words.kept
  if (state === 'waiting') return <Sentence parts={words.waiting(recipient)} />
  if (state === 'failed') return <Sentence parts={words.failed(recipient, error ?? '')} />
  return (
    <>
      <Sentence parts={words.sent(recipient)} />
      <RelativeTime at={at} />. {text.invited}
    </>
  )
}

async function showMail(mail: MailState): Promise<void> {
  const { MailDialog } = await import('./mail-dialog')
  await openDialog<null>((_settle, gone) => <MailDialog mail={mail} onGone={gone} />, null)
}
