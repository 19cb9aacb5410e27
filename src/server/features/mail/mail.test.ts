import { afterEach, beforeEach, expect, test } from 'vitest'
import { bin } from '#contract/bin'
import { identities, type IdentityDetail } from '#contract/identities'
import { realms } from '#contract/realms'
import type { Client } from '../../testing/client'
import { type MailServer, startMailServer } from '../../testing/mail-server'
import { startTestServer, type TestServer } from '../../testing/test-server'
import { deliverMail } from './deliver'

const HOUR = 3_600_000
const realm = 'mailing'
const from = { name: 'Castellan, of course', address: 'castellan@example.net' }

let mail: MailServer
let server: TestServer
let owner: Client
beforeEach(async () => {
  mail = await startMailServer()
  server = await startTestServer({ mail: { smtpUrl: mail.url, from } })
  owner = server.owner
  await owner.realm(realm, { displayName: 'Castle Hill' })
})
afterEach(async () => {
  await server.stop()
  await mail.stop()
})

const invited = (username: string, email = `${username}@example.org`): Promise<IdentityDetail> =>
  owner.identity(realm, username, { email, firstName: 'Ada', lastName: 'Lovelace', invite: true })
const to = ({ id }: { id: string }) => ({ params: { realm, identityId: id } })
/** Works off what is due. Twice: a round may have begun before. */
async function work(): Promise<void> {
  await server.running.worker.drain()
  await server.running.worker.drain()
}
async function stateOf({ id }: { id: string }): Promise<{ state: string; error: string | null }> {
  const rows = await server.db.read
    .selectFrom('outbox')
    .select(['state', 'error'])
    .where('identity_id', '=', id)
    .orderBy('id', 'desc')
    .execute()
  return rows[0]!
}
const jobs = () => server.db.read.selectFrom('jobs').select(['kind', 'attempts', 'run_at']).execute()
/** Headers by their names, unfolded, and the text. */
function read(raw: string): { headers: Map<string, string>; text: string } {
  const [head = '', ...text] = raw.split('\r\n\r\n')
  const lines = head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n')
  const headers = new Map(lines.map((line) => [line.split(':', 1)[0]!.toLowerCase(), line.replace(/^[^:]+: ?/, '')]))
  return { headers, text: text.join('\r\n\r\n') }
}

test('an invitation arrives and says who, where to, and the username', async () => {
  const person = await invited('ada')
  expect(person.invitation).toMatchObject({ state: 'waiting', error: null })
  await work()
  expect(mail.received).toHaveLength(1)
  const [{ from: sender, to: recipients, raw } = { from: '', to: [], raw: '' }] = mail.received
  expect([sender, recipients]).toEqual([from.address, ['ada@example.org']])
  const { headers, text } = read(raw)
  expect(headers.get('subject')).toBe('Olga Owner invites you to Castle Hill')
  expect(headers.get('from')).toBe(`"${from.name}" <${from.address}>`)
  expect(headers.get('to')).toBe('ada@example.org')
  expect(headers.get('auto-submitted')).toBe('auto-generated')
  expect(headers.get('content-type')).toMatch(/^text\/plain/)
  expect(text).toContain('Hello Ada Lovelace')
  expect(text).toContain('Your username there is: ada')
  expect(text).toContain('applications of Castle Hill')
  expect(await stateOf(person)).toEqual({ state: 'sent', error: null })
  expect(await jobs()).toEqual([])
})

test('a mail goes out once, though its job be done again and by several at once', async () => {
  const person = await invited('ada')
  await work()
  const rows = await server.db.read.selectFrom('outbox').select('id').where('identity_id', '=', person.id).execute()
  const { deps } = server.running
  await Promise.all([deliverMail(deps, rows[0]!.id), deliverMail(deps, rows[0]!.id)])
  expect(mail.received).toHaveLength(1)
  await deliverMail(deps, '00000000-0000-7000-8000-000000000000')
})

test('without a change there is no mail', async () => {
  await owner.preview(identities.create, {
    params: { realm },
    body: { username: 'ada', email: 'ada@example.org', invite: true },
  })
  await work()
  expect(mail.received).toEqual([])
  expect(await jobs()).toEqual([])
})

test('an address that is refused for good is told, and not tried again', async () => {
  mail.refuse.recipient = '550 No such mailbox'
  const person = await invited('ada')
  await work()
  expect(await stateOf(person)).toEqual({
    state: 'failed',
    error: 'The mail server refused the address: 550 No such mailbox',
  })
  expect(await jobs()).toEqual([])
  mail.refuse = {}
  server.time.now += 60_000
  const again = await owner.call(identities.invite, to(person))
  expect(again.invitation).toMatchObject({ state: 'waiting', error: null })
  await work()
  expect(mail.received).toHaveLength(1)
})

test('one that is refused for now is tried again, each time after twice as long', async () => {
  mail.refuse.recipient = '450 Come back later'
  const person = await invited('ada')
  for (const [attempts, waitMs] of [1000, 2000, 4000].entries()) {
    await server.running.worker.drain()
    expect(await jobs()).toEqual([{ kind: 'mail', attempts: attempts + 1, run_at: server.time.now + waitMs }])
    expect(await stateOf(person)).toEqual({
      state: 'waiting',
      error: 'The mail server refused the address: 450 Come back later',
    })
    server.time.now += waitMs
  }
  mail.refuse = {}
  await work()
  expect(mail.received).toHaveLength(1)
  expect(await stateOf(person)).toEqual({ state: 'sent', error: null })
})

