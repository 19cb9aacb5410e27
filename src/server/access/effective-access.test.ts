import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { groups } from '#contract/groups'
import { roles } from '#contract/roles'
import { newId } from '../lib/ids'
import { type Dump, type DumpRow, dump, rowsOf } from '../testing/dump'
import { holds } from '../testing/holds'
import { clearRealms, type PlantedRealm, plantRealm, realmPlan, type RealmPlan } from '../testing/random-realm'
import { type SlowAccess, slowAccess } from '../testing/slow-access'
import { startTestServer, type TestServer } from '../testing/test-server'
import { effectiveAccess, effectiveRoles, type Path } from './effective-access'
import { sourcesOf } from './sources'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())
beforeEach(() => clearRealms(server.db))

const EMPTY: RealmPlan = {
  groups: [],
  applications: [],
  roles: [],
  people: [],
  contains: [],
  gives: [],
  belongs: [],
  holds: [],
}
const group = (inside: number, dead = false) => ({ inside, dead })
const role = { of: 0, isDefault: false, dead: false }
const person = { status: 'active', dead: false }

let realmsMade = 0
const plant = (plan: Partial<RealmPlan>, sound = true): Promise<PlantedRealm> => {
  const { owner, db, time } = server
  const home = { accountId: owner.accountId, name: `access-${realmsMade++}`, now: time.now }
  return plantRealm(db, home, { ...EMPTY, ...plan }, sound)
}

/** A path in the words of the slow model. */
const wayOf = ({ steps }: Path): string =>
  steps
    .map(({ kind, id }) => {
      if (kind === 'direct' || kind === 'everyone' || kind === 'emailDomain') return kind
      return `${kind === 'composite' ? 'role' : 'group'} ${id}`
    })
    .join(' > ')

type Ways = Record<string, Record<string, string[]>>

async function told(people: readonly string[], through: readonly string[] | null = null): Promise<Ways> {
  const access = await effectiveAccess(server.db.read, people, server.time.now, through)
  return Object.fromEntries(
    [...access].map(([id, held]) => [
      id,
      Object.fromEntries([...held].map(([roleId, { paths }]) => [roleId, paths.map(wayOf).sort()])),
    ]),
  )
}

/** What the slow model says of these people; of those who hold nothing, nothing. */
function expected(access: SlowAccess, people: readonly string[]): Ways {
  const entries = people.flatMap((id) => {
    const held = access.get(id)
    if (!held || held.size === 0) return []
    return [[id, Object.fromEntries([...held].map(([roleId, ways]) => [roleId, [...ways].sort()]))] as const]
  })
  return Object.fromEntries(entries)
}

describe('every kind of path', () => {
  test('everyone: a default role, of whoever is in the realm', async () => {
    const { people, roles: made } = await plant({ roles: [{ ...role, isDefault: true }], people: [person, person] })
    expect(await told(people)).toEqual({
      [people[0]!]: { [made[0]!]: ['everyone'] },
      [people[1]!]: { [made[0]!]: ['everyone'] },
    })
  })

  test('direct', async () => {
    const { people, roles: made } = await plant({ roles: [role], people: [person, person], holds: [[0, 0]] })
    expect(await told(people)).toEqual({ [people[0]!]: { [made[0]!]: ['direct'] } })
  })

  test('group, and parentGroup: what lies further out gives its roles to those further in, not the other way round', async () => {
    const realm = await plant({
      // The first lies at the top, the second in it, the third in the second.
      groups: [group(0), group(0), group(1)],
      roles: [role, role, role],
      people: [person, person],
      gives: [
        [0, 0],
        [1, 1],
        [2, 2],
      ],
      belongs: [
        [0, 2],
        [1, 0],
      ],
    })
    const [top, middle, leaf] = realm.groups
    const [a, b, c] = realm.roles
    expect(await told(realm.people)).toEqual({
      [realm.people[0]!]: {
        [a!]: [`group ${leaf} > group ${middle} > group ${top}`],
        [b!]: [`group ${leaf} > group ${middle}`],
        [c!]: [`group ${leaf}`],
      },
      [realm.people[1]!]: { [a!]: [`group ${top}`] },
    })
  })

  test('composite: every way to a role, through all that contains it', async () => {
    const realm = await plant({
      groups: [group(0)],
      roles: [role, role, role, { ...role, isDefault: true }],
      people: [person],
      // Two ways round: 0 contains 1 and 2, both contain the default role 3.
      contains: [
        [0, 1],
        [0, 2],
        [1, 3],
        [2, 3],
      ],
      gives: [[0, 1]],
      belongs: [[0, 0]],
      holds: [[0, 0]],
    })
    const [a, b, c, d] = realm.roles
    expect(await told(realm.people)).toEqual({
      [realm.people[0]!]: {
        [a!]: ['direct'],
        [b!]: [`direct > role ${a}`, `group ${realm.groups[0]}`],
        [c!]: [`direct > role ${a}`],
        [d!]: [
          `direct > role ${a} > role ${b}`,
          `direct > role ${a} > role ${c}`,
          'everyone',
          `group ${realm.groups[0]} > role ${b}`,
        ],
      },
    })
  })
})

