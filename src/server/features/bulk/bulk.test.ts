import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { activity } from '#contract/activity'
import { bin } from '#contract/bin'
import { bulk, type BulkAction, type BulkInput, type IdentitySelection } from '#contract/bulk'
import { groups } from '#contract/groups'
import { identities } from '#contract/identities'
import { systemContext } from '../../changes/batch'
import { change } from '../../changes/change'
import { newId } from '../../lib/ids'
import type { Client } from '../../testing/client'
import { dump, expectSame, expectSound } from '../../testing/dump'
import { addSession } from '../../testing/people'
import { startTestServer, type TestServer } from '../../testing/test-server'

let server: TestServer
let owner: Client
beforeAll(async () => {
  server = await startTestServer()
  owner = server.owner
})
afterAll(() => server.stop())

let realms = 0
interface Home {
  id: string
  realm: string
  group: string
  role: string
}
/** A realm with a group that gives a role. */
async function home(): Promise<Home> {
  const { id, name: realm } = await owner.realm(`bulk-${(realms += 1)}`)
  const group = await owner.group(realm, 'Ops')
  const role = await owner.role(realm, 'operator')
  await owner.call(groups.addRole, { params: { realm, groupId: group.id, roleId: role.id } })
  return { id, realm, group: group.id, role: role.id }
}

/** Puts people into a realm, without a request for each. */
async function plant(
  { id, realm }: Home,
  count: number,
  fields: (i: number) => object = () => ({}),
): Promise<string[]> {
  const ctx = { ...systemContext(server.running.deps, owner.accountId), realm: { id, name: realm } }
  const people = Array.from({ length: count }, (_, i) => ({
    id: newId(),
    fields: {
      username: `person ${String(i).padStart(5, '0')}`,
      email: null,
      firstName: '',
      lastName: '',
      status: 'active',
      attributes: {},
      breakGlass: false,
      invitedAt: null,
      ...fields(i),
    },
  }))
  await change(ctx, async (tx) => {
    await tx.ledger.create('identity', id, people)
    tx.record('realm.filled')
  })
  return people.map((person) => person.id)
}

const apply = (realm: string, select: IdentitySelection, action: BulkAction) =>
  owner.call(bulk.apply, { params: { realm }, body: { select, action } })
const refusal = (realm: string, body: BulkInput) => owner.refusal(bulk.apply, { params: { realm }, body })
const newest = async (realm: string) =>
  (await owner.call(activity.ofRealm, { params: { realm }, query: { limit: 1 } })).items[0]
const statuses = async (ids: readonly string[]) =>
  (await server.db.read.selectFrom('identities').select(['id', 'status']).where('id', 'in', ids).execute()).map(
    ({ status }) => status,
  )

