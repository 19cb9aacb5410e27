import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accessRequests, type RequestStatus } from '#contract/access-requests'
import { activity } from '#contract/activity'
import { groups } from '#contract/groups'
import { identities } from '#contract/identities'
import { roles as rolesContract } from '#contract/roles'
import { effectiveRoles } from '../../access/effective-access'
import { ApprovalRealm } from '../../testing/approvals'
import type { Client } from '../../testing/client'
import { dump, expectSound } from '../../testing/dump'
import { setApprovals } from '../../testing/people'
import { startTestServer, type TestServer } from '../../testing/test-server'

const HOUR = 3_600_000
const nobody = '00000000-0000-7000-8000-000000000000'

let server: TestServer
let owner: Client
let max: Client
let nina: Client
beforeAll(async () => {
  server = await startTestServer()
  owner = server.owner
  max = await server.join('Max Manager', { role: 'admin' })
  nina = await server.join('Nina Nurse', { role: 'support' })
})
afterAll(() => server.stop())

/** A realm in which Olga and Max approve, and Ada may ask. */
async function scene(approvals = 1) {
  const realm = await ApprovalRealm.make(server)
  const olga = await realm.approver(owner)
  const manager = await realm.approver(max)
  const [ada = '', ben = ''] = await realm.people(
    { username: 'ada', firstName: 'Ada', lastName: 'Lovelace' },
    { username: 'ben' },
  )
  await realm.policy({ approvals })
  return { realm, olga, manager, ada, ben }
}

const membersOf = async (groupId: string) =>
  server.db.read.selectFrom('identity_groups').selectAll().where('group_id', '=', groupId).execute()
const listed = async (realm: ApprovalRealm, query: Record<string, string> = {}) =>
  (await owner.call(accessRequests.list, { params: { realm: realm.name }, query })).items
const typesIn = async (realm: ApprovalRealm) =>
  (await owner.call(activity.ofRealm, { params: { realm: realm.name } })).items.map(({ type }) => type)
const holds = async (identityId: string, roleId: string) =>
  (await effectiveRoles(server.db.read, [identityId], server.time.now)).get(identityId)?.has(roleId) ?? false

