import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { auth } from '#contract/auth'
import { type Config, readConfig } from '../config'
import type { Db } from '../db/open'
import { type RunningServer, startServer } from '../server'
import { Client, person } from './client'
import { addAdministrator, addMembership, type NewMembership } from './memberships'

export const testDatabase = process.env['TEST_DATABASE'] === 'postgres' ? 'postgres' : 'sqlite'

export interface TestServer {
  url: string
  db: Db
  running: RunningServer
  /** The time on the server; starts fixed, moves when told. */
  time: { now: number }
  /** Somebody without a session. */
  anonymous: Client
  /** The first owner, signed in, in the first account. */
  owner: Client
  /** A further account and its owner, signed in. */
  register(name: string): Promise<Client>
  /** A further administrator, signed in, of the owner's account unless another is named. */
  join(name: string, membership: Partial<NewMembership> & Pick<NewMembership, 'role'>): Promise<Client>
  /** A further membership of somebody who is here already. */
  admit(client: Client, membership: NewMembership): Promise<void>
  stop(): Promise<void>
}

export interface UnownedServer {
  config: Config
  running: RunningServer
  time: { now: number }
  stop: () => Promise<void>
}

const START = Date.UTC(2026, 0, 5, 9)

/** A server on a fresh database of the engine under test, listening on a free port, as it is before anyone owns it. */
export async function startUnownedServer(overrides: Partial<Config> = {}): Promise<UnownedServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'castellan-test-'))
  const database = testDatabase === 'postgres' ? await freshPostgres() : null
  const config: Config = {
    ...readConfig({
      PORT: '0',
      DATA_DIR: dataDir,
      SECRET_KEY: 'a key for tests, which is long enough',
      LOG_LEVEL: 'silent',
      ...(database ? { DATABASE_URL: database.url } : {}),
    }),
    signUp: 'open',
    ...overrides,
  }
  const time = { now: START }
  // What is to be done in the background waits until a test calls for it, and comes in between nothing.
  const running = await startServer(config, () => time.now, { lookEveryMs: null })
  return {
    config,
    running,
    time,
    async stop() {
      await running.close()
      await database?.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** The same, set up with its first owner. */
export async function startTestServer(overrides: Partial<Config> = {}): Promise<TestServer> {
  const { running, time, stop } = await startUnownedServer(overrides)
  const anonymous = new Client(running.publicUrl)
  const owner = new Client(running.publicUrl)
  await owner.setUp(running.setupUrl ?? '', 'Olga Owner')
  return {
    url: running.publicUrl,
    db: running.deps.db,
    running,
    time,
    stop,
    anonymous,
    owner,
    async register(name) {
      const client = new Client(running.publicUrl)
      await client.signUp(name)
      return client
    },
    async join(name, membership) {
      const { db } = running.deps
      const id = await addAdministrator(db, person(name), time.now)
      await addMembership(db, id, { accountId: owner.accountId, ...membership }, time.now)
      const client = new Client(running.publicUrl)
      await client.signIn(name)
      return client
    },
    async admit(client, membership) {
      await addMembership(running.deps.db, client.me.administrator.id, membership, time.now)
      client.me = await client.call(auth.me)
    },
  }
}

let made = 0

/** A new, empty database in the PostgreSQL that the test run brought. */
async function freshPostgres(): Promise<{ url: string; drop(): Promise<void> }> {
  const base = process.env['TEST_DATABASE_URL']
  if (!base) throw new Error('TEST_DATABASE_URL says where the PostgreSQL for tests is')
  const name = `castellan_test_${process.pid}_${Date.now()}_${made++}`
  const run = async (statement: string) => {
    const client = new pg.Client({ connectionString: base })
    await client.connect()
    await client.query(statement)
    await client.end()
  }
  await run(`create database ${name}`)
  const url = new URL(base)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => run(`drop database if exists ${name} with (force)`) }
}
