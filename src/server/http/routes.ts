import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { things } from '#contract/changes'
import {
  type BodyOf,
  type Endpoint,
  isChange,
  type ParamsOf,
  paramNames,
  type QueryOf,
  type ResponseOf,
} from '#contract/endpoint'
import type { Permission } from '#contract/permissions'
import { POSITION_PATTERN, UUID_PATTERN } from '#contract/primitives'
import { REALM_NAME_PATTERN } from '#contract/realms'
import { PreviewAnswer } from '../changes/change'
import { ReplayedAnswer } from '../changes/idempotency'
import type { AccountCtx, Ctx, Deps, RealmCtx } from '../context'
import { canonical } from '../lib/canonical'
import { AppError, invalid, notFound } from '../lib/errors'
import { authenticate } from './authenticate'
import { authorize } from './authorize'
import { fieldsOf } from './fields'
import { type FileAnswer, sendFile, type Upload, uploadOf } from './files'

/** What authorization gives a handler: a realm, an account, or only the caller. */
type CtxOf<E extends Endpoint> = E['path'] extends `${string}:realm` | `${string}:realm/${string}`
  ? RealmCtx
  : E['needs'] extends Permission | 'of-event'
    ? AccountCtx
    : Ctx

interface Incoming<E extends Endpoint> {
  ctx: CtxOf<E>
  params: ParamsOf<E>
  query: QueryOf<E>
  body: E extends { takes: readonly string[] } ? Upload : BodyOf<E>
  request: FastifyRequest
  reply: FastifyReply
}

export type Handle = <E extends Endpoint>(
  endpoint: E,
  handler: (incoming: Incoming<E>) => Promise<AnswerOf<E>> | AnswerOf<E>,
) => void

type AnswerOf<E extends Endpoint> = E extends { answers: string } ? FileAnswer : ResponseOf<E>

/** The one way to serve an endpoint: parse, authenticate, authorize from `needs`, run, filter the answer by its schema. */
export function routesOf(app: FastifyInstance, deps: Deps): { handle: Handle; served: Set<Endpoint> } {
  const served = new Set<Endpoint>()
  const handle: Handle = (endpoint, handler) => {
    if (!(endpoint as Partial<Endpoint>).needs) {
      throw new Error(`${endpoint.method} ${endpoint.path} does not say what it needs`)
    }
    // Nobody has a second factor yet, so nothing could be enforced; silently not asking for it would be worse.
    if (endpoint.stepUp)
      throw new Error(`${endpoint.method} ${endpoint.path} wants a step-up, which does not exist yet`)
    served.add(endpoint)
    app.route({
      method: endpoint.method,
      url: `/api${endpoint.path}`,
      config: { takes: endpoint.takes },
      handler: async (request, reply) => {
        const ctx = await enter(deps, endpoint, request)
        const params = checkedParams(endpoint, request.params as Record<string, string>)
        const authorized = await authorize(ctx, endpoint, params, endpoint.takes ? undefined : request.body)
        const query = parse(endpoint.query, request.query, {})
        const body = endpoint.takes ? uploadOf(request) : parse(endpoint.body, request.body ?? {}, undefined)
        ctx.idempotency = idempotencyOf(endpoint, request, body)
        // `authorize` gave the context its account and realm as the path asks, and both schemas were just applied.
        const incoming = { ctx: authorized, params, query, body, request, reply } as unknown as Incoming<
          typeof endpoint
        >
        try {
          const value = await handler(incoming)
          // Of an endpoint that answers a file, the handler's type says so.
          if (endpoint.answers) return await sendFile(reply, endpoint.answers, value as FileAnswer)
          return await answer(reply, endpoint, value, endpoint.status, ctx.eventId)
        } catch (thrown) {
          if (thrown instanceof PreviewAnswer) return await reply.status(200).send(thrown.preview)
          if (thrown instanceof ReplayedAnswer)
            return await answer(reply, endpoint, thrown.body, thrown.status, thrown.eventId)
          throw thrown
        } finally {
          // What is left of a file that was refused is let go: a connection that nobody reads from never ends.
          if (endpoint.takes) request.raw.resume()
        }
      },
    })
  }
  return { handle, served }
}

function answer(reply: FastifyReply, endpoint: Endpoint, value: unknown, status: number, eventId: string | null) {
  if (eventId) void reply.header('x-event-id', eventId)
  if (!endpoint.response) return reply.status(status).send()
  return reply.status(status).send(endpoint.response.parse(value))
}

/** Reads what stands in headers and query besides the endpoint's own input, and finds out who calls. */
async function enter(deps: Deps, endpoint: Endpoint, request: FastifyRequest): Promise<Ctx> {
  const query = request.query as Record<string, unknown>
  const preview = query['preview'] === 'true'
  // Whoever asks for a preview in other words must not get the change itself.
  if (query['preview'] !== undefined && !preview) throw invalid({ preview: 'Only true is understood' })
  if (preview && endpoint.method !== 'GET' && !isChange(endpoint)) throw new AppError('preview_not_supported')
  const caller = endpoint.needs === 'public' ? null : await authenticate(deps, request)
  return {
    ...deps,
    endpoint,
    requestId: request.id,
    ip: request.ip,
    via: request.headers['sec-fetch-site'] === undefined ? 'api' : 'dashboard',
    now: deps.clock(),
    actor: caller?.actor ?? { kind: 'system', id: null, name: '' },
    sessionId: caller?.sessionId ?? null,
    places: caller?.places ?? [],
    preview: preview && isChange(endpoint),
    ifMatch: ifMatchOf(request),
    idempotency: null,
    eventId: null,
  }
}

function ifMatchOf(request: FastifyRequest): number | null {
  const header = request.headers['if-match']
  if (header === undefined || header === '*') return null
  const version = /^(?:W\/)?"?(\d{1,9})"?$/.exec(header)?.[1]
  if (version === undefined) throw invalid({ 'If-Match': 'Send the version as a number in quotes, such as "7"' })
  return Number(version)
}

/** Of the body as its schema reads it: what was sent may nest deeper than a digest can follow. */
function idempotencyOf(endpoint: Endpoint, request: FastifyRequest, body: unknown): Ctx['idempotency'] {
  const key = request.headers['idempotency-key']
  if (typeof key !== 'string' || endpoint.method !== 'POST' || !isChange(endpoint)) return null
  if (!/^[\x21-\x7E]{1,255}$/.test(key)) throw invalid({ 'Idempotency-Key': 'At most 255 visible characters' })
  const path = request.url.split('?', 1)[0] ?? ''
  return { key, path, bodyHash: createHash('sha256').update(canonical(body)).digest('hex') }
}

/** A path that cannot name anything is 404 like one that names nothing. */
function checkedParams(endpoint: Endpoint, params: Record<string, string>): Record<string, string> {
  for (const name of paramNames(endpoint.path)) {
    const value = params[name] ?? ''
    const fits =
      name === 'realm'
        ? REALM_NAME_PATTERN.test(value)
        : name === 'kind'
          ? (things as readonly string[]).includes(value)
          : name === 'position'
            ? POSITION_PATTERN.test(value)
            : UUID_PATTERN.test(value)
    if (!fits) throw notFound()
  }
  return params
}

function parse(schema: Endpoint['body'], input: unknown, otherwise: unknown): unknown {
  if (!schema) return otherwise
  const parsed = schema.safeParse(input)
  if (!parsed.success) throw new AppError('invalid', { fields: fieldsOf(parsed.error) })
  return parsed.data
}