describe('a request', () => {
  test('waits, is approved, and ends by itself', async () => {
    const { realm, ada, olga } = await scene()
    const gives = await owner.role(realm.name, 'operator')
    await owner.call(groups.addRole, {
      params: { realm: realm.name, groupId: realm.group.id, roleId: gives.id },
    })
    const asked = await owner.send(accessRequests.create, {
      params: { realm: realm.name },
      body: realm.asking(ada, { durationSeconds: 3600 }),
    })
    expect(asked.status).toBe(201)
    expect(asked.body).toMatchObject({
      identity: { id: ada, username: 'ada', name: 'Ada Lovelace' },
      group: { id: realm.group.id, name: 'Ops' },
      reason: 'The pager is mine this week',
      status: 'pending',
      durationSeconds: 3600,
      approvals: { given: 0, needed: 1 },
      decisions: [],
      askedBy: 'Olga Owner',
      decidedAt: null,
      endsAt: null,
      mayDecide: { possible: true, reason: null },
      approvers: ['Max Manager', 'Olga Owner'],
      roles: [{ id: realm.role.id, name: 'manager', application: null, deleted: false }],
    })
    expect(await holds(ada, gives.id)).toBe(false)

    const { id } = asked.body
    const preview = await owner.preview(accessRequests.approve, { params: realm.params(id), body: { note: 'Fine' } })
    expect(preview.impact.gained).toMatchObject([{ identity: { username: 'ada' }, role: { name: 'operator' } }])
    const approved = await owner.call(accessRequests.approve, { params: realm.params(id), body: { note: 'Fine' } })
    const endsAt = server.time.now + HOUR
    expect(approved).toMatchObject({
      status: 'approved',
      approvals: { given: 1, needed: 1 },
      decisions: [{ decision: 'approve', by: { id: olga, name: 'Olga Owner' }, note: 'Fine', counts: true }],
      endsAt: new Date(endsAt).toISOString(),
      decidedAt: new Date(server.time.now).toISOString(),
      mayDecide: { possible: false, reason: 'over' },
    })
    expect(await membersOf(realm.group.id)).toMatchObject([{ identity_id: ada, ends_at: endsAt, request_id: id }])
    expect(await holds(ada, gives.id)).toBe(true)
    expect((await typesIn(realm)).slice(0, 2)).toEqual(['request.approved', 'request.asked'])
    expectSound(await dump(server.db))

    // At that very moment, whether or not anything has been tidied up.
    server.time.now += HOUR
    expect(await holds(ada, gives.id)).toBe(false)
    expect(await realm.get(id)).toMatchObject({ status: 'ended' })
    expect((await listed(realm, { status: 'ended' })).map((one) => one.id)).toEqual([id])
    expect(await listed(realm, { status: 'approved' })).toEqual([])
    // What tidies up says so in the log, and takes the membership out.
    await server.running.worker.drain()
    expect((await typesIn(realm))[0]).toBe('identity.access_ended')
    expect(await membersOf(realm.group.id)).toEqual([])
    expect(await realm.get(id)).toMatchObject({ status: 'ended', version: 3 })
    // So they can ask again, and be let in again.
    const again = await realm.ask(ada, { durationSeconds: 3600 })
    await owner.call(accessRequests.approve, { params: realm.params(again.id), body: {} })
    expect(await membersOf(realm.group.id)).toMatchObject([{ identity_id: ada, request_id: again.id }])
    expect(await realm.get(id)).toMatchObject({ status: 'ended' })
  })

  test('takes the default duration when it says none, and ends never only where that is allowed', async () => {
    const { realm, ada, ben } = await scene()
    await realm.policy({ maxDurationSeconds: 3600 })
    expect(await realm.ask(ada)).toMatchObject({ durationSeconds: 3600, grantSeconds: 3600 })
    const refuse = (durationSeconds: number | null) =>
      owner.refusal(accessRequests.create, {
        params: { realm: realm.name },
        body: realm.asking(ben, { durationSeconds }),
      })
    for (const wanted of [null, 3601]) {
      expect(await refuse(wanted)).toMatchObject({ status: 422, fields: { durationSeconds: expect.any(String) } })
    }
    await realm.policy({ maxDurationSeconds: null })
    const { id } = await realm.ask(ben, { durationSeconds: null })
    expect(await owner.call(accessRequests.approve, { params: realm.params(id), body: {} })).toMatchObject({
      status: 'approved',
      endsAt: null,
    })
  })

  test('lasts no longer than the policy allows when it is approved', async () => {
    const { realm, ada } = await scene()
    const { id } = await realm.ask(ada, { durationSeconds: 8 * 3600 })
    await realm.policy({ maxDurationSeconds: 1800 })
    expect(await realm.get(id)).toMatchObject({ durationSeconds: 8 * 3600, grantSeconds: 1800 })
    const { endsAt } = await owner.call(accessRequests.approve, { params: realm.params(id), body: {} })
    expect(endsAt).toBe(new Date(server.time.now + 1_800_000).toISOString())
  })

  test('is refused where it makes no sense', async () => {
    const { realm, ada, ben, olga } = await scene(2)
    const ask = (body: object) =>
      owner.refusal(accessRequests.create, {
        params: { realm: realm.name },
        body: { ...realm.asking(ada), ...body },
      })
    expect(await ask({ identityId: nobody })).toMatchObject({ status: 422, fields: { identityId: expect.any(String) } })
    expect(await ask({ groupId: nobody })).toMatchObject({ status: 422, fields: { groupId: expect.any(String) } })
    expect(await ask({ reason: '  ' })).toMatchObject({ status: 422, fields: { reason: 'Fill this in' } })
    const open = await owner.group(realm.name, 'Open')
    expect(await ask({ groupId: open.id })).toMatchObject({ status: 409, code: 'no_policy' })
    // One of the two who could approve cannot approve for herself.
    expect(await ask({ identityId: olga })).toMatchObject({
      code: 'too_few_approvers',
      details: { needed: 2, approvers: 1, roles: ['manager'] },
    })
    const [sue = '', member = ''] = await realm.people(
      { username: 'sue', status: 'suspended' },
      { username: 'member', groups: [realm.group.id] },
    )
    expect(await ask({ identityId: sue })).toMatchObject({ status: 409, code: 'person_suspended' })
    expect(await ask({ identityId: member })).toMatchObject({ status: 409, code: 'already_member' })
    const { id } = await realm.ask(ada)
    expect(await ask({})).toMatchObject({ status: 409, code: 'already_asked', details: { requestId: id } })
    await setApprovals(server.db, realm.realm.id, { enabled: false })
    expect(await ask({ identityId: ben })).toMatchObject({ status: 409, code: 'approvals_off' })
    // Somebody else's realm knows neither the person nor the group.
    const elsewhere = await ApprovalRealm.make(server)
    expect(
      await owner.refusal(accessRequests.create, { params: { realm: elsewhere.name }, body: realm.asking(ada) }),
    ).toMatchObject({ status: 422 })
    expect(await owner.refusal(accessRequests.get, { params: elsewhere.params(id) })).toMatchObject({ status: 404 })
  })

  test('is denied by one approver, with a word', async () => {
    const { realm, ada } = await scene(2)
    const { id } = await realm.ask(ada)
    await owner.call(accessRequests.approve, { params: realm.params(id), body: {} })
    // Olga may think better of it, too.
    const denied = await owner.call(accessRequests.deny, { params: realm.params(id), body: { note: 'Not this week' } })
    expect(denied).toMatchObject({ status: 'denied', decisions: [{}, { decision: 'deny', note: 'Not this week' }] })
    expect(await max.refusal(accessRequests.approve, { params: realm.params(id), body: {} })).toMatchObject({
      status: 409,
      code: 'request_over',
      details: { status: 'denied' },
    })
    expect(await membersOf(realm.group.id)).toEqual([])
    // And is free to be asked again.
    await realm.ask(ada)
  })

  test('is withdrawn while it waits, and revoked once approved', async () => {
    const { realm, ada, ben } = await scene()
    const first = await realm.ask(ada)
    const revoke = (id: string) =>
      nina.send(accessRequests.revoke, { params: realm.params(id), body: { note: 'Done' } })
    const withdraw = (id: string) => nina.send(accessRequests.withdraw, { params: realm.params(id), body: {} })
    expect(await revoke(first.id)).toMatchObject({ status: 409, body: { code: 'request_over' } })
    expect(await withdraw(first.id)).toMatchObject({
      status: 200,
      body: { status: 'withdrawn', decisions: [{ decision: 'withdraw', by: { id: null, name: 'Nina Nurse' } }] },
    })
    expect(await withdraw(first.id)).toMatchObject({ status: 409 })

    const second = await realm.ask(ben)
    await owner.call(accessRequests.approve, { params: realm.params(second.id), body: {} })
    expect(await withdraw(second.id)).toMatchObject({ status: 409, body: { code: 'request_over' } })
    expect(await revoke(second.id)).toMatchObject({ status: 200, body: { status: 'revoked', approvals: { given: 1 } } })
    expect(await membersOf(realm.group.id)).toEqual([])
    expect((await typesIn(realm)).slice(0, 2)).toEqual(['request.revoked', 'request.approved'])
    expectSound(await dump(server.db))
  })

  test('that was seen in another state is not decided on', async () => {
    const { realm, ada } = await scene(2)
    const { id, version } = await realm.ask(ada)
    await owner.call(accessRequests.approve, { params: realm.params(id), body: {}, ifMatch: version })
    expect(
      await max.refusal(accessRequests.approve, { params: realm.params(id), body: {}, ifMatch: version }),
    ).toMatchObject({ status: 409, code: 'changed_meanwhile', details: { current: { approvals: { given: 1 } } } })
  })

  test('expires unanswered, once, and is too late from that moment on', async () => {
    const { realm, ada } = await scene()
    await setApprovals(server.db, realm.realm.id, { enabled: true, requestExpiresAfterSeconds: 3600 })
    const { id, expiresAt } = await realm.ask(ada)
    expect(expiresAt).toBe(new Date(server.time.now + HOUR).toISOString())
    server.time.now += HOUR
    expect(await owner.refusal(accessRequests.approve, { params: realm.params(id), body: {} })).toMatchObject({
      code: 'request_over',
      details: { status: 'expired' },
    })
    expect((await listed(realm, { status: 'expired' })).map((one) => one.id)).toEqual([id])
    await Promise.all([server.running.worker.drain(), server.running.worker.drain()])
    await server.running.worker.drain()
    expect((await typesIn(realm)).filter((type) => type === 'request.expired')).toHaveLength(1)
    expect(await realm.get(id)).toMatchObject({ status: 'expired', version: 2 })
    const [event] = (await owner.call(activity.ofRealm, { params: { realm: realm.name } })).items
    expect(event).toMatchObject({
      type: 'request.expired',
      actor: { kind: 'system' },
      via: 'job',
      params: { person: 'ada', group: 'Ops' },
      undo: { possible: false, reason: 'not_undoable' },
    })
  })
})

