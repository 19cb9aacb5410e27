import { Link } from 'react-router'
import type { Thing } from '#contract/changes'
import { paths } from '../../paths'
import { Named, Sentence } from '../../ui/named'
import { Remark } from '../../ui/problem'
import { absoluteTime } from '../../ui/time-format'
import { activityText, type Detail, detailsOf } from './activity.text'
import type { Entry } from './entries'
import classes from './activity.module.css'

const SHOWN = 20

/** Everything that is known about an event: when to the second, who, and each field before and after. */
export function EventDetails({
  entry: { event, all },
  linkTo,
}: {
  entry: Entry
  linkTo: (query: Record<string, string>) => string
}) {
  const text = activityText.details
  const details = all.flatMap(detailsOf)
  const total = all.reduce((sum, { changesTotal }) => sum + changesTotal, 0)
  const shown = details.slice(0, SHOWN)
  const actorId = event.actor.id
  return (
    <>
      {all.some(({ erased }) => erased) && <Remark tone="calm">{text.erased}</Remark>}
      <ul className={classes.changes}>
        {shown.map((detail) => (
          <li key={detail.key}>
            <p>
              <Sentence parts={[...detail.sentence, '.']} />{' '}
              {event.realm && <Open realm={event.realm.name} about={detail.about} />}
            </p>
            {detail.fields.length > 0 && <Fields detail={detail} />}
          </li>
        ))}
        {total > shown.length && <li className={classes.meta}>{text.more(total - shown.length)}</li>}
      </ul>
      <p className={classes.meta}>
        {text.number(event.seq)}, {absoluteTime(event.at)}
        {all.length > 1 && <>, {text.batch(all.length)}</>}
        {actorId && (
          <>
            .{' '}
            <Link to={linkTo({ actorId })}>
              <Sentence parts={text.filter(event.actor.name)} />
            </Link>
          </>
        )}
      </p>
    </>
  )
}

const pageOf: Partial<Record<Thing, (realm: string, id: string) => string>> = {
  identity: paths.identity,
  group: paths.group,
  role: paths.role,
  application: paths.application,
}

/** The way to the thing that a change is about. It may be gone by now: then its page says so. */
function Open({ realm, about }: { realm: string; about: Detail['about'] }) {
  const to = about && pageOf[about.kind]?.(realm, about.id)
  if (!to) return null
  return (
    <Link to={to}>
      {activityText.details.open}
      <span className="visually-hidden">
        {' '}
        <Named>{about.name}</Named>
      </span>
    </Link>
  )
}

function Fields({ detail: { fields, sides } }: { detail: Detail }) {
  const text = activityText.details
  const heads = sides.length === 2 ? { before: text.before, after: text.after } : { before: text.was, after: text.is }
  return (
    <table className={classes.fields}>
      <thead>
        <tr>
          <th scope="col">{text.field}</th>
          {sides.map((side) => (
            <th key={side} scope="col">
              {heads[side]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {fields.map((one) => (
          <tr key={one.field}>
            <th scope="row">
              <Named>{one.field}</Named>
            </th>
            {sides.map((side) => (
              <td key={side} data-side={side}>
                <Named>{one[side]}</Named>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
