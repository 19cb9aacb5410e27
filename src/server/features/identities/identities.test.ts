import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { activity, type Event } from '#contract/activity'
import { bin } from '#contract/bin'
import { groups } from '#contract/groups'
import { identities, type IdentityDetail } from '#contract/identities'
import type { Client } from '../../testing/client'
import { dump, expectSame, expectSound, livingState } from '../../testing/dump'
import { addFactor, addSession, oneOf, setAccessPolicy, setRealmSettings } from '../../testing/people'
import { startTestServer, type TestServer } from '../../testing/test-server'

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
  return (await owner.realm(`people-${made}`)).name
}
const nobody = '00000000-0000-7000-8000-000000000000'
const eventsIn = async (realm: string): Promise<Event[]> =>
  (await owner.call(activity.ofRealm, { params: { realm }, query: { limit: 200 } })).items
const to = (realm: string, { id }: { id: string }) => ({ params: { realm, identityId: id } })
const rowOf = async ({ id }: { id: string }) =>
  (await server.db.read.selectFrom('identities').selectAll().where('id', '=', id).execute())[0]!
const state = async () => livingState(await dump(server.db))
const sessions = async ({ id }: { id: string }) =>
  (await server.db.read.selectFrom('sessions').select('id').where('principal_id', '=', id).execute()).length

/** A role that enough people hold to approve whatever anybody asks for. */
async function approvers(realm: string): Promise<string> {
  const role = await owner.role(realm, 'approver')
  for (const username of ['approver 1', 'approver 2']) {
    const { id } = await owner.identity(realm, username)
    await owner.call(identities.giveRole, { params: { realm, identityId: id, roleId: role.id } })
  }
  return role.id
}

/** Undoes the newest event of a realm, and then the undo. Between the two all that lives is as it was before the event. */
async function expectUndoable(realm: string, before: Record<string, unknown>): Promise<void> {
  const after = await state()
  await owner.undoLast(realm)
  expect(await state()).toEqual(before)
  await owner.undoLast(realm)
  expect(await state()).toEqual(after)
}