describe('what is deleted, disabled or suspended gives nothing', () => {
  const all = {
    groups: [group(0)],
    applications: [{ enabled: true, dead: false }],
    // The first belongs to the realm, and contains the second, which belongs to the application.
    roles: [{ ...role, of: 1 }, role],
    people: [person],
    contains: [[0, 1]] satisfies [number, number][],
    gives: [[0, 0]] satisfies [number, number][],
    belongs: [[0, 0]] satisfies [number, number][],
  }

  const rolesLeft = async (plan: Partial<RealmPlan>): Promise<number> => {
    const realm = await plant({ ...all, ...plan }, false)
    return (await effectiveRoles(server.db.read, realm.people, server.time.now)).get(realm.people[0]!)?.size ?? 0
  }

  test.each<[string, number, Partial<RealmPlan>]>([
    ['all of it living', 2, {}],
    ['a suspended person', 0, { people: [{ status: 'suspended', dead: false }] }],
    ['a deleted person', 0, { people: [{ status: 'active', dead: true }] }],
    ['an invited person', 2, { people: [{ status: 'invited', dead: false }] }],
    ['a deleted group', 0, { groups: [group(0, true)] }],
    ['a deleted role, nor what it contains', 0, { roles: [{ ...role, of: 1, dead: true }, role] }],
    ['a disabled application', 1, { applications: [{ enabled: false, dead: false }] }],
    ['a deleted application', 1, { applications: [{ enabled: true, dead: true }] }],
  ])('%s: %i roles', async (_, count, plan) => {
    expect(await rolesLeft(plan)).toBe(count)
  })

  test('a realm in the bin', async () => {
    const realm = await plant(all)
    await server.db.write.updateTable('realms').set({ deletion_id: newId() }).where('id', '=', realm.id).execute()
    expect(await told(realm.people)).toEqual({})
  })
})

test('nobody else is told of, and who is nobody has nothing', async () => {
  const realm = await plant({ roles: [{ ...role, isDefault: true }], people: [person, person] })
  expect(Object.keys(await told([realm.people[1]!, newId()]))).toEqual([realm.people[1]])
  expect(await told([])).toEqual({})
})

test('of more people than one statement takes, each is told of', async () => {
  const plan = { roles: [{ ...role, isDefault: true }], people: Array.from({ length: 1201 }, () => person) }
  const realm = await plant(plan)
  expect(Object.keys(await told(realm.people))).toHaveLength(1201)
})

