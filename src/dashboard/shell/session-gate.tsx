import { useEffect } from 'react'
import { auth } from '#contract/auth'
import { call } from '../api/call'
import { queryClient } from '../api/query-client'
import { leaveForSignIn, setSessionGate } from '../api/session-gate'
import { meQueries } from '../features/me/me.queries'
import { openDialog } from '../ui/open-dialog'

async function ask(): Promise<void> {
  const { SignInDialog } = await import('./sign-in-dialog')
  const before = queryClient.getQueryData(meQueries.get().queryKey)
  const signedIn = await openDialog<boolean>(
    (settle, gone) => (
      <SignInDialog email={before?.administrator.email ?? ''} onSignedIn={() => settle(true)} onGone={gone} />
    ),
    false,
  )
  if (!signedIn) return leaveForSignIn()
  const now = await call(auth.me, {})
  if (before && now.administrator.id !== before.administrator.id) {
    // What is on screen belongs to somebody else.
    location.reload()
    return new Promise(() => {})
  }
  queryClient.setQueryData(meQueries.get().queryKey, now)
}

/** Offers the sign-in dialog to calls that find the session ended, while a page stands whose contents would be lost. */
export function useSessionGate(): void {
  useEffect(() => {
    setSessionGate(ask)
    return () => setSessionGate(null)
  }, [])
}
