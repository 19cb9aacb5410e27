// @ts-check
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent, get } from 'node:http'
import { cpus, loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { heldFor } from '../bench-held.mjs'
import { median } from '../bench-kit.mjs'
import { seedMillion } from '../bench-million.mjs'
import { partsOf } from '../bench-people.mjs'
import { keepAsking } from '../bench-waiting.mjs'

/** @typedef {import('../bench-people.mjs').Query} Query */

/** How often each is asked for, when there is time for all of it. On a busy machine not even each is asked for once. */
const ROUNDS = 8
const PART_MS = 20_000
/** First, and not counted, as much is asked as fits. */
const WARM_MS = 5_000
/** What nobody else may be held up for longer than. */
const WAIT_MS = 20
/** How long is looked at what others wait while nothing is asked. */
const BESIDE_MS = 10_000
/** The slowest that are named. */
const NAMED = 5

const HEAD = [
  'What',
  'Queries',
  'p50',
  'p95',
  'Max',
  'Slowest query’s median',
  'Budget',
  'Others waited, p99 and max',
  'The thread stood still, max',
  '',
]

/**
 * @param {import('../bench-million.mjs').Million} million
 * @param {string} engine
 * @param {string} only
 * @returns {Promise<import('../bench.mjs').Table>}
 */
async function measure({ server, cookie, seeded }, engine, only) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const headers = { cookie, host: `localhost:${server.port}` }
  let givenUp = 0
  const ask = async (/** @type {string} */ path) => {
    const body = await answerTo({ host: '127.0.0.1', port: server.port, path, headers, agent })
    if (body === null) givenUp++
    return body ?? '{}'
  }
  const { total } = JSON.parse(await ask(`/api/realms/${seeded.realm.name}/identities`))
  if (!(total >= 1_000_000)) throw new Error(`The realm of a million has ${total} people`)
  const others = () => keepAsking({ port: server.port, path: '/api/me', cookie })
  // A filter waits until everybody has been read into memory.
  const besides = async (/** @type {() => Promise<unknown>} */ run) => {
    const enough = await others()
    await heldFor(server)
    await run()
    const held = await heldFor(server)
    return { waits: await enough(), held }
  }
  let read = 0
  const meanwhile = await besides(async () => {
    const began = performance.now()
    await ask(`/api/realms/${seeded.realm.name}/identities?status=active`)
    read = performance.now() - began
  })
  const quiet = await besides(() => sleep(BESIDE_MS))
  const busy = await besides(() => keepBusy(BESIDE_MS))
  const rows = [
    ['Everybody is read into memory', '1', '', '', ms(read), '', '', ...waited(meanwhile), ''],
    ['Nothing else', '', '', '', '', '', '', ...waited(quiet), ''],
    ['Nothing, while another program keeps the processors busy', '', '', '', '', '', '', ...waited(busy), ''],
  ]
  for (const { what, queries: queriesOf, budgetMs } of partsOf(seeded, async (path) => JSON.parse(await ask(path)))) {
    if (!what.toLowerCase().includes(only.toLowerCase())) continue
    const queries = await queriesOf()
    await timed(queries, ask, WARM_MS, 1)
    givenUp = 0
    /** @type {number[][]} */
    let times = []
    const { waits, held } = await besides(async () => (times = await timed(queries, ask, PART_MS, ROUNDS)))
    const all = times.flat()
    const medians = times.flatMap((own, i) =>
      own.length > 0 ? [{ label: queries[i]?.label ?? '', ms: median(own) }] : [],
    )
    const slowest = medians.toSorted((a, b) => b.ms - a.ms).slice(0, NAMED)
    const over = medians.filter((one) => one.ms > budgetMs).length
    console.error(`  ${engine}, ${what}: ${slowest.map((one) => `${ms(one.ms)} ${one.label}`).join('; ')}`)
    const marks = [
      ...(at(all, 0.95) > budgetMs ? ['p95 over'] : []),
      ...(over > 0 ? [`${over} queries over`] : []),
      ...(givenUp > 0 ? [`${givenUp} times given up`] : []),
      ...(Math.max(...waits) > WAIT_MS ? ['others waited longer'] : []),
      ...(held > WAIT_MS ? ['the thread stood still'] : []),
    ]
    rows.push([
      what,
      medians.length < queries.length ? `${medians.length} of ${queries.length}` : String(queries.length),
      ms(at(all, 0.5)),
      ms(at(all, 0.95)),
      ms(Math.max(...all)),
      `${ms(slowest[0]?.ms ?? 0)} (${slowest[0]?.label})`,
      `≤ ${budgetMs} ms`,
      ...waited({ waits, held }),
      marks.length === 0 ? 'within' : `**${marks.join(', ')}**`,
    ])
  }
  agent.destroy()
  const title =
    `A realm of 1,000,000 people on ${engine}: seeded in ${Math.round(seeded.seconds)} s; nobody else may wait for more ` +
    `than ${WAIT_MS} ms; load average ${loadavg()
      .map((load) => load.toFixed(1))
      .join(', ')}`
  return { title, head: HEAD, rows }
}

