// @ts-check
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/**
 * Asks one thing again and again from a thread of its own, and tells how long each time took: what others feel while the
 * server is busy. In a thread, so that what the bench itself does is not taken for the server's doing.
 */
const asking = `
  const { parentPort, workerData } = require('node:worker_threads')
  const { get, Agent } = require('node:http')
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  let times = []
  let going = true
  parentPort.once('message', () => (going = false))
  const ask = () => {
    if (!going) return parentPort.postMessage(times)
    // What it takes to get going is nobody's wait.
    if (times.length === workerData.first) {
      workerData.first = -1
      times = []
      parentPort.postMessage('ready')
    }
    const start = performance.now()
    get({ ...workerData, agent }, (response) => {
      if (response.statusCode !== 200 && response.statusCode !== 503) throw new Error(workerData.path + ' answered ' + response.statusCode)
      response.resume()
      response.on('end', () => {
        times.push(performance.now() - start)
        setTimeout(ask, 2)
      })
    })
  }
  ask()`

/** How often it asks before it begins to count. */
const FIRST = 100

/**
 * @param {{ port: number, path: string, cookie: string }} what
 * @returns {Promise<() => Promise<number[]>>} ends it, and answers how many milliseconds each answer took
 */
export async function keepAsking({ port, path, cookie }) {
  const workerData = { first: FIRST, host: '127.0.0.1', port, path, headers: { cookie, host: `localhost:${port}` } }
  const worker = new Worker(asking, { eval: true, workerData })
  await once(worker, 'message')
  return () =>
    new Promise((resolve, reject) => {
      worker.once('error', reject)
      worker.once('message', (times) => {
        void worker.terminate()
        resolve(times)
      })
      worker.postMessage('enough')
    })
}
