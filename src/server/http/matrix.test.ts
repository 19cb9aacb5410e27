import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { auth } from '#contract/auth'
import { type Endpoint, isChange } from '#contract/endpoint'
import type { ErrorBody } from '#contract/errors'
import { administratorRoles, allPermissions, type AdministratorRole, type Permission } from '#contract/permissions'
import { realms } from '#contract/realms'
import type { Client } from '../testing/client'
import { type Dump, dump, expectSame } from '../testing/dump'
import { endpointNamed, endpointNames, exampleOf, examples, makeWorld, type World } from '../testing/examples'
import { startTestServer, type TestServer } from '../testing/test-server'

/**
 * Every endpoint, called by every kind of caller, with what is theirs and with what is not (DESIGN §7). The requests stand
 * in `testing/examples.ts`; an endpoint without one fails here.
 */
let server: TestServer
let stranger: Client
/** Of the owner's account, limited to a realm of it that nothing here is about. */
let limited: Client
const colleagues = new Map<AdministratorRole, Client>()
let ours: World
let theirs: World
beforeAll(async () => {
  server = await startTestServer()
  stranger = await server.register('Stella Stranger')
  const elsewhere = await server.owner.realm('elsewhere')
  limited = await server.join('Lim Limited', { role: 'owner', realmIds: [elsewhere.id] })
  for (const role of ['admin', 'support', 'viewer', 'billing'] as const) {
    colleagues.set(role, await server.join(`Colleague ${role}`, { role }))
  }
  ours = await makeWorld(server, server.owner)
  theirs = await makeWorld(server, stranger)
})
afterAll(() => server.stop())

const needsOf = (name: string) => endpointNamed(name).needs
const closed = endpointNames.filter((name) => needsOf(name) !== 'public')
/** Those that are about more than the caller alone. */
const aboutThings = closed.filter((name) => !name.startsWith('auth.') && name !== 'realms.list')
const reads = aboutThings.filter((name) => endpointNamed(name).method === 'GET')
const writes = aboutThings.filter((name) => endpointNamed(name).method !== 'GET')

/** The permission that a request asks for: of the examples, undo and restore are about groups. */
function permissionFor(name: string): Permission {
  const needs = needsOf(name)
  if (needs === 'of-event' || needs === 'of-kind') return 'group:write'
  const permission = allPermissions.find((one) => one === needs)
  if (!permission) throw new Error(`${name} needs no permission`)
  return permission
}
const holds = (role: AdministratorRole, permission: Permission) =>
  (administratorRoles[role].permissions as readonly Permission[]).includes(permission)

async function ask(client: Client, name: string, world: World, query: Record<string, string> = {}) {
  const example = exampleOf(name, world)
  const input = { ...example, query: { ...example.query, ...query } }
  const { status, body } = await client.send<Endpoint, ErrorBody>(endpointNamed(name), input)
  return { status, body }
}
const refusal = (status: number, code: string) => ({ status, body: { code } })

test('there is a request for every endpoint', () => {
  expect(Object.keys(examples).sort()).toEqual(endpointNames.toSorted())
  expect(reads.length).toBeGreaterThanOrEqual(14)
  expect(writes.length).toBeGreaterThanOrEqual(15)
})

describe('is refused, without a trace', () => {
  let before: Dump
  beforeAll(async () => {
    before = await dump(server.db)
  })

  test.each(closed)('%s to nobody', async (name) => {
    expect(await ask(server.anonymous, name, ours)).toMatchObject(refusal(401, 'signed_out'))
  })

  test.each(aboutThings)('%s to somebody of another account', async (name) => {
    expect(await ask(stranger, name, ours)).toMatchObject(refusal(404, 'not_found'))
    expect(await ask(server.owner, name, theirs)).toMatchObject(refusal(404, 'not_found'))
    for (const colleague of colleagues.values()) {
      expect(await ask(colleague, name, theirs)).toMatchObject(refusal(404, 'not_found'))
    }
  })

  test.each(aboutThings)('%s to an owner who is limited to another realm', async (name) => {
    expect(await ask(limited, name, ours)).toMatchObject(refusal(404, 'not_found'))
  })

  test.each(aboutThings)('%s to colleagues without the permission, in a preview too', async (name) => {
    const permission = permissionFor(name)
    for (const [role, colleague] of colleagues) {
      if (holds(role, permission)) continue
      const expected = { status: 403, body: { code: 'forbidden', details: { permission } } }
      expect({ role, ...(await ask(colleague, name, ours)) }).toMatchObject({ role, ...expected })
      if (isChange(endpointNamed(name))) {
        expect(await ask(colleague, name, ours, { preview: 'true' })).toMatchObject(expected)
      }
    }
  })

  test.each(writes)('%s to a viewer', async (name) => {
    expect(await ask(colleagues.get('viewer')!, name, ours)).toMatchObject(refusal(403, 'forbidden'))
  })

  test('so everything is as it was', async () => {
    expectSame(before, await dump(server.db))
  })
})

