import { request } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ErrorBody, errorCodes } from '#contract/errors'
import { realms } from '#contract/realms'
import { type Answer, PASSWORD, person } from '../testing/client'
import { dump, expectSame } from '../testing/dump'
import { startTestServer, startUnownedServer, type TestServer } from '../testing/test-server'

let server: TestServer
let host: string
beforeAll(async () => {
  server = await startTestServer()
  host = new URL(server.url).host
})
afterAll(() => server.stop())

interface Raw {
  method?: string
  path?: string
  headers?: Record<string, string>
  body?: string
}

/** A request in which everything can be said, `Host` included, which `fetch` keeps for itself. */
function say(
  { method = 'GET', path = '/api/me', headers = {}, body }: Raw,
  url = server.url,
): Promise<Answer<unknown>> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const sent = request({ host: hostname, port, method, path, headers, setHost: !('host' in headers) }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (text += chunk))
      response.on('end', () => {
        const entries = Object.entries(response.headers).map(([name, value]): [string, string] => [name, String(value)])
        const isJson = response.headers['content-type']?.includes('json')
        resolve({
          status: response.statusCode ?? 0,
          headers: new Headers(entries),
          body: isJson ? (JSON.parse(text) as unknown) : text,
        })
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

const asOwner = () => ({ cookie: server.owner.cookie, 'content-type': 'application/json' })
const create = (name: string) => JSON.stringify({ name })

describe('where a write comes from', () => {
  const strangers: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: '' },
    { origin: 'http://localhost:1' },
    { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ]

  test.each(strangers)('is another site: %o', async (headers) => {
    const before = await dump(server.db)
    const answers = [
      await server.owner.raw('POST', '/api/realms', { headers, body: create('forged') }),
      await server.owner.raw('PATCH', '/api/realms/forged', { headers, body: '{}' }),
      await server.owner.raw('DELETE', '/api/session', { headers }),
      await server.anonymous.raw('POST', '/api/session', {
        headers,
        body: JSON.stringify({ email: person('Olga Owner').email, password: PASSWORD }),
      }),
      await server.anonymous.raw('POST', '/api/sign-up', { headers, body: JSON.stringify(person('Forged')) }),
      await server.anonymous.raw('POST', '/api/setup', { headers, body: '{}' }),
      await server.anonymous.raw('POST', '/api/no-such-thing', { headers, body: '{}' }),
    ]
    for (const { status, body } of answers)
      expect({ status, body }).toMatchObject({ status: 403, body: { code: 'forged_origin' } })
    expectSame(before, await dump(server.db))
  })

  test('is another site, however the path is written', async () => {
    const headers = { ...asOwner(), origin: 'https://evil.example' }
    const paths = ['/api/realms', '/%61pi/realms', '/%61%70%69/realms', `${server.url}/api/realms`, '/api/realms?x=/y']
    for (const path of paths) {
      const { status } = await say({ method: 'POST', path, headers, body: create('forged') })
      expect({ path, status }).toEqual({ path, status: 403 })
    }
    expect((await server.owner.send(realms.get, { params: { realm: 'forged' } })).status).toBe(404)
  })

  test.each([{}, { 'sec-fetch-site': 'same-origin' }, { 'sec-fetch-site': 'none' }])(
    'is no other site: %o',
    async (headers) => {
      const name = `from-${headers['sec-fetch-site'] ?? 'nowhere'}`
      expect((await server.owner.raw('POST', '/api/realms', { headers, body: create(name) })).status).toBe(201)
    },
  )

  test('is our own page', async () => {
    const headers = { origin: server.url, 'sec-fetch-site': 'same-origin' }
    expect((await server.owner.raw('POST', '/api/realms', { headers, body: create('ours') })).status).toBe(201)
  })

  test('does not matter to reading', async () => {
    const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    const answer = await server.owner.raw('GET', '/api/me', { headers })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    expect((await server.owner.raw('OPTIONS', '/api/realms', { headers })).status).toBe(403)
  })
})

describe('the host name', () => {
  test.each([
    'evil.example',
    'evil.example:8080',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'a@localhost',
    '10.0.0.1',
    '',
  ])('is not ours: "%s"', async (wrong) => {
    for (const path of ['/api/me', '/api/openapi.json', '/', '/%61pi/me', '/healthz/..', '/healthz.']) {
      const answer = await say({ path, headers: { host: wrong, cookie: server.owner.cookie } })
      expect({ path, status: answer.status, body: answer.body }).toMatchObject({
        path,
        status: 421,
        body: { code: 'misdirected' },
      })
    }
  })

  test('does not matter to those who ask whether we live', async () => {
    expect(await say({ path: '/healthz', headers: { host: 'evil.example' } })).toMatchObject({
      status: 200,
      body: { status: 'alive' },
    })
    expect(await say({ path: '/readyz', headers: { host: '10.0.0.1' } })).toMatchObject({
      status: 200,
      body: { status: 'ready' },
    })
  })

  test.each(['LOCALHOST', '127.0.0.1', '127.0.0.53:99', '[::1]:8080'])(
    'may be a loopback name for scripts: %s',
    async (name) => {
      const own = name === 'LOCALHOST' ? host.toUpperCase() : name
      expect((await say({ headers: { host: own, cookie: server.owner.cookie } })).status).toBe(200)
    },
  )

  test('of a page at a loopback address is put right', async () => {
    const answer = await say({ path: '/realms?q=a', headers: { host: `127.0.0.1:${new URL(server.url).port}` } })
    expect(answer.status).toBe(302)
    expect(answer.headers.get('location')).toBe(`${server.url}/realms?q=a`)
  })
})

describe('every answer', () => {
  const requests: Record<string, Raw> = {
    success: { path: '/healthz' },
    'signed out': {},
    'no such path': { path: '/api/no/such/path' },
    'no page': { path: '/nothing/here' },
    'a path that cannot be read': { path: '/api/%zz' },
    'a very long path': { path: `/api/realms/${'a'.repeat(5000)}` },
    'a wrong host': { headers: { host: 'evil.example' } },
    'a forged origin': { method: 'POST', path: '/api/realms', headers: { origin: 'https://evil.example' } },
    'no JSON': { method: 'POST', path: '/api/realms', headers: { 'content-type': 'application/json' }, body: '{' },
  }

  test.each(Object.keys(requests))('carries the headers that protect: %s', async (name) => {
    const { headers } = await say(requests[name] ?? {})
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    // The tests speak http.
    expect(headers.get('strict-transport-security')).toBeNull()
    expect(headers.get('x-powered-by')).toBeNull()
    expect(headers.get('server')).toBeNull()
  })

  test('of the API is stored nowhere, however it was asked for', async () => {
    for (const path of ['/api/me', '/%61pi/me', '/api/no/such/path']) {
      const { headers } = await say({ path, headers: { cookie: server.owner.cookie } })
      expect({ path, cacheControl: headers.get('cache-control') }).toEqual({ path, cacheControl: 'no-store' })
    }
  })

  test('over https tells browsers to stay there', async () => {
    const secure = await startUnownedServer({ publicUrl: 'https://castellan.example' })
    try {
      const address = secure.running.app.server.address()
      const url = `http://127.0.0.1:${address && typeof address === 'object' ? address.port : ''}`
      const answer = await say({ headers: { host: 'castellan.example' } }, url)
      expect(answer.status).toBe(401)
      expect(answer.headers.get('strict-transport-security')).toMatch(/^max-age=\d{8,}; includeSubDomains$/)
      const headers = { host: 'castellan.example', origin: 'http://castellan.example' }
      expect((await say({ method: 'POST', path: '/api/session', headers }, url)).status).toBe(403)
      expect((await say({ headers: { host: 'localhost.castellan.example' } }, url)).status).toBe(421)
    } finally {
      await secure.stop()
    }
  })
})

describe('what cannot be read', () => {
  const post = (body: string, headers: Record<string, string> = {}) =>
    say({ method: 'POST', path: '/api/realms', headers: { ...asOwner(), ...headers }, body })

  test.each([
    '{',
    '{"name":',
    '{"name":"a"}}',
    "{'name':'a'}",
    'name=a',
    '\u0000',
    '{"name":"\n"}',
    'undefined',
    'NaN',
    '{"name":"\\x"}',
  ])('is not JSON: %j', async (body) => {
    expect(await post(body)).toMatchObject({ status: 400, body: { code: 'malformed' } })
  })

  test('tries to reach into prototypes', async () => {
    const bodies = [
      '{"name":"proto","__proto__":{"practice":true}}',
      '{"__proto__":1}',
      '{"name":"proto","constructor":{"prototype":{"x":1}}}',
      '{"name":"proto","firstAdministrator":{"__proto__":{"username":"a"}}}',
    ]
    for (const body of bodies) expect(await post(body)).toMatchObject({ status: 400, body: { code: 'malformed' } })
    expect('practice' in {}).toBe(false)
  })

  test('has fields named like the properties that every object has', async () => {
    const body = JSON.stringify({ name: 'inherited', constructor: 1, toString: 2, hasOwnProperty: 3, valueOf: 4 })
    const answer = await post(body)
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid' } })
    expect(Object.entries(ErrorBody.parse(answer.body).fields ?? {})).toEqual([
      ['constructor', 'Unknown field'],
      ['toString', 'Unknown field'],
      ['hasOwnProperty', 'Unknown field'],
      ['valueOf', 'Unknown field'],
    ])
  })

  test.each(['null', '[]', '"text"', '7', 'true', '[{"name":"listed"}]'])('is JSON but no object: %s', async (body) => {
    expect(await post(body)).toMatchObject({ status: 422, body: { code: 'invalid' } })
  })

  test('nests deeper than anybody can follow', async () => {
    const depth = 200_000
    const deep = '['.repeat(depth) + ']'.repeat(depth)
    const keyed = '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000)
    for (const body of [deep, keyed, `{"name":"deep","attributes":${deep}}`]) {
      for (const headers of [{}, { 'idempotency-key': 'deep' }]) {
        const { status } = await post(body, headers)
        expect([400, 422]).toContain(status)
      }
    }
    const signedOut = await say({
      method: 'POST',
      path: '/api/realms',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'deep' },
      body: deep,
    })
    expect(signedOut.status).toBe(401)
  })

  test('is larger than a mebibyte', async () => {
    const largest = JSON.stringify({ name: 'x' }).padEnd(1_048_576)
    expect(await post(largest)).toMatchObject({ status: 422 })
    expect(await post(`${largest} `)).toMatchObject({ status: 413, body: { code: 'too_large' } })
    // What it says of itself is enough; nobody waits for the rest.
    const head = `POST /api/session HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nContent-Type: application/json`
    expect(await dictate(`${head}\r\nContent-Length: 99999999\r\n\r\n{`)).toMatch(/^HTTP\/1.1 413 /)
  })

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'text/json',
    'application/jsonp',
    '',
  ])('is of another type: "%s"', async (type) => {
    const answer = await post(create('typed'), { 'content-type': type })
    expect(answer).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } })
  })

  test('may say in which letters JSON is written', async () => {
    const answer = await post(create('charset'), { 'content-type': 'application/json; charset=utf-8' })
    expect(answer.status).toBe(201)
  })

  test('is no HTTP at all', async () => {
    for (const [text, status] of [
      ['BLA BLA\r\n\r\n', 400],
      [`GET / HTTP/1.1\r\nHost: ${host}\r\nX: ${'a'.repeat(100_000)}\r\n\r\n`, 413],
      [`POST /api/session HTTP/1.1\r\nHost: ${host}\r\nContent-Length: -1\r\n\r\n`, 400],
      [`POST /api/session HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n`, 400],
    ] as const) {
      const answer = await dictate(text)
      expect(answer.split('\r\n', 1)[0]).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
      expect(ErrorBody.safeParse(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).success).toBe(true)
    }
    expect((await say({ path: `/api/${'a'.repeat(20_000)}` })).status).toBe(413)
  })

  test('never ends', () => {
    expect(server.running.app.server.requestTimeout).toBeGreaterThan(0)
    expect(server.running.app.server.headersTimeout).toBeGreaterThan(0)
  })
})

