import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { activity, type Verification } from '#contract/activity'
import { groups } from '#contract/groups'
import { newId } from '../../lib/ids'
import type { Client } from '../../testing/client'
import { compare, type DumpRow, dump, rowsOf } from '../../testing/dump'
import { startTestServer, type TestServer } from '../../testing/test-server'

let server: TestServer
/** An account whose log is tampered with, a new one for each test. */
let victim: Client
let victims = 0

beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

beforeEach(async () => {
  victim = await server.register(`Victim ${victims++}`)
  const realm = `victim-${victims}`
  await victim.realm(realm)
  const { id } = await victim.group(realm, 'Ops', { attributes: { floor: ['3'] } })
  await victim.call(groups.update, { params: { realm, groupId: id }, ifMatch: 1, body: { name: 'Operations' } })
  await victim.call(groups.remove, { params: { realm, groupId: id } })
  await victim.undoLast(realm)
})

const verify = (client = victim): Promise<Verification> =>
  client.call(activity.verify, { params: { accountId: client.accountId } })

/** The victim's events, oldest first. */
async function chain(): Promise<DumpRow[]> {
  const name = `account:${victim.accountId}`
  const own = rowsOf(await dump(server.db), 'events').filter((row) => row['chain'] === name)
  return own.toSorted((a, b) => Number(a['seq']) - Number(b['seq']))
}
const changesOf = async (event: DumpRow): Promise<DumpRow[]> =>
  rowsOf(await dump(server.db), 'event_changes')
    .filter((row) => row['event_id'] === event['id'])
    .toSorted((a, b) => Number(a['position']) - Number(b['position']))

/** Behind the server's back. */
const execute = (statement: ReturnType<typeof sql>) => statement.execute(server.db.write)
const setEvent = (event: DumpRow, column: string, value: unknown) =>
  execute(sql`update events set ${sql.ref(column)} = ${value} where id = ${event['id']}`)
const setChange = (change: DumpRow, column: string, value: unknown) =>
  execute(sql`update event_changes set ${sql.ref(column)} = ${value}
    where event_id = ${change['event_id']} and position = ${change['position']}`)
const insert = (table: string, row: DumpRow) =>
  execute(
    sql`insert into ${sql.table(table)} (${sql.join(Object.keys(row).map((column) => sql.ref(column)))})
      values (${sql.join(Object.values(row))})`,
  )

