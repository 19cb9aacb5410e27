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
  const before = page.viewportSize()
  for (const [device, size] of Object.entries({ 'a wide screen': WIDE, 'a phone': PHONE })) {
    await page.setViewportSize(size)
    if (size === PHONE) await expectNoOverflow(page)
    await page.emulateMedia({ colorScheme: 'light' })
    await check(page, `on ${device} in light colours`, new AxeBuilder({ page }).withTags(RULES))
    await page.emulateMedia({ colorScheme: 'dark' })
    await check(page, `on ${device} in dark colours`, new AxeBuilder({ page }).withRules(['color-contrast']))
  }
  await page.emulateMedia({ colorScheme: null })
  if (before) await page.setViewportSize(before)
}

async function check(page: Page, where: string, axe: AxeBuilder): Promise<void> {
  // A hint or a fading panel has other colours on its way.
  await page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter((a) => a.effect?.getTiming().iterations !== Infinity)
        .map((animation) => animation.finished.catch(() => {})),
    ),
  )
  const { violations } = await axe.analyze()
  const said = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help} — ${target.join(' ')} — ${failureSummary ?? ''}`),
  )
  expect(said, `${page.url()} ${where}`).toEqual([])
}

/** On a phone nobody should have to scroll sideways. */
export async function expectNoOverflow(page: Page): Promise<void> {
  const widths = () => page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth])
  await expect(async () => {
    const [inside = 0, outside = 0] = await widths()
    expect(inside, `${page.url()} fits a phone`).toBeLessThanOrEqual(outside)
  }).toPass({ timeout: 2000 })
}
