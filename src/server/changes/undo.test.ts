import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accessRequests } from '#contract/access-requests'
import { activity, type Event, eventTypes } from '#contract/activity'
import { bin } from '#contract/bin'
import { bulk } from '#contract/bulk'
import { groups } from '#contract/groups'
import { identities } from '#contract/identities'
import { imports } from '#contract/imports'
import { realms } from '#contract/realms'
import { roles } from '#contract/roles'
import { settings } from '#contract/settings'
import { dump, expectSame, livingState, rowsOf } from '../testing/dump'
import { exampleOf, makeWorld } from '../testing/examples'
import { addSession } from '../testing/people'
import { startTestServer, type TestServer } from '../testing/test-server'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

test('these events cannot be undone, and say so', async () => {
  const facts = Object.entries(eventTypes).flatMap(([type, { undoable }]) => (undoable ? [] : [type]))
  expect(facts).toEqual([
    'account.created',
    'administrator.signed_in',
    'administrator.signed_out',
    'realm.second_steps_asked_for',
    'identity.invited',
    'identity.sessions_ended',
    'identity.factors_reset',
    'identity.access_ended',
    'identity.bulk_invited',
    'identity.exported',
    'request.asked',
    'request.approved',
    'request.denied',
    'request.withdrawn',
    'request.revoked',
    'request.expired',
    'activity.verified',
    'bin.purged',
  ])
  const own = await startTestServer()
  const { owner, running, time } = own
  try {
    const params = { accountId: owner.accountId }
    await owner.realm('facts')
    const group = await owner.group('facts', 'Going')
    await owner.call(groups.remove, { params: { realm: 'facts', groupId: group.id } })
    const person = await owner.identity('facts', 'ada', { email: 'ada@example.org', invite: true })
    const at = { params: { realm: 'facts', identityId: person.id } }
    for (const endpoint of [identities.endSessions, identities.resetFactors]) {
      await addSession(own.db, person.id, { now: time.now })
      await owner.call(endpoint, at)
    }
    const staying = await owner.group('facts', 'Staying')
    const endsAt = new Date(time.now + 1000).toISOString()
    await owner.call(identities.joinGroups, { ...at, body: { groupIds: [staying.id], endsAt } })
    time.now += 60_000
    await owner.call(identities.invite, at)
    time.now += 60_000
    const everyone = { select: { filter: {} }, action: { kind: 'invite' as const } }
    await owner.call(bulk.apply, { params: { realm: 'facts' }, body: everyone })
    await owner.send(imports.export, { params: { realm: 'facts' } })
    await owner.identity('facts', 'grace', { email: 'grace@example.org' })
    await owner.call(settings.remindOfSecondStep, { params: { realm: 'facts' }, body: {} })
    const world = await makeWorld(own, owner)
    const asked = { realm: world.realm }
    await owner.call(accessRequests.deny, { params: { ...asked, requestId: world.request }, body: {} })
    await owner.call(accessRequests.revoke, { params: { ...asked, requestId: world.approved }, body: {} })
    const ask = () => owner.call(accessRequests.create, exampleOf('accessRequests.create', world) as never)
    const { id: requestId } = await ask()
    await owner.call(accessRequests.withdraw, { params: { ...asked, requestId }, body: {} })
    // Nobody answers this one.
    await ask()
    // Another session, so that the one that asks below stays.
    const { cookie } = owner
    await owner.signIn('Olga Owner')
    await owner.raw('DELETE', '/api/session')
    owner.cookie = cookie
    time.now += 31 * 24 * 3_600_000
    await owner.signIn('Olga Owner')
    // Twice: a round may have begun before the time was moved.
    await running.worker.drain()
    await running.worker.drain()
    await owner.call(activity.verify, { params })
    const { items } = await owner.call(activity.ofAccount, { params, query: { limit: 200 } })
    const told = items.filter(({ type }) => facts.includes(type))
    expect(new Set(told.map(({ type }) => type))).toEqual(new Set(facts))
    for (const event of told) {
      expect(event.undo, event.type).toEqual({ possible: false, reason: 'not_undoable' })
      const refusal = await owner.refusal(activity.undo, { params: { eventId: event.id } })
      expect(refusal, event.type).toMatchObject({ status: 409, code: 'not_undoable' })
    }
  } finally {
    await own.stop()
  }
})

