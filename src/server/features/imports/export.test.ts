import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { activity } from '#contract/activity'
import { EXPORT_IDS_MAX, identities } from '#contract/identities'
import { imports } from '#contract/imports'
import { line, optionalLine } from '#contract/primitives'
import { Username } from '#contract/realms'
import { systemContext } from '../../changes/batch'
import { change } from '../../changes/change'
import { escaped } from '../../lib/csv'
import { newId } from '../../lib/ids'
import { nameKey } from '../../lib/name-key'
import { holds } from '../../testing/holds'
import { startTestServer, type TestServer } from '../../testing/test-server'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

async function exported(realm: string, query: Record<string, string> = {}) {
  const answer = await server.owner.send<typeof imports.export, string>(imports.export, { params: { realm }, query })
  return { ...answer, lines: parse(answer.body, { bom: true, record_delimiter: '\r\n' }) }
}

test('the people who match are a file that spreadsheets open and do not work out', async () => {
  const { owner } = server
  await owner.realm('exported')
  const finance = await owner.group('exported', 'Finance')
  const payroll = await owner.group('exported', 'Pay/roll; all', { parentId: finance.id })
  const role = await owner.role('exported', 'auditor')
  const ada = await owner.identity('exported', 'ada', {
    email: '+ada@example.org',
    firstName: '=1+1',
    lastName: 'King, Countess “of” "L"',
    attributes: { floor: ['3', 'a;b'], '=phone': ['-49'] },
    groupIds: [finance.id, payroll.id],
  })
  await owner.call(identities.giveRole, {
    params: { realm: 'exported', identityId: ada.id, roleId: role.id },
  })
  await owner.identity('exported', 'bob')
  const { status, headers, lines } = await exported('exported', {
    columns: 'username,email,firstName,lastName,status,groups,roles,createdAt,lastSignInAt,attr:floor,attr:=phone',
  })
  expect(status).toBe(200)
  expect(headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(headers.get('content-disposition')).toBe(
    `attachment; filename*=UTF-8''${encodeURIComponent('exported – people.csv')}`,
  )
  expect(lines).toEqual([
    [
      'username',
      'email',
      'firstName',
      'lastName',
      'status',
      'groups',
      'roles',
      'createdAt',
      'lastSignInAt',
      'attr:floor',
      'attr:=phone',
    ],
    [
      'ada',
      "'+ada@example.org",
      "'=1+1",
      'King, Countess “of” "L"',
      'active',
      'Finance; Finance / Pay\\/roll\\; all',
      'auditor',
      ada.createdAt,
      '',
      '3; a\\;b',
      "'-49",
    ],
    ['bob', '', '', '', 'active', '', '', expect.any(String), '', '', ''],
  ])

  // Without the mark Excel takes it for something older.
  const response = await fetch(`${server.url}/api/realms/exported/identities/export?columns=username`, {
    headers: { cookie: owner.cookie },
  })
  expect(Buffer.from(await response.arrayBuffer()).toString('latin1')).toBe('\xEF\xBB\xBFusername\r\nada\r\nbob\r\n')

  const some = await exported('exported', { columns: 'username', q: 'bob' })
  expect(some.lines).toEqual([['username'], ['bob']])
  const { items } = await owner.call(activity.ofRealm, { params: { realm: 'exported' }, query: { limit: 2 } })
  expect(items).toMatchObject([
    { type: 'identity.exported', params: { people: 1, whole: true }, undo: { possible: false } },
    { type: 'identity.exported', params: { people: 2, whole: true } },
  ])
})

test('some people are a file of their own, and nobody of another realm', async () => {
  const { owner } = server
  await owner.realm('chosen')
  await owner.realm('others')
  const [, carl, bob] = [
    await owner.identity('chosen', 'ada'),
    await owner.identity('chosen', 'carl'),
    await owner.identity('chosen', 'bob'),
  ]
  const stranger = await owner.identity('others', 'stranger')
  const ids = [carl.id, bob.id, stranger.id, carl.id].join(',')
  const { lines } = await exported('chosen', { columns: 'username', ids })
  expect(lines).toEqual([['username'], ['bob'], ['carl']])
  for (const wrong of ['', 'ada', `${carl.id},`, Array.from({ length: EXPORT_IDS_MAX + 1 }, newId).join(',')]) {
    const query = { columns: 'username', ids: wrong }
    const refusal = await owner.refusal(imports.export, { params: { realm: 'chosen' }, query })
    expect(refusal).toMatchObject({ status: 422, fields: { ids: expect.any(String) as string } })
  }
})

test('columns that nobody knows are refused, and a backslash lets an attribute hold a comma', async () => {
  await server.owner.realm('columns')
  const refusal = await server.owner.refusal(imports.export, {
    params: { realm: 'columns' },
    query: { columns: 'username,age' },
  })
  expect(refusal).toMatchObject({ status: 422, fields: { columns: 'There is no column age' } })
  const { lines } = await exported('columns', { columns: 'username,attr:a\\,b\\\\' })
  expect(lines).toEqual([['username', 'attr:a,b\\']])
})

test('a download that is broken off stands in the log with what went out', async () => {
  const { owner } = server
  const { id } = await owner.realm('broken-off')
  await plant(
    id,
    'broken-off',
    Array.from({ length: 3_000 }, (_, i) => ({ username: `person ${i}`, firstName: 'x'.repeat(250) })),
  )
  const controller = new AbortController()
  const response = await fetch(`${server.url}/api/realms/broken-off/identities/export`, {
    headers: { cookie: owner.cookie },
    signal: controller.signal,
  })
  const reader = response.body?.getReader()
  await reader?.read()
  controller.abort()
  const told = async () =>
    (await owner.call(activity.ofRealm, { params: { realm: 'broken-off' }, query: { type: 'identity.exported' } }))
      .items
  await expect.poll(async () => (await told()).length).toBe(1)
  const [event] = await told()
  if (event?.params['whole'] === false) expect(Number(event.params['people'])).toBeLessThan(3_000)
})

interface Person {
  username: string
  email?: string | null
  firstName?: string
  lastName?: string
  attributes?: Record<string, string[]>
  groups?: number[]
}

/** Puts people into a realm as they are, with groups each inside the one before. */
async function plant(realmId: string, realm: string, people: readonly Person[], groupNames: readonly string[] = []) {
  const ctx = { ...systemContext(server.running.deps, server.owner.accountId), realm: { id: realmId, name: realm } }
  await change(ctx, async (tx) => {
    const groups: string[] = []
    for (const [i, name] of groupNames.entries()) {
      const parentId = i % 3 === 0 ? null : (groups[i - 1] ?? null)
      const fields = { name, description: '', parentId, attributes: {} }
      groups.push(...(await tx.ledger.create('group', realmId, [{ id: newId(), fields }])))
    }
    const ids = await tx.ledger.create(
      'identity',
      realmId,
      people.map(({ groups: _, ...fields }) => ({
        fields: { email: null, firstName: '', lastName: '', status: 'active', attributes: {}, ...fields },
      })),
    )
    const pairs = people.flatMap(({ groups: own = [] }, i) =>
      groups.length === 0 ? [] : own.map((n): [string, string] => [ids[i]!, groups[n % groups.length]!]),
    )
    await tx.ledger.link('identity-group', realmId, pairs)
    tx.record('realm.filled')
  })
}

/** Texts that spreadsheets, separators and escapes stumble over, as our own schemas let them through. */
const hostile = (max: number) =>
  fc.string({
    unit: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...Array.from(`=+-@'"\`,;/\\| “”‘’＝＋－＠\u00A0\u200Bé名`)) },
      { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }) },
    ),
    maxLength: max,
  })
