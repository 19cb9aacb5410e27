import { useQuery } from '@tanstack/react-query'
import { Named } from '../../ui/named'
import { identityQueries } from '../identities/identities.queries'
import { CopyButton } from './copy-button'
import { someoneJoinedText } from './someone-joined.text'
import classes from './receipt.module.css'

const text = someoneJoinedText.mail

/** Where the invitation is, and what it says: without a mail server somebody has to pass it on. */
export function InvitationKept({ realm, identityId }: { realm: string; identityId: string }) {
  const { data } = useQuery({ ...identityQueries.get(realm, identityId), retry: false })
  const mail = data?.invitation
  if (!mail) return null
  return (
    <section className={classes.part}>
      <h3>{text.title}</h3>
      <p>{text.states[mail.state]}</p>
      <details className={classes.mail} {...(mail.state === 'kept' && { open: true })}>
        <summary>{text.show}</summary>
        <dl className={classes.facts}>
          <dt>{text.to}</dt>
          <dd>
            <Named>{mail.recipient}</Named>
          </dd>
          <dt>{text.subject}</dt>
          <dd>
            <Named>{mail.subject}</Named>
          </dd>
        </dl>
        <p className={classes.body} dir="auto">
          {mail.body}
        </p>
        <div className={classes.keep}>
          <CopyButton label={text.copy} words={() => mail.body} />
        </div>
      </details>
    </section>
  )
}
