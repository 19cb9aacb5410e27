import { afterAll, beforeAll, expect, test } from 'vitest'
import { allEndpoints } from '#contract/all'
import { startTestServer, type TestServer } from '../testing/test-server'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

interface Description {
  openapi: string
  paths: Record<string, Record<string, { summary: string; responses: Record<string, unknown> }>>
}

test('the description names every endpoint of the contract', async () => {
  const { status, body } = await server.anonymous.raw<Description>('GET', '/api/openapi.json')
  expect(status).toBe(200)
  expect(body.openapi).toMatch(/^3\.1\./)
  for (const { method, path, summary, status: success } of allEndpoints) {
    const described = body.paths[`/api${path.replaceAll(/:(\w+)/g, '{$1}')}`]?.[method.toLowerCase()]
    expect(described?.summary, `${method} ${path}`).toBe(summary)
    expect(Object.keys(described?.responses ?? {})).toContain(String(success))
  }
})

test('the documentation reads without a script and allows none', async () => {
  const { headers, body } = await server.anonymous.raw<string>('GET', '/api/docs')
  expect(headers.get('content-type')).toContain('text/html')
  expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'nonce-/)
  expect(body).not.toContain('<script')
  for (const { summary } of allEndpoints) expect(body).toContain(summary.replaceAll("'", '&#39;'))
})
