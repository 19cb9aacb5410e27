import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Deps } from '../context'
import { startTestServer, type TestServer } from '../testing/test-server'
import { addJob } from './jobs.store'
import type { JobKinds } from './kinds'
import { startWorker, type Worker } from './worker'

let server: TestServer
let deps: Deps
const workers: Worker[] = []
beforeEach(async () => {
  server = await startTestServer()
  deps = { ...server.running.deps, log: { info() {}, warn() {}, error() {} } }
})
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.stop()
  await server.stop()
})

/** A worker like that of a further process, which knows these kinds. */
function start(kinds: JobKinds, options = {}): Worker {
  const worker = startWorker(deps, kinds, options)
  workers.push(worker)
  return worker
}
const add = (kind: string, payload: Record<string, unknown> = {}) =>
  addJob(deps.db.write, { kind, payload, runAt: server.time.now, now: server.time.now })
const jobs = () => deps.db.read.selectFrom('jobs').selectAll().orderBy('id').execute()

/** Something that is waited for, and the means to say that it has come. */
function signal() {
  let give = () => {}
  const given = new Promise<void>((resolve) => (give = resolve))
  return { give, given }
}

test('jobs of a kind are done one after another, those that are added meanwhile included', async () => {
  const done: unknown[] = []
  let atOnce = 0
  const worker = start({
    count: async (_deps, { n }) => {
      expect(++atOnce).toBe(1)
      if (n === 1) await add('count', { n: 4 })
      if (n === 3) await add('other')
      done.push(n)
      atOnce--
    },
    other: async () => void done.push('other'),
  })
  for (const n of [1, 2, 3]) await add('count', { n })
  await worker.drain()
  expect(done.toSorted()).toEqual([1, 2, 3, 4, 'other'])
  expect(done.filter((n) => n !== 'other')).toEqual([1, 2, 3, 4])
  expect(await jobs()).toEqual([])
})

test('a long job delays none of another kind, even one that is added later', async () => {
  const done = signal()
  const worker = start({
    slow: async () => {
      await add('quick')
      // Were it to wait, this would never end.
      await done.given
    },
    quick: async () => done.give(),
  })
  await add('slow')
  await worker.drain()
  expect(await jobs()).toEqual([])
})

test('a failed job is tried again later, each time after twice as long', async () => {
  let tries = 0
  const worker = start({
    fragile: async (_deps, _payload, { attempts }) => {
      expect(attempts).toBe(tries++)
      if (tries < 4) throw new Error(`try ${tries}`)
    },
  })
  await add('fragile')
  for (const waitMs of [1000, 2000, 4000]) {
    await worker.drain()
    expect(await jobs()).toMatchObject([{ last_error: `Error: try ${tries}`, run_at: server.time.now + waitMs }])
    server.time.now += waitMs - 1
    await worker.drain()
    server.time.now += 1
  }
  await worker.drain()
  expect(tries).toBe(4)
  expect(await jobs()).toEqual([])
})

test('a kind that this process does not know is left to others', async () => {
  await add('from-the-future')
  await start({}).drain()
  expect(await jobs()).toMatchObject([{ kind: 'from-the-future', attempts: 0 }])
})

test('a job is kept for as long as its work lasts', async () => {
  const begun = signal()
  const enough = signal()
  let runs = 0
  const kinds: JobKinds = {
    long: async (_deps, _payload, job) => {
      runs++
      begun.give()
      await enough.given
      job.goOn()
    },
  }
  const drained = [start(kinds, { keepEveryMs: 5 })]
  await add('long')
  const first = drained[0]!.drain()
  await begun.given
  for (let i = 0; i < 3; i++) {
    server.time.now += 50_000
    const until = server.time.now + 60_000
    await expect.poll(async () => (await jobs())[0]?.locked_until, { timeout: 20_000 }).toBe(until)
    await start(kinds).drain()
  }
  enough.give()
  await first
  expect(runs).toBe(1)
  expect(await jobs()).toEqual([])
})

test('whoever has lost a job stops before the next slice, and leaves it to whoever has it now', async () => {
  const begun = signal()
  const lost = signal()
  const goneOn = signal()
  const slices: string[] = []
  const worker = start({
    long: async (_deps, _payload, job) => {
      job.goOn()
      slices.push('first')
      begun.give()
      await lost.given
      job.goOn()
      slices.push('never')
    },
  })
  await add('long')
  const first = worker.drain()
  await begun.given
  // As if the process had slept.
  server.time.now += 60_000
  const other = start({
    long: async () => {
      slices.push('taken over')
      lost.give()
      await goneOn.given
    },
  })
  const second = other.drain()
  await first
  expect(slices).toEqual(['first', 'taken over'])
  expect(await jobs()).toMatchObject([{ attempts: 0, locked_until: server.time.now + 60_000 }])
  goneOn.give()
  await second
  expect(await jobs()).toEqual([])
})

test('a worker that stops gives back what it is at', async () => {
  const begun = signal()
  const stopped = signal()
  let finished = 0
  const kinds: JobKinds = {
    long: async (_deps, _payload, job) => {
      begun.give()
      await stopped.given
      job.goOn()
      finished++
    },
  }
  const worker = start(kinds)
  await add('long')
  const drained = worker.drain()
  await begun.given
  const stopping = worker.stop()
  stopped.give()
  await Promise.all([drained, stopping])
  expect(finished).toBe(0)
  expect(await jobs()).toMatchObject([{ locked_until: 0, attempts: 0 }])
  await start(kinds).drain()
  expect(finished).toBe(1)
})
