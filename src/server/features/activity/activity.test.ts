import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { activity, type Event } from '#contract/activity'
import { auth } from '#contract/auth'
import { groups } from '#contract/groups'
import { realms } from '#contract/realms'
import { roles } from '#contract/roles'
import type { Client } from '../../testing/client'
import { dump, expectSame } from '../../testing/dump'
import { startTestServer, type TestServer } from '../../testing/test-server'

let server: TestServer
let owner: Client
beforeAll(async () => {
  server = await startTestServer()
  owner = server.owner
})
afterAll(() => server.stop())

let made = 0
async function newRealm(): Promise<string> {
  made += 1
  return (await owner.realm(`activity-${made}`)).name
}
const ofRealm = async (realm: string, query: Record<string, string> = {}): Promise<Event[]> =>
  (await owner.call(activity.ofRealm, { params: { realm }, query: { limit: '200', ...query } })).items
const ofAccount = async (client: Client, query: Record<string, string> = {}): Promise<Event[]> =>
  (
    await client.call(activity.ofAccount, {
      params: { accountId: client.accountId },
      query: { limit: '200', ...query },
    })
  ).items
const typesOf = (events: Event[]) => events.map(({ type }) => type)
const undo = (event: Event | undefined, client = owner) =>
  client.send(activity.undo, { params: { eventId: event?.id ?? '' } })

describe('the activity of a realm', () => {
  test('holds one event for each change, newest first, with before and after', async () => {
    const realm = await newRealm()
    const group = await owner.group(realm, 'Before', { attributes: { a: ['1'] } })
    server.time.now += 60_000
    const params = { realm, groupId: group.id }
    await owner.call(groups.update, { params, ifMatch: 1, body: { name: 'After' } })
    const events = await ofRealm(realm)
    expect(typesOf(events)).toEqual(['group.updated', 'group.created', 'realm.created'])
    const fields = {
      name: 'Before',
      description: '',
      parentId: null,
      attributes: { a: ['1'] },
      isDefault: false,
      accessPolicy: null,
    }
    expect(events[0]).toEqual({
      id: expect.any(String) as string,
      seq: events[1]!.seq + 1,
      type: 'group.updated',
      actor: { kind: 'administrator', id: owner.me.administrator.id, name: 'Olga Owner' },
      via: 'api',
      at: new Date(server.time.now).toISOString(),
      realm: { id: expect.any(String) as string, name: realm },
      batchId: null,
      batch: null,
      undoesEventId: null,
      params: { name: 'Before' },
      changes: [
        {
          action: 'update',
          kind: 'group',
          id: group.id,
          name: 'After',
          before: fields,
          after: { ...fields, name: 'After' },
        },
      ],
      changesTotal: 1,
      erased: false,
      undo: { possible: true },
    })
  })

  test('says whether a change came from the dashboard', async () => {
    const realm = await newRealm()
    await owner.call(groups.create, {
      params: { realm },
      body: { name: 'Clicked' },
      headers: { 'sec-fetch-site': 'same-origin' },
    })
    expect((await ofRealm(realm))[0]?.via).toBe('dashboard')
  })

  test('is narrowed by type, kind, thing, person and words', async () => {
    const realm = await newRealm()
    const colleague = await server.join('Cora Colleague', { role: 'admin' })
    const group = await owner.group(realm, 'Group')
    const role = await colleague.role(realm, 'Auditor')
    await owner.call(groups.addRole, { params: { realm, groupId: group.id, roleId: role.id } })
    await colleague.call(roles.update, {
      params: { realm, roleId: role.id },
      ifMatch: 1,
      body: { description: 'Reads' },
    })
    const types = async (query: Record<string, string>) => typesOf(await ofRealm(realm, query))
    expect(await types({ type: 'role.updated' })).toEqual(['role.updated'])
    expect(await types({ subjectId: role.id })).toEqual(['role.updated', 'group.role_added', 'role.created'])
    expect(await types({ subjectId: group.id })).toEqual(['group.role_added', 'group.created'])
    expect(await types({ actorId: colleague.me.administrator.id })).toEqual(['role.updated', 'role.created'])
    expect(await types({ actorId: colleague.me.administrator.id, type: 'role.created' })).toEqual(['role.created'])
    expect(await types({ q: 'CORA' })).toEqual(['role.updated', 'role.created'])
    expect(await types({ q: 'auditor' })).toEqual(['role.updated', 'group.role_added', 'role.created'])
    expect(await types({ kind: 'realm' })).toEqual(['realm.created'])
    expect(await types({ kind: 'administrator' })).toEqual([])
    expect(await types({ eventId: (await ofRealm(realm))[1]!.id })).toEqual(['group.role_added'])
    expect(await types({ batchId: group.id })).toEqual([])
    for (const query of [
      { type: 'nonsense' },
      { kind: 'group-role' },
      { subjectId: 'x' },
      { actorId: 'x' },
      { batchId: 'x' },
      { eventId: 'x' },
    ]) {
      const refused = await owner.refusal(activity.ofRealm, { params: { realm }, query })
      expect(refused).toMatchObject({ status: 422, fields: { [Object.keys(query)[0]!]: expect.any(String) as string } })
    }
  })

  test('comes in pages, each event once, many at the same time', async () => {
    const realm = await newRealm()
    for (let i = 0; i < 24; i++) await owner.group(realm, `Group ${i}`)
    const all = await ofRealm(realm)
    expect(all.map(({ seq }) => seq)).toEqual(all.map((_, i) => all[0]!.seq - i))
    const found: Event[] = []
    let cursor = ''
    do {
      const page = await owner.call(activity.ofRealm, {
        params: { realm },
        query: { limit: 7, ...(cursor && { cursor }) },
      })
      expect(page.total).toBe(25)
      found.push(...page.items)
      cursor = page.nextCursor ?? ''
    } while (cursor)
    expect(found).toEqual(all)
  })

  test('shows what happened in it alone', async () => {
    const [realm, other] = [await newRealm(), await newRealm()]
    await owner.group(other, 'Elsewhere')
    expect(typesOf(await ofRealm(realm))).toEqual(['realm.created'])
  })
})

