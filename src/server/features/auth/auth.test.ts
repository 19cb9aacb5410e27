import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { auth } from '#contract/auth'
import { administratorRoles } from '#contract/permissions'
import { SESSION_IDLE_MS, SESSION_MAX_MS } from '../../http/authenticate'
import { sha256 } from '../../lib/secrets'
import { Client, PASSWORD, person } from '../../testing/client'
import { dump, expectSame } from '../../testing/dump'
import { startTestServer, type TestServer } from '../../testing/test-server'

let server: TestServer
beforeAll(async () => {
  // With a proxy in front, tests can come from addresses of their own and do not throttle each other.
  server = await startTestServer({ trustProxy: true })
})
afterAll(() => server.stop())

let addresses = 0
/** Somebody at an address that nobody has used yet. */
function stranger(): Client {
  const client = new Client(server.url)
  addresses += 1
  client.headers = { 'x-forwarded-for': `10.0.${Math.floor(addresses / 250)}.${addresses % 250}` }
  return client
}

const signIn = (client: Client, name: string, password = PASSWORD) =>
  client.send(auth.signIn, { body: { email: person(name).email, password } })
const statusesOf = (answers: { status: number }[]) => answers.map(({ status }) => status)

/** A refusal as an attacker compares it: all that is said, but for the id of the request. */
async function told(answer: Promise<{ status: number; headers: Headers; body: object }>) {
  const { status, headers, body } = await answer
  const names = [...headers.keys()].filter((name) => name !== 'date').sort()
  return { status, names, body: { ...body, requestId: '' } }
}

describe('signing in', () => {
  test('opens a session, however the address is written', async () => {
    const client = stranger()
    const email = `  ${person('Olga Owner').email.toUpperCase()} `
    expect(await client.call(auth.signIn, { body: { email, password: PASSWORD } })).toEqual({ next: 'done' })
    expect((await client.call(auth.me)).administrator).toEqual(server.owner.me.administrator)
  })

  test('is refused alike for an unknown address and a wrong password', async () => {
    const wrongPassword = await told(signIn(stranger(), 'Olga Owner', 'not the password'))
    expect(wrongPassword).toMatchObject({ status: 401, body: { code: 'wrong_credentials' } })
    expect(await told(signIn(stranger(), 'Nobody Here', 'not the password'))).toEqual(wrongPassword)
    expect(wrongPassword.names).not.toContain('set-cookie')
  })

  test('gives each session a token of its own, of which the database keeps a hash', async () => {
    const [one, other] = [stranger(), stranger()]
    await one.signIn('Olga Owner')
    await other.signIn('Olga Owner')
    expect(one.cookie).not.toBe(other.cookie)
    const sessions = JSON.stringify(await server.db.read.selectFrom('sessions').selectAll().execute())
    expect(sessions).not.toContain(one.cookie.split('=')[1])
  })

  test('sets a cookie that scripts, other hosts and other sites’ requests do not get', async () => {
    const answer = await signIn(stranger(), 'Olga Owner')
    const [cookie, ...others] = answer.headers.getSetCookie()
    expect(others).toEqual([])
    const [pair, ...attributes] = (cookie ?? '').split('; ')
    expect(pair).toMatch(/^__Host-castellan=[\w-]{43}$/)
    expect(attributes.sort()).toEqual(['HttpOnly', 'Max-Age=604800', 'Path=/', 'SameSite=Lax', 'Secure'])
  })
})

