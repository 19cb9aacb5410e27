import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { type ErrorBody, type ErrorCode, errorCodes } from '#contract/errors'
import { isUnavailable } from '../db/errors'
import { AppError } from '../lib/errors'
import { newId } from '../lib/ids'

/** What Fastify refuses before we see it, in our codes. */
const frameworkCodes: Record<string, ErrorCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed',
  FST_ERR_BAD_URL: 'not_found',
  FST_ERR_MAX_PARAM_LENGTH: 'not_found',
}

/** The one error road: every refusal and failure leaves as `{ code, message, fields?, details?, requestId }`. */
export function sendError(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = error instanceof AppError ? error : translated(error)
  if (refusal.status >= 500) request.log.error({ err: error }, 'request failed')
  const body: ErrorBody = {
    code: refusal.code,
    message: refusal.message,
    ...(refusal.options.fields ? { fields: refusal.options.fields } : {}),
    ...(refusal.options.details ? { details: refusal.options.details } : {}),
    requestId: request.id,
  }
  const retryAfter = refusal.options.details?.['retryAfterSeconds']
  if (typeof retryAfter === 'number') void reply.header('retry-after', retryAfter)
  return reply.status(refusal.status).type('application/json').send(JSON.stringify(body))
}

/** What cannot be read as HTTP at all has no request; it is refused on the bare socket, in the same words. */
export function sendUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const code = error.code === 'HPE_HEADER_OVERFLOW' ? 'too_large' : 'malformed'
  const [status, message] = errorCodes[code]
  const body = JSON.stringify({ code, message, requestId: newId() } satisfies ErrorBody)
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-type: application/json`
  socket.end(`${head}\r\nx-content-type-options: nosniff\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
}

function translated(error: FastifyError | Error): AppError {
  const known = 'code' in error ? frameworkCodes[String(error.code)] : undefined
  if (known) return new AppError(known)
  if (isUnavailable(error)) return new AppError('unavailable')
  const status = 'statusCode' in error ? error.statusCode : undefined
  if (status === 404) return new AppError('not_found')
  if (status !== undefined && status >= 400 && status < 500) return new AppError('malformed')
  return new AppError('internal')
}

/** The number of a status for each code, for the API's description. */
export const statusOf = (code: ErrorCode): number => errorCodes[code][0]
