import { Client, expect, expectNoOverflow, paths, test, title, unique } from './fixtures'
import { startProduct } from './server'

const scheme = 'data-mantine-color-scheme'

test('a chosen theme stays, and is there from the first frame on', async ({ page, owner, context }) => {
  await page.goto('/realms')
  const html = page.locator('html')
  await expect(html).toHaveAttribute(scheme, 'light')
  await page.getByRole('button', { name: `${owner.me.administrator.name}: your menu` }).click()
  await expect(page.getByRole('menuitemradio', { name: 'Like the system' })).toBeChecked()
  await page.getByRole('menuitemradio', { name: 'Dark' }).click()
  await expect(html).toHaveAttribute(scheme, 'dark')

  // Whatever the attribute was while the page loaded, from before its first frame
  await context.addInitScript((name) => {
    const seen: (string | null)[] = []
    Object.assign(window, { seen })
    const look = () => {
      if (document.body) seen.push(document.documentElement.getAttribute(name))
      if (performance.now() < 5000) requestAnimationFrame(look)
    }
    look()
  }, scheme)
  const seen = () => page.evaluate(() => [...new Set((window as unknown as { seen: string[] }).seen)])
  await page.reload()
  await expect(title(page)).toHaveText('Realms')
  expect(await seen()).toEqual(['dark'])
  await context.clearCookies()
  await page.goto('/sign-in')
  await expect(title(page)).toHaveText('Sign in')
  expect(await seen()).toEqual(['dark'])
})

test('without a choice the theme is the system’s', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.goto('/')
  await expect(page.locator('html')).toHaveAttribute(scheme, 'dark')
  await page.emulateMedia({ colorScheme: 'light' })
  await expect(page.locator('html')).toHaveAttribute(scheme, 'light')
})

test('after a navigation the heading has the focus, the title changes and is spoken', async ({ page, realm }) => {
  await page.goto(paths.groups(realm.name))
  const nav = page.getByRole('navigation', { name: 'Main navigation' })
  await nav.getByRole('link', { name: 'Roles' }).click()
  await expect(title(page)).toHaveText('Roles')
  await expect(title(page)).toBeFocused()
  await expect(page).toHaveTitle('Roles · Castellan')
  await expect(page.getByRole('status').filter({ hasText: 'Roles' }).first()).toBeAttached()
  await expect(nav.getByRole('link', { name: 'Roles' })).toHaveAttribute('aria-current', 'page')
  await page.goBack()
  await expect(title(page)).toHaveText('Groups')
  await expect(title(page)).toBeFocused()
})

test('the skip link leads past the navigation', async ({ page, realm }) => {
  await page.goto(paths.groups(realm.name))
  await expect(title(page)).toHaveText('Groups')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to the page' })).toBeFocused()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await expect(
    page.getByRole('main').getByRole('button').or(page.getByRole('main').getByRole('link')).first(),
  ).toBeFocused()
})

test('on a phone the navigation opens over the page and goes away', async ({ page, realm }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(paths.realm(realm.name))
  const nav = page.getByRole('navigation', { name: 'Main navigation' })
  await expect(nav).toBeHidden()
  await page.getByRole('button', { name: 'Open the navigation' }).click()
  await expectNoOverflow(page)
  await nav.getByRole('link', { name: 'Groups' }).click()
  await expect(title(page)).toHaveText('Groups')
  await expect(nav).toBeHidden()
  await page.getByRole('button', { name: 'Open the navigation' }).click()
  await page.keyboard.press('Escape')
  await expect(nav).toBeHidden()
  await expect(page.getByRole('button', { name: 'Open the navigation' })).toBeFocused()
})

test('a hint is gone once its button was used', async ({ page, realm }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(paths.realm(realm.name))
  const button = page.getByRole('button', { name: 'Open the navigation' })
  await button.hover()
  await expect(page.getByRole('tooltip', { name: 'Open the navigation' })).toBeVisible()
  // Used by its key: the pointer stays where it is.
  await button.press('Enter')
  await expect(page.getByRole('tooltip')).toBeHidden()
  await page.keyboard.press('Escape')
  await expect(button).toBeVisible()
})

test('the realm switcher goes to another realm', async ({ page, owner, realm }) => {
  const other = await owner.realm(`${realm.name}-2`, { displayName: 'Second House' })
  await page.goto(paths.groups(realm.name))
  await page.getByRole('button', { name: `Realm ${realm.name}. Switch to another one` }).click()
  await page.getByLabel('Find a realm').fill('second')
  await page.getByRole('link', { name: /Second House/ }).click()
  await expect(page).toHaveURL(paths.realm(other.name))
  await expect(title(page)).toHaveText('Second House')
})

test('what does not exist, or belongs to others, is not found', async ({ page, realm, site }) => {
  const other = new Client(site.url)
  await other.signUp(unique('Otto Other'))
  const foreign = await other.realm(unique('foreign'))
  const missing = '00000000-0000-7000-8000-000000000000'
  for (const path of [
    '/nowhere',
    paths.realm('no-such-realm'),
    paths.realm(foreign.name),
    paths.groups(foreign.name),
    paths.roles(foreign.name),
    paths.applications(foreign.name),
    paths.realmActivity(foreign.name),
    paths.bin(foreign.name),
    paths.group(realm.name, missing),
    paths.group(realm.name, 'x'),
  ]) {
    await page.goto(path)
    await expect(title(page), path).toHaveText('There is nothing here')
    await expect(page).toHaveTitle('There is nothing here · Castellan')
  }
  await page.getByRole('main').getByRole('link', { name: 'Go to the start' }).click()
  await expect(page).toHaveURL('/')
})

test.describe('when the server goes down', () => {
  const own = test.extend({
    site: async ({ database }, use) => {
      const server = await startProduct(database)
      await new Client(server.url).setUp(server.setupUrl ?? '', 'First Owner')
      await use(server)
      await server.stop()
    },
  })

  own('pages say so and can be asked again; what was typed stays', async ({ page, site, realm, database, guard }) => {
    guard.allow(/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|503/)
    const group = await realm.group('Ops')
    await page.goto(paths.editGroup(realm.name, group.id))
    const panel = page.getByRole('dialog', { name: 'Edit group' })
    await panel.getByLabel('Description').fill('Written while nobody listens')
    // Its code comes after the rest of the form.
    await expect(panel.getByLabel('Inside which group')).toBeEnabled()
    await site.kill()
    await panel.getByRole('button', { name: 'Save changes' }).click()
    await expect(panel.getByRole('alert')).toContainText('The server could not be reached')
    await expect(panel.getByLabel('Description')).toHaveValue('Written while nobody listens')

    const second = await startProduct(database, { again: site })
    await panel.getByRole('button', { name: 'Save changes' }).click()
    await expect(panel).toBeHidden()
    await expect(page.getByText('Written while nobody listens')).toBeVisible()

    await second.kill()
    await page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name: 'Overview' }).click()
    await expect(page.getByRole('alert')).toContainText('The server could not be reached')
    const third = await startProduct(database, { again: site })
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(title(page)).toHaveText(realm.name)
    await third.kill()
  })
})
