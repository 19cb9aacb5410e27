import type { Deps } from '../../context'
import type { Queryable } from '../../db/open'
import { newToken, sha256 } from '../../lib/secrets'
import { authStore, serverState } from './auth.store'

const STATE = 'setup_link'
/** A set-up link dies after this long. */
const LINK_MS = 24 * 3_600_000

/** While nobody owns the server: a new one-time token, which voids the one before. Only its hash is kept. */
export async function newSetupToken(deps: Deps): Promise<string | null> {
  if (await authStore(deps.db.read).anyAdministrator()) return null
  const token = newToken()
  await serverState(deps.db.write).set(
    STATE,
    JSON.stringify({ hash: sha256(token), expiresAt: deps.clock() + LINK_MS }),
  )
  return token
}

/** Uses the token up, within the transaction that makes the first owner. False when it is not the newest or too old. */
export async function spendSetupToken(tx: Queryable, token: string, now: number): Promise<boolean> {
  const stored = await serverState(tx).get(STATE)
  if (!stored) return false
  const link = JSON.parse(stored) as { hash: string; expiresAt: number }
  if (link.hash !== sha256(token) || link.expiresAt <= now) return false
  await serverState(tx).remove(STATE)
  return true
}
