import fc from 'fast-check'

/** How long a smaller input is looked for once one has failed. */
const SHRINK_MS = 30_000

/**
 * Checks a property on random input that is the same in every run. A failure says how to see it again: the seed, and the
 * path to the smallest input found, are read from the environment.
 */
export async function holds<T>(property: fc.IAsyncProperty<T>, runs: number): Promise<void> {
  const seed = Number(process.env['PROPERTY_SEED'] ?? 2026)
  const numRuns = Number(process.env['PROPERTY_RUNS'] ?? runs)
  const given = process.env['PROPERTY_PATH']
  const first = await fc.check(property, { seed, numRuns, endOnFailure: true, ...(given ? { path: given } : {}) })
  if (!first.failed) return
  const path = first.counterexamplePath ?? ''
  const smaller = await fc.check(property, { seed, path, interruptAfterTimeLimit: SHRINK_MS })
  // A failure that does not come again is told as it came first.
  const failure = smaller.failed && smaller.counterexample ? smaller : first
  const again = `PROPERTY_SEED=${seed} PROPERTY_PATH=${failure.counterexamplePath ?? ''}`
  throw new Error(`${fc.defaultReportMessage(failure) ?? ''}\n\nSee it again with ${again}`, {
    cause: failure.errorInstance,
  })
}
