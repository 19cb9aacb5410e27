import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { activity } from '#contract/activity'
import { applications } from '#contract/applications'
import { bin, BIN_DAYS } from '#contract/bin'
import type { Thing } from '#contract/changes'
import { type Group, groups } from '#contract/groups'
import { realms } from '#contract/realms'
import { type Role, roles } from '#contract/roles'
import { Ledger } from '../../changes/ledger'
import type { Client } from '../../testing/client'
import { dump, rowsOf } from '../../testing/dump'
import { startTestServer, type TestServer } from '../../testing/test-server'
import { purgeBin } from './purge'

const DAY = 24 * 3_600_000

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
  return (await owner.realm(`bin-${made}`)).name
}

const inBin = async (realm: string, query: Record<string, string> = {}) =>
  (await owner.call(bin.list, { params: { realm }, query: { limit: '200', ...query } })).items
const namesOf = (items: { name: string }[]) => items.map(({ name }) => name)
const removeGroup = (realm: string, { id }: { id: string }) =>
  owner.call(groups.remove, { params: { realm, groupId: id } })
const removeRole = (realm: string, { id }: { id: string }) =>
  owner.call(roles.remove, { params: { realm, roleId: id } })
const restoring = (realm: string, kind: Thing, { id }: { id: string }, name?: string) => ({
  params: { realm, kind, id },
  body: name === undefined ? {} : { name },
})
const restore = (realm: string, kind: Thing, thing: { id: string }, name?: string) =>
  owner.call(bin.restore, restoring(realm, kind, thing, name))
const getGroup = (realm: string, { id }: { id: string }) => owner.call(groups.get, { params: { realm, groupId: id } })
const rolesOf = async (realm: string, { id }: Group) =>
  namesOf((await owner.call(groups.roles, { params: { realm, groupId: id } })).items)

/** Deleting applications and people has no endpoint yet; it will do this. */
async function removeThing(realm: string, kind: Thing, ids: { kind: Thing; id: string }[]): Promise<void> {
  const { id: realmId } = await owner.call(realms.get, { params: { realm } })
  const context = { now: server.time.now, accountId: owner.accountId, actorName: 'Olga Owner' }
  await server.db.write.transaction().execute((tx) => new Ledger(tx, context).remove(realmId, ids))
  expect((await inBin(realm, { kind }))[0]).toMatchObject({ kind, id: ids[0]?.id })
}

describe('the bin', () => {
  test('is empty at first', async () => {
    const empty = { items: [], nextCursor: null, total: 0, totalExact: true }
    expect(await owner.call(bin.list, { params: { realm: await newRealm() } })).toEqual(empty)
    const other = await server.register('Eva Empty')
    expect(await other.call(bin.listRealms, { params: { accountId: other.accountId } })).toEqual(empty)
  })

  test('tells what lies in it, by whom, until when, and what came along; newest first', async () => {
    const realm = await newRealm()
    const colleague = await server.join('Cora Colleague', { role: 'admin' })
    const parent = await owner.group(realm, 'Parent')
    await owner.group(realm, 'Child', { parentId: parent.id })
    const role = await owner.role(realm, 'role')
    await removeRole(realm, role)
    server.time.now += 1000
    await colleague.call(groups.remove, { params: { realm, groupId: parent.id } })
    const times = (now: number) => ({
      deletedAt: new Date(now).toISOString(),
      expiresAt: new Date(now + BIN_DAYS * DAY).toISOString(),
    })
    expect(await inBin(realm)).toEqual([
      {
        kind: 'group',
        id: parent.id,
        name: 'Parent',
        deletedBy: 'Cora Colleague',
        withIt: 1,
        toTop: false,
        ...times(server.time.now),
      },
      {
        kind: 'role',
        id: role.id,
        name: 'role',
        deletedBy: 'Olga Owner',
        withIt: 0,
        toTop: false,
        ...times(server.time.now - 1000),
      },
    ])
    expect(namesOf(await inBin(realm, { kind: 'role' }))).toEqual(['role'])
    expect(namesOf(await inBin(realm, { q: 'PAR' }))).toEqual(['Parent'])
    expect(await inBin(realm, { kind: 'realm' })).toEqual([])
  })

  test('comes in pages', async () => {
    const realm = await newRealm()
    for (let i = 0; i < 9; i++) {
      server.time.now += i % 3 === 0 ? 1 : 0
      await removeGroup(realm, await owner.group(realm, `Group ${i}`))
    }
    const found: string[] = []
    let cursor = ''
    do {
      const page = await owner.call(bin.list, { params: { realm }, query: { limit: 2, ...(cursor && { cursor }) } })
      expect(page.total).toBe(9)
      found.push(...namesOf(page.items))
      cursor = page.nextCursor ?? ''
    } while (cursor)
    expect(found).toEqual(Array.from({ length: 9 }, (_, i) => `Group ${8 - i}`))
  })
})

