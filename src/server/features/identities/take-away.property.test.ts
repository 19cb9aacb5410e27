import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AccessPath, HeldRole } from '#contract/access'
import { activity } from '#contract/activity'
import { identities } from '#contract/identities'
import { holds } from '../../testing/holds'
import { clearRealms, type PlantedRealm, plantRealm, realmPlan } from '../../testing/random-realm'
import { startTestServer, type TestServer } from '../../testing/test-server'

/** What “Why?” offers to do about a path: taking away what begins it, a role that was given or a membership. */
let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

/** Person by person, role by role, every way as text. */
type Ways = Record<string, Record<string, string[]>>

const wayOf = ({ steps }: AccessPath): string => steps.map(({ kind, id }) => `${kind} ${id}`).join(' > ')

async function accessOf(realm: string, identityId: string): Promise<HeldRole[] | null> {
  const { status, body } = await server.owner.send(identities.access, { params: { realm, identityId } })
  return status === 200 ? body.items : null
}

async function everybody({ name, people }: PlantedRealm): Promise<Ways> {
  const ways: Ways = {}
  for (const id of people) {
    const held = await accessOf(name, id)
    if (held) ways[id] = Object.fromEntries(held.map(({ role, paths }) => [role.id, paths.map(wayOf).sort()]))
  }
  return ways
}

/** The same without every way of a person that begins so. */
function without(ways: Ways, person: string, begins: string): Ways {
  const begun = (way: string) => way === begins || way.startsWith(`${begins} > `)
  const left = Object.entries(ways[person] ?? {}).flatMap(([role, all]) => {
    const others = all.filter((way) => !begun(way))
    return others.length === 0 ? [] : [[role, others] as const]
  })
  return { ...ways, [person]: Object.fromEntries(left) }
}

/** How what begins a path is taken away; null where it is nothing of this one person. */
function remedy(realm: string, identityId: string, begin: AccessPath['steps'][number]) {
  const params = { realm, identityId }
  if (begin.kind === 'direct')
    return { endpoint: identities.takeRole, input: { params: { ...params, roleId: begin.id } } }
  if (begin.kind === 'group' || begin.kind === 'request')
    return { endpoint: identities.leaveGroups, input: { params, body: { groupIds: [begin.id] } } }
  return null
}

test(
  'taking away what begins a listed path takes exactly that, as its preview says, and undo brings it back',
  {
    timeout: 240_000,
  },
  async () => {
    let realmsMade = 0
    let taken = 0
    let kept = 0
    await holds(
      fc.asyncProperty(realmPlan, async (plan) => {
        await clearRealms(server.db)
        const { owner, db, time } = server
        const home = { accountId: owner.accountId, name: `taken-${realmsMade++}`, now: time.now }
        const realm = await plantRealm(db, home, plan)
        const before = await everybody(realm)
        const begins = realm.people.flatMap((person) =>
          Object.values(before[person] ?? {})
            .flat()
            .map((way) => `${person} ${way.split(' > ', 1)[0]}`),
        )
        for (const one of new Set(begins)) {
          const [person = '', kind = '', id = ''] = one.split(' ')
          const act = remedy(realm.name, person, { kind: kind as 'direct', id, name: '' })
          if (!act) continue
          const expected = without(before, person, `${kind} ${id}`)
          const { body: preview } = await owner.send(act.endpoint, {
            ...act.input,
            query: { preview: 'true' },
          } as never)
          const { impact } = preview as unknown as {
            impact: { gained: unknown[]; lost: { identity: { id: string }; role: { id: string } }[] }
          }
          const roles = Object.keys(before[person] ?? {})
          const gone = roles.filter((role) => !expected[person]?.[role])
          expect(impact.gained).toEqual([])
          expect(impact.lost.map(({ identity, role }) => `${identity.id} ${role.id}`).sort()).toEqual(
            gone.map((role) => `${person} ${role}`).sort(),
          )
          const answer = await owner.send(act.endpoint, act.input as never)
          expect(answer.status).toBe(204)
          expect(await everybody(realm)).toEqual(expected)
          const eventId = answer.headers.get('x-event-id') ?? ''
          expect((await owner.send(activity.undo, { params: { eventId } })).status).toBe(200)
          expect(await everybody(realm)).toEqual(before)
          taken += gone.length
          kept += roles.length - gone.length
        }
      }),
      25,
    )
    // Some were lost for good, and some were held in another way as well.
    expect(taken).toBeGreaterThan(20)
    expect(kept).toBeGreaterThan(5)
  },
)
