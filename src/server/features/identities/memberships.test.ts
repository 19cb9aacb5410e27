import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { activity, type Event } from '#contract/activity'
import { type Group, groups } from '#contract/groups'
import { identities } from '#contract/identities'
import { roles } from '#contract/roles'
import { newId } from '../../lib/ids'
import type { Client } from '../../testing/client'
import { dump, expectSame, expectSound, livingState } from '../../testing/dump'
import { addRequest, oneOf, setAccessPolicy, setRealmSettings } from '../../testing/people'
import { startTestServer, type TestServer } from '../../testing/test-server'

const DAY = 24 * 3_600_000

let server: TestServer
let owner: Client
beforeAll(async () => {
  server = await startTestServer()
  owner = server.owner
})
afterAll(async () => {
  expectSound(await dump(server.db))
  await server.stop()
})

let made = 0
async function newRealm(): Promise<string> {
  made += 1
  return (await owner.realm(`members-${made}`)).name
}
const nobody = '00000000-0000-7000-8000-000000000000'
interface Thing {
  id: string
}
const eventsIn = async (realm: string): Promise<Event[]> =>
  (await owner.call(activity.ofRealm, { params: { realm }, query: { limit: 200 } })).items
const state = async () => livingState(await dump(server.db))
const time = (ms: number) => new Date(server.time.now + ms).toISOString()
const ids = (things: readonly Thing[]) => things.map(({ id }) => id)

const of = (realm: string, person: Thing) => ({ params: { realm, identityId: person.id } })
const joining = (realm: string, person: Thing, to: readonly Thing[], endsAt?: string) => ({
  ...of(realm, person),
  body: { groupIds: ids(to), ...(endsAt === undefined ? {} : { endsAt }) },
})
const adding = (realm: string, group: Thing, people: readonly Thing[]) => ({
  params: { realm, groupId: group.id },
  body: { identityIds: ids(people) },
})
/** The groups of a person, each with its end. */
async function groupsOf(person: Thing): Promise<Record<string, number | null>> {
  const rows = await server.db.read
    .selectFrom('identity_groups as m')
    .innerJoin('groups as g', 'g.id', 'm.group_id')
    .select(['g.name', 'm.ends_at'])
    .where('m.identity_id', '=', person.id)
    .orderBy('g.name')
    .execute()
  return Object.fromEntries(rows.map(({ name, ends_at }) => [name, ends_at]))
}

/** A role that enough people hold to approve whatever anybody asks for. */
async function approvers(realm: string): Promise<string> {
  const role = await owner.role(realm, 'approver')
  for (const username of ['approver 1', 'approver 2']) {
    const { id } = await owner.identity(realm, username)
    await owner.call(identities.giveRole, { params: { realm, identityId: id, roleId: role.id } })
  }
  return role.id
}

async function expectUndoable(realm: string, before: Record<string, unknown>): Promise<void> {
  const after = await state()
  await owner.undoLast(realm)
  expect(await state()).toEqual(before)
  await owner.undoLast(realm)
  expect(await state()).toEqual(after)
}

async function scene() {
  const realm = await newRealm()
  const [a, b, c] = [await owner.group(realm, 'A'), await owner.group(realm, 'B'), await owner.group(realm, 'C')]
  const person = await owner.identity(realm, 'ada', { groupIds: [a.id], firstName: 'Ada' })
  return { realm, a, b, c, person }
}

