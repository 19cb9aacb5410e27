import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dump } from '../testing/dump'
import { holds } from '../testing/holds'
import { clearRealms, plantRealm, realmPlan } from '../testing/random-realm'
import { slowAccess } from '../testing/slow-access'
import { startTestServer, type TestServer } from '../testing/test-server'
import { holdersOf } from './holders'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

let realmsMade = 0

test('the holders of roles are those who effectively hold one of them', { timeout: 240_000 }, async () => {
  await holds(
    fc.asyncProperty(realmPlan, fc.array(fc.nat(19), { minLength: 1, maxLength: 3 }), async (plan, chosen) => {
      const { owner, db, time } = server
      await clearRealms(db)
      const home = { accountId: owner.accountId, name: `holders-${realmsMade++}`, now: time.now }
      const realm = await plantRealm(db, home, plan)
      const roleIds = [...new Set(chosen.map((n) => realm.roles[n % realm.roles.length]!))]
      const access = slowAccess(await dump(db), time.now)
      const expected = realm.people.filter((id) => roleIds.some((role) => access.get(id)?.has(role)))
      expect([...(await holdersOf(db.read, roleIds, time.now, 100))].sort()).toEqual(expected.toSorted())
      // Of few that are wanted there are never too few.
      for (const max of [1, 2]) {
        expect((await holdersOf(db.read, roleIds, time.now, max)).size).toBe(Math.min(max, expected.length))
      }
    }),
    60,
  )
})

test('somebody who is met in a thousand ways hides nobody else', async () => {
  const { owner, db, time } = server
  await clearRealms(db)
  const many = 400
  const home = { accountId: owner.accountId, name: 'many-ways', now: time.now }
  const person = { status: 'active', dead: false }
  const realm = await plantRealm(db, home, {
    groups: Array.from({ length: many }, () => ({ inside: many, dead: false })),
    applications: [],
    roles: [{ of: 0, isDefault: false, dead: false }],
    people: [person, person],
    contains: [],
    gives: Array.from({ length: many }, (_, i): [number, number] => [i, 0]),
    belongs: [],
    holds: [],
  })
  expect(realm.people).toHaveLength(2)
  await db.write
    .insertInto('identity_groups')
    .values(
      [...realm.groups, realm.groups[many - 1]!].map((group_id, i) => ({
        realm_id: realm.id,
        identity_id: realm.people[i === many ? 1 : 0]!,
        group_id,
        ends_at: null,
        request_id: null,
      })),
    )
    .execute()
  expect((await holdersOf(db.read, realm.roles, time.now, 2)).size).toBe(2)
})
