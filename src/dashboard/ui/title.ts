import { useEffect } from 'react'

/** The tab's title while this is on screen; a panel gives it back to its page when it closes. */
export function useTitle(title: string): void {
  useEffect(() => {
    const before = document.title
    document.title = `${title} · Castellan`
    return () => {
      document.title = before
    }
  }, [title])
}
