import { afterAll, beforeAll, expect, test } from 'vitest'
import { groups } from '#contract/groups'
import { startTestServer, type TestServer } from '../testing/test-server'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await server.owner.realm('acme')
  await server.owner.group('acme', 'There already')
})
afterAll(() => server.stop())

test('a read is answered while a write is open, and sees what was committed before', async () => {
  const { db, owner } = server
  let seen: string[] = []
  await db.write.transaction().execute(async (tx) => {
    await tx.updateTable('groups').set({ description: 'not committed' }).execute()
    // The transaction stays open until the answer is here: were the read to wait for it, this would never end.
    const page = await owner.call(groups.list, { params: { realm: 'acme' } })
    seen = page.items.map(({ name, description }) => `${name}: ${description}`)
  })
  expect(seen).toEqual(['There already: '])
})

test('nor does a read wait that notes when the session was last seen', async () => {
  const { db, owner, time } = server
  time.now += 3_600_000
  await db.write.transaction().execute(async (tx) => {
    await tx.updateTable('groups').set({ description: 'not committed' }).execute()
    expect((await owner.call(groups.list, { params: { realm: 'acme' } })).total).toBe(1)
  })
})

test('a long transaction lets reads be answered before it ends', async () => {
  const { db, owner } = server
  let answered = false
  const inTime = await db.write.transaction().execute(async (tx) => {
    void owner.call(groups.list, { params: { realm: 'acme' } }).then(() => (answered = true))
    // Statement upon statement, with nothing else awaited: whoever is not let in now waits until the end.
    const end = performance.now() + 10_000
    while (!answered && performance.now() < end) await tx.selectFrom('groups').select('id').execute()
    return answered
  })
  expect(inTime).toBe(true)
})

test('so does a long row of reads', async () => {
  const { db, owner } = server
  let answered = false
  void owner.call(groups.list, { params: { realm: 'acme' } }).then(() => (answered = true))
  const end = performance.now() + 10_000
  while (!answered && performance.now() < end) await db.read.selectFrom('groups').select('id').execute()
  expect(answered).toBe(true)
})

test('statements that are asked for at once, in one transaction, each get their own answer', async () => {
  const { db } = server
  const answers = await db.write
    .transaction()
    .execute((tx) =>
      Promise.all([
        tx.updateTable('groups').set({ description: 'new' }).where('name', '=', 'nobody’s').executeTakeFirst(),
        tx.selectFrom('groups').select('description').execute(),
        tx.updateTable('groups').set({ description: 'newer' }).executeTakeFirst(),
        tx.selectFrom('groups').select('description').execute(),
      ]),
    )
  expect([answers[0].numUpdatedRows, answers[2].numUpdatedRows]).toEqual([0n, 1n])
  expect(answers[1]).not.toEqual([{ description: 'newer' }])
  expect(answers[3]).toEqual([{ description: 'newer' }])
})
