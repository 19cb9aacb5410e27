import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type * as z from 'zod/mini'
import { accessRequests } from '#contract/access-requests'
import type { Endpoint } from '#contract/endpoint'
import type { ErrorBody } from '#contract/errors'
import { groups } from '#contract/groups'
import type { Answer } from '../testing/client'
import { type Dump, dump, expectSame } from '../testing/dump'
import { endpointNamed, endpointNames, exampleOf, makeWorld, type World } from '../testing/examples'
import { startTestServer, type TestServer } from '../testing/test-server'

/**
 * Every string that a body can hold, found in the contract, is sent text that somebody could mean and text that nobody
 * should. A new field fails here until the table says what it is.
 */
let server: TestServer
/** One for each endpoint, so that names taken by one are free for the next. */
const worlds = new Map<string, World>()
beforeAll(async () => {
  // Far more attempts than any person makes, and nothing here is about throttling.
  server = await startTestServer({ signInLimits: [100_000, 100_000, 100_000] })
  for (const name of withBody) worlds.set(name, await makeWorld(server, server.owner))
})
afterAll(() => server.stop())

/** Settings are choices from lists, addresses and domains; `features/settings` asks each of them by itself. */
const ASKED_ELSEWHERE = ['settings.update']
const withBody = endpointNames.filter((name) => endpointNamed(name).body && !ASKED_ELSEWHERE.includes(name))
const worldOf = (name: string): World => worlds.get(name)!

/** What people may type, and must get back as they typed it. */
const MEANT = {
  markup: '<script>alert("x")</script>',
  formula: '=HYPERLINK("https://evil.example")',
  emoji: '👩‍👩‍👧‍👦 family 🏴󠁧󠁢󠁥󠁮󠁧󠁿',
  Hebrew: 'abc צוות אבטחה 123',
  Arabic: 'فريق الأمن',
  'SQL, JSON and patterns': `'); drop table groups; -- {"$ne":null} 100%_\\*?[a-z]$&`,
  'properties of objects, in combining characters': '__proto__ Zürich ẛ̣ ﬁ',
}

// One of each sort; `contract/primitives.test.ts` knows them all.
const CONTROLS = { NUL: 'a\u0000b', escape: 'a\u001B[31mb', 'next line': 'a\u0085b', 'line separator': 'a\u2028b' }
const LINES = { 'line feed': 'a\nb' }
const DIRECTIONS = { 'U+202E': 'a\u202Eb', 'U+2066': 'a\u2066b' }
const HALVES = { 'high surrogate': 'a\uD800b', 'swapped surrogates': '\uDE00\uD83D' }
const EMPTY = { empty: '', blank: ' \t\u00A0 ' }
const LONG = { long: 'x'.repeat(10_000), 'long when compared': '\uFDFA'.repeat(255) }
const NO_TEXT = { number: 7, nothing: null, list: ['a'], object: { a: 'b' } }

const unclean = { ...CONTROLS, ...DIRECTIONS, ...HALVES }
const line = { ...unclean, ...LINES, ...EMPTY, ...LONG, ...NO_TEXT }
const { 'long when compared': _notCompared, ...long } = LONG
const optionalLine = { ...unclean, ...LINES, ...long, ...NO_TEXT }
const paragraph = { ...unclean, ...long, ...NO_TEXT }
const withoutNull = ({ nothing: _, ...rest }: typeof line) => rest

/** What kinds of text there are: what they refuse, and whether they take what people may mean. */
const kinds = {
  line: { refuses: line, free: true },
  optionalLine: { refuses: optionalLine, free: true },
  paragraph: { refuses: paragraph, free: true },
  /** Names and ids of a fixed form take none of it. */
  form: { refuses: { ...line, ...MEANT }, free: false },
  /** The same where nothing may stand. */
  formOrEmpty: { refuses: { ...optionalLine, ...MEANT }, free: false },
  /** The same where null says "none". */
  formOrNull: { refuses: withoutNull({ ...line, ...MEANT }), free: false },
  /** Compared, never shown or kept: only what no storage could hold alike is refused. */
  secret: { refuses: { ...HALVES, empty: '', ...long, ...NO_TEXT }, free: false },
  /** What is looked for. */
  search: { refuses: { ...unclean, ...LINES, ...long, ...NO_TEXT }, free: false },
  /** Kept as it stands in somebody's file; what it means is judged later. */
  cell: { refuses: NO_TEXT, free: true },
  /** Compared by its hash. */
  token: { refuses: { empty: '', ...long, ...NO_TEXT }, free: false },
} as const

