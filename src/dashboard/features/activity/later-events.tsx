import type { Event } from '#contract/activity'
import { Named, Sentence } from '../../ui/named'
import { Remark } from '../../ui/problem'
import { RelativeTime } from '../../ui/time'
import classes from './activity.module.css'
import { activityText, sentenceOf } from './activity.text'

/** Later events that rest on the one that was to be undone, the newest first: the order in which to undo them. */
export const LaterEvents = ({ events }: { events: Event[] }) => (
  <Remark tone="warning" title={activityText.undo.builtUpon}>
    <ol className={classes.later}>
      {[...events].reverse().map((event) => {
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
  </Remark>
)