/** Another value of the same kind, or one where there was none. */
const forged = (column: string, value: unknown): unknown => {
  if (typeof value === 'number') return value + 1000
  if (typeof value === 'string' && /^[{[]/.test(value)) return '{"name":"Forged"}'
  return column.endsWith('_version') || column.endsWith('_at') ? 7 : `forged ${String(value)}`
}

test('an untouched log is sound, and that it was looked at is written down', async () => {
  const events = await chain()
  expect(events.map((row) => row['type'])).toEqual([
    'account.created',
    'realm.created',
    'group.created',
    'group.updated',
    'group.deleted',
    'change.undone',
  ])
  expect(await verify()).toEqual({ ok: true, count: 6, erased: 0 })
  expect(await verify()).toEqual({ ok: true, count: 7, erased: 0 })
  expect((await chain()).at(-1)).toMatchObject({ type: 'activity.verified', params: '{"count":7}' })
})

describe('editing any column is found where it was done', () => {
  /** What moves a row out of its place shows as a row that is missing there. */
  const moved = new Map([
    ['chain', 'missing'],
    ['seq', 'missing'],
  ])

  test('of an event', async () => {
    const [event] = (await chain()).filter((row) => row['type'] === 'group.updated')
    if (!event) throw new Error('No such event')
    for (const [column, value] of Object.entries(event)) {
      await setEvent(event, column, forged(column, value))
      // By its new id, if that was what was edited.
      const id = column === 'id' ? forged(column, value) : event['id']
      const reason = moved.get(column) ?? 'edited'
      expect(await verify(), column).toMatchObject({
        ok: false,
        firstBad: { seq: event['seq'], id: reason === 'missing' ? null : id, reason },
      })
      await setEvent({ id }, column, value)
      expect(await verify(), column).toMatchObject({ ok: true })
    }
  })

  test('of what an event changed', async () => {
    const [event] = (await chain()).filter((row) => row['type'] === 'group.updated')
    const [change] = await changesOf(event!)
    if (!event || !change) throw new Error('No such event')
    for (const [column, value] of Object.entries(change)) {
      await setChange(change, column, forged(column, value))
      expect(await verify(), column).toMatchObject({
        ok: false,
        firstBad: { seq: event['seq'], id: event['id'], reason: 'edited' },
      })
      const place = {
        ...change,
        ...(column in { event_id: 1, position: 1 } ? { [column]: forged(column, value) } : {}),
      }
      await setChange(place, column, value)
      expect(await verify(), column).toMatchObject({ ok: true })
    }
  })

  test('even when all digests are made to fit, since the key is not in the database', async () => {
    const [event] = (await chain()).filter((row) => row['type'] === 'group.updated')
    await execute(
      sql`update events set actor_name = 'Somebody else', hash = ${'0'.repeat(64)} where id = ${event!['id']}`,
    )
    expect(await verify()).toMatchObject({ firstBad: { seq: event!['seq'], reason: 'edited' } })
  })
})

test('a row deleted in the middle is missed', async () => {
  const events = await chain()
  const event = events[2]!
  await execute(sql`delete from events where id = ${event['id']}`)
  expect(await verify()).toEqual({
    ok: false,
    count: 3,
    erased: 0,
    firstBad: { seq: event['seq'], id: null, reason: 'missing' },
  })
})

test('closing the gap behind a deleted row does not hide it', async () => {
  const events = await chain()
  await execute(sql`delete from events where id = ${events[2]!['id']}`)
  for (const event of events.slice(3)) await setEvent(event, 'seq', Number(event['seq']) - 1)
  expect(await verify()).toMatchObject({ firstBad: { seq: 3, id: events[3]!['id'], reason: 'edited' } })
})

test('a tail that was cut off is missed, of one event or of several', async () => {
  const events = await chain()
  await execute(sql`delete from events where id = ${events[5]!['id']}`)
  expect(await verify()).toMatchObject({ ok: false, firstBad: { seq: 6, id: null, reason: 'cut' } })
  await execute(sql`delete from events where id = ${events[4]!['id']}`)
  expect(await verify()).toMatchObject({ ok: false, firstBad: { seq: 5, id: null, reason: 'cut' } })
})

test('all of it gone is missed as well, and so is the head that says what there was', async () => {
  const name = `account:${victim.accountId}`
  await execute(sql`delete from events where chain = ${name}`)
  expect(await verify()).toMatchObject({ ok: false, count: 0, firstBad: { seq: 1, id: null, reason: 'cut' } })
  await execute(sql`delete from chains where chain = ${name}`)
  expect(await verify()).toMatchObject({ ok: false, firstBad: { reason: 'missing' } })
})

describe('a forged row is found', () => {
  let forgedId = ''
  beforeEach(() => {
    forgedId = newId()
  })

  test('after the newest', async () => {
    const last = (await chain()).at(-1)!
    const seq = Number(last['seq']) + 1
    await insert('events', { ...last, id: forgedId, seq, prev_hash: last['hash'], undoes_event_id: null })
    expect(await verify()).toMatchObject({ ok: false, firstBad: { seq, id: forgedId, reason: 'appended' } })
    // Telling the head about it helps nobody who has not the key.
    await execute(sql`update chains set seq = ${seq} where chain = ${last['chain']}`)
    expect(await verify()).toMatchObject({ ok: false, firstBad: { seq, id: forgedId, reason: 'edited' } })
  })

  test('before the first', async () => {
    const [first] = await chain()
    await insert('events', { ...first, id: forgedId, seq: 0 })
    expect(await verify()).toMatchObject({ ok: false, firstBad: { seq: 0, id: forgedId, reason: 'appended' } })
  })

  test('or else nobody sees it: outside the chain that is checked', async () => {
    const created = (await chain()).find((row) => row['type'] === 'realm.created')!
    await insert('events', { ...created, id: forgedId, chain: `account:${forgedId}` })
    const params = { accountId: victim.accountId }
    const { items } = await victim.call(activity.ofAccount, { params })
    expect(items.map(({ id }) => id)).not.toContain(forgedId)
    const ofRealm = await victim.call(activity.ofRealm, { params: { realm: `victim-${victims}` } })
    expect(ofRealm.items.map(({ id }) => id)).not.toContain(forgedId)
  })
})

test('two rows that changed places are found at the first of them', async () => {
  const events = await chain()
  const [third, fourth] = [events[2]!, events[3]!]
  await setEvent(third, 'seq', 99)
  await setEvent(fourth, 'seq', 3)
  await setEvent(third, 'seq', 4)
  expect(await verify()).toMatchObject({ ok: false, firstBad: { seq: 3, id: fourth['id'], reason: 'edited' } })
})

test('what an event changed can neither be taken away nor added to', async () => {
  const [event] = (await chain()).filter((row) => row['type'] === 'realm.created')
  const changes = await changesOf(event!)
  const last = changes.at(-1)!
  const bad = { ok: false, firstBad: { seq: event!['seq'], id: event!['id'], reason: 'edited' } }
  await execute(sql`delete from event_changes where event_id = ${last['event_id']} and position = ${last['position']}`)
  expect(await verify()).toMatchObject(bad)
  await insert('event_changes', last)
  expect(await verify()).toMatchObject({ ok: true })
  await insert('event_changes', { ...last, position: changes.length })
  expect(await verify()).toMatchObject(bad)
})

test('the head of a chain cannot be turned back to hide what came after', async () => {
  const events = await chain()
  const earlier = events[3]!
  await execute(
    sql`update chains set seq = ${earlier['seq']}, hash = ${earlier['hash']} where chain = ${earlier['chain']}`,
  )
  expect(await verify()).toMatchObject({ ok: false, firstBad: { seq: 5, id: events[4]!['id'], reason: 'appended' } })
})

test('what was blanked reads as erased, not as tampered with', async () => {
  const [event] = (await chain()).filter((row) => row['type'] === 'group.updated')
  const [change] = await changesOf(event!)
  await setChange(change!, 'before', null)
  expect(await verify()).toMatchObject({ ok: true, erased: 1 })
  const params = { accountId: victim.accountId }
  const view = async () =>
    (await victim.call(activity.ofAccount, { params, query: { eventId: String(event!['id']) } })).items[0]
  expect(await view()).toMatchObject({
    erased: true,
    changes: [{ before: null, after: { name: 'Operations' } }],
    undo: { possible: false, reason: 'not_undoable' },
  })
  await setChange(change!, 'after', null)
  expect(await verify()).toMatchObject({ ok: true, erased: 1 })
  expect(await view()).toMatchObject({ erased: true, changes: [{ before: null, after: null }] })
  const refusal = await victim.refusal(activity.undo, { params: { eventId: String(event!['id']) } })
  expect(refusal).toMatchObject({ status: 409, code: 'not_undoable' })
  // Blanking is all that may be done: another text in its place is tampering.
  await setChange(change!, 'before', '{}')
  expect(await verify()).toMatchObject({ ok: false, firstBad: { seq: event!['seq'], reason: 'edited' } })
})

test('a blanked change far down a long list is told too', async () => {
  const realm = `victim-${victims}`
  const { id } = await victim.group(realm, 'Top')
  let parentId = id
  for (let i = 0; i < 110; i++) parentId = (await victim.group(realm, `Level ${i}`, { parentId })).id
  await victim.call(groups.remove, { params: { realm, groupId: id } })
  const event = (await chain()).at(-1)!
  const changes = await changesOf(event)
  expect(changes).toHaveLength(111)
  await setChange(changes.at(-1)!, 'before', null)
  const params = { accountId: victim.accountId }
  const { items } = await victim.call(activity.ofAccount, { params, query: { limit: 1 } })
  expect(items[0]).toMatchObject({ id: event['id'], erased: true, undo: { possible: false, reason: 'not_undoable' } })
})

test('the chains of two accounts have nothing to do with each other', async () => {
  const other = await server.register('Untouched')
  await other.realm('untouched')
  const events = await chain()
  await setEvent(events[3]!, 'actor_name', 'Somebody else')
  expect(await verify()).toMatchObject({ ok: false })
  expect(await verify(other)).toMatchObject({ ok: true, count: 2 })
  const sequences = rowsOf(await dump(server.db), 'events')
    .filter((row) => row['chain'] === `account:${other.accountId}`)
    .map((row) => Number(row['seq']))
    .sort((a, b) => a - b)
  expect(sequences).toEqual([1, 2, 3])
  expect(compare(victim.accountId, other.accountId)).not.toBe(0)
})

test('a log that is not sound is not added to by looking at it', async () => {
  const events = await chain()
  await setEvent(events[3]!, 'actor_name', 'Somebody else')
  const before = await chain()
  await verify()
  expect(await chain()).toEqual(before)
})
