import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { activity, type Event } from '#contract/activity'
import { type Group, groups } from '#contract/groups'
import { roles } from '#contract/roles'
import { nameKey } from '../../lib/name-key'
import type { Client } from '../../testing/client'
import { startTestServer, type TestServer } from '../../testing/test-server'

let server: TestServer
let owner: Client
beforeAll(async () => {
  server = await startTestServer()
  owner = server.owner
})
afterAll(() => server.stop())

let made = 0
/** The name of a new realm, this test's own. */
async function newRealm(): Promise<string> {
  made += 1
  return (await owner.realm(`groups-${made}`)).name
}

const nobody = '00000000-0000-7000-8000-000000000000'
const eventsIn = async (realm: string): Promise<Event[]> =>
  (await owner.call(activity.ofRealm, { params: { realm }, query: { limit: 200 } })).items
const namesOf = (page: { items: { name: string }[] }) => page.items.map(({ name }) => name)

describe('groups', () => {
  test('are created, read, edited, moved and deleted', async () => {
    const realm = await newRealm()
    const engineering = await owner.group(realm, 'Engineering', { attributes: { floor: ['3'] } })
    expect(engineering).toMatchObject({ name: 'Engineering', parentId: null, attributes: { floor: ['3'] }, version: 1 })
    const web = await owner.group(realm, 'Web', { parentId: engineering.id })
    expect(web.path).toEqual([{ id: engineering.id, name: 'Engineering' }])

    const params = { realm, groupId: web.id }
    const edited = await owner.call(groups.update, { params, ifMatch: 1, body: { description: 'Pages' } })
    expect(edited).toMatchObject({ description: 'Pages', version: 2 })
    const moved = await owner.call(groups.update, { params, ifMatch: 2, body: { parentId: null } })
    expect(moved.path).toEqual([])
    await owner.call(groups.remove, { params, ifMatch: 3 })
    expect(await owner.refusal(groups.get, { params })).toMatchObject({ status: 404, code: 'not_found' })
  })

  test('are none at first', async () => {
    const realm = await newRealm()
    expect(await owner.call(groups.list, { params: { realm } })).toEqual({
      items: [],
      nextCursor: null,
      total: 0,
      totalExact: true,
    })
  })

  test('are answered whole, with 201 and where the event is', async () => {
    const realm = await newRealm()
    const answer = await owner.send(groups.create, { params: { realm }, body: { name: 'Ops' } })
    expect(answer.status).toBe(201)
    expect(answer.body).toEqual({
      id: expect.any(String) as string,
      name: 'Ops',
      description: '',
      parentId: null,
      path: [],
      attributes: {},
      childCount: 0,
      memberCount: 0,
      isDefault: false,
      hasPolicy: false,
      version: 1,
      createdAt: new Date(server.time.now).toISOString(),
      updatedAt: new Date(server.time.now).toISOString(),
    })
    expect((await eventsIn(realm))[0]).toMatchObject({ id: answer.headers.get('x-event-id'), type: 'group.created' })
    expect(await owner.call(groups.get, { params: { realm, groupId: answer.body.id } })).toEqual(answer.body)
  })
})

describe('a name', () => {
  test('is unique among siblings, however it is written, and free elsewhere', async () => {
    const realm = await newRealm()
    const parent = await owner.group(realm, 'Parent')
    await owner.group(realm, 'Ops')
    await owner.group(realm, 'Ops', { parentId: parent.id })
    for (const name of ['Ops', 'OPS', 'ｏｐｓ', ' ops ']) {
      for (const parentId of [null, parent.id]) {
        const refused = await owner.refusal(groups.create, { params: { realm }, body: { name, parentId } })
        expect(refused).toMatchObject({ status: 409, code: 'name_taken', fields: { name: 'Already used here' } })
      }
    }
    const inOther = await owner.group(await newRealm(), 'Ops')
    expect(inOther.name).toBe('Ops')
  })

  test('that is taken stops a rename and a move', async () => {
    const realm = await newRealm()
    const parent = await owner.group(realm, 'Parent')
    const inside = await owner.group(realm, 'Ops', { parentId: parent.id })
    const top = await owner.group(realm, 'ops')
    const taken = { status: 409, code: 'name_taken', fields: { name: 'Already used here' } }
    const params = { realm, groupId: inside.id }
    expect(await owner.refusal(groups.update, { params, ifMatch: 1, body: { parentId: null } })).toMatchObject(taken)
    const rename = { params: { realm, groupId: top.id }, ifMatch: 1, body: { name: 'PARENT' } }
    expect(await owner.refusal(groups.update, rename)).toMatchObject(taken)
    const moved = await owner.call(groups.update, { params, ifMatch: 1, body: { parentId: null, name: 'Ops 2' } })
    expect(moved).toMatchObject({ name: 'Ops 2', parentId: null, version: 2 })
  })

  test('may change its case alone, and is free once its group is deleted', async () => {
    const realm = await newRealm()
    const group = await owner.group(realm, 'ops')
    const params = { realm, groupId: group.id }
    expect(await owner.call(groups.update, { params, ifMatch: 1, body: { name: 'OPS' } })).toMatchObject({
      name: 'OPS',
    })
    await owner.call(groups.remove, { params })
    expect((await owner.group(realm, 'Ops')).id).not.toBe(group.id)
  })
})

