import type { CompiledQuery } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { endpointNamed, endpointNames, exampleOf, makeWorld, type World } from '../testing/examples'
import { planOf, statementsOf } from '../testing/plans'
import { startTestServer, testDatabase, type TestServer } from '../testing/test-server'

/**
 * What the lists of the API really ask of the database, statement by statement: a page is read along an index, in its
 * order, and nothing is sorted (DESIGN §6: a sort that no index serves is not offered).
 */
let server: TestServer
let world: World
beforeAll(async () => {
  server = await startTestServer()
  world = await makeWorld(server, server.owner)
})
afterAll(() => server.stop())

/** The index that serves each sort of each list. */
const indexes: Record<string, Record<string, string>> = {
  'realms.list': byNameOrAge('realms_by_name', 'realms_by_age'),
  'groups.list': byNameOrAge('groups_by_name', 'groups_by_age'),
  'roles.list': byNameOrAge('roles_by_name', 'roles_by_age'),
  'roles.includes': { name: 'roles_by_name' },
  'roles.includedIn': { name: 'roles_by_name' },
  'roles.groups': { name: 'groups_by_name' },
  'applications.list': byNameOrAge('applications_by_name', 'applications_by_age'),
  'applications.roles': byNameOrAge('roles_application', 'roles_by_age'),
  'identities.list': {
    username: 'identities_username',
    '-username': 'identities_username',
    createdAt: 'identities_by_age',
    '-createdAt': 'identities_by_age',
    lastSignIn: 'identities_by_seen',
    '-lastSignIn': 'identities_by_seen',
  },
  'accessRequests.list': { '-createdAt': 'access_requests_by_age', createdAt: 'access_requests_by_age' },
  'imports.list': { '-createdAt': 'imports_by_age' },
  'imports.rows': { position: testDatabase === 'sqlite' ? 'PRIMARY KEY' : 'import_rows_pkey' },
  'activity.ofRealm': { '-at': 'events_realm' },
  // And along `events_person` for each of its people.
  'activity.ofAccount': { '-at': 'events_person' },
  'bin.list': { '-deletedAt': 'deletions_realm' },
  'bin.listRealms': { '-deletedAt': 'deletions_account' },
}
function byNameOrAge(name: string, age: string): Record<string, string> {
  return { name, '-name': name, createdAt: age, '-createdAt': age }
}
/** Those of the few things that one group or person has are sorted, once they are known. */
const sorted = ['groups.roles', 'identities.groups', 'identities.roles', 'identities.access']
/** These, and further filters of people, stand in `identities/identity-plans.test.ts`. */
const elsewhere = ['identities.members', 'identities.holders']

test('every list is looked at', () => {
  const lists = endpointNames.filter((name) => {
    const { method, query, answers } = endpointNamed(name)
    return method === 'GET' && query && !answers
  })
  expect([...Object.keys(indexes), ...sorted, ...elsewhere].sort()).toEqual(lists.toSorted())
})

const sorts = Object.entries(indexes).flatMap(([name, by]) =>
  Object.entries(by).map(([sort, index]) => ({ name, sort, index })),
)

const SORTED_OR_READ_WHOLE = /temp b-tree|-> {2}(incremental )?sort|seq scan|^scan (?!branch)/im

test.each(sorts)('a page of $name by $sort walks $index', async ({ name, sort, index }) => {
  const plan = await planOf(server.db, await pageQuery(name, { sort }))
  expect(plan).toContain(index)
  if (name === 'activity.ofAccount') expect(plan).toContain('events_account')
  expect(plan).not.toMatch(SORTED_OR_READ_WHOLE)
})

test('a search for roles of an application, by its name too, looks each one’s application up', async () => {
  const plan = await planOf(server.db, await pageQuery('roles.list', { of: 'application', q: 'wiki' }))
  expect(plan).toContain('roles_by_name')
  expect(plan).not.toMatch(SORTED_OR_READ_WHOLE)
})

test('rows of an import with problems are read along the index of states', async () => {
  const plan = await planOf(server.db, await pageQuery('imports.rows', { state: 'error' }))
  expect(plan).toContain('import_rows_state')
  expect(plan).not.toMatch(SORTED_OR_READ_WHOLE)
})

/** The statement with which a list reads its page. */
async function pageQuery(name: string, query: Record<string, string>): Promise<CompiledQuery> {
  const example = exampleOf(name, world)
  const asked = await statementsOf(server.db, () =>
    server.owner.call(endpointNamed(name), { ...example, query: { ...example.query, ...query } }),
  )
  const pages = asked.filter(({ sql: text }) => text.includes('order by list_key'))
  expect(pages).toHaveLength(1)
  return pages[0]!
}

/** Filters that have an index of their own, which keeps the order of the list. */
const filtered: [name: string, query: (world: World) => Record<string, string>, index: string][] = [
  ['groups.list', () => ({ hasPolicy: 'true' }), 'groups_policy'],
  ['accessRequests.list', () => ({ status: 'pending' }), 'access_requests_status'],
  ['accessRequests.list', () => ({ status: 'approved' }), 'access_requests_status'],
  ['accessRequests.list', () => ({ status: 'over' }), 'access_requests_status'],
  ['accessRequests.list', ({ person }) => ({ identityId: person }), 'access_requests_person'],
  ['accessRequests.list', ({ guarded }) => ({ groupId: guarded }), 'access_requests_group'],
]

test.each(filtered)('a filtered page of %s (%o) walks %s', async (name, queryOf, index) => {
  const plan = await planOf(server.db, await pageQuery(name, queryOf(world)))
  expect(plan).toContain(index)
  expect(plan).not.toMatch(SORTED_OR_READ_WHOLE)
})
