import { useEffect, useState } from 'react'

/** Where the focus was before each of the dialogs that are open, the outermost first. */
const places: (Element | null)[] = []

/**
 * Gives the focus back to where it was. If that is gone, or goes just now with the dialog that it was in, to where it was
 * before that one, at last to the page's heading.
 */
export function useFocusBack(): void {
  const [before] = useState(() => document.activeElement)
  useEffect(() => {
    const way = [before, ...places.toReversed()]
    places.push(before)
    return () => {
      places.splice(places.indexOf(before), 1)
      requestAnimationFrame(() => {
        if (document.activeElement !== document.body) return
        const target = way.find((one) => one?.isConnected && one !== document.body && !one.closest('[inert]'))
        ;((target ?? document.querySelector('h1')) as HTMLElement | null)?.focus()
      })
    }
  }, [before])
}
