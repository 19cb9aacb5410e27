import { afterAll, beforeAll, expect, test } from 'vitest'
import { activity } from '#contract/activity'
import { identities } from '#contract/identities'
import { settings } from '#contract/settings'
import type { Client } from '../../testing/client'
import { dump, expectSame } from '../../testing/dump'
import { type MailServer, startMailServer } from '../../testing/mail-server'
import { addPeople } from '../../testing/people'
import { startTestServer, type TestServer } from '../../testing/test-server'
import { remindPeople } from './remind-job'

let mail: MailServer
let server: TestServer
let owner: Client
/** Sends no mail. */
let silent: TestServer
beforeAll(async () => {
  mail = await startMailServer()
  server = await startTestServer({ mail: { smtpUrl: mail.url, from: { name: 'Castellan', address: 'c@example.net' } } })
  owner = server.owner
  silent = await startTestServer()
})
afterAll(async () => {
  await silent.stop()
  await server.stop()
  await mail.stop()
})

const remind = (realm: string, client = owner) =>
  client.call(settings.remindOfSecondStep, { params: { realm }, body: { from: '2027-01-31' } })
const preview = (realm: string) => owner.preview(settings.remindOfSecondStep, { params: { realm }, body: {} })
const events = async (realm: string) =>
  (await owner.call(activity.ofRealm, { params: { realm }, query: { type: 'realm.second_steps_asked_for' } })).items
const written = async (realmId: string, { db } = server) =>
  (
    await db.read
      .selectFrom('outbox')
      .select(['recipient', 'state'])
      .where('realm_id', '=', realmId)
      .where('kind', '=', 'second-step')
      .orderBy('recipient')
      .execute()
  ).map(({ recipient, state }) => `${recipient} ${state}`)

/** Whoever has a second step has an authenticator app. */
const withSecondStep = (id: string) =>
  server.db.write.updateTable('identities').set({ second_step: 1 }).where('id', '=', id).execute()

test('everybody who is active, has an address and no second step gets one mail a day', async () => {
  const { id, name: realm } = await owner.realm('reminded', { displayName: 'Castle Hill' })
  await owner.identity(realm, 'ada', { email: 'ada@example.org', firstName: 'Ada', lastName: 'King' })
  await owner.identity(realm, 'bob')
  await withSecondStep((await owner.identity(realm, 'carl', { email: 'carl@example.org' })).id)
  const dora = await owner.identity(realm, 'dora', { email: 'dora@example.org' })
  await owner.call(identities.suspend, { params: { realm, identityId: dora.id } })
  await owner.identity(realm, 'eve', { email: 'eve@example.org', invite: true })
  const gone = await owner.identity(realm, 'gone', { email: 'gone@example.org' })
  await owner.call(identities.remove, { params: { realm, identityId: gone.id } })
  await server.running.worker.drain()
  mail.received.length = 0

  const before = await dump(server.db)
  const noEmail = { reason: 'no_email', count: 1, sample: [] }
  expect((await preview(realm)).people).toEqual({ total: 2, done: 1, skipped: [noEmail] })
  expectSame(before, await dump(server.db))
  expect(await written(id)).toEqual([])

  expect(await remind(realm)).toEqual({ people: { total: 2, done: 1, skipped: [noEmail] }, mail: 'waiting' })
  expect(await events(realm)).toMatchObject([
    { actor: { name: 'Olga Owner' }, params: { people: 1, total: 2 }, undo: { possible: false } },
  ])
  // Before the job has had its turn, they are about to be written to all the same.
  const throttled = { total: 2, done: 0, skipped: [noEmail, { reason: 'throttled', count: 1, sample: [] }] }
  expect((await remind(realm)).people).toEqual(throttled)
  for (let round = 0; round < 3; round++) await server.running.worker.drain()
  expect(await written(id)).toEqual(['ada@example.org sent'])
  expect(mail.received.map(({ to }) => to)).toEqual([['ada@example.org']])
  const [{ raw } = { raw: '' }] = mail.received
  expect(raw).toContain('Subject: Please set up a second step for Castle Hill')
  const text = raw.replaceAll('=\r\n', '')
  for (const words of ['Hello Ada King', 'Olga Owner asks you', 'From January 31, 2027 on', 'which is: ada'])
    expect(text).toContain(words)

  expect((await remind(realm)).people).toEqual(throttled)
  expect(await events(realm)).toHaveLength(1)
  server.time.now += 24 * 3_600_000
  await owner.signIn('Olga Owner')
  expect((await remind(realm)).people.done).toBe(1)
  expect(await events(realm)).toHaveLength(2)
})

