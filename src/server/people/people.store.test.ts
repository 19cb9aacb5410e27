import { sql, type CompiledQuery } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { identities } from '#contract/identities'
import { addFactor, addPeople } from '../testing/people'
import { planOf, statementsOf } from '../testing/plans'
import { startTestServer, testDatabase, type TestServer } from '../testing/test-server'
import { limits } from './limits'
import { PeopleIndexes } from './people-indexes'
import { sweepPeopleChanges } from './sweep-changes'

/**
 * What lists of people that an index of the database does not know ask of it: all people of a realm once, and from then on
 * who changed.
 */
let server: TestServer
let realm: { id: string; name: string }
let people: string[]
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

let made = 0
beforeEach(async () => {
  realm = await server.owner.realm(`changing-${made++}`)
  const { db, time } = server
  people = await addPeople(db, realm.id, [{ username: 'ada' }, { username: 'bob' }, { username: 'cy' }], time.now)
})

const active = async () => {
  const query = { status: 'active' as const }
  const page = await server.owner.call(identities.list, { params: { realm: realm.name }, query })
  expect(page.total).toBe(page.items.length)
  return page.items.map(({ username }) => username)
}

interface Planned {
  text: string
  plan: string
}

/** The statements about people, with their plans. */
async function plansOf(ask: () => Promise<unknown>): Promise<Planned[]> {
  const asked = await statementsOf(server.db, ask)
  const about = asked.filter(({ sql }: CompiledQuery) => /people_changes|identities/.test(sql))
  return Promise.all(about.map(async (one) => ({ text: one.sql, plan: await planOf(server.db, one) })))
}

const sqlite = testDatabase === 'sqlite'
const links = sqlite
  ? /SEARCH ig USING (COVERING )?INDEX sqlite_autoindex_identity_groups_1 \(identity_id=\?\)/
  : /identity_groups_pk /

test('people are read along the index of their age, some at a time', async () => {
  expect(await active()).toEqual(['ada', 'bob', 'cy'])
  const another = await server.owner.realm(`another-${made}`)
  await addPeople(server.db, another.id, [{ username: 'kim' }], server.time.now)
  const plans = await plansOf(() =>
    server.owner.call(identities.list, { params: { realm: another.name }, query: { status: 'active' } }),
  )
  const reading = plans.filter(({ text }) => text.includes('as facts'))
  // The second begins behind the last of the first.
  expect(reading).toHaveLength(2)
  for (const { plan } of reading) {
    expect(plan).toMatch(
      sqlite ? /SEARCH i USING INDEX identities_by_age/ : /Index (Only )?Scan using identities_by_age/,
    )
    expect(plan).toMatch(links)
    expect(plan).not.toMatch(/TEMP B-TREE|Sort|Seq Scan/)
  }
})

test('who changed is read by number, and nobody else', async () => {
  const { db, time } = server
  // Of a handful PostgreSQL reads all.
  const many = Array.from({ length: 400 }, (_, i) => ({ username: `user ${i}`, status: 'invited' as const }))
  await addPeople(db, (await server.owner.realm('many')).id, many, time.now)
  await active()
  await db.write.updateTable('identities').set({ status: 'pending' }).where('id', '=', people[1]!).execute()
  const plans = await plansOf(async () => expect(await active()).toEqual(['ada', 'cy']))
  const [news, ...more] = plans
  expect(news?.text).toContain('people_changes')
  expect(news?.plan).toMatch(sqlite ? /SEARCH people_changes USING INTEGER PRIMARY KEY/ : /people_changes_xid/)
  const numbered = more.find(({ text }) => text.includes('as facts'))
  expect(numbered?.plan).toMatch(sqlite ? /SEARCH i USING INTEGER PRIMARY KEY \(rowid=\?\)/ : /identities_no/)
  expect(numbered?.plan).toMatch(links)
  // Nothing happened since.
  const quiet = await plansOf(active)
  expect(quiet.filter(({ text }) => text.includes('as facts'))).toEqual([])
})

/** Whatever is written, by whom and however, is told: it is the database that takes note. */
const writes: [string, () => Promise<unknown>, string[]][] = [
  ['a status', () => set({ status: 'suspended' }), ['bob', 'cy']],
  ['a username', () => set({ username: 'zed', username_key: 'zed' }), ['bob', 'cy', 'zed']],
  ['the mark of deletion', () => set({ deletion_id: 'd' }), ['bob', 'cy']],
  [
    'somebody new',
    () => addPeople(server.db, realm.id, [{ username: 'bea' }], server.time.now),
    ['ada', 'bea', 'bob', 'cy'],
  ],
]
const set = (values: Record<string, string>) =>
  server.db.write.updateTable('identities').set(values).where('id', '=', people[0]!).execute()

test.each(writes)('%s is seen at once', async (_what, write, expected) => {
  expect(await active()).toEqual(['ada', 'bob', 'cy'])
  await write()
  expect(await active()).toEqual(expected)
})

