import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../lib/ids'
import { startTestServer, testDatabase, type TestServer } from '../testing/test-server'

let server: TestServer
let realmId = ''
let accountId = ''

/** Enough rows that a planner which knows them would rather walk an index than read all. */
const ROWS = 5000

beforeAll(async () => {
  server = await startTestServer()
  realmId = (await server.owner.realm('large')).id
  accountId = server.owner.accountId
  const groups = Array.from({ length: ROWS }, (_, i) => ({
    id: newId(),
    realm_id: realmId,
    parent_id: null,
    name: `Group ${i}`,
    name_key: `group ${i}`,
    description: '',
    attributes: '{}',
    version: 1,
    created_at: i,
    updated_at: i,
    deletion_id: null,
  }))
  for (let at = 0; at < ROWS; at += 500) {
    await server.db.write
      .insertInto('groups')
      .values(groups.slice(at, at + 500))
      .execute()
  }
  await sql`analyze`.execute(server.db.write)
})
afterAll(() => server.stop())

/** How the engine would run a statement, in its own words. */
async function planOf(statement: ReturnType<typeof sql>): Promise<string> {
  const explain = testDatabase === 'sqlite' ? sql`explain query plan ${statement}` : sql`explain ${statement}`
  const { rows } = await explain.execute(server.db.read)
  return rows.map((row) => Object.values(row as object).join(' ')).join('\n')
}

test.each([
  ['name', 'name_key', 'asc', 'groups_by_name'],
  ['-name', 'name_key', 'desc', 'groups_by_name'],
  ['createdAt', 'created_at', 'asc', 'groups_by_age'],
  ['-createdAt', 'created_at', 'desc', 'groups_by_age'],
])('a page of groups by %s walks an index and sorts nothing', async (_, column, direction, index) => {
  const key = sql.ref(`g.${column}`)
  const plan = await planOf(sql`select g.id from groups g
    where g.realm_id = ${realmId} and g.deletion_id is null and (${key}, g.id) > (${column === 'name_key' ? 'group 2' : 2}, ${newId()})
    order by ${key} ${sql.raw(direction)}, g.id ${sql.raw(direction)} limit 51`)
  expect(plan).toContain(index)
  expect(plan).not.toMatch(/temp b-tree|\bsort\b/i)
})

test('the newest events of a realm and of an account come along an index', async () => {
  for (const [column, id, index] of [
    ['realm_id', realmId, 'events_realm'],
    ['account_id', accountId, 'events_account'],
  ] as const) {
    const plan = await planOf(sql`select e.id from events e where ${sql.ref(`e.${column}`)} = ${id}
      order by e.at desc, e.id desc limit 51`)
    // A table of a few rows is read whole by PostgreSQL, which is right; SQLite always takes the index.
    if (testDatabase === 'sqlite') expect(plan).toContain(index)
    expect(plan).not.toMatch(/temp b-tree/i)
  }
})

test('a session, a realm and what rests on a group are found by index', async () => {
  const plans = [
    await planOf(sql`select s.id from sessions s where s.token_hash = ${'x'}`),
    await planOf(sql`select r.id from realms r where r.name_key = ${'large'} and r.deletion_id is null`),
    await planOf(sql`select gr.role_id from group_roles gr where gr.group_id = ${realmId}`),
    await planOf(sql`select g.id from groups g where g.parent_id = ${realmId}`),
  ]
  // On PostgreSQL the small tables may be read whole.
  for (const plan of testDatabase === 'sqlite' ? plans : plans.slice(3)) expect(plan).toMatch(/index/i)
  expect(plans[3]).toContain('groups_parent')
})
