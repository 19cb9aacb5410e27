import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { groups } from '#contract/groups'
import { identities } from '#contract/identities'
import { realms } from '#contract/realms'
import { roles } from '#contract/roles'
import { newId } from '../../lib/ids'
import type { Client } from '../../testing/client'
import { dump, expectSound, isLiving, rowsOf } from '../../testing/dump'
import { holds } from '../../testing/holds'
import { addPeople } from '../../testing/people'
import { clearRealms, plantRealm, realmPlan } from '../../testing/random-realm'
import { slowAccess } from '../../testing/slow-access'
import { startTestServer, type TestServer } from '../../testing/test-server'

let server: TestServer
let owner: Client
beforeAll(async () => {
  server = await startTestServer()
  owner = server.owner
})
afterAll(() => server.stop())

let made = 0
const newRealm = async () => owner.realm(`people-${(made += 1)}`)
const HOUR_MS = 3_600_000
const iso = (at: number) => new Date(at).toISOString()

describe('one person', () => {
  test('is told whole', async () => {
    const { name: realm } = await newRealm()
    const group = await owner.group(realm, 'Ops')
    const { id } = await owner.identity(realm, 'Pat', {
      email: 'Pat@Example.org',
      firstName: 'Pat',
      lastName: 'Doe',
      attributes: { floor: ['3'] },
      groupIds: [group.id],
    })
    const person = await owner.call(identities.get, { params: { realm, identityId: id } })
    expect(person).toMatchObject({
      username: 'Pat',
      email: 'Pat@Example.org',
      name: 'Pat Doe',
      status: 'active',
      secondStep: false,
      lastSignInAt: null,
      attributes: { floor: ['3'] },
      invitation: null,
      groups: { items: [{ id: group.id, name: 'Ops' }], total: 1 },
      version: 1,
    })
    expect((await owner.call(identities.list, { params: { realm } })).items[0]).toMatchObject({ id, name: 'Pat Doe' })
  })

  test('shows the sign-ins that are in force, the newest first, and how they sign in, and nothing secret', async () => {
    const { id: realmId, name: realm } = await newRealm()
    const { db, time } = server
    const [id = '', other = ''] = await addPeople(db, realmId, [{ username: 'pat' }, { username: 'kim' }], time.now)
    const session = (principal_id: string, at: number, ends: number) => ({
      id: newId(),
      principal_id,
      token_hash: newId(),
      assurance: 'password',
      verified_at: at,
      device_id: null,
      ip: '10.0.0.1',
      user_agent: 'Browser',
      created_at: at,
      last_seen_at: at,
      expires_at: ends,
    })
    const rows = [
      session(id, time.now - 2 * HOUR_MS, time.now + 1),
      session(id, time.now - HOUR_MS, time.now + HOUR_MS),
      session(id, time.now - 3 * HOUR_MS, time.now),
      session(other, time.now, time.now + HOUR_MS),
    ]
    await db.write.insertInto('sessions').values(rows).execute()
    const params = { realm, identityId: id }
    const { items } = await owner.call(identities.sessions, { params })
    expect(items.map((one) => one.id)).toEqual([rows[1]!.id, rows[0]!.id])
    expect(items[0]).toEqual({
      id: rows[1]!.id,
      ip: '10.0.0.1',
      userAgent: 'Browser',
      createdAt: iso(time.now - HOUR_MS),
      lastSeenAt: iso(time.now - HOUR_MS),
      expiresAt: iso(time.now + HOUR_MS),
    })

    const secret = { principal_id: id, data: 'a secret', created_at: time.now }
    await db.write
      .insertInto('credentials')
      .values({ ...secret, id: newId(), kind: 'password' })
      .execute()
    const factor = { ...secret, id: newId(), kind: 'totp', rp_id: null, last_used_at: time.now }
    await db.write.insertInto('factors').values(factor).execute()
    const methods = await owner.send(identities.signInMethods, { params })
    expect(JSON.stringify(methods.body)).not.toContain('secret')
    expect(methods.body.items).toMatchObject([
      { kind: 'password', secondStep: false, lastUsedAt: null },
      { id: factor.id, kind: 'totp', secondStep: true, createdAt: iso(time.now), lastUsedAt: iso(time.now) },
    ])
    expect((await owner.call(identities.signInMethods, { params: { realm, identityId: other } })).items).toEqual([])
  })

  test('who lost their second step is found without one, among the members of a group too', async () => {
    const { id: realmId, name: realm } = await newRealm()
    const group = await owner.group(realm, 'Ops')
    const { db, time } = server
    const [id = ''] = await addPeople(db, realmId, [{ username: 'pat', groups: [group.id] }], time.now)
    await db.write.updateTable('identities').set({ second_step: 1 }).where('id', '=', id).execute()
    const factor = { id: newId(), principal_id: id, kind: 'totp', data: '', rp_id: null, last_used_at: null }
    await db.write
      .insertInto('factors')
      .values({ ...factor, created_at: time.now })
      .execute()
    const query = { groupId: group.id, secondStep: 'none' as const }
    expect((await owner.call(identities.list, { params: { realm }, query })).total).toBe(0)
    await owner.call(identities.resetFactors, { params: { realm, identityId: id } })
    expect((await owner.call(identities.list, { params: { realm }, query })).items.map((one) => one.id)).toEqual([id])
    expectSound(await dump(db))
  })

  test('belongs to living groups for as long as that lasts, sorted by name, each with its place', async () => {
    const { id: realmId, name: realm } = await newRealm()
    const top = await owner.group(realm, 'Top')
    const [zoo, Ant, gone] = [
      await owner.group(realm, 'zoo', { parentId: top.id }),
      await owner.group(realm, 'Ant'),
      await owner.group(realm, 'Gone'),
    ]
    const { db, time } = server
    const [id = ''] = await addPeople(db, realmId, [{ username: 'pat', groups: [zoo.id, Ant.id, gone.id] }], time.now)
    await owner.call(groups.remove, { params: { realm, groupId: gone.id } })
    const requestId = newId()
    const ends = (at: number) =>
      db.write.updateTable('identity_groups').set({ ends_at: at, request_id: requestId }).where('group_id', '=', Ant.id)
    await ends(time.now + 1).execute()
    const list = (query = {}) => owner.call(identities.groups, { params: { realm, identityId: id }, query })
    expect(await list()).toEqual({
      items: [
        { id: Ant.id, name: 'Ant', path: [], endsAt: iso(time.now + 1), requestId },
        { id: zoo.id, name: 'zoo', path: [{ id: top.id, name: 'Top' }], endsAt: null, requestId: null },
      ],
      nextCursor: null,
      total: 2,
      totalExact: true,
    })
    const first = await list({ limit: 1 })
    expect((await list({ limit: 1, cursor: first.nextCursor })).items.map(({ name }) => name)).toEqual(['zoo'])
    expect((await list({ q: 'ZOO' })).total).toBe(1)
    await ends(time.now).execute()
    expect((await list()).items.map(({ name }) => name)).toEqual(['zoo'])
    // Nor are they a member there, or counted.
    const members = await owner.call(identities.members, { params: { realm, groupId: Ant.id } })
    expect(members).toMatchObject({ items: [], total: 0 })
  })

  test('holds roles that are given to them, and is told of all others with every way to them', async () => {
    const { id: realmId, name: realm } = await newRealm()
    const params = { realm }
    const [outer, inner] = [await owner.group(realm, 'Outer'), await owner.group(realm, 'Odd')]
    const nested = await owner.group(realm, 'Inner', { parentId: outer.id })
    const [wide, narrow] = [await owner.role(realm, 'wide'), await owner.role(realm, 'Narrow')]
    const application = await owner.application(realm, 'App')
    await owner.call(roles.include, { params: { ...params, roleId: wide.id, includedRoleId: narrow.id } })
    await owner.call(groups.addRole, { params: { ...params, groupId: outer.id, roleId: wide.id } })
    const { time, db } = server
    const pat = { username: 'pat', groups: [nested.id, inner.id], roles: [narrow.id] }
    const [id = '', nobody = ''] = await addPeople(
      db,
      realmId,
      [pat, { username: 'kim', status: 'suspended', roles: [wide.id] }],
      time.now,
    )
    const given = await owner.call(identities.roles, { params: { ...params, identityId: id } })
    expect(given.items.map(({ name }) => name)).toEqual(['Narrow'])

    const access = (query = {}, identityId = id) =>
      owner.call(identities.access, { params: { ...params, identityId }, query })
    const way = [
      { kind: 'group', id: nested.id, name: 'Inner' },
      { kind: 'parentGroup', id: outer.id, name: 'Outer' },
    ]
    const { items } = await access()
    const own = items.filter(({ role }) => [wide.id, narrow.id].includes(role.id))
    expect(own).toEqual([
      {
        role: { id: narrow.id, name: 'Narrow', description: '' },
        paths: [
          { steps: [{ kind: 'direct', id: narrow.id, name: 'Narrow' }] },
          { steps: [...way, { kind: 'composite', id: wide.id, name: 'wide' }] },
        ],
        complete: true,
      },
      { role: { id: wide.id, name: 'wide', description: '' }, paths: [{ steps: way }], complete: true },
    ])
    // Those of the realm come first, then application by application, each by name.
    const places = items.map(({ role }) => `${role.application ?? ''} ${role.name.toLowerCase()}`)
    expect(places).toEqual(places.toSorted())
    expect((await access({ roleId: wide.id })).items.map(({ role }) => role.id)).toEqual([wide.id])
    expect((await access({ applicationId: application.id })).items).toEqual([])
    expect((await access({}, nobody)).items).toEqual([])
  })
})

