import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { identities, type Identity, type IdentityListQuery, identityStatuses } from '#contract/identities'
import { limits } from '../../people/limits'
import { type Dump, type DumpRow, dump, isLiving, rowsOf } from '../../testing/dump'
import { type PlantedRealm, plantRealm, type RealmPlan } from '../../testing/random-realm'
import { slowAccess } from '../../testing/slow-access'
import { startTestServer, type TestServer } from '../../testing/test-server'

/**
 * Every filter with every sort, alone and together, against a model that looks at everybody: once as the server is, and once
 * with limits so small that a few hundred people are as many to it as a million.
 */
let server: TestServer
let realm: PlantedRealm
let all: Dump
beforeAll(async () => {
  server = await startTestServer()
  realm = await plant()
  all = await dump(server.db)
})
afterAll(() => server.stop())

const usual = { ...limits }
const small: Partial<typeof limits> = { read: 40, stretch: 30, few: 20, sorted: 3, block: 300, recent: 5, changes: 10 }
afterEach(() => {
  Object.assign(limits, usual)
})

const PEOPLE = 260
const DAY_MS = 24 * 3_600_000
const FIRST = ['Anna', 'Zoë', 'Ben', 'Maria', 'an', 'Ω', '😀 Smile', '']
const LAST = ['Müller', 'Smith', 'O’Neill', '100%', 'a_b', 'Ananas', '']

/** The same numbers in every run. */
let state = 7
const random = (below: number): number => {
  state = (Math.imul(state, 48_271) >>> 0) % 2_147_483_647
  return state % below
}

/** Some hundred people who share names, times and facts, so that many are alike in whatever they are sorted by. */
async function plant(): Promise<PlantedRealm> {
  const pairs = (n: number, a: number, b: number) =>
    Array.from({ length: n }, (): [number, number] => [random(a), random(b)])
  const plan: RealmPlan = {
    groups: Array.from({ length: 12 }, (_, i) => ({ inside: random(20), dead: i === 5 })),
    applications: [
      { enabled: true, dead: false },
      { enabled: false, dead: false },
    ],
    roles: Array.from({ length: 12 }, (_, i) => ({ of: random(3), isDefault: i === 11, dead: i === 4 })),
    people: Array.from({ length: PEOPLE }, () => ({
      status: identityStatuses[random(6)] ?? 'active',
      dead: random(20) === 0,
      at: random(3),
    })),
    contains: pairs(6, 12, 11),
    gives: pairs(16, 12, 12),
    belongs: pairs(400, PEOPLE, 11),
    visits: pairs(60, PEOPLE, 11).map(([person, group], i) => [person, group, i % 2 === 0]),
    holds: pairs(60, PEOPLE, 10),
    domains: [[0, 1]],
  }
  const { owner, db, time } = server
  const planted = await plantRealm(db, { accountId: owner.accountId, name: 'many', now: time.now }, plan)
  for (const [i, id] of planted.people.entries()) {
    const [first_name, last_name] = [FIRST[random(FIRST.length)] ?? '', LAST[random(LAST.length)] ?? '']
    const username = `${first_name}${i % 3 === 0 ? '.' : ' '}${last_name} ${i}`.trim()
    const copied = {
      created_at: time.now - random(5) * DAY_MS,
      seen_at: random(3) === 0 ? 0 : time.now - random(8) * DAY_MS,
    }
    const [key, names] = [username.toLowerCase(), `${first_name} ${last_name}`.toLowerCase().trim()]
    await db.write
      .updateTable('identities')
      .set({
        username,
        username_key: key,
        first_name,
        last_name,
        second_step: random(2),
        ...copied,
        search: [key, (await emailOf(id))?.toLowerCase(), names].filter(Boolean).join(' '),
      })
      .where('id', '=', id)
      .execute()
  }
  return planted
}

/** In some way that lists show, past the server. */
async function changeSomebody(): Promise<void> {
  const { db, time } = server
  const id = realm.people[random(PEOPLE)]!
  const set = (values: Record<string, string | number | null>) =>
    db.write.updateTable('identities').set(values).where('id', '=', id).execute()
  const link = { realm_id: realm.id, identity_id: id }
  const group = { ...link, group_id: realm.groups[random(12)]!, request_id: null }
  const ways: (() => Promise<unknown>)[] = [
    () => set({ status: identityStatuses[random(4)]! }),
    () => set({ seen_at: time.now - random(8) * DAY_MS, second_step: random(2) }),
    async () => {
      await set({ deletion_id: random(2) === 0 ? null : realm.people[0]! })
      await sql`update realm_counters set identities = (select count(*) from identities i
        where i.realm_id = ${realm.id} and i.deletion_id is null) where realm_id = ${realm.id}`.execute(db.write)
    },
    async () => {
      const username = `changed ${random(1_000)} ${id}`
      await set({ username, username_key: username, search: username })
    },
    () => db.write.deleteFrom('identity_groups').where('identity_id', '=', id).execute(),
    () => db.write.deleteFrom('identity_roles').where('identity_id', '=', id).execute(),
    () =>
      db.write
        .insertInto('identity_groups')
        .values({ ...group, ends_at: [null, time.now, time.now + 1][random(3)]! })
        .onConflict((oc) => oc.doNothing())
        .execute(),
    () =>
      db.write
        .insertInto('identity_roles')
        .values({ ...link, role_id: realm.roles[random(12)]! })
        .onConflict((oc) => oc.doNothing())
        .execute(),
    async () => {
      // Memberships end by themselves.
      time.now += 1
    },
  ]
  await ways[random(ways.length)]!()
}

