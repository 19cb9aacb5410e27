import { lazy, useEffect } from 'react'
import { mountAside } from '../ui/aside'

const load = () => import('./palette-dialog')
const PaletteDialog = lazy(() => load().then((module) => ({ default: module.PaletteDialog })))

let isOpen = false

/** Opens the command palette; its code comes with the first use. */
export function openPalette(): void {
  if (isOpen) return
  isOpen = true
  const remove = mountAside(
    'palette',
    <PaletteDialog
      onGone={() => {
        isOpen = false
        remove()
      }}
    />,
  )
}

/** Ctrl-K, Cmd-K. */
export function usePaletteKeys(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.altKey || event.shiftKey) return
      event.preventDefault()
      openPalette()
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [])
}