describe('restoring', () => {
  test('brings back nesting, mappings and attributes', async () => {
    const realm = await newRealm()
    const [given, inside] = [await owner.role(realm, 'given'), await owner.role(realm, 'inside')]
    const top = await owner.group(realm, 'Top', { attributes: { a: ['1'] } })
    const middle = await owner.group(realm, 'Middle', { parentId: top.id })
    const bottom = await owner.group(realm, 'Bottom', { parentId: middle.id })
    const beside = await owner.group(realm, 'Beside', { parentId: middle.id })
    await owner.call(groups.addRole, { params: { realm, groupId: top.id, roleId: given.id } })
    await owner.call(groups.addRole, { params: { realm, groupId: bottom.id, roleId: inside.id } })
    // In the bin already when the rest goes: it stays there.
    await removeGroup(realm, beside)
    await removeGroup(realm, top)

    const answer = await owner.send(bin.restore, restoring(realm, 'group', top))
    expect(answer).toMatchObject({ status: 200, body: { kind: 'group', id: top.id, name: 'Top', movedToTop: false } })
    const events = await owner.call(activity.ofRealm, { params: { realm }, query: { limit: 1 } })
    expect(events.items[0]).toMatchObject({
      id: answer.headers.get('x-event-id'),
      type: 'group.restored',
      params: { name: 'Top', withIt: 2 },
    })
    expect((await getGroup(realm, bottom)).path.map(({ name }) => name)).toEqual(['Top', 'Middle'])
    expect(await getGroup(realm, top)).toEqual({
      ...top,
      childCount: 1,
      version: 3,
      updatedAt: expect.any(String) as string,
    })
    expect(await rolesOf(realm, top)).toEqual(['given'])
    expect(await rolesOf(realm, bottom)).toEqual(['inside'])
    expect(namesOf(await inBin(realm))).toEqual(['Beside'])
    expect((await restore(realm, 'group', beside)).movedToTop).toBe(false)
    expect((await getGroup(realm, beside)).parentId).toBe(middle.id)
  })

  test('leaves out links to what was deleted or unlinked meanwhile, and brings them with it', async () => {
    const realm = await newRealm()
    const [kept, dropped, later] = [
      await owner.role(realm, 'kept'),
      await owner.role(realm, 'dropped'),
      await owner.role(realm, 'later'),
    ]
    const group = await owner.group(realm, 'Group')
    for (const role of [kept, dropped, later]) {
      await owner.call(groups.addRole, { params: { realm, groupId: group.id, roleId: role.id } })
    }
    await removeGroup(realm, group)
    await removeRole(realm, later)
    await restore(realm, 'group', group)
    expect(await rolesOf(realm, group)).toEqual(['dropped', 'kept'])
    await restore(realm, 'role', later)
    expect(await rolesOf(realm, group)).toEqual(['dropped', 'kept', 'later'])
  })

  test('of a role brings back what it contains and what contains it', async () => {
    const realm = await newRealm()
    const [outer, role, inner] = [
      await owner.role(realm, 'outer'),
      await owner.role(realm, 'role'),
      await owner.role(realm, 'inner'),
    ]
    const include = (a: Role, b: Role) =>
      owner.call(roles.include, { params: { realm, roleId: a.id, includedRoleId: b.id } })
    await include(outer, role)
    await include(role, inner)
    await removeRole(realm, role)
    expect((await owner.call(roles.get, { params: { realm, roleId: outer.id } })).composite).toBe(false)
    await restore(realm, 'role', role)
    const includes = async ({ id }: Role) =>
      namesOf((await owner.call(roles.includes, { params: { realm, roleId: id } })).items)
    expect([await includes(outer), await includes(role)]).toEqual([['role'], ['inner']])
  })

  test('puts a group at the top when the group it lay in is gone, and says so', async () => {
    const realm = await newRealm()
    const parent = await owner.group(realm, 'Parent')
    const child = await owner.group(realm, 'Child', { parentId: parent.id })
    await removeGroup(realm, child)
    await removeGroup(realm, parent)
    expect((await inBin(realm)).map(({ name, toTop }) => ({ name, toTop }))).toEqual([
      { name: 'Parent', toTop: false },
      { name: 'Child', toTop: true },
    ])
    expect(await restore(realm, 'group', child)).toMatchObject({ movedToTop: true })
    expect(await getGroup(realm, child)).toMatchObject({ parentId: null, path: [] })
    await restore(realm, 'group', parent)
    expect(await getGroup(realm, parent)).toMatchObject({ childCount: 0 })
  })

  test('needs a new name when the old one is taken', async () => {
    const realm = await newRealm()
    const [group, role] = [await owner.group(realm, 'Ops'), await owner.role(realm, 'auditor')]
    await removeGroup(realm, group)
    await removeRole(realm, role)
    await owner.group(realm, 'OPS')
    await owner.role(realm, 'Auditor')
    const taken = { status: 409, code: 'name_taken', fields: { name: 'Already used here' } }
    expect(await owner.refusal(bin.restore, restoring(realm, 'group', group))).toMatchObject(taken)
    expect(await owner.refusal(bin.restore, restoring(realm, 'group', group, 'ops'))).toMatchObject(taken)
    expect(await owner.preview(bin.restore, restoring(realm, 'group', group))).toMatchObject({
      impact: { blocked: [{ code: 'name_taken' }] },
    })
    expect(await owner.refusal(bin.restore, restoring(realm, 'role', role))).toMatchObject(taken)
    expect(await restore(realm, 'group', group, 'Ops, restored')).toMatchObject({ name: 'Ops, restored' })
    expect(await restore(realm, 'role', role, 'auditor, restored')).toMatchObject({ name: 'auditor, restored' })
    expect(await getGroup(realm, group)).toMatchObject({ name: 'Ops, restored' })
    expect(await inBin(realm)).toEqual([])
  })

  test('at the top needs a name that is free there', async () => {
    const realm = await newRealm()
    const parent = await owner.group(realm, 'Parent')
    const child = await owner.group(realm, 'Twin', { parentId: parent.id })
    await owner.group(realm, 'Twin')
    await removeGroup(realm, child)
    await removeGroup(realm, parent)
    expect(await owner.refusal(bin.restore, restoring(realm, 'group', child))).toMatchObject({
      status: 409,
      code: 'name_taken',
    })
    expect(await restore(realm, 'group', child, 'Twin 2')).toMatchObject({ name: 'Twin 2', movedToTop: true })
  })

  test('happens once, of what lies there alone, under its own kind and realm', async () => {
    const [realm, other] = [await newRealm(), await newRealm()]
    const parent = await owner.group(realm, 'Parent')
    const child = await owner.group(realm, 'Child', { parentId: parent.id })
    const living = await owner.group(realm, 'Living')
    await removeGroup(realm, parent)
    const nothing = { status: 404, code: 'not_found' }
    expect(await owner.refusal(bin.restore, restoring(realm, 'group', living))).toMatchObject(nothing)
    expect(await owner.refusal(bin.restore, restoring(realm, 'group', child))).toMatchObject(nothing)
    expect(await owner.refusal(bin.restore, restoring(realm, 'role', parent))).toMatchObject(nothing)
    expect(await owner.refusal(bin.restore, restoring(other, 'group', parent))).toMatchObject(nothing)
    const { id } = await owner.call(realms.get, { params: { realm } })
    expect(await owner.refusal(bin.restore, restoring(realm, 'realm', { id }))).toMatchObject(nothing)
    await restore(realm, 'group', parent)
    expect(await owner.refusal(bin.restore, restoring(realm, 'group', parent))).toMatchObject(nothing)
  })

  test('needs the permission to write that kind', async () => {
    const realm = await newRealm()
    const support = await server.join('Sam Support', { role: 'support' })
    const group = await owner.group(realm, 'Group')
    await removeGroup(realm, group)
    expect(await support.refusal(bin.restore, restoring(realm, 'group', group))).toMatchObject({
      status: 403,
      details: { permission: 'group:write' },
    })
    expect(await support.refusal(bin.restore, restoring(realm, 'role', group))).toMatchObject({
      status: 403,
      details: { permission: 'role:write' },
    })
    // Support may write people: there is only nobody of that id.
    expect(await support.refusal(bin.restore, restoring(realm, 'identity', group))).toMatchObject({ status: 404 })
  })

  test('of an application brings its roles, which cannot come before it', async () => {
    const realm = await newRealm()
    const { items } = await owner.call(applications.list, { params: { realm }, query: { q: 'broker' } })
    const application = items[0]!
    const { items: own } = await owner.call(applications.roles, { params: { realm, applicationId: application.id } })
    const role = own[0]!
    await removeRole(realm, role)
    await removeThing(realm, 'application', [{ kind: 'application', id: application.id }])
    expect(await owner.refusal(bin.restore, restoring(realm, 'role', role))).toMatchObject({
      status: 409,
      code: 'parent_in_bin',
    })
    expect(await owner.preview(bin.restore, restoring(realm, 'role', role))).toMatchObject({
      impact: { blocked: [{ code: 'parent_in_bin' }] },
    })
    expect(await restore(realm, 'application', application)).toMatchObject({ kind: 'application', id: application.id })
    expect(await restore(realm, 'role', role)).toMatchObject({ kind: 'role', name: 'uma_protection' })
    expect((await owner.call(applications.roles, { params: { realm, applicationId: application.id } })).total).toBe(1)
  })

  test('of a person takes a username that is not reserved', async () => {
    const { name: realm } = await owner.realm('bin-people', { firstAdministrator: { username: 'ada' } })
    const rows = rowsOf(await dump(server.db), 'identities').filter(({ username }) => username === 'ada')
    const id = String(rows[0]?.['id'])
    await removeThing(realm, 'identity', [{ kind: 'identity', id }])
    expect(await owner.refusal(bin.restore, restoring(realm, 'identity', { id }, 'count'))).toMatchObject({
      status: 422,
      fields: { name: 'This word is reserved' },
    })
    expect(await restore(realm, 'identity', { id })).toEqual({ kind: 'identity', id, name: 'ada', movedToTop: false })
    expect((await owner.call(realms.get, { params: { realm } })).counts.identities.total).toBe(1)
  })
})

