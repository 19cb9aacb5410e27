import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { groups } from '#contract/groups'
import { choose, Client, expect, type Page, PASSWORD, paths, practiceRealm, RealmOf, test, title } from './fixtures'
import { startProduct } from './server'

const docs = fileURLToPath(new URL('../docs', import.meta.url))

const own = test.extend({
  site: async ({ database }, use) => {
    const server = await startProduct(database, { env: { SIGN_UP: 'invite' } })
    await use(server)
    await server.stop()
  },
})
// Whenever the pictures are made, it is afternoon in them.
const hours = 14 - new Date().getUTCHours()
own.use({ visitor: null, timezoneId: `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}` })

/** Speaks to the API as the dashboard does, so that the log in the pictures does not say "through the API". */
class Hand extends Client {
  override raw<T>(method: string, path: string, init: { headers?: Record<string, string>; body?: string } = {}) {
    const headers = { ...init.headers, origin: this.url, 'sec-fetch-site': 'same-origin' }
    return super.raw<T>(method, path, { ...init, headers })
  }
}

const scheme = (page: Page, colorScheme: 'light' | 'dark') => page.emulateMedia({ colorScheme })

async function shoot(page: Page, name: string): Promise<void> {
  await expect(page.getByRole('status', { name: /^Loading/ })).toHaveCount(0)
  await page.evaluate(() => document.fonts.ready)
  await page.mouse.move(0, 0)
  await page.screenshot({ path: `${docs}/${name}.png`, animations: 'disabled', caret: 'hide' })
}

own('the pictures of the README', async ({ page, site }) => {
  test.slow()
  await mkdir(docs, { recursive: true })
  const client = new Hand(site.url)

  await page.goto(site.setupUrl ?? '')
  await page.getByLabel('Your name').fill('Olga Quince')
  await page.getByLabel('E-mail address').fill('olga.quince@example.org')
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByLabel('Account name').fill('Quince & Sons')
  await expect(page.getByText('Very strong').first()).toBeVisible()
  await shoot(page, 'set-up-light')
  await page.getByRole('button', { name: 'Set up and enter' }).click()
  await expect(title(page)).toContainText('Olga Quince')
  await client.signIn('Olga Quince')

  const practice = await practiceRealm(client, 'castle')
  const staff = new RealmOf(
    client,
    await client.realm('quince-staff', {
      displayName: 'Quince staff',
      description: 'Everyone who works for Quince & Sons',
    }),
  )
  await staff.group('Engineering')
  const payroll = (await client.call(groups.list, { params: { realm: practice.name }, query: { q: 'Payroll' } }))
    .items[0]!
  await practice.role('night watch', 'Walks round at night')
  const sales = await practice.findGroup('Sales')
  await practice.gives(sales.id, (await practice.findRole('night watch')).id)

  for (const colour of ['light', 'dark'] as const) {
    await scheme(page, colour)
    await page.goto(paths.home())
    await expect(page.getByRole('region', { name: 'Recent activity' }).getByRole('listitem').first()).toBeVisible()
    await shoot(page, `home-${colour}`)
    await page.goto(paths.group(practice.name, payroll.id))
    await expect(
      page
        .getByRole('region', { name: /^Roles it gives/ })
        .getByRole('link')
        .first(),
    ).toBeVisible()
    await expect(
      page
        .getByRole('region', { name: /^Also through/ })
        .getByRole('link')
        .first(),
    ).toBeVisible()
    await shoot(page, `group-${colour}`)
    await choose(page, 'Payroll', 'Move …')
    await page.getByLabel('Search for the group to move it into').fill('engin')
    await page.getByRole('radio', { name: /^Engineering/ }).check()
    await expect(page.getByRole('region', { name: 'What changes' })).toContainText('38 people affected')
    await shoot(page, `review-${colour}`)
    await page.goto(paths.realmActivity(practice.name))
    await page.getByRole('button', { name: /^Details of .*Sales now gives/ }).click()
    await shoot(page, `activity-${colour}`)
    await page.goto(paths.roles(practice.name))
    await expect(title(page)).toHaveText('Roles')
    await shoot(page, `roles-${colour}`)
  }
  await scheme(page, 'light')
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(paths.groups(practice.name))
  await expect(page.getByRole('link', { name: 'Audit' })).toBeVisible()
  await shoot(page, 'phone-light')
})
