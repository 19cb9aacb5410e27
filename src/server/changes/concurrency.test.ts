import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { activity, type Event, type UndoResult } from '#contract/activity'
import { auth, type Me } from '#contract/auth'
import { bin } from '#contract/bin'
import type { ErrorBody } from '#contract/errors'
import { type Group, groups } from '#contract/groups'
import { type Realm, realms } from '#contract/realms'
import { roles } from '#contract/roles'
import { startServer } from '../server'
import { type Answer, Client, person } from '../testing/client'
import { dump, expectSound, rowsOf } from '../testing/dump'
import { startTestServer, startUnownedServer, testDatabase, type TestServer } from '../testing/test-server'

/** How often a race is run: once would prove little. */
const RACES = 20
const rounds = Array.from({ length: RACES }, (_, i) => i)

const realm = 'races'
let server: TestServer
/** Two owners of one account, each in a browser of their own, and the owner of another account. */
let olga: Client
let oscar: Client
let stranger: Client

beforeAll(async () => {
  // So many sign in at once below that the server would take it for guessing.
  server = await startTestServer({ signInLimits: [1000, 1000, 1000] })
  olga = server.owner
  oscar = await server.join('Oscar Owner', { role: 'owner' })
  stranger = await server.register('Sten Stranger')
  await olga.realm(realm)
})
afterAll(() => server.stop())

/** Runs requests at once. Exactly one must succeed; returns the refusal of the other. */
async function expectOneWinner<T>(
  ...requests: Promise<Answer<T>>[]
): Promise<{ won: Answer<T>; lost: ErrorBody & { status: number } }> {
  const answers = await Promise.all(requests)
  const won = answers.filter(({ status }) => status < 300)
  const lost = answers.filter(({ status }) => status >= 300)
  expect(answers.map(({ status }) => status).sort(), JSON.stringify(lost)).toEqual([won[0]?.status, 409])
  // What was refused carries the body of every refusal.
  const body = lost[0]!.body as unknown as ErrorBody
  return { won: won[0]!, lost: { ...body, status: lost[0]!.status } }
}

describe('of two requests that together would break a rule, one fails and says which', () => {
  test('two groups of one name in one place', async () => {
    for (const i of rounds) {
      const names = [`Ops ${i}`, `OPS ${i}`]
      const { lost } = await expectOneWinner(
        olga.send(groups.create, { params: { realm }, body: { name: names[0]! } }),
        oscar.send(groups.create, { params: { realm }, body: { name: names[1]! } }),
      )
      expect(lost).toMatchObject({ code: 'name_taken', fields: { name: 'Already used here' } })
    }
  })

  test('a new group and one that is renamed, or comes back from the bin', async () => {
    for (const i of rounds) {
      const [old, binned] = [await olga.group(realm, `Old ${i}`), await olga.group(realm, `Binned ${i}`)]
      await olga.call(groups.remove, { params: { realm, groupId: binned.id } })
      const renamed = await expectOneWinner<Group>(
        olga.send(groups.update, { params: { realm, groupId: old.id }, ifMatch: 1, body: { name: `New ${i}` } }),
        oscar.send(groups.create, { params: { realm }, body: { name: `New ${i}` } }),
      )
      expect(renamed.lost.code).toBe('name_taken')
      const restored = await expectOneWinner<unknown>(
        olga.send(bin.restore, { params: { realm, kind: 'group', id: binned.id }, body: {} }),
        oscar.send(groups.create, { params: { realm }, body: { name: `Binned ${i}` } }),
      )
      expect(restored.lost.code).toBe('name_taken')
    }
  })

  test('two realms of one name, in two accounts', async () => {
    for (const i of rounds) {
      const { lost } = await expectOneWinner<Realm>(
        olga.send(realms.create, { body: { name: `shared-${i}` } }),
        stranger.send(realms.create, { body: { name: `Shared-${i}` } }),
      )
      expect(lost).toMatchObject({ code: 'name_taken', fields: { name: expect.any(String) } })
    }
  })

  test('a group moved into another, and that one into it', async () => {
    for (const i of rounds) {
      const [a, b] = [await olga.group(realm, `A ${i}`), await olga.group(realm, `B ${i}`)]
      const { won, lost } = await expectOneWinner<Group>(
        olga.send(groups.update, { params: { realm, groupId: a.id }, ifMatch: 1, body: { parentId: b.id } }),
        oscar.send(groups.update, { params: { realm, groupId: b.id }, ifMatch: 1, body: { parentId: a.id } }),
      )
      expect(lost).toMatchObject({ code: 'group_cycle', fields: { parentId: 'A group cannot lie inside itself' } })
      expect(won.body.path).toHaveLength(1)
    }
  })

  test('a role that contains another, and that one it', async () => {
    for (const i of rounds) {
      const [a, b] = [await olga.role(realm, `A ${i}`), await olga.role(realm, `B ${i}`)]
      const { lost } = await expectOneWinner(
        olga.send(roles.include, { params: { realm, roleId: a.id, includedRoleId: b.id } }),
        oscar.send(roles.include, { params: { realm, roleId: b.id, includedRoleId: a.id } }),
      )
      expect(lost.code).toBe('role_cycle')
    }
  })

  test('an event that is undone twice', async () => {
    for (const i of rounds) {
      await olga.group(realm, `Undone ${i}`)
      const { items } = await olga.call(activity.ofRealm, { params: { realm }, query: { limit: 1 } })
      const eventId = items[0]!.id
      const { lost } = await expectOneWinner<UndoResult>(
        olga.send(activity.undo, { params: { eventId } }),
        oscar.send(activity.undo, { params: { eventId } }),
      )
      expect(lost.code).toBe('already_undone')
    }
  })

  afterAll(async () => expectSound(await dump(server.db)))
})