test('so are links, when they end, and second steps', async () => {
  const { owner, db, time } = server
  const group = await owner.group(realm.name, 'Ops')
  const role = await owner.role(realm.name, 'Cook')
  const [ada = '', bob = ''] = people
  const listed = async (query: Record<string, string>) =>
    (await owner.call(identities.list, { params: { realm: realm.name }, query })).items.map(({ username }) => username)
  expect(await listed({ groupId: group.id })).toEqual([])
  const link = { realm_id: realm.id, identity_id: ada, request_id: null }
  await db.write
    .insertInto('identity_groups')
    .values([
      { ...link, group_id: group.id, ends_at: time.now + 1_000 },
      { ...link, identity_id: bob, group_id: group.id, ends_at: null },
    ])
    .execute()
  expect(await listed({ groupId: group.id })).toEqual(['ada', 'bob'])
  time.now += 1_000
  expect(await listed({ groupId: group.id })).toEqual(['bob'])
  await db.write.deleteFrom('identity_groups').where('identity_id', '=', bob).execute()
  expect(await listed({ groupId: group.id })).toEqual([])
  await db.write
    .insertInto('identity_roles')
    .values({ realm_id: realm.id, identity_id: bob, role_id: role.id })
    .execute()
  expect(await listed({ roleId: role.id })).toEqual(['bob'])
  expect(await listed({ secondStep: 'none' })).toContain('bob')
  await addFactor(db, bob, 'totp', time.now)
  expect(await listed({ secondStep: 'none' })).not.toContain('bob')
})

test('what is given up is not seen', async () => {
  await active()
  const given = server.db.write.transaction().execute(async (tx) => {
    await tx.updateTable('identities').set({ status: 'pending' }).where('id', '=', people[0]!).execute()
    if (!sqlite) expect(await active()).toContain('ada')
    throw new Error('given up')
  })
  await expect(given).rejects.toThrow('given up')
  expect(await active()).toContain('ada')
})

test('where most have changed all are read anew', async () => {
  await active()
  const usual = limits.stale
  limits.stale = 0
  try {
    await set({ status: 'pending' })
    const plans = await plansOf(async () => expect(await active()).toEqual(['bob', 'cy']))
    expect(plans.filter(({ text }) => text.includes('order by i.created_at')).length).toBeGreaterThan(0)
    expect(await active()).toEqual(['bob', 'cy'])
  } finally {
    limits.stale = usual
  }
})

test('a read that fails spoils nothing for those who ask afterwards', async () => {
  await active()
  const executor = server.db.read.getExecutor()
  const execute = executor.executeQuery.bind(executor)
  let failures = 0
  const spy = vi.spyOn(executor, 'executeQuery').mockImplementation((query) => {
    if (!query.sql.includes('people_changes') || failures > 0) return execute(query)
    failures++
    return Promise.reject(new Error('The database is away'))
  })
  try {
    const both = await Promise.allSettled([active(), active(), active()])
    expect(both.map(({ status }) => status)).toContain('rejected')
  } finally {
    spy.mockRestore()
  }
  expect(await active()).toEqual(['ada', 'bob', 'cy'])
})

test('people whom several begin to read at once are told what changes', async () => {
  const another = await server.owner.realm(`begun-${made}`)
  const [ada = ''] = await addPeople(server.db, another.id, [{ username: 'ada' }], server.time.now)
  const indexes = new PeopleIndexes(server.db)
  const asked = await Promise.all(Array.from({ length: 5 }, () => indexes.of(another.id)))
  expect(new Set(asked).size).toBe(1)
  await server.db.write.updateTable('identities').set({ status: 'pending' }).where('id', '=', ada).execute()
  const wanted = { statuses: ['pending' as const], oneStep: false, seenUntil: null, id: null, words: [], linked: [] }
  const page = { sort: 'username' as const, descending: false, after: null, limit: 10 }
  expect((await (await indexes.of(another.id)).find(wanted, server.time.now, page)).total).toBe(1)
})

test('notes are swept away, and whoever has not read them reads all people anew', async () => {
  const { db } = server
  const usual = limits.notesKept
  limits.notesKept = 3
  try {
    expect(await active()).toEqual(['ada', 'bob', 'cy'])
    for (const status of ['invited', 'pending', 'suspended', 'pending']) await set({ status })
    // As a process would be that nobody has asked since.
    const left = async () => {
      await sweepPeopleChanges(server.running.deps)
      const { rows } = await sql<{ n: number }>`select count(*) as n from people_changes`.execute(db.read)
      return Number(rows[0]?.n)
    }
    // Those of one transaction stay together. What came after the oldest transaction of all that still run, in whichever
    // database of this PostgreSQL, has to wait for its end.
    await expect.poll(left, { timeout: 30_000 }).toBeLessThan(8)
    expect(await left()).toBeGreaterThanOrEqual(3)
    expect(await active()).toEqual(['bob', 'cy'])
    await set({ status: 'active' })
    await sweepPeopleChanges(server.running.deps)
    expect(await active()).toEqual(['ada', 'bob', 'cy'])
  } finally {
    limits.notesKept = usual
  }
})

if (!sqlite) {
  test('whoever ends later than somebody who began later is seen all the same', async () => {
    await active()
    const { write } = server.db
    const change = (tx: typeof write, id: string) =>
      tx.updateTable('identities').set({ status: 'pending' }).where('id', '=', id).execute()
    await write.transaction().execute(async (early) => {
      await change(early, people[0]!)
      await write.transaction().execute((late) => change(late, people[1]!))
      expect(await active()).toEqual(['ada', 'cy'])
    })
    expect(await active()).toEqual(['cy'])
  })
}
