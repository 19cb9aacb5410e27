import { defineConfig } from '@playwright/test'
import { chromiumFlags, findChromium } from '../src/tools/chromium.mjs'

/** Each project drives servers of its own, one per worker, started by the fixtures. */
export interface ServerChoice {
  database: 'sqlite' | 'postgres'
}

// Also set for the workers, which read this file again: one search is enough.
const chromium = await findChromium()
process.env['CHROMIUM'] = chromium

export default defineConfig<object, ServerChoice>({
  testDir: '.',
  outputDir: '../test-results',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  // Generous, for busy machines: what fails, fails by itself long before.
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  globalSetup: './global-setup.ts',
  use: {
    browserName: 'chromium',
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    // What moves is looked at by people; the tests want to see where it ends.
    contextOptions: { reducedMotion: 'reduce' },
    // Costs a fifth of the time; the picture and the page's outline at the end say most.
    trace: process.env['TRACE'] ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
    launchOptions: { executablePath: chromium, args: chromiumFlags },
  },
  projects: [
    {
      name: 'sqlite',
      use: { database: 'sqlite' },
      // The README's pictures are made when asked for, so that a test run leaves the tree as it was.
      testIgnore: process.env['UPDATE_SCREENSHOTS'] ? [] : ['pictures.spec.ts'],
    },
    {
      name: 'postgres',
      use: { database: 'postgres' },
      // What the browser shows and loads does not depend on the database.
      testIgnore: ['pages', 'keyboard', 'budgets', 'pictures', 'shell', 'palette'].map((name) => `${name}.spec.ts`),
    },
  ],
})
