// @ts-check
import { connect } from 'node:net'

/**
 * Sends requests over a number of connections, one after the other on each, for a while, and answers how many were
 * answered per second. On bare sockets: node:http's client costs more than the server that is measured, and there are only
 * two cores. Loopback only.
 *
 * @param {object} options
 * @param {number} options.port
 * @param {number} options.connections
 * @param {number} options.durationMs
 * @param {(n: number) => string} options.request the n-th request, as it goes over the wire
 * @param {number} options.status every answer must have
 * @returns {Promise<number>}
 */
export async function requestsPerSecond({ port, connections, durationMs, request, status }) {
  let sent = 0
  let answered = 0
  const start = performance.now()
  const connection = () =>
    new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1')
      socket.setNoDelay(true)
      let pending = ''
      const next = () => {
        if (performance.now() - start > durationMs) socket.end(() => resolve(undefined))
        else socket.write(request(sent++))
      }
      socket.on('connect', next)
      socket.on('error', reject)
      // Every byte as one character: the length in the header counts bytes.
      socket.setEncoding('latin1').on('data', (/** @type {string} */ text) => {
        pending += text
        const headEnd = pending.indexOf('\r\n\r\n')
        if (headEnd < 0) return
        const length = /\r\ncontent-length: (\d+)/i.exec(pending.slice(0, headEnd))?.[1]
        if (pending.slice(9, 12) !== String(status) || length === undefined) {
          socket.destroy(new Error(`Unexpected answer:\n${pending}`))
        } else if (pending.length >= headEnd + 4 + Number(length)) {
          pending = ''
          answered += 1
          next()
        }
      })
    })
  await Promise.all(Array.from({ length: connections }, connection))
  return answered / ((performance.now() - start) / 1000)
}
