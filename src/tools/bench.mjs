// @ts-check
import { readdir } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
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
 * @typedef {object} Bench
 * @property {string} name
 * @property {() => Promise<Row[]>} run
 */

const only = process.argv[2]
const directory = join(root, 'src/tools/bench')
const files = (await readdir(directory)).filter((file) => file.endsWith('.mjs') && (!only || file.includes(only)))
if (files.length === 0) {
  console.error(
    `There is no bench "${only}". There are: ${(await readdir(directory)).join(', ').replaceAll('.mjs', '')}.`,
  )
  process.exit(1)
}

await ensureBuilt({ announce: console.error })
const postgres = await startPostgres()
process.env['TEST_DATABASE_URL'] = postgres.url
try {
  /** @type {Row[]} */
  const rows = []
  for (const file of files.toSorted()) {
    /** @type {{ bench: Bench }} */
    const { bench } = await import(pathToFileURL(join(directory, file)).href)
    console.error(`Measuring ${bench.name}…`)
    rows.push(...(await bench.run()))
  }
  console.log(`Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model.trim()}\n`)
  console.log('| What | Median | Beside |\n|---|---|---|')
  for (const row of rows) console.log(`| ${row.what} | ${row.median} | ${row.beside} |`)
} finally {
  await postgres.stop()
}
