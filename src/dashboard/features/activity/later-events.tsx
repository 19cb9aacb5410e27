import type { Event } from '#contract/activity'
import { Named, Sentence } from '../../ui/named'
import { RelativeTime } from '../../ui/time'
import { activityText, sentenceOf } from './activity.text'
import { entriesOf } from './entries'
import classes from './activity.module.css'

/** Later events that rest on the one that was to be undone, the newest first: the order in which to undo them. */
export const LaterEvents = ({ events }: { events: Event[] }) => (
  <section>
    <p>{activityText.undo.builtUpon}</p>
    <ol className={classes.later}>
      {entriesOf([...events].reverse()).map(({ event }) => {
        const { parts, actorSaid } = sentenceOf(event)
        return (
          <li key={event.id}>
            <Sentence parts={parts} />,{' '}
            {!actorSaid && (
              <>
                <Named>{event.actor.name}</Named>,{' '}
              </>
            )}
            <RelativeTime at={event.at} focusable={false} />
          </li>
        )
      })}
    </ol>
  </section>
)