describe('what was built upon is not undone, and the answer names what was built', () => {
  const realm = 'built'
  const realmParams = { realm }
  beforeAll(async () => {
    await server.owner.realm(realm)
  })

  /** The newest event of the realm. */
  const newest = async (name = realm): Promise<Event> => {
    const { items } = await server.owner.call(activity.ofRealm, { params: { realm: name }, query: { limit: 1 } })
    return items[0]!
  }
  /** Expects that an event cannot be undone because of these later ones, and that trying changes nothing. */
  const expectBuiltUpon = async (event: Event, later: Event[]) => {
    const before = await dump(server.db)
    const refusal = await server.owner.refusal(activity.undo, { params: { eventId: event.id } })
    const events = later.map(({ id, type }) => expect.objectContaining({ id, type }) as unknown)
    expect(refusal).toMatchObject({ status: 409, code: 'built_upon', details: { events } })
    expectSame(before, await dump(server.db))
    const preview = await server.owner.preview(activity.undo, { params: { eventId: event.id } })
    expect(preview.impact.blocked).toMatchObject([{ code: 'built_upon' }])
  }

  test('a group in a new group', async () => {
    const parent = await server.owner.group(realm, 'Parent')
    const made = await newest()
    await server.owner.group(realm, 'Child', { parentId: parent.id })
    await expectBuiltUpon(made, [await newest()])
  })

  test('a group moved into a new group', async () => {
    const wanderer = await server.owner.group(realm, 'Wanderer')
    const parent = await server.owner.group(realm, 'Destination')
    const made = await newest()
    const params = { ...realmParams, groupId: wanderer.id }
    await server.owner.call(groups.update, { params, ifMatch: 1, body: { parentId: parent.id } })
    await expectBuiltUpon(made, [await newest()])
  })

  test('a mapping on a new role, and on a new group', async () => {
    const role = await server.owner.role(realm, 'Mapped')
    const madeRole = await newest()
    const group = await server.owner.group(realm, 'Mapping')
    const madeGroup = await newest()
    await server.owner.call(groups.addRole, { params: { ...realmParams, groupId: group.id, roleId: role.id } })
    const mapped = await newest()
    await expectBuiltUpon(madeRole, [mapped])
    await expectBuiltUpon(madeGroup, [mapped])
    // Taking the mapping away again clears the way.
    await server.owner.call(groups.removeRole, { params: { ...realmParams, groupId: group.id, roleId: role.id } })
    await server.owner.call(activity.undo, { params: { eventId: madeRole.id } })
  })

  test('a new role that another role contains now', async () => {
    const outer = await server.owner.role(realm, 'Outer')
    const inner = await server.owner.role(realm, 'Inner')
    const made = await newest()
    await server.owner.call(roles.include, { params: { ...realmParams, roleId: outer.id, includedRoleId: inner.id } })
    await expectBuiltUpon(made, [await newest()])
  })

  test('a field that was edited again; other fields do not matter', async () => {
    const group = await server.owner.group(realm, 'Edited')
    const params = { ...realmParams, groupId: group.id }
    await server.owner.call(groups.update, { params, ifMatch: 1, body: { name: 'Edited once' } })
    const renamed = await newest()
    await server.owner.call(groups.update, { params, ifMatch: 2, body: { description: 'Something else' } })
    const described = await newest()
    await server.owner.call(groups.update, { params, ifMatch: 3, body: { name: 'Edited twice' } })
    const again = await newest()
    await expectBuiltUpon(renamed, [described, again])
    await server.owner.call(activity.undo, { params: { eventId: described.id } })
    expect(await server.owner.call(groups.get, { params })).toMatchObject({ name: 'Edited twice', description: '' })
    await server.owner.call(activity.undo, { params: { eventId: again.id } })
    await server.owner.call(activity.undo, { params: { eventId: renamed.id } })
    expect(await server.owner.call(groups.get, { params })).toMatchObject({ name: 'Edited', description: '' })
  })

  test('a move away from a group that is deleted now', async () => {
    const from = await server.owner.group(realm, 'From')
    const group = await server.owner.group(realm, 'Moved away', { parentId: from.id })
    const params = { ...realmParams, groupId: group.id }
    await server.owner.call(groups.update, { params, ifMatch: 1, body: { parentId: null } })
    const moved = await newest()
    await server.owner.call(groups.remove, { params: { ...realmParams, groupId: from.id } })
    await expectBuiltUpon(moved, [await newest()])
  })

  test('a deletion of something whose place is deleted now', async () => {
    const parent = await server.owner.group(realm, 'Place')
    const child = await server.owner.group(realm, 'Placed', { parentId: parent.id })
    await server.owner.call(groups.remove, { params: { ...realmParams, groupId: child.id } })
    const deleted = await newest()
    await server.owner.call(groups.remove, { params: { ...realmParams, groupId: parent.id } })
    await expectBuiltUpon(deleted, [await newest()])
  })

  test('a deletion that was taken back through the bin, even when the thing was deleted again', async () => {
    const group = await server.owner.group(realm, 'Back and forth')
    const params = { ...realmParams, groupId: group.id }
    await server.owner.call(groups.remove, { params })
    const deleted = await newest()
    await server.owner.call(bin.restore, { params: { ...realmParams, kind: 'group', id: group.id }, body: {} })
    const restored = await newest()
    await expectBuiltUpon(deleted, [restored])
    await server.owner.call(groups.remove, { params })
    await expectBuiltUpon(deleted, [restored, await newest()])
  })

  test('a new realm that has a group now', async () => {
    await server.owner.realm('built-2')
    const made = await newest('built-2')
    await server.owner.group('built-2', 'First')
    await expectBuiltUpon(made, [await newest('built-2')])
  })

  test('a realm taken out of the bin that has a new group now; without one it goes back', async () => {
    const { owner } = server
    const made = await owner.realm('built-4')
    await owner.group('built-4', 'First')
    await owner.call(realms.remove, { params: { realm: 'built-4' } })
    await owner.call(bin.restoreRealm, { params: { accountId: owner.accountId, realmId: made.id }, body: {} })
    const restored = await newest('built-4')
    const { id } = await owner.group('built-4', 'Second')
    await expectBuiltUpon(restored, [await newest('built-4')])
    await owner.call(groups.remove, { params: { realm: 'built-4', groupId: id } })
    await owner.call(activity.undo, { params: { eventId: restored.id } })
    expect(await owner.refusal(realms.get, { params: { realm: 'built-4' } })).toMatchObject({ status: 404 })
  })

  test('what happened in a realm that lies in the bin now', async () => {
    const { owner } = server
    await owner.realm('built-3')
    await owner.group('built-3', 'First')
    const made = await newest('built-3')
    await owner.call(realms.remove, { params: { realm: 'built-3' } })
    const params = { accountId: owner.accountId }
    const { items } = await owner.call(activity.ofAccount, { params, query: { limit: 1 } })
    await expectBuiltUpon(made, items)
  })

  test('and where only a name is in the way, that is said instead', async () => {
    const group = await server.owner.group(realm, 'Coveted')
    await server.owner.call(groups.remove, { params: { ...realmParams, groupId: group.id } })
    const deleted = await newest()
    await server.owner.group(realm, 'coveted')
    const refusal = await server.owner.refusal(activity.undo, { params: { eventId: deleted.id } })
    expect(refusal).toMatchObject({ status: 409, code: 'name_taken', fields: { name: 'Already used here' } })
  })
})

