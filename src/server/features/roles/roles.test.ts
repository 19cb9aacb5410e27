import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { activity } from '#contract/activity'
import { groups } from '#contract/groups'
import { type Role, roles } from '#contract/roles'
import type { Client } from '../../testing/client'
import { startTestServer, type TestServer } from '../../testing/test-server'

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
  return (await owner.realm(`roles-${made}`)).name
}

const nobody = '00000000-0000-7000-8000-000000000000'
const list = async (realm: string, query: Record<string, string> = {}): Promise<Role[]> =>
  (await owner.call(roles.list, { params: { realm }, query: { limit: '200', ...query } })).items
const namesOf = (items: { name: string }[]) => items.map(({ name }) => name)
const eventsIn = async (realm: string) => (await owner.call(activity.ofRealm, { params: { realm } })).items

describe('roles', () => {
  test('are created, read, edited and deleted', async () => {
    const realm = await newRealm()
    const answer = await owner.send(roles.create, {
      params: { realm },
      body: { name: 'auditor', description: 'Reads' },
    })
    expect(answer.status).toBe(201)
    const role = answer.body
    expect(role).toEqual({
      id: expect.any(String) as string,
      name: 'auditor',
      description: 'Reads',
      applicationId: null,
      application: null,
      isDefault: false,
      composite: false,
      version: 1,
      createdAt: new Date(server.time.now).toISOString(),
      updatedAt: new Date(server.time.now).toISOString(),
    })
    const params = { realm, roleId: role.id }
    server.time.now += 1000
    const edited = await owner.call(roles.update, { params, ifMatch: 1, body: { name: 'Auditor' } })
    expect(edited).toEqual({ ...role, name: 'Auditor', version: 2, updatedAt: new Date(server.time.now).toISOString() })
    expect(await owner.call(roles.get, { params })).toEqual(edited)
    expect((await owner.send(roles.remove, { params, ifMatch: 2 })).status).toBe(204)
    expect(await owner.refusal(roles.get, { params })).toMatchObject({ status: 404, code: 'not_found' })
    expect(namesOf(await list(realm))).toEqual(['offline_access', 'uma_authorization'])
    expect((await eventsIn(realm)).map(({ type }) => type)).toEqual([
      'role.deleted',
      'role.updated',
      'role.created',
      'realm.created',
    ])
  })

  test('of the realm are listed apart from those of applications', async () => {
    const realm = await newRealm()
    await owner.role(realm, 'own')
    const [own, ofApplications, all] = [
      await list(realm),
      await list(realm, { of: 'application' }),
      await list(realm, { of: 'all' }),
    ]
    expect(namesOf(own)).toEqual(['offline_access', 'own', 'uma_authorization'])
    expect(ofApplications.every(({ application, applicationId }) => application?.id === applicationId)).toBe(true)
    expect([...own, ...ofApplications].map(({ id }) => id).sort()).toEqual(all.map(({ id }) => id).sort())
    expect(await owner.refusal(roles.list, { params: { realm }, query: { of: 'nobody' } })).toMatchObject({
      status: 422,
      fields: { of: expect.any(String) as string },
    })
  })

  test('have names that are unique within the realm or their application', async () => {
    const realm = await newRealm()
    await owner.role(realm, 'auditor')
    // Applications have roles of this name, the realm has none yet.
    await owner.role(realm, 'uma_protection')
    const taken = { status: 409, code: 'name_taken', fields: { name: 'Already used here' } }
    for (const name of ['auditor', 'AUDITOR', 'Offline_Access', 'ａｕｄｉｔｏｒ']) {
      expect(await owner.refusal(roles.create, { params: { realm }, body: { name } })).toMatchObject(taken)
    }
    const admin = (await list(realm, { of: 'application', q: 'realm-admin' }))[0]!
    const rename = (name: string) => ({ params: { realm, roleId: admin.id }, ifMatch: 1, body: { name } })
    expect(await owner.refusal(roles.update, rename('VIEW-realm'))).toMatchObject(taken)
    expect(await owner.call(roles.update, rename('auditor'))).toMatchObject({
      name: 'auditor',
      applicationId: admin.applicationId,
    })
  })

  test('edited or deleted from a stale page are refused', async () => {
    const realm = await newRealm()
    const role = await owner.role(realm, 'contested')
    const params = { realm, roleId: role.id }
    expect(await owner.refusal(roles.update, { params, body: { name: 'x' } })).toMatchObject({ status: 428 })
    const current = await owner.call(roles.update, { params, ifMatch: 1, body: { description: 'First' } })
    const expected = {
      status: 409,
      code: 'changed_meanwhile',
      details: { current, events: [{ type: 'role.updated' }] },
    }
    expect(await owner.refusal(roles.update, { params, ifMatch: 1, body: { name: 'second' } })).toMatchObject(expected)
    expect(await owner.refusal(roles.remove, { params, ifMatch: 1 })).toMatchObject(expected)
  })

  test('of another realm are not there', async () => {
    const [realm, other] = [await newRealm(), await newRealm()]
    const role = await owner.role(other, 'elsewhere')
    const params = { realm, roleId: role.id }
    for (const endpoint of [roles.get, roles.includes, roles.includedIn, roles.groups]) {
      expect(await owner.refusal(endpoint, { params })).toMatchObject({ status: 404 })
    }
    expect(await owner.refusal(roles.update, { params, ifMatch: 1, body: { name: 'taken over' } })).toMatchObject({
      status: 404,
    })
    expect(await owner.refusal(roles.remove, { params })).toMatchObject({ status: 404 })
    expect((await owner.call(roles.get, { params: { realm: other, roleId: role.id } })).version).toBe(1)
  })

  test('come in pages, each once, in both directions', async () => {
    const realm = await newRealm()
    for (let i = 0; i < 25; i++) await owner.role(realm, `role ${(i * 7) % 25}`)
    const expected = await list(realm, { of: 'all' })
    expect(expected).toHaveLength(17 + 25)
    for (const [sort, items] of [
      ['name', expected],
      ['-name', expected.toReversed()],
    ] as const) {
      const found: Role[] = []
      let cursor = ''
      do {
        const page = await owner.call(roles.list, {
          params: { realm },
          query: { of: 'all', limit: 4, sort, ...(cursor && { cursor }) },
        })
        expect(page.total).toBe(42)
        found.push(...page.items)
        cursor = page.nextCursor ?? ''
      } while (cursor)
      // Roles of applications share names: among those the id decides.
      expect(found).toEqual(items)
    }
  })
})

