import type { Event } from '#contract/activity'
import { day } from '../../ui/time-format'
import { ActivityEntry } from './activity-entry'
import type { Scope } from './activity.queries'
import { activityText } from './activity.text'
import { byDay, entriesOf } from './entries'
import classes from './activity.module.css'

interface ActivityListProps {
  events: Event[]
  scope: Scope
  /** Headings for the days; off in short lists. */
  days?: boolean
  /** At most so many sentences. */
  shown?: number
  /** Of the activity page itself: a click on a person or on "Undone" narrows it. */
  linkTo: (query: Record<string, string>) => string
}

const dayWords = (at: string): string => {
  const words = day(at)
  if (words === day(new Date().toISOString())) return activityText.day.today
  if (words === day(new Date(Date.now() - 86_400_000).toISOString())) return activityText.day.yesterday
  return words
}

/** Events as sentences, newest first. */
export function ActivityList({ events, scope, days = false, shown, linkTo }: ActivityListProps) {
  const entries = entriesOf(events).slice(0, shown)
  if (!days) return <Entries entries={entries} scope={scope} linkTo={linkTo} />
  return byDay(entries).map(({ key, at, entries: own }) => (
    <section key={key} aria-label={dayWords(at)}>
      <h2 className={classes.day}>{dayWords(at)}</h2>
      <Entries entries={own} scope={scope} linkTo={linkTo} />
    </section>
  ))
}

const Entries = ({
  entries,
  scope,
  linkTo,
}: { entries: ReturnType<typeof entriesOf> } & Pick<ActivityListProps, 'scope' | 'linkTo'>) => (
  <ol className={classes.list}>
    {entries.map((entry) => (
      <ActivityEntry key={entry.event.id} entry={entry} scope={scope} linkTo={linkTo} />
    ))}
  </ol>
)