describe('the activity of an account', () => {
  test('holds its realms’ events and the sign-ins of its people, and nobody else’s', async () => {
    const one = await server.register('Ines One')
    const other = await server.register('Oscar Other')
    await one.realm('of-ines')
    await other.realm('of-oscar')
    const { cookie } = one
    await one.signIn('Ines One')
    await one.call(auth.signOut)
    one.cookie = cookie
    const events = await ofAccount(one)
    expect(typesOf(events)).toEqual([
      'administrator.signed_out',
      'administrator.signed_in',
      'realm.created',
      'administrator.signed_in',
      'account.created',
    ])
    expect(events.every(({ actor }) => actor.name === 'Ines One')).toBe(true)
    expect(events[0]).toMatchObject({
      realm: null,
      changes: [],
      params: {},
      undo: { possible: false, reason: 'not_undoable' },
    })
    expect(typesOf(await ofAccount(one, { kind: 'administrator' }))).toEqual(
      typesOf(events).filter((type) => type.startsWith('administrator')),
    )
    expect(typesOf(await ofAccount(other))).not.toContain('administrator.signed_out')
    expect(await one.refusal(activity.ofAccount, { params: { accountId: other.accountId } })).toMatchObject({
      status: 404,
    })
  })

  test('pages through events of both chains in one order', async () => {
    const busy = await server.register('Bea Busy')
    await busy.realm('of-bea')
    for (let i = 0; i < 6; i++) {
      server.time.now += i % 2
      await busy.group('of-bea', `Group ${i}`)
      await busy.signIn('Bea Busy')
    }
    const all = await ofAccount(busy)
    expect(all).toHaveLength(3 + 12)
    const found: Event[] = []
    let cursor = ''
    do {
      const input = { params: { accountId: busy.accountId }, query: { limit: 4, ...(cursor && { cursor }) } }
      const page = await busy.call(activity.ofAccount, input)
      expect(page.total).toBe(15)
      found.push(...page.items)
      cursor = page.nextCursor ?? ''
    } while (cursor)
    expect(found).toEqual(all)
    const order = all.map(({ at, id }) => `${at} ${id}`)
    expect(order).toEqual(order.toSorted().toReversed())
  })

  test('keeps the events of a realm in the bin', async () => {
    const realm = await newRealm()
    await owner.call(realms.remove, { params: { realm } })
    const [event] = await ofAccount(owner)
    expect(event).toMatchObject({ type: 'realm.deleted', realm: { name: realm }, undo: { possible: true } })
    expect((await undo(event)).status).toBe(200)
    expect(typesOf(await ofRealm(realm))).toEqual(['change.undone', 'realm.deleted', 'realm.created'])
  })
})