async function emailOf(id: string): Promise<string | null> {
  const rows = await server.db.write.selectFrom('identities').select('email').where('id', '=', id).execute()
  return rows[0]?.email ?? null
}

type Query = Partial<Omit<IdentityListQuery, 'limit' | 'cursor'>>

/** The ids of those who are meant, in the order asked for, found by looking at everybody. */
function model(query: Query): string[] {
  const { now } = server.time
  const access = slowAccess(all, now)
  const holds = (id: string, roleIds: readonly unknown[]) => roleIds.some((role) => access.get(id)?.has(String(role)))
  const groups = new Set(rowsOf(all, 'groups').flatMap((row) => (isLiving(row) ? [row['id']] : [])))
  const belongs = (id: string, groupId: string) =>
    groups.has(groupId) &&
    rowsOf(all, 'identity_groups').some(
      (row) =>
        row['identity_id'] === id &&
        row['group_id'] === groupId &&
        (row['ends_at'] === null || Number(row['ends_at']) > now),
    )
  const rolesOf = (applicationId: string) =>
    rowsOf(all, 'roles').flatMap((row) => (row['application_id'] === applicationId ? [row['id']] : []))
  const meant = rowsOf(all, 'identities').filter((row) => {
    const id = String(row['id'])
    const { status, groupId, roleId, applicationId, secondStep, notSeenDays, q } = query
    return (
      row['realm_id'] === realm.id &&
      isLiving(row) &&
      (status === undefined || row['status'] === status) &&
      (groupId === undefined || belongs(id, groupId)) &&
      (roleId === undefined || holds(id, [roleId])) &&
      (applicationId === undefined || holds(id, rolesOf(applicationId))) &&
      (secondStep === undefined || row['second_step'] === 0) &&
      (notSeenDays === undefined || Number(row['seen_at']) <= now - notSeenDays * DAY_MS) &&
      (q === undefined || q === id || matches(row, q))
    )
  })
  const sort = query.sort ?? (query.notSeenDays === undefined ? 'username' : 'lastSignIn')
  const column =
    { username: 'username_key', createdAt: 'created_at', lastSignIn: 'seen_at' }[sort.replace('-', '')] ?? ''
  const ordered = meant.toSorted((a, b) => order(a, b, column)).map((row) => String(row['id']))
  return sort.startsWith('-') ? ordered.toReversed() : ordered
}

/** Every word: anywhere, or at the beginning of a word when it is short. */
const matches = (row: DumpRow, q: string): boolean =>
  q
    .normalize('NFKC')
    .toLowerCase()
    .trim()
    .split(/\s+/)
    .every((word) => {
      const text = String(row['search'])
      return Array.from(word).length < 3 ? ` ${text}`.includes(` ${word}`) : text.includes(word)
    })

function order(a: DumpRow, b: DumpRow, column: string): number {
  const [x, y] = [a[column], b[column]]
  const byKey = typeof x === 'number' ? x - Number(y) : Buffer.compare(Buffer.from(String(x)), Buffer.from(String(y)))
  return byKey || Buffer.compare(Buffer.from(String(a['id'])), Buffer.from(String(b['id'])))
}

/** All pages of a list. */
async function listed(
  query: Query,
  limit: number,
): Promise<{ ids: string[]; totals: { total: number; totalExact: boolean }[] }> {
  const items: Identity[] = []
  const totals = []
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await server.owner.call(identities.list, {
      params: { realm: realm.name },
      query: { ...query, limit, ...(cursor !== undefined && { cursor }) },
    })
    expect(page.items.length).toBeLessThanOrEqual(limit)
    // Only the last page may be short.
    if (page.nextCursor !== null) expect(page.items).toHaveLength(limit)
    items.push(...page.items)
    totals.push({ total: page.total, totalExact: page.totalExact })
    cursor = page.nextCursor
  }
  return { ids: items.map(({ id }) => id), totals }
}

async function expectModel(query: Query, limit: number): Promise<number> {
  const expected = model(query)
  const { ids, totals } = await listed(query, limit)
  expect({ query, ids }).toEqual({ query, ids: expected })
  for (const told of totals) expect({ query, ...told }).toEqual({ query, total: expected.length, totalExact: true })
  return expected.length
}

const SORTS = ['username', '-username', 'createdAt', '-createdAt', 'lastSignIn', '-lastSignIn'] as const
const BY_SEEN = ['lastSignIn', '-lastSignIn'] as const