describe('waiting after failures', () => {
  test('begins with the fifth at one account from one address, grows, and ends', async () => {
    const client = stranger()
    await server.register('Grace Growing')
    expect(statusesOf(await times(5, () => signIn(client, 'Grace Growing', 'wrong')))).toEqual(Array(5).fill(401))

    const waits: number[] = []
    for (let i = 0; i < 12; i++) {
      // The right password does not help while waiting, and trying does not lengthen the wait.
      const refused = await client.refusal(auth.signIn, {
        body: { email: person('Grace Growing').email, password: PASSWORD },
      })
      const seconds = Number(refused.details?.['retryAfterSeconds'])
      expect(refused).toMatchObject({ status: 429, code: 'throttled' })
      const again = await signIn(client, 'Grace Growing')
      expect(again.headers.get('retry-after')).toBe(String(seconds))
      waits.push(seconds)
      server.time.now += seconds * 1000 - 1
      expect((await signIn(client, 'Grace Growing')).status).toBe(429)
      server.time.now += 1
      if (i < 11) expect((await signIn(client, 'Grace Growing', 'wrong')).status).toBe(401)
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900])

    expect((await signIn(client, 'Grace Growing')).status).toBe(200)
    expect(statusesOf(await times(3, () => signIn(client, 'Grace Growing', 'wrong')))).toEqual(Array(3).fill(401))
    expect((await signIn(client, 'Grace Growing')).status).toBe(200)
  })

  test('is for that address: elsewhere the person signs in', async () => {
    const attacker = stranger()
    await server.register('Vera Victim')
    await times(5, () => signIn(attacker, 'Vera Victim', 'wrong'))
    expect((await signIn(attacker, 'Vera Victim')).status).toBe(429)
    expect((await signIn(stranger(), 'Vera Victim')).status).toBe(200)
    expect((await signIn(attacker, 'Vera Victim')).status).toBe(429)
  })

  test('is at most half a minute when many addresses try one account', async () => {
    await server.register('Wanted Person')
    const answers = await Promise.all(Array.from({ length: 20 }, () => signIn(stranger(), 'Wanted Person', 'wrong')))
    expect(statusesOf(answers)).toEqual(Array(20).fill(401))
    for (const seconds of [1, 2, 4, 8, 16, 30, 30]) {
      const refused = await signIn(stranger(), 'Wanted Person')
      expect(refused).toMatchObject({ status: 429, body: { details: { retryAfterSeconds: seconds } } })
      server.time.now += seconds * 1000
      expect((await signIn(stranger(), 'Wanted Person', 'wrong')).status).toBe(401)
    }
    server.time.now += 30_000
    expect((await signIn(stranger(), 'Wanted Person')).status).toBe(200)
  })

  test('meets an address that tries many accounts, known or not', async () => {
    const client = stranger()
    const names = Array.from({ length: 50 }, (_, i) => `Guess ${i}`)
    expect(statusesOf(await Promise.all(names.map((name) => signIn(client, name, 'wrong'))))).toEqual(
      Array(50).fill(401),
    )
    expect((await signIn(client, 'Olga Owner')).status).toBe(429)
    expect((await signIn(client, 'Guess 51')).status).toBe(429)
    expect((await signIn(stranger(), 'Olga Owner')).status).toBe(200)
  })

  test('lets no more through when they come at once', async () => {
    const client = stranger()
    const answers = await Promise.all(Array.from({ length: 30 }, () => signIn(client, 'Nobody Either', 'wrong')))
    const counted = statusesOf(answers).filter((status) => status === 401).length
    expect({ counted, refused: answers.length - counted }).toEqual({ counted: 5, refused: 25 })
    expect(new Set(statusesOf(answers))).toEqual(new Set([401, 429]))
  })

  test('forgets failures after a day', async () => {
    const client = stranger()
    await times(4, () => signIn(client, 'Forgotten Failure', 'wrong'))
    server.time.now += 24 * 3_600_000
    await times(4, () => signIn(client, 'Forgotten Failure', 'wrong'))
    expect((await signIn(client, 'Forgotten Failure', 'wrong')).status).toBe(401)
  })

  test('is for the address that the proxy saw, whatever the caller says about itself', async () => {
    const answers = await times(6, (i) =>
      new Client(server.url).raw('POST', '/api/session', {
        headers: { 'x-forwarded-for': `192.0.2.${i}, 10.9.9.9` },
        body: JSON.stringify({ email: 'spoofed@example.org', password: 'wrong' }),
      }),
    )
    expect(statusesOf(answers)).toEqual([401, 401, 401, 401, 401, 429])
  })
})