/** Every string of every body: `path` goes on with `*` into the values of a record, `#` into a list, `key` for its keys. */
const fields: Record<string, keyof typeof kinds> = {
  'auth.setUp token': 'token',
  'auth.setUp name': 'line',
  'auth.setUp email': 'form',
  'auth.setUp password': 'secret',
  'auth.setUp accountName': 'line',
  'auth.signUp name': 'line',
  'auth.signUp email': 'form',
  'auth.signUp password': 'secret',
  'auth.signUp accountName': 'line',
  'auth.signIn email': 'line',
  'auth.signIn password': 'secret',
  'realms.create name': 'form',
  'realms.create displayName': 'optionalLine',
  'realms.create description': 'paragraph',
  'realms.create accountId': 'form',
  'realms.create firstAdministrator.username': 'line',
  'realms.create start': 'form',
  'realms.update displayName': 'optionalLine',
  'realms.update description': 'paragraph',
  'groups.create name': 'line',
  'groups.create description': 'paragraph',
  'groups.create parentId': 'formOrNull',
  'groups.create attributes.key': 'line',
  'groups.create attributes.*.#': 'optionalLine',
  'groups.update name': 'line',
  'groups.update description': 'paragraph',
  'groups.update parentId': 'formOrNull',
  'groups.update attributes.key': 'line',
  'groups.update attributes.*.#': 'optionalLine',
  'roles.create name': 'line',
  'roles.create description': 'paragraph',
  'roles.update name': 'line',
  'roles.update description': 'paragraph',
  ...applicationFields('create'),
  ...applicationFields('update'),
  'applications.createRole name': 'line',
  'applications.createRole description': 'paragraph',
  'applications.updateRole name': 'line',
  'applications.updateRole description': 'paragraph',
  'identities.create username': 'line',
  'identities.create email': 'formOrNull',
  'identities.create firstName': 'optionalLine',
  'identities.create lastName': 'optionalLine',
  'identities.create attributes.key': 'line',
  'identities.create attributes.*.#': 'optionalLine',
  'identities.create groupIds.#': 'form',
  'identities.update username': 'line',
  'identities.update email': 'formOrNull',
  'identities.update firstName': 'optionalLine',
  'identities.update lastName': 'optionalLine',
  'identities.update attributes.key': 'line',
  'identities.update attributes.*.#': 'optionalLine',
  'identities.setGroups groupIds.#': 'form',
  'identities.joinGroups groupIds.#': 'form',
  'identities.joinGroups endsAt': 'form',
  'identities.leaveGroups groupIds.#': 'form',
  'identities.addMembers identityIds.#': 'form',
  'identities.removeMembers identityIds.#': 'form',
  'identities.setDefaultGroups groupIds.#': 'form',
  'bulk.apply action.kind': 'form',
  'bulk.apply action.groupIds.#': 'form',
  'bulk.apply action.roleIds.#': 'form',
  'bulk.apply select.ids.#': 'form',
  'bulk.apply select.filter.q': 'search',
  'bulk.apply select.filter.status': 'form',
  'bulk.apply select.filter.groupId': 'form',
  'bulk.apply select.filter.roleId': 'form',
  'bulk.apply select.filter.applicationId': 'form',
  'bulk.apply select.filter.secondStep': 'form',
  'imports.update columns.#': 'form',
  'imports.update options.matchBy': 'form',
  'imports.update options.onExisting': 'form',
  'imports.update options.groupIds.#': 'form',
  'imports.editRow cells.#.value': 'cell',
  'accessRequests.setPolicy policy.approvalRoleIds.#': 'form',
  'accessRequests.create identityId': 'form',
  'accessRequests.create groupId': 'form',
  'accessRequests.create reason': 'paragraph',
  'accessRequests.approve note': 'paragraph',
  'accessRequests.deny note': 'paragraph',
  'accessRequests.revoke note': 'paragraph',
  'accessRequests.withdraw note': 'paragraph',
  'settings.remindOfSecondStep from': 'formOrNull',
  'bin.restore name': 'line',
  'bin.restoreRealm name': 'line',
}

