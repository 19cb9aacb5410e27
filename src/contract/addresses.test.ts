import { describe, expect, test } from 'vitest'
import type * as z from 'zod/mini'
import { OptionalWebAddress, Origins, RedirectUris } from './addresses'
import { ClientId } from './applications'

/** The first sentence of a refusal, or what was taken. */
function read(schema: z.ZodMiniType, value: unknown): unknown {
  const parsed = schema.safeParse(value)
  return parsed.success ? { value: parsed.data } : parsed.error.issues[0]?.message
}
const taken = (value: unknown) => ({ value })

describe('an address people are sent back to', () => {
  test.each([
    'https://app.example.org/callback',
    'https://app.example.org',
    'https://app.example.org:8443/a/b?c=d&e=%2F',
    'https://app.example.org:443/',
    'https://xn--bcher-kva.example/',
    'https://[2001:db8::1]/',
    'http://localhost:3000/callback',
    'http://app.localhost/',
    'http://127.0.0.1:8080/',
    'http://127.0.0.2/',
    'http://[::1]:5173/',
    'com.example.app:/callback',
    'com.example.app://callback?a=b',
    'org.example.my-app:/a',
  ])('may be %s', (uri) => {
    expect(read(RedirectUris, [uri])).toEqual(taken([uri]))
  })

  test.each([
    ['javascript:alert(1)', /scheme with a dot/],
    ['JavaScript:alert(1)', /scheme with a dot/],
    ['javascript://x.example/%0aalert(1)', /scheme with a dot/],
    ['data:text/html,hi', /scheme with a dot/],
    ['vbscript:x', /scheme with a dot/],
    ['file:///etc/passwd', /scheme with a dot/],
    ['blob:https://a.example/1', /scheme with a dot/],
    ['myapp:/callback', /scheme with a dot/],
    ['com.example.app:callback', /scheme with a dot/],
    ['com.example.app:/', /scheme with a dot/],
    ['com.example.app:/a#b', /#/],
    ['com.example.app:/a\\b', /%-code/],
    ['java\tscript:alert(1)', /%-code/],
    ['\u0001javascript:alert(1)', /%-code/],
    ['/callback', /beginning with https/],
    ['//evil.example/', /beginning with https/],
    ['app.example.org/callback', /beginning with https/],
    ['https:app.example.org', /beginning with https/],
    ['HTTPS://app.example.org/', /beginning with https/],
    ['https:///app.example.org', /not an address|Write the host/],
    ['https://', /not an address/],
    ['https://:443/', /not an address/],
    ['https://app.example.org:99999/', /not an address/],
    ['https://app.example.org:0443/', /Write the host/],
    ['https://App.Example.org/', /Write the host as app\.example\.org/],
    ['https://ex%61mple.org/', /Write the host as example\.org/],
    ['http://2130706433/', /Write the host as 127\.0\.0\.1/],
    ['http://0x7f.1/', /Write the host as 127\.0\.0\.1/],
    ['http://app.example.org/', /Use https/],
    ['http://localhost.evil.example/', /Use https/],
    ['http://127.0.0.1.evil.example/', /Use https/],
    ['http://notlocalhost/', /Use https/],
    ['https://user@app.example.org/', /user name/],
    ['https://app.example.org:x@evil.example/', /user name/],
    ['https://app.example.org/#fragment', /#/],
    ['https://app.example.org/#', /#/],
    ['https://*.example.org/', /wildcards/],
    ['https://app.example.org/*', /wildcards/],
    ['https://app.example.org\\@evil.example/', /%-code/],
    ['https://app.example.org/a b', /%-code/],
    ['https://app.example.org/"onload=x', /%-code/],
    ['https://app.example.org/<script>', /%-code/],
    ['https://bücher.example/', /%-code/],
    ['https://app.example.org/%zz', /%-code/],
    ['https://app.example.org/\u202Egro', /%-code/],
    ['', /Fill this in/],
    [' ', /Fill this in/],
    [`https://app.example.org/${'x'.repeat(1000)}`, /At most 1,000 characters/],
  ])('may not be %j', (uri, sentence) => {
    expect(read(RedirectUris, [uri])).toMatch(sentence)
  })

  test('stands in a list once, of at most a hundred', () => {
    const uris = (n: number) => Array.from({ length: n }, (_, i) => `https://app.example.org/${i}`)
    expect(read(RedirectUris, uris(100))).toEqual(taken(uris(100)))
    expect(read(RedirectUris, uris(101))).toBe('At most 100 entries')
    expect(read(RedirectUris, [])).toEqual(taken([]))
    const twice = RedirectUris.safeParse(['https://a.example/', 'https://b.example/', ' https://a.example/ '])
    expect(twice.error?.issues).toMatchObject([{ path: [2], message: 'This stands here twice' }])
  })
})

test('a web address may be missing, but is no scheme of an app’s own', () => {
  expect(read(OptionalWebAddress, ' ')).toEqual(taken(''))
  expect(read(OptionalWebAddress, ' https://app.example.org/a ')).toEqual(taken('https://app.example.org/a'))
  expect(read(OptionalWebAddress, 'com.example.app:/callback')).toMatch(/beginning with https/)
  expect(read(OptionalWebAddress, 'javascript:alert(1)')).toMatch(/beginning with https/)
})

describe('an origin', () => {
  test.each(['https://app.example.org', 'https://app.example.org:8443', 'http://localhost:3000', 'http://[::1]:1'])(
    'may be %s',
    (origin) => expect(read(Origins, [origin])).toEqual(taken([origin])),
  )

  test.each([
    ['https://app.example.org/', 'Only scheme, host and port: https://app.example.org'],
    ['https://app.example.org/path', 'Only scheme, host and port: https://app.example.org'],
    ['https://app.example.org?', 'Only scheme, host and port: https://app.example.org'],
    ['https://app.example.org:443', 'Only scheme, host and port: https://app.example.org'],
    ['http://app.example.org', 'Use https://. Only one’s own computer, localhost, may be http://'],
    ['*', 'No wildcards: write each address in full'],
    ['null', 'Write the whole address, beginning with https://'],
    ['+', 'Write the whole address, beginning with https://'],
    ['com.example.app:/x', 'Write the whole address, beginning with https://'],
  ])('may not be %s', (origin, sentence) => expect(read(Origins, [origin])).toBe(sentence))
})

test('a client id is visible characters without spaces', () => {
  for (const id of ['a', 'my-app_1.2~', 'https://sp.example.org/saml?id=1', 'urn:x:y', 'x'.repeat(255)])
    expect(read(ClientId, id)).toEqual(taken(id))
  for (const id of ['', ' ', 'a b', 'ä', 'a"b', '<a>', 'a\nb', 'a\\b', 'a#b', 'x'.repeat(256)])
    expect(read(ClientId, id)).toBeTypeOf('string')
})
