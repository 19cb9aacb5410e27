import { Link } from 'react-router'
import { Named, Sentence } from '../../ui/named'
import { Remark } from '../../ui/problem'
import { absoluteTime } from '../../ui/time-format'
import classes from './activity.module.css'
import { activityText, detailsOf } from './activity.text'
import type { Entry } from './entries'

const SHOWN = 20

/** Everything that is known about an event: when to the second, who, and each field before and after. */
export function EventDetails({ entry: { event, all }, linkTo }: { entry: Entry; linkTo: (query: Record<string, string>) => string }) {
  const text = activityText.details
  const details = all.flatMap(detailsOf)
  const total = all.reduce((sum, { changesTotal }) => sum + changesTotal, 0)
  const shown = details.slice(0, SHOWN)
  const actorId = event.actor.id
  return (
    <>
      {all.some(({ erased }) => erased) && <Remark tone="calm">{text.erased}</Remark>}
      <ul className={classes.changes}>
        {shown.map(({ key, sentence, fields }) => (
          <li key={key}>
            <p>
              <Sentence parts={[...sentence, '.']} />
            </p>
            {fields.length > 0 && (
              <div className={classes.scroll} tabIndex={0} role="group" aria-label={`${text.before} → ${text.after}`}>
                <table className={classes.fields}>
                  <thead>
                    <tr>
                      <th scope="col">{text.field}</th>
                      <th scope="col">{text.before}</th>
                      <th scope="col">{text.after}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {fields.map(({ field, before, after }) => (
                      <tr key={field}>
                        <th scope="row">
                          <Named>{field}</Named>
                        </th>
                        <td>
                          <Named>{before}</Named>
                        </td>
                        <td>
                          <Named>{after}</Named>
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )}
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
