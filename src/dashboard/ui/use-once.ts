import { useRef } from 'react'

/**
 * For a button that opens a dialog or makes itself superfluous: runs one thing at a time. The button is not disabled
 * meanwhile, since it would lose the focus that the dialog gives back to it; if it is gone afterwards, the focus goes to
 * the page's heading.
 */
export function useOnce(run: () => Promise<unknown>): () => void {
  const running = useRef(false)
  return () => {
    if (running.current) return
    running.current = true
    void run().finally(() => {
      running.current = false
      requestAnimationFrame(() => {
        if (document.activeElement === document.body) document.querySelector<HTMLElement>('main h1')?.focus()
      })
    })
  }
}