describe('a new person', () => {
  test('is answered whole, with 201 and where the event is', async () => {
    const realm = await newRealm()
    const [beta, alpha] = [await owner.group(realm, 'Beta'), await owner.group(realm, 'Alpha')]
    const body = {
      username: 'Ada',
      email: 'Ada@Example.org',
      firstName: 'Ada',
      lastName: 'Lovelace',
      attributes: { floor: ['3', ''] },
      breakGlass: true,
      groupIds: [beta.id, alpha.id, beta.id],
    }
    const answer = await owner.send(identities.create, { params: { realm }, body })
    const now = new Date(server.time.now).toISOString()
    expect(answer).toMatchObject({ status: 201 })
    expect(answer.body).toEqual({
      id: expect.any(String) as string,
      username: 'Ada',
      email: 'Ada@Example.org',
      firstName: 'Ada',
      lastName: 'Lovelace',
      name: 'Ada Lovelace',
      status: 'active',
      breakGlass: true,
      secondStep: false,
      invitedAt: null,
      lastSignInAt: null,
      groups: {
        items: [
          { id: alpha.id, name: 'Alpha' },
          { id: beta.id, name: 'Beta' },
        ],
        total: 2,
      },
      attributes: { floor: ['3', ''] },
      invitation: null,
      version: 1,
      createdAt: now,
      updatedAt: now,
    })
    expect((await eventsIn(realm))[0]).toMatchObject({
      id: answer.headers.get('x-event-id'),
      type: 'identity.created',
      params: { name: 'Ada Lovelace', username: 'Ada', invited: false },
      changesTotal: 3,
    })
    expect((await owner.call(groups.get, { params: { realm, groupId: beta.id } })).memberCount).toBe(1)
  })

  test('needs a username or an e-mail address, which then is the username', async () => {
    const realm = await newRealm()
    for (const body of [{}, { email: null }, { firstName: 'Nobody' }]) {
      expect(await owner.refusal(identities.create, { params: { realm }, body })).toMatchObject({
        status: 422,
        fields: { username: 'Give a username or an e-mail address', email: 'Give a username or an e-mail address' },
      })
    }
    const person = await owner.call(identities.create, { params: { realm }, body: { email: 'Bo@example.org' } })
    expect(person).toMatchObject({ username: 'Bo@example.org', email: 'Bo@example.org', name: 'Bo@example.org' })
  })

  test('has a username of their own, however it is written', async () => {
    const realm = await newRealm()
    await owner.identity(realm, 'ada')
    for (const username of ['ada', 'ADA', 'ａｄａ', ' Ada ']) {
      expect(await owner.refusal(identities.create, { params: { realm }, body: { username } })).toMatchObject({
        status: 409,
        code: 'name_taken',
        fields: { username: 'Already used here' },
      })
    }
    expect((await owner.identity(await newRealm(), 'ada')).username).toBe('ada')
  })

  test('has an e-mail address of their own, unless the realm does not mind', async () => {
    const realm = await newRealm()
    await owner.identity(realm, 'ada', { email: 'ada@example.org' })
    const again = { params: { realm }, body: { username: 'other', email: 'ADA@example.org' } }
    expect(await owner.refusal(identities.create, again)).toMatchObject({
      status: 409,
      code: 'email_taken',
      fields: { email: 'Already used here' },
    })
    const both = { params: { realm }, body: { username: 'ADA', email: 'ada@example.org' } }
    expect(await owner.refusal(identities.create, both)).toMatchObject({
      code: 'name_taken',
      fields: { username: 'Already used here', email: 'Already used here' },
    })
    await setRealmSettings(server.db, realm, { emailUnique: false })
    expect((await owner.call(identities.create, again)).email).toBe('ADA@example.org')
  })

  test('cannot borrow as username an e-mail address that is somebody’s username', async () => {
    const realm = await newRealm()
    await owner.identity(realm, 'ada@example.org')
    const borrowed = { params: { realm }, body: { email: 'ada@example.org' } }
    expect(await owner.refusal(identities.create, borrowed)).toMatchObject({
      code: 'name_taken',
      fields: { username: expect.stringContaining('Choose another') as string },
    })
    await owner.call(identities.create, { params: { realm }, body: { email: 'bo@example.org' } })
    const twice = { params: { realm }, body: { email: 'bo@example.org' } }
    const refused = await owner.refusal(identities.create, twice)
    expect(refused).toMatchObject({ code: 'email_taken', fields: { email: 'Already used here' } })
    expect(refused.fields).not.toHaveProperty('username')
  })

  test.each(['count', 'COUNT', ' Count ', 'ｃｏｕｎｔ'])('cannot be called %s', async (username) => {
    const realm = await newRealm()
    expect(await owner.refusal(identities.create, { params: { realm }, body: { username } })).toMatchObject({
      status: 422,
      fields: { username: 'This word is reserved' },
    })
    const person = await owner.identity(realm, 'ada')
    const edit = { ...to(realm, person), ifMatch: 1, body: { username } }
    expect(await owner.refusal(identities.update, edit)).toMatchObject({ status: 422 })
  })

  test('joins the default groups, but none that takes approval', async () => {
    const realm = await newRealm()
    const [everyone, closed, chosen] = [
      await owner.group(realm, 'Everyone'),
      await owner.group(realm, 'Closed'),
      await owner.group(realm, 'Chosen'),
    ]
    const groupIds = [everyone.id, closed.id]
    await owner.call(identities.setDefaultGroups, { params: { realm }, body: { groupIds } })
    const first = await owner.identity(realm, 'first', { groupIds: [chosen.id, everyone.id] })
    expect(first.groups.items.map(({ name }) => name)).toEqual(['Chosen', 'Closed', 'Everyone'])
    await setAccessPolicy(server.db, closed.id, oneOf(await approvers(realm)))
    expect((await owner.identity(realm, 'second')).groups.total).toBe(2)
    await setRealmSettings(server.db, realm, { approvals: { enabled: true } })
    expect((await owner.identity(realm, 'third')).groups.items.map(({ name }) => name)).toEqual(['Everyone'])
    const asked = { params: { realm }, body: { username: 'fourth', groupIds: [closed.id] } }
    expect(await owner.refusal(identities.create, asked)).toMatchObject({
      status: 409,
      code: 'needs_approval',
      message: 'Joining Closed needs approval. Ask for access instead.',
      fields: { groupIds: expect.any(String) as string },
      details: { groups: [{ id: closed.id, name: 'Closed' }] },
    })
  })

  test('joins living groups of the same realm only', async () => {
    const realm = await newRealm()
    const foreign = await owner.group(await newRealm(), 'Foreign')
    const deleted = await owner.group(realm, 'Deleted')
    const own = await owner.group(realm, 'Own')
    await owner.call(groups.remove, { params: { realm, groupId: deleted.id } })
    const groupIds = [own.id, foreign.id, deleted.id, nobody]
    const refused = await owner.refusal(identities.create, { params: { realm }, body: { username: 'ada', groupIds } })
    expect(refused).toMatchObject({ status: 422, code: 'invalid' })
    expect(Object.keys(refused.fields ?? {})).toEqual(['groupIds.1', 'groupIds.2', 'groupIds.3'])
  })

  test('is gone again with one undo, memberships and all', async () => {
    const realm = await newRealm()
    const group = await owner.group(realm, 'Group')
    const before = await state()
    await owner.identity(realm, 'ada', { groupIds: [group.id] })
    await expectUndoable(realm, before)
  })

  test('is made once, however often it is asked for with one key', async () => {
    const realm = await newRealm()
    const ask = () =>
      owner.send(identities.create, {
        params: { realm },
        body: { username: 'ada', email: 'ada@example.org', invite: true },
        headers: { 'idempotency-key': `${realm}-key` },
      })
    const [first, second] = [await ask(), await ask()]
    expect(second).toMatchObject({ status: 201, body: first.body })
    expect(second.headers.get('x-event-id')).toBe(first.headers.get('x-event-id'))
    const mails = await server.db.read
      .selectFrom('outbox')
      .select('id')
      .where('identity_id', '=', first.body.id)
      .execute()
    expect(mails).toHaveLength(1)
  })

  test('is shown by a preview that leaves no trace', async () => {
    const realm = await newRealm()
    const group = await owner.group(realm, 'Group')
    const role = await owner.role(realm, 'role')
    await owner.call(groups.addRole, { params: { realm, groupId: group.id, roleId: role.id } })
    const body = { username: 'ada', email: 'ada@example.org', groupIds: [group.id], invite: true }
    const before = await dump(server.db)
    const { changes, impact } = await owner.preview(identities.create, { params: { realm }, body })
    expectSame(before, await dump(server.db))
    expect(changes.map(({ action, kind, name }) => [action, kind, name])).toEqual([
      ['create', 'identity', 'ada'],
      ['create', 'identity-group', 'ada → Group'],
    ])
    expect(impact.gained.map((grant) => grant.role.name)).toContain('role')
    expect(impact.blocked).toEqual([])
  })
})

