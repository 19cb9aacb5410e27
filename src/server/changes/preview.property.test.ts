import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Change, Grant, Preview } from '#contract/changes'
import type { ErrorBody } from '#contract/errors'
import { roles } from '#contract/roles'
import type { Answer } from '../testing/client'
import { anyWish, type Command, commandOf, send } from '../testing/commands'
import {
  byPosition,
  changingTables,
  compare,
  difference,
  type Dump,
  dump,
  expectSame,
  expectSound,
  idsIn,
  rowsOf,
  sorted,
} from '../testing/dump'
import { holds } from '../testing/holds'
import { clearRealms, plantRealm, realmPlan } from '../testing/random-realm'
import { grantsOf, slowAccess } from '../testing/slow-access'
import { startTestServer, type TestServer } from '../testing/test-server'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  // It would end memberships that are over, between one look at everything and the next.
  await server.running.worker.stop()
})
afterAll(() => server.stop())

/** What a change may touch besides the rows of realms. Everything else must stay as it is. */
const ALONG_WITH_IT = ['principals', 'deletions', 'outbox', 'events', 'event_changes', 'chains', 'idempotency_keys']

let realmsMade = 0
/** What the commands came to: a generator that only meets refusals would prove nothing. */
const outcomes: Record<string, number> = {}

test('a preview leaves no trace, and tells exactly what the change then does', { timeout: 240_000 }, async () => {
  await holds(
    fc.asyncProperty(realmPlan, fc.array(anyWish, { minLength: 6, maxLength: 16 }), async (plan, wishes) => {
      const { owner, db, time } = server
      const home = { accountId: owner.accountId, name: `realm-${realmsMade++}` }
      await clearRealms(db)
      await plantRealm(db, { ...home, now: time.now }, plan)
      let before = await dump(db)
      expectSound(before)
      for (const [i, wish] of wishes.entries()) {
        time.now += 1000
        const command = commandOf(wish, before, home)
        const key = wish.a % 2 === 0 ? `${home.name}-${i}` : undefined
        const previewed = await send(owner, command, true, key)
        expectSame(before, await dump(db))
        const applied = await send(owner, command, false, key)
        const after = await dump(db)
        expectAlike(command, previewed, applied)
        if (applied.status < 300) expectTrue(before, after, previewed.body as Preview, applied)
        else expectSame(before, after)
        before = after
      }
    }),
    90,
  )
  expect(outcomes).toMatchObject({
    'refused: 404 not_found': expect.any(Number),
    'refused: 409 changed_meanwhile': expect.any(Number),
    'refused: 422 invalid': expect.any(Number),
    'refused: 428 version_required': expect.any(Number),
    'blocked: name_taken': expect.any(Number),
    'blocked: email_taken': expect.any(Number),
    'blocked: already_active': expect.any(Number),
    'blocked: group_cycle': expect.any(Number),
    'blocked: role_cycle': expect.any(Number),
    'blocked: built_upon': expect.any(Number),
    'blocked: already_undone': expect.any(Number),
    'changed: gained': expect.any(Number),
    'changed: lost': expect.any(Number),
    'changed: restore': expect.any(Number),
  })
})

test.each([
  { people: 150, counts: { gained: 0, lost: 150, people: 150, exact: true } },
  { people: 10_003, counts: { gained: 0, lost: 10_000, people: 10_000, exact: false } },
])('of $people people it lists a hundred and counts up to ten thousand', async ({ people, counts }) => {
  const { owner, db, time } = server
  await clearRealms(db)
  const nothing = { groups: [], applications: [], contains: [], gives: [], belongs: [], holds: [] }
  const realm = await plantRealm(
    db,
    { accountId: owner.accountId, name: 'many', now: time.now },
    {
      ...nothing,
      roles: [{ of: 0, isDefault: true, dead: false }],
      people: Array.from({ length: people }, () => ({ status: 'active', dead: false })),
    },
  )
  const preview = await owner.preview(roles.remove, { params: { realm: 'many', roleId: realm.roles[0]! } })
  expect(preview.impact.counts).toEqual(counts)
  expect(preview.impact.roles).toMatchObject([{ gained: 0, lost: counts.lost }])
  expect(preview.impact.lost).toHaveLength(100)
  expect(preview.impact.gained).toEqual([])
})

/** A refusal is the same in both, but for a broken invariant: that is 200 with `blocked` in a preview, and 409 then. */
function expectAlike(command: Command, previewed: Answer<unknown>, applied: Answer<unknown>): void {
  const said = `${command.endpoint.method} ${command.endpoint.path} ${JSON.stringify(command)}`
  const refusal = applied.body as ErrorBody
  if (previewed.status !== 200) {
    const { requestId: _, ...expected } = previewed.body as ErrorBody
    expect(applied.status, said).toBe(previewed.status)
    expect(refusal, said).toMatchObject(expected)
    // What can never be undone is refused at the door.
    if (applied.status === 409) expect(['changed_meanwhile', 'not_undoable'], said).toContain(refusal.code)
    count(`refused: ${applied.status} ${refusal.code}`)
    return
  }
  const { blocked } = (previewed.body as Preview).impact
  if (blocked.length > 0) {
    expect(applied.status, said).toBe(409)
    const { code, message, details } = refusal
    expect(blocked, said).toEqual([{ code, message, ...(details && { details }) }])
    count(`blocked: ${refusal.code}`)
  } else {
    expect(applied.status, `${said} ${JSON.stringify(refusal)}`).toBe(command.endpoint.status)
  }
}