describe('a parent', () => {
  test('must be a living group of the same realm', async () => {
    const realm = await newRealm()
    const foreign = await owner.group(await newRealm(), 'Foreign')
    const deleted = await owner.group(realm, 'Deleted')
    await owner.call(groups.remove, { params: { realm, groupId: deleted.id } })
    const group = await owner.group(realm, 'Group')
    for (const parentId of [foreign.id, deleted.id, nobody]) {
      const expected = { status: 422, code: 'invalid', fields: { parentId: 'There is no such group in this realm' } }
      expect(await owner.refusal(groups.create, { params: { realm }, body: { name: 'New', parentId } })).toMatchObject(
        expected,
      )
      const params = { realm, groupId: group.id }
      expect(await owner.refusal(groups.update, { params, ifMatch: 1, body: { parentId } })).toMatchObject(expected)
    }
  })

  test('cannot be the group itself or lie inside it', async () => {
    const realm = await newRealm()
    const chain = await nested(realm, 4)
    const [top] = chain
    for (const { id: parentId } of chain) {
      const input = { params: { realm, groupId: top!.id }, ifMatch: 1, body: { parentId } }
      expect(await owner.refusal(groups.update, input)).toMatchObject({
        status: 409,
        code: 'group_cycle',
        fields: { parentId: expect.any(String) as string },
      })
      expect(await owner.preview(groups.update, input)).toMatchObject({
        impact: { blocked: [{ code: 'group_cycle' }] },
      })
    }
    const last = chain.at(-1)!
    expect((await owner.call(groups.get, { params: { realm, groupId: last.id } })).path).toHaveLength(3)
  })

  test('moves with everything inside', async () => {
    const realm = await newRealm()
    const [top, middle, bottom] = await nested(realm, 3)
    const other = await owner.group(realm, 'Other')
    await owner.call(groups.update, {
      params: { realm, groupId: middle!.id },
      ifMatch: 1,
      body: { parentId: other.id },
    })
    const moved = await owner.call(groups.get, { params: { realm, groupId: bottom!.id } })
    expect(moved.path.map(({ name }) => name)).toEqual(['Other', middle!.name])
    expect(moved.version).toBe(1)
    expect((await owner.call(groups.get, { params: { realm, groupId: top!.id } })).childCount).toBe(0)
    expect((await owner.call(groups.get, { params: { realm, groupId: other.id } })).childCount).toBe(1)
    const [event] = await eventsIn(realm)
    expect(event).toMatchObject({ type: 'group.moved', params: { name: middle!.name, from: top!.name, to: 'Other' } })
  })

  test('takes along everything inside when it is deleted', async () => {
    const realm = await newRealm()
    const chain = await nested(realm, 4)
    await owner.group(realm, 'Beside')
    await owner.call(groups.remove, { params: { realm, groupId: chain[1]!.id } })
    expect(namesOf(await owner.call(groups.list, { params: { realm } }))).toEqual(['Beside', chain[0]!.name])
    expect((await eventsIn(realm))[0]).toMatchObject({
      type: 'group.deleted',
      params: { name: chain[1]!.name, withIt: 2 },
      changesTotal: 3,
    })
  })
})