describe('the bin', () => {
  test('brings back mappings and nesting', async () => {
    const { owner } = server
    const realm = 'restored'
    await owner.realm(realm)
    const top = await owner.group(realm, 'Top')
    const middle = await owner.group(realm, 'Middle', { parentId: top.id, attributes: { floor: ['3'] } })
    const leaf = await owner.group(realm, 'Leaf', { parentId: middle.id })
    const [given, contained] = [await owner.role(realm, 'Given'), await owner.role(realm, 'Contained')]
    await owner.call(roles.include, { params: { realm, roleId: given.id, includedRoleId: contained.id } })
    for (const group of [top, middle, leaf]) {
      await owner.call(groups.addRole, { params: { realm, groupId: group.id, roleId: given.id } })
    }
    const before = livingState(await dump(server.db))
    const effective = () =>
      owner.call(groups.roles, { params: { realm, groupId: leaf.id }, query: { effective: 'true' } })
    const rolesBefore = await effective()

    await owner.call(groups.remove, { params: { realm, groupId: top.id } })
    await owner.call(roles.remove, { params: { realm, roleId: given.id } })
    const inBin = await owner.call(bin.list, { params: { realm } })
    expect(inBin.items).toEqual([
      expect.objectContaining({ kind: 'role', id: given.id, withIt: 0 }),
      expect.objectContaining({ kind: 'group', id: top.id, withIt: 2 }),
    ])
    for (const { kind, id } of inBin.items) await owner.call(bin.restore, { params: { realm, kind, id }, body: {} })
    expect(livingState(await dump(server.db))).toEqual(before)
    expect(await effective()).toMatchObject({ items: rolesBefore.items.map(({ id, through }) => ({ id, through })) })
    expect((await owner.call(bin.list, { params: { realm } })).items).toEqual([])

    // A whole realm as well.
    await owner.call(realms.remove, { params: { realm } })
    expect(await owner.refusal(realms.get, { params: { realm } })).toMatchObject({ status: 404 })
    const params = { accountId: owner.accountId, realmId: String(await realmId(realm)) }
    await owner.call(bin.restoreRealm, { params, body: {} })
    expect(livingState(await dump(server.db))).toEqual(before)
  })

  test('says so when the place is gone, and takes another name where the old one is taken', async () => {
    const { owner } = server
    const realm = 'restored-2'
    await owner.realm(realm)
    const parent = await owner.group(realm, 'Parent')
    const child = await owner.group(realm, 'Child', { parentId: parent.id })
    const params = { realm, kind: 'group', id: child.id }
    await owner.call(groups.remove, { params: { realm, groupId: child.id } })
    await owner.call(groups.remove, { params: { realm, groupId: parent.id } })
    await owner.group(realm, 'CHILD')
    expect(await owner.refusal(bin.restore, { params, body: {} })).toMatchObject({
      status: 409,
      code: 'name_taken',
      fields: { name: 'Already used here' },
    })
    const restored = await owner.call(bin.restore, { params, body: { name: 'Orphan' } })
    expect(restored).toEqual({ kind: 'group', id: child.id, name: 'Orphan', movedToTop: true })
    const group = await owner.call(groups.get, { params: { realm, groupId: child.id } })
    expect(group).toMatchObject({ name: 'Orphan', parentId: null, path: [] })
  })
})

async function realmId(name: string): Promise<unknown> {
  return rowsOf(await dump(server.db), 'realms').find((row) => row['name'] === name)?.['id']
}
