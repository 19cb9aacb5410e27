import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { auth } from '#contract/auth'
import { startServer } from '../../server'
import { Client, person } from '../../testing/client'
import { startUnownedServer, type UnownedServer } from '../../testing/test-server'
import { newSetupToken } from './setup-link'

const HOUR = 3_600_000

let server: UnownedServer
let newcomer: Client
beforeAll(async () => {
  server = await startUnownedServer()
  newcomer = new Client(server.running.publicUrl)
})
afterAll(() => server.stop())

const tokenIn = (link: string | null) => new URL(link ?? '').searchParams.get('token') ?? ''
const setUp = (token: string, more: Partial<ReturnType<typeof person>> = {}) =>
  newcomer.refusal(auth.setUp, { body: { token, ...person('Olga Owner'), ...more } })

const newToken = async () => (await newSetupToken(server.running.deps)) ?? ''

// In the order of a first start: the last test of each kind makes the owner.
describe('the set-up link', () => {
  test('is the only way in: nobody can register before somebody owns the server', async () => {
    const refused = await newcomer.refusal(auth.signUp, { body: person('Early Bird') })
    expect(refused).toMatchObject({ status: 403, code: 'sign_up_closed' })
  })

  test('is refused when it is made up', async () => {
    expect(await setUp('x'.repeat(43))).toMatchObject({ status: 403, code: 'link_used' })
    expect(newcomer.cookie).toBe('')
  })

  test('is told to nobody but the terminal: the database keeps its hash', async () => {
    const token = tokenIn(server.running.setupUrl)
    const rows = await server.running.deps.db.read.selectFrom('server_state').selectAll().execute()
    expect(JSON.stringify(rows)).toContain('setup_link')
    expect(JSON.stringify(rows)).not.toContain(token)
  })

  test('survives a password that is refused', async () => {
    const token = tokenIn(server.running.setupUrl)
    expect(await setUp(token, { password: 'short 7' })).toMatchObject({
      status: 422,
      code: 'invalid',
      fields: { password: 'At least 8 characters' },
    })
    for (const password of ['password1', 'PassWord1', 'iloveyou1']) {
      expect(await setUp(token, { password })).toMatchObject({
        status: 422,
        code: 'breached_password',
        fields: { password: expect.stringContaining('stolen') as string },
      })
    }
    const people = await server.running.deps.db.read.selectFrom('principals').selectAll().execute()
    expect(people).toEqual([])
  })

  test('is void once a newer one is printed', async () => {
    const older = await newToken()
    await newToken()
    expect(await setUp(older)).toMatchObject({ status: 403, code: 'link_used' })
    expect(await setUp(tokenIn(server.running.setupUrl))).toMatchObject({ status: 403, code: 'link_used' })
  })

  test('dies after 24 hours', async () => {
    const token = await newToken()
    server.time.now += 24 * HOUR
    expect(await setUp(token)).toMatchObject({ status: 403, code: 'link_used' })
  })

  test('is printed at each start, and used by one of many who open it at once', async () => {
    const stale = await newToken()
    const restarted = await startServer(server.config, () => server.time.now)
    const token = tokenIn(restarted.setupUrl)
    await restarted.close()
    expect(await setUp(stale)).toMatchObject({ status: 403, code: 'link_used' })

    const openers = ['Ada', 'Ben', 'Cem', 'Dan'].map((name) => ({ name, client: new Client(server.running.publicUrl) }))
    const answers = await Promise.all(
      openers.map(({ name, client }) => client.send(auth.setUp, { body: { token, ...person(name) } })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409])
    const owners = await server.running.deps.db.read.selectFrom('memberships').select('role').execute()
    expect(owners).toEqual([{ role: 'owner' }])
    const winner = openers.find(({ client }) => client.cookie !== '')
    expect(await winner?.client.call(auth.me)).toMatchObject({ administrator: { name: winner?.name } })
  })

  test('is refused and printed no more when the server has its owner', async () => {
    expect(await setUp('x'.repeat(43))).toMatchObject({ status: 409, code: 'already_set_up' })
    expect(await newSetupToken(server.running.deps)).toBeNull()
    const restarted = await startServer(server.config, () => server.time.now)
    expect(restarted.setupUrl).toBeNull()
    await restarted.close()
  })
})

test('without a proxy in front, nobody chooses the address that they are throttled by', async () => {
  const statuses: number[] = []
  for (let i = 0; i < 6; i++) {
    const answer = await newcomer.send(auth.signIn, {
      body: { email: 'nobody@example.org', password: 'wrong' },
      headers: { 'x-forwarded-for': `192.0.2.${i}`, 'x-real-ip': `192.0.2.${i}`, forwarded: `for=192.0.2.${i}` },
    })
    statuses.push(answer.status)
  }
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429])
})

test('a server for invited people lets nobody register', async () => {
  const closed = await startUnownedServer({ signUp: 'invite' })
  try {
    const owner = new Client(closed.running.publicUrl)
    await owner.setUp(closed.running.setupUrl ?? '', 'Olga Owner')
    const refused = await new Client(closed.running.publicUrl).refusal(auth.signUp, { body: person('Uninvited') })
    expect(refused).toMatchObject({ status: 403, code: 'sign_up_closed' })
  } finally {
    await closed.stop()
  }
})
