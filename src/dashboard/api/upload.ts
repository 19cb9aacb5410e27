import type { Endpoint, ParamsOf, QueryOf, ResponseOf } from '#contract/endpoint'
import { ApiError, readError } from './api-error'
import { unreachable, urlOf } from './call'
import { signInAgain } from './session-gate'

interface Upload<E extends Endpoint & { takes: readonly string[] }> {
  params: ParamsOf<E>
  query: Partial<QueryOf<E>>
  /** Its own type is what the browser takes it for, and often wrong. */
  file: Blob
  type: E['takes'][number]
  signal: AbortSignal
  /** How much has left the browser, in bytes. */
  onProgress: (sent: number) => void
}

/** Sends a file to an endpoint that takes one, and tells how far it has come, which `fetch` cannot. */
export async function uploadFile<E extends Endpoint & { takes: readonly string[] }>(
  endpoint: E,
  upload: Upload<E>,
): Promise<ResponseOf<E>> {
  let response = await send(endpoint, upload)
  if (response.status === 401) {
    await signInAgain()
    response = await send(endpoint, upload)
  }
  if (!response.ok) throw await readError(response)
  // The server filters every answer through the endpoint's response schema, so it is what the type says.
  return (await response.json()) as ResponseOf<E>
}

function send<E extends Endpoint & { takes: readonly string[] }>(
  endpoint: E,
  { params, query, file, type, signal, onProgress }: Upload<E>,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new ApiError(cancelled))
    const request = new XMLHttpRequest()
    request.open(endpoint.method, urlOf(endpoint, { params, query }))
    request.setRequestHeader('accept', 'application/json')
    request.setRequestHeader('content-type', type)
    request.upload.onprogress = ({ loaded }) => onProgress(loaded)
    request.onload = () =>
      resolve(
        new Response(request.responseText, {
          status: request.status,
          headers: { 'x-request-id': request.getResponseHeader('x-request-id') ?? '' },
        }),
      )
    request.onerror = () => reject(unreachable())
    request.onabort = () => reject(new ApiError(cancelled))
    signal.addEventListener('abort', () => request.abort(), { once: true })
    request.send(file)
  })
}

/** Whoever cancels knows it already. */
const cancelled = { status: 0, code: 'network', message: '' } as const