function applicationFields(endpoint: string): Record<string, keyof typeof kinds> {
  const kindOf: Record<string, keyof typeof kinds> = {
    clientId: 'form',
    name: 'line',
    description: 'paragraph',
    protocol: 'form',
    'oidc.accessType': 'form',
    'oidc.rootUrl': 'formOrEmpty',
    'oidc.baseUrl': 'formOrEmpty',
    'oidc.redirectUris.#': 'form',
    'oidc.allowedOrigins.#': 'form',
    'saml.defaultEndpoint': 'formOrEmpty',
    'saml.nameIdFormat': 'form',
    'saml.idpInitiatedSsoUrlName': 'formOrEmpty',
    'saml.assertionConsumerServicePostBindingUrl': 'formOrEmpty',
  }
  return Object.fromEntries(Object.entries(kindOf).map(([path, kind]) => [`applications.${endpoint} ${path}`, kind]))
}

/** The places of all strings in a schema. */
function stringsIn(schema: z.core.$ZodType, path = ''): string[] {
  // zod/mini names what a schema is made of only here.
  const { def } = schema._zod as { def: z.core.$ZodTypes['_zod']['def'] }
  const below = (name: string) => (path === '' ? name : `${path}.${name}`)
  switch (def.type) {
    case 'string':
    case 'enum':
    case 'literal':
    case 'template_literal':
      return [path]
    case 'object':
      return Object.entries(def.shape).flatMap(([name, field]) => stringsIn(field, below(name)))
    case 'record':
      return [...stringsIn(def.keyType, below('key')), ...stringsIn(def.valueType, below('*'))]
    case 'array':
      return stringsIn(def.element, below('#'))
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
      return stringsIn(def.innerType, path)
    case 'pipe':
      return stringsIn(def.in, path)
    case 'union':
      return [...new Set(def.options.flatMap((option) => stringsIn(option, path)))]
    case 'number':
    case 'boolean':
    case 'null':
    case 'void':
    case 'undefined':
      return []
    default:
      throw new Error(`What strings are there in a ${def.type}?`)
  }
}

/** A body with `value` in the place that `path` means, and the path that the server calls it by. */
function planted(body: unknown, path: string, value: unknown): { body: unknown; field: string } {
  const [first = '', ...rest] = path.split('.')
  const inside = (of: unknown) => (rest.length === 0 ? { body: value, field: '' } : planted(of, rest.join('.'), value))
  const at = (name: string, field: string) => (field === '' ? name : `${name}.${field}`)
  if (first === 'key') return { body: { [String(value)]: ['v'] }, field: String(value) }
  if (first === '#') {
    const [one] = Array.isArray(body) ? (body as unknown[]) : []
    return { body: [inside(one).body], field: at('0', inside(one).field) }
  }
  if (first === '*') return { body: { k: inside(undefined).body }, field: at('k', inside(undefined).field) }
  const whole = typeof body === 'object' && body !== null ? { ...body } : {}
  const { body: part, field } = inside(whole[first as keyof typeof whole])
  return { body: { ...whole, [first]: part }, field: at(first, field) }
}

async function send(name: string, path: string, value: unknown): Promise<Sent> {
  const example = exampleOf(name, worldOf(name))
  const { body, field } = planted(example.body, path, value)
  const client = needsNobody(name) ? server.anonymous : server.owner
  const isEdit = endpointNamed(name).method === 'PATCH'
  const input = { ...example, body, ...(isEdit ? { ifMatch: versions.get(name) ?? 1 } : {}) }
  const answer = await client.send<Endpoint, Sent['answer']['body']>(endpointNamed(name), input)
  // Of a row the file that it stands in has the version.
  const version = answer.body.version ?? answer.body.import?.version
  if (isEdit && version !== undefined) versions.set(name, version)
  return { answer, field }
}
/** Of what each edit was made to, since a world is edited many times. */
const versions = new Map<string, number>()

interface Sent {
  answer: Answer<ErrorBody & { version?: number; import?: { version: number } }>
  /** The path under which the server speaks of the field. */
  field: string
}
const needsNobody = (name: string) => endpointNamed(name).needs === 'public'

