import { type ReactNode, Suspense, useSyncExternalStore } from 'react'

let things: readonly [string, ReactNode][] = []
const listeners = new Set<() => void>()
const change = (next: typeof things): void => {
  things = next
  for (const listener of listeners) listener()
}

/** Renders something beside the page until it is taken away: a dialog that a function opened, the place for notices. */
export function mountAside(key: string, node: ReactNode): () => void {
  change([...things.filter(([other]) => other !== key), [key, node]])
  return () => change(things.filter(([other]) => other !== key))
}

/** Where such things are rendered: once in the shell, inside all providers. */
export function Aside() {
  const all = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => things,
  )
  return all.map(([key, node]) => <Suspense key={key}>{node}</Suspense>)
}
