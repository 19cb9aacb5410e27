// @ts-check
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { build } from 'vite'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const client = join(root, 'dist/client')
const logLevel = 'warn'

await build({ root, logLevel, build: { emptyOutDir: true } })
await build({ root, logLevel, build: { ssr: 'src/server/main.ts', emptyOutDir: true } })
await prerender()
await compress(join(client, 'assets'))

/** Turns the sign-in entry's empty page into one whole page each, with its style sheet written into it. */
async function prerender() {
  const outDir = join(root, 'dist/prerender')
  await build({ root, logLevel, build: { ssr: 'src/dashboard/sign-in/prerender.tsx', outDir, emptyOutDir: true } })
  const { prerender: render } = await import(pathToFileURL(join(outDir, 'prerender.js')).href)
  const source = join(client, 'src')
  const template = await readFile(join(source, 'dashboard/sign-in/index.html'), 'utf8')
  const withStyle = await inlineStyle(template)
  for (const { path, title, html } of render()) {
    const page = withStyle
      .replace('<title>Castellan</title>', () => `<title>${title} · Castellan</title>`)
      .replace('<!--page-->', () => html)
    await writeFile(join(client, `${path.slice(1)}.html`), page)
  }
  await rm(source, { recursive: true })
  await rm(outDir, { recursive: true })
}

/**
 * Replaces links to style sheets by their contents: one request less before the first paint.
 *
 * @param {string} html
 */
async function inlineStyle(html) {
  let result = html
  for (const [link, href] of html.matchAll(/<link rel="stylesheet"[^>]*href="([^"]+)"[^>]*>/g)) {
    const css = await readFile(join(client, String(href)), 'utf8')
    result = result.replace(link, () => `<style nonce="%NONCE%">${css.trim()}</style>`)
  }
  return result
}

/**
 * Writes .br and .gz beside every asset, so that the server never compresses one.
 *
 * @param {string} directory
 */
async function compress(directory) {
  for (const name of await readdir(directory)) {
    if (!/\.(js|css|svg|json)$/.test(name)) continue
    const file = join(directory, name)
    const source = await readFile(file)
    const options = {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: source.length },
    }
    await writeFile(`${file}.br`, await promisify(brotliCompress)(source, options))
    await writeFile(`${file}.gz`, await promisify(gzip)(source, { level: 9 }))
  }
}
