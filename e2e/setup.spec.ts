import { expect, type Page, PASSWORD, test } from './fixtures'
import { type Server, startProduct } from './server'

/** Each of these begins with a server that nobody owns yet. */
const fresh = test.extend({
  site: async ({ database }, use) => {
    const server = await startProduct(database, { env: { SIGN_UP: 'invite' } })
    await use(server)
    await server.stop()
  },
})
fresh.use({ visitor: null })

const linksIn = (server: Server) =>
  server
    .output()
    .split('\n')
    .filter((line) => line.includes('setup?token='))

fresh('a newcomer opens the printed link and becomes the first owner', async ({ page, site, another }) => {
  expect(linksIn(site)).toHaveLength(1)
  await page.goto(site.setupUrl ?? '')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Welcome to Castellan')
  await expect(page).toHaveURL(`${site.url}/setup`)
  await expect(page).toHaveTitle('Welcome to Castellan · Castellan')

  // Nothing typed: every field says so, and the first one has the focus
  const submit = page.getByRole('button', { name: 'Set up and enter' })
  await submit.click()
  await expect(page.getByText('Fill this in')).toHaveCount(4)
  await expect(page.getByLabel('Your name')).toBeFocused()

  await page.getByLabel('Your name').fill('Olga Owner')
  await page.getByLabel('E-mail address').fill('olga@example.org')
  await page.getByLabel('Account name').fill('Quince & Sons')

  const password = page.getByLabel('Password', { exact: true })
  await password.fill('abc')
  await expect(password).toHaveAccessibleDescription(/5 more characters needed/)
  await password.fill('olga owner 99')
  await expect(password).toHaveAccessibleDescription(/easy to guess|better/i)
  await password.fill('password1')
  await expect(password).toHaveAccessibleDescription(/On lists of stolen passwords/)
  await submit.click()
  await expect(page.getByText('This password is on lists of stolen passwords. Choose another one.')).toBeVisible()
  await expect(password).toBeFocused()

  await password.fill(PASSWORD)
  await expect(password).toHaveAccessibleDescription(/Very strong/)
  await expect(page.getByRole('status')).toHaveText('Very strong')
  await page.getByRole('button', { name: 'Show the password' }).click()
  await expect(password).toHaveAttribute('type', 'text')

  await submit.click()
  await expect(page).toHaveURL(`${site.url}/`)
  await expect(page.getByRole('button', { name: 'Olga Owner: your menu' })).toContainText('Quince & Sons')

  // The link is dead now, for everyone, whatever they fill in
  const stranger = await another()
  await stranger.goto(site.setupUrl ?? '')
  await stranger.getByLabel('Your name').fill('Mallory')
  await stranger.getByLabel('E-mail address').fill('mallory@example.org')
  await stranger.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await stranger.getByLabel('Account name').fill('Mine')
  await stranger.getByRole('button', { name: 'Set up and enter' }).click()
  await expect(stranger.getByRole('alert')).not.toBeEmpty()
  await expect(stranger).toHaveURL(`${site.url}/setup`)
})

fresh(
  'only the newest link counts, and none is printed once there is an owner',
  async ({ page, site: first, database }) => {
    const older = first.setupUrl ?? ''
    await first.kill()
    const second = await startProduct(database, { again: first })
    try {
      expect(linksIn(second)).toHaveLength(1)
      expect(second.setupUrl).not.toBe(older)

      await page.goto(older)
      await fillIn(page)
      await expect(page.getByRole('alert')).toContainText('This link has been used or is too old')
      await expect(page.getByLabel('Your name')).toHaveValue('Olga Owner')

      await page.goto(second.setupUrl ?? '')
      await fillIn(page)
      await expect(page).toHaveURL(`${first.url}/`)
      await page.goto('about:blank')
    } finally {
      await second.kill()
    }
    const third = await startProduct(database, { again: first })
    expect(linksIn(third)).toEqual([])
    await page.goto('/realms')
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Realms')
    await third.kill()
  },
)

fresh('a link without its token says where to find the whole one', async ({ page }) => {
  await page.goto('/setup')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The set-up link is incomplete')
})

async function fillIn(page: Page): Promise<void> {
  await page.getByLabel('Your name').fill('Olga Owner')
  await page.getByLabel('E-mail address').fill('olga@example.org')
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByLabel('Account name').fill('Quince & Sons')
  await page.getByRole('button', { name: 'Set up and enter' }).click()
}
