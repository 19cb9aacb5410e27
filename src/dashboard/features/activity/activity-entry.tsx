import { useState } from 'react'
import { Link } from 'react-router'
import { paths } from '../../paths'
import { Badge } from '../../ui/badge'
import { Button } from '../../ui/button'
import {
  ActivityIcon,
  ApplicationIcon,
  BinIcon,
  CheckIcon,
  DownIcon,
  EditIcon,
  GroupIcon,
  type Icon,
  MoveIcon,
  PlusIcon,
  RoleIcon,
  SignOutIcon,
} from '../../ui/icons'
import { Named, Sentence } from '../../ui/named'
import { AccountIcon, PracticeIcon, UndoIcon } from '../../ui/rare-icons'
import { RelativeTime } from '../../ui/time'
import { useOnce } from '../../ui/use-once'
import type { Scope } from './activity.queries'
import { activityText, plainText, sentenceOf } from './activity.text'
import type { Entry } from './entries'
import { EventDetails } from './event-details'
import classes from './activity.module.css'

/** The picture says what was done; the sentence says it in words. */
function pictureOf(type: string): Icon {
  const [, verb = ''] = type.split('.')
  if (type === 'realm.filled') return PracticeIcon
  if (type === 'group.moved') return MoveIcon
  if (type.startsWith('group.role_')) return GroupIcon
  if (verb === 'included' || verb === 'excluded') return RoleIcon
  if (verb === 'signed_in') return AccountIcon
  if (verb === 'signed_out') return SignOutIcon
  if (verb === 'verified') return CheckIcon
  if (verb === 'created') return PlusIcon
  if (verb === 'updated') return EditIcon
  if (verb === 'deleted' || verb === 'purged') return BinIcon
  if (verb === 'restored' || verb === 'undone') return UndoIcon
  return type.startsWith('application.') ? ApplicationIcon : ActivityIcon
}

interface ActivityEntryProps {
  entry: Entry
  scope: Scope
  linkTo: (query: Record<string, string>) => string
}

export function ActivityEntry({ entry, scope, linkTo }: ActivityEntryProps) {
  const { event } = entry
  const [open, setOpen] = useState(false)
  const { parts, actorSaid } = sentenceOf(event)
  const sentence = plainText(parts)
  const Picture = pictureOf(event.type)
  const detailsId = `details-${event.id}`
  const via = activityText.via[event.via]
  return (
    <li id={`event-${event.id}`} className={classes.entry} data-gone={event.undo.byEventId ? true : undefined}>
      <span className={classes.picture}>
        <Picture size={15} />
      </span>
      <div className={classes.words}>
        <p className={classes.sentence}>
          <Sentence parts={parts} />
        </p>
        <p className={classes.meta}>
          {!actorSaid && (
            <>
              <Named>{event.actor.name}</Named>
              <Dot />
            </>
          )}
          <RelativeTime at={event.at} focusable={false} />
          {'accountId' in scope && event.realm && !event.type.startsWith('realm.') && (
            <>
              <Dot />
              {activityText.inRealm}
              <Link to={paths.realm(event.realm.name)}>
                <Named>{event.realm.name}</Named>
              </Link>
            </>
          )}
          {via && (
            <>
              <Dot />
              {via}
            </>
          )}
          {event.undo.byEventId && (
            <>
              {' '}
              <Link
                to={linkTo({ eventId: event.undo.byEventId })}
                className={classes.undone}
                title={activityText.undo.undoneHint}
              >
                <Badge>{activityText.undo.undone}</Badge>
              </Link>
            </>
          )}
        </p>
      </div>
      <div className={classes.actions}>
        <UndoButton entry={entry} sentence={sentence} />
        <button
          type="button"
          className={classes.toggle}
          aria-expanded={open}
          aria-controls={detailsId}
          onClick={() => setOpen(!open)}
        >
          {activityText.details.show}
          <span className="visually-hidden">{activityText.details.of(sentence)}</span>
          <DownIcon size={14} />
        </button>
      </div>
      <div id={detailsId} className={classes.details} hidden={!open}>
        {open && <EventDetails entry={entry} linkTo={linkTo} />}
      </div>
    </li>
  )
}

const Dot = () => <span aria-hidden="true"> · </span>

/** Its code comes with the first use. */
function UndoButton({ entry, sentence }: { entry: Entry; sentence: string }) {
  const { event } = entry
  const run = useOnce(async () => {
    const { undo } = await import('./undo')
    await undo(entry)
  })
  const { possible, reason } = event.undo
  if (!possible && reason !== 'permission') return null
  return (
    <Button
      size="xs"
      kind="quiet"
      icon={UndoIcon}
      disabledReason={possible ? undefined : activityText.undo.missing}
      onClick={run}
    >
      {activityText.undo.label(event)}
      <span className="visually-hidden">{activityText.undo.of(sentence)}</span>
    </Button>
  )
}
