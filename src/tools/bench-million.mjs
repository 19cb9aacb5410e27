// @ts-check
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { watched } from './bench-held.mjs'
import { insertIntoPostgres, insertIntoSqlite } from './bench-insert.mjs'
import { signIn, startWithRealm } from './bench-kit.mjs'
import { fillRealm, largeTables } from './bench-million-rows.mjs'
import { query, startServer } from './server-process.mjs'

/** @typedef {import('./bench-million-rows.mjs').Seeded} Seeded */
/** @typedef {Awaited<ReturnType<typeof seedMillion>>} Million */

/**
 * A built server of its own on a realm of a million people. `keep`: a directory in which the database stays, and is found
 * again by the next call, which then takes seconds.
 *
 * @param {'sqlite' | 'postgres'} database
 * @param {{ people?: number, keep?: string | undefined }} [options]
 */
export async function seedMillion(database, { people = 1_000_000, keep } = {}) {
  if (!keep) return seed(database, people, {})
  const [note, dataDir] = [join(keep, `${database}.json`), join(keep, database)]
  if (existsSync(note)) return again(database, dataDir, JSON.parse(await readFile(note, 'utf8')))
  // What a seeding that was ended half-way has left.
  await rm(dataDir, { recursive: true, force: true })
  await mkdir(dataDir, { recursive: true })
  const databaseUrl = database === 'postgres' ? await keptDatabase() : undefined
  const million = await seed(database, people, { dataDir, ...(databaseUrl && { databaseUrl }) })
  await writeFile(note, JSON.stringify(million.seeded))
  return million
}

/**
 * @param {'sqlite' | 'postgres'} database
 * @param {number} people
 * @param {{ dataDir?: string, databaseUrl?: string }} where
 */
async function seed(database, people, where) {
  const { server: fresh, cookie, call } = await startWithRealm(database, where)
  try {
    const found = await (await call('GET', '/api/realms/bench')).json()
    const realm = { id: String(found.id), name: 'bench' }
    await fresh.kill()
    const begun = performance.now()
    const inserter = fresh.databaseUrl
      ? await insertIntoPostgres(fresh.databaseUrl, largeTables)
      : await insertIntoSqlite(join(fresh.dataDir, 'castellan.db'), largeTables)
    const made = await fillRealm(inserter, realm.id, people)
    await inserter.end()
    const seconds = (performance.now() - begun) / 1000
    const { dataDir, databaseUrl, port } = fresh
    const server = await startServer({ database, dataDir, port, env: watched, ...(databaseUrl ? { databaseUrl } : {}) })
    return {
      server,
      cookie,
      seeded: { realm, ...made, seconds },
      /** Ends the server and throws the data away, unless it is kept. */
      stop: async () => {
        await server.kill()
        await fresh.stop()
      },
    }
  } catch (error) {
    await fresh.stop()
    throw error
  }
}

/**
 * @param {'sqlite' | 'postgres'} database
 * @param {string} dataDir
 * @param {Seeded} seeded
 */
async function again(database, dataDir, seeded) {
  const databaseUrl = database === 'postgres' ? keptUrl() : undefined
  const server = await startServer({ database, dataDir, env: watched, ...(databaseUrl && { databaseUrl }) })
  try {
    return { server, cookie: await signIn(server), seeded, stop: server.stop }
  } catch (error) {
    await server.stop()
    throw error
  }
}

const KEPT = 'castellan_million'

/** The kept database in whatever PostgreSQL there is now. */
function keptUrl() {
  const url = new URL(process.env['TEST_DATABASE_URL'] ?? '')
  url.pathname = `/${KEPT}`
  return url.href
}

async function keptDatabase() {
  await query(process.env['TEST_DATABASE_URL'] ?? '', `drop database if exists ${KEPT}`)
  await query(process.env['TEST_DATABASE_URL'] ?? '', `create database ${KEPT}`)
  return keptUrl()
}