test('new people join the default groups, which are told by name with their places', async () => {
  const { name: realm } = await newRealm()
  expect(await owner.call(identities.defaultGroups, { params: { realm } })).toEqual({ items: [] })
  const top = await owner.group(realm, 'Top')
  const [b, a] = [await owner.group(realm, 'b', { parentId: top.id }), await owner.group(realm, 'A')]
  await owner.call(identities.setDefaultGroups, { params: { realm }, body: { groupIds: [b.id, a.id] } })
  expect(await owner.call(identities.defaultGroups, { params: { realm } })).toEqual({
    items: [
      { id: a.id, name: 'A', path: [] },
      { id: b.id, name: 'b', path: [{ id: top.id, name: 'Top' }] },
    ],
  })
})

test('counters tell how many people and members there are', async () => {
  const { id: realmId, name: realm } = await newRealm()
  const group = await owner.group(realm, 'Ops')
  const ids = await addPeople(
    server.db,
    realmId,
    Array.from({ length: 3 }, (_, i) => ({ username: `p${i}`, groups: [group.id] })),
    server.time.now,
  )
  await owner.call(identities.remove, { params: { realm, identityId: ids[0]! } })
  expect((await owner.call(groups.get, { params: { realm, groupId: group.id } })).memberCount).toBe(2)
  expect((await owner.call(groups.list, { params: { realm } })).items[0]?.memberCount).toBe(2)
  expect((await owner.call(realms.get, { params: { realm } })).counts.identities).toEqual({
    total: 2,
    totalExact: true,
  })
  expect(await owner.call(identities.list, { params: { realm }, query: { limit: 1 } })).toMatchObject({
    total: 2,
    totalExact: true,
  })
})

