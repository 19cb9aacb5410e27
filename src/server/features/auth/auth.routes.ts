import type { FastifyRequest } from 'fastify'
import { auth } from '#contract/auth'
import { clearSessionCookie, setSessionCookie } from '../../http/authenticate'
import type { Handle } from '../../http/routes'
import type { authService, Origin } from './auth.service'

const originOf = (request: FastifyRequest): Origin => ({
  ip: request.ip,
  userAgent: request.headers['user-agent'] ?? '',
})

export function authRoutes(handle: Handle, service: ReturnType<typeof authService>): void {
  handle(auth.setUp, async ({ ctx, body, request, reply }) => {
    const { token, me } = await service.setUp(ctx, body, originOf(request))
    setSessionCookie(reply, token)
    return me
  })
  handle(auth.signUp, async ({ ctx, body, request }) => {
    await service.signUp(ctx, body, originOf(request))
    return { next: 'sign_in' as const }
  })
  handle(auth.signIn, async ({ ctx, body, request, reply }) => {
    setSessionCookie(reply, await service.signIn(ctx, body, originOf(request)))
    return { next: 'done' as const }
  })
  handle(auth.signOut, async ({ ctx, reply }) => {
    await service.signOut(ctx)
    clearSessionCookie(reply)
  })
  handle(auth.me, ({ ctx }) => service.me(ctx))
}
