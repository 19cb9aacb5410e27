import Fastify from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type * as z from 'zod/mini'
import { type Endpoint, isChange } from '#contract/endpoint'
import type { ErrorBody } from '#contract/errors'
import { groups } from '#contract/groups'
import type { Page } from '#contract/list'
import { realms } from '#contract/realms'
import type { Answer, Client } from '../testing/client'
import { dump, expectSame } from '../testing/dump'
import { endpointNamed, endpointNames, exampleOf, makeWorld, type World } from '../testing/examples'
import { startTestServer, type TestServer } from '../testing/test-server'
import { routesOf } from './routes'

let server: TestServer
let world: World
beforeAll(async () => {
  server = await startTestServer()
  world = await makeWorld(server, server.owner)
})
afterAll(() => server.stop())

async function ask<T = ErrorBody>(
  client: Client,
  name: string,
  query: Record<string, string> = {},
): Promise<Answer<T>> {
  const example = exampleOf(name, world)
  const input = { ...example, query: { ...example.query, ...query } }
  return client.send<Endpoint, T>(endpointNamed(name), input)
}

describe('an endpoint', () => {
  test('that does not say what it needs stops the start', () => {
    const { handle } = routesOf(Fastify(), server.running.deps)
    const silent = { ...realms.list, needs: undefined } as unknown as Endpoint
    expect(() => handle(silent, () => ({}))).toThrow('GET /realms does not say what it needs')
  })
})

describe('a preview', () => {
  const unsupported = endpointNames.filter((name) => {
    const endpoint = endpointNamed(name)
    return endpoint.method !== 'GET' && !isChange(endpoint)
  })

  test('is made of all writes but these', () => {
    expect(unsupported).toEqual([
      'auth.setUp',
      'auth.signUp',
      'auth.signIn',
      'auth.signOut',
      'imports.upload',
      'imports.update',
      'imports.editRow',
      'imports.remove',
      'activity.verify',
    ])
  })

  test.each(unsupported)('of %s is refused before anything is done', async (name) => {
    const before = await dump(server.db)
    for (const client of [server.owner, server.anonymous]) {
      const { cookie } = client
      const answer = await ask(client, name, { preview: 'true' })
      expect(answer).toMatchObject({ status: 400, body: { code: 'preview_not_supported' } })
      expect(answer.headers.getSetCookie()).toEqual([])
      expect(client.cookie).toBe(cookie)
    }
    expectSame(before, await dump(server.db))
    expect(await server.db.read.selectFrom('throttles').selectAll().execute()).toEqual([])
  })

  test.each(endpointNames.filter((name) => isChange(endpointNamed(name))))('of %s leaves no trace', async (name) => {
    const before = await dump(server.db)
    const answer = await ask(server.owner, name, { preview: 'true' })
    expect(answer).toMatchObject({
      status: 200,
      body: { changes: expect.any(Array) as unknown[], impact: { blocked: [] } },
    })
    expect(answer.headers.get('x-event-id')).toBeNull()
    expectSame(before, await dump(server.db))
  })

  test('that is asked for in other words is not the change itself', async () => {
    const before = await dump(server.db)
    const body = JSON.stringify({ name: 'Surprise' })
    for (const query of [
      'preview=1',
      'preview=',
      'preview=TRUE',
      'preview',
      'preview=false',
      'preview=true&preview=true',
      'preview=true&preview=',
    ]) {
      const answer = await server.owner.raw('POST', `/api/realms/${world.realm}/groups?${query}`, { body })
      expect({ query, ...answer }).toMatchObject({
        query,
        status: 422,
        body: { fields: { preview: expect.any(String) as string } },
      })
    }
    expectSame(before, await dump(server.db))
  })

  test('keeps nothing under its Idempotency-Key', async () => {
    const send = (query: object) =>
      server.owner.send(groups.create, {
        params: { realm: world.realm },
        query: query as Record<string, string>,
        body: { name: 'Keyed' },
        headers: { 'idempotency-key': 'previewed' },
      })
    expect((await send({ preview: 'true' })).status).toBe(200)
    expect((await send({})).status).toBe(201)
    expect(await send({ preview: 'true' })).toMatchObject({
      status: 200,
      body: { impact: { blocked: [{ code: 'name_taken' }] } },
    })
  })
})

/** One thing, or all there is of something of which one person or realm has but a few. */
const UNPAGED = [
  'auth.me',
  'activity.batch',
  'activity.batches',
  'applications.getRole',
  'accessRequests.policy',
  'identities.sessions',
  'identities.signInMethods',
  'identities.access',
  'identities.defaultGroups',
  'imports.export',
  'imports.receipt',
]