describe('on random realms, as the slow model says', { timeout: 120_000 }, () => {
  test.each([
    ['as the server leaves them', true],
    ['with anything in them: deleted places, things that lie in or contain themselves', false],
  ])('%s', async (_, sound) => {
    let paths = 0
    await holds(
      fc.asyncProperty(realmPlan, async (plan) => {
        await clearRealms(server.db)
        const { id: realmId, people, roles: made } = await plant(plan, sound)
        const access = slowAccess(await dump(server.db), server.time.now)
        const ways = await told(people)
        expect(ways).toEqual(expected(access, people))
        // To one role through what leads to it, as a list of its holders asks.
        const [roleId] = made
        if (roleId !== undefined) {
          const sources = await sourcesOf(server.db.read, realmId, { roleId })
          const some = await told(people, sources.roles)
          const ofRole = (all: Ways) => people.map((id) => all[id]?.[roleId])
          expect(ofRole(some)).toEqual(ofRole(ways))
        }
        // Without paths the same is held: no path, no access, and the other way round.
        const held = await effectiveRoles(server.db.read, people, server.time.now)
        const rolesOf = Object.entries(ways).map(([id, own]) => [id, Object.keys(own).sort()] as const)
        expect(Object.fromEntries([...held].map(([id, own]) => [id, [...own].sort()]))).toEqual(
          Object.fromEntries(rolesOf),
        )
        paths += Object.values(ways)
          .flatMap((own) => Object.values(own))
          .flat().length
      }),
      120,
    )
    expect(paths).toBeGreaterThan(100)
  })

  test('and so is what a group gives to its people, asked over HTTP', async () => {
    let given = 0
    await holds(
      fc.asyncProperty(realmPlan, async (plan) => {
        await clearRealms(server.db)
        const realm = await plant(plan)
        const all = await dump(server.db)
        for (const groupId of realm.groups) {
          const query = { effective: 'true' as const }
          const answer = await server.owner.send(groups.roles, { params: { realm: realm.name, groupId }, query })
          const living = rowsOf(all, 'groups').find((row) => row['id'] === groupId)?.['deletion_id'] === null
          expect(answer.status).toBe(living ? 200 : 404)
          if (!living) continue
          const ways = waysOfGroup(all, realm.id, groupId)
          const actual = answer.body.items.map(({ id, direct, through }) => {
            const indirect = through.map((steps) => steps.map((step) => `${step.kind} ${step.id}`))
            return [
              id,
              [...(direct ? [[]] : []), ...indirect].map((steps) => [`group ${groupId}`, ...steps].join(' > ')).sort(),
            ]
          })
          expect(Object.fromEntries(actual)).toEqual(ways)
          given += actual.length
        }
      }),
      15,
    )
    expect(given).toBeGreaterThan(10)
  })
})

/** The ways of somebody who belongs to this group alone, without what everyone holds. */
function waysOfGroup(all: Dump, realmId: string, groupId: string): Record<string, string[]> {
  const probe: DumpRow = { id: 'probe', realm_id: realmId, deletion_id: null, status: 'active' }
  const access = slowAccess(
    {
      ...all,
      identities: [probe],
      identity_groups: [{ identity_id: 'probe', group_id: groupId }],
      identity_roles: [],
      roles: rowsOf(all, 'roles').map((row) => ({ ...row, is_default: 0 })),
    },
    server.time.now,
  )
  return expected(access, ['probe'])['probe'] ?? {}
}

test('things that lie in or contain themselves hold nothing up, whatever is asked', async () => {
  const cycle: Partial<RealmPlan> = {
    // Each lies in the next, the last in the first; one lies in itself.
    groups: [group(1), group(2), group(0), group(3)],
    roles: [role, role, role],
    contains: [
      [0, 1],
      [1, 2],
      [2, 0],
      [1, 1],
    ],
    people: [person],
    gives: [[1, 0]],
    belongs: [
      [0, 0],
      [0, 3],
    ],
  }
  const { owner } = server
  const { name: realm, people, groups: ids, roles: made } = await plant(cycle, false)
  expect(Object.keys((await told(people))[people[0]!] ?? {}).sort()).toEqual([...made].sort())
  expect((await owner.call(groups.list, { params: { realm } })).items).toHaveLength(4)
  for (const groupId of ids) {
    const params = { realm, groupId }
    await owner.call(groups.get, { params })
    await owner.call(groups.roles, { params, query: { effective: 'true' } })
  }
  expect((await owner.call(roles.groups, { params: { realm, roleId: made[0]! } })).items).toHaveLength(1)
  const preview = await owner.preview(roles.remove, { params: { realm, roleId: made[0]! } })
  expect(preview.impact.counts).toEqual({ gained: 0, lost: 3, people: 1, exact: true })
  // And the way out is open: what goes round can be taken apart.
  await owner.call(roles.exclude, { params: { realm, roleId: made[1]!, includedRoleId: made[1]! } })
  const moved = await owner.call(groups.update, {
    params: { realm, groupId: ids[0]! },
    ifMatch: 1,
    body: { parentId: null },
  })
  expect(moved.path).toEqual([])
  await owner.call(groups.remove, { params: { realm, groupId: ids[3]! } })
  await owner.call(groups.remove, { params: { realm, groupId: ids[0]! } })
  expect((await owner.call(groups.list, { params: { realm } })).items).toEqual([])
})