describe('a role that contains roles', () => {
  const include = (realm: string, role: Role, included: Role, endpoint: typeof roles.include = roles.include) =>
    owner.send(endpoint, { params: { realm, roleId: role.id, includedRoleId: included.id } })

  test('gains and loses them without a fuss when it is so already', async () => {
    const realm = await newRealm()
    const [outer, inner] = [await owner.role(realm, 'outer'), await owner.role(realm, 'inner')]
    for (const endpoint of [roles.include, roles.include, roles.exclude, roles.exclude]) {
      expect((await include(realm, outer, inner, endpoint)).status).toBe(204)
    }
    const events = (await eventsIn(realm)).slice(0, 2)
    expect(events.map(({ type }) => type)).toEqual(['role.excluded', 'role.included'])
    expect(events[0]?.params).toEqual({
      role: { name: 'outer', application: null },
      included: { name: 'inner', application: null },
    })
    expect((await list(realm)).every(({ version, composite }) => version === 1 && !composite)).toBe(true)
  })

  test('is told from both sides, and by the groups that give it', async () => {
    const realm = await newRealm()
    const [outer, inner] = [await owner.role(realm, 'outer'), await owner.role(realm, 'inner')]
    await include(realm, outer, inner)
    const of = (role: Role) => ({ params: { realm, roleId: role.id } })
    expect(await owner.call(roles.includes, of(outer))).toMatchObject({
      items: [{ id: inner.id, composite: false }],
      total: 1,
    })
    expect(await owner.call(roles.includedIn, of(inner))).toMatchObject({
      items: [{ id: outer.id, composite: true }],
      total: 1,
    })
    expect(await owner.call(roles.includes, of(inner))).toEqual({
      items: [],
      nextCursor: null,
      total: 0,
      totalExact: true,
    })

    const parent = await owner.group(realm, 'Parent')
    const child = await owner.group(realm, 'Child', { parentId: parent.id })
    await owner.call(groups.addRole, { params: { realm, groupId: child.id, roleId: inner.id } })
    expect(await owner.call(roles.groups, of(inner))).toMatchObject({
      items: [{ id: child.id, name: 'Child', path: [{ id: parent.id, name: 'Parent' }] }],
      total: 1,
    })
    await owner.call(groups.remove, { params: { realm, groupId: parent.id } })
    expect((await owner.call(roles.groups, of(inner))).total).toBe(0)
    await owner.call(roles.remove, of(inner))
    expect(await owner.call(roles.get, of(outer))).toMatchObject({ composite: false })
    expect((await owner.call(roles.includes, of(outer))).total).toBe(0)
  })

  test('cannot contain itself, by whatever way', async () => {
    const realm = await newRealm()
    const chain = [await owner.role(realm, 'a'), await owner.role(realm, 'b'), await owner.role(realm, 'c')]
    const [a, b, c] = chain as [Role, Role, Role]
    await include(realm, a, b)
    await include(realm, b, c)
    for (const [role, included] of [
      [a, a],
      [b, a],
      [c, a],
      [c, b],
    ] as const) {
      const params = { realm, roleId: role.id, includedRoleId: included.id }
      expect(await owner.refusal(roles.include, { params })).toMatchObject({ status: 409, code: 'role_cycle' })
      expect(await owner.preview(roles.include, { params })).toMatchObject({
        impact: { blocked: [{ code: 'role_cycle' }] },
      })
    }
    // A way that leads through the bin would be open again after a restore.
    await owner.call(roles.remove, { params: { realm, roleId: b.id } })
    expect(await include(realm, c, a)).toMatchObject({ status: 409, body: { code: 'role_cycle' } })
    expect((await include(realm, a, c)).status).toBe(204)
  })

  test('contains living roles of the same realm only, those of applications too', async () => {
    const realm = await newRealm()
    const role = await owner.role(realm, 'role')
    const foreign = await owner.role(await newRealm(), 'foreign')
    const deleted = await owner.role(realm, 'deleted')
    await owner.call(roles.remove, { params: { realm, roleId: deleted.id } })
    for (const other of [foreign.id, deleted.id, nobody]) {
      for (const endpoint of [roles.include, roles.exclude]) {
        for (const params of [
          { realm, roleId: role.id, includedRoleId: other },
          { realm, roleId: other, includedRoleId: role.id },
        ]) {
          expect(await owner.refusal(endpoint, { params })).toMatchObject({ status: 404 })
        }
      }
    }
    const [ofApplication] = await list(realm, { of: 'application' })
    expect((await include(realm, role, ofApplication!)).status).toBe(204)
    expect((await eventsIn(realm))[0]).toMatchObject({
      type: 'role.included',
      params: { included: { name: ofApplication?.name, application: ofApplication?.application?.name } },
    })
  })
})
