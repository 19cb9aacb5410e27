import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

const WIDE = { width: 1280, height: 800 }
const PHONE = { width: 390, height: 844 }

/** What is looked for in every state: WCAG 2.2 A and AA, and what axe calls best practice. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice']

/**
 * That a page is for everyone, as it stands now, dialogs and panels included: in light and dark, on a wide screen and on a
 * phone, where nothing may reach beyond the edge. Colours alone are looked at again in the dark, since nothing else differs.
 */
export async function expectAccessible(page: Page): Promise<void> {
  await arrival(page)
  const before = page.viewportSize()
  for (const [device, size] of Object.entries({ 'a wide screen': WIDE, 'a phone': PHONE })) {
    await page.setViewportSize(size)
    if (size === PHONE) await expectNoOverflow(page)
    await paint(page, 'light')
    await check(page, `on ${device} in light colours`, new AxeBuilder({ page }).withTags(RULES))
    await paint(page, 'dark')
    await check(page, `on ${device} in dark colours`, new AxeBuilder({ page }).withRules(['color-contrast']))
  }
  await page.emulateMedia({ colorScheme: null })
  if (before) await page.setViewportSize(before)
}

/** What is still on its way has no heading yet, and nothing to look at. */
const arrival = (page: Page): Promise<void> => expect(page.locator('h1').first()).toBeVisible()

/** As the system's choice, which the page follows, until it is painted so. */
async function paint(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme })
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme)
  await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    await frame()
    const moving = document.getAnimations().filter(({ effect }) => effect?.getTiming().iterations !== Infinity)
    await Promise.all(moving.map(({ finished }) => finished.catch(() => {})))
    await frame()
  })
}

async function check(page: Page, where: string, axe: AxeBuilder): Promise<void> {
  // In the page itself: there are no frames, for which it would open another one each time.
  const { violations } = await axe.setLegacyMode().analyze()
  const said = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help} — ${target.join(' ')} — ${failureSummary ?? ''}`),
  )
  expect(said, `${page.url()} ${where}`).toEqual([])
}

/** On a phone nobody should have to scroll sideways. */
export async function expectNoOverflow(page: Page): Promise<void> {
  await arrival(page)
  const widths = () => page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth])
  await expect(async () => {
    const [inside = 0, outside = 0] = await widths()
    expect(inside, `${page.url()} fits a phone`).toBeLessThanOrEqual(outside)
  }).toPass({ timeout: 2000 })
}
