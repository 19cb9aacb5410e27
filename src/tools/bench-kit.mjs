// @ts-check
import { startServer } from './server-process.mjs'

/** @typedef {import('./server-process.mjs').Server} Server */

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]]
  if (low === undefined || high === undefined) throw new Error('Nothing was measured')
  return (low + high) / 2
}

/** @param {number} milliseconds */
export const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(2)} s`

export const owner = { name: 'Bench Owner', email: 'owner@example.com', password: 'a long bench passphrase 7' }

/**
 * A new server with an owner and a realm named `bench`, and a way to call its API as that owner.
 *
 * @param {'sqlite' | 'postgres'} database
 * @param {{ dataDir?: string, databaseUrl?: string }} [where] the data is; left out: in new places, thrown away afterwards
 */
export async function startWithRealm(database, where = {}) {
  const server = await startServer({ database, ...where })
  try {
    const token = new URL(server.setupUrl ?? '').searchParams.get('token')
    const cookie = cookieOf(await send(server, 'POST', '/api/setup', { token, accountName: 'Bench', ...owner }))
    /**
     * @param {string} method
     * @param {string} path
     * @param {unknown} [body]
     */
    const call = (method, path, body) => send(server, method, path, body, cookie)
    await call('POST', '/api/realms', { name: 'bench' })
    return { server, cookie, call }
  } catch (error) {
    await server.stop()
    throw error
  }
}

/**
 * The owner's cookie, on a server that has one.
 *
 * @param {Server} server
 */
export async function signIn(server) {
  const { email, password } = owner
  return cookieOf(await send(server, 'POST', '/api/session', { email, password }))
}

/** @param {Response} answer */
const cookieOf = (answer) => answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''

/**
 * @param {Server} server
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 * @param {string} [cookie]
 */
async function send(server, method, path, body, cookie) {
  const answer = await fetch(server.url + path, {
    method,
    headers: { ...(cookie ? { cookie } : {}), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    body: body === undefined ? null : JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`)
  return answer
}