test('many are written to a few at a time; a job that is done again writes to nobody twice', async () => {
  const { id } = await silent.owner.realm('many-reminded')
  const people = Array.from({ length: 230 }, (_, i) => ({ username: `person ${i}`, email: `p${i}@example.org` }))
  await addPeople(silent.db, id, people, silent.time.now)
  const payload = { accountId: silent.owner.accountId, realmId: id, by: 'Olga', from: null, now: silent.time.now }
  let slices = 0
  const interrupted = {
    id: '',
    attempts: 0,
    goOn() {
      if (slices++ === 2) throw new Error('stopped')
    },
  }
  await expect(remindPeople(silent.running.deps, payload, interrupted)).rejects.toThrow('stopped')
  expect(await written(id, silent)).toHaveLength(100)
  const whole = { id: '', attempts: 0, goOn() {} }
  await Promise.all([
    remindPeople(silent.running.deps, payload, whole),
    remindPeople(silent.running.deps, payload, whole),
  ])
  const all = await written(id, silent)
  expect(all).toHaveLength(230)
  expect(new Set(all).size).toBe(230)
})

test('a reminder that has become pointless is not sent', async () => {
  const { id, name: realm } = await owner.realm('pointless')
  const ada = await owner.identity(realm, 'ada', { email: 'ada@example.org' })
  await mail.stop()
  await remind(realm)
  await server.running.worker.drain()
  await withSecondStep(ada.id)
  await mail.start()
  server.time.now += 3_600_000
  for (let round = 0; round < 2; round++) await server.running.worker.drain()
  expect(await written(id)).toEqual(['ada@example.org failed'])
})

test('where everybody has one, or nobody is, nothing happens', async () => {
  const { name: realm } = await owner.realm('all-set')
  const counts = { total: 0, done: 0, skipped: [] }
  expect((await preview(realm)).people).toEqual(counts)
  expect((await remind(realm)).people).toEqual(counts)
  expect(await events(realm)).toEqual([])
})

test('without a mail server the mails are kept', async () => {
  const { id, name: realm } = await silent.owner.realm('kept')
  await silent.owner.identity(realm, 'ada', { email: 'ada@example.org' })
  const answer = await silent.owner.call(settings.remindOfSecondStep, { params: { realm }, body: {} })
  expect(answer).toEqual({ people: { total: 1, done: 1, skipped: [] }, mail: 'kept' })
  await silent.running.worker.drain()
  expect(await written(id, silent)).toEqual(['ada@example.org kept'])
})

test('whoever may not change settings is refused, and to strangers there is no such realm', async () => {
  await owner.realm('guarded')
  const input = { params: { realm: 'guarded' }, body: {} }
  const support = await server.join('Susi', { role: 'support' })
  expect(await support.refusal(settings.remindOfSecondStep, input)).toMatchObject({ status: 403 })
  const stranger = await server.register('Stella')
  expect(await stranger.refusal(settings.remindOfSecondStep, input)).toMatchObject({ status: 404 })
  for (const from of ['tomorrow', '2027-02-30', '2027-01-31T00:00:00Z'])
    expect(await owner.refusal(settings.remindOfSecondStep, { ...input, body: { from } })).toMatchObject({
      status: 422,
    })
})
