import Fastify from 'fastify'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { groups } from '#contract/groups'
import { sendError } from '../http/errors'
import { Client } from '../testing/client'
import { startUnownedServer, testDatabase, type UnownedServer } from '../testing/test-server'
import { type Db, openDatabase } from './open'

let server: UnownedServer
let owner: Client
/** On the server's database, with less patience. */
let hasty: Db
beforeAll(async () => {
  server = await startUnownedServer()
  owner = new Client(server.running.publicUrl)
  await owner.setUp(server.running.setupUrl ?? '', 'Olga Owner')
  await owner.realm('acme')
  for (const name of ['Ops', 'Ärzte', "O'Neill; --"]) await owner.group('acme', name)
  hasty = await openDatabase(server.config, { heavyMs: 300, waitMs: 300 })
})
afterAll(async () => {
  await hasty.close()
  await server.stop()
})

/** Finds two rows at once and then goes on looking for ever. */
const endless = (db: Db) =>
  sql<{ n: number }>`with recursive numbers(n) as (select 1 union all select n + 1 from numbers)
    select n from numbers where n < 3`.execute(db.heavy)

test('a heavy read answers what a plain one does', async () => {
  const { db } = server.running.deps
  for (const side of ['asc', 'desc'] as const) {
    const ask = (from: Db['read']) =>
      from
        .selectFrom('groups')
        .select(['id', 'name', 'parent_id', 'created_at', 'deletion_id'])
        .where('name', '<>', 'not there')
        .orderBy('name_key', side)
        .orderBy('id', side)
        .execute()
    const rows = await ask(db.heavy)
    expect(rows).toHaveLength(3)
    expect(rows).toEqual(await ask(db.read))
  }
  const counted = sql<{ n: number }>`select count(*) as n from groups`
  expect((await counted.execute(db.heavy)).rows).toEqual([{ n: 3 }])
})

test('more rows than libsql hands over at a time arrive complete and in order', async () => {
  const found = await sql<{ n: number }>`with recursive numbers(n) as
    (select 1 union all select n + 1 from numbers where n < 25050)
    select n from numbers order by n desc`.execute(server.running.deps.db.heavy)
  expect(found.rows.map(({ n }) => n)).toEqual(Array.from({ length: 25_050 }, (_, i) => 25_050 - i))
})

test('what goes on and on holds nobody up, and is given up', async () => {
  let given = false
  const read = endless(hasty).finally(() => (given = true))
  read.catch(() => {})
  for (let i = 0; i < 5; i++)
    expect(await owner.call(groups.list, { params: { realm: 'acme' } })).toMatchObject({ total: 3 })
  expect(given).toBe(false)
  await expect(read).rejects.toThrow(/took too long|statement timeout/)
  // The connection is as good as before.
  expect((await sql`select 1 as one`.execute(hasty.heavy)).rows).toEqual([{ one: 1 }])
})

test('as many as may run at once keep nobody from reading or writing', async () => {
  const patient = await openDatabase(server.config, { heavyMs: 2_000, waitMs: 2_000 })
  let given = false
  const reads = Array.from({ length: 4 }, () => endless(patient).finally(() => (given = true)))
  for (const read of reads) read.catch(() => {})
  for (const name of ['One', 'Two']) await owner.group('acme', name)
  expect(await owner.call(groups.list, { params: { realm: 'acme' } })).toMatchObject({ total: 5 })
  expect(given).toBe(false)
  await patient.close()
})

test('whoever waits too long for a turn is told so, and what was given up is answered with 503', async () => {
  const app = Fastify()
  app.setErrorHandler(sendError)
  app.get('/', () => endless(hasty))
  const answers = await Promise.all(Array.from({ length: 8 }, () => app.inject('/')))
  for (const answer of answers) {
    expect(answer.statusCode).toBe(503)
    expect(answer.json()).toMatchObject({ code: 'unavailable' })
  }
  expect((await sql`select 1 as one`.execute(hasty.heavy)).rows).toEqual([{ one: 1 }])
})

test('a mistake in a statement is no reason to try again later', async () => {
  const app = Fastify()
  app.setErrorHandler(sendError)
  app.get('/', () => sql`select * from no_such_table`.execute(hasty.heavy))
  expect((await app.inject('/')).json()).toMatchObject({ code: 'internal' })
})

test('it neither writes nor begins transactions', async () => {
  const { heavy } = server.running.deps.db
  await expect(heavy.updateTable('groups').set({ description: 'changed' }).execute()).rejects.toThrow(/read.?only/i)
  await expect(heavy.transaction().execute(async () => {})).rejects.toThrow('one statement at a time')
  expect((await sql`select 1 as one`.execute(heavy)).rows).toEqual([{ one: 1 }])
})

test('many different statements wear a connection out, and nobody notices', async () => {
  // One after the other: what waits for its turn would be given up on a slow machine.
  for (let i = 0; i < 1100; i++) {
    const { rows } = await sql<{ n: number }>`select ${sql.lit(i)} as n`.execute(hasty.heavy)
    expect(rows[0]?.n).toBe(i)
  }
})

test('closing gives up what is running and what waits', async () => {
  const db = await openDatabase(server.config, { heavyMs: 1_000, waitMs: 1_000 })
  const reads = Promise.allSettled(Array.from({ length: 5 }, () => endless(db)))
  await sql`select 1`.execute(db.read)
  await db.close()
  expect((await reads).map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => 'rejected'))
})

if (testDatabase === 'postgres') {
  test('a write that finds no connection in time is answered with 503', async () => {
    const app = Fastify()
    app.setErrorHandler(sendError)
    app.get('/', () => hasty.write.transaction().execute((tx) => sql`select 1`.execute(tx)))
    let release = () => {}
    const released = new Promise<void>((resolve) => (release = resolve))
    const taken = Array.from({ length: 8 }, () => hasty.write.connection().execute(() => released))
    const answer = await app.inject('/')
    release()
    await Promise.all(taken)
    expect(answer.json()).toMatchObject({ code: 'unavailable' })
    expect((await app.inject('/')).statusCode).toBe(200)
  })
}
