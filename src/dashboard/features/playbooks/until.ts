import { accessForAWhileText } from './access-for-a-while.text'

const text = accessForAWhileText.until

const HOUR = 3_600_000
const YEARS_MAX = 10

/** With its weekday and the zone: whoever gets the receipt may sit elsewhere. */
const format = new Intl.DateTimeFormat('en', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  timeZoneName: 'short',
})

/** "Monday, November 23, 2026 at 2:00 PM GMT+1" */
export const untilWords = (at: string): string => format.format(new Date(at))

export const inHours = (hours: string, now: number): string => new Date(now + Number(hours) * HOUR).toISOString()

/** What a field for day and time holds, of the browser's zone: "2026-11-23T14:00". */
export function localInput(at: string): string {
  const time = new Date(at)
  if (Number.isNaN(time.getTime())) return ''
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

/** What such a field means, or what is wrong with it. */
export function readLocal(value: string, now: number): { at: string } | { problem: string } {
  const time = new Date(value)
  if (value === '' || Number.isNaN(time.getTime())) return { problem: text.missing }
  if (time.getTime() <= now) return { problem: text.past }
  const last = new Date(now)
  last.setUTCFullYear(last.getUTCFullYear() + YEARS_MAX)
  return time > last ? { problem: text.tooFar } : { at: time.toISOString() }
}
