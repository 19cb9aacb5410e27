import { afterEach, beforeEach, expect, test } from 'vitest'
import { activity, type Event } from '#contract/activity'
import { type Group, groups } from '#contract/groups'
import { identities } from '#contract/identities'
import { realms } from '#contract/realms'
import type { Client } from '../../testing/client'
import { dump, expectSame, expectSound } from '../../testing/dump'
import { addRequest } from '../../testing/people'
import { startTestServer, type TestServer } from '../../testing/test-server'
import { endAccess } from './expiry'

const HOUR = 3_600_000
const realm = 'ending'

let server: TestServer
let owner: Client
let group: Group
beforeEach(async () => {
  server = await startTestServer()
  owner = server.owner
  await owner.realm(realm)
  group = await owner.group(realm, 'Group')
})
afterEach(async () => {
  expectSound(await dump(server.db))
  await server.stop()
})

/** Lets nobody but the test itself end anything. */
const alone = () => server.running.worker.stop()
const memberFor = async (username: string, ms: number) => {
  const person = await owner.identity(realm, username)
  const endsAt = new Date(server.time.now + ms).toISOString()
  const params = { realm, identityId: person.id }
  await owner.call(identities.joinGroups, { params, body: { groupIds: [group.id], endsAt } })
  return person
}
const members = async () => (await owner.call(groups.get, { params: { realm, groupId: group.id } })).memberCount
const eventsOfType = async (type: Event['type']): Promise<Event[]> =>
  (await owner.call(activity.ofRealm, { params: { realm }, query: { type, limit: 50 } })).items
const ended = () => eventsOfType('identity.access_ended')

test('a membership ends by itself within a minute, and the log says whose', async () => {
  const [early] = [await memberFor('early', HOUR), await memberFor('late', 2 * HOUR)]
  await owner.call(identities.addMembers, {
    params: { realm, groupId: group.id },
    body: { identityIds: [(await owner.identity(realm, 'always')).id] },
  })
  await server.running.worker.drain()
  expect(await members()).toBe(3)
  server.time.now += HOUR
  // Twice: a round may have begun before the time was moved.
  await server.running.worker.drain()
  await server.running.worker.drain()
  expect(await members()).toBe(2)
  expect(await ended()).toMatchObject([
    {
      type: 'identity.access_ended',
      actor: { kind: 'system', name: 'Castellan' },
      via: 'job',
      params: { count: 1, membership: 'early → Group' },
      changes: [{ action: 'delete', kind: 'identity-group', id: `${early.id}:${group.id}`, name: 'early → Group' }],
      undo: { possible: false, reason: 'not_undoable' },
    },
  ])
})

test('done twice, by two processes at once, it is done once', async () => {
  await alone()
  for (let i = 0; i < 5; i++) await memberFor(`person ${i}`, HOUR)
  server.time.now += HOUR
  const { deps } = server.running
  await Promise.all([endAccess(deps), endAccess(deps), endAccess(deps)])
  expect(await members()).toBe(0)
  expect(await ended()).toMatchObject([{ changesTotal: 5, params: { count: 5, membership: null } }])
  const before = await dump(server.db)
  expect(await endAccess(deps)).toBe(0)
  expectSame(before, await dump(server.db))
})

test('more than a hundred end in several changes, each of which lists all of its own', async () => {
  await alone()
  const person = await owner.identity(realm, 'ada')
  const endsAt = new Date(server.time.now + HOUR).toISOString()
  const all = []
  for (let i = 0; i < 120; i++) all.push((await owner.group(realm, `Group ${i}`)).id)
  for (const groupIds of [all.slice(0, 100), all.slice(100)]) {
    await owner.call(identities.joinGroups, { params: { realm, identityId: person.id }, body: { groupIds, endsAt } })
  }
  server.time.now += HOUR
  expect(await endAccess(server.running.deps)).toBe(120)
  const events = await ended()
  expect(events.map(({ changesTotal }) => changesTotal)).toEqual([20, 100])
  expect(events.flatMap(({ changes }) => changes)).toHaveLength(120)
})

test('the request that gave it ends with it', async () => {
  await alone()
  const person = await memberFor('ada', HOUR)
  const id = await addRequest(server.db, { realm, identityId: person.id, groupId: group.id, now: server.time.now })
  await server.db.write.updateTable('identity_groups').set({ request_id: id }).execute()
  server.time.now += HOUR
  await endAccess(server.running.deps)
  const rows = await server.db.read.selectFrom('access_requests').select('status').where('id', '=', id).execute()
  expect(rows).toEqual([{ status: 'ended' }])
  expect((await ended())[0]).toMatchObject({ params: { count: 1, membership: 'ada → Group' }, changesTotal: 2 })
})

test('in a realm that lies in the bin nothing ends until it is back', async () => {
  await alone()
  await memberFor('ada', HOUR)
  await owner.call(realms.remove, { params: { realm } })
  server.time.now += HOUR
  expect(await endAccess(server.running.deps)).toBe(0)
  const { items } = await owner.call(activity.ofAccount, {
    params: { accountId: owner.accountId },
    query: { type: 'realm.deleted' },
  })
  await owner.call(activity.undo, { params: { eventId: items[0]!.id } })
  expect(await endAccess(server.running.deps)).toBe(1)
  expect(await members()).toBe(0)
})

test('of somebody who lies in the bin it ends too, and does not come back with them', async () => {
  await alone()
  const person = await memberFor('ada', HOUR)
  await owner.call(identities.remove, { params: { realm, identityId: person.id } })
  server.time.now += HOUR
  expect(await endAccess(server.running.deps)).toBe(1)
  const [removal] = await eventsOfType('identity.deleted')
  await owner.call(activity.undo, { params: { eventId: removal!.id } })
  expect(await members()).toBe(0)
})

test('what ended cannot be brought back by undoing how it began, nor how it was left', async () => {
  await alone()
  const person = await memberFor('ada', HOUR)
  const params = { realm, identityId: person.id }
  await owner.call(identities.leaveGroups, { params, body: { groupIds: [group.id] } })
  server.time.now += HOUR
  // It is taken back whole, and ends at once.
  await owner.undoLast(realm)
  expect(await endAccess(server.running.deps)).toBe(1)
  const [joined] = (await eventsOfType('identity.groups_changed')).slice(-1)
  expect(await owner.refusal(activity.undo, { params: { eventId: joined!.id } })).toMatchObject({
    code: 'built_upon',
    details: {
      events: expect.arrayContaining([expect.objectContaining({ type: 'identity.access_ended' })]) as Event[],
    },
  })
})