describe('up to 500 people, in one change', () => {
  test('join and leave groups, are counted, and undone at once', async () => {
    const { realm, group, ...rest } = await home()
    const ids = await plant({ realm, group, ...rest }, 3)
    const before = await dump(server.db)
    const action: BulkAction = { kind: 'join-groups', groupIds: [group] }
    const preview = await owner.preview(bulk.apply, { params: { realm }, body: { select: { ids }, action } })
    expectSame(before, await dump(server.db))
    expect(preview.impact.counts).toEqual({ gained: 3, lost: 0, people: 3, exact: true })
    expect(preview.people).toEqual({ total: 3, done: 3, skipped: [] })

    const done = await apply(realm, { ids: [...ids, ids[0]!, newId()] }, action)
    expect(done).toMatchObject({
      batch: null,
      people: { total: 4, done: 3, skipped: [{ reason: 'gone', count: 1 }] },
    })
    expect(await newest(realm)).toMatchObject({
      id: done.event,
      type: 'identity.bulk',
      params: { action: 'join-groups', groups: { names: ['Ops'], total: 1 }, people: 3, total: 4 },
      changesTotal: 3,
      undo: { possible: true },
    })
    const idle = await owner.preview(bulk.apply, { params: { realm }, body: { select: { ids }, action } })
    expect(idle.people).toMatchObject({ total: 3, done: 0, skipped: [{ reason: 'already', count: 3 }] })
    const again = await apply(realm, { ids }, action)
    expect(again).toMatchObject({ event: null, people: { done: 0, skipped: [{ reason: 'already', count: 3 }] } })

    await owner.undoLast(realm)
    expect(await owner.call(groups.get, { params: { realm, groupId: group } })).toMatchObject({ memberCount: 0 })
    await apply(realm, { filter: {} }, action)
    const left = await apply(realm, { filter: { q: 'person 00001' } }, { kind: 'leave-groups', groupIds: [group] })
    expect(left.people).toEqual({ total: 1, done: 1, skipped: [] })
    expectSound(await dump(server.db))
  })

  test('get and lose roles', async () => {
    const made = await home()
    const ids = await plant(made, 2)
    const roleIds = [made.role]
    expect((await apply(made.realm, { ids }, { kind: 'give-roles', roleIds })).people.done).toBe(2)
    expect((await apply(made.realm, { ids: ids.slice(1) }, { kind: 'take-roles', roleIds })).people.done).toBe(1)
    const taken = await apply(made.realm, { ids }, { kind: 'take-roles', roleIds })
    expect(taken.people).toMatchObject({
      done: 1,
      skipped: [{ reason: 'already', count: 1, sample: [{ id: ids[1] }] }],
    })
    expectSound(await dump(server.db))
  })

  test('are suspended, which ends their sign-ins, and reactivated as what they were', async () => {
    const made = await home()
    const { now } = server.time
    const ids = await plant(made, 3, (i) => (i === 0 ? { invitedAt: now, status: 'invited' } : {}))
    await addSession(server.db, ids[1]!, { now })
    expect((await apply(made.realm, { ids }, { kind: 'suspend' })).people.done).toBe(3)
    expect(new Set(await statuses(ids))).toEqual(new Set(['suspended']))
    const sessions = await server.db.read.selectFrom('sessions').select('id').where('principal_id', 'in', ids).execute()
    expect(sessions).toEqual([])
    const back = await apply(made.realm, { filter: { status: 'suspended' } }, { kind: 'reactivate' })
    expect(back.people).toEqual({ total: 3, done: 3, skipped: [] })
    expect((await statuses(ids)).toSorted()).toEqual(['active', 'active', 'invited'])
    await owner.undoLast(made.realm)
    expect(new Set(await statuses(ids))).toEqual(new Set(['suspended']))
    expectSound(await dump(server.db))
  })

  test('are deleted, each to be restored alone, or all by an undo', async () => {
    const made = await home()
    const { realm } = made
    const ids = await plant(made, 3)
    await apply(realm, { ids }, { kind: 'join-groups', groupIds: [made.group] })
    const before = await dump(server.db)
    expect((await apply(realm, { ids }, { kind: 'delete' })).people.done).toBe(3)
    expect((await owner.call(bin.list, { params: { realm } })).total).toBe(3)
    await owner.call(bin.restore, { params: { realm, kind: 'identity', id: ids[0]! }, body: {} })
    expect((await owner.call(bin.list, { params: { realm } })).total).toBe(2)
    await owner.undoLast(realm)
    expect((await owner.call(bin.list, { params: { realm } })).total).toBe(3)
    await owner.undoLast(realm)
    const { items } = await owner.call(activity.ofRealm, { params: { realm }, query: { type: 'identity.bulk' } })
    await owner.call(activity.undo, { params: { eventId: items[0]!.id } }).catch(() => {})
    expectSound(await dump(server.db))
    expect((await dump(server.db))['identity_groups']).toHaveLength(before['identity_groups']?.length ?? 0)
  })

  test('are invited; whoever cannot be is named with the reason', async () => {
    const made = await home()
    const ids = await plant(
      made,
      4,
      (i) =>
        [
          { status: 'pending', email: 'a@example.org' },
          { status: 'pending' },
          { status: 'suspended', email: 'c@example.org' },
          { status: 'active', email: 'd@example.org' },
        ].at(i) ?? {},
    )
    const done = await apply(made.realm, { ids }, { kind: 'invite' })
    expect(done.people.done).toBe(1)
    expect(done.people.skipped.map(({ reason, sample }) => [reason, sample[0]?.id])).toEqual([
      ['no_email', ids[1]],
      ['suspended', ids[2]],
      ['already_active', ids[3]],
    ])
    expect(await newest(made.realm)).toMatchObject({ type: 'identity.bulk_invited', undo: { possible: false } })
    const again = await apply(made.realm, { ids: [ids[0]!] }, { kind: 'invite' })
    expect(again.people.skipped).toMatchObject([{ reason: 'throttled', count: 1 }])
  })

  test('a retry is answered as the first was', async () => {
    const made = await home()
    const ids = await plant(made, 2)
    const input = {
      params: { realm: made.realm },
      body: { select: { ids }, action: { kind: 'suspend' as const } },
      headers: { 'idempotency-key': newId() },
    }
    const first = await owner.send(bulk.apply, input)
    const again = await owner.send(bulk.apply, input)
    expect(again.body).toEqual(first.body)
    expect(first.body.event).not.toBeNull()
    expect(again.headers.get('x-event-id')).toBe(first.body.event)
  })
})