describe('a session', () => {
  test('ends on the server when its owner signs out', async () => {
    const client = stranger()
    await client.signIn('Olga Owner')
    const { cookie } = client
    const answer = await client.send(auth.signOut)
    expect(answer.status).toBe(204)
    expect(answer.headers.getSetCookie()[0]).toMatch(/^__Host-castellan=;.*Expires=Thu, 01 Jan 1970/)
    client.cookie = cookie
    expect(await client.refusal(auth.me)).toMatchObject({ status: 401, code: 'signed_out' })
    expect(await client.refusal(auth.signOut)).toMatchObject({ status: 401 })
  })

  test('ends alone: the others of the same person go on', async () => {
    const [one, other] = [stranger(), stranger()]
    await one.signIn('Olga Owner')
    await other.signIn('Olga Owner')
    await one.call(auth.signOut)
    expect((await other.send(auth.me)).status).toBe(200)
  })

  test('ends after twelve hours without a request', async () => {
    const client = stranger()
    await client.signIn('Olga Owner')
    server.time.now += SESSION_IDLE_MS - 1
    expect((await client.send(auth.me)).status).toBe(200)
    await noted(client)
    server.time.now += SESSION_IDLE_MS - 1
    expect((await client.send(auth.me)).status).toBe(200)
    await noted(client)
    server.time.now += SESSION_IDLE_MS
    expect((await client.send(auth.me)).status).toBe(401)
  })

  test('ends after seven days, however busy', async () => {
    const client = stranger()
    await client.signIn('Olga Owner')
    const end = server.time.now + SESSION_MAX_MS
    const step = SESSION_IDLE_MS / 2
    while (server.time.now + step < end) {
      server.time.now += step
      expect((await client.send(auth.me)).status).toBe(200)
      await noted(client)
    }
    server.time.now = end - 1
    expect((await client.send(auth.me)).status).toBe(200)
    server.time.now = end
    expect((await client.send(auth.me)).status).toBe(401)
  })

  test('is nobody’s when the cookie is not one of ours', async () => {
    const mine = stranger()
    await mine.signIn('Olga Owner')
    const token = mine.cookie.split('=')[1] ?? ''
    const cookies = [
      '',
      ';;;=;',
      '__Host-castellan',
      '__Host-castellan=',
      `__Host-castellan=${'a'.repeat(43)}`,
      `__Host-castellan=${'a'.repeat(8000)}`,
      `__Host-castellan=${token.slice(1)}`,
      `__Host-castellan=${token}x`,
      `__Host-castellan=${token.toUpperCase()}`,
      `castellan=${token}`,
      `__host-castellan=${token}`,
      '__Host-castellan=%',
      '__Host-castellan=%00%ff%zz',
      `__Host-castellan="${"'; drop table sessions; --".padEnd(43)}"`,
      '__proto__=x; constructor=x; toString=x',
      'a=b; '.repeat(1500),
    ]
    for (const cookie of cookies) {
      const { status, body } = await server.anonymous.raw('GET', '/api/me', { headers: { cookie } })
      expect({ cookie, status, body }).toMatchObject({ cookie, status: 401, body: { code: 'signed_out' } })
    }
    expect((await mine.send(auth.me)).status).toBe(200)
  })
})

describe('who am I', () => {
  test('tells an owner of their account and all that they may do', async () => {
    const client = stranger()
    await client.signIn('Olga Owner')
    expect(await client.call(auth.me)).toEqual({
      administrator: { id: expect.any(String) as string, name: 'Olga Owner', email: 'olga.owner@example.org' },
      memberships: [
        {
          accountId: server.owner.accountId,
          accountName: 'Olga Owner’s account',
          role: 'owner',
          permissions: [...administratorRoles.owner.permissions],
          realms: null,
        },
      ],
    })
  })

  test('names the realms that a membership is limited to, those in the bin left out', async () => {
    const client = stranger()
    await client.signIn('Olga Owner')
    const [here, gone] = [await client.realm('Here'), await client.realm('Gone')]
    const support = await server.join('Sam Support', { role: 'support', realmIds: [here.id, gone.id] })
    await client.raw('DELETE', '/api/realms/gone')
    const [membership] = (await support.call(auth.me)).memberships
    expect(membership).toMatchObject({ role: 'support', realms: ['Here'] })
    expect(membership?.permissions).toEqual([...administratorRoles.support.permissions])
  })

  test('leaves out a membership that has ended', async () => {
    const guest = await server.join('Gina Guest', { role: 'viewer', endsAt: server.time.now + 1000 })
    expect(guest.me.memberships).toHaveLength(1)
    server.time.now += 1000
    expect((await guest.call(auth.me)).memberships).toEqual([])
  })
})

