import { lazy, useLayoutEffect } from 'react'
import { mountAside } from '../ui/aside'

const load = () => import('./palette-dialog')
const PaletteDialog = lazy(() => load().then((module) => ({ default: module.PaletteDialog })))

let openings = 0
let current: { key: string; remove: () => void; isLeaving: boolean } | undefined

/** Opens the command palette; its code comes with the first use. One that still fades away makes room for the new one. */
export function openPalette(): void {
  if (current && !current.isLeaving) return
  current?.remove()
  openings += 1
  const opening = { key: `palette-${openings}`, remove: () => {}, isLeaving: false }
  current = opening
  opening.remove = mountAside(
    opening.key,
    <PaletteDialog
      onLeaving={() => {
        opening.isLeaving = true
      }}
      onGone={() => {
        opening.remove()
        if (current === opening) current = undefined
      }}
    />,
  )
}

/** Ctrl-K, Cmd-K, from the moment at which the page can be seen. */
export function usePaletteKeys(): void {
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.altKey || event.shiftKey) return
      event.preventDefault()
      openPalette()
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [])
}
