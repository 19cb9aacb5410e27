import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { identities } from '#contract/identities'
import { addPeople } from '../../testing/people'
import { planOf, statementsOf } from '../../testing/plans'
import { type PlantedRealm, plantRealm } from '../../testing/random-realm'
import { startTestServer, testDatabase, type TestServer } from '../../testing/test-server'
import { limits } from './limits'

/**
 * What the lists of people really ask of the database. A page of people by one filter is read along an index that knows what
 * is asked for and has it in order, whichever order that is; several things together never begin with everybody.
 */
let server: TestServer
let realm: PlantedRealm
beforeAll(async () => {
  server = await startTestServer()
  const { owner, db, time } = server
  const person = { status: 'active', dead: false, at: 1 }
  const role = { of: 0, isDefault: false, dead: false }
  realm = await plantRealm(
    db,
    { accountId: owner.accountId, name: 'plans', now: time.now },
    {
      groups: [{ inside: 0, dead: false }],
      applications: [],
      // Given directly, by a group, by default, by a domain.
      roles: [role, role, { ...role, isDefault: true }, role],
      people: [person, person, person],
      contains: [],
      gives: [[0, 1]],
      belongs: [
        [0, 0],
        [1, 0],
      ],
      holds: [[0, 0]],
      domains: [[0, 3]],
    },
  )
})
afterAll(() => server.stop())

const usual = { ...limits }
afterEach(() => {
  Object.assign(limits, usual)
})

const endings = {
  username: 'name',
  '-username': 'name',
  createdAt: 'age',
  '-createdAt': 'age',
  lastSignIn: 'seen',
  '-lastSignIn': 'seen',
}

type Query = Record<string, string>
const filters: [string, () => Query, string][] = [
  ['status', () => ({ status: 'pending' }), 'identities_status'],
  ['secondStep', () => ({ secondStep: 'none' }), 'identities_one_step'],
  ['status and secondStep', () => ({ status: 'active', secondStep: 'none' }), 'identities_one_step'],
  ['groupId', () => ({ groupId: realm.groups[0]! }), 'identity_groups_by'],
  ['groupId and status', () => ({ groupId: realm.groups[0]!, status: 'active' }), 'identity_groups_by'],
  ['a role that is given directly', () => ({ roleId: realm.roles[0]! }), 'identity_roles_by'],
  ['a role that a group gives', () => ({ roleId: realm.roles[1]! }), 'identity_groups_by'],
  ['a role of everyone', () => ({ roleId: realm.roles[2]! }), 'identities_status'],
  ['a role that a domain gives', () => ({ roleId: realm.roles[3]! }), 'identities_domain'],
]

const cases = filters.flatMap(([name, queryOf, index]) =>
  Object.entries(endings).map(([sort, ending]) => ({ name, sort, queryOf, index: `${index}_${ending}` })),
)

test.each(cases)('people by $name in the order of $sort walk $index', async ({ queryOf, sort, index }) => {
  expectWalk(await plansOf({ ...queryOf(), sort }), index)
})

test.each(Object.entries(endings))(
  'members of a group in the order of %s walk identity_groups_by_%s',
  async (sort, ending) => {
    for (const query of [{ sort }, { sort, status: 'active' }]) {
      const plans = await plansOf(query, (of) =>
        server.owner.call(identities.members, { params: { realm: realm.name, groupId: realm.groups[0]! }, query: of }),
      )
      expectWalk(plans, `identity_groups_by_${ending}`)
    }
  },
)

test.each(['username', '-username'])('holders of a role in the order of %s walk what leads to them', async (sort) => {
  for (const [role, query, index] of [
    [0, { sort }, 'identity_roles_by_name'],
    [1, { sort }, 'identity_groups_by_name'],
    [0, { sort, how: 'direct' }, 'identity_roles_by_name'],
  ] as const) {
    const plans = await plansOf(query, (of) =>
      server.owner.call(identities.holders, { params: { realm: realm.name, roleId: realm.roles[role]! }, query: of }),
    )
    expectWalk(plans, index)
  }
})