describe('every list', () => {
  const lists = endpointNames.filter((name) => 'limit' in shapeOf(endpointNamed(name)))
  const isSearched = (name: string) => 'q' in shapeOf(endpointNamed(name))

  test('is paged', () => {
    const withPage = endpointNames.filter((name) => endpointNamed(name).method === 'GET' && !UNPAGED.includes(name))
    expect(withPage.filter((name) => !name.endsWith('.get'))).toEqual(lists)
  })

  test.each(lists)('refuses what cannot be asked of it: %s', async (name) => {
    const wrong: [query: Record<string, string>, field: string][] = [
      ...['0', '201', '-1', '1.5', 'abc', '', 'Infinity', '1e9'].map((limit): (typeof wrong)[0] => [
        { limit },
        'limit',
      ]),
      ...['nonsense', '', 'id', '--name', 'name,id', 'constructor', 'name desc'].map((sort): (typeof wrong)[0] => [
        { sort },
        'sort',
      ]),
      ...['!', 'a b', 'a'.repeat(2001), '{}'].map((cursor): (typeof wrong)[0] => [{ cursor }, 'cursor']),
      ...(isSearched(name) ? ['x'.repeat(201), 'a\u0000', 'a\u202Eb'] : []).map((q): (typeof wrong)[0] => [{ q }, 'q']),
    ]
    for (const [query, field] of wrong) {
      const { status, body } = await ask(server.owner, name, query)
      expect({ query, status, fields: Object.keys(body.fields ?? {}) }).toEqual({ query, status: 422, fields: [field] })
    }
    for (const cursor of [
      '',
      'x',
      'e30',
      'bnVsbA',
      'W10',
      'a'.repeat(2000),
      Buffer.from('{"sort":"name"}').toString('base64url'),
    ]) {
      const { status, body } = await ask(server.owner, name, { cursor })
      expect({ cursor, status, code: body.code }).toEqual({ cursor, status: 400, code: 'cursor_mismatch' })
    }
  })

  test.each(lists)('answers one search or sort twice as a mistake: %s', async (name) => {
    const { path } = endpointNamed(name)
    const { params = {} } = exampleOf(name, world)
    const filled = path.replaceAll(/:(\w+)/g, (_, param: string) => params[param] ?? '')
    const twice = [
      'limit=1&limit=2',
      'sort=name&sort=name',
      'cursor=a&cursor=b',
      ...(isSearched(name) ? ['q=a&q=b'] : []),
    ]
    for (const query of twice) {
      const { status } = await server.owner.raw('GET', `/api${filled}?${query}`)
      expect({ query, status }).toEqual({ query, status: 422 })
    }
    expect((await server.owner.raw('GET', `/api${filled}?__proto__=1&constructor=2&unknown=3`)).status).toBe(200)
  })

  test.each(lists.filter(isSearched))('finds nothing quietly: %s', async (name) => {
    const nothing = { items: [], nextCursor: null, total: 0, totalExact: true }
    for (const q of ['no such thing', '%', 'r_le', '\\', "' or 1=1 --", '😀', '00000000-0000-7000-8000-000000000000']) {
      expect(await ask<Page<unknown>>(server.owner, name, { q })).toMatchObject({ status: 200, body: nothing })
    }
  })

  test.each(lists)('takes a cursor made by hand for what it is: %s', async (name) => {
    const sorts = sortsOf(endpointNamed(name))
    for (const sort of sorts) {
      const { body } = await ask<Page<{ id: string }>>(server.owner, name, { sort, limit: '1' })
      if (body.nextCursor === null) continue
      // Ours to read: what stands in it is not secret.
      const cursor = JSON.parse(Buffer.from(body.nextCursor, 'base64url').toString()) as { key: unknown }
      const other = typeof cursor.key === 'number' ? 'text' : 7
      const forged = [
        { key: other },
        { key: 1.5 },
        { key: 'a\u0000' },
        { key: null },
        { id: 'x'.repeat(36) },
        { id: '\u0000'.repeat(36) },
        { sort: '-sort' },
        { filters: '' },
      ]
      for (const change of forged) {
        const text = Buffer.from(JSON.stringify({ ...cursor, ...change })).toString('base64url')
        const answer = await ask(server.owner, name, { sort, limit: '1', cursor: text })
        expect({ change, status: answer.status, code: answer.body.code }).toEqual({
          change,
          status: 400,
          code: 'cursor_mismatch',
        })
      }
      const [otherSort] = sorts.filter((one) => one !== sort)
      for (const query of [...(isSearched(name) ? [{ q: 'a' }] : []), ...(otherSort ? [{ sort: otherSort }] : [])]) {
        const answer = await ask(server.owner, name, { sort, cursor: body.nextCursor, ...query })
        expect(answer).toMatchObject({ status: 400, body: { code: 'cursor_mismatch' } })
      }
    }
  })
})

function shapeOf(endpoint: Endpoint): Record<string, unknown> {
  // zod/mini names what a schema is made of only here.
  const def = endpoint.query?._zod.def as Partial<z.core.$ZodObjectDef> | undefined
  return def?.shape ?? {}
}

function sortsOf(endpoint: Endpoint): string[] {
  const { innerType } = (shapeOf(endpoint)['sort'] as z.ZodMiniType)._zod.def as unknown as { innerType: z.ZodMiniEnum }
  return Object.values(innerType._zod.def.entries).map(String)
}
