import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../lib/errors'

const LOOPBACK = /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(:\d{1,5})?$/i
const HEALTH = new Set(['/healthz', '/readyz'])

const API = /^\/api(\/|$)/

/** The headers of every answer. */
export function setHeaders(request: FastifyRequest, reply: FastifyReply, publicUrl: string): void {
  void reply.headers({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'x-request-id': request.id,
  })
  if (publicUrl.startsWith('https:')) {
    void reply.header('strict-transport-security', 'max-age=31536000; includeSubDomains')
  }
}

/** The headers of every answer, the check of the host name, and the check of where a write comes from (DESIGN §7). */
export function registerGuards(app: FastifyInstance, publicUrl: () => string): void {
  app.addHook('onRequest', async (request, reply) => {
    setHeaders(request, reply, publicUrl())
    const path = request.url.split('?', 1)[0] ?? ''
    if (HEALTH.has(path)) return
    // Where it was routed counts too: `/%61pi/…` and `http://host/api/…` lead to the same handlers as `/api/…`.
    const isApi = API.test(path) || API.test(request.routeOptions.url ?? '')
    if (isApi) void reply.header('cache-control', 'no-store')

    const home = new URL(publicUrl())
    const host = request.headers.host ?? ''
    if (host.toLowerCase() !== home.host) {
      // A loopback name cannot be rebound to us by a stranger's DNS. Scripts may use it; people are sent to the real
      // address, since sessions and passkeys belong to that.
      if (!LOOPBACK.test(host)) throw new AppError('misdirected')
      if (!isApi && (request.method === 'GET' || request.method === 'HEAD')) {
        return reply.redirect(home.origin + request.url, 302)
      }
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') checkOrigin(request, home.origin)
  })
}

/** Browsers say where a write comes from; a request that says nothing is not a browser's and carries no stolen cookie. */
function checkOrigin(request: FastifyRequest, ours: string): void {
  const { origin } = request.headers
  const site = request.headers['sec-fetch-site']
  if (origin !== undefined ? origin !== ours : site !== undefined && site !== 'same-origin' && site !== 'none') {
    throw new AppError('forged_origin')
  }
}
