import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { createApp } from './app'
import { beginChain } from './changes/events.store'
import { type Config, ConfigError } from './config'
import type { Deps } from './context'
import { type Db, openDatabase } from './db/open'
import { serverState } from './features/auth/auth.store'
import { newSetupToken } from './features/auth/setup-link'
import { jobKinds } from './jobs/kinds'
import { startWorker, type Worker, type WorkerOptions } from './jobs/worker'
import type { Clock } from './lib/clock'
import { deriveKeys, type ServerKeys } from './lib/secrets'
import { PeopleIndexes } from './people/people-indexes'
import { forgetForeignChanges } from './people/sweep-changes'

export interface RunningServer {
  app: FastifyInstance
  deps: Deps
  worker: Worker
  /** Where people reach it, without a slash at the end. */
  publicUrl: string
  /** The link for the first owner; null when there is one. */
  setupUrl: string | null
  close(): Promise<void>
}

/** Opens the database, migrates it, and builds the server, without listening. */
export async function buildServer(config: Config, clock: Clock, publicUrl: () => string) {
  const db = await openDatabase(config)
  try {
    const keys = deriveKeys(config.secretKey)
    await checkKey(db, keys)
    if (db.engine === 'postgres') await forgetForeignChanges(db)
    await beginChain(db.write, 'server')
    const deps: Deps = { config, db, people: new PeopleIndexes(db), clock, keys, log: console }
    const app = await createApp(deps, publicUrl)
    deps.log = app.log
    return { app, deps, db }
  } catch (error) {
    await db.close()
    throw error
  }
}

/** The whole server, listening. Throws `ConfigError` for what the administrator can mend. */
export async function startServer(
  config: Config,
  clock: Clock = Date.now,
  work: WorkerOptions = {},
): Promise<RunningServer> {
  let publicUrl = config.publicUrl ?? ''
  const { app, deps, db } = await buildServer(config, clock, () => publicUrl)
  const clientDir = join(dirname(fileURLToPath(import.meta.url)), '../client')
  if (existsSync(clientDir)) {
    const { registerPages } = await import('./http/pages')
    const { authenticate } = await import('./http/authenticate')
    registerPages(app, {
      clientDir,
      signUp: config.signUp,
      isSignedIn: async (request) => (await authenticate(deps, request)) !== null,
    })
  }
  const worker = startWorker(deps, jobKinds, work)
  try {
    await app.listen({ port: config.port, host: config.host })
  } catch (error) {
    await worker.stop()
    await app.close()
    await db.close()
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new ConfigError(`Port ${config.port} is in use already. Stop what uses it, or set PORT to another one.`)
    }
    throw error
  }
  const address = app.server.address()
  const port = address && typeof address === 'object' ? address.port : config.port
  publicUrl ||= `http://localhost:${port}`
  const token = await newSetupToken(deps)
  return {
    app,
    deps,
    worker,
    publicUrl,
    setupUrl: token === null ? null : `${publicUrl}/setup?token=${token}`,
    async close() {
      await app.close()
      await worker.stop()
      await db.close()
    },
  }
}

/** A database belongs to the key that it was begun with: with another one, what is sealed could not be opened. */
async function checkKey(db: Db, keys: ServerKeys): Promise<void> {
  const known = await serverState(db.read).get('key')
  if (known === undefined) await serverState(db.write).set('key', keys.fingerprint)
  else if (known !== keys.fingerprint) {
    throw new ConfigError('SECRET_KEY is not the one that this database was begun with. Start with the original key.')
  }
}
