import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link, useLocation } from 'react-router'
import type { RealmDetail } from '#contract/realms'
import { paths } from '../../paths'
import { Button, LinkButton } from '../../ui/button'
import { CheckIcon } from '../../ui/icons'
import { Named, Sentence, type SentencePart } from '../../ui/named'
import { Remark } from '../../ui/problem'
import { DownloadIcon, PrintIcon } from '../../ui/rare-icons'
import { absoluteTime } from '../../ui/time-format'
import { activityQueries } from '../activity/activity.queries'
import { identityQueries } from '../identities/identities.queries'
import { may, useMe } from '../me/me.queries'
import { CopyButton } from './copy-button'
import { playbooksText } from './playbooks.text'
import { type Receipt, receiptText } from './receipt'
import classes from './receipt.module.css'

const text = playbooksText.receipt

interface ReceiptViewProps {
  receipt: Receipt
  realm: RealmDetail
  children?: ReactNode
}

/** What was done, when and by whom, in a form that can be kept: copied, printed, saved. */
export function ReceiptView({ receipt: given, realm, children }: ReceiptViewProps) {
  const me = useMe()
  const { pathname } = useLocation()
  const sees = may(me, 'activity:read', { accountId: realm.accountId, realm: realm.name })
  const { data } = useQuery({
    ...activityQueries.of({ realm: realm.name }, { eventId: given.eventId ?? '', limit: 1 }),
    enabled: sees && given.eventId !== null,
  })
  const event = data?.items[0]
  // The log's own time, as soon as it is known; the browser's clock may be wrong.
  const receipt: Receipt = event ? { ...given, at: event.at, by: event.actor.name } : given
  return (
    <article className={classes.receipt} aria-labelledby="receipt-title">
      <p className={classes.kind}>{text.heading}</p>
      <h2 id="receipt-title" tabIndex={-1} className={classes.title}>
        <CheckIcon size={20} />
        <span>
          <Sentence parts={receipt.title} />
        </span>
      </h2>
      {event?.undo.byEventId && <Remark tone="warning">{text.undone}</Remark>}
      <dl className={classes.facts}>
        <dt>{text.when}</dt>
        <dd>
          <time dateTime={receipt.at}>{absoluteTime(receipt.at)}</time>
        </dd>
        <dt>{text.by}</dt>
        <dd>
          <Named>{receipt.by}</Named>
        </dd>
        <dt>{text.realm}</dt>
        <dd>
          <Named>{realm.displayName || realm.name}</Named>
        </dd>
      </dl>
      <Lines heading={text.did} lines={receipt.did} />
      <Lines heading={text.next} lines={receipt.next} />
      {children}
      <Keep receipt={receipt} realm={realm} />
      <nav className={classes.links} aria-label={text.links}>
        {receipt.requestId && <Link to={paths.accessRequest(realm.name, receipt.requestId)}>{text.request}</Link>}
        <Whither receipt={receipt} realm={realm.name} />
        {sees && receipt.eventId && (
          <Link to={`${paths.realmActivity(realm.name)}?eventId=${receipt.eventId}`}>
            {event?.undo.possible ? text.eventUndo : text.event}
          </Link>
        )}
        <Link to={pathname}>{text.again}</Link>
      </nav>
      <div className={classes.foot}>
        <LinkButton kind="primary" to={paths.realm(realm.name)}>
          {text.finish}
        </LinkButton>
      </div>
    </article>
  )
}

const Lines = ({ heading, lines }: { heading: string; lines: SentencePart[][] }) =>
  lines.length > 0 && (
    <section className={classes.part}>
      <h3>{heading}</h3>
      <ul>
        {lines.map((line) => (
          <li key={JSON.stringify(line)}>
            <Sentence parts={line} />
          </li>
        ))}
      </ul>
    </section>
  )

/** The person's page, or the bin when they lie there by now. */
function Whither({ receipt: { person }, realm }: { receipt: Receipt; realm: string }) {
  const { isError } = useQuery({ ...identityQueries.get(realm, person.id), retry: false })
  return isError ? (
    <Link to={paths.bin(realm)}>{text.bin}</Link>
  ) : (
    <Link to={paths.identity(realm, person.id)}>
      <Sentence parts={text.person(person.name)} />
    </Link>
  )
}

/** The ways to keep it. */
function Keep({ receipt, realm }: { receipt: Receipt; realm: RealmDetail }) {
  const words = () => receiptText(receipt, realm.displayName || realm.name)
  return (
    <div className={classes.keep}>
      <CopyButton label={text.copy} words={words} />
      <Button size="xs" icon={PrintIcon} onClick={() => print()}>
        {text.print}
      </Button>
      <Button size="xs" icon={DownloadIcon} onClick={() => save(text.file(realm.name, receipt.at), words())}>
        {text.download}
      </Button>
    </div>
  )
}

function save(name: string, words: string): void {
  const url = URL.createObjectURL(new Blob([words], { type: 'text/plain;charset=utf-8' }))
  const link = Object.assign(document.createElement('a'), { href: url, download: name })
  link.click()
  URL.revokeObjectURL(url)
}