/**
 * How long each took in each round, in milliseconds.
 *
 * @param {Query[]} queries
 * @param {(path: string) => Promise<string>} ask
 * @param {number} withinMs
 * @param {number} rounds
 */
async function timed(queries, ask, withinMs, rounds) {
  /** @type {number[][]} */
  const times = queries.map(() => [])
  // Not one after the other: what is left out for want of time should be some of everything.
  const order = [...queries.keys()].sort((a, b) => ((a * 7_919) % 1_009) - ((b * 7_919) % 1_009))
  const begun = performance.now()
  for (let round = 0; round < rounds; round++) {
    for (const i of order) {
      if (performance.now() - begun > withinMs) return times
      const start = performance.now()
      await ask(queries[i]?.path ?? '')
      times[i]?.push(performance.now() - start)
    }
  }
  return times
}

/**
 * @param {import('node:http').RequestOptions} options
 * @returns {Promise<string | null>} null when the server has given up, since it would have taken too long
 */
function answerTo(options) {
  return new Promise((resolve, reject) => {
    const request = get(options, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (/** @type {string} */ text) => (body += text))
      response.on('end', () => {
        if (response.statusCode === 200) resolve(body)
        else if (response.statusCode === 503) resolve(null)
        else reject(new Error(`GET ${options.path} answered ${response.statusCode}: ${body}`))
      })
    })
    request.on('error', reject)
  })
}

/**
 * @param {readonly number[]} values
 * @param {number} share
 */
const at = (values, share) => values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0

/** @param {number} milliseconds */
const ms = (milliseconds) => `${milliseconds.toFixed(1)} ms`

/** @param {{ waits: number[], held: number }} others */
const waited = ({ waits, held }) => [`${ms(at(waits, 0.99))}, ${ms(Math.max(...waits))}`, ms(held)]

/**
 * A process for each processor that does nothing of ours: what anybody waits meanwhile is what sharing them costs.
 *
 * @param {number} forMs
 */
async function keepBusy(forMs) {
  const work = `const end = performance.now() + ${forMs}; while (performance.now() < end);`
  await Promise.all(cpus().map(() => once(spawn(process.execPath, ['-e', work], { stdio: 'ignore' }), 'close')))
}

/** @type {import('../bench.mjs').Bench} */
export const bench = {
  name: 'a realm of a million people',
  tables: async ({ keep, on, part = '' }) => {
    const tables = []
    for (const [database, name] of /** @type {const} */ ([
      ['sqlite', 'SQLite'],
      ['postgres', 'PostgreSQL'],
    ])) {
      if (on && on !== database) continue
      const million = await seedMillion(database, { keep })
      try {
        tables.push(await measure(million, name, part))
      } finally {
        await million.stop()
      }
    }
    return tables
  },
}
