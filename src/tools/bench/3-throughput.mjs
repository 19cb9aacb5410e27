// @ts-check
import { median, startWithRealm } from '../bench-kit.mjs'
import { requestsPerSecond } from '../load.mjs'

const CONNECTIONS = 16
const GROUPS = 200
const RUNS = 3
const RUN_MS = 2_000

/** @param {'sqlite' | 'postgres'} database */
async function measure(database) {
  const { server, cookie, call } = await startWithRealm(database)
  try {
    for (let n = 0; n < GROUPS; n++) await call('POST', '/api/realms/bench/groups', { name: `Group ${n}` })
    const head = `Host: localhost:${server.port}\r\nCookie: ${cookie}\r\n`
    const list = () => `GET /api/realms/bench/groups HTTP/1.1\r\n${head}\r\n`
    let created = 0
    const create = () => {
      const body = JSON.stringify({ name: `New group ${created++}` })
      return `POST /api/realms/bench/groups HTTP/1.1\r\n${head}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
    }
    return { list: await rate(server.port, list, 200), create: await rate(server.port, create, 201) }
  } finally {
    await server.stop()
  }
}

/**
 * @param {number} port
 * @param {() => string} request
 * @param {number} status
 */
async function rate(port, request, status) {
  const options = { port, connections: CONNECTIONS, request, status }
  await requestsPerSecond({ ...options, durationMs: 1_000 })
  const rates = []
  for (let run = 0; run < RUNS; run++) rates.push(await requestsPerSecond({ ...options, durationMs: RUN_MS }))
  return median(rates)
}

/** @type {import('../bench.mjs').Bench} */
export const bench = {
  name: 'requests per second',
  run: async () => {
    const rows = []
    for (const [database, name] of /** @type {const} */ ([
      ['sqlite', 'SQLite'],
      ['postgres', 'PostgreSQL'],
    ])) {
      const { list, create } = await measure(database)
      const row = (/** @type {string} */ what, /** @type {number} */ value) => ({
        what: `${what}, ${name}`,
        median: `${Math.round(value)} requests/s`,
        beside: `${CONNECTIONS} connections, signed in`,
      })
      rows.push(row(`List of groups (first page of ${GROUPS})`, list), row('Create a group', create))
    }
    return rows
  },
}
