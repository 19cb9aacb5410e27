// @ts-check
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { median, startWithRealm } from '../bench-kit.mjs'
import { startServer } from '../server-process.mjs'

const RUNS = 5

/** @param {() => Promise<unknown>} action */
async function time(action) {
  const start = performance.now()
  await action()
  return performance.now() - start
}

/** @param {'sqlite' | 'postgres'} database */
async function coldStarts(database) {
  const { server } = await startWithRealm(database)
  const { dataDir, databaseUrl, port } = server
  const again = { database, dataDir, port, ...(databaseUrl ? { databaseUrl } : {}) }
  const times = []
  try {
    await server.kill()
    for (let run = 0; run < RUNS; run++) {
      /** @type {import('../server-process.mjs').Server | undefined} */
      let started
      times.push(await time(async () => (started = await startServer(again))))
      await started?.kill()
    }
  } finally {
    await server.stop()
  }
  return median(times)
}

/** @type {import('../bench.mjs').Bench} */
export const bench = {
  name: 'cold start',
  run: async () => {
    const bare = []
    for (let run = 0; run < RUNS; run++) {
      bare.push(await time(() => once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'close')))
    }
    const node = median(bare)
    const row = (/** @type {string} */ name, /** @type {number} */ total) => ({
      what: `Cold start on an existing database, ${name}`,
      median: `${Math.round(total)} ms`,
      beside: `${Math.round(total - node)} ms of our own (budget 600 ms); bare \`node -e 0\` ${Math.round(node)} ms`,
    })
    return [row('SQLite', await coldStarts('sqlite')), row('PostgreSQL', await coldStarts('postgres'))]
  },
}