test('the table knows every string that can be sent', () => {
  const found = withBody.flatMap((name) => {
    const { body } = endpointNamed(name)
    return body ? stringsIn(body).map((path) => `${name} ${path}`) : []
  })
  expect(Object.keys(fields).sort()).toEqual(found.sort())
})

const table = Object.entries(fields).map(([place, kind]) => {
  const [name = '', path = ''] = place.split(' ')
  return { place, name, path, kind }
})

describe('is refused on its field, and nothing is kept', () => {
  let before: Dump
  beforeAll(async () => {
    before = await dump(server.db)
  })

  test.each(table)('$place', async ({ name, path, kind }) => {
    for (const [what, value] of Object.entries(kinds[kind].refuses)) {
      // A key is text whatever is sent.
      if (path.endsWith('.key') && typeof value !== 'string') continue
      const { answer, field } = await send(name, path, value)
      const said = {
        what,
        status: answer.status,
        code: answer.body.code,
        fields: Object.keys(answer.body.fields ?? {}),
      }
      expect(said).toEqual({
        what,
        status: 422,
        code: 'invalid',
        fields: [expect.toSatisfy((one?: string) => isAbout(one, field))],
      })
    }
  })

  test('so everything is as it was', async () => {
    expectSame(before, await dump(server.db))
  })
})

/** The server may speak of the trimmed key, or of a part of what should have been text. */
const isAbout = (said: string | undefined, field: string) =>
  said !== undefined &&
  (said === field || said === field.trim() || said.startsWith(`${field}.`) || field.startsWith(`${said}.`))

describe('is taken, and comes back as it was typed', () => {
  const once = ['auth.setUp', 'auth.signIn', 'bin.restoreRealm']
  // A request is decided on once.
  const decided = ['accessRequests.approve', 'accessRequests.deny', 'accessRequests.revoke', 'accessRequests.withdraw']
  const shown = table.filter(({ kind, name }) => kinds[kind].free && ![...once, ...decided].includes(name))

  test.each(shown)('$place', async ({ name, path }) => {
    for (const text of Object.values(MEANT)) {
      const { answer } = await send(name, path, text)
      expect({ text, ...answer }).toMatchObject({ text, status: endpointNamed(name).status })
      if (name === 'auth.signUp') expect(await names('principals', 'accounts')).toContain(text)
      else if (path === 'firstAdministrator.username') expect(await names('identities')).toContain(text.toLowerCase())
      else expect(textsIn(answer.body)).toContain(text)
      // What was taken out of the bin goes there again, for the next name.
      if (name === 'bin.restore') {
        const { realm, deletedGroup } = worldOf(name)
        await server.owner.call(groups.remove, { params: { realm, groupId: deletedGroup } })
      }
      // Nobody asks for the same thing twice.
      if (name === 'accessRequests.create') {
        const params = { realm: worldOf(name).realm, requestId: (answer.body as unknown as { id: string }).id }
        await server.owner.call(accessRequests.withdraw, { params, body: {} })
      }
    }
  })

  test('paragraphs keep their lines', async () => {
    const { answer } = await send('realms.update', 'description', 'One\n\n\ttwo')
    expect(answer.body).toMatchObject({ description: 'One\n\n\ttwo' })
  })

  test('what stands around a name goes', async () => {
    const { answer } = await send('groups.create', 'name', ' \u00A0 Ops\u2003 ')
    expect(answer.body).toMatchObject({ name: 'Ops' })
  })
})

async function names(...tables: ('principals' | 'accounts' | 'identities')[]): Promise<string[]> {
  const all: string[] = []
  for (const one of tables) {
    const column = one === 'identities' ? 'username' : 'name'
    const rows = await server.db.read
      .selectFrom(one as 'principals')
      .select(column as 'name')
      .execute()
    all.push(...rows.map((row) => String(Object.values(row)[0])))
  }
  return all
}

/** Every text in an answer, keys included. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, entry]) => [key, ...textsIn(entry)])
}

describe('fields that do not exist', () => {
  test.each(withBody)('are refused by %s', async (name) => {
    for (const extra of ['extra', 'id', 'version', 'accountID', '$where', 'constructor']) {
      const { answer } = await send(name, extra, 'x')
      expect(answer).toMatchObject({ status: 422, body: { code: 'invalid', fields: { [extra]: 'Unknown field' } } })
    }
  })
})