describe('an edit', () => {
  test('must say what it was made to', async () => {
    const realm = await newRealm()
    const group = await owner.group(realm, 'Group')
    const params = { realm, groupId: group.id }
    const body = { name: 'Edited' }
    const required = { status: 428, code: 'version_required' }
    expect(await owner.refusal(groups.update, { params, body })).toMatchObject(required)
    expect(await owner.refusal(groups.update, { params, body, headers: { 'if-match': '*' } })).toMatchObject(required)
    expect(await owner.refusal(groups.update, { params, body, query: { preview: 'true' } })).toMatchObject(required)
  })

  test('to what has changed meanwhile is told how it is now and what happened', async () => {
    const realm = await newRealm()
    const colleague = await server.join(`Cora ${realm}`, { role: 'admin' })
    const group = await owner.group(realm, 'Group')
    const params = { realm, groupId: group.id }
    const now = await colleague.call(groups.update, { params, ifMatch: 1, body: { name: 'Theirs' } })
    await colleague.group(realm, 'Unrelated')
    const role = await owner.role(realm, 'role')
    await colleague.call(groups.addRole, { params: { ...params, roleId: role.id } })

    const stale = { params, ifMatch: 1, body: { description: 'Mine' } }
    const expected = {
      status: 409,
      code: 'changed_meanwhile',
      details: {
        current: now,
        events: [
          {
            type: 'group.updated',
            actor: { name: `Cora ${realm}` },
            changes: [{ before: { name: 'Group' }, after: { name: 'Theirs' } }],
          },
        ],
      },
    }
    expect(await owner.refusal(groups.update, stale)).toMatchObject(expected)
    expect(await owner.refusal(groups.update, { ...stale, query: { preview: 'true' } })).toMatchObject(expected)
    expect(await owner.refusal(groups.remove, { params, ifMatch: 1 })).toMatchObject(expected)
    expect(await owner.refusal(groups.remove, { params, ifMatch: 3 })).toMatchObject({ status: 409 })
    expect(await owner.call(groups.update, { ...stale, ifMatch: 2 })).toMatchObject({
      name: 'Theirs',
      description: 'Mine',
      version: 3,
    })
  })

  test('replaces the attributes whole and leaves alone what it does not name', async () => {
    const realm = await newRealm()
    const attributes = { floor: ['3', '4'], team: ['red'], empty: [], blank: [''] }
    const group = await owner.group(realm, 'Group', { description: 'Kept', attributes })
    expect(group.attributes).toEqual(attributes)
    const params = { realm, groupId: group.id }
    const edited = await owner.call(groups.update, { params, ifMatch: 1, body: { attributes: { floor: ['5'] } } })
    expect(edited).toMatchObject({ name: 'Group', description: 'Kept', version: 2 })
    expect(edited.attributes).toEqual({ floor: ['5'] })
    const cleared = await owner.call(groups.update, { params, ifMatch: 2, body: { attributes: {}, description: '' } })
    expect(cleared).toMatchObject({ attributes: {}, description: '', version: 3 })
  })

  test('that changes nothing is no event and no new version', async () => {
    const realm = await newRealm()
    const group = await owner.group(realm, 'Group', { description: 'Same', attributes: { a: ['1'], b: ['2'] } })
    const before = await eventsIn(realm)
    const params = { realm, groupId: group.id }
    for (const body of [
      {},
      { name: 'Group' },
      { description: 'Same', parentId: null },
      { attributes: { b: ['2'], a: ['1'] } },
    ]) {
      const answer = await owner.send(groups.update, { params, ifMatch: 1, body })
      expect(answer).toMatchObject({ status: 200, body: { version: 1 } })
      expect(answer.headers.get('x-event-id')).toBeNull()
    }
    expect(await eventsIn(realm)).toEqual(before)
  })

  test('refuses attributes beyond their bounds', async () => {
    const realm = await newRealm()
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`key ${i}`, ['v']]))
    const wrong: [attributes: unknown, field: string][] = [
      [many, 'attributes'],
      [{ key: Array(101).fill('v') }, 'attributes.key'],
      [{ key: 'v' }, 'attributes.key'],
      [{ key: [7] }, 'attributes.key.0'],
      [{ '': ['v'] }, 'attributes.'],
      [['v'], 'attributes'],
      ['text', 'attributes'],
    ]
    for (const [attributes, field] of wrong) {
      const { status, body } = await owner.raw('POST', `/api/realms/${realm}/groups`, {
        body: JSON.stringify({ name: 'A', attributes }),
      })
      expect({ status, body }).toMatchObject({
        status: 422,
        body: { fields: { [field]: expect.any(String) as string } },
      })
    }
    const most = await owner.group(realm, 'Most', { attributes: Object.fromEntries(Object.entries(many).slice(1)) })
    expect(Object.keys(most.attributes)).toHaveLength(100)
  })
})