describe('an edit', () => {
  test('changes what it names and leaves the rest alone', async () => {
    const realm = await newRealm()
    const person = await owner.identity(realm, 'ada', {
      email: 'ada@example.org',
      firstName: 'Ada',
      attributes: { floor: ['3'], team: ['red'] },
    })
    const before = await state()
    const body = { username: 'ada.l', lastName: 'Lovelace', attributes: { floor: ['4'] }, breakGlass: true }
    const edited = await owner.call(identities.update, { ...to(realm, person), ifMatch: 1, body })
    expect(edited).toMatchObject({ ...body, firstName: 'Ada', email: 'ada@example.org', version: 2 })
    expect((await eventsIn(realm))[0]).toMatchObject({ type: 'identity.updated', params: { username: 'ada' } })
    await expectUndoable(realm, before)
  })

  test('must say what it was made to, and is told when that is old', async () => {
    const realm = await newRealm()
    const person = await owner.identity(realm, 'ada')
    const body = { firstName: 'Ada' }
    expect(await owner.refusal(identities.update, { ...to(realm, person), body })).toMatchObject({ status: 428 })
    const now = await owner.call(identities.update, { ...to(realm, person), ifMatch: 1, body })
    const stale = { ...to(realm, person), ifMatch: 1 }
    for (const endpoint of [
      identities.remove,
      identities.suspend,
      identities.reactivate,
      identities.invite,
      identities.endSessions,
      identities.resetFactors,
    ] as const) {
      expect(await owner.refusal(endpoint, stale)).toMatchObject({
        status: 409,
        code: 'changed_meanwhile',
        details: { current: now, events: [{ type: 'identity.updated' }] },
      })
    }
  })

  test('may write one’s own names otherwise, and takes nobody else’s', async () => {
    const realm = await newRealm()
    const person = await owner.identity(realm, 'ada', { email: 'ada@example.org' })
    await owner.identity(realm, 'bo', { email: 'bo@example.org' })
    const edit = (body: Record<string, unknown>, ifMatch = 1) => ({ ...to(realm, person), ifMatch, body })
    expect(await owner.refusal(identities.update, edit({ username: 'BO' }))).toMatchObject({
      code: 'name_taken',
      fields: { username: 'Already used here' },
    })
    expect(await owner.refusal(identities.update, edit({ email: 'BO@example.org' }))).toMatchObject({
      code: 'email_taken',
      fields: { email: 'Already used here' },
    })
    const own = { username: 'ADA', email: 'Ada@example.org' }
    expect(await owner.call(identities.update, edit(own))).toMatchObject({ ...own, version: 2 })
    expect(await owner.call(identities.update, edit({ email: null }, 2))).toMatchObject({ email: null, version: 3 })
  })

  test('is not held up by an address that is there twice already', async () => {
    const realm = await newRealm()
    await setRealmSettings(server.db, realm, { emailUnique: false })
    const [ada] = [
      await owner.identity(realm, 'ada', { email: 'same@example.org' }),
      await owner.identity(realm, 'bo', { email: 'same@example.org' }),
    ]
    await setRealmSettings(server.db, realm, { emailUnique: true })
    const body = { firstName: 'Ada', email: 'Same@example.org' }
    expect(await owner.call(identities.update, { ...to(realm, ada), ifMatch: 1, body })).toMatchObject(body)
  })

  test('that changes nothing is no event and no new version', async () => {
    const realm = await newRealm()
    const person = await owner.identity(realm, 'ada', { attributes: { a: ['1'], b: ['2'] } })
    const before = await eventsIn(realm)
    for (const body of [{}, { username: 'ada', email: null, attributes: { b: ['2'], a: ['1'] }, breakGlass: false }]) {
      const answer = await owner.send(identities.update, { ...to(realm, person), ifMatch: 1, body })
      expect(answer).toMatchObject({ status: 200, body: { version: 1 } })
      expect(answer.headers.get('x-event-id')).toBeNull()
    }
    expect(await eventsIn(realm)).toEqual(before)
  })

  test('of an invited person’s address leaves them invited', async () => {
    const realm = await newRealm()
    const person = await owner.identity(realm, 'ada', { email: 'ada@example.org', invite: true })
    const body = { email: 'new@example.org' }
    expect(await owner.call(identities.update, { ...to(realm, person), ifMatch: 1, body })).toMatchObject({
      ...body,
      status: 'invited',
    })
  })
})

