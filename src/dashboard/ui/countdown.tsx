import { useEffect, useSyncExternalStore } from 'react'
import { leftText } from './duration'
import { Hint } from './hint'
import { absoluteTime } from './time-format'
import { uiText } from './ui.text'

/** One clock for all that runs down on the page. */
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
    timer = setInterval(tick, 1000)
  }
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) clearInterval(timer)
  }
}

/** How much time is left until something ends by itself; the moment on hover and focus. `onOver` once it has ended. */
export function Countdown({ to, onOver, focusable = true }: { to: string; onOver?: () => void; focusable?: boolean }) {
  const end = Date.parse(to)
  // As text, so that what stays the same is not drawn again every second.
  const left = useSyncExternalStore(subscribe, () => (now < end ? leftText(end - now) : null))
  const isOver = left === null
  useEffect(() => {
    if (isOver) onOver?.()
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- told once, whatever function it is by then
  }, [isOver])
  return (
    <Hint text={absoluteTime(to)} focusable={focusable}>
      <time dateTime={to}>{left === null ? uiText.over : uiText.left(left)}</time>
    </Hint>
  )
}