describe('nobody sees people of others', () => {
  test('by asking for what is linked to them', async () => {
    const { id: realmId, name: realm } = await newRealm()
    const group = await owner.group(realm, 'Ops')
    const role = await owner.role(realm, 'Boss')
    await addPeople(server.db, realmId, [{ username: 'pat', groups: [group.id], roles: [role.id] }], server.time.now)
    const stranger = await server.register(`Stranger ${made}`)
    const theirs = (await stranger.realm(`theirs-${made}`)).name
    const own = (await newRealm()).name
    for (const query of [{ groupId: group.id }, { roleId: role.id }, { groupId: group.id, q: 'pat' }]) {
      expect(await stranger.call(identities.list, { params: { realm: theirs }, query })).toMatchObject({
        items: [],
        total: 0,
      })
      expect(await owner.call(identities.list, { params: { realm: own }, query })).toMatchObject({
        items: [],
        total: 0,
      })
      expect((await owner.call(identities.list, { params: { realm }, query })).total).toBe(1)
    }
    for (const endpoint of [identities.members, identities.holders]) {
      const params = { realm: own, groupId: group.id, roleId: role.id }
      expect(await owner.refusal(endpoint, { params })).toMatchObject({ status: 404 })
    }
  })

  test('nor anything of one of them by their id, in this realm or another, or in the bin', async () => {
    const { id: realmId, name: realm } = await newRealm()
    const own = (await newRealm()).name
    const [id = ''] = await addPeople(server.db, realmId, [{ username: 'pat' }], server.time.now)
    const { get, sessions, signInMethods, groups: ofPerson, roles: given, access } = identities
    const all = [get, sessions, signInMethods, ofPerson, given, access]
    for (const endpoint of all) {
      expect((await owner.send(endpoint, { params: { realm, identityId: id } })).status).toBe(200)
      expect(await owner.refusal(endpoint, { params: { realm: own, identityId: id } })).toMatchObject({ status: 404 })
    }
    await owner.call(identities.remove, { params: { realm, identityId: id } })
    for (const endpoint of all)
      expect(await owner.refusal(endpoint, { params: { realm, identityId: id } })).toMatchObject({ status: 404 })
    expect((await owner.call(identities.list, { params: { realm }, query: { q: id } })).total).toBe(0)
  })
})

