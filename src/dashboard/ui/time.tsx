import { useSyncExternalStore } from 'react'
import { Hint } from './hint'
import { absoluteTime, relativeTime } from './time-format'

/** One clock for all times on the page, so that a list does not keep fifty timers. */
const listeners = new Set<() => void>()
let now = Date.now()
let timer: ReturnType<typeof setInterval> | undefined
const tick = (): void => {
  now = Date.now()
  for (const listener of listeners) listener()
}
const subscribe = (listener: () => void): (() => void) => {
  if (listeners.size === 0) {
    now = Date.now()
    timer = setInterval(tick, 30_000)
  }
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) clearInterval(timer)
  }
}

/**
 * How long ago, or in how long; the date and time to the second on hover and focus. `focusable={false}` in tables, where
 * fifty more stops would be in everyone's way.
 */
export function RelativeTime({ at, focusable = true }: { at: string; focusable?: boolean }) {
  const clock = useSyncExternalStore(subscribe, () => now)
  return (
    <Hint text={absoluteTime(at)} focusable={focusable}>
      <time dateTime={at}>{relativeTime(at, clock)}</time>
    </Hint>
  )
}