describe('a membership that a request has brought', () => {
  test('ends the request with it, whatever takes it away, and brings it back when that is undone', async () => {
    const { realm, ada } = await scene()
    const { id } = await realm.ask(ada)
    await owner.call(accessRequests.approve, { params: realm.params(id), body: {} })
    const params = { realm: realm.name, identityId: ada }
    const body = { groupIds: [realm.group.id] }
    const preview = await owner.preview(identities.leaveGroups, { params, body })
    expect(preview.changes).toMatchObject([
      { kind: 'identity-group', action: 'delete' },
      { kind: 'access-request', action: 'update', after: { status: 'ended' } },
    ])
    await owner.call(identities.leaveGroups, { params, body })
    expect(await realm.get(id)).toMatchObject({ status: 'ended' })
    expect(await listed(realm, { status: 'approved' })).toEqual([])
    await owner.undoLast(realm.name)
    expect(await realm.get(id)).toMatchObject({ status: 'approved' })
    expect(await membersOf(realm.group.id)).toMatchObject([{ identity_id: ada, request_id: id }])
    expectSound(await dump(server.db))
  })

  test('goes to the bin and comes back with its person', async () => {
    const { realm, ada, ben } = await scene()
    const [granted, waiting] = [await realm.ask(ada), await realm.ask(ben)]
    await owner.call(accessRequests.approve, { params: realm.params(granted.id), body: {} })
    for (const identityId of [ada, ben]) {
      await owner.call(identities.remove, { params: { realm: realm.name, identityId } })
      await owner.undoLast(realm.name)
    }
    expect((await listed(realm)).map(({ id, status }) => [id, status])).toEqual([
      [waiting.id, 'pending'],
      [granted.id, 'approved'],
    ])
    await owner.call(identities.remove, { params: { realm: realm.name, identityId: ben } })
    expect(await listed(realm, { status: 'pending' })).toEqual([])
    expectSound(await dump(server.db))
  })
})