test('of two edits of one version the second is told who changed what, and nothing is lost', async () => {
  for (const i of rounds) {
    const group = await olga.group(realm, `Edited ${i}`, { description: 'As it was' })
    const params = { realm, groupId: group.id }
    const edit = (client: Client) =>
      client.send(groups.update, { params, ifMatch: 1, body: { description: `Of ${client.me.administrator.name}` } })
    const { won, lost } = await expectOneWinner<Group>(edit(olga), edit(oscar))
    const winner = [olga, oscar].find(({ me }) => won.body.description === `Of ${me.administrator.name}`)!.me
    expect(lost).toMatchObject({
      code: 'changed_meanwhile',
      details: {
        current: won.body,
        events: [
          {
            type: 'group.updated',
            actor: { kind: 'administrator', id: winner.administrator.id, name: winner.administrator.name },
            changes: [{ before: { description: 'As it was' }, after: { description: won.body.description } }],
          },
        ],
      },
    })
    expect(lost.details?.['events']).toHaveLength(1)
    expect(await olga.call(groups.get, { params })).toEqual(won.body)
  }
})

test('two hundred mixed writes at once are all answered, and leave chains without a gap', async () => {
  await stranger.realm('elsewhere')
  const parent = await olga.group(realm, 'Parent')
  const role = await olga.role(realm, 'Role')
  const { email, password } = person('Sten Stranger')
  const kinds: ((client: Client, name: string, i: number) => Promise<Answer<unknown>>)[] = [
    (client, name) => client.send(groups.create, { params: { realm }, body: { name, parentId: parent.id } }),
    // Some names are the same.
    (client, name, i) => client.send(roles.create, { params: { realm }, body: { name: i % 5 === 2 ? 'Same' : name } }),
    (client) => client.send(groups.addRole, { params: { realm, groupId: parent.id, roleId: role.id } }),
    (client) => client.send(groups.removeRole, { params: { realm, groupId: parent.id, roleId: role.id } }),
    (client, name) =>
      client.send(groups.update, {
        params: { realm, groupId: parent.id },
        ifMatch: 1,
        body: { description: name },
      }),
    (client, name) => client.send(groups.create, { params: { realm }, body: { name }, query: { preview: 'true' } }),
    (_, name) => stranger.send(groups.create, { params: { realm: 'elsewhere' }, body: { name } }),
    () => new Client(server.url).send(auth.signIn, { body: { email, password } }),
  ]
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, i) => kinds[i % kinds.length]!(i % 2 === 0 ? olga : oscar, `Many ${i}`, i)),
  )
  const refused = answers.flatMap(({ status, body }) => (status < 300 ? [] : [(body as ErrorBody).code]))
  expect(new Set(refused)).toEqual(new Set(['name_taken', 'changed_meanwhile']))

  const all = await dump(server.db)
  expectSound(all)
  for (const { chain, seq } of rowsOf(all, 'chains')) {
    const places = rowsOf(all, 'events').filter((row) => row['chain'] === chain)
    expect(
      places.map((row) => Number(row['seq'])).sort((a, b) => a - b),
      String(chain),
    ).toEqual(Array.from({ length: Number(seq) }, (_, i) => i + 1))
  }
  for (const client of [olga, stranger]) {
    expect(await client.call(activity.verify, { params: { accountId: client.accountId } })).toMatchObject({ ok: true })
  }
})

