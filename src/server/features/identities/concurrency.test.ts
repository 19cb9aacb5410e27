import { afterAll, beforeAll, expect, test } from 'vitest'
import { activity, type Event } from '#contract/activity'
import { bin } from '#contract/bin'
import type { ErrorBody } from '#contract/errors'
import type { Group } from '#contract/groups'
import { identities } from '#contract/identities'
import type { Answer, Client } from '../../testing/client'
import { dump, expectSound, rowsOf } from '../../testing/dump'
import { addSession } from '../../testing/people'
import { startTestServer, type TestServer } from '../../testing/test-server'
import { endAccess } from './expiry'

/** How often a race is run: once would prove little. */
const rounds = Array.from({ length: 20 }, (_, i) => i)
const realm = 'races'

let server: TestServer
/** Two owners of one account, each in a browser of their own. */
let olga: Client
let oscar: Client
let group: Group
beforeAll(async () => {
  server = await startTestServer()
  olga = server.owner
  oscar = await server.join('Oscar Owner', { role: 'owner' })
  await olga.realm(realm)
  group = await olga.group(realm, 'Group')
})
afterAll(async () => {
  expectSound(await dump(server.db))
  await server.stop()
})

const statuses = (answers: readonly Answer<unknown>[]) => answers.map(({ status }) => status).sort()
const codes = (answers: readonly Answer<unknown>[]) =>
  answers.filter(({ status }) => status >= 400).map(({ body }) => (body as ErrorBody).code)
const of = ({ id }: { id: string }) => ({ params: { realm, identityId: id } })
const add = (client: Client, ids: string[]) =>
  client.send(identities.addMembers, { params: { realm, groupId: group.id }, body: { identityIds: ids } })
const remove = (client: Client, ids: string[]) =>
  client.send(identities.removeMembers, { params: { realm, groupId: group.id }, body: { identityIds: ids } })
const membersOf = async ({ id }: { id: string }) =>
  rowsOf(await dump(server.db), 'identity_groups').filter((row) => row['identity_id'] === id)
const eventsOf = async ({ id }: { id: string }): Promise<Event[]> =>
  (await olga.call(activity.ofRealm, { params: { realm }, query: { kind: 'identity', subjectId: id, limit: 50 } }))
    .items

test('of two people of one username, or of one e-mail address, one is made', async () => {
  for (const i of rounds) {
    const create = (client: Client, body: { username: string; email?: string }) =>
      client.send(identities.create, { params: { realm }, body })
    const names = await Promise.all([
      create(olga, { username: `person ${i}` }),
      create(oscar, { username: `PERSON ${i}` }),
    ])
    expect([statuses(names), codes(names)]).toEqual([[201, 409], ['name_taken']])
    const emails = await Promise.all([
      create(olga, { username: `a ${i}`, email: `same${i}@example.org` }),
      create(oscar, { username: `b ${i}`, email: `SAME${i}@example.org` }),
    ])
    expect([statuses(emails), codes(emails)]).toEqual([[201, 409], ['email_taken']])
  }
})

test('who is restored and who is made meanwhile never share a name', async () => {
  for (const i of rounds) {
    const person = await olga.identity(realm, `again ${i}`)
    await olga.call(identities.remove, of(person))
    const answers = await Promise.all([
      olga.send(bin.restore, { params: { realm, kind: 'identity', id: person.id }, body: {} }),
      oscar.send(identities.create, { params: { realm }, body: { username: `again ${i}` } }),
    ])
    expect(codes(answers as Answer<unknown>[])).toEqual(['name_taken'])
  }
})

test('somebody who is added and removed at once is in or out, and the counters know', async () => {
  for (const i of rounds) {
    const person = await olga.identity(realm, `member ${i}`)
    if (i % 2 === 0) await add(olga, [person.id])
    const answers = await Promise.all([
      add(olga, [person.id]),
      remove(oscar, [person.id]),
      add(oscar, [person.id]),
      remove(olga, [person.id]),
    ])
    expect(statuses(answers)).toEqual([204, 204, 204, 204])
    const changes = (await eventsOf(person)).flatMap(({ changes: all }) =>
      all.filter(({ kind }) => kind === 'identity-group'),
    )
    const balance = changes.reduce((sum, { action }) => sum + (action === 'create' ? 1 : -1), 0)
    expect(await membersOf(person)).toHaveLength(balance)
  }
  expectSound(await dump(server.db))
})

test('a person who is deleted while they are added is in the bin, with or without the membership', async () => {
  for (const i of rounds) {
    const person = await olga.identity(realm, `going ${i}`)
    const [removed, added] = await Promise.all([olga.send(identities.remove, of(person)), add(oscar, [person.id])])
    expect(removed.status).toBe(204)
    expect([204, 422]).toContain(added.status)
    expect(await membersOf(person)).toHaveLength(added.status === 204 ? 1 : 0)
  }
})

test('two who suspend the same person make one event', async () => {
  for (const i of rounds) {
    const person = await olga.identity(realm, `suspended ${i}`)
    await addSession(server.db, person.id, { now: server.time.now })
    const answers = await Promise.all([
      olga.send(identities.suspend, of(person)),
      oscar.send(identities.suspend, of(person)),
    ])
    expect(statuses(answers)).toEqual([200, 200])
    const events = (await eventsOf(person)).filter(({ type }) => type === 'identity.suspended')
    expect(events.map(({ changesTotal }) => changesTotal)).toEqual([2])
  }
})

test('two invitations at once are one mail', async () => {
  for (const i of rounds) {
    const person = await olga.identity(realm, `invited ${i}`, { email: `invited${i}@example.org`, invite: true })
    server.time.now += 60_000
    const answers = await Promise.all([
      olga.send(identities.invite, of(person)),
      oscar.send(identities.invite, of(person)),
    ])
    expect([statuses(answers), codes(answers)]).toEqual([[200, 429], ['throttled']])
    const mails = rowsOf(await dump(server.db), 'outbox').filter((row) => row['identity_id'] === person.id)
    expect(mails).toHaveLength(2)
  }
})

test('a membership that is made longer as it ends is there or gone, never half', async () => {
  for (const i of rounds) {
    const person = await olga.identity(realm, `ending ${i}`)
    const join = (ms: number) =>
      olga.send(identities.joinGroups, {
        ...of(person),
        body: { groupIds: [group.id], endsAt: new Date(server.time.now + ms).toISOString() },
      })
    await join(1000)
    server.time.now += 1000
    const [answer] = await Promise.all([join(5_000_000_000), endAccess(server.running.deps)])
    expect(answer.status).toBe(204)
    expect(await membersOf(person)).toMatchObject([{ ends_at: server.time.now + 5_000_000_000 }])
  }
})