describe('who may decide', () => {
  const mayDecide = async (client: Client, realm: ApprovalRealm, id: string) =>
    (await client.call(accessRequests.get, { params: realm.params(id) })).mayDecide
  const approve = (client: Client, realm: ApprovalRealm, id: string) =>
    client.send(accessRequests.approve, { params: realm.params(id), body: {} })

  test('is whoever has the e-mail address of somebody here who holds the role', async () => {
    const { realm, ada } = await scene()
    const { id } = await realm.ask(ada)
    expect(await mayDecide(nina, realm, id)).toEqual({ possible: false, reason: 'no_person' })
    expect(await approve(nina, realm, id)).toMatchObject({
      status: 403,
      body: {
        code: 'not_approver',
        details: { reason: 'no_person', roles: ['manager'], people: ['Max Manager', 'Olga Owner'] },
      },
    })
    const ninasId = await realm.approver(nina, { roles: [] })
    expect(await mayDecide(nina, realm, id)).toEqual({ possible: false, reason: 'no_role' })
    expect(await approve(nina, realm, id)).toMatchObject({ status: 403, body: { details: { reason: 'no_role' } } })
    // Through a group and a role that contains it, as well as directly.
    const lead = await owner.role(realm.name, 'lead')
    await owner.call(rolesContract.include, {
      params: { realm: realm.name, roleId: lead.id, includedRoleId: realm.role.id },
    })
    const outer = await owner.group(realm.name, 'Leads')
    const inner = await owner.group(realm.name, 'Night', { parentId: outer.id })
    await owner.call(groups.addRole, { params: { realm: realm.name, groupId: outer.id, roleId: lead.id } })
    await owner.call(identities.addMembers, {
      params: { realm: realm.name, groupId: inner.id },
      body: { identityIds: [ninasId] },
    })
    expect(await mayDecide(nina, realm, id)).toEqual({ possible: true, reason: null })
    expect((await approve(nina, realm, id)).body).toMatchObject({ status: 'approved' })
  })

  test('is never who asks to join, whoever else they are here', async () => {
    const { realm, manager } = await scene()
    const { id } = await realm.ask(manager)
    await realm.people({ username: 'other-max', email: 'MAX.manager@example.org', roles: [realm.role.id] })
    expect(await mayDecide(max, realm, id)).toEqual({ possible: false, reason: 'own' })
    for (const endpoint of [accessRequests.approve, accessRequests.deny]) {
      expect(await max.refusal(endpoint, { params: realm.params(id), body: {} })).toMatchObject({
        status: 403,
        code: 'not_approver',
        details: { reason: 'own', people: expect.not.arrayContaining(['Max Manager']) as string[] },
      })
    }
    // Olga asked on his behalf, which does not keep her from approving.
    expect(await approve(owner, realm, id)).toMatchObject({ status: 200, body: { status: 'approved' } })
  })

  test('is nobody who is suspended, deleted or without the permission', async () => {
    const { realm, ada, olga } = await scene()
    const { id } = await realm.ask(ada)
    await max.call(identities.suspend, { params: { realm: realm.name, identityId: olga } })
    expect(await mayDecide(owner, realm, id)).toEqual({ possible: false, reason: 'no_person' })
    expect(await approve(owner, realm, id)).toMatchObject({
      status: 403,
      body: { details: { people: ['Max Manager'] } },
    })
    const vera = await server.join(`Vera Viewer ${realm.name}`, { role: 'viewer' })
    await realm.approver(vera)
    expect(await mayDecide(vera, realm, id)).toEqual({ possible: false, reason: 'permission' })
    expect(await approve(vera, realm, id)).toMatchObject({ status: 403, body: { code: 'forbidden' } })
  })

  test('decides once, and two are needed where the policy says two', async () => {
    const { realm, ada } = await scene(2)
    const { id } = await realm.ask(ada)
    expect((await approve(owner, realm, id)).body).toMatchObject({
      status: 'pending',
      approvals: { given: 1, needed: 2 },
    })
    expect(await mayDecide(owner, realm, id)).toEqual({ possible: false, reason: 'decided' })
    expect(await approve(owner, realm, id)).toMatchObject({ status: 409, body: { code: 'already_decided' } })
    expect(await membersOf(realm.group.id)).toEqual([])
    expect((await approve(max, realm, id)).body).toMatchObject({ status: 'approved', approvals: { given: 2 } })
    expect(await membersOf(realm.group.id)).toHaveLength(1)
  })

  test('counts only while they hold the role', async () => {
    const { realm, ada, olga } = await scene(2)
    await realm.approver(nina)
    const { id } = await realm.ask(ada)
    await approve(owner, realm, id)
    await owner.call(identities.takeRole, {
      params: { realm: realm.name, identityId: olga, roleId: realm.role.id },
    })
    expect(await realm.get(id)).toMatchObject({
      approvals: { given: 0, needed: 2 },
      decisions: [{ decision: 'approve', counts: false }],
    })
    expect((await approve(max, realm, id)).body).toMatchObject({ status: 'pending', approvals: { given: 1 } })
    expect((await approve(nina, realm, id)).body).toMatchObject({ status: 'approved', approvals: { given: 2 } })
  })

  test('follows the policy as it is now', async () => {
    const { realm, ada, ben } = await scene(2)
    const { id } = await realm.ask(ada)
    await approve(owner, realm, id)
    // Milder: what was said is enough, and any of them may say so.
    await realm.policy({ approvals: 1 })
    expect(await realm.get(id)).toMatchObject({ approvals: { given: 1, needed: 1 }, mayDecide: { possible: true } })
    expect((await approve(owner, realm, id)).body).toMatchObject({
      status: 'approved',
      decisions: [{ by: { name: 'Olga Owner' } }],
    })
    // Gone: nobody has to ask.
    const second = await realm.ask(ben)
    await realm.policy(null)
    expect(await mayDecide(owner, realm, second.id)).toEqual({ possible: false, reason: 'no_policy' })
    expect(await approve(owner, realm, second.id)).toMatchObject({ status: 409, body: { code: 'no_policy' } })
    await realm.policy()
    await setApprovals(server.db, realm.realm.id, { enabled: false })
    expect(await mayDecide(owner, realm, second.id)).toEqual({ possible: false, reason: 'approvals_off' })
    expect(await approve(owner, realm, second.id)).toMatchObject({ status: 409, body: { code: 'approvals_off' } })
  })

  test('cannot let in somebody who was suspended, or joined in another way', async () => {
    const { realm, ada, ben } = await scene()
    const [one, two] = [await realm.ask(ada), await realm.ask(ben)]
    await owner.call(identities.suspend, { params: { realm: realm.name, identityId: ada } })
    expect(await approve(owner, realm, one.id)).toMatchObject({ status: 409, body: { code: 'person_suspended' } })
    await setApprovals(server.db, realm.realm.id, { enabled: false })
    await owner.call(identities.addMembers, {
      params: { realm: realm.name, groupId: realm.group.id },
      body: { identityIds: [ben] },
    })
    await setApprovals(server.db, realm.realm.id, { enabled: true })
    expect(await approve(owner, realm, two.id)).toMatchObject({ status: 409, body: { code: 'already_member' } })
  })
})

