import { plural } from './ui.text'

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const units: [seconds: number, name: string][] = [
  [365 * DAY, 'year'],
  [DAY, 'day'],
  [HOUR, 'hour'],
  [MINUTE, 'minute'],
]

/** "8 hours", "1 day and 12 hours": the two largest units, which is as exact as anybody means it. */
export function durationText(seconds: number): string {
  let left = Math.max(MINUTE, Math.round(seconds / MINUTE) * MINUTE)
  const parts: string[] = []
  for (const [size, name] of units) {
    const n = Math.floor(left / size)
    if (n > 0) parts.push(plural(n, name))
    left -= n * size
  }
  return parts.slice(0, 2).join(' and ')
}

const two = (n: number): string => String(n).padStart(2, '0')

/** "2 days 4 h", "3 h 12 min", "12 min 05 s": how much is left, to the second once it matters. */
export function leftText(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000))
  const [days, hours] = [Math.floor(seconds / DAY), Math.floor((seconds % DAY) / HOUR)]
  const minutes = Math.floor((seconds % HOUR) / MINUTE)
  if (days > 0) return `${plural(days, 'day')} ${hours} h`
  if (hours > 0) return `${hours} h ${two(minutes)} min`
  return `${minutes} min ${two(seconds % MINUTE)} s`
}
