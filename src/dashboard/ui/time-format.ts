const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const units: [Intl.RelativeTimeFormatUnit, seconds: number, below: number][] = [
  ['minute', MINUTE, HOUR],
  ['hour', HOUR, DAY],
  // Days for longer than usual: the bin keeps things for thirty of them.
  ['day', DAY, 45 * DAY],
  ['month', 30.44 * DAY, 365 * DAY],
  ['year', 365.25 * DAY, Infinity],
]
const relativeFormat = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
const absoluteFormat = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' })
const timeFormat = new Intl.DateTimeFormat('en', { timeStyle: 'short' })
const momentFormat = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' })
const dayFormat = new Intl.DateTimeFormat('en', { dateStyle: 'medium' })

/** "3 minutes ago", "in 29 days" */
export function relativeTime(at: string, now = Date.now()): string {
  const seconds = (Date.parse(at) - now) / 1000
  const distance = Math.abs(seconds)
  // The shared clock may be half a minute behind what was written a moment ago.
  if (distance < 45) return 'just now'
  const [unit, size] = units.find(([, , below]) => distance < below) ?? ['year', 365.25 * DAY]
  return relativeFormat.format(Math.round(seconds / size) || Math.sign(seconds), unit)
}

/** "Nov 21, 2026, 9:43:31 PM", in the reader's time zone. */
export const absoluteTime = (at: string): string => absoluteFormat.format(new Date(at))

/** "Nov 21, 2026" */
export const day = (at: string): string => dayFormat.format(new Date(at))

/** "2:00 PM" for what is today, else with its day: when something ends. */
export const moment = (at: string, now = new Date()): string =>
  (day(at) === dayFormat.format(now) ? timeFormat : momentFormat).format(new Date(at))
