let taken: string | null | undefined

/** The one-time token from the address, which is cleaned at once: it must not stay in the history or get into a screenshot. */
export function takeSetupToken(): string | null {
  if (taken !== undefined) return taken
  taken = new URLSearchParams(location.search).get('token') || null
  if (location.search) history.replaceState(history.state, '', location.pathname)
  return taken
}