describe('a query', () => {
  test('that makes no sense is refused in words', async () => {
    const { name: realm } = await newRealm()
    const refusal = (query: Record<string, string>) => owner.refusal(identities.list, { params: { realm }, query })
    expect(await refusal({ notSeenDays: '30', sort: 'username' })).toMatchObject({
      status: 422,
      code: 'invalid',
      fields: { sort: 'People who were not seen for a while are sorted by their last sign-in' },
    })
    const wrong = [
      { limit: '0' },
      { limit: '201' },
      { sort: 'name' },
      { status: 'deleted' },
      { groupId: 'x' },
      { notSeenDays: '0' },
      { secondStep: 'any' },
      { q: 'a\u0000b' },
      { q: 'x'.repeat(201) },
    ]
    for (const query of wrong) expect({ query, ...(await refusal(query)) }).toMatchObject({ query, status: 422 })
  })

  test('goes on only with a cursor of its own', async () => {
    const { id: realmId, name: realm } = await newRealm()
    const people = ['a', 'b', 'c'].map((name) => ({ username: `${name}nna` }))
    await addPeople(server.db, realmId, people, server.time.now)
    const params = { realm }
    const { nextCursor } = await owner.call(identities.list, { params, query: { limit: 1 } })
    const cursor = nextCursor ?? ''
    const mismatch = { status: 400, code: 'cursor_mismatch' }
    for (const query of [
      { cursor, sort: '-username' },
      { cursor, q: 'anna' },
      { cursor, status: 'active' },
      { cursor: 'abc' },
    ])
      expect(await owner.refusal(identities.list, { params, query })).toMatchObject(mismatch)
    const second = await owner.call(identities.list, { params, query: { cursor } })
    expect(second.items.map(({ username }) => username)).toEqual(['bnna', 'cnna'])
  })

  test('without an order finds those who were not seen for a while by that', async () => {
    const { id: realmId, name: realm } = await newRealm()
    const { db, time } = server
    const ids = await addPeople(db, realmId, [{ username: 'a' }, { username: 'b' }, { username: 'c' }], time.now)
    const days = [3, 5, 1]
    for (const [i, id] of ids.entries())
      await db.write
        .updateTable('identities')
        .set({ seen_at: time.now - days[i]! * 24 * HOUR_MS })
        .where('id', '=', id)
        .execute()
    const list = await owner.call(identities.list, { params: { realm }, query: { notSeenDays: 3 } })
    expect(list.items.map(({ username }) => username)).toEqual(['b', 'a'])
  })

  test('for somebody’s id finds them, whatever they are called', async () => {
    const { id: realmId, name: realm } = await newRealm()
    const [id = ''] = await addPeople(server.db, realmId, [{ username: 'pat' }, { username: 'kim' }], server.time.now)
    // A machine may be called by an id that is not its own.
    const [machine] = await addPeople(server.db, realmId, [{ username: newId() }], server.time.now)
    const list = (q: string) => owner.call(identities.list, { params: { realm }, query: { q } })
    expect((await list(id)).items.map((one) => one.id)).toEqual([id])
    expect((await list(` ${id.toUpperCase()} `)).items.map((one) => one.id)).toEqual([id])
    const { items } = await owner.call(identities.list, { params: { realm }, query: { sort: '-username' } })
    const name = items.find((one) => one.id === machine)!.username
    expect((await list(name)).items.map((one) => one.id)).toEqual([machine])
    expect((await list(newId())).items).toEqual([])
  })

  test('takes whatever people are called for what it is', async () => {
    const { id: realmId, name: realm } = await newRealm()
    const names = [
      '100%',
      'a_b',
      'back\\slash',
      `"quoted" o'neill`,
      'AND OR NOT NEAR',
      'near(a b, 2)',
      'col:umn ^start pre*',
      '👩‍👩‍👧‍👦 family',
      'צוות אבטחה',
      'فريق الأمن',
      '王小明',
      '%_\\',
      'ẞ ǅ İstanbul',
      'ﬁ ﷺ',
      '- -- ;',
    ]
    const people = names.map((lastName, i) => ({ username: `user${i}`, lastName }))
    await addPeople(server.db, realmId, people, server.time.now)
    const found = async (q: string) => {
      const { items, total } = await owner.call(identities.list, { params: { realm }, query: { q, limit: 200 } })
      expect(total).toBeLessThanOrEqual(items.length)
      return items.map(({ lastName }) => lastName)
    }
    for (const name of names) {
      expect(await found(name)).toContain(name)
      // And so for each beginning of its words.
      for (const word of name.split(' ')) expect(await found(Array.from(word).slice(0, 2).join(''))).toContain(name)
    }
    expect(await found('%')).toEqual(['%_\\'])
    expect(await found('100%')).toEqual(['100%'])
    expect(await found('_\\')).toEqual([])
    expect(await found('OR')).toEqual(['AND OR NOT NEAR'])
    expect(await found('family 👩‍👩')).toEqual(['👩‍👩‍👧‍👦 family'])
    expect(await found('a "" b')).toEqual([])
    expect(await found('x'.repeat(200))).toEqual([])
    expect(await found('" '.repeat(100))).toEqual([`"quoted" o'neill`])
    expect(await found('   ')).toHaveLength(names.length)
  })
})