/** Sends text over a bare connection and returns all that comes back. */
function dictate(text: string): Promise<string> {
  const { hostname, port } = new URL(server.url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(text))
    let answer = ''
    socket.setEncoding('utf8')
    socket.on('data', (chunk: string) => (answer += chunk))
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
  })
}

describe('what names nothing', () => {
  test('is 404 in JSON below /api, whatever it is', async () => {
    const paths = [
      '/api',
      '/api/',
      '/api/nothing',
      '/api/me/',
      '/api//me',
      '/api/realms/a/b/c/d/e/f',
      '/API/me',
      '/api/me/../me/x',
    ]
    for (const path of paths) {
      const answer = await say({ path, headers: { cookie: server.owner.cookie } })
      expect({ path, status: answer.status, body: answer.body }).toMatchObject({
        path,
        status: 404,
        body: { code: 'not_found' },
      })
      expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
    }
    for (const method of ['PUT', 'PATCH', 'DELETE', 'POST', 'OPTIONS']) {
      expect((await say({ method, path: '/api/me', headers: asOwner() })).status).toBe(404)
    }
  })

  test('is a malformed id: 404 like one that is nobody’s', async () => {
    const ids = [
      'x',
      '1',
      '%00',
      '%20',
      '..%2f..%2fme',
      "'%20or%201=1--",
      '00000000-0000-0000-0000-00000000000',
      '00000000-0000-0000-0000-0000000000000',
      '00000000-0000-0000-0000-00000000000G',
      'FFFFFFFF-FFFF-7FFF-8FFF-FFFFFFFFFFFF',
      'ffffffff-ffff-7fff-8fff-ffffffffffff',
      '%F0%9F%98%80',
      'a'.repeat(101),
      'a'.repeat(4000),
    ]
    await server.owner.realm('ids')
    for (const id of ids) {
      const paths = [
        `/api/realms/ids/groups/${id}`,
        `/api/realms/ids/groups/${id}/roles`,
        `/api/realms/ids/roles/${id}/includes`,
        `/api/realms/ids/applications/${id}`,
        `/api/accounts/${id}/activity`,
        `/api/accounts/${id}/bin`,
        `/api/realms/${id}`,
        `/api/realms/${id}/groups`,
      ]
      for (const path of paths) {
        const { status, body } = await server.owner.raw<ErrorBody>('GET', path)
        expect({ path, status, code: body.code }).toEqual({ path, status: 404, code: 'not_found' })
      }
      const kinds = ['group', id, 'realm', 'toString', '__proto__']
      for (const path of [
        `/api/activity/${id}/undo`,
        ...kinds.map((kind) => `/api/realms/ids/bin/${kind}/${id}/restore`),
      ]) {
        const { status, body } = await server.owner.raw<ErrorBody>('POST', path, { body: '{}' })
        expect({ path, status, code: body.code }).toEqual({ path, status: 404, code: 'not_found' })
      }
    }
  })
})

