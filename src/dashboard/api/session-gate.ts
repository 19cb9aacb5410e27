type Ask = () => Promise<void>

let ask: Ask | null = null
let waiting: Promise<void> | null = null

/** Where the browser is now, to come back to. */
export const here = (): string => location.pathname + location.search

/** Leaves for the sign-in page, which brings the person back here. Never resolves: the page is on its way out. */
export function leaveForSignIn(): Promise<never> {
  const next = here()
  location.assign(next === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`)
  return new Promise(() => {})
}

/** The shell offers its sign-in dialog here once a page stands; before that there is nothing to lose. */
export function setSessionGate(dialog: Ask | null): void {
  ask = dialog
}

/** Resolves when somebody has signed in again. All calls that wait share one dialog. */
export function signInAgain(): Promise<void> {
  waiting ??= (ask ? ask() : leaveForSignIn()).finally(() => {
    waiting = null
  })
  return waiting
}