function expectTrue(before: Dump, after: Dump, preview: Preview, applied: Answer<unknown>): void {
  const known = idsIn(before)
  const changes = difference(before, after)
  const impact = impactOf(before, after)
  const told = byPosition({ changes: sorted(preview.changes), impact: preview.impact }, known)
  const actual = byPosition({ changes, impact }, known)
  expect(told).toEqual({ changes: sorted(actual.changes), impact: { ...actual.impact, blocked: [] } })
  expectSame(before, after, [...changingTables, ...ALONG_WITH_IT])
  expectSound(after)

  // The log says it in the same words and the same order as the preview.
  const fresh = rowsOf(after, 'events').filter((row) => !known.has(String(row['id'])))
  const eventId = applied.headers.get('x-event-id')
  expect(fresh.map((row) => row['id'])).toEqual(changes.length === 0 ? [] : [eventId])
  const logged = rowsOf(after, 'event_changes')
    .filter((row) => row['event_id'] === eventId)
    .toSorted((a, b) => Number(a['position']) - Number(b['position']))
    .map((row): Change => {
      const other = row['other_id'] === null ? '' : `:${String(row['other_id'])}`
      const snapshot = (text: unknown) => (text === null ? null : (JSON.parse(String(text)) as Change['before']))
      return {
        action: row['action'] as Change['action'],
        kind: row['kind'] as Change['kind'],
        id: `${String(row['subject_id'])}${other}`,
        name: String(row['name']),
        before: snapshot(row['before']),
        after: snapshot(row['after']),
      }
    })
  expect(byPosition(logged, known)).toEqual(byPosition(preview.changes, known))

  for (const action of new Set(changes.map((change) => change.action))) count(`changed: ${action}`)
  if (impact.counts.gained > 0) count('changed: gained')
  if (impact.counts.lost > 0) count('changed: lost')
}

/** Who gained and lost what, from the slow model of before and after. */
function impactOf(before: Dump, after: Dump) {
  const held = grantsOf(slowAccess(before, server.time.now))
  const holding = grantsOf(slowAccess(after, server.time.now))
  const gained = [...holding].filter((grant) => !held.has(grant))
  const lost = [...held].filter((grant) => !holding.has(grant))
  const people = new Set([...gained, ...lost].map((grant) => grant.split(' ', 1)[0]))
  return {
    gained: listed(after, gained),
    lost: listed(before, lost),
    roles: byRole(listed(after, gained), listed(before, lost)),
    counts: { gained: gained.length, lost: lost.length, people: people.size, exact: true },
  }
}

/** Grants as the API lists them: by username and role name. There are never a hundred here, where its list would end. */
function listed(all: Dump, grants: readonly string[]): Grant[] {
  const identities = new Map(rowsOf(all, 'identities').map((row) => [row['id'], row]))
  const roleRows = new Map(rowsOf(all, 'roles').map((row) => [row['id'], row]))
  const applications = new Map(rowsOf(all, 'applications').map((row) => [row['id'], row]))
  return grants
    .map((grant) => {
      const [identityId, roleId] = grant.split(' ')
      const [identity, role] = [identities.get(identityId), roleRows.get(roleId)]
      const username = String(identity?.['username'])
      const fullName = [identity?.['first_name'], identity?.['last_name']].filter(Boolean).join(' ')
      return {
        key: [identity?.['username_key'], identityId, role?.['name_key'], roleId].map(String),
        grant: {
          identity: { id: String(identityId), username, name: fullName || username },
          role: {
            id: String(roleId),
            name: String(role?.['name']),
            ...(role?.['application_id']
              ? {
                  applicationId: String(role['application_id']),
                  application: String(applications.get(role['application_id'])?.['name']),
                }
              : {}),
          },
        },
      }
    })
    .sort((a, b) => a.key.map((part, i) => compare(part, b.key[i] ?? '')).find((order) => order !== 0) ?? 0)
    .map(({ grant }) => grant)
}

/** How many people gain and lose each role, those of the most people first. */
function byRole(gained: readonly Grant[], lost: readonly Grant[]): Preview['impact']['roles'] {
  const changed = new Map([...gained, ...lost].map(({ role }) => [role.id, role]))
  const times = (grants: readonly Grant[], id: string) => grants.filter(({ role }) => role.id === id).length
  return [...changed.values()]
    .map((role) => ({ role, gained: times(gained, role.id), lost: times(lost, role.id) }))
    .sort((a, b) => b.gained + b.lost - a.gained - a.lost || compare(keyOf(a.role), keyOf(b.role)))
}

const keyOf = (role: Grant['role']) => `${role.name.normalize('NFKC').toLowerCase()}\0${role.id}`

const count = (outcome: string) => {
  outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
}
