// @ts-check
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { onExit } from './on-exit.mjs'
import { serverBundle } from './paths.mjs'
import { freePort } from './ports.mjs'

/**
 * @typedef {object} ServerOptions
 * @property {'sqlite' | 'postgres'} database `postgres`: a new database in the server that TEST_DATABASE_URL names
 * @property {Record<string, string>} [env] settings, over those made here
 * @property {string} [dataDir] of an earlier start: the server finds what it had
 * @property {string} [databaseUrl] of an earlier start
 * @property {number} [port] of an earlier start, so that open pages reach the new process
 *
 * @typedef {Awaited<ReturnType<typeof startServer>>} Server
 */

/** The same for all, so that a server started again on the same database has the right one. It protects nothing. */
const SECRET_KEY = 'a key for tests only, not a secret at all'

/**
 * Starts the built server as people do, on a free port and data of its own, and waits until it can serve.
 *
 * @param {ServerOptions} options
 */
export async function startServer({ database, env = {}, ...earlier }) {
  const isFresh = earlier.dataDir === undefined
  const dataDir = earlier.dataDir ?? (await mkdtemp(join(tmpdir(), 'castellan-data-')))
  const created = database === 'postgres' && !earlier.databaseUrl ? await createDatabase() : undefined
  const databaseUrl = earlier.databaseUrl ?? created?.url
  const port = earlier.port ?? (await freePort())
  const url = env['PUBLIC_URL'] ?? `http://localhost:${port}`

  const child = spawn(process.execPath, [serverBundle], {
    // Nothing of the caller's environment: a DATABASE_URL that a developer has set is not for tests.
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      HOST: '127.0.0.1',
      PORT: String(port),
      DATA_DIR: dataDir,
      ...(databaseUrl ? { DATABASE_URL: databaseUrl, SECRET_KEY } : {}),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'close').then(([code]) => /** @type {number | null} */ (code))
  const forget = onExit(() => {
    child.kill('SIGKILL')
    if (isFresh) rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 })
  })
  let output = ''
  /** @type {Promise<void>} */
  const announced = new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
        output += text
        if (output.includes('is ready at')) resolve()
      })
    }
  })
  const setupUrl = () => /\S+setup\?token=\S+(?=\n)/.exec(output)?.[0] ?? null

  /**
   * Ends the process and leaves its data.
   *
   * @param {NodeJS.Signals} [signal]
   * @returns {Promise<number | null>} the exit code; null when the signal ended it
   */
  const kill = (signal = 'SIGTERM') => {
    child.kill(signal)
    return ended
  }
  /** Ends the process and throws away the data that this call made; what an earlier call made is that one's to throw away. */
  const stop = async () => {
    const patience = setTimeout(() => child.kill('SIGKILL'), 10_000)
    await kill()
    clearTimeout(patience)
    forget()
    if (isFresh) await rm(dataDir, { recursive: true, force: true })
    await created?.drop()
  }

  try {
    const late = sleep(30_000, 'was not ready within 30 seconds', { ref: false })
    const failure = await Promise.race([announced, ended.then(() => 'ended'), late])
    if (failure) throw new Error(`The server ${failure}:\n${output}`)
    // The set-up link is printed right after; when this is answered, it has arrived.
    if (!(await answers(port, '/readyz'))) throw new Error(`The server is not ready to serve:\n${output}`)
  } catch (error) {
    await stop()
    throw error
  }
  return {
    url,
    port,
    dataDir,
    databaseUrl,
    pid: child.pid ?? 0,
    /** The one-time link to become the first owner; null once there is one. */
    get setupUrl() {
      return setupUrl()
    },
    /** Everything it has printed so far. */
    output: () => output,
    kill,
    stop,
  }
}

/**
 * Whether a GET is answered with 200. A connection of its own, which is closed: the server may be asked to end next.
 *
 * @param {number} port
 * @param {string} path
 * @returns {Promise<boolean>}
 */
function answers(port, path) {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    })
    request.on('error', () => resolve(false))
  })
}

/**
 * A new, empty database in the PostgreSQL of the tests.
 *
 * @returns {Promise<{ url: string, drop: () => Promise<void> }>}
 */
async function createDatabase() {
  const shared = process.env['TEST_DATABASE_URL']
  if (!shared) throw new Error('Set TEST_DATABASE_URL first: startPostgres() in src/tools/postgres.mjs gives one.')
  const name = `castellan_${randomBytes(8).toString('hex')}`
  await query(shared, `create database ${name}`)
  const url = new URL(shared)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => query(shared, `drop database if exists ${name} with (force)`) }
}

/**
 * @param {string} url of a PostgreSQL
 * @param {string} sql
 */
export async function query(url, sql) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
