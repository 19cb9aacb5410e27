// @ts-check
import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BuildFailed, ensureBuilt } from './built.mjs'
import { findChromium } from './chromium.mjs'
import { onExit } from './on-exit.mjs'
import { root } from './paths.mjs'
import { startPostgres } from './postgres.mjs'

/**
 * `npm test`: everything. `npm test -- unit`, `server` or `e2e` runs that part, and passes on what follows:
 * `npm test -- server src/server/features/groups`. A failing step does not keep the others from running.
 */
const parts = /** @type {const} */ (['static', 'unit', 'server', 'e2e'])
const [part, ...filters] = process.argv.slice(2)
if (part && !parts.some((name) => name === part)) {
  console.error(`There is no part "${part}". The parts are ${parts.join(', ')}.`)
  process.exit(1)
}
const wanted = (/** @type {typeof parts[number]} */ name) => !part || part === name

const totals = { passed: 0, failed: 0 }
const scratch = await mkdtemp(join(tmpdir(), 'castellan-test-'))
onExit(() => rmSync(scratch, { recursive: true, force: true }))

/** @type {Awaited<ReturnType<typeof startPostgres>> | undefined} */
let postgres
if (wanted('static')) {
  await check('Types', 'tsc', ['--noEmit'])
  await check('Lint', 'oxlint', ['--type-aware', '--deny-warnings'])
  await check('Format', 'oxfmt', ['--check'])
}

if (wanted('server') || wanted('e2e')) {
  // One for all: what Vitest and Playwright would otherwise each start for themselves.
  try {
    postgres = await startPostgres()
    process.env['TEST_DATABASE_URL'] = postgres.url
  } catch (error) {
    fail('PostgreSQL', error)
  }
}

const projects = [
  ...(wanted('unit') ? ['unit'] : []),
  ...(wanted('server') ? ['sqlite', ...(postgres ? ['postgres'] : [])] : []),
]
if (projects.length > 0) {
  heading(part === 'unit' ? 'Unit tests' : part === 'server' ? 'Server tests' : 'Unit and server tests')
  const report = join(scratch, 'vitest.json')
  const chosen = projects.flatMap((name) => ['--project', name])
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const code = await show('vitest', ['run', ...chosen, ...reporters, ...filters])
  /** @type {{ numPassedTests: number, numFailedTests: number }} */
  const { numPassedTests, numFailedTests } = await readReport(report, { numPassedTests: 0, numFailedTests: 0 })
  count(code, numPassedTests, numFailedTests)
}

if (wanted('e2e')) {
  heading('End-to-end tests')
  try {
    await ensureBuilt()
    process.env['CHROMIUM'] = await findChromium()
    const report = join(scratch, 'playwright.json')
    const environment = { PLAYWRIGHT_JSON_OUTPUT_FILE: report }
    const chosen = postgres ? [] : ['--project', 'sqlite']
    const code = await show(
      'playwright',
      ['test', ...filters, '-c', 'e2e', '--reporter=list,json', ...chosen],
      environment,
    )
    /** @type {{ stats: { expected: number, unexpected: number, flaky: number } }} */
    const { stats } = await readReport(report, { stats: { expected: 0, unexpected: 0, flaky: 0 } })
    count(code, stats.expected, stats.unexpected + stats.flaky)
  } catch (error) {
    fail('The end-to-end tests could not begin', error)
  }
}

await postgres?.stop()
process.exitCode = totals.failed > 0 ? 1 : 0
// The last line, in the form that runners of tests are read for.
console.log(`\n${totals.passed} passed, ${totals.failed} failed`)

/** @param {string} text */
function heading(text) {
  console.log(`\n${text}`)
}

/**
 * One command as one test.
 *
 * @param {string} name
 * @param {string} command
 * @param {readonly string[]} args
 */
async function check(name, command, args) {
  heading(name)
  const code = await show(command, args)
  count(code, code === 0 ? 1 : 0, code === 0 ? 0 : 1)
}

/**
 * Adds to the totals. A runner that fails without a failed test (a file that does not load, say) has failed all the same,
 * and so has one that found nothing to run.
 *
 * @param {number} code
 * @param {number} passed
 * @param {number} failed
 */
function count(code, passed, failed) {
  totals.passed += passed
  totals.failed += failed === 0 && (code !== 0 || passed === 0) ? 1 : failed
}

/**
 * @param {string} what
 * @param {unknown} error
 */
function fail(what, error) {
  totals.failed += 1
  /** @type {string[]} */
  const reasons = []
  for (let cause = error; cause instanceof Error; cause = cause.cause) reasons.push(cause.message)
  console.error(error instanceof BuildFailed ? error.message : `${what}: ${reasons.join('\n')}`)
}

/**
 * Runs one of the project's own commands; its output is the person's to read.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Record<string, string>} [environment]
 * @returns {Promise<number>}
 */
function show(command, args, environment = {}) {
  return new Promise((resolve) => {
    const options = { cwd: root, env: { ...process.env, ...environment } }
    const child = spawn(join(root, 'node_modules/.bin', command), args, {
      ...options,
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    child.on('error', (error) => {
      console.error(error.message)
      resolve(127)
    })
    const forget = onExit(() => child.kill())
    child.on('close', (code) => {
      forget()
      resolve(code ?? 1)
    })
  })
}

/**
 * @template T
 * @param {string} file
 * @param {T} otherwise when the runner ended before it could write
 * @returns {Promise<T>}
 */
async function readReport(file, otherwise) {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch {
    return otherwise
  }
}