describe('headers of ours', () => {
  test('are refused when they say nothing', async () => {
    const realm = await server.owner.realm('headers')
    for (const ifMatch of ['abc', '"1", "2"', '-1', '1.5', '""', '"12345678901"']) {
      const answer = await server.owner.raw('PATCH', `/api/realms/${realm.name}`, {
        headers: { 'if-match': ifMatch },
        body: '{}',
      })
      expect(answer).toMatchObject({
        status: 422,
        body: { code: 'invalid', fields: { 'If-Match': expect.any(String) as string } },
      })
    }
    for (const key of ['a b', 'ü', 'k'.repeat(256)]) {
      const answer = await server.owner.raw('POST', '/api/realms', {
        headers: { 'idempotency-key': key },
        body: create('keyed'),
      })
      expect(answer).toMatchObject({
        status: 422,
        body: { fields: { 'Idempotency-Key': expect.any(String) as string } },
      })
    }
    expect((await server.owner.send(realms.get, { params: { realm: 'keyed' } })).status).toBe(404)
  })
})

test('an error says what, in words, and which request it was', async () => {
  const answers = [
    await server.owner.raw('GET', '/api/realms/nowhere'),
    await server.anonymous.raw('GET', '/api/me'),
    await server.owner.raw('POST', '/api/realms', { body: '{}' }),
    await server.owner.raw('POST', '/api/realms', { body: '{' }),
  ]
  for (const { status, headers, body } of answers) {
    const error = ErrorBody.parse(body)
    expect(errorCodes[error.code as keyof typeof errorCodes][0]).toBe(status)
    expect(error.message).toMatch(/^[A-Z].*\.$/)
    expect(error.requestId).toBe(headers.get('x-request-id'))
    expect(JSON.stringify(body)).not.toMatch(/sqlite|postgres|select |node_modules|at .*:\d+/i)
  }
})