describe('an Idempotency-Key', () => {
  const headers = { 'idempotency-key': 'once-and-only-once' }
  const eventsIn = async (name: string): Promise<Event[]> =>
    (await olga.call(activity.ofRealm, { params: { realm: name }, query: { limit: 200 } })).items

  /** Five requests at once: all answers are one answer. */
  const expectOneAnswer = async <T>(request: () => Promise<Answer<T>>): Promise<Answer<T>> => {
    const answers = await Promise.all(Array.from({ length: 5 }, request))
    for (const { status, body, headers: told } of answers) {
      expect({ status, body, event: told.get('x-event-id') }).toEqual({
        status: answers[0]!.status,
        body: answers[0]!.body,
        event: answers[0]!.headers.get('x-event-id'),
      })
    }
    expect(answers[0]!.status, JSON.stringify(answers[0]!.body)).toBeLessThan(300)
    return answers[0]!
  }

  test('sent five times at once makes one thing, and five equal answers', async () => {
    const name = 'once'
    const made = await expectOneAnswer(() => olga.send(realms.create, { body: { name }, headers }))
    expect(made.body).toMatchObject({ name, version: 1 })
    const group = await expectOneAnswer(() =>
      olga.send(groups.create, { params: { realm: name }, body: { name: 'One' }, headers }),
    )
    expect((await olga.call(groups.list, { params: { realm: name } })).items).toEqual([group.body])

    await olga.call(groups.remove, { params: { realm: name, groupId: group.body.id } })
    const restore = { params: { realm: name, kind: 'group', id: group.body.id }, body: {}, headers }
    await expectOneAnswer(() => olga.send(bin.restore, restore))
    const restored = (await eventsIn(name))[0]!
    const undone = await expectOneAnswer(() => olga.send(activity.undo, { params: { eventId: restored.id }, headers }))
    expect(undone.body.event).toMatchObject({ type: 'change.undone', undoesEventId: restored.id })
    expect((await eventsIn(name)).map(({ type }) => type)).toEqual([
      'change.undone',
      'group.restored',
      'group.deleted',
      'group.created',
      'realm.created',
    ])
  })

  test('is one caller’s, for one request, and forgets what was refused', async () => {
    await olga.realm('keys')
    const send = (client: Client, name: string) =>
      client.send(groups.create, { params: { realm: 'keys' }, body: { name }, headers })
    expect((await send(olga, 'First')).status).toBe(201)
    expect(await send(olga, 'Second')).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } })
    // Somebody else's key is another key, even when it reads the same.
    expect(await send(oscar, 'First')).toMatchObject({ status: 409, body: { code: 'name_taken' } })
    expect((await send(oscar, 'Second')).status).toBe(201)
    // A day later it is forgotten.
    server.time.now += 24 * 3_600_000
    await olga.signIn('Olga Owner')
    expect((await send(olga, 'Third')).status).toBe(201)
    server.time.now -= 24 * 3_600_000
    await Promise.all([olga.signIn('Olga Owner'), oscar.signIn('Oscar Owner'), stranger.signIn('Sten Stranger')])
  })
})

test('of two who would become the first owner with one link, one does', async () => {
  const unowned = await startUnownedServer()
  try {
    const token = new URL(unowned.running.setupUrl ?? '').searchParams.get('token') ?? ''
    const become = (name: string) =>
      new Client(unowned.running.publicUrl).send(auth.setUp, { body: { token, ...person(name) } })
    const { lost } = await expectOneWinner<Me>(become('Ada'), become('Grace'))
    expect(['already_set_up', 'link_used']).toContain(lost.code)
    const all = await dump(unowned.running.deps.db)
    expect(rowsOf(all, 'accounts')).toHaveLength(1)
    expect(rowsOf(all, 'principals')).toHaveLength(1)
  } finally {
    await unowned.stop()
  }
})

// SQLite belongs to one process (DESIGN §6).
if (testDatabase === 'postgres') {
  test('two servers on one database work as one', async () => {
    const first = await startUnownedServer()
    const second = await startServer({ ...first.config, port: 0 }, () => first.time.now)
    try {
      // The younger server printed the younger link, which voided the one before.
      const ada = new Client(first.running.publicUrl)
      await ada.setUp(second.setupUrl ?? '', 'Ada')
      const elsewhere = new Client(second.publicUrl)
      elsewhere.cookie = ada.cookie
      elsewhere.me = await elsewhere.call(auth.me)
      expect(elsewhere.me).toEqual(ada.me)

      const name = (await ada.realm('both', { start: 'practice' })).name
      const races = rounds.map(async (i) => {
        const { lost } = await expectOneWinner<Group>(
          ada.send(groups.create, { params: { realm: name }, body: { name: `Same ${i}` } }),
          elsewhere.send(groups.create, { params: { realm: name }, body: { name: `Same ${i}` } }),
        )
        expect(lost.code).toBe('name_taken')
      })
      // Both workers look for the practice realm's people meanwhile.
      await Promise.all([...races, first.running.worker.drain(), second.worker.drain()])
      while (rowsOf(await dump(second.deps.db), 'jobs').length > 0) {
        await Promise.all([first.running.worker.drain(), second.worker.drain()])
      }
      expect(await elsewhere.call(realms.get, { params: { realm: name } })).toMatchObject({ filling: null })

      const headers = { 'idempotency-key': 'on-both' }
      const once = await Promise.all(
        [ada, elsewhere, ada, elsewhere].map((client) =>
          client.send(groups.create, { params: { realm: name }, body: { name: 'Once' }, headers }),
        ),
      )
      expect(new Set(once.map(({ body }) => body.id)).size).toBe(1)

      const all = await dump(second.deps.db)
      expectSound(all)
      expect(rowsOf(all, 'identities')).toHaveLength(300)
      expect(rowsOf(all, 'jobs')).toEqual([])
      expect(await ada.call(activity.verify, { params: { accountId: ada.accountId } })).toMatchObject({ ok: true })
    } finally {
      await second.close()
      await first.stop()
    }
  })
}
