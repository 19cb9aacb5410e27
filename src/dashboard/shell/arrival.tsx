import { useEffect, useRef, useState } from 'react'
import { useMatches, useNavigation } from 'react-router'

const isPanel = (handle: unknown): boolean =>
  typeof handle === 'object' && handle !== null && 'panel' in handle && handle.panel === true

/** A dialog may have been opened while the page was still on its way; one that fades away is inert. */
const isInDialog = (focused: Element | null): boolean =>
  Boolean(focused?.closest('[role="dialog"]') && !focused.closest('[inert]'))

/** After navigation: the focus goes to the new page's heading, and its title is spoken. A panel looks after itself. */
export function Arrival() {
  const matches = useMatches()
  const { state } = useNavigation()
  const [spoken, setSpoken] = useState('')
  const page = matches.findLast((match) => !isPanel(match.handle))?.pathname
  const before = useRef(page)
  useEffect(() => {
    if (state !== 'idle' || before.current === page) return
    before.current = page
    // The page's own effects have set the title by the next frame.
    const frame = requestAnimationFrame(() => {
      if (!isInDialog(document.activeElement))
        document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true })
      setSpoken(document.title)
    })
    return () => cancelAnimationFrame(frame)
  }, [page, state])
  return <output className="visually-hidden">{spoken}</output>
}
