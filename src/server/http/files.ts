import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { allEndpoints } from '#contract/all'
import { AppError } from '../lib/errors'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The media types of a file that the route takes as its body. */
    takes?: readonly string[] | undefined
  }
}

/** A file on its way in. Nothing of it is read before someone asks for its pieces. */
export interface Upload {
  pieces: AsyncIterable<Buffer>
  /** In bytes, where the caller says so. */
  length: number | null
}

/** A file on its way out, made as it is sent. */
export interface FileAnswer {
  name: string
  pieces: AsyncIterable<string>
}

/** How long a request may take to arrive. Without a limit, a few that never end would use up all connections. */
const REQUEST_MS = 60_000
/** The same of a file, which may be large and the line slow. */
export const UPLOAD_MS = 15 * 60_000

/** Lets through the bodies that are files, to the endpoints that take them. */
export function readFiles(app: FastifyInstance): void {
  const types = new Set(allEndpoints.flatMap(({ takes }) => takes ?? []))
  app.addContentTypeParser([...types], (request, payload, done) => {
    if (takes(request)) done(null, payload)
    else done(new AppError('unsupported_media_type'))
  })
  // Bodies of other requests are small.
  app.addHook('onRequest', (request, _reply, done) => {
    if (!takes(request) && hasBody(request)) {
      const patience = setTimeout(() => request.raw.destroy(), REQUEST_MS)
      patience.unref()
      request.raw.once('close', () => clearTimeout(patience))
    }
    done()
  })
}

const takes = (request: FastifyRequest) => request.routeOptions.config.takes

const hasBody = ({ headers }: FastifyRequest): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0'

export function uploadOf(request: FastifyRequest): Upload {
  // Without a body, or with one that is read as JSON, there is no stream.
  if (!(request.body instanceof Readable)) {
    throw new AppError('unsupported_media_type', { message: `Send the file as ${takes(request)?.join(', ')}.` })
  }
  const length = request.headers['content-length']
  // Whoever stops reading still wants to be told why: the connection must outlive that.
  const pieces = request.body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>
  return { pieces, length: length === undefined ? null : Number(length) }
}

/** As RFC 8187 has it, which allows less than addresses do. */
const extended = (name: string): string =>
  encodeURIComponent(name).replaceAll(/['()*]/g, (special) => `%${special.charCodeAt(0).toString(16).toUpperCase()}`)

/** Sends a file piece by piece, as fast as it is taken. What is refused before the first piece is answered as anything else. */
export async function sendFile(reply: FastifyReply, type: string, { name, pieces }: FileAnswer): Promise<FastifyReply> {
  const iterator = pieces[Symbol.asyncIterator]()
  const first = await iterator.next()
  async function* all() {
    try {
      for (let piece = first; !piece.done; piece = await iterator.next()) yield piece.value
    } finally {
      await iterator.return?.()
    }
  }
  return reply
    .type(`${type}; charset=utf-8`)
    .header('content-disposition', `attachment; filename*=UTF-8''${extended(name)}`)
    .send(Readable.from(all(), { objectMode: false }))
}