test(
  'in every random realm the people listed by a role or application are those who effectively hold it',
  { timeout: 120_000 },
  async () => {
    let found = 0
    await holds(
      fc.asyncProperty(realmPlan, async (plan) => {
        await clearRealms(server.db)
        // A person who is deleted lies in the bin: there is no other way to be it.
        const people = plan.people.map((one) => (one.status === 'deleted' ? { ...one, status: 'pending' } : one))
        const home = { accountId: owner.accountId, name: 'random', now: server.time.now }
        const realm = await plantRealm(server.db, home, { ...plan, people })
        const all = await dump(server.db)
        const access = slowAccess(all, server.time.now)
        const holders = (ids: readonly unknown[]) =>
          [...access].flatMap(([id, held]) => (ids.some((role) => held.has(String(role))) ? [id] : [])).sort()
        const list = async (query: Record<string, string>) => {
          const { items } = await owner.call(identities.list, { params: { realm: realm.name }, query })
          return items.map(({ id }) => id).sort()
        }
        for (const roleId of realm.roles) {
          const expected = holders([roleId])
          expect({ roleId, ids: await list({ roleId }) }).toEqual({ roleId, ids: expected })
          found += expected.length
        }
        for (const applicationId of realm.applications) {
          const own = rowsOf(all, 'roles').filter((row) => row['application_id'] === applicationId && isLiving(row))
          expect(await list({ applicationId })).toEqual(holders(own.map((row) => row['id'])))
        }
      }),
      40,
    )
    expect(found).toBeGreaterThan(40)
  },
)