describe('is answered', () => {
  test.each(reads)('%s to those who may see it', async (name) => {
    expect((await ask(server.owner, name, ours)).status).toBe(200)
    for (const [role, colleague] of colleagues) {
      if (!holds(role, permissionFor(name))) continue
      expect({ role, status: (await ask(colleague, name, ours)).status }).toEqual({ role, status: 200 })
    }
    // Restoring realms is for those who may delete them.
    const expected = name === 'bin.listRealms' ? 403 : 200
    expect((await ask(colleagues.get('viewer')!, name, ours)).status).toBe(expected)
  })

  test.each(writes)('%s to those who may change it', async (name) => {
    const { status } = endpointNamed(name)
    const changes = isChange(endpointNamed(name))
    const world = await makeWorld(server, server.owner)
    for (const [role, colleague] of colleagues) {
      if (!holds(role, permissionFor(name))) continue
      // What no preview is made of is done, each time to something else.
      const own = changes ? world : await makeWorld(server, server.owner)
      const answer = await ask(colleague, name, own, changes ? { preview: 'true' } : {})
      expect({ role, ...answer }).toMatchObject({ role, status: changes ? 200 : status })
    }
    expect(await ask(server.owner, name, world)).toMatchObject({ status })
  })

  test('realms.list to everybody who is signed in, with what is theirs', async () => {
    const list = async (client: Client, world: World) => (await ask(client, 'realms.list', world)).body as unknown
    const own = await server.owner.call(realms.list, { query: { limit: 200 } })
    expect(own.items.map(({ name }) => name)).toContain(ours.realm)
    expect(new Set(own.items.map(({ accountId }) => accountId))).toEqual(new Set([ours.accountId]))
    expect(await list(server.owner, theirs)).toMatchObject({ items: [], total: 0 })
    expect(await list(stranger, ours)).toMatchObject({ items: [], total: 0 })
    expect(await list(stranger, theirs)).toMatchObject({ items: [{ name: theirs.realm }], total: 1 })
    expect(await list(limited, ours)).toMatchObject({ items: [{ name: 'elsewhere' }], total: 1 })
    expect(await list(colleagues.get('billing')!, ours)).toMatchObject({ items: [], total: 0 })
  })

  test('auth.me and auth.signOut to everybody who is signed in, until they sign out', async () => {
    for (const client of [stranger, limited, server.owner, ...colleagues.values()]) {
      const { cookie } = client
      expect((await client.send(auth.me)).status).toBe(200)
      expect((await client.send(auth.signOut)).status).toBe(204)
      client.cookie = cookie
      for (const name of closed) expect(await ask(client, name, ours)).toMatchObject(refusal(401, 'signed_out'))
    }
  })

  test('what is public to anybody', async () => {
    const open = endpointNames.filter((name) => needsOf(name) === 'public')
    expect(open).toEqual(['auth.setUp', 'auth.signUp', 'auth.signIn'])
    expect(await ask(server.anonymous, 'auth.setUp', ours)).toMatchObject(refusal(409, 'already_set_up'))
    expect((await ask(server.anonymous, 'auth.signUp', ours)).status).toBe(201)
    expect((await ask(server.anonymous, 'auth.signIn', ours)).status).toBe(200)
  })
})