test('a mail that the server does not want is told', async () => {
  mail.refuse.mail = '554 Looks like spam'
  const person = await invited('ada')
  await work()
  expect(await stateOf(person)).toEqual({
    state: 'failed',
    error: 'The mail server did not take the mail: 554 Looks like spam',
  })
})

test('while the mail server is down mail waits, and goes out when it is back', async () => {
  await mail.stop()
  const person = await invited('ada')
  await server.running.worker.drain()
  expect(await stateOf(person)).toEqual({
    state: 'waiting',
    error: expect.stringMatching(/^There is no connection to the mail server: .*ECONNREFUSED/) as string,
  })
  server.time.now += 5 * HOUR
  await mail.start()
  await work()
  expect(mail.received).toHaveLength(1)
  expect(await stateOf(person)).toEqual({ state: 'sent', error: null })
})

test('after a day it is given up', async () => {
  await mail.stop()
  const person = await invited('ada')
  for (let hour = 0; hour < 24; hour++) {
    await server.running.worker.drain()
    expect((await stateOf(person)).state).toBe('waiting')
    server.time.now += HOUR
  }
  await work()
  expect(await stateOf(person)).toMatchObject({
    state: 'failed',
    error: expect.stringMatching(/^Given up after a day. There is no connection/) as string,
  })
  expect(await jobs()).toEqual([])
  await mail.start()
})

test('what is offered encryption is not sent without, nor to a server with a certificate of its own making', async () => {
  const secured = await startMailServer({ tls: true })
  const own = await startTestServer({ mail: { smtpUrl: secured.url, from } })
  try {
    await own.owner.realm(realm)
    const person = await own.owner.identity(realm, 'ada', { email: 'ada@example.org', invite: true })
    await own.running.worker.drain()
    expect(secured.received).toEqual([])
    const rows = await own.db.read.selectFrom('outbox').select(['identity_id', 'state', 'error']).execute()
    expect(rows).toEqual([
      { identity_id: person.id, state: 'waiting', error: expect.stringContaining('certificate') as string },
    ])
  } finally {
    await own.stop()
    await secured.stop()
  }
})

test('mail that has become pointless is not sent, and says why', async () => {
  await mail.stop()
  const [gone, moved, suspended, kept, undone] = [
    await invited('gone'),
    await invited('moved'),
    await invited('suspended'),
    await invited('kept'),
    await invited('undone'),
  ]
  await owner.undoLast(realm)
  await owner.call(identities.remove, to(gone))
  await owner.call(identities.update, { ...to(moved), ifMatch: 1, body: { email: 'elsewhere@example.org' } })
  await owner.call(identities.suspend, to(suspended))
  await mail.start()
  server.time.now += HOUR
  await work()
  expect(mail.received.map(({ to: recipients }) => recipients)).toEqual([['kept@example.org']])
  expect((await stateOf(kept)).state).toBe('sent')
  for (const [person, reason] of [
    [gone, /deleted/],
    [undone, /deleted/],
    [moved, /another e-mail address/],
    [suspended, /no longer waiting/],
  ] as const) {
    expect(await stateOf(person)).toEqual({ state: 'failed', error: expect.stringMatching(reason) as string })
  }
})

test('in a realm that went to the bin nobody is invited', async () => {
  await mail.stop()
  const person = await invited('ada')
  await owner.call(realms.remove, { params: { realm } })
  await mail.start()
  server.time.now += HOUR
  await work()
  expect(mail.received).toEqual([])
  expect((await stateOf(person)).state).toBe('failed')
  const { items } = await owner.call(bin.listRealms, { params: { accountId: owner.accountId } })
  expect(items).toHaveLength(1)
})

test('a mail server that was taken away leaves mail to be passed on', async () => {
  await mail.stop()
  const person = await invited('ada')
  const rows = await server.db.read.selectFrom('outbox').select('id').execute()
  const { deps } = server.running
  await deliverMail({ ...deps, config: { ...deps.config, mail: null } }, rows[0]!.id)
  expect(await stateOf(person)).toEqual({ state: 'kept', error: null })
  await mail.start()
  await work()
  expect(mail.received).toEqual([])
})

test('no name makes a header or another recipient', async () => {
  await mail.stop()
  const hostile = await server.join('Eve\u00A0", Bcc: eve@example.com', { role: 'admin' })
  const person = await hostile.identity(realm, 'a, b@example.com <c@example.com>', {
    email: 'ada@example.org',
    firstName: '=?utf-8?q?Bcc=3A_eve?=',
    invite: true,
  })
  // No name holds a line break; this is as if one did.
  await server.db.write
    .updateTable('outbox')
    .set({ subject: 'Subject\r\nBcc: eve@example.com\r\n\r\nBody' })
    .where('identity_id', '=', person.id)
    .execute()
  await mail.start()
  server.time.now += HOUR
  await work()
  expect(mail.received).toHaveLength(1)
  const [{ to: recipients, raw } = { to: [], raw: '' }] = mail.received
  expect(recipients).toEqual(['ada@example.org'])
  const { headers } = read(raw)
  expect(headers.has('bcc')).toBe(false)
  expect(headers.get('subject')).toMatch(/^Subject Bcc: eve@example.com +Body$/)
})
