import { useEffect, useState } from 'react'

/** Gives the focus back to where it was, or to the page's heading if that is gone. */
export function useFocusBack(): void {
  const [before] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      requestAnimationFrame(() => {
        if (document.activeElement !== document.body) return
        const target =
          before instanceof HTMLElement && before !== document.body && before.isConnected
            ? before
            : document.querySelector('h1')
        target?.focus()
      })
    },
    [before],
  )
}