/** Filters by name, some of several values each. */
const filters = (): [string, Query][] => [
  ['none', {}],
  ...identityStatuses.map((status): [string, Query] => [status, { status }]),
  ['one step', { secondStep: 'none' }],
  ...[0, 5, 7].map((i): [string, Query] => [`group ${i}`, { groupId: realm.groups[i]! }]),
  ...realm.roles.map((roleId, i): [string, Query] => [`role ${i}`, { roleId }]),
  ...realm.applications.map((applicationId, i): [string, Query] => [`application ${i}`, { applicationId }]),
]

const modes = [
  ['as the server is', {}],
  ['as if few were many', small],
] as const

describe.each(modes)('%s', (_name, mode) => {
  test(
    'every filter with every sort is what looking at everybody finds, page by page',
    { timeout: 120_000 },
    async () => {
      Object.assign(limits, mode)
      let found = 0
      for (const [, filter] of filters()) {
        for (const [i, sort] of SORTS.entries()) found += await expectModel({ ...filter, sort }, [200, 17][i % 2]!)
      }
      for (const notSeenDays of [1, 4, 3650]) {
        for (const sort of BY_SEEN) found += await expectModel({ notSeenDays, sort }, 17)
      }
      expect(found).toBeGreaterThan(5_000)
    },
  )

  test('so is every search, alone and with a filter', { timeout: 120_000 }, async () => {
    Object.assign(limits, mode)
    let found = 0
    for (const q of [
      'an',
      'a',
      'müller',
      'MÜLLER anna',
      'nan',
      'smith ben',
      'zoë',
      'ω',
      '😀',
      'ne.exam',
      '100%',
      'a_b',
      '%',
      'o’n',
    ]) {
      for (const [i, sort] of SORTS.entries()) found += await expectModel({ q, sort }, [200, 7][i % 2]!)
      for (const [, filter] of filters()) found += await expectModel({ q, ...filter }, 23)
      found += await expectModel({ q, notSeenDays: 3 }, 23)
    }
    expect(found).toBeGreaterThan(5_000)
  })

  test('so are several filters together', { timeout: 120_000 }, async () => {
    Object.assign(limits, mode)
    let found = 0
    for (let i = 0; i < 120; i++) {
      const pick = <T>(of: readonly T[]): T | undefined => of[random(2 * of.length)]
      const q = pick(['a', 'an', 'ann', 'smith', 'example'])
      const [status, groupId] = [pick(identityStatuses), pick(realm.groups)]
      const [roleId, applicationId] = [pick(realm.roles), pick(realm.applications)]
      const asked = {
        q,
        status,
        groupId,
        roleId,
        applicationId,
        ...(random(2) === 0 && { secondStep: 'none' as const }),
      }
      const said = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) as Query
      const sort = SORTS[random(6)]!
      const seen = random(4) === 0 ? { notSeenDays: 1 + random(6), sort: BY_SEEN[random(2)]! } : { sort }
      found += await expectModel({ ...said, ...seen }, 11)
    }
    expect(found).toBeGreaterThan(300)
  })

  test('and all of it stays so while people change', { timeout: 120_000 }, async () => {
    Object.assign(limits, mode)
    let found = 0
    for (let round = 0; round < 25; round++) {
      for (let n = 0; n < 4; n++) await changeSomebody()
      all = await dump(server.db)
      const some = filters()
      for (let n = 0; n < 6; n++) {
        const [, filter] = some[random(some.length)]!
        const q = [undefined, 'an', 'smith', 'changed'][random(4)]
        found += await expectModel({ ...filter, sort: SORTS[random(6)]!, ...(q !== undefined && { q }) }, 29)
      }
    }
    expect(found).toBeGreaterThan(1_000)
  })

  test('members and holders are the same people', { timeout: 60_000 }, async () => {
    Object.assign(limits, mode)
    const params = { realm: realm.name }
    for (const groupId of realm.groups.filter((_, i) => i !== 5)) {
      for (const status of identityStatuses) {
        const page = await server.owner.call(identities.members, {
          params: { ...params, groupId },
          query: { status, limit: 200 },
        })
        expect(page.items.map(({ id }) => id)).toEqual(model({ groupId, status }))
      }
    }
    const access = slowAccess(all, server.time.now)
    for (const roleId of realm.roles.filter((id) =>
      rowsOf(all, 'roles').some((row) => row['id'] === id && isLiving(row)),
    )) {
      const page = await server.owner.call(identities.holders, { params: { ...params, roleId }, query: { limit: 200 } })
      expect(page.items.map(({ identity }) => identity.id)).toEqual(model({ roleId }).slice(0, 200))
      for (const { identity, paths, complete } of page.items) {
        expect({ complete, n: paths.length }).toEqual({ complete: true, n: access.get(identity.id)?.get(roleId)?.size })
      }
      const direct = await server.owner.call(identities.holders, {
        params: { ...params, roleId },
        query: { how: 'direct', limit: 200 },
      })
      const given = new Set(
        rowsOf(all, 'identity_roles').flatMap((row) => (row['role_id'] === roleId ? [String(row['identity_id'])] : [])),
      )
      expect(direct.items.map(({ identity }) => identity.id)).toEqual(model({ roleId }).filter((id) => given.has(id)))
    }
  })
})
