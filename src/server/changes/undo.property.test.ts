import fc from 'fast-check'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { accessRequests } from '#contract/access-requests'
import { activity, type Event, eventTypes, type UndoResult } from '#contract/activity'
import { applications } from '#contract/applications'
import { bin } from '#contract/bin'
import { bulk, type BulkAction } from '#contract/bulk'
import type { Endpoint, ResponseOf } from '#contract/endpoint'
import { groups } from '#contract/groups'
import { identities } from '#contract/identities'
import { realms } from '#contract/realms'
import { roles } from '#contract/roles'
import { settings } from '#contract/settings'
import type { CallInput } from '../testing/client'
import { anyWish, commandOf, send } from '../testing/commands'
import { type Dump, dump, expectSound, livingState, rowsOf } from '../testing/dump'
import { holds } from '../testing/holds'
import { addSession } from '../testing/people'
import { clearRealms, plantRealm, realmPlan } from '../testing/random-realm'
import { startTestServer, type TestServer } from '../testing/test-server'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  // It would end memberships that are over, between one look at everything and the next.
  await server.running.worker.stop()
})
afterAll(() => server.stop())

let realmsMade = 0

/** Mail that went out cannot be called back. */
const wishToUndo = anyWish.filter(({ what }) => what !== 'invite')

interface Past {
  eventId: string
  before: Dump
  after: Dump
}

test('undo and redo restore exactly what was, of every event that can be undone', { timeout: 240_000 }, async () => {
  await holds(
    fc.asyncProperty(realmPlan, fc.array(wishToUndo, { minLength: 6, maxLength: 14 }), async (plan, wishes) => {
      const { owner, db, time } = server
      const home = { accountId: owner.accountId, name: `realm-${realmsMade++}` }
      await clearRealms(db)
      await plantRealm(db, { ...home, now: time.now }, plan)
      const past: Past[] = []
      let now = await dump(db)
      for (const wish of wishes) {
        time.now += 1000
        const { headers } = await send(owner, commandOf(wish, now, home), false)
        const eventId = headers.get('x-event-id')
        if (eventId === null) continue
        const before = now
        now = await dump(db)
        past.push({ eventId, before, after: now })
      }
      await goBackThrough(past)
    }),
    20,
  )
})