describe('the roles that a group gives', () => {
  test('come and go without a fuss when they are there or gone already', async () => {
    const realm = await newRealm()
    const group = await owner.group(realm, 'Group')
    const role = await owner.role(realm, 'role')
    const params = { realm, groupId: group.id, roleId: role.id }
    const before = (await eventsIn(realm)).length
    for (const endpoint of [groups.addRole, groups.addRole, groups.removeRole, groups.removeRole]) {
      expect((await owner.send(endpoint, { params })).status).toBe(204)
    }
    const events = (await eventsIn(realm)).slice(0, -before)
    expect(events.map(({ type }) => type)).toEqual(['group.role_removed', 'group.role_added'])
    expect(events[0]).toMatchObject({ params: { group: 'Group', role: 'role', application: null } })
    expect((await owner.call(groups.get, { params })).version).toBe(1)
  })

  test('must be living roles of the same realm', async () => {
    const realm = await newRealm()
    const group = await owner.group(realm, 'Group')
    const foreign = await owner.role(await newRealm(), 'foreign')
    const deleted = await owner.role(realm, 'deleted')
    await owner.call(roles.remove, { params: { realm, roleId: deleted.id } })
    for (const roleId of [foreign.id, deleted.id, nobody]) {
      for (const endpoint of [groups.addRole, groups.removeRole]) {
        expect(await owner.refusal(endpoint, { params: { realm, groupId: group.id, roleId } })).toMatchObject({
          status: 404,
        })
      }
    }
  })

  test('are told with every way by which they come', async () => {
    const realm = await newRealm()
    const [top, middle, bottom] = await nested(realm, 3)
    const [direct, inherited, both, contained] = [
      await owner.role(realm, 'a direct'),
      await owner.role(realm, 'b inherited'),
      await owner.role(realm, 'c both'),
      await owner.role(realm, 'd contained'),
    ]
    const give = (group: Group | undefined, role: { id: string }) =>
      owner.call(groups.addRole, { params: { realm, groupId: group!.id, roleId: role.id } })
    await give(bottom, direct)
    await give(bottom, both)
    await give(middle, both)
    await give(top, inherited)
    await owner.call(roles.include, { params: { realm, roleId: inherited.id, includedRoleId: contained.id } })
    const list = async (group: Group | undefined, effective: 'true' | 'false' | 'indirect') =>
      (await owner.call(groups.roles, { params: { realm, groupId: group!.id }, query: { effective } })).items

    expect((await list(bottom, 'false')).map(({ name }) => name)).toEqual(['a direct', 'c both'])
    const all = await list(bottom, 'true')
    expect(all.map(({ name, direct: own, through }) => ({ name, own, through }))).toEqual([
      { name: 'a direct', own: true, through: [] },
      { name: 'b inherited', own: false, through: [[step('group', middle), step('group', top)]] },
      { name: 'c both', own: true, through: [[step('group', middle)]] },
      {
        name: 'd contained',
        own: false,
        through: [[step('group', middle), step('group', top), step('role', inherited)]],
      },
    ])
    expect((await list(bottom, 'indirect')).map(({ name }) => name)).toEqual(['b inherited', 'c both', 'd contained'])
    expect((await list(top, 'true')).map(({ name }) => name)).toEqual(['b inherited', 'd contained'])

    await owner.call(roles.remove, { params: { realm, roleId: inherited.id } })
    expect((await list(bottom, 'true')).map(({ name }) => name)).toEqual(['a direct', 'c both'])
  })
})

const step = (kind: 'group' | 'role', thing: { id: string; name: string } | undefined) => ({
  kind,
  id: thing!.id,
  name: thing!.name,
})

