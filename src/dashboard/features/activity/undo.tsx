import * as z from 'zod/mini'
import { activity, type Event } from '#contract/activity'
import type { Preview } from '#contract/changes'
import { callWithEvent, previewOf } from '../../api/call'
import { refreshAll } from '../../api/query-client'
import { Sentence } from '../../ui/named'
import { notify, notifyError } from '../../ui/notices'
import { openDialog } from '../../ui/open-dialog'
import { review } from '../../ui/review'
import { activityText, sentenceOf } from './activity.text'
import type { Entry } from './entries'
import { LaterEvents } from './later-events'
import classes from './activity.module.css'

const text = activityText.undo

/** Worth a look before: somebody loses something, something goes, or it cannot be done. */
const needsReview = ({ changes, impact }: Preview): boolean =>
  impact.blocked.length > 0 ||
  impact.counts.lost > 0 ||
  impact.counts.gained > 0 ||
  changes.length > 3 ||
  changes.some(({ action }) => action === 'delete')

/** Takes back what an event did: a small safe thing at once, anything else after a review. */
export async function undo(entry: Entry): Promise<void> {
  const { event } = entry
  if (event.batchId !== null) return undoBatch(event)
  const input = { params: { eventId: event.id } }
  try {
    if (needsReview(await previewOf(activity.undo, input))) {
      await review({
        title: text.title(event),
        intro: <Quote entry={entry} />,
        endpoint: activity.undo,
        input,
        applyLabel: text.label(event),
        remarks: (preview) => <BuiltUpon preview={preview} />,
        done: text.done(event),
        onDone: refreshAll,
      })
      return
    }
    const { eventId } = await callWithEvent(activity.undo, input)
    await refreshAll()
    await notify({ message: text.done(event), undoEventId: eventId })
  } catch (error) {
    await refreshAll()
    await notifyError(error)
  }
}

async function undoBatch(event: Event): Promise<void> {
  const { UndoBatchDialog } = await import('./undo-batch-dialog')
  await openDialog<void>((_settle, gone) => <UndoBatchDialog event={event} onGone={gone} />, undefined)
}

const Quote = ({ entry }: { entry: Entry }) => (
  <p className={classes.quote}>
    <Sentence parts={sentenceOf(entry.event).parts} />
  </p>
)

/** What `built_upon` brings along; the rest of an event is not needed to name it. */
const Details = z.object({ events: z.array(z.looseObject({ id: z.string() })) })

/** The later events on which an undo founders. */
function BuiltUpon({ preview }: { preview: Preview }) {
  const blocked = preview.impact.blocked.find(({ code }) => code === 'built_upon')
  const details = Details.safeParse(blocked?.details)
  // The server writes its own events there.
  return details.success && details.data.events.length > 0 ? (
    <LaterEvents events={details.data.events as unknown as Event[]} />
  ) : null
}
