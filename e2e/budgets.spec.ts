import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { expect, type Page, paths, test } from './fixtures'

const client = fileURLToPath(new URL('../dist/client', import.meta.url))
const KIB = 1024

/** Everything a page has asked for by the moment it can be used, from a cold cache. */
async function load(page: Page, url: string, ready: string) {
  await page.addInitScript((selector) => {
    // As the bench measures it: there to be seen, React listens to it, and the main thread has time to answer.
    const look = () => {
      const element = document.querySelector(selector)
      if (element && Object.keys(element).some((key) => key.startsWith('__reactProps$')))
        Object.assign(window, { usable: performance.now() })
      else requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  }, ready)
  const answer = await page.goto(url)
  const html = (await answer?.text()) ?? ''
  await page.waitForFunction(() => 'usable' in window)
  const files = await page.evaluate(() => {
    const { usable } = window as unknown as { usable: number }
    const entries = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
    return entries.filter(({ startTime }) => startTime <= usable).map(({ name }) => new URL(name).pathname)
  })
  const assets = [...new Set(files)].filter((file) => file.startsWith('/assets/'))
  const inlined = [...html.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].map((match) => match[1] ?? '').join('')
  const zipped = (text: string | Buffer) => gzipSync(text, { level: 9 }).length
  const bytes = (end: string) =>
    assets.filter((file) => file.endsWith(end)).reduce((sum, file) => sum + zipped(readFileSync(join(client, file))), 0)
  const found = {
    scripts: assets.filter((file) => file.endsWith('.js')).length,
    js: bytes('.js') / KIB,
    css: (bytes('.css') + (inlined ? zipped(inlined) : 0)) / KIB,
  }
  console.log(`${url}: ${found.js.toFixed(1)} KiB of JS in ${found.scripts} files, ${found.css.toFixed(1)} KiB of CSS`)
  return found
}

test.describe(() => {
  test.use({ visitor: null })

  test('the sign-in page is small', async ({ page }) => {
    const { js, css, scripts } = await load(page, '/sign-in', 'form input')
    expect(js).toBeLessThanOrEqual(100)
    expect(css).toBeLessThanOrEqual(10)
    expect(scripts).toBeLessThanOrEqual(6)
  })
})

test('the first list page, cold, is lean', async ({ page, realm }) => {
  await realm.group('Ops')
  const { js, css, scripts } = await load(page, paths.groups(realm.name), 'tbody a')
  expect(js).toBeLessThanOrEqual(170)
  expect(css).toBeLessThanOrEqual(16)
  expect(scripts).toBeLessThanOrEqual(10)
})

test('any further page brings a chunk of its own', async ({ page, realm }) => {
  const routes = JSON.parse(readFileSync(join(client, 'preload.json'), 'utf8')) as { path: string; scripts: string[] }[]
  const own = routes.map(({ path, scripts }) => [path, scripts.length] as const)
  expect(own.filter(([, n]) => n === 0)).toEqual([])
  await page.goto(paths.roles(realm.name))
  await expect(page.getByRole('table', { name: 'Roles' })).toBeVisible()
})

interface ManifestEntry {
  file: string
  src?: string
  imports?: string[]
}

test('sign-in holds no router, no query client, no zod and no react-hook-form', () => {
  const file = join(client, '.vite/manifest.json')
  expect(existsSync(file)).toBe(true)
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Record<string, ManifestEntry>
  const reach = (key: string, found = new Set<string>()): Set<string> => {
    const entry = manifest[key]
    if (!entry || found.has(entry.file)) return found
    found.add(entry.file)
    for (const next of entry.imports ?? []) reach(next, found)
    return found
  }
  const code = (key: string) => [...reach(key)].map((chunk) => readFileSync(join(client, chunk), 'utf8')).join('\n')
  // Words that survive minification; the app has them, or they would prove nothing
  const marks = {
    'react-router': 'hydrationData',
    'react-query': 'isInvalidated',
    zod: '_zod',
    'react-hook-form': 'shouldUnregister',
  }
  const all = Object.keys(manifest).map(code).join('\n')
  const signIn = code('src/dashboard/sign-in/index.html')
  expect(signIn.length).toBeGreaterThan(50_000)
  for (const [library, mark] of Object.entries(marks)) {
    expect(all.includes(mark), `the app has ${library}`).toBe(true)
    expect(signIn.includes(mark), `sign-in has ${library}`).toBe(false)
  }
})
