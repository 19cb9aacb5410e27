import { afterAll, beforeAll, expect, test } from 'vitest'
import { activity } from '#contract/activity'
import { type Import, imports } from '#contract/imports'
import type { Db } from '../../db/open'
import { type RunningServer, startServer } from '../../server'
import { Client } from '../../testing/client'
import { dump, expectSound } from '../../testing/dump'
import { startTestServer, type TestServer } from '../../testing/test-server'

/** A process ends in the middle of an import; another one on the same database goes on, or takes it back. */
let server: TestServer
let second: RunningServer | null = null
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(async () => {
  await second?.close()
  await server.stop()
})

const PEOPLE = 3_000

async function upload(owner: Client, realm: string): Promise<Import> {
  const rows = Array.from({ length: PEOPLE }, (_, i) => `person ${i},Ada,Ops`)
  await owner.realm(realm)
  await owner.group(realm, 'Ops')
  return owner.call(imports.upload, {
    params: { realm },
    file: { type: 'text/csv', content: ['username,first name,groups', ...rows].join('\n') },
  })
}

test(
  'it goes on in another process, each person once, and then all of it is undone',
  { timeout: 120_000 },
  async () => {
    const { worker } = server.running
    const [made, other] = [await upload(server.owner, 'resumed'), await upload(server.owner, 'taken-back')]
    await worker.drain()
    const apply = (realm: string, importId: string) => server.owner.call(imports.apply, { params: { realm, importId } })
    const [batch, elsewhere] = [(await apply('resumed', made.id)).batch, (await apply('taken-back', other.id)).batch]
    const read = server.db.read
    const progress = async (id: string) =>
      (await read.selectFrom('batches').select(['done', 'finished_at']).where('id', '=', id).execute())[0]
    const drained = worker.drain()
    while ((await progress(batch.id))?.done === 0) await new Promise((resolve) => setImmediate(resolve))
    await worker.stop()
    await drained
    const half = await progress(batch.id)
    expect(half?.finished_at).toBeNull()
    expect(half?.done).toBeLessThan(PEOPLE)

    // From here on nothing is written through the first one: the two share a process, and SQLite's lock would block it.
    second = await startServer(server.running.deps.config, () => server.time.now)
    const { db } = second.deps
    const owner = new Client(second.publicUrl)
    await owner.signIn('Olga Owner')
    await second.worker.drain()
    for (const [realm, batchId] of [
      ['resumed', batch.id],
      ['taken-back', elsewhere.id],
    ] as const) {
      const done = await owner.call(activity.batch, { params: { realm, batchId } })
      expect(done).toMatchObject({ done: PEOPLE, skipped: 0, finished: true })
      expect(await peopleIn(db, realm)).toBe(PEOPLE)
    }
    // Counters too: nothing was done twice.
    expectSound(await dump(db))

    const { items } = await owner.call(activity.ofRealm, { params: { realm: 'taken-back' }, query: { limit: 1 } })
    await owner.call(activity.undo, { params: { eventId: items[0]?.id ?? '' } })
    await second.worker.drain()
    expect(await peopleIn(db, 'taken-back')).toBe(0)
    expect(await peopleIn(db, 'resumed')).toBe(PEOPLE)
    expectSound(await dump(db))
  },
)

async function peopleIn(db: Db, realm: string): Promise<number> {
  const rows = await db.read
    .selectFrom('identities as i')
    .innerJoin('realms as r', 'r.id', 'i.realm_id')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('r.name', '=', realm)
    .where('i.deletion_id', 'is', null)
    .execute()
  return rows[0]?.n ?? 0
}
