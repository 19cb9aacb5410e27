import cookie from '@fastify/cookie'
import Fastify, { type FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { allEndpoints } from '#contract/all'
import type { Deps } from './context'
import { activityRoutes } from './features/activity/activity.routes'
import { applicationRoutes } from './features/applications/applications.routes'
import { authRoutes } from './features/auth/auth.routes'
import { authService } from './features/auth/auth.service'
import { binRoutes } from './features/bin/bin.routes'
import { bulkRoutes } from './features/bulk/bulk.routes'
import { groupRoutes } from './features/groups/groups.routes'
import { identityReadRoutes } from './features/identities/identity-reads.routes'
import { identityWriteRoutes } from './features/identities/identity-writes.routes'
import { importRoutes } from './features/imports/imports.routes'
import { policyRoutes } from './features/policies/policies.routes'
import { realmRoutes } from './features/realms/realms.routes'
import { reminderRoutes } from './features/reminders/reminders.routes'
import { requestRoutes } from './features/requests/requests.routes'
import { roleRoutes } from './features/roles/roles.routes'
import { settingsRoutes } from './features/settings/settings.routes'
import { registerDocs } from './http/docs'
import { sendError, sendUnreadable } from './http/errors'
import { readFiles, UPLOAD_MS } from './http/files'
import { registerGuards, setHeaders } from './http/guards'
import { routesOf } from './http/routes'
import { AppError, notFound } from './lib/errors'
import { newId } from './lib/ids'

/** The largest body of our own API, in bytes. */
const BODY_MAX = 1_048_576

/** Builds the server from what it is made of. Throws when an endpoint of the contract is not served. */
export async function createApp(deps: Deps, publicUrl: () => string): Promise<FastifyInstance> {
  const app = Fastify({
    logger: { level: deps.config.logLevel, serializers: { req: withoutQuery } },
    genReqId: newId,
    bodyLimit: BODY_MAX,
    // One proxy: what stands further left in X-Forwarded-For is whatever the caller wrote there.
    trustProxy: deps.config.trustProxy && ((_address, hop) => hop === 0),
    // Of what is no file, see `readFiles`.
    requestTimeout: UPLOAD_MS,
    routerOptions: { maxParamLength: 100 },
    // Fastify would answer these on its own, in another shape.
    frameworkErrors: (error, request, reply) => {
      setHeaders(request, reply, publicUrl())
      void sendError(error, request, reply)
    },
    clientErrorHandler: sendUnreadable,
  })
  app.setErrorHandler(sendError)
  app.setNotFoundHandler((request, reply) => sendError(notFound(), request, reply))
  readJson(app)
  readFiles(app)
  await app.register(cookie)
  registerGuards(app, publicUrl)

  app.get('/healthz', () => ({ status: 'alive' }))
  app.get('/readyz', async () => {
    try {
      await sql`select 1`.execute(deps.db.read)
    } catch (error) {
      deps.log.error({ err: error }, 'the database does not answer')
      throw new AppError('unavailable')
    }
    return { status: 'ready' }
  })

  const { handle, served } = routesOf(app, deps)
  authRoutes(handle, authService(deps))
  realmRoutes(handle)
  groupRoutes(handle)
  roleRoutes(handle)
  applicationRoutes(handle)
  identityWriteRoutes(handle)
  identityReadRoutes(handle)
  settingsRoutes(handle)
  reminderRoutes(handle)
  policyRoutes(handle)
  requestRoutes(handle)
  bulkRoutes(handle)
  importRoutes(handle)
  activityRoutes(handle)
  binRoutes(handle)
  registerDocs(app, publicUrl)
  for (const endpoint of allEndpoints) {
    if (!served.has(endpoint)) throw new Error(`${endpoint.method} ${endpoint.path} is in the contract and not served`)
  }
  return app
}

/** JSON only. An empty body is none, whatever its content type says. */
function readJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    else {
      void parse(request, String(body), (error, value: unknown) => {
        if (error) done(new AppError('malformed'))
        else done(null, value)
      })
    }
  })
}

/** Query strings may hold secrets (the set-up link) and names; the log does without them. */
const withoutQuery = (request: { method: string; url: string }) => ({
  method: request.method,
  path: request.url.split('?', 1)[0],
})
