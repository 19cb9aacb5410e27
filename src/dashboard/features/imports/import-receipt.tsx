import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { Import } from '#contract/imports'
import { paths } from '../../paths'
import { Button, LinkButton } from '../../ui/button'
import { CheckIcon, PeopleIcon } from '../../ui/icons'
import { Named } from '../../ui/named'
import { Remark } from '../../ui/problem'
import { DownloadIcon } from '../../ui/rare-icons'
import { absoluteTime, day } from '../../ui/time-format'
import { useOnce } from '../../ui/use-once'
import { activityQueries } from '../activity/activity.queries'
import { may, useMe } from '../me/me.queries'
import { saveReceipt } from './import-actions'
import { importsText } from './imports.text'
import classes from './import-receipt.module.css'

const text = importsText.receipt

/** What became of the file, the way to the people, and the way back. */
export function ImportReceipt({ realm, one }: { realm: string; one: Import }) {
  const me = useMe()
  const sees = may(me, 'activity:read', { realm })
  const { data } = useQuery({
    ...activityQueries.of({ realm }, { batchId: one.batch?.id ?? '', limit: 1 }),
    enabled: sees && one.batch !== null && one.batch.done > 0,
  })
  const event = data?.items[0]
  const save = useOnce(() => saveReceipt(realm, one.id))
  const undo = useOnce(async () => {
    if (!event) return
    const { undo: undoEntry } = await import('../activity/undo')
    await undoEntry({ event, all: [event] })
  })
  const done = one.batch?.done ?? 0
  return (
    <article className={classes.receipt} aria-labelledby="receipt-title">
      <p className={classes.kind}>{text.kind}</p>
      <h2 id="receipt-title" tabIndex={-1} className={classes.title}>
        <CheckIcon size={20} />
        <span>{text.title(done)}</span>
      </h2>
      {event?.undo.byEventId && (
        <Remark
          tone="warning"
          actions={<Link to={`${paths.realmActivity(realm)}?eventId=${event.undo.byEventId}`}>{text.undoneLink}</Link>}
        >
          <p>{text.undone}</p>
        </Remark>
      )}
      <Results one={one} />
      <dl className={classes.facts}>
        <dt>{text.file}</dt>
        <dd>
          <Named>{one.fileName}</Named>
        </dd>
        <dt>{text.by}</dt>
        <dd>
          <Named>{event?.actor.name ?? one.startedBy}</Named>
        </dd>
        <dt>{text.when}</dt>
        <dd>
          <time dateTime={event?.at ?? one.updatedAt}>{absoluteTime(event?.at ?? one.updatedAt)}</time>
        </dd>
        <dt>{text.until}</dt>
        <dd>
          <time dateTime={one.expiresAt}>{day(one.expiresAt)}</time>
        </dd>
      </dl>
      <div className={classes.actions}>
        <LinkButton kind="primary" icon={PeopleIcon} to={paths.identities(realm)}>
          {text.people}
        </LinkButton>
        <Button icon={DownloadIcon} onClick={save}>
          {text.download}
        </Button>
        {event && !event.undo.byEventId && (event.undo.possible || event.undo.reason === 'permission') && (
          <Button disabledReason={event.undo.possible ? undefined : text.undoMissing} onClick={undo}>
            {text.undo}
          </Button>
        )}
      </div>
      <p className={classes.quiet}>
        {text.downloadHint} {event?.undo.possible && text.undoHint}
      </p>
      <p>
        <Link to={paths.importPeople(realm)}>{text.another}</Link>
      </p>
    </article>
  )
}

/** How many people and lines, of each kind; of those left out, why. */
function Results({ one: { batch, counts } }: { one: Import }) {
  if (!batch) return null
  const { done, skipped, reasons } = batch
  // Which of them were left out is known by line only: the kinds are known when nobody was, or when there was one kind.
  const known = skipped === 0
  const added = known ? counts.new : counts.update === 0 ? done : 0
  const updated = known ? counts.update : counts.new === 0 ? done : 0
  return (
    <ul className={classes.results}>
      {added > 0 && <li>{text.added(added)}</li>}
      {updated > 0 && <li>{text.updated(updated)}</li>}
      {done > added + updated && <li>{text.both(done)}</li>}
      {counts.unchanged > 0 && <li>{text.unchanged(counts.unchanged)}</li>}
      {counts.skipped > 0 && <li>{text.skipped(counts.skipped)}</li>}
      {counts.error > 0 && <li className={classes.left}>{text.problems(counts.error)}</li>}
      {skipped > 0 && (
        <li className={classes.left}>
          {text.leftOut(skipped)}
          <ul>
            {reasons.map(({ reason, count, sample }) => (
              <li key={reason}>
                {text.reason(reason)}
                {text.reasonCount(count)}
                {sample.length > 0 && ': '}
                {count > sample.length && sample.length > 0 && text.such}
                {sample.map(({ id, name }, i) => (
                  <span key={`${id} ${name}`}>
                    {i > 0 && ', '}
                    <Named>{name}</Named>
                  </span>
                ))}
              </li>
            ))}
          </ul>
        </li>
      )}
    </ul>
  )
}