describe('the list', () => {
  const COUNT = 120
  let realm: string
  let all: Group[]
  beforeAll(async () => {
    realm = await newRealm()
    const parent = await owner.group(realm, 'Parent of many')
    // Names in an order of their own, some alike but for what keys ignore; a few times of creation.
    all = [parent]
    for (let i = 1; i < COUNT; i++) {
      if (i % 10 === 0) server.time.now += 1000
      const name = `${['team', 'Team', 'TEAM', 'Ünit', 'zoo', '😀'][i % 6]} ${(i * 37) % 101}`
      const group = await owner.group(realm, name, i % 3 === 0 ? { parentId: parent.id } : {}).catch(() => null)
      all.push(group ?? (await owner.group(realm, `${name} again ${i}`)))
    }
    all[0] = await owner.call(groups.get, { params: { realm, groupId: parent.id } })
  })

  const byName = (a: Group, b: Group) => compare(bytes(nameKey(a.name)), bytes(nameKey(b.name))) || compare(a.id, b.id)
  const byAge = (a: Group, b: Group) => compare(a.createdAt, b.createdAt) || compare(a.id, b.id)
  const orders: [sort: string, order: (a: Group, b: Group) => number][] = [
    ['name', byName],
    ['-name', (a, b) => byName(b, a)],
    ['createdAt', byAge],
    ['-createdAt', (a, b) => byAge(b, a)],
  ]

  test.each(orders)('holds every group once, in pages of any size, by %s', async (sort, order) => {
    const expected = all.toSorted(order)
    for (const limit of [7, 60, 119, 120]) {
      expect(await everything(realm, { sort, limit: String(limit) })).toEqual(expected)
    }
  })

  test('says how many there are', async () => {
    expect(await owner.call(groups.list, { params: { realm }, query: { limit: 1 } })).toMatchObject({
      total: COUNT,
      totalExact: true,
    })
    const page = await owner.call(groups.list, { params: { realm }, query: { q: 'team', limit: 2 } })
    expect(page.total).toBe(all.filter(({ name }) => nameKey(name).includes('team')).length)
    expect(page.items).toHaveLength(2)
  })

  test('finds by a part of the name, without regard to case and width, or by the id', async () => {
    for (const q of ['TEAM 1', 'ünit', 'ÜNIT', '😀', 'ｔｅａｍ', 'again', 'no such']) {
      const expected = all.filter(({ name }) => nameKey(name).includes(nameKey(q))).toSorted(byName)
      expect(await everything(realm, { q, limit: '9' })).toEqual(expected)
    }
    expect(await everything(realm, { q: all[5]!.id })).toEqual([all[5]])
  })

  test('narrows to what lies in a group, or at the top', async () => {
    const parentId = all[0]!.id
    expect(await everything(realm, { parentId, limit: '10' })).toEqual(
      all.filter((one) => one.parentId === parentId).toSorted(byName),
    )
    expect(await everything(realm, { parentId: 'none', limit: '10', sort: '-createdAt' })).toEqual(
      all.filter((one) => one.parentId === null).toSorted((a, b) => byAge(b, a)),
    )
    expect(await everything(realm, { parentId: nobody })).toEqual([])
    expect(await owner.refusal(groups.list, { params: { realm }, query: { parentId: 'top' } })).toMatchObject({
      status: 422,
      fields: { parentId: expect.any(String) as string },
    })
  })

  test('goes on rightly when groups come and go between pages', async () => {
    const first = await owner.call(groups.list, { params: { realm }, query: { limit: 10 } })
    const early = await owner.group(realm, '0 early')
    await owner.call(groups.remove, { params: { realm, groupId: first.items.at(-1)!.id } })
    const second = await owner.call(groups.list, {
      params: { realm },
      query: { limit: 10, cursor: first.nextCursor ?? '' },
    })
    expect(second.items).toEqual(all.toSorted(byName).slice(10, 20))
    await owner.undoLast(realm)
    await owner.call(groups.remove, { params: { realm, groupId: early.id } })
  })

  test('takes a cursor for the query alone that it came from', async () => {
    const { nextCursor } = await owner.call(groups.list, { params: { realm }, query: { limit: 5, sort: 'name' } })
    const cursor = nextCursor ?? ''
    for (const query of [{ sort: '-name' }, { sort: 'createdAt' }, { q: 'team' }, { parentId: 'none' }]) {
      expect(await owner.refusal(groups.list, { params: { realm }, query: { cursor, ...query } })).toMatchObject({
        status: 400,
        code: 'cursor_mismatch',
      })
    }
    expect((await owner.send(groups.list, { params: { realm }, query: { cursor, limit: 50 } })).status).toBe(200)
  })
})

/** All pages of a list, one after the other. */
async function everything(realm: string, query: Record<string, string>): Promise<Group[]> {
  const items: Group[] = []
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<typeof owner.call<typeof groups.list>>> = await owner.call(groups.list, {
      params: { realm },
      query: { ...query, ...(cursor === null ? {} : { cursor }) },
    })
    items.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== null)
  return items
}

/** Groups each inside the one before. */
async function nested(realm: string, depth: number): Promise<Group[]> {
  const chain: Group[] = []
  for (let i = 0; i < depth; i++)
    chain.push(await owner.group(realm, `Level ${i}`, { parentId: chain.at(-1)?.id ?? null }))
  return chain
}

const bytes = (text: string) => Buffer.from(text).toString('hex')
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