describe('the list', () => {
  test('is filtered by status, person and group, newest first, page by page', async () => {
    const { realm, ada, ben } = await scene()
    const other = await owner.group(realm.name, 'Other')
    await realm.policy({}, other.id)
    const first = await realm.ask(ada)
    server.time.now += 1000
    const second = await realm.ask(ben)
    server.time.now += 1000
    const third = await realm.ask(ada, { groupId: other.id })
    await owner.call(accessRequests.approve, { params: realm.params(first.id), body: {} })
    await owner.call(accessRequests.deny, { params: realm.params(third.id), body: {} })
    const ids = async (query: Record<string, string>) => (await listed(realm, query)).map(({ id }) => id)
    expect(await ids({})).toEqual([third.id, second.id, first.id])
    expect(await ids({ sort: 'createdAt' })).toEqual([first.id, second.id, third.id])
    expect(await ids({ status: 'pending' })).toEqual([second.id])
    expect(await ids({ status: 'approved' })).toEqual([first.id])
    expect(await ids({ status: 'over' })).toEqual([third.id])
    expect(await ids({ identityId: ada })).toEqual([third.id, first.id])
    expect(await ids({ groupId: realm.group.id, status: 'pending' })).toEqual([second.id])
    // By who asks, and for what.
    expect(await ids({ q: 'LOVE' })).toEqual([third.id, first.id])
    expect(await ids({ q: 'oth' })).toEqual([third.id])
    expect(await ids({ q: second.id })).toEqual([second.id])
    const page = await owner.call(accessRequests.list, { params: { realm: realm.name }, query: { limit: 2 } })
    expect(page).toMatchObject({ total: 3, totalExact: true, nextCursor: expect.any(String) })
    expect(await ids({ cursor: page.nextCursor ?? '' })).toEqual([first.id])
  })

  test('leaves out what lies in the bin, and has it again afterwards', async () => {
    const { realm, ada } = await scene()
    const { id } = await realm.ask(ada)
    const params = { realm: realm.name, groupId: realm.group.id }
    await owner.call(groups.remove, { params })
    expect(await listed(realm)).toEqual([])
    expect(await owner.refusal(accessRequests.get, { params: realm.params(id) })).toMatchObject({ status: 404 })
    expect(await owner.refusal(accessRequests.approve, { params: realm.params(id), body: {} })).toMatchObject({
      status: 404,
    })
    await owner.undoLast(realm.name)
    expect(await listed(realm)).toMatchObject([{ id, status: 'pending' satisfies RequestStatus }])
  })

  test('is empty at first', async () => {
    const realm = await ApprovalRealm.make(server)
    expect(await owner.call(accessRequests.list, { params: { realm: realm.name } })).toEqual({
      items: [],
      nextCursor: null,
      total: 0,
      totalExact: true,
    })
  })
})