describe('registering an account', () => {
  // The time was moved: what the next round sweeps away should be gone before anybody compares.
  beforeAll(() => server.running.worker.drain())

  test('is answered alike when the address is taken, and then changes nothing', async () => {
    const free = await told(stranger().send(auth.signUp, { body: person('Fred Free') }))
    expect(free).toMatchObject({ status: 201, body: { next: 'sign_in' } })

    const before = await dump(server.db)
    const email = person('Fred Free').email
    for (const taken of [email, email.toUpperCase(), ` ${email} `]) {
      const body = { ...person('Thief'), email: taken, password: 'the thief’s own password' }
      expect(await told(stranger().send(auth.signUp, { body }))).toEqual(free)
    }
    expectSame(before, await dump(server.db))
    expect((await signIn(stranger(), 'Fred Free')).status).toBe(200)
    expect((await signIn(stranger(), 'Fred Free', 'the thief’s own password')).status).toBe(401)
  })

  test('makes one account when the same address comes twice at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => stranger().send(auth.signUp, { body: person('Twin Twice') })),
    )
    expect(statusesOf(answers)).toEqual([201, 201, 201, 201])
    const client = stranger()
    await client.signIn('Twin Twice')
    expect(client.me.memberships).toHaveLength(1)
    const accounts = await server.db.read
      .selectFrom('accounts')
      .select('id')
      .where('name', '=', person('Twin Twice').accountName)
      .execute()
    expect(accounts).toHaveLength(1)
  })

  test('gives an account of one’s own, and a look into no other', async () => {
    const client = await server.register('Nina New')
    expect(client.me.memberships).toMatchObject([{ role: 'owner', accountName: 'Nina New’s account', realms: null }])
    expect(client.accountId).not.toBe(server.owner.accountId)
  })

  test('refuses what cannot be', async () => {
    const before = await dump(server.db)
    const refusal = (more: object) => stranger().refusal(auth.signUp, { body: { ...person('Bad Input'), ...more } })
    expect(await refusal({ password: '1234567' })).toMatchObject({
      status: 422,
      fields: { password: 'At least 8 characters' },
    })
    expect(await refusal({ password: 'x'.repeat(129) })).toMatchObject({
      status: 422,
      fields: { password: 'At most 128 characters' },
    })
    expect(await refusal({ password: 'qwertyuiop' })).toMatchObject({ status: 422, code: 'breached_password' })
    expect(await refusal({ email: 'no address' })).toMatchObject({
      status: 422,
      fields: { email: 'This is not an e-mail address' },
    })
    expect(await refusal({ name: ' ' })).toMatchObject({ status: 422, fields: { name: 'Fill this in' } })
    expect(await refusal({ role: 'owner' })).toMatchObject({ status: 422, fields: { role: 'Unknown field' } })
    expectSame(before, await dump(server.db))
  })

  test('takes passwords of 8 and of 128 characters, of any kind', async () => {
    for (const [i, password] of ['a ü😀\t\u0000z1', '×'.repeat(128)].entries()) {
      const name = `Any Password ${i}`
      await stranger().call(auth.signUp, { body: { ...person(name), password } })
      expect((await signIn(stranger(), name, password)).status).toBe(200)
      expect((await signIn(stranger(), name, password.slice(0, -1))).status).toBe(401)
    }
  })

  test('is throttled by address', async () => {
    const client = stranger()
    // Refused before anything is hashed, and counted all the same.
    const body = { ...person('Fast Bot'), password: 'password1' }
    const answers = await Promise.all(Array.from({ length: 60 }, () => client.send(auth.signUp, { body })))
    expect(statusesOf(answers).filter((status) => status === 422)).toHaveLength(50)
    expect(statusesOf(answers).filter((status) => status === 429)).toHaveLength(10)
    expect((await stranger().send(auth.signUp, { body: person('Slow Person') })).status).toBe(201)
  })
})

/** Nobody waits for the note of when a session was last seen; this does. */
const noted = (client: Client) =>
  expect
    .poll(
      async () => {
        const rows = await server.db.read
          .selectFrom('sessions')
          .select('last_seen_at')
          .where('token_hash', '=', sha256(client.cookie.split('=')[1] ?? ''))
          .execute()
        return rows[0]?.last_seen_at
      },
      { interval: 5, timeout: 20_000 },
    )
    .toBe(server.time.now)

/** One after the other. */
async function times<T>(count: number, make: (i: number) => Promise<T>): Promise<T[]> {
  const made: T[] = []
  for (let i = 0; i < count; i++) made.push(await make(i))
  return made
}
