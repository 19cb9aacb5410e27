import { activity } from '#contract/activity'
import { groups } from '#contract/groups'
import { realms } from '#contract/realms'
import { Client, expect, test, unique } from './fixtures'
import { type Server, startProduct } from './server'

const KILLS = 10
const WRITERS = 4

/** What one round of writers was told: names that were acknowledged, and names whose answer never came. */
interface Round {
  acknowledged: Map<string, string>
  unanswered: Set<string>
  /** Realms that were acknowledged: a change of many rows each. Their names begin with this word. */
  realms: Set<string>
  word: string
}

/** Writes groups until the server is gone, and says when the first twenty are there. */
function writeUntilKilled(client: Client, realm: string, round: Round, enough: () => void): Promise<void[]> {
  const writer = async (n: number) => {
    for (let i = 0; ; i++) {
      const name = unique(`group ${n} ${i}`)
      round.unanswered.add(name)
      try {
        const group = await client.call(groups.create, { params: { realm }, body: { name } })
        round.unanswered.delete(name)
        round.acknowledged.set(name, group.id)
        if (round.acknowledged.size >= 20) enough()
      } catch {
        // Gone in the middle of this one.
        return
      }
    }
  }
  const realmWriter = async () => {
    for (;;) {
      const name = unique(round.word)
      try {
        await client.realm(name)
        round.realms.add(name)
      } catch {
        return
      }
    }
  }
  return Promise.all([realmWriter(), ...Array.from({ length: WRITERS }, (_, n) => writer(n))])
}

/** A realm comes with roles, applications and what they contain, in one change: each has all of it, and its event says so. */
async function expectWholeRealms(client: Client, { realms: acknowledged, word }: Round): Promise<void> {
  const page = await client.call(realms.list, { query: { limit: 200, q: word } })
  expect(page.nextCursor).toBeNull()
  expect(page.items.map(({ name }) => name)).toEqual(expect.arrayContaining([...acknowledged]))
  const query = { limit: 200, type: 'realm.created' as const }
  const created = await client.call(activity.ofAccount, { params: { accountId: client.accountId }, query })
  const named = created.items.filter((event) => event.realm?.name.startsWith(word))
  const told = new Map(named.map((event) => [event.realm?.name, event.changesTotal]))
  const [whole] = told.values()
  for (const { name } of page.items) {
    const { counts } = await client.call(realms.get, { params: { realm: name } })
    expect([counts.roles.total, counts.applications.total, told.get(name)], name).toEqual([17, 6, whole])
  }
  // And none is told of that is not there.
  expect(told.size).toBe(page.items.length)
}

async function everyGroup(client: Client, realm: string): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  let cursor: string | undefined
  do {
    const query = { limit: 200, ...(cursor === undefined ? {} : { cursor }) }
    const page = await client.call(groups.list, { params: { realm }, query })
    for (const { id, name } of page.items) found.set(name, id)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return found
}

/** The groups that the log says were created. */
async function everyCreation(client: Client, realm: string): Promise<Set<string>> {
  const found = new Set<string>()
  let cursor: string | undefined
  do {
    const query = { limit: 200, type: 'group.created' as const, ...(cursor === undefined ? {} : { cursor }) }
    const page = await client.call(activity.ofRealm, { params: { realm }, query })
    for (const event of page.items) for (const change of event.changes) found.add(change.id)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return found
}

test('a server that is killed ten times while writing keeps every acknowledged write, and none by half', async ({
  database,
}) => {
  test.setTimeout(240_000)
  let server: Server = await startProduct(database)
  const client = new Client(server.url)
  await client.setUp(server.setupUrl ?? '', 'Olga Owner')
  const realm = (await client.realm(unique('killed'))).name
  const round: Round = { acknowledged: new Map(), unanswered: new Set(), realms: new Set(), word: '' }

  for (let kill = 0; kill < KILLS; kill++) {
    round.acknowledged.clear()
    round.unanswered.clear()
    round.realms.clear()
    round.word = `half-${kill}-`
    const before = await everyGroup(client, realm)
    let enough = () => {}
    const killed = new Promise<void>((resolve) => {
      enough = resolve
    }).then(() => server.kill('SIGKILL'))
    await writeUntilKilled(client, realm, round, enough)
    await killed
    server = await startProduct(database, { again: server })

    const after = await everyGroup(client, realm)
    for (const [name, id] of [...before, ...round.acknowledged]) expect(after.get(name), name).toBe(id)
    for (const name of after.keys()) {
      const expected = before.has(name) || round.acknowledged.has(name) || round.unanswered.has(name)
      expect(expected, `${name} was asked for`).toBe(true)
    }
    expect([...(await everyCreation(client, realm))].toSorted()).toEqual([...after.values()].toSorted())
    await expectWholeRealms(client, round)
    const { ok } = await client.call(activity.verify, { params: { accountId: client.accountId } })
    expect(ok, 'the log is as it was written').toBe(true)
  }
  await server.stop()
})
