import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
// @ts-check
import { pathToFileURL } from 'node:url'
import { root } from './paths.mjs'

/** For the environment of a server that `heldFor` is going to be asked about. */
export const watched = { NODE_OPTIONS: `--import ${pathToFileURL(join(root, 'src/tools/bench-held-watch.mjs')).href}` }

/**
 * For how many milliseconds at most the thread of a server that answers everybody has stood still since this was asked
 * last, for whatever reason: what it computed, what it waited for itself, or because the system ran something else.
 *
 * @param {import('./server-process.mjs').Server} server
 * @returns {Promise<number>}
 */
export async function heldFor(server) {
  const printed = server.output().length
  process.kill(server.pid, 'SIGWINCH')
  for (;;) {
    const said = /held for ([\d.]+) ms\n/.exec(server.output().slice(printed))?.[1]
    if (said) return Number(said)
    await sleep(2)
  }
}
