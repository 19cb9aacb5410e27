// @ts-check
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { median, startWithRealm } from '../bench-kit.mjs'

const RUNS = 3

/** Resident memory of a process in MB: Linux only, like the kernel's own figure that it reads. */
async function residentMegabytes(/** @type {number} */ pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024
}

async function atRest() {
  const { server, call } = await startWithRealm('sqlite')
  try {
    await call('GET', '/api/realms/bench/groups')
    await sleep(10_000)
    return await residentMegabytes(server.pid)
  } finally {
    await server.stop()
  }
}

/** @type {import('../bench.mjs').Bench} */
export const bench = {
  name: 'memory at rest',
  run: async () => {
    const values = []
    for (let run = 0; run < RUNS; run++) values.push(await atRest())
    return [
      {
        what: 'Memory at rest (resident, ten seconds idle)',
        median: `${Math.round(median(values))} MB`,
        beside: 'budget 150 MB',
      },
    ]
  },
}