const sayable = (schema: typeof Username) => (text: string) => {
  const parsed = schema.safeParse(text)
  return parsed.success ? parsed.data : null
}
const text = (schema: typeof Username, max: number) =>
  hostile(max)
    .map(sayable(schema))
    .filter((value) => value !== null)

const anyPerson: fc.Arbitrary<Person> = fc.record({
  username: text(Username, 8),
  firstName: text(optionalLine(255), 8),
  lastName: text(optionalLine(255), 8),
  attributes: fc.dictionary(text(line(255), 4), fc.array(text(optionalLine(1000), 5), { maxLength: 3 }), {
    maxKeys: 3,
  }),
  groups: fc.array(fc.nat(19), { maxLength: 3 }),
})

let realms = 0
test('what was exported changes nothing when it is imported', { timeout: 180_000 }, async () => {
  await holds(
    fc.asyncProperty(
      fc.uniqueArray(anyPerson, { selector: ({ username }) => nameKey(username), minLength: 1, maxLength: 8 }),
      fc.uniqueArray(text(line(255), 6), { selector: nameKey, maxLength: 5 }),
      fc.boolean(),
      async (people, groupNames, byEmail) => {
        const realm = `round-${(realms += 1)}`
        const { id } = await server.owner.realm(realm)
        const known = people.map((person, i) => ({ ...person, email: byEmail ? `-p${i}@example.org` : null }))
        await plant(id, realm, known, groupNames)
        const keys = [...new Set(people.flatMap(({ attributes }) => Object.keys(attributes ?? {})))]
        const columns = [
          'username',
          'email',
          'firstName',
          'lastName',
          'groups',
          ...keys.map((key) => `attr:${escaped(key, ',')}`),
        ]
        const { body } = await exported(realm, { columns: columns.join(',') })
        const made = await server.owner.call(imports.upload, {
          params: { realm },
          file: { type: 'text/csv', content: body },
        })
        await server.running.worker.drain()
        const params = { realm, importId: made.id }
        const read = await server.owner.call(imports.get, { params })
        const { items } = await server.owner.call(imports.rows, { params })
        expect(items.filter(({ state }) => state !== 'unchanged')).toEqual([])
        expect(read.counts).toEqual({ new: 0, update: 0, unchanged: people.length, skipped: 0, error: 0 })
      },
    ),
    25,
  )
})