describe('undo', () => {
  test('takes a change back, and is taken back itself', async () => {
    const realm = await newRealm()
    const group = await owner.group(realm, 'Group')
    const params = { realm, groupId: group.id }
    await owner.call(groups.update, { params, ifMatch: 1, body: { name: 'Renamed' } })
    const [renamed] = await ofRealm(realm)
    const answer = await undo(renamed)
    expect(answer).toMatchObject({
      status: 200,
      body: {
        batch: null,
        event: { type: 'change.undone', undoesEventId: renamed?.id, params: { type: 'group.updated', redo: false } },
      },
    })
    expect(answer.headers.get('x-event-id')).toBe(answer.body.event?.id)
    expect(await owner.call(groups.get, { params })).toMatchObject({ name: 'Group', version: 3 })
    expect((await ofRealm(realm))[1]?.undo).toEqual({
      possible: false,
      reason: 'already_undone',
      byEventId: answer.body.event?.id,
    })
    expect(await undo(renamed)).toMatchObject({ status: 409, body: { code: 'already_undone' } })

    const redone = await undo((await ofRealm(realm))[0])
    expect(redone).toMatchObject({ status: 200, body: { event: { params: { type: 'group.updated', redo: true } } } })
    expect(await owner.call(groups.get, { params })).toMatchObject({ name: 'Renamed', version: 4 })
  })

  test('needs the permission of what it takes back', async () => {
    const realm = await newRealm()
    const { id: realmId } = await owner.call(realms.get, { params: { realm } })
    const viewer = await server.join(`Vera ${realm}`, { role: 'viewer' })
    const admin = await server.join(`Adam ${realm}`, { role: 'admin' })
    const elsewhere = await server.join(`Else ${realm}`, {
      role: 'owner',
      realmIds: [(await owner.realm(`else-${realm}`)).id],
    })
    const limited = await server.join(`Lim ${realm}`, { role: 'admin', realmIds: [realmId] })
    const stranger = await server.register(`Sten ${realm}`)
    await owner.group(realm, 'Group')
    const [created] = await ofRealm(realm)
    const seen = await viewer.call(activity.ofRealm, { params: { realm }, query: { limit: 1 } })
    expect(seen.items[0]?.undo).toEqual({ possible: false, reason: 'permission' })
    const before = await dump(server.db)
    expect(await undo(created, viewer)).toMatchObject({ status: 403, body: { details: { permission: 'group:write' } } })
    expect(await undo(created, elsewhere)).toMatchObject({ status: 404 })
    expect(await undo(created, stranger)).toMatchObject({ status: 404 })
    expectSame(before, await dump(server.db))
    expect((await undo(created, limited)).status).toBe(200)

    await owner.call(realms.remove, { params: { realm } })
    const [deleted] = await ofAccount(owner, { type: 'realm.deleted' })
    expect(await undo(deleted, admin)).toMatchObject({ status: 403, body: { details: { permission: 'realm:delete' } } })
  })

  test('of what nobody can take back is refused', async () => {
    const actorId = owner.me.administrator.id
    const [signedIn] = await ofAccount(owner, { type: 'administrator.signed_in', actorId })
    const [created] = await ofAccount(owner, { type: 'account.created' })
    await owner.call(activity.verify, { params: { accountId: owner.accountId } })
    const [verified] = await ofAccount(owner, { type: 'activity.verified' })
    for (const event of [signedIn, created, verified]) {
      expect(event?.undo).toEqual({ possible: false, reason: 'not_undoable' })
      expect(await undo(event)).toMatchObject({ status: 409, body: { code: 'not_undoable' } })
    }
  })

  test('of what was built upon names what was built', async () => {
    const realm = await newRealm()
    const parent = await owner.group(realm, 'Parent')
    const [created] = await ofRealm(realm)
    const child = await owner.group(realm, 'Child', { parentId: parent.id })
    const refused = await undo(created)
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'built_upon', details: { events: [{ type: 'group.created', params: { name: 'Child' } }] } },
    })
    expect(await owner.preview(activity.undo, { params: { eventId: created!.id } })).toMatchObject({
      impact: { blocked: [{ code: 'built_upon' }] },
    })
    await owner.call(groups.remove, { params: { realm, groupId: child.id } })
    expect((await undo(created)).status).toBe(200)
  })

  test('in a realm that lies in the bin waits until it is back', async () => {
    const realm = await newRealm()
    await owner.group(realm, 'Group')
    const [created] = await ofRealm(realm)
    await owner.call(realms.remove, { params: { realm } })
    const [deleted] = await ofAccount(owner)
    expect(await undo(created)).toMatchObject({
      status: 409,
      body: { code: 'built_upon', details: { events: [{ id: deleted?.id }] } },
    })
    await undo(deleted)
    expect((await undo(created)).status).toBe(200)
  })
})

