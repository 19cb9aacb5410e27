import type { Preview } from '#contract/changes'
import { type BodyOf, type Endpoint, isChange, type ParamsOf, type QueryOf, type ResponseOf } from '#contract/endpoint'
import { ApiError, readError } from './api-error'
import { signInAgain } from './session-gate'

type Params<E extends Endpoint> = keyof ParamsOf<E> extends never ? { params?: undefined } : { params: ParamsOf<E> }
type Query<E extends Endpoint> = [QueryOf<E>] extends [void] ? { query?: undefined } : { query?: Partial<QueryOf<E>> }
type Body<E extends Endpoint> = [BodyOf<E>] extends [void] ? { body?: undefined } : { body: BodyOf<E> }

/** What a call of an endpoint needs: its parameters, query and body as the contract says. */
export type Input<E extends Endpoint> = Params<E> & Query<E> & Body<E> & { ifMatch?: number; idempotencyKey?: string }

/** The same, of any endpoint. */
export interface AnyInput {
  params?: Record<string, string> | undefined
  query?: Record<string, unknown> | undefined
  body?: unknown
  ifMatch?: number
  idempotencyKey?: string
  preview?: boolean
}

/** Where an endpoint is, for what the browser fetches by itself. */
export function urlOf<E extends Endpoint>(endpoint: E, input: Input<E>): string
export function urlOf(endpoint: Endpoint, input: AnyInput): string
export function urlOf(endpoint: Endpoint, input: AnyInput): string {
  const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(input.params?.[name] ?? ''))
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(input.query ?? {}))
    // The contract's queries hold texts, numbers and choices only.
    if (value !== undefined && value !== '') search.set(key, `${value as string | number}`)
  if (input.preview) search.set('preview', 'true')
  return search.size > 0 ? `/api${path}?${search}` : `/api${path}`
}

export const unreachable = (): ApiError =>
  new ApiError({
    status: 0,
    code: 'network',
    message: 'The server could not be reached. Check your connection and try again.',
  })

async function send(endpoint: Endpoint, input: AnyInput, signal?: AbortSignal): Promise<Response> {
  const headers = new Headers({ accept: 'application/json' })
  if (input.body !== undefined) headers.set('content-type', 'application/json')
  if (input.ifMatch !== undefined) headers.set('if-match', `"${input.ifMatch}"`)
  if (input.idempotencyKey) headers.set('idempotency-key', input.idempotencyKey)
  try {
    return await fetch(urlOf(endpoint, input), {
      method: endpoint.method,
      headers,
      credentials: 'same-origin',
      body: input.body === undefined ? null : JSON.stringify(input.body),
      ...(signal && { signal }),
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw unreachable()
  }
}

async function request(
  endpoint: Endpoint,
  input: AnyInput,
  signal?: AbortSignal,
): Promise<{ data: unknown; eventId: string | null }> {
  // One key for all tries, so that a change is made once even if an answer gets lost.
  const key =
    input.idempotencyKey ??
    (endpoint.method === 'POST' && isChange(endpoint) && !input.preview ? crypto.randomUUID() : undefined)
  const whole = key ? { ...input, idempotencyKey: key } : input
  let response = await send(endpoint, whole, signal)
  if (response.status === 401 && endpoint.needs !== 'public') {
    await signInAgain()
    response = await send(endpoint, whole, signal)
  }
  if (!response.ok) throw await readError(response)
  const data: unknown = response.status === 204 ? undefined : await response.json()
  return { data, eventId: response.headers.get('x-event-id') }
}

/**
 * Calls an endpoint of the contract. With `preview: true` nothing is written and the answer is a Preview. A session that
 * has ended opens the sign-in dialog and the call is repeated. Throws ApiError.
 */
export function call<E extends Endpoint>(
  endpoint: E,
  input: Input<E> & { preview: true },
  signal?: AbortSignal,
): Promise<Preview>
export function call<E extends Endpoint>(endpoint: E, input: Input<E>, signal?: AbortSignal): Promise<ResponseOf<E>>
export async function call(endpoint: Endpoint, input: AnyInput, signal?: AbortSignal): Promise<unknown> {
  return (await request(endpoint, input, signal)).data
}

/** What a change would do; the same as `call` with `preview: true`, for code that knows the endpoint only by its type. */
export async function previewOf<E extends Endpoint>(
  endpoint: E,
  input: Input<E>,
  signal?: AbortSignal,
): Promise<Preview> {
  // Every change answers so when asked for a preview (DESIGN §4).
  return (await request(endpoint, { ...input, preview: true }, signal)).data as Preview
}

/** Like `call`, and tells which event the change has written, for an Undo. */
export async function callWithEvent<E extends Endpoint>(
  endpoint: E,
  input: Input<E>,
): Promise<{ data: ResponseOf<E>; eventId: string | null }> {
  // The server filters every answer through the endpoint's response schema, so it is what the type says.
  return (await request(endpoint, input)) as { data: ResponseOf<E>; eventId: string | null }
}