test('and so they do, one by one, for every type of event that can be undone', { timeout: 120_000 }, async () => {
  const { owner, db, time } = server
  const [realm, accountId] = ['every-type', owner.accountId]
  await clearRealms(db)
  const nothing = { contains: [], gives: [], belongs: [], holds: [] }
  const planted = await plantRealm(
    db,
    { accountId, name: 'planted', now: time.now },
    {
      ...nothing,
      groups: [],
      applications: [{ enabled: true, dead: true }],
      roles: [{ of: 0, isDefault: false, dead: false }],
      people: [{ status: 'active', dead: true }],
    },
  )
  const past: Past[] = []
  const types: string[] = []
  const does = async <E extends Endpoint>(endpoint: E, input: CallInput<E>): Promise<ResponseOf<E>> => {
    time.now += 1000
    const before = await dump(db)
    const answer = await owner.send(endpoint, input)
    const eventId = answer.headers.get('x-event-id')
    if (eventId === null) throw new Error(`${endpoint.path}: ${JSON.stringify(answer.body)}`)
    past.push({ eventId, before, after: await dump(db) })
    types.push((await eventOf(eventId)).type)
    return answer.body
  }

  await does(bin.restore, { params: { realm: 'planted', kind: 'application', id: planted.applications[0]! }, body: {} })
  await does(bin.restore, { params: { realm: 'planted', kind: 'identity', id: planted.people[0]! }, body: {} })
  const { id: realmId } = await does(realms.create, { body: { name: realm, firstAdministrator: { username: 'ada' } } })
  await does(realms.update, { params: { realm }, ifMatch: 1, body: { description: 'For trying' } })
  const outer = await does(groups.create, { params: { realm }, body: { name: 'Outer' } })
  const inner = await does(groups.create, { params: { realm }, body: { name: 'Inner', attributes: { floor: ['3'] } } })
  const groupId = inner.id
  await does(groups.update, {
    params: { realm, groupId },
    ifMatch: 1,
    body: { attributes: { floor: [], room: ['a'] } },
  })
  await does(groups.update, { params: { realm, groupId }, ifMatch: 2, body: { parentId: outer.id, name: 'Moved' } })
  const whole = await does(roles.create, { params: { realm }, body: { name: 'Whole' } })
  const part = await does(roles.create, { params: { realm }, body: { name: 'Part' } })
  const [roleId, includedRoleId] = [whole.id, part.id]
  await does(roles.update, { params: { realm, roleId }, ifMatch: 1, body: { name: 'All of it' } })
  await does(roles.include, { params: { realm, roleId, includedRoleId } })
  await does(groups.addRole, { params: { realm, groupId, roleId } })
  await does(roles.remove, { params: { realm, roleId } })
  await does(bin.restore, { params: { realm, kind: 'role', id: roleId }, body: { name: 'Back again' } })
  await does(groups.remove, { params: { realm, groupId: outer.id } })
  await does(bin.restore, { params: { realm, kind: 'group', id: outer.id }, body: {} })
  await does(groups.remove, { params: { realm, groupId } })
  await does(groups.remove, { params: { realm, groupId: outer.id } })
  // It comes back at the top level, since its place is gone.
  await does(bin.restore, { params: { realm, kind: 'group', id: groupId }, body: { name: 'Orphan' } })
  await does(groups.removeRole, { params: { realm, groupId, roleId } })
  await does(roles.exclude, { params: { realm, roleId, includedRoleId } })
  const { id: identityId } = await does(identities.create, {
    params: { realm },
    body: { username: 'grace', email: 'grace@example.org', groupIds: [groupId], invite: true },
  })
  const grace = { realm, identityId }
  await does(identities.update, {
    params: grace,
    ifMatch: 1,
    body: { username: 'hopper', attributes: { floor: ['3'] } },
  })
  await addSession(db, identityId, { now: time.now })
  await does(identities.suspend, { params: grace })
  await does(identities.reactivate, { params: grace })
  const { id: third } = await does(groups.create, { params: { realm }, body: { name: 'Third' } })
  const endsAt = new Date(time.now + 3_600_000).toISOString()
  await does(identities.joinGroups, { params: grace, body: { groupIds: [third], endsAt } })
  await does(identities.joinGroups, { params: grace, body: { groupIds: [third] } })
  await does(identities.setGroups, { params: grace, body: { groupIds: [] } })
  const members = { params: { realm, groupId: third }, body: { identityIds: [identityId] } }
  await does(identities.addMembers, members)
  await does(identities.removeMembers, members)
  await does(identities.addMembers, members)
  await does(identities.setDefaultGroups, { params: { realm }, body: { groupIds: [third] } })
  await does(identities.giveRole, { params: { ...grace, roleId } })
  await does(identities.takeRole, { params: { ...grace, roleId } })
  const { id: second } = await does(identities.create, { params: { realm }, body: { username: 'second' } })
  const ids = [identityId, second]
  const bulkActions: BulkAction[] = [
    { kind: 'give-roles', roleIds: [roleId] },
    { kind: 'join-groups', groupIds: [groupId] },
    { kind: 'take-roles', roleIds: [roleId] },
    { kind: 'leave-groups', groupIds: [groupId, third] },
    { kind: 'suspend' },
    { kind: 'reactivate' },
  ]
  await addSession(db, identityId, { now: time.now })
  for (const action of bulkActions) await does(bulk.apply, { params: { realm }, body: { select: { ids }, action } })
  await does(bulk.apply, { params: { realm }, body: { select: { ids: [second] }, action: { kind: 'delete' } } })
  await addSession(db, identityId, { now: time.now })
  await does(identities.remove, { params: grace })
  await does(settings.update, { params: { realm }, ifMatch: 2, body: { emailUnique: false } })
  const policy = { approvals: 1, approvalRoleIds: [roleId], maxDurationSeconds: 3600 }
  await does(accessRequests.setPolicy, { params: { realm, groupId }, body: { policy } })
  const { id: applicationId } = await does(applications.create, {
    params: { realm },
    body: { name: 'Wiki', clientId: 'wiki', oidc: { redirectUris: ['https://wiki.example.org/'] } },
  })
  const inApplication = { realm, applicationId }
  await does(applications.createRole, { params: inApplication, body: { name: 'Editor' } })
  await does(applications.update, { params: inApplication, ifMatch: 1, body: { protocol: 'saml', clientId: 'w' } })
  await does(applications.update, { params: inApplication, ifMatch: 2, body: { enabled: false } })
  await does(applications.update, { params: inApplication, ifMatch: 3, body: { enabled: true, name: 'The wiki' } })
  await does(applications.remove, { params: inApplication })
  await does(realms.remove, { params: { realm } })
  await does(bin.restoreRealm, { params: { accountId, realmId }, body: {} })
  await does(activity.undo, { params: { eventId: past.at(-1)!.eventId } })

  const undoable = Object.entries(eventTypes).flatMap(([type, { undoable: can }]) => (can ? [type] : []))
  // What a batch makes is undone by a batch.
  expect(new Set([...types, 'realm.filled', 'identity.imported'])).toEqual(new Set(undoable))
  await goBackThrough(past)
})