describe('the groups of a person', () => {
  test('are joined and left, idempotently', async () => {
    const { realm, a, b, c, person } = await scene()
    let before = await state()
    expect((await owner.send(identities.joinGroups, joining(realm, person, [c, b, a, c]))).status).toBe(204)
    expect(await groupsOf(person)).toEqual({ A: null, B: null, C: null })
    expect((await eventsIn(realm))[0]).toMatchObject({
      type: 'identity.groups_changed',
      params: { name: 'Ada', added: { names: ['C', 'B'], total: 2 }, removed: { total: 0 }, forAWhile: false },
    })
    await expectUndoable(realm, before)

    before = await state()
    expect((await owner.send(identities.leaveGroups, joining(realm, person, [a, b]))).status).toBe(204)
    expect(await groupsOf(person)).toEqual({ C: null })
    await expectUndoable(realm, before)
    for (const [endpoint, input] of [
      [identities.joinGroups, joining(realm, person, [c])],
      [identities.leaveGroups, joining(realm, person, [a])],
      [identities.leaveGroups, joining(realm, person, [])],
    ] as const) {
      const answer = await owner.send(endpoint, input)
      expect(answer.status).toBe(204)
      expect(answer.headers.get('x-event-id')).toBeNull()
    }
  })

  test('are set to exactly these, and memberships for a while stay as they are', async () => {
    const { realm, a, b, c, person } = await scene()
    await owner.call(identities.joinGroups, joining(realm, person, [b], time(DAY)))
    const before = await state()
    await owner.call(identities.setGroups, joining(realm, person, [b, c]))
    expect(await groupsOf(person)).toEqual({ B: server.time.now + DAY, C: null })
    expect((await eventsIn(realm))[0]).toMatchObject({
      params: { added: { names: ['C'], total: 1 }, removed: { names: ['A'], total: 1 } },
    })
    await expectUndoable(realm, before)
    await owner.call(identities.setGroups, joining(realm, person, []))
    expect(await groupsOf(person)).toEqual({})
    await owner.call(identities.setGroups, joining(realm, person, [a]))
    const again = await owner.send(identities.setGroups, joining(realm, person, [a]))
    expect(again.headers.get('x-event-id')).toBeNull()
  })

  test('are previewed truly, without a trace', async () => {
    const { realm, b, person } = await scene()
    const role = await owner.role(realm, 'role')
    await owner.call(groups.addRole, { params: { realm, groupId: b.id, roleId: role.id } })
    const before = await dump(server.db)
    const { changes, impact } = await owner.preview(identities.setGroups, joining(realm, person, [b]))
    expectSame(before, await dump(server.db))
    expect(changes.map(({ action, name }) => [action, name])).toEqual([
      ['delete', 'ada → A'],
      ['create', 'ada → B'],
    ])
    expect(impact.gained).toMatchObject([{ identity: { username: 'ada' }, role: { name: 'role' } }])
  })

  test('must be living groups of the same realm', async () => {
    const { realm, a, person } = await scene()
    const foreign = await owner.group(await newRealm(), 'Foreign')
    const deleted = await owner.group(realm, 'Deleted')
    await owner.call(groups.remove, { params: { realm, groupId: deleted.id } })
    for (const group of [foreign, deleted, { id: nobody }]) {
      for (const endpoint of [identities.setGroups, identities.joinGroups, identities.leaveGroups]) {
        expect(await owner.refusal(endpoint, joining(realm, person, [a, group]))).toMatchObject({
          status: 422,
          fields: { 'groupIds.1': 'There is no such group in this realm' },
        })
      }
      expect(
        await owner.refusal(identities.setDefaultGroups, { params: { realm }, body: { groupIds: [group.id] } }),
      ).toMatchObject({ status: 422, fields: { 'groupIds.0': expect.any(String) as string } })
      const members = adding(realm, group, [person])
      expect(await owner.refusal(identities.addMembers, members)).toMatchObject({ status: 404 })
      expect(await owner.refusal(identities.removeMembers, members)).toMatchObject({ status: 404 })
    }
  })

  test('that lie in the bin are left alone', async () => {
    const { realm, a, b, person } = await scene()
    await owner.call(groups.remove, { params: { realm, groupId: a.id } })
    await owner.call(identities.setGroups, joining(realm, person, [b]))
    expect(await groupsOf(person)).toEqual({ A: null, B: null })
  })
})