describe('more than 500 people, as a batch', () => {
  test('is shown by the first of them, done in the background in slices, and undone by a batch', async () => {
    const made = await home()
    const { realm, group } = made
    const ids = await plant(made, 730)
    const action: BulkAction = { kind: 'join-groups', groupIds: [group] }
    const before = await dump(server.db)
    const preview = await owner.preview(bulk.apply, { params: { realm }, body: { select: { filter: {} }, action } })
    expect(preview).toMatchObject({ total: 730, impact: { counts: { gained: 500, people: 500, exact: false } } })
    expect(preview.people).toEqual({ total: 730, done: 500, skipped: [] })
    expectSame(before, await dump(server.db))

    const started = await apply(realm, { filter: {}, expected: 730 }, action)
    expect(started).toMatchObject({ event: null, batch: { total: 730 }, people: { total: 730, done: 0 } })
    // Until it is their turn, one goes and one joins by themselves.
    await owner.call(identities.remove, { params: { realm, identityId: ids[1]! } })
    await owner.call(identities.joinGroups, { params: { realm, identityId: ids[2]! }, body: { groupIds: [group] } })
    const batchId = started.batch?.id ?? ''
    await server.running.worker.drain()
    const batch = await owner.call(activity.batch, { params: { realm, batchId } })
    expect(batch).toMatchObject({
      kind: 'bulk',
      about: { action: 'join-groups', groups: { names: ['Ops'], total: 1 } },
      total: 730,
      done: 728,
      skipped: 2,
      reasons: [
        { reason: 'gone', count: 1, sample: [{ id: ids[1] }] },
        { reason: 'already', count: 1, sample: [{ id: ids[2], name: 'person 00002' }] },
      ],
      finished: true,
    })
    expect(await owner.call(groups.get, { params: { realm, groupId: group } })).toMatchObject({ memberCount: 729 })
    expectSound(await dump(server.db))

    const { items } = await owner.call(activity.ofRealm, { params: { realm }, query: { batchId, limit: 200 } })
    expect(items.length).toBeGreaterThan(1)
    const shown = await owner.preview(activity.undo, { params: { eventId: items[0]!.id } })
    expect(shown.impact.counts.lost).toBeGreaterThan(0)
    const undone = await owner.call(activity.undo, { params: { eventId: items[0]!.id } })
    await server.running.worker.drain()
    const undo = await owner.call(activity.batch, { params: { realm, batchId: undone.batch?.id ?? '' } })
    expect(undo).toMatchObject({
      kind: 'undo',
      about: { kind: 'bulk', action: 'join-groups' },
      undoesBatchId: batchId,
      done: items.length,
      skipped: 0,
    })
    expect(await owner.call(groups.get, { params: { realm, groupId: group } })).toMatchObject({ memberCount: 1 })
    expectSound(await dump(server.db))
  })

  test('is seen by everybody while it runs, and afterwards, for an hour, by whoever began it', async () => {
    const made = await home()
    const { realm } = made
    await plant(made, 501)
    const viewer = await server.join('Vera', { role: 'viewer' })
    const seenBy = async (client: Client) =>
      (await client.call(activity.batches, { params: { realm } })).items.map(({ id, finished }) => ({ id, finished }))
    const other = await owner.realm(`bulk-${(realms += 1)}`)
    expect(await seenBy(owner)).toEqual([])
    const { batch } = await apply(realm, { filter: {} }, { kind: 'suspend' })
    const running = [{ id: batch?.id, finished: false }]
    expect([await seenBy(owner), await seenBy(viewer)]).toEqual([running, running])
    await server.running.worker.drain()
    expect([await seenBy(owner), await seenBy(viewer)]).toEqual([[{ id: batch?.id, finished: true }], []])
    expect(await owner.call(activity.batches, { params: { realm: other.name } })).toEqual({ items: [] })
    server.time.now += 3_600_000
    expect(await seenBy(owner)).toEqual([])
  })

  test('is stopped by its undo where it is', async () => {
    const made = await home()
    const { realm } = made
    await plant(made, 620)
    const started = await apply(realm, { filter: {} }, { kind: 'suspend' })
    const batchId = started.batch?.id ?? ''
    // One slice, as a worker that was stopped after it.
    const { runBatch } = await import('../../changes/batch')
    const { bulkWork } = await import('./bulk-actions')
    let slices = 0
    const once = {
      id: '',
      attempts: 0,
      goOn() {
        if (slices++ > 0) throw new Error('stopped')
      },
    }
    await expect(runBatch(server.running.deps, batchId, once, { bulk: bulkWork })).rejects.toThrow('stopped')
    const event = await newest(realm)
    await owner.call(activity.undo, { params: { eventId: event?.id ?? '' } })
    await server.running.worker.drain()
    const batch = await owner.call(activity.batch, { params: { realm, batchId } })
    expect(batch.finished).toBe(true)
    expect(batch.done).toBeLessThan(620)
    expect(batch.reasons).toMatchObject([{ reason: 'stopped', count: 620 - batch.done }])
    const suspended = await server.db.read
      .selectFrom('identities')
      .select('id')
      .where('realm_id', '=', made.id)
      .where('status', '=', 'suspended')
      .execute()
    expect(suspended).toEqual([])
    expectSound(await dump(server.db))
  })

  test('goes on without what was deleted since', async () => {
    const made = await home()
    const { realm, group } = made
    await plant(made, 510)
    const started = await apply(realm, { filter: {} }, { kind: 'join-groups', groupIds: [group] })
    await owner.call(groups.remove, { params: { realm, groupId: group } })
    await server.running.worker.drain()
    const batch = await owner.call(activity.batch, { params: { realm, batchId: started.batch?.id ?? '' } })
    expect(batch).toMatchObject({
      done: 0,
      skipped: 510,
      finished: true,
      reasons: [{ reason: 'group_gone', count: 510 }],
    })
  })
})