describe('suspending', () => {
  test('ends the sign-ins and takes everything, until it is undone; the sign-ins stay ended', async () => {
    const realm = await newRealm()
    const [group, role] = [await owner.group(realm, 'Group'), await owner.role(realm, 'role')]
    await owner.call(groups.addRole, { params: { realm, groupId: group.id, roleId: role.id } })
    const person = await owner.identity(realm, 'ada', { groupIds: [group.id], firstName: 'Ada' })
    const before = await state()
    await addSession(server.db, person.id, { now: server.time.now })
    const { changes, impact } = await owner.preview(identities.suspend, to(realm, person))
    expect(changes).toMatchObject([
      { action: 'update', kind: 'identity', before: { status: 'active' }, after: { status: 'suspended' } },
      { action: 'delete', kind: 'session', name: 'Firefox on Linux, 203.0.113.7', after: null },
    ])
    expect(JSON.stringify(changes)).not.toContain('token')
    expect(impact.lost.map((grant) => grant.role.name)).toContain('role')
    expect(await sessions(person)).toBe(1)

    expect(await owner.call(identities.suspend, to(realm, person))).toMatchObject({ status: 'suspended', version: 2 })
    expect(await sessions(person)).toBe(0)
    expect((await eventsIn(realm))[0]).toMatchObject({
      type: 'identity.suspended',
      params: { name: 'Ada' },
      changesTotal: 2,
      undo: { possible: true },
    })
    await owner.undoLast(realm)
    expect(await state()).toEqual(before)
    expect(await sessions(person)).toBe(0)
    // Redone, it ends what sign-ins there are by then.
    await addSession(server.db, person.id, { now: server.time.now })
    await owner.undoLast(realm)
    expect((await rowOf(person)).status).toBe('suspended')
    expect(await sessions(person)).toBe(0)
  })

  test('twice, and letting in who is in, is no event', async () => {
    const realm = await newRealm()
    const person = await owner.identity(realm, 'ada')
    const before = (await eventsIn(realm)).length
    for (const endpoint of [
      identities.reactivate,
      identities.suspend,
      identities.suspend,
      identities.reactivate,
      identities.reactivate,
    ]) {
      expect((await owner.send(endpoint, to(realm, person))).status).toBe(200)
    }
    const types = (await eventsIn(realm)).slice(0, -before).map(({ type }) => type)
    expect(types).toEqual(['identity.reactivated', 'identity.suspended'])
    expect((await rowOf(person)).status).toBe('active')
  })

  test('and letting in again leaves those invited who never came', async () => {
    const realm = await newRealm()
    const [waiting, came] = [
      await owner.identity(realm, 'waiting', { email: 'waiting@example.org', invite: true }),
      await owner.identity(realm, 'came', { email: 'came@example.org', invite: true }),
    ]
    await server.db.write.updateTable('identities').set({ seen_at: 1 }).where('id', '=', came.id).execute()
    for (const person of [waiting, came]) await owner.call(identities.suspend, to(realm, person))
    const before = await state()
    expect((await owner.call(identities.reactivate, to(realm, waiting))).status).toBe('invited')
    await expectUndoable(realm, before)
    expect((await owner.call(identities.reactivate, to(realm, came))).status).toBe('active')
  })
})

