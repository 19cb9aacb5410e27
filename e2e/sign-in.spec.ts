import { auth } from '#contract/auth'
import { Client, expect, type Page, PASSWORD, paths, test, unique } from './fixtures'
import { startProduct } from './server'

test.use({ visitor: null })

async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

test('a deep link leads to the sign-in page and back to the same address', async ({ page, owner, realm }) => {
  await realm.group('Operations')
  const deep = `${paths.groups(realm.name)}?q=oper&sort=-createdAt`
  await page.goto(deep)
  await expect(page).toHaveTitle('Sign in · Castellan')
  await signIn(page, owner.me.administrator.email)
  await expect(page).toHaveURL(deep)
  await expect(page.getByRole('link', { name: 'Operations' })).toBeVisible()
  // Whoever is signed in already has no business on the sign-in page
  await page.goto(`/sign-in?next=${encodeURIComponent('//evil.example/')}`)
  await expect(page).toHaveURL('/')
})

test('a wrong password and an unknown address are answered alike', async ({ page, owner }) => {
  await page.goto('/sign-in')
  const say = page.getByRole('alert')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByText('Fill this in')).toHaveCount(2)
  await expect(page.getByLabel('E-mail address')).toBeFocused()

  const { email } = owner.me.administrator
  await signIn(page, email, 'not the password')
  await expect(say).toHaveText('That e-mail address and password do not belong together.')
  await expect(page.getByLabel('E-mail address')).toHaveValue(email)
  const wrong = await say.innerText()

  await signIn(page, `nobody.${email}`)
  await expect(say).toHaveText(wrong)
  await signIn(page, 'no address at all')
  await expect(say).toHaveText(wrong)
})

test('signing out ends the session on the server, and Back does not bring it back', async ({ page, owner }) => {
  await page.goto('/sign-in?next=/realms')
  await signIn(page, owner.me.administrator.email)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Realms')
  const cookies = await page.context().cookies()
  const session = cookies.map(({ name, value }) => `${name}=${value}`).join('; ')

  await page.getByRole('button', { name: `${owner.me.administrator.name}: your menu` }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page).toHaveURL('/sign-in')
  expect(await page.context().cookies()).toEqual([])
  // A copy of the cookie is worth nothing now
  const answer = await page.request.get('/api/me', { headers: { cookie: session } })
  expect(answer.status()).toBe(401)
  await page.goBack()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in')
})