test('a batch is undone, redone and undone again as a whole', { timeout: 120_000 }, async () => {
  const own = await startTestServer()
  onTestFinished(() => own.stop())
  const { owner, db } = own
  const realm = 'batch'
  await owner.realm(realm, { start: 'practice' })
  await workOff(own)
  const all = await dump(db)
  const filled = livingState(all)
  const slices = rowsOf(all, 'events').filter((row) => row['type'] === 'realm.filled')
  const made = rowsOf(all, 'event_changes').filter((row) => slices.some(({ id }) => id === row['event_id']))
  const ids = new Set(made.flatMap((row) => [row['subject_id'], row['other_id']]))
  const empty = Object.fromEntries(
    Object.entries(filled).filter(([key]) => !key.split(/[ :]/).some((id) => ids.has(id))),
  )
  expect(Object.keys(empty)).toHaveLength(Object.keys(filled).length - made.length)
  for (const expected of [empty, filled, empty, filled]) {
    // Any event of the batch stands for all of it.
    const { items } = await owner.call(activity.ofRealm, { params: { realm }, query: { limit: 1 } })
    const answer = await owner.call(activity.undo, { params: { eventId: items[0]!.id } })
    expect(answer).toMatchObject({ event: null, batch: { id: expect.any(String) } })
    await workOff(own)
    const now = await dump(db)
    expectSound(now)
    expect(livingState(now)).toEqual(expected)
  }
})

/** A round of the worker may be under way already, and past what was asked for just now. */
async function workOff({ db, running }: TestServer): Promise<void> {
  while (rowsOf(await dump(db), 'jobs').length > 0) await running.worker.drain()
}

/** From the newest to the oldest: undoes each event, redoes it, and undoes it for good. */
async function goBackThrough(past: readonly Past[]): Promise<void> {
  /** After an undo was taken back, its event can only be undone again through the event that redid it. */
  const standsFor = new Map<string, string>()
  for (const { eventId, before, after } of past.toReversed()) {
    const event = standsFor.get(eventId) ?? eventId
    const undone = await undo(event, before)
    const redone = await undo(undone.id, after)
    const again = await undo(redone.id, before)
    await expectUndoneAlready(event, before)
    const { undoesEventId } = await eventOf(eventId)
    if (undoesEventId) standsFor.set(undoesEventId, again.id)
  }
}

/** Undoes an event that says it can be undone, and expects the state that people see to be the one given. */
async function undo(eventId: string, expected: Dump): Promise<Event> {
  server.time.now += 1000
  const event = await eventOf(eventId)
  expect(event.undo, event.type).toEqual({ possible: true })
  const answer = await server.owner.send<typeof activity.undo, UndoResult>(activity.undo, { params: { eventId } })
  expect(answer, `${event.type} ${JSON.stringify(answer.body)}`).toMatchObject({ status: 200 })
  const now = await dump(server.db)
  expectSound(now)
  expect(livingState(now)).toEqual(livingState(expected))
  const undone = answer.body.event
  if (!undone) throw new Error('Undo wrote no event')
  expect(undone).toMatchObject({ type: 'change.undone', undoesEventId: eventId })
  return undone
}

async function expectUndoneAlready(eventId: string, expected: Dump): Promise<void> {
  expect(await server.owner.refusal(activity.undo, { params: { eventId } })).toMatchObject({
    status: 409,
    code: 'already_undone',
  })
  expect((await eventOf(eventId)).undo).toMatchObject({ possible: false, reason: 'already_undone' })
  expect(livingState(await dump(server.db))).toEqual(livingState(expected))
}

async function eventOf(eventId: string): Promise<Event> {
  const params = { accountId: server.owner.accountId }
  const { items } = await server.owner.call(activity.ofAccount, { params, query: { eventId } })
  const [event] = items
  if (!event) throw new Error('No such event')
  return event
}
