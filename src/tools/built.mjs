// @ts-check
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { root, serverBundle } from './paths.mjs'
import { run } from './run.mjs'

const stampFile = join(root, 'dist/.inputs')
/** Beside `dist`, not in it: a build may empty that. */
const lockFile = join(root, 'node_modules/.castellan-build.lock')

/**
 * Makes sure that `dist` is what the sources say, building it when it is not. Callers at the same time wait for each
 * other; a build that was killed is noticed and repeated.
 *
 * @param {{ announce?: (sentence: string) => void }} [options]
 */
export async function ensureBuilt({ announce = console.log } = {}) {
  const inputs = hashInputs()
  if (isBuiltFrom(inputs)) return
  const release = await lock(announce)
  try {
    // Another one may have built it while we waited.
    if (isBuiltFrom(inputs)) return
    announce('Building the dashboard. This is done once, and again when its sources change…')
    await rm(stampFile, { force: true })
    const build = [join(root, 'src/tools/build.mjs')]
    const { code, output } = await run(process.execPath, build, { cwd: root }, ({ pid }) => {
      // It may outlive us, when we are killed: the lock is theirs too.
      writeFileSync(lockFile, `${process.pid} ${pid}`)
    })
    if (code !== 0) throw new BuildFailed(output)
    await writeFile(stampFile, stamp(inputs))
  } finally {
    await release()
  }
}

/** The build's whole output is the message: there is nothing that we could add. */
export class BuildFailed extends Error {}

/** @param {string} inputs */
function isBuiltFrom(inputs) {
  return existsSync(serverBundle) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp(inputs)
}

/**
 * What the build was made from, and when: `npm run build` makes a new bundle without telling us from what.
 *
 * @param {string} inputs
 */
const stamp = (inputs) => `${inputs} ${statSync(serverBundle).mtimeMs}\n`

/**
 * One hash over the names and contents of everything that the build reads. A few milliseconds for some hundred files, and
 * unlike times and sizes it survives `git checkout`.
 *
 * @returns {string}
 */
export function hashInputs() {
  const hash = createHash('sha256')
  for (const file of inputFiles()) hash.update(`\0${file}\0`).update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

/** @returns {string[]} */
function inputFiles() {
  const top = ['index.html', 'vite.config.ts', 'tsconfig.json', 'package.json', 'package-lock.json']
  const trees = ['src', 'public'].flatMap((directory) =>
    existsSync(join(root, directory))
      ? readdirSync(join(root, directory), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
      : [],
  )
  const isTest = (/** @type {string} */ file) => /\.test\.tsx?$|^src\/server\/testing\//.test(file)
  return [...top.filter((file) => existsSync(join(root, file))), ...trees.filter((file) => !isTest(file))].toSorted()
}

/**
 * Takes the lock, waiting for whoever has it; one whose holders no longer live is taken over. It holds their process ids.
 *
 * @param {(sentence: string) => void} announce
 * @returns {Promise<() => Promise<void>>} gives it back
 */
async function lock(announce) {
  // Written first and linked then, so that nobody ever finds a lock without its holder.
  const mine = `${lockFile}.${process.pid}`
  await writeFile(mine, String(process.pid))
  const puzzling = Date.now() + 10_000
  let announced = false
  try {
    while (!(await taken(mine))) {
      const holders = await readFile(lockFile, 'utf8').catch(() => '')
      if (holders !== '' && !holders.split(' ').some((pid) => lives(Number(pid)))) await takeAway(holders)
      else await sleep(100)
      if (!announced && Date.now() > puzzling) {
        announce(`Waiting for another build to end (process ${holders}). If there is none, delete ${lockFile}.`)
        announced = true
      }
    }
  } finally {
    await rm(mine, { force: true })
  }
  return () => rm(lockFile, { force: true })
}

/** @param {string} mine */
async function taken(mine) {
  try {
    await link(mine, lockFile)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

/**
 * Removes a dead lock. Two waiters may find it dead at once, and the slower one must not remove the lock that the faster
 * one has taken since: renaming is given to one of them only, and what was renamed is looked at again.
 *
 * @param {string} holders
 */
async function takeAway(holders) {
  const aside = `${lockFile}.${process.pid}.aside`
  await rename(lockFile, aside).catch(() => {})
  const found = await readFile(aside, 'utf8').catch(() => holders)
  if (found === holders) await rm(aside, { force: true })
  else await rename(aside, lockFile)
}

/** @param {number} pid */
function lives(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives, as another user's.
    return codeOf(error) === 'EPERM'
  }
}

/** @param {unknown} error */
const codeOf = (error) => (error instanceof Error && 'code' in error ? error.code : undefined)
