// @ts-check
import { readdir } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { ensureBuilt } from './built.mjs'
import { root } from './paths.mjs'
import { startPostgres } from './postgres.mjs'

/**
 * `npm run bench`: the README's figures, measured now, on the built server and over loopback only. `npm run bench -- memory`
 * measures one of them. Each file in `bench/` is one; it exports a `bench`.
 *
 * @typedef {object} Row
 * @property {string} what
 * @property {string} median with its unit
 * @property {string} beside what to hold it against: a budget, or the same thing done by somebody else
 *
 * @typedef {object} Table one that does not fit among the others
 * @property {string} title
 * @property {string[]} head
 * @property {string[][]} rows
 *
 * @typedef {object} Options for whoever looks into one of them
 * @property {string} [keep] a directory in which what takes long to make stays, and is found by the next run
 * @property {string} [on] `sqlite` or `postgres` alone
 * @property {string} [part] what has this in its name alone
 *
 * @typedef {object} Bench
 * @property {string} name
 * @property {(options: Options) => Promise<Row[]>} [run]
 * @property {(options: Options) => Promise<Table[]>} [tables]
 */

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { keep: { type: 'string' }, on: { type: 'string' }, part: { type: 'string' } },
})
if (options.keep) options.keep = resolve(options.keep)
const [only] = positionals
const directory = join(root, 'src/tools/bench')
const files = (await readdir(directory)).filter((file) => file.endsWith('.mjs') && (!only || file.includes(only)))
if (files.length === 0) {
  console.error(
    `There is no bench "${only}". There are: ${(await readdir(directory)).join(', ').replaceAll('.mjs', '')}.`,
  )
  process.exit(1)
}

await ensureBuilt({ announce: console.error })
const postgres = await startPostgres(options.keep && join(options.keep, 'postgresql'))
process.env['TEST_DATABASE_URL'] = postgres.url
try {
  /** @type {Row[]} */
  const rows = []
  /** @type {Table[]} */
  const tables = []
  for (const file of files.toSorted()) {
    /** @type {{ bench: Bench }} */
    const { bench } = await import(pathToFileURL(join(directory, file)).href)
    console.error(`Measuring ${bench.name}…`)
    rows.push(...((await bench.run?.(options)) ?? []))
    tables.push(...((await bench.tables?.(options)) ?? []))
  }
  console.log(`Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model.trim()}\n`)
  if (rows.length > 0) {
    print(
      ['What', 'Median', 'Beside'],
      rows.map(({ what, median, beside }) => [what, median, beside]),
    )
  }
  for (const { title, head, rows: lines } of tables) {
    console.log(`\n${title}\n`)
    print(head, lines)
  }
} finally {
  await postgres.stop()
}

/**
 * @param {string[]} head
 * @param {string[][]} lines
 */
function print(head, lines) {
  for (const cells of [head, head.map(() => '---'), ...lines]) console.log(`| ${cells.join(' | ')} |`)
}
