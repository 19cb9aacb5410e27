import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

export interface PagesOptions {
  /** What the build has made of the dashboard. */
  clientDir: string
  signUp: 'open' | 'invite'
  isSignedIn: (request: FastifyRequest) => Promise<boolean>
}

const YEAR = 31_536_000
const DAY = 86_400
const INSTEAD_OF_PAGES = /^\/(api|v1|tozny|fxa|assets|healthz|readyz)(\/|$)/

/** The dashboard's files and pages. Whatever lies below an API's prefix is never answered with a page. */
export function registerPages(app: FastifyInstance, { clientDir, signUp, isSignedIn }: PagesOptions): void {
  const read = (name: string) =>
    readFileSync(join(clientDir, name), 'utf8').replace('<html ', `<html data-sign-up="${signUp}" `)
  const pages = {
    app: read('index.html'),
    signIn: read('sign-in.html'),
    signUp: read('sign-up.html'),
    setup: read('setup.html'),
  }
  const preloads = readPreloads(join(clientDir, 'preload.json'))

  void app.register(fastifyStatic, {
    root: join(clientDir, 'assets'),
    prefix: '/assets/',
    preCompressed: true,
    index: false,
    cacheControl: false,
    // Their names change with their contents.
    setHeaders: (reply) => void reply.setHeader('cache-control', `public, max-age=${YEAR}, immutable`),
  })
  for (const name of readdirSync(clientDir).filter((file) => /\.(svg|png|ico|txt|webmanifest)$/.test(file))) {
    app.get(`/${name}`, (_request, reply) =>
      reply.sendFile(name, clientDir, { cacheControl: true, maxAge: DAY * 1000 }),
    )
  }

  app.get('/sign-in', async (request, reply) =>
    (await isSignedIn(request)) ? reply.redirect(safeNext(request)) : sendPage(request, reply, pages.signIn),
  )
  app.get('/sign-up', (request, reply) =>
    signUp === 'open' ? sendPage(request, reply, pages.signUp) : reply.redirect('/sign-in'),
  )
  app.get('/setup', (request, reply) => sendPage(request, reply, pages.setup))
  app.get('/*', async (request, reply) => {
    const path = pathOf(request)
    if (INSTEAD_OF_PAGES.test(path)) return reply.callNotFound()
    if (!(await isSignedIn(request))) {
      return reply.redirect(path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(request.url)}`)
    }
    return sendPage(request, reply, pages.app, preloads(path))
  })
}

const pathOf = (request: FastifyRequest): string => request.url.split('?', 1)[0] ?? '/'

/** Where to go on: a path of ours. "//host" and "/\host" are other hosts to a browser, which drops tabs within. */
function safeNext(request: FastifyRequest): string {
  const next = new URL(request.url, 'http://localhost').searchParams.get('next') ?? '/'
  if (!/^\/(?![/\\])/.test(next) || /[\u0000-\u001F]/.test(next)) return '/'
  const url = new URL(next, 'http://localhost')
  return url.host === 'localhost' ? url.pathname + url.search : '/'
}

const policy = (nonce: string): string =>
  [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src-elem 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')

/** A page with a nonce of its own, compressed on the way and never stored. */
async function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  page: string,
  preload = '',
): Promise<FastifyReply> {
  const nonce = randomBytes(16).toString('base64')
  const html = page.replaceAll('%NONCE%', nonce).replace('</head>', () => `${preload}</head>`)
  void reply.headers({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': policy(nonce),
    vary: 'accept-encoding',
  })
  const accepted = request.headers['accept-encoding'] ?? ''
  if (/\bbr\b/.test(accepted)) {
    // Quality 4: a page is compressed anew each time, since its nonce differs.
    const params = { [constants.BROTLI_PARAM_QUALITY]: 4 }
    return reply.header('content-encoding', 'br').send(await promisify(brotliCompress)(html, { params }))
  }
  if (/\bgzip\b/.test(accepted)) return reply.header('content-encoding', 'gzip').send(await promisify(gzip)(html))
  return reply.send(html)
}

interface Preload {
  path: string
  scripts: string[]
  styles: string[]
}

/** What the build found out: which files a route's page will ask for. Named in the page, they load at once, side by side. */
function readPreloads(file: string): (path: string) => string {
  if (!existsSync(file)) return () => ''
  // Written by our own build (src/tools/vite-plugins.mjs).
  const routes = (JSON.parse(readFileSync(file, 'utf8')) as Preload[]).map(({ path, scripts, styles }) => ({
    pattern: new RegExp(`^${path.replace(/\/$/, '').replace(/:\w+/g, '[^/]+')}/?$`),
    tags: [
      ...scripts.map((href) => `<link rel="modulepreload" crossorigin href="${href}">`),
      ...styles.map((href) => `<link rel="stylesheet" crossorigin href="${href}">`),
    ].join(''),
  }))
  return (path) => routes.find(({ pattern }) => pattern.test(path))?.tags ?? ''
}
