// @ts-check

/**
 * Runs something when this process ends, whichever way it can still notice: at its end, or on Ctrl-C and its like. What is
 * run has to be done when it returns.
 *
 * @param {() => void} action
 * @returns {() => void} takes it back
 */
export function onExit(action) {
  if (actions.size === 0) listen()
  actions.add(action)
  return () => {
    actions.delete(action)
    if (actions.size === 0) forget()
  }
}

/** @type {Set<() => void>} */
const actions = new Set()
const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])

function runAll() {
  for (const action of actions) action()
  actions.clear()
}

/** @param {NodeJS.Signals} signal */
function onSignal(signal) {
  runAll()
  forget()
  // Whoever else listens (a test runner) decides when to end; otherwise the signal does what it would have done.
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
}

function listen() {
  process.on('exit', runAll)
  for (const signal of signals) process.on(signal, onSignal)
}

function forget() {
  process.off('exit', runAll)
  for (const signal of signals) process.off(signal, onSignal)
}
