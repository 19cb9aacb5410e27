// @ts-check
import { monitorEventLoopDelay } from 'node:perf_hooks'

/**
 * Loaded into a server that is measured: says, when it gets the signal, for how long its event loop stood still at most.
 * The signal is one that means nothing to a server.
 */
const delay = monitorEventLoopDelay({ resolution: 1 })
delay.enable()
process.on('SIGWINCH', () => {
  process.stdout.write(`held for ${(delay.max / 1e6).toFixed(1)} ms\n`)
  delay.reset()
})
