import type { ErrorCode } from '#contract/errors'

/** A refused request, or one that never arrived (`network`). `message` is a sentence for people. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly code: ErrorCode | 'network'
  readonly fields: Record<string, string>
  readonly details: Record<string, unknown>
  readonly requestId: string | null

  constructor(answer: {
    status: number
    code: ErrorCode | 'network'
    message: string
    fields?: Record<string, string> | undefined
    details?: Record<string, unknown> | undefined
    requestId?: string | null | undefined
  }) {
    super(answer.message)
    this.status = answer.status
    this.code = answer.code
    this.fields = answer.fields ?? {}
    this.details = answer.details ?? {}
    this.requestId = answer.requestId ?? null
  }
}

export const isApiError = (error: unknown, ...codes: ApiError['code'][]): error is ApiError =>
  error instanceof ApiError && (codes.length === 0 || codes.includes(error.code))

/** Reads the one body of every refused request; an answer that is not ours (a proxy's) still becomes a sentence. */
export async function readError(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null)
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
  const record = (value: unknown): Record<string, unknown> | undefined =>
    typeof value === 'object' && value !== null ? { ...value } : undefined
  const answer = record(body) ?? {}
  return new ApiError({
    status: response.status,
    // The server's codes are the contract's; an unknown one only misses its special treatment.
    code: (text(answer['code']) ?? 'internal') as ErrorCode,
    message: text(answer['message']) ?? 'The server gave an answer that could not be read.',
    // The contract's ErrorBody maps names to sentences.
    fields: record(answer['fields']) as Record<string, string> | undefined,
    details: record(answer['details']),
    requestId: text(answer['requestId']) ?? response.headers.get('x-request-id'),
  })
}