test.each(['lastSignIn', '-lastSignIn'])('people who were not seen for a while in the order of %s', async (sort) => {
  expectWalk(await plansOf({ notSeenDays: '30', sort }), 'identities_by_seen')
})

const combinations: [string, () => Query][] = [
  ['a search', () => ({ q: 'person' })],
  ['a search for the beginning of a word', () => ({ q: 'p' })],
  ['a search in a group', () => ({ q: 'person', groupId: realm.groups[0]! })],
  ['a search among holders', () => ({ q: 'pat', roleId: realm.roles[1]! })],
  ['a group and a role', () => ({ groupId: realm.groups[0]!, roleId: realm.roles[0]! })],
]

/** Of few, of many a page of which is near, and of many a page of which is not. */
const sizes = {
  few: { tiny: 0 },
  near: { tiny: 0, few: 0, walk: 1 },
  far: { tiny: 0, few: 0, walk: 1, walkMax: 0, worth: 0 },
}

test.each(
  combinations.flatMap(([name, queryOf]) =>
    Object.entries(sizes).map(([size, small]) => ({ name, size, small, queryOf })),
  ),
)('$name, of $size, begins with some', async ({ queryOf, small }) => {
  Object.assign(limits, small)
  const plans = await plansOf(queryOf())
  expect(plans.length).toBeGreaterThan(3)
  expectNothingReadWhole(plans)
})

if (testDatabase === 'sqlite') {
  test('a search looks people up by the numbers that the index of trigrams knows', async () => {
    Object.assign(limits, { tiny: 0 })
    const plans = await plansOf({ q: 'person' })
    const found = plans.find(({ text }) => text.includes('found as materialized'))
    expect(found?.plan).toMatch(/SCAN identity_search VIRTUAL TABLE INDEX 0:M\d\n.*SEARCH i USING INTEGER PRIMARY KEY/)
  })
} else {
  test('the index of trigrams finds text anywhere, and the beginnings of words', async () => {
    const { db, owner, time } = server
    const { id } = await owner.realm('large')
    const many = Array.from({ length: 3_000 }, (_, i) => ({ username: `user ${i}` }))
    await addPeople(db, id, many, time.now)
    // And what was written is in the index itself.
    await sql`vacuum analyze identities`.execute(db.write)
    for (const search of [sql`search like '%erso%'`, sql`(search like 'pa%' or search like '% pa%')`]) {
      const { rows } = await sql<{ 'QUERY PLAN': string }>`explain (costs off) select 1 from identities
        where realm_id = ${id} and deletion_id is null and ${search}`.execute(db.read)
      expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('identities_search')
    }
  })
}

interface Planned {
  text: string
  plan: string
}

const people = (query: Query) => server.owner.call(identities.list, { params: { realm: realm.name }, query })

async function plansOf(query: Query, ask: (query: Query) => Promise<unknown> = people): Promise<Planned[]> {
  const asked = await statementsOf(server.db, () => ask(query))
  const about = asked.filter(({ sql: text }) => /identit(y|ies)_?/.test(text) && !text.startsWith('explain'))
  return Promise.all(about.map(async (one) => ({ text: one.sql, plan: await planOf(server.db, one) })))
}

/** That the page is read along this index. */
function expectWalk(plans: readonly Planned[], index: string): void {
  const page = plans.filter(({ text }) => text.includes('order by list_key'))
  expect(page).toHaveLength(1)
  expect(page[0]!.plan).toContain(index)
  expectNothingReadWhole(plans)
}

function expectNothingReadWhole(plans: readonly Planned[]): void {
  for (const { plan } of plans) {
    expect(plan).not.toMatch(/Seq Scan on (identit|principals)/)
    // Of what SQLite scans only what it has just made, values that were given, and the index of trigrams.
    const scanned = plan.split('\n').flatMap((line) => /^SCAN (\w+)\b(?! VIRTUAL)/.exec(line)?.slice(1) ?? [])
    expect(scanned.filter((name) => /^(i|l|r|g|ig|ir|identit\w+)$/.test(name))).toEqual([])
  }
}
