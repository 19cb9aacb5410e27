import '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Actor, Deps, Place } from '../context'
import { sessionStore } from '../features/auth/sessions.store'
import { sha256 } from '../lib/secrets'

const COOKIE = '__Host-castellan'

/** A session ends after this long without a request. */
export const SESSION_IDLE_MS = 12 * 3_600_000
/** And after this long in any case. */
export const SESSION_MAX_MS = 7 * 24 * 3_600_000
/** How exact `last_seen_at` is kept: a write for every request would be one too many. */
const SEEN_EVERY_MS = 60_000

export interface Caller {
  actor: Actor
  sessionId: string
  places: Place[]
}

/** Who is calling, by the session cookie; null for nobody. Later keys and signed requests end in the same `Caller`. */
export async function authenticate(deps: Deps, request: FastifyRequest): Promise<Caller | null> {
  const token = request.cookies[COOKIE]
  // Ours have 43 characters; anything else is not worth a look-up.
  if (!token || token.length !== 43) return null
  const now = deps.clock()
  const session = await sessionStore(deps.db.read).find(sha256(token), now, now - SESSION_IDLE_MS)
  if (!session) return null
  if (now - session.last_seen_at > SEEN_EVERY_MS) {
    // Not waited for: a read would be held up by whoever writes just now.
    sessionStore(deps.db.write)
      .seen(session.id, now)
      .catch((error: unknown) => deps.log.warn({ err: error }, 'when a session was last seen was not noted'))
  }
  return {
    actor: { kind: 'administrator', id: session.principal_id, name: session.name },
    sessionId: session.id,
    places: await sessionStore(deps.db.read).places(session.principal_id, now),
  }
}

export function setSessionCookie(reply: FastifyReply, token: string): void {
  void reply.setCookie(COOKIE, token, {
    path: '/',
    httpOnly: true,
    secure: true,
    sameSite: 'lax',
    maxAge: SESSION_MAX_MS / 1000,
  })
}

export function clearSessionCookie(reply: FastifyReply): void {
  void reply.clearCookie(COOKIE, { path: '/', httpOnly: true, secure: true, sameSite: 'lax' })
}