describe('a membership for a while', () => {
  test('ends in the future, within ten years', async () => {
    const { realm, b, person } = await scene()
    const refused = async (endsAt: string) =>
      (await owner.refusal(identities.joinGroups, joining(realm, person, [b], endsAt))).fields
    expect(await refused(time(0))).toEqual({ endsAt: 'Choose a time in the future' })
    expect(await refused(time(-DAY))).toEqual({ endsAt: 'Choose a time in the future' })
    expect(await refused(time(3654 * DAY))).toEqual({ endsAt: 'At most ten years from now' })
    expect(await refused('2026-02-30T00:00:00Z')).toEqual({ endsAt: expect.any(String) as string })
    await owner.call(identities.joinGroups, joining(realm, person, [b], time(3652 * DAY)))
    expect((await groupsOf(person))['B']).toBe(server.time.now + 3652 * DAY)
  })

  test('can be made longer, shorter, and for good; what is for good stays so', async () => {
    const { realm, a, b, person } = await scene()
    await owner.call(identities.joinGroups, joining(realm, person, [b], time(DAY)))
    const joined = (await eventsIn(realm))[0]!
    const before = await state()
    const preview = await owner.preview(identities.joinGroups, joining(realm, person, [a, b], time(2 * DAY)))
    expect(preview.changes).toMatchObject([
      {
        action: 'update',
        kind: 'identity-group',
        name: 'ada → B',
        before: { endsAt: server.time.now + DAY },
        after: { endsAt: server.time.now + 2 * DAY },
      },
    ])
    await owner.call(identities.joinGroups, joining(realm, person, [a, b], time(2 * DAY)))
    expect(await groupsOf(person)).toEqual({ A: null, B: server.time.now + 2 * DAY })
    // What it was made with has changed since.
    expect(await owner.refusal(activity.undo, { params: { eventId: joined.id } })).toMatchObject({
      status: 409,
      code: 'built_upon',
    })
    await expectUndoable(realm, before)
    await owner.call(identities.joinGroups, joining(realm, person, [b]))
    expect(await groupsOf(person)).toEqual({ A: null, B: null })
    await owner.call(identities.joinGroups, joining(realm, person, [b], time(DAY)))
    expect(await groupsOf(person)).toEqual({ A: null, B: null })
  })

  test('that came from a request ends it when it is left or becomes another', async () => {
    const { realm, b, c, person } = await scene()
    const request = async (group: Group) => {
      const id = await addRequest(server.db, { realm, identityId: person.id, groupId: group.id, now: server.time.now })
      await owner.call(identities.joinGroups, joining(realm, person, [group], time(DAY)))
      await server.db.write
        .updateTable('identity_groups')
        .set({ request_id: id })
        .where('group_id', '=', group.id)
        .execute()
      return id
    }
    const statusOf = async (id: string) =>
      (await server.db.read.selectFrom('access_requests').select('status').where('id', '=', id).execute())[0]?.status
    const [left, prolonged] = [await request(b), await request(c)]
    const before = await state()
    await owner.call(identities.leaveGroups, joining(realm, person, [b]))
    expect([await statusOf(left), await statusOf(prolonged)]).toEqual(['ended', 'approved'])
    await expectUndoable(realm, before)
    await owner.call(identities.joinGroups, joining(realm, person, [c], time(2 * DAY)))
    expect(await statusOf(prolonged)).toBe('ended')
  })
})

describe('groups with an access policy', () => {
  test('are joined with approval alone while approvals are on, and left by anyone', async () => {
    const { realm, a, b, c, person } = await scene()
    const other = await owner.identity(realm, 'bo')
    const roleId = await approvers(realm)
    for (const group of [a, b]) await setAccessPolicy(server.db, group.id, oneOf(roleId))
    await setRealmSettings(server.db, realm, { approvals: { enabled: true } })
    const closed = (...named: Group[]) => ({
      status: 409,
      code: 'needs_approval',
      message: expect.stringContaining(named.map(({ name }) => name).join(' and ')) as string,
      details: { groups: named.map(({ id, name }) => ({ id, name })) },
    })
    expect(await owner.refusal(identities.joinGroups, joining(realm, other, [b, a, c]))).toMatchObject(closed(b, a))
    expect(await owner.refusal(identities.setGroups, joining(realm, other, [b]))).toMatchObject(closed(b))
    expect(await owner.refusal(identities.addMembers, adding(realm, b, [other]))).toMatchObject(closed(b))
    const defaults = { params: { realm }, body: { groupIds: [b.id, c.id] } }
    expect(await owner.refusal(identities.setDefaultGroups, defaults)).toMatchObject(closed(b))
    const { impact } = await owner.preview(identities.addMembers, adding(realm, b, [other]))
    expect(impact.blocked).toMatchObject([{ code: 'needs_approval', details: { groups: [{ name: 'B' }] } }])

    // Who is there already stays.
    await owner.call(identities.setGroups, joining(realm, person, [a, c]))
    await owner.call(identities.addMembers, adding(realm, a, [person]))
    await owner.call(identities.leaveGroups, joining(realm, person, [a]))
    expect(await groupsOf(person)).toEqual({ C: null })
    await setRealmSettings(server.db, realm, { approvals: { enabled: false } })
    await owner.call(identities.joinGroups, joining(realm, other, [b]))
    expect(await groupsOf(other)).toEqual({ B: null })
  })
})