describe('deleting', () => {
  test('puts a person into the bin, out of everything, and back', async () => {
    const realm = await newRealm()
    const [group, role] = [await owner.group(realm, 'Group'), await owner.role(realm, 'role')]
    const person = await owner.identity(realm, 'ada', { groupIds: [group.id] })
    await owner.call(identities.giveRole, { params: { realm, identityId: person.id, roleId: role.id } })
    const before = await state()
    await addSession(server.db, person.id, { now: server.time.now })
    const { impact } = await owner.preview(identities.remove, to(realm, person))
    expect(impact.lost.map((grant) => grant.role.name)).toContain('role')
    await owner.call(identities.remove, { ...to(realm, person), ifMatch: 1 })
    expect(await sessions(person)).toBe(0)
    expect(await owner.refusal(identities.suspend, to(realm, person))).toMatchObject({ status: 404 })
    expect((await owner.call(groups.get, { params: { realm, groupId: group.id } })).memberCount).toBe(0)
    expect((await owner.call(bin.list, { params: { realm } })).items).toMatchObject([{ kind: 'identity', name: 'ada' }])
    await expectUndoable(realm, before)
    const restored = { params: { realm, kind: 'identity', id: person.id }, body: {} }
    expect(await owner.call(bin.restore, restored)).toMatchObject({ name: 'ada' })
    expect(await state()).toEqual(before)
  })

  test('frees the names; who then comes back needs another username, and an address that is free', async () => {
    const realm = await newRealm()
    const person = await owner.identity(realm, 'ada', { email: 'ada@example.org' })
    await owner.call(identities.remove, to(realm, person))
    const heir = await owner.identity(realm, 'Ada', { email: 'ADA@example.org' })
    const back = (body: { name?: string }) => ({ params: { realm, kind: 'identity', id: person.id }, body })
    expect(await owner.refusal(bin.restore, back({}))).toMatchObject({ status: 409, code: 'name_taken' })
    expect(await owner.refusal(bin.restore, back({ name: 'count' }))).toMatchObject({ status: 422 })
    const refused = await owner.refusal(bin.restore, back({ name: 'ada.2' }))
    expect(refused).toMatchObject({ status: 409, code: 'email_taken' })
    expect((await owner.preview(bin.restore, back({ name: 'ada.2' }))).impact.blocked).toMatchObject([
      { code: 'email_taken' },
    ])
    const removal = (await eventsIn(realm)).find(({ type }) => type === 'identity.deleted')
    await owner.call(identities.update, { ...to(realm, heir), ifMatch: 1, body: { username: 'heir' } })
    expect(await owner.refusal(activity.undo, { params: { eventId: removal!.id } })).toMatchObject({
      status: 409,
      code: 'email_taken',
    })
    await owner.call(identities.update, { ...to(realm, heir), ifMatch: 2, body: { email: null } })
    expect(await owner.call(bin.restore, back({ name: 'ada.2' }))).toMatchObject({ name: 'ada.2' })
  })
})