describe('after thirty days', () => {
  /** Sessions do not last that long. The worker purges as well, at times of its own, so only what is left counts. */
  async function later(milliseconds: number): Promise<void> {
    server.time.now += milliseconds
    await owner.signIn('Olga Owner')
    await purgeBin(server.running.deps)
  }

  test('things end for good, with their links; what is younger and what lives stays', async () => {
    const realm = await newRealm()
    const role = await owner.role(realm, 'role')
    const [old, living] = [await owner.group(realm, 'Old'), await owner.group(realm, 'Living')]
    const inside = await owner.group(realm, 'Inside', { parentId: old.id })
    const earlier = await owner.group(realm, 'Earlier', { parentId: old.id })
    for (const { id } of [old, inside, living])
      await owner.call(groups.addRole, { params: { realm, groupId: id, roleId: role.id } })
    await removeGroup(realm, old)
    await restore(realm, 'group', old)
    await removeGroup(realm, earlier)
    await removeGroup(realm, old)
    // The group that it lay in went first, and it goes an hour later.
    await server.db.write
      .updateTable('deletions')
      .set({ deleted_at: server.time.now + 3_600_000 })
      .where('root_id', '=', earlier.id)
      .execute()

    await later(BIN_DAYS * DAY - 1)
    expect(namesOf(await inBin(realm)).sort()).toEqual(['Earlier', 'Old'])
    await later(1)
    expect(await inBin(realm)).toMatchObject([{ name: 'Earlier', toTop: true }])
    expect(await owner.refusal(bin.restore, restoring(realm, 'group', old))).toMatchObject({ status: 404 })
    const rows = await dump(server.db)
    const ids = new Set([old.id, inside.id])
    for (const table of ['groups', 'group_roles']) {
      const left = rowsOf(rows, table).filter((row) => ids.has(String(row['id'])) || ids.has(String(row['group_id'])))
      expect(left).toEqual([])
    }
    expect(await rolesOf(realm, living)).toEqual(['role'])
    // What it lay in is no more.
    expect(await restore(realm, 'group', earlier)).toMatchObject({ movedToTop: true })
    const { items } = await owner.call(activity.ofRealm, { params: { realm }, query: { type: 'bin.purged' } })
    expect(items).toMatchObject([
      {
        actor: { kind: 'system', name: 'Castellan' },
        via: 'job',
        params: { kind: 'group', name: 'Old', withIt: 1 },
        undo: { possible: false },
      },
    ])
  })

  test('a realm ends for good with everything in it, and its name is free', async () => {
    const { id, name: realm } = await owner.realm('Ends', { firstAdministrator: { username: 'ada' } })
    const group = await owner.group(realm, 'Group')
    await removeGroup(realm, await owner.group(realm, 'In its bin'))
    const role = await owner.role(realm, 'role')
    await owner.call(groups.addRole, { params: { realm, groupId: group.id, roleId: role.id } })
    await owner.call(realms.remove, { params: { realm } })
    await later(BIN_DAYS * DAY)

    const params = { accountId: owner.accountId, realmId: id }
    expect(await owner.refusal(bin.restoreRealm, { params, body: {} })).toMatchObject({ status: 404 })
    // The log stays, and numbers of who changed until they are swept away.
    const kept = ['events', 'event_changes', 'people_changes']
    const rows = Object.entries(await dump(server.db)).filter(([table]) => !kept.includes(table))
    expect(rows.filter(([, of]) => JSON.stringify(of).includes(id)).map(([table]) => table)).toEqual([])
    expect(await owner.realm('ends')).toMatchObject({ name: 'ends' })
    // Of its people nothing is left either.
    const people = await server.db.read.selectFrom('principals').select('id').where('kind', '=', 'identity').execute()
    const identities = await server.db.read.selectFrom('identities').select('id').execute()
    expect(people.map((one) => one.id).sort()).toEqual(identities.map((one) => one.id).sort())
  })

  test('undo of what has ended says what happened to it', async () => {
    const realm = await newRealm()
    const group = await owner.group(realm, 'Group')
    await removeGroup(realm, group)
    const { items } = await owner.call(activity.ofRealm, { params: { realm }, query: { limit: 1 } })
    await later(BIN_DAYS * DAY)
    expect(await owner.refusal(activity.undo, { params: { eventId: items[0]!.id } })).toMatchObject({
      status: 409,
      code: 'built_upon',
    })
  })
})
