// @ts-check
import { chromium } from '@playwright/test'
import { median, owner, seconds, startWithRealm } from '../bench-kit.mjs'
import { chromiumFlags, findChromium } from '../chromium.mjs'

const RUNS = 5
const CPU_SLOWDOWN = 4
/** The preset "Fast 4G" of Chrome's developer tools (front_end/core/sdk/NetworkManager.ts). */
const FAST_4G = {
  offline: false,
  latency: 60 * 2.75,
  downloadThroughput: ((9 * 1000 * 1000) / 8) * 0.9,
  uploadThroughput: ((1.5 * 1000 * 1000) / 8) * 0.9,
}

/**
 * Runs in the page, from its very beginning, and notes two moments: *visible*, when the wanted element stands there (it is
 * painted in the same frame, or with the first one that is painted at all), and *usable*, when React listens to it, it is not disabled, and the main thread has time to answer.
 *
 * @param {string} selector
 */
function watch(selector) {
  const moments = /** @type {{ visible?: number, usable?: number }} */ ({})
  Object.assign(window, { moments })
  const look = () => {
    const element = document.querySelector(selector)
    if (element && element.getClientRects().length > 0) {
      moments.visible ??= performance.now()
      // React keeps an element's properties on it, under a key of its own, once it is mounted or hydrated.
      if (Object.keys(element).some((key) => key.startsWith('__reactProps$')) && !element.matches(':disabled')) {
        requestIdleCallback(() => (moments.usable = performance.now()))
        return
      }
    }
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}

/**
 * @param {import('@playwright/test').Browser} browser
 * @param {string} url
 * @param {string} selector
 * @param {(page: import('@playwright/test').Page) => Promise<void>} prepare in the same context, before anything is slow
 */
async function load(browser, url, selector, prepare) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  try {
    const page = await context.newPage()
    await prepare(page)
    const devtools = await context.newCDPSession(page)
    await devtools.send('Network.enable')
    await devtools.send('Network.emulateNetworkConditions', FAST_4G)
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN })
    await page.addInitScript(watch, selector)
    await page.goto(url)
    const moments = await page.waitForFunction(() => {
      const { visible, usable } =
        /** @type {{ moments?: { visible?: number, usable?: number } }} */ (window).moments ?? {}
      const painted = performance.getEntriesByName('first-contentful-paint')[0]?.startTime
      if (visible === undefined || usable === undefined || painted === undefined) return null
      return { visible: Math.max(visible, painted), usable: Math.max(usable, painted) }
    })
    const found = await moments.jsonValue()
    if (!found) throw new Error(`${selector} was never seen at ${url}`)
    return found
  } finally {
    await context.close()
  }
}

/** @type {import('../bench.mjs').Bench} */
export const bench = {
  name: `pages on a ${CPU_SLOWDOWN} times slower processor and fast 4G`,
  run: async () => {
    const { server, call } = await startWithRealm('sqlite')
    const browser = await chromium.launch({ executablePath: await findChromium(), args: chromiumFlags })
    try {
      for (let n = 0; n < 60; n++) await call('POST', '/api/realms/bench/groups', { name: `Group ${n}` })
      const signIn = async (/** @type {import('@playwright/test').Page} */ page) => {
        // A page of the same origin that loads none of our files: the cache stays cold.
        await page.goto(`${server.url}/healthz`)
        await page.evaluate(async ({ email, password }) => {
          const headers = { 'content-type': 'application/json' }
          const signal = AbortSignal.timeout(10_000)
          const body = JSON.stringify({ email, password })
          const answer = await fetch('/api/session', { method: 'POST', headers, body, signal })
          if (!answer.ok) throw new Error(await answer.text())
        }, owner)
      }
      const pages = [
        { name: 'Sign-in', path: '/sign-in', selector: 'form input', prepare: async () => {}, budget: ['0.6', '1.2'] },
        { name: 'List of groups', path: '/realms/bench/groups', selector: 'tbody a', prepare: signIn, budget: ['1.5'] },
      ]
      const rows = []
      for (const { name, path, selector, prepare, budget } of pages) {
        const runs = []
        for (let run = 0; run < RUNS; run++) runs.push(await load(browser, server.url + path, selector, prepare))
        const kinds = /** @type {const} */ (['visible', 'usable'])
        for (const [index, kind] of kinds.entries()) {
          rows.push({
            what: `${name} ${kind}, cold cache, 4× slower CPU, fast 4G`,
            median: seconds(median(runs.map((times) => times[kind]))),
            beside: budget[index] ? `budget ${budget[index]} s` : '',
          })
        }
      }
      return rows
    } finally {
      await browser.close()
      await server.stop()
    }
  },
}