describe('sign-ins and second steps', () => {
  test('are ended on demand, told by name, and do not come back', async () => {
    const realm = await newRealm()
    const person = await owner.identity(realm, 'ada')
    await addSession(server.db, person.id, { now: server.time.now - 1 })
    await addSession(server.db, person.id, { now: server.time.now, userAgent: 'curl/8.5.0', ip: '' })
    // Over already.
    await addSession(server.db, person.id, { now: server.time.now - 25 * 3_600_000 })
    const { changes } = await owner.preview(identities.endSessions, to(realm, person))
    expect(changes.map(({ action, kind, name }) => [action, kind, name])).toEqual([
      ['delete', 'session', 'Firefox on Linux, 203.0.113.7'],
      ['delete', 'session', 'curl'],
    ])
    expect(await owner.call(identities.endSessions, to(realm, person))).toEqual({ ended: 2 })
    expect((await eventsIn(realm))[0]).toMatchObject({
      type: 'identity.sessions_ended',
      params: { ended: 2 },
      undo: { possible: false, reason: 'not_undoable' },
    })
    const answer = await owner.send(identities.endSessions, to(realm, person))
    expect(answer.body).toEqual({ ended: 0 })
    expect(answer.headers.get('x-event-id')).toBeNull()
  })

  test('are reset together, by those who may', async () => {
    const realm = await newRealm()
    const person = await owner.identity(realm, 'ada')
    for (const kind of ['totp', 'passkey', 'backup-codes']) await addFactor(server.db, person.id, kind, server.time.now)
    await addSession(server.db, person.id, { now: server.time.now })
    const other = await owner.identity(realm, 'bo')
    await addFactor(server.db, other.id, 'totp', server.time.now)
    const support = await server.join(`Sue ${realm}`, { role: 'support' })
    const { changes } = await support.preview(identities.resetFactors, to(realm, person))
    expect(changes.map(({ name }) => name)).toEqual([
      'Authenticator app',
      'Passkey',
      'Backup codes',
      'Firefox on Linux, 203.0.113.7',
    ])
    expect(JSON.stringify(changes)).not.toContain('a secret')
    expect((await rowOf(person)).second_step).toBe(1)
    expect(await support.call(identities.resetFactors, to(realm, person))).toEqual({ removed: 3, ended: 1 })
    expect([(await rowOf(person)).second_step, (await rowOf(other)).second_step]).toEqual([0, 1])
    expect((await eventsIn(realm))[0]).toMatchObject({
      type: 'identity.factors_reset',
      params: { removed: 3, ended: 1 },
      undo: { possible: false },
    })
  })
})

