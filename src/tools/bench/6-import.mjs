// @ts-check
import { setTimeout as sleep } from 'node:timers/promises'
import { owner, seconds, startWithRealm } from '../bench-kit.mjs'

const PEOPLE = 100_000
/** One in so many rows has something wrong. */
const BAD = 100
const GROUPS = 20
/** What somebody else does meanwhile, and how long they rest in between. */
const PAUSE_MS = { list: 25, signIn: 250 }

/** @typedef {Awaited<ReturnType<typeof startWithRealm>>} Started */

/** People as a company has them: names, addresses, a group each, an attribute. */
function file() {
  const lines = ['username;email;Vorname;Nachname;Gruppe;attr:Cost centre']
  for (let n = 0; n < PEOPLE; n++) {
    const email = n % BAD === BAD - 1 ? 'not an address' : `person.${n}@example.org`
    lines.push(`person.${n};${email};First${n % 997};Last${n % 4999};Group ${n % GROUPS};${n % 37}`)
  }
  return lines.join('\r\n')
}

/**
 * Asks for lists and signs in, again and again, until told to stop. Each on its own: who is held up holds nobody else up.
 *
 * @param {Started} started
 */
function meanwhile({ server, call }) {
  const longest = { list: 0, signIn: 0 }
  let stopped = false
  /**
   * @param {'list' | 'signIn'} what
   * @param {() => Promise<Response>} ask
   */
  const again = async (what, ask) => {
    while (!stopped) {
      const began = performance.now()
      await (await ask()).text()
      longest[what] = Math.max(longest[what], performance.now() - began)
      await sleep(PAUSE_MS[what])
    }
  }
  const { email, password } = owner
  const signIn = () =>
    fetch(`${server.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    })
  const all = Promise.all([
    again('list', () => call('GET', '/api/realms/bench/identities?limit=50')),
    again('signIn', signIn),
  ])
  return {
    stop: async () => {
      stopped = true
      await all
      return longest
    },
  }
}

/**
 * @param {Started} started
 * @param {string} path
 * @param {(body: any) => boolean} isDone
 */
async function until({ call }, path, isDone) {
  for (;;) {
    const body = await (await call('GET', path)).json()
    if (isDone(body)) return body
    await sleep(100)
  }
}

/** @param {'sqlite' | 'postgres'} database */
async function measure(database) {
  const started = await startWithRealm(database)
  const { server, cookie, call } = started
  try {
    for (let n = 0; n < GROUPS; n++) await call('POST', '/api/realms/bench/groups', { name: `Group ${n}` })
    const body = file()
    const others = meanwhile(started)
    const times = [performance.now()]
    const answer = await fetch(`${server.url}/api/realms/bench/identities/imports?fileName=people.csv`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'text/csv' },
      body,
    })
    const { id } = await answer.json()
    times.push(performance.now())
    const path = `/api/realms/bench/identities/imports/${id}`
    const { counts } = await until(started, path, ({ state }) => state === 'ready')
    times.push(performance.now())
    await call('POST', `${path}/apply`)
    const { batch } = await until(started, path, ({ state }) => state === 'applied')
    times.push(performance.now())
    const longest = await others.stop()
    if (counts.error !== PEOPLE / BAD || batch.done !== PEOPLE - counts.error) {
      throw new Error(`Not everybody was imported: ${JSON.stringify({ counts, batch })}`)
    }
    const [start = 0, uploaded = 0, judged = 0, applied = 0] = times
    return { upload: uploaded - start, judge: judged - uploaded, apply: applied - judged, longest }
  } finally {
    await server.stop()
  }
}

/** @type {import('../bench.mjs').Bench} */
export const bench = {
  name: 'import',
  run: async ({ on }) => {
    const rows = []
    for (const [database, name] of /** @type {const} */ ([
      ['sqlite', 'SQLite'],
      ['postgres', 'PostgreSQL'],
    ])) {
      if (on && on !== database) continue
      const { upload, judge, apply, longest } = await measure(database)
      rows.push(
        {
          what: `Import of 100,000 people from CSV, judged and applied, ${name}`,
          median: seconds(judge + apply),
          beside: `budget 30 s (uploaded and read ${seconds(upload)}, judged ${seconds(judge)}, applied ${seconds(apply)})`,
        },
        {
          what: `Longest wait meanwhile, list of people and sign-in, ${name}`,
          median: `${Math.round(longest.list)} ms, ${Math.round(longest.signIn)} ms`,
          beside: `again ${PAUSE_MS.list} ms and ${PAUSE_MS.signIn} ms after each answer`,
        },
      )
    }
    return rows
  },
}