test('anyone may create an account where the server is open', async ({ page, owner }) => {
  await page.goto('/sign-in')
  await page.getByRole('link', { name: 'Create an account' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Create an account')

  const fill = async (email: string) => {
    await page.getByLabel('Your name').fill('Nina New')
    await page.getByLabel('E-mail address').fill(email)
    await page.getByLabel('Password', { exact: true }).fill('a password of the new one')
    await page.getByLabel('Account name').fill('New & Co')
    await page.getByRole('button', { name: 'Create account' }).click()
  }
  // A taken address is not given away: the answer is the one of a wrong password
  await fill(owner.me.administrator.email)
  await expect(page.getByRole('alert')).toContainText('If you already have an account, sign in with its password.')
  await fill(`${unique('nina')}@example.org`)
  await expect(page).toHaveURL('/')
  await expect(page.getByRole('button', { name: 'Nina New: your menu' })).toContainText('New & Co')
})

test.describe('a server that takes people by invitation, and lets nobody guess', () => {
  const closed = test.extend({
    site: async ({ database }, use) => {
      const server = await startProduct(database, { env: { SIGN_UP: 'invite', SIGN_IN_LIMITS: '1,1000,1000' } })
      await use(server)
      await server.stop()
    },
    // Nobody can register here; the set-up makes the one there is.
    owner: async ({ site }, use) => {
      const client = new Client(site.url)
      await client.setUp(site.setupUrl ?? '', 'Olga Owner')
      await use(client)
    },
  })

  closed('there is no sign-up page, and too many attempts have to wait', async ({ page, owner }) => {
    await page.goto('/sign-up')
    await expect(page).toHaveURL('/sign-in')
    await expect(page.getByRole('link', { name: 'Create an account' })).toBeHidden()

    const { email } = owner.me.administrator
    const wait = page.getByText(/^You can try again in \d+ seconds?\.$/)
    const button = page.getByRole('button', { name: 'Sign in', exact: true })
    await expect(async () => {
      await signIn(page, email, 'a guess')
      await expect(wait).toBeVisible({ timeout: 900 })
    }).toPass()
    await expect(page.getByRole('alert')).toContainText('Too many attempts')
    await expect(button).toHaveAttribute('aria-disabled', 'true')
    await expect(wait).toBeHidden({ timeout: 20_000 })
    await signIn(page, email)
    await expect(page).toHaveURL('/')
  })
})

test.describe('when the session ends in an open page', () => {
  test.use({ visitor: ({ owner }, use) => use(owner) })

  test('signing in over it goes on with what was typed', async ({ page, owner, realm }) => {
    await page.goto(paths.newGroup(realm.name))
    const panel = page.getByRole('dialog', { name: 'New group' })
    await panel.getByLabel('Name').fill('Night shift')
    await panel.getByLabel('Description').fill('Half a page of careful words')
    await owner.call(auth.signOut)

    await panel.getByRole('button', { name: 'Create group' }).click()
    const again = page.getByRole('dialog', { name: 'Sign in again' })
    await expect(again).toBeVisible()
    await expect(again.getByLabel('Password', { exact: true })).toBeFocused()
    await expect(again.getByLabel('E-mail address')).toHaveValue(owner.me.administrator.email)
    await again.getByLabel('Password', { exact: true }).fill('not the password')
    await again.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(again.getByRole('alert')).toContainText('do not belong together')
    await again.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await again.getByRole('button', { name: 'Sign in', exact: true }).click()

    await expect(again).toBeHidden()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Night shift')
    await expect(page.getByText('Half a page of careful words')).toBeVisible()
  })

  test('somebody else who signs in gets a page of their own', async ({ page, site, owner, realm }) => {
    const other = new Client(site.url)
    await other.signUp(unique('Otto Other'))
    await page.goto(paths.groups(realm.name))
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Groups')
    await owner.call(auth.signOut)
    await page.getByRole('link', { name: 'Roles', exact: true }).click()
    const again = page.getByRole('dialog', { name: 'Sign in again' })
    await again.getByLabel('E-mail address').fill(other.me.administrator.email)
    await again.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await again.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(page.getByRole('button', { name: `${other.me.administrator.name}: your menu` })).toBeVisible()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is nothing here')
  })

  test('the question stays when another page comes to stand below it', async ({ page, owner, realm }) => {
    const navigation = page.getByRole('navigation', { name: 'Main navigation' })
    await page.goto(paths.realm(realm.name))
    await navigation.getByRole('link', { name: 'Groups', exact: true }).click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Groups')
    await owner.call(auth.signOut)
    await navigation.getByRole('link', { name: 'Roles', exact: true }).click()
    const again = page.getByRole('dialog', { name: 'Sign in again' })
    await expect(again).toBeVisible()
    await page.goBack()
    await expect(page.getByRole('heading', { level: 1, includeHidden: true })).not.toHaveText('Roles')
    await again.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await again.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(again).toBeHidden()
    await expect(navigation).toBeVisible()
  })

  test('Esc leaves for the sign-in page, which comes back here', async ({ page, owner, realm }) => {
    await page.goto(paths.roles(realm.name))
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Roles')
    await owner.call(auth.signOut)
    await page.getByRole('link', { name: 'Groups', exact: true }).click()
    await expect(page.getByRole('dialog', { name: 'Sign in again' })).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in')
    await signIn(page, owner.me.administrator.email)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Groups|Roles/)
  })
})