describe('an invitation', () => {
  test('is a mail, kept for somebody to pass on where there is no mail server', async () => {
    const realm = await newRealm()
    const body = { username: 'ada', email: 'ada@example.org', firstName: 'Ada', invite: true }
    const person = await owner.call(identities.create, { params: { realm }, body })
    const now = new Date(server.time.now).toISOString()
    expect(person).toMatchObject({ status: 'invited', invitedAt: now })
    expect(person.invitation).toEqual({
      state: 'kept',
      recipient: 'ada@example.org',
      subject: `Olga Owner invites you to ${realm}`,
      body: expect.stringContaining('Your username there is: ada\n') as string,
      error: null,
      at: now,
    })
    expect((await eventsIn(realm))[0]).toMatchObject({ type: 'identity.created', params: { invited: true } })
  })

  test('needs an address', async () => {
    const realm = await newRealm()
    expect(
      await owner.refusal(identities.create, { params: { realm }, body: { username: 'ada', invite: true } }),
    ).toMatchObject({ status: 422, fields: { email: 'An invitation needs an e-mail address' } })
    const person = await owner.identity(realm, 'bo', { email: 'bo@example.org', invite: true })
    await owner.call(identities.update, { ...to(realm, person), ifMatch: 1, body: { email: null } })
    expect(await owner.refusal(identities.invite, to(realm, person))).toMatchObject({ status: 409, code: 'no_email' })
    expect((await owner.preview(identities.invite, to(realm, person))).impact.blocked).toMatchObject([
      { code: 'no_email' },
    ])
  })

  test('goes out again after a minute, and says when', async () => {
    const realm = await newRealm()
    const person = await owner.identity(realm, 'ada', { email: 'ada@example.org', invite: true })
    const again = () => owner.send(identities.invite, to(realm, person))
    server.time.now += 59_000
    const early = await again()
    expect(early).toMatchObject({ status: 429, body: { code: 'throttled', details: { retryAfterSeconds: 1 } } })
    expect(early.headers.get('retry-after')).toBe('1')
    server.time.now += 1000
    const answer = await again()
    expect(answer).toMatchObject({ status: 200, body: { status: 'invited', version: 2 } })
    expect(answer.body.invitedAt).toBe(new Date(server.time.now).toISOString())
    expect(answer.body.invitation?.at).toBe(answer.body.invitedAt)
    expect((await eventsIn(realm))[0]).toMatchObject({
      type: 'identity.invited',
      params: { again: true },
      undo: { possible: false },
    })
    expect((await again()).status).toBe(429)
  })

  test('is not for those who are here, or suspended', async () => {
    const realm = await newRealm()
    const person = await owner.identity(realm, 'ada', { email: 'ada@example.org' })
    expect(await owner.refusal(identities.invite, to(realm, person))).toMatchObject({
      status: 409,
      code: 'already_active',
      message: 'This person is active already and needs no invitation.',
    })
    await server.db.write.updateTable('identities').set({ seen_at: 1 }).where('id', '=', person.id).execute()
    expect(await owner.refusal(identities.invite, to(realm, person))).toMatchObject({
      message: 'This person has been here already.',
    })
    await owner.call(identities.suspend, to(realm, person))
    expect(await owner.refusal(identities.invite, to(realm, person))).toMatchObject({
      status: 409,
      code: 'conflict',
      message: 'This person is suspended. Reactivate them first.',
    })
  })

  test('goes with the person, once they go for good', async () => {
    const realm = await newRealm()
    const person = await owner.identity(realm, 'ada', { email: 'ada@example.org', invite: true })
    await owner.call(identities.remove, to(realm, person))
    const mails = () => server.db.read.selectFrom('outbox').select('id').where('identity_id', '=', person.id).execute()
    expect(await mails()).toHaveLength(1)
    const { cookie } = owner
    server.time.now += 31 * 24 * 3_600_000
    // Twice: a round may have begun before the time was moved.
    await server.running.worker.drain()
    await server.running.worker.drain()
    expect(await mails()).toEqual([])
    owner.cookie = cookie
    await owner.signIn('Olga Owner')
  })
})

test('a person of another realm is nobody', async () => {
  const [realm, elsewhere] = [await newRealm(), await newRealm()]
  const stranger = await owner.identity(elsewhere, 'stranger')
  const gone = await owner.identity(realm, 'gone')
  await owner.call(identities.remove, to(realm, gone))
  const missing = { status: 404, code: 'not_found' }
  for (const id of [stranger.id, gone.id, nobody]) {
    for (const endpoint of [
      identities.remove,
      identities.suspend,
      identities.reactivate,
      identities.invite,
      identities.endSessions,
      identities.resetFactors,
    ] as const) {
      expect(await owner.refusal(endpoint, to(realm, { id }))).toMatchObject(missing)
    }
    const edit = { ...to(realm, { id }), ifMatch: 1, body: { firstName: 'Ada' } }
    expect(await owner.refusal(identities.update, edit)).toMatchObject(missing)
  }
})

test('texts of ten thousand characters are refused on their fields', async () => {
  const realm = await newRealm()
  const long = 'x'.repeat(10_000)
  const fields = { username: long, email: `${long}@example.org`, firstName: long, lastName: long }
  const refused = await owner.refusal(identities.create, { params: { realm }, body: fields })
  expect(refused.status).toBe(422)
  expect(Object.keys(refused.fields ?? {}).sort()).toEqual(Object.keys(fields).sort())
})

test('hostile names come back as they are, in the mail too', async () => {
  const realm = await newRealm()
  const firstName = '<b>"Ada", Bcc: eve@example.org'
  const person: IdentityDetail = await owner.identity(realm, '=cmd()', {
    email: 'ada@example.org',
    firstName,
    invite: true,
  })
  expect(person).toMatchObject({ username: '=cmd()', firstName })
  expect(person.invitation?.body).toContain(`Hello ${firstName},\n`)
})
