import { afterAll, beforeAll, expect, test } from 'vitest'
import { accessRequests } from '#contract/access-requests'
import { groups } from '#contract/groups'
import { systemContext } from '../../changes/batch'
import { change } from '../../changes/change'
import { ApprovalRealm } from '../../testing/approvals'
import type { Client } from '../../testing/client'
import { dump, expectSound, rowsOf } from '../../testing/dump'
import { startTestServer, type TestServer } from '../../testing/test-server'
import { expireRequests } from './expire'

/** How often a race is run: once would prove little. */
const rounds = Array.from({ length: 15 }, (_, i) => i)

let server: TestServer
let olga: Client
let max: Client
let realm: ApprovalRealm
let olgasId: string
let maxId: string
/** As many people as there are rounds. */
let people: string[]
beforeAll(async () => {
  server = await startTestServer()
  olga = server.owner
  max = await server.join('Max Manager', { role: 'admin' })
})
afterAll(() => server.stop())

async function begin(approvals: number): Promise<void> {
  realm = await ApprovalRealm.make(server)
  olgasId = await realm.approver(olga)
  maxId = await realm.approver(max)
  people = await realm.people(...rounds.map((i) => ({ username: `person ${i}` })))
  await realm.policy({ approvals })
}
const approve = (client: Client, requestId: string) =>
  client.send(accessRequests.approve, { params: realm.params(requestId), body: {} })
const memberships = async (identityId: string) =>
  rowsOf(await dump(server.db), 'identity_groups').filter((row) => row['identity_id'] === identityId)

/** Takes or gives back the role, as an administrator does, through the one road of all changes. */
const changeRole = (verb: 'link' | 'unlink', identityId: string) => {
  const { id, name } = olga.me.administrator
  const ctx = {
    ...systemContext(server.running.deps, olga.accountId),
    realm: { id: realm.realm.id, name: realm.name },
    actor: { kind: 'administrator' as const, id, name },
  }
  return change(ctx, async (tx) => {
    if (verb === 'link') await tx.ledger.link('identity-role', realm.realm.id, [[identityId, realm.role.id]])
    else await tx.ledger.unlink('identity-role', [[identityId, realm.role.id]])
    tx.record('realm.updated', { params: { name: realm.name } })
  })
}

test('two approvals at once, where two are needed, are both kept and make one membership', async () => {
  await begin(2)
  for (const i of rounds) {
    const { id } = await realm.ask(people[i]!)
    const answers = await Promise.all([approve(olga, id), approve(max, id)])
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    expect(answers.map(({ body }) => body.status).sort()).toEqual(['approved', 'pending'])
    const { decisions, status, approvals } = await realm.get(id)
    expect({ status, approvals }).toEqual({ status: 'approved', approvals: { given: 2, needed: 2 } })
    expect(decisions.map(({ by }) => by.id).sort()).toEqual([olgasId, maxId].sort())
    expect(await memberships(people[i]!)).toMatchObject([{ group_id: realm.group.id, request_id: id }])
  }
  expectSound(await dump(server.db))
})

test('two approvals at once, where one is enough: one grants, the other comes too late', async () => {
  await begin(1)
  for (const i of rounds) {
    const { id } = await realm.ask(people[i]!)
    const answers = await Promise.all([approve(olga, id), approve(max, id)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'request_over' })
    expect((await realm.get(id)).decisions).toHaveLength(1)
    expect(await memberships(people[i]!)).toHaveLength(1)
  }
  expectSound(await dump(server.db))
})

test('who loses the role while approving approves before that, or not at all', async () => {
  await begin(1)
  const outcomes = new Set<number>()
  for (const i of rounds) {
    const { id } = await realm.ask(people[i]!)
    const both =
      i % 2 === 0 ? [approve(max, id), changeRole('unlink', maxId)] : [changeRole('unlink', maxId), approve(max, id)]
    const answers = await Promise.all(both)
    const answer = answers.find((one) => one !== undefined)!
    outcomes.add(answer.status)
    const { status } = await realm.get(id)
    expect(status).toBe(answer.status === 200 ? 'approved' : 'pending')
    expect([200, 403]).toContain(answer.status)
    expect(await memberships(people[i]!)).toHaveLength(answer.status === 200 ? 1 : 0)
    // In the order of the log, the approval stands before the loss of the role.
    const events = rowsOf(await dump(server.db), 'events')
      .filter((row) => row['realm_id'] === realm.realm.id)
      .toSorted((a, b) => Number(a['seq']) - Number(b['seq']))
      .map((row) => row['type'])
      .slice(-2)
    expect(events.at(-1)).toBe('realm.updated')
    if (answer.status === 200) expect(events[0]).toBe('request.approved')
    await changeRole('link', maxId)
  }
  expect(outcomes.size).toBeGreaterThan(0)
})

test('an approval that no longer stands is not made up for by the next', async () => {
  await begin(2)
  const nina = await server.join('Nina Nurse', { role: 'support' })
  await realm.approver(nina)
  for (const i of rounds.slice(0, 5)) {
    const { id } = await realm.ask(people[i]!)
    await approve(max, id)
    // Max loses the role while Olga approves: two count only if hers comes first.
    await Promise.all([approve(olga, id), changeRole('unlink', maxId)])
    const { status } = await realm.get(id)
    const events = rowsOf(await dump(server.db), 'events')
      .filter((row) => row['realm_id'] === realm.realm.id)
      .toSorted((a, b) => Number(a['seq']) - Number(b['seq']))
      .slice(-2)
    const olgaFirst = events[0]?.['type'] === 'request.approved'
    expect(status).toBe(olgaFirst ? 'approved' : 'pending')
    await changeRole('link', maxId)
  }
})

test('a request is made once, however often at once', async () => {
  await begin(1)
  for (const i of rounds.slice(0, 5)) {
    const ask = (client: Client) =>
      client.send(accessRequests.create, { params: { realm: realm.name }, body: realm.asking(people[i]!) })
    const answers = await Promise.all([ask(olga), ask(max), ask(olga)])
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409])
  }
})

test('an approval and the deletion of the group, or the end of the time, leave no half of either', async () => {
  await begin(1)
  for (const i of rounds.slice(0, 5)) {
    const group = await olga.group(realm.name, `Group ${i}`)
    await realm.policy({}, group.id)
    const { id } = await realm.ask(people[i]!, { groupId: group.id })
    const [answer, removed] = await Promise.all([
      approve(max, id),
      olga.send(groups.remove, { params: { realm: realm.name, groupId: group.id } }),
    ])
    expect(removed.status).toBe(204)
    expect([200, 404]).toContain(answer.status)
    expect(await memberships(people[i]!)).toHaveLength(answer.status === 200 ? 1 : 0)
  }
  const { id } = await realm.ask(people[6]!)
  server.time.now += 8 * 24 * 3_600_000
  await Promise.all([olga.signIn('Olga Owner'), max.signIn('Max Manager')])
  const { deps } = server.running
  const [answer] = await Promise.all([approve(max, id), expireRequests(deps), expireRequests(deps)])
  expect(answer).toMatchObject({ status: 409, body: { code: 'request_over', details: { status: 'expired' } } })
  expect(await memberships(people[6]!)).toEqual([])
  const all = await dump(server.db)
  const told = new Set(
    rowsOf(all, 'event_changes').flatMap((row) => (row['subject_id'] === id ? [row['event_id']] : [])),
  )
  const expired = rowsOf(all, 'events').filter((row) => told.has(row['id']) && row['type'] === 'request.expired')
  expect(expired).toHaveLength(1)
  expectSound(await dump(server.db))
})
