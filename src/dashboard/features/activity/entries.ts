import type { Event } from '#contract/activity'

/** What a list shows as one: an event, or neighbouring events of one batch, the newest first. */
export interface Entry {
  event: Event
  all: Event[]
}

/** Folds the steps of a batch that stand side by side into one entry. */
export function entriesOf(events: readonly Event[]): Entry[] {
  const entries: Entry[] = []
  for (const event of events) {
    const last = entries.at(-1)
    if (last && event.batchId !== null && event.batchId === last.event.batchId && event.type === last.event.type)
      last.all.push(event)
    else entries.push({ event, all: [event] })
  }
  return entries
}

const dayKey = (at: string): string => new Date(at).toDateString()

/** Entries by the reader's days. */
export function byDay(entries: readonly Entry[]): { key: string; at: string; entries: Entry[] }[] {
  const days: { key: string; at: string; entries: Entry[] }[] = []
  for (const entry of entries) {
    const { at } = entry.event
    const last = days.at(-1)
    if (last && last.key === dayKey(at)) last.entries.push(entry)
    else days.push({ key: dayKey(at), at, entries: [entry] })
  }
  return days
}