describe('an Idempotency-Key', () => {
  const create = (realm: string, key: string, name = 'Once', client = owner) =>
    client.send(groups.create, { params: { realm }, body: { name }, headers: { 'idempotency-key': key } })

  test('gets a retry the first answer, and nothing happens twice', async () => {
    const realm = await newRealm()
    const first = await create(realm, 'key-1')
    const before = await dump(server.db)
    const second = await create(realm, 'key-1')
    expect(first.status).toBe(201)
    expect({ status: second.status, body: second.body }).toEqual({ status: 201, body: first.body })
    expect(second.headers.get('x-event-id')).toBe(first.headers.get('x-event-id'))
    expectSame(before, await dump(server.db))
  })

  test('gets many at once the same answer', async () => {
    const realm = await newRealm()
    const answers = await Promise.all(Array.from({ length: 8 }, () => create(realm, 'key-2')))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
    expect(typesOf(await ofRealm(realm))).toEqual(['group.created', 'realm.created'])
  })

  test('belongs to its request, its path and its person', async () => {
    const [realm, other] = [await newRealm(), await newRealm()]
    const colleague = await server.join('Carl Colleague', { role: 'admin' })
    await create(realm, 'key-3')
    expect(await create(realm, 'key-3', 'Another')).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    })
    expect((await create(other, 'key-3', 'Another')).status).toBe(201)
    expect((await create(realm, 'key-3', 'Another', colleague)).status).toBe(201)
    expect((await create(realm, 'key-4', 'Third')).status).toBe(201)
  })

  test('is forgotten after a day, and not spent by a refusal', async () => {
    const realm = await newRealm()
    await owner.group(realm, 'Taken')
    expect((await create(realm, 'key-5', 'Taken')).status).toBe(409)
    expect((await create(realm, 'key-5', 'Free')).status).toBe(201)
    server.time.now += 24 * 3_600_000 - 1
    await owner.signIn('Olga Owner')
    expect((await create(realm, 'key-5', 'Later')).status).toBe(422)
    server.time.now += 1
    expect((await create(realm, 'key-5', 'Later')).status).toBe(201)
  })

  test('works for undo, whose answer is the event', async () => {
    const realm = await newRealm()
    await owner.group(realm, 'Group')
    const [created] = await ofRealm(realm)
    const input = { params: { eventId: created!.id }, headers: { 'idempotency-key': 'undo-1' } }
    const [first, second] = [await owner.send(activity.undo, input), await owner.send(activity.undo, input)]
    expect({ status: second.status, id: second.body.event?.id }).toEqual({ status: 200, id: first.body.event?.id })
    expect(second.headers.get('x-event-id')).toBe(first.headers.get('x-event-id'))
    expect(typesOf(await ofRealm(realm))).toEqual(['change.undone', 'group.created', 'realm.created'])
  })

  test('does not keep answers that anybody could read in the database', async () => {
    const realm = await newRealm()
    await create(realm, 'key-6', 'A name that would be seen')
    const kept = await server.db.read.selectFrom('idempotency_keys').selectAll().where('key', '=', 'key-6').execute()
    expect(kept).toHaveLength(1)
    expect(JSON.stringify(kept)).not.toContain('would be seen')
  })
})