describe('the members of a group', () => {
  test('are added and removed, many at once, with one event and one undo', async () => {
    const realm = await newRealm()
    const group = await owner.group(realm, 'Group')
    const people = []
    for (let i = 0; i < 12; i++) people.push(await owner.identity(realm, `person ${i}`))
    await owner.call(identities.addMembers, adding(realm, group, [people[0]!]))
    expect((await eventsIn(realm))[0]).toMatchObject({
      type: 'group.members_added',
      params: { group: 'Group', count: 1, person: 'person 0' },
    })
    const before = await state()
    await owner.call(identities.addMembers, adding(realm, group, [...people, people[3]!]))
    expect((await eventsIn(realm))[0]).toMatchObject({ params: { count: 11, person: null }, changesTotal: 11 })
    expect((await owner.call(groups.get, { params: { realm, groupId: group.id } })).memberCount).toBe(12)
    await expectUndoable(realm, before)

    const full = await state()
    await owner.call(identities.removeMembers, adding(realm, group, people.slice(2)))
    expect((await eventsIn(realm))[0]).toMatchObject({ type: 'group.members_removed', params: { count: 10 } })
    await expectUndoable(realm, full)
    for (const endpoint of [identities.addMembers, identities.removeMembers]) {
      const people01 = endpoint === identities.addMembers ? people.slice(0, 2) : people.slice(2)
      expect((await owner.send(endpoint, adding(realm, group, people01))).headers.get('x-event-id')).toBeNull()
    }
  })

  test('belong to the realm; who does not is counted', async () => {
    const realm = await newRealm()
    const group = await owner.group(realm, 'Group')
    const [person, gone] = [await owner.identity(realm, 'ada'), await owner.identity(realm, 'gone')]
    await owner.call(identities.remove, of(realm, gone))
    const foreign = await owner.identity(await newRealm(), 'foreign')
    for (const endpoint of [identities.addMembers, identities.removeMembers]) {
      const refused = async (...people: Thing[]) => owner.refusal(endpoint, adding(realm, group, people))
      expect(await refused(person, gone, foreign)).toMatchObject({
        status: 422,
        fields: { identityIds: '2 of these 3 people are not in this realm' },
      })
      expect(await refused(person, foreign, foreign)).toMatchObject({
        fields: { identityIds: '1 of these 2 people is not in this realm' },
      })
      expect(await refused(foreign)).toMatchObject({ fields: { identityIds: 'There is no such person in this realm' } })
      expect(await refused()).toMatchObject({ status: 422 })
    }
  })

  test('are added and removed by the five hundred, and not by more', async () => {
    const realm = await newRealm()
    const group = await owner.group(realm, 'Group')
    const first = await owner.identity(realm, 'first')
    const found = await server.db.read.selectFrom('identities').selectAll().where('id', '=', first.id).execute()
    // The number that SQLite gives to each person is its own.
    const { no: _, ...row } = { no: null, ...found[0]! }
    const people = Array.from({ length: 501 }, () => ({ id: newId() }))
    await server.db.write.transaction().execute(async (tx) => {
      for (const [i, { id }] of people.entries()) {
        const name = `person ${i}`
        await tx
          .insertInto('identities')
          .values({ ...row, id, username: name, username_key: name, search: name })
          .execute()
      }
      await tx.updateTable('realm_counters').set({ identities: 502 }).where('realm_id', '=', row.realm_id).execute()
    })
    expect(await owner.refusal(identities.addMembers, adding(realm, group, people))).toMatchObject({
      status: 422,
      fields: { identityIds: 'At most 500 entries' },
    })
    const most = people.slice(0, 500)
    expect((await owner.send(identities.addMembers, adding(realm, group, most))).status).toBe(204)
    expect((await eventsIn(realm))[0]).toMatchObject({ params: { count: 500 }, changesTotal: 500 })
    const before = await state()
    expect((await owner.send(identities.removeMembers, adding(realm, group, most))).status).toBe(204)
    await expectUndoable(realm, before)
  })
})

