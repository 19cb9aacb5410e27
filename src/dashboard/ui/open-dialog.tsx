import type { ReactNode } from 'react'
import { mountAside } from './aside'

/** Shows a dialog until it settles, and resolves with what it settled on. */
export function openDialog<Result>(
  render: (settle: (result: Result) => void, gone: () => void) => ReactNode,
  otherwise: Result,
): Promise<Result> {
  return new Promise((resolve) => {
    let outcome = otherwise
    const remove = mountAside(
      crypto.randomUUID(),
      render(
        (result) => {
          outcome = result
        },
        () => {
          remove()
          resolve(outcome)
        },
      ),
    )
  })
}