describe('is refused', () => {
  test('when others match by now than were shown, without a trace', async () => {
    const made = await home()
    await plant(made, 3)
    const before = await dump(server.db)
    const body = { select: { filter: {}, expected: 2 }, action: { kind: 'delete' as const } }
    expect(await refusal(made.realm, body)).toMatchObject({
      status: 409,
      code: 'selection_changed',
      details: { expected: 2, found: 3 },
    })
    await plant(made, 600, (i) => ({ username: `more ${i}` }))
    const after = await dump(server.db)
    expect(await refusal(made.realm, { ...body, select: { filter: {}, expected: 600 } })).toMatchObject({
      code: 'selection_changed',
      details: { expected: 600, found: 603 },
    })
    expectSame(after, await dump(server.db))
    expect(before['identities']?.length).toBeLessThan(after['identities']?.length ?? 0)
  })

  test('a filter that nobody knows: it would mean everyone', async () => {
    const made = await home()
    const filter = { colour: 'red' } as object
    const answer = await refusal(made.realm, { select: { filter }, action: { kind: 'delete' } })
    expect(answer).toMatchObject({ status: 422, code: 'invalid' })
  })

  test('groups and roles of another realm', async () => {
    const [made, other] = [await home(), await home()]
    const ids = await plant(made, 1)
    expect(
      await refusal(made.realm, { select: { ids }, action: { kind: 'join-groups', groupIds: [other.group] } }),
    ).toMatchObject({ status: 422, fields: { 'action.groupIds.0': 'There is no such group in this realm' } })
    expect(
      await refusal(made.realm, { select: { ids }, action: { kind: 'give-roles', roleIds: [made.role, other.role] } }),
    ).toMatchObject({ status: 422, fields: { 'action.roleIds.1': 'There is no such role in this realm' } })
  })

  test('groups that take approval, however many people', async () => {
    const made = await home()
    const ids = await plant(made, 501)
    await server.db.write
      .updateTable('groups')
      .set({ access_policy: JSON.stringify({ approvals: 1, approvalRoleIds: [], maxDurationSeconds: null }) })
      .where('id', '=', made.group)
      .execute()
    await server.db.write
      .updateTable('realms')
      .set({ settings: JSON.stringify({ approvals: { enabled: true } }) })
      .where('id', '=', made.id)
      .execute()
    const action: BulkAction = { kind: 'join-groups', groupIds: [made.group] }
    const expected = { status: 409, code: 'needs_approval', details: { groups: [{ id: made.group, name: 'Ops' }] } }
    expect(await refusal(made.realm, { select: { ids: ids.slice(0, 1) }, action })).toMatchObject(expected)
    expect(await refusal(made.realm, { select: { filter: {} }, action })).toMatchObject(expected)
  })
})