test('default groups are chosen whole; nobody who is there joins or leaves', async () => {
  const { realm, a, b, c, person } = await scene()
  const set = (...chosen: Group[]) =>
    owner.send(identities.setDefaultGroups, { params: { realm }, body: { groupIds: ids(chosen) } })
  expect((await set(b, a)).status).toBe(204)
  const before = await state()
  expect((await set(c, b, c)).status).toBe(204)
  expect((await eventsIn(realm))[0]).toMatchObject({
    type: 'realm.default_groups_changed',
    params: { added: { names: ['C'], total: 1 }, removed: { names: ['A'], total: 1 } },
  })
  await expectUndoable(realm, before)
  expect((await set(b, c)).headers.get('x-event-id')).toBeNull()
  expect(await groupsOf(person)).toEqual({ A: null })
  expect((await owner.identity(realm, 'new')).groups.items.map(({ name }) => name)).toEqual(['B', 'C'])
  await set()
  expect((await owner.identity(realm, 'newest')).groups.total).toBe(0)
})

describe('roles of a person', () => {
  test('are given and taken without a fuss when they are there or gone already', async () => {
    const { realm, person } = await scene()
    const role = await owner.role(realm, 'role')
    const params = { realm, identityId: person.id, roleId: role.id }
    const before = await state()
    const { impact } = await owner.preview(identities.giveRole, { params })
    expect(impact.gained.map((grant) => grant.role.name)).toEqual(['role'])
    expect((await owner.send(identities.giveRole, { params })).status).toBe(204)
    expect((await eventsIn(realm))[0]).toMatchObject({
      type: 'identity.role_given',
      params: { name: 'Ada', role: 'role', application: null },
    })
    await expectUndoable(realm, before)
    const again = await owner.send(identities.giveRole, { params })
    expect([again.status, again.headers.get('x-event-id')]).toEqual([204, null])

    const held = await state()
    expect((await owner.send(identities.takeRole, { params })).status).toBe(204)
    expect((await eventsIn(realm))[0]?.type).toBe('identity.role_taken')
    await expectUndoable(realm, held)
    const gone = await owner.send(identities.takeRole, { params })
    expect([gone.status, gone.headers.get('x-event-id')]).toEqual([204, null])
  })

  test('may be what everyone holds already', async () => {
    const { realm, person } = await scene()
    const { items } = await owner.call(roles.list, { params: { realm }, query: { q: 'offline_access' } })
    const params = { realm, identityId: person.id, roleId: items[0]!.id }
    const { changes, impact } = await owner.preview(identities.giveRole, { params })
    expect(changes).toHaveLength(1)
    expect(impact.gained).toEqual([])
    expect((await owner.send(identities.giveRole, { params })).status).toBe(204)
  })

  test('must be living, like the person, and of the same realm', async () => {
    const { realm, person } = await scene()
    const elsewhere = await newRealm()
    const [own, foreign, deleted] = [
      await owner.role(realm, 'own'),
      await owner.role(elsewhere, 'foreign'),
      await owner.role(realm, 'deleted'),
    ]
    await owner.call(roles.remove, { params: { realm, roleId: deleted.id } })
    const stranger = await owner.identity(elsewhere, 'stranger')
    for (const endpoint of [identities.giveRole, identities.takeRole]) {
      for (const roleId of [foreign.id, deleted.id, nobody]) {
        const params = { realm, identityId: person.id, roleId }
        expect(await owner.refusal(endpoint, { params })).toMatchObject({ status: 404 })
      }
      for (const identityId of [stranger.id, nobody]) {
        const params = { realm, identityId, roleId: own.id }
        expect(await owner.refusal(endpoint, { params })).toMatchObject({ status: 404 })
      }
    }
  })
})
