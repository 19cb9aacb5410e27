import { activity } from '#contract/activity'
import { realms } from '#contract/realms'
import { choose, Client, expect, notice, paths, test, title, unique } from './fixtures'

test('the first realm is made from the empty list, with a first administrator', async ({ page, owner }) => {
  await page.goto(paths.realms())
  await expect(page.getByRole('heading', { name: 'No realm yet' })).toBeVisible()
  await page.getByRole('link', { name: 'Create your first realm' }).click()
  const panel = page.getByRole('dialog', { name: 'New realm' })
  const name = panel.getByLabel('Name', { exact: true })
  const create = panel.getByRole('button', { name: 'Create realm' })

  // The address follows the display name until somebody types one
  await panel.getByLabel('Display name').fill('Acme Staff')
  await expect(name).toHaveValue(/^acme-staff$/i)
  for (const [typed, says] of [
    ['New', 'This word is reserved'],
    ['x', 'At least 2 characters'],
    ['_ops', 'Only letters A–Z, digits, - and _, beginning with a letter or digit'],
  ] as const) {
    await name.fill(typed)
    await create.click()
    await expect(name).toHaveAccessibleDescription(new RegExp(says))
    await expect(name).toBeFocused()
  }
  const realm = unique('Acme')
  await name.fill(realm)
  await expect(name).toHaveAccessibleDescription(new RegExp(`/realms/${realm}`))
  await panel.getByLabel('Purpose').fill('Everyone who works at Acme')
  await panel.getByLabel('First administrator of the realm').fill('Root')
  await create.click()

  await expect(page).toHaveURL(paths.realm(realm))
  await expect(title(page)).toHaveText('Acme Staff')
  await expect(page.getByText('Everyone who works at Acme')).toBeVisible()
  const glance = page.getByRole('list', { name: 'At a glance' })
  await expect(glance.getByRole('listitem').filter({ hasText: 'People' })).toContainText('1')
  await expect(glance.getByRole('listitem').filter({ hasText: 'Applications' })).toContainText('6')
  const { items } = await owner.call(activity.ofRealm, { params: { realm }, query: {} })
  expect(items[0]?.changes.find(({ kind }) => kind === 'identity')).toMatchObject({ name: 'root' })

  // Undo takes it away again
  await notice(page, 'Realm created.').getByRole('button', { name: 'Undo' }).click()
  await expect(notice(page, 'Undone.')).toBeVisible()
  expect((await owner.call(realms.list)).total).toBe(0)
})

test('a name that another account has is taken, whatever its case, and stays so in the bin', async ({
  page,
  owner,
  site,
}) => {
  const other = new Client(site.url)
  await other.signUp(unique('Otto Other'))
  const { name, version } = await other.realm(unique('taken'))
  await other.call(realms.remove, { params: { realm: name }, ifMatch: version })
  await page.goto(paths.newRealm())
  const panel = page.getByRole('dialog', { name: 'New realm' })
  await panel.getByLabel('Name', { exact: true }).fill(name.toUpperCase())
  await panel.getByRole('button', { name: 'Create realm' }).click()
  await expect(panel.getByLabel('Name', { exact: true })).toHaveAccessibleDescription(/Already used on this server/)
  expect((await owner.call(realms.list)).total).toBe(0)
})

test('a practice realm fills while one looks, and is clearly marked', async ({ page, owner }) => {
  await page.goto(paths.realms())
  await page.getByRole('link', { name: 'Start with a practice realm' }).click()
  const panel = page.getByRole('dialog', { name: 'New realm' })
  await expect(panel.getByRole('radio', { name: 'A practice realm' })).toBeChecked()
  const name = unique('play')
  await panel.getByLabel('Name', { exact: true }).fill(name)
  await panel.getByRole('button', { name: 'Create realm' }).click()
  await expect(page.getByText('The people in it are made up.', { exact: false })).toBeVisible()
  const people = page.getByRole('list', { name: 'At a glance' }).getByRole('listitem').filter({ hasText: 'People' })
  await expect(people).toContainText('300', { timeout: 20_000 })
  await expect(page.getByRole('progressbar')).toBeHidden()
  await expect(page.getByRole('button', { name: 'Delete practice realm' })).toBeVisible()
  await page.goto(paths.realms())
  await expect(page.getByRole('row', { name: new RegExp(name) })).toContainText('Practice')
  const { items } = await owner.call(activity.ofRealm, { params: { realm: name }, query: { type: 'realm.filled' } })
  expect(new Set(items.map(({ batchId }) => batchId)).size).toBe(1)
})

test('display name and purpose are edited; the list is searched and sorted', async ({ page, owner, realm }) => {
  const second = await owner.realm(`${realm.name}-b`, { displayName: 'Zebra crossing' })
  await page.goto(paths.realms())
  await choose(page, second.name, 'Edit')
  const panel = page.getByRole('dialog', { name: 'Edit realm' })
  await panel.getByLabel('Purpose').fill('Black and white')
  await panel.getByRole('button', { name: 'Save changes' }).click()
  await expect(panel).toBeHidden()
  await expect(notice(page, 'Changes saved.')).toBeVisible()

  await page.goto(paths.realms())
  const first = page.getByRole('table', { name: 'Realms' }).getByRole('row').nth(1)
  await expect(first).toContainText(realm.name)
  await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click()
  await expect(page).toHaveURL(/sort=-name/)
  await expect(first).toContainText('Black and white')
  await page.getByLabel('Search realms').fill('ZEBRA')
  await expect(page.getByRole('main').getByRole('status')).toHaveText('1–1 of 1')
  await page.reload()
  await expect(page.getByLabel('Search realms')).toHaveValue('ZEBRA')
  await expect(first).toContainText(second.name)
})

test('a realm is deleted by typing its name, and comes back from the bin whole', async ({ page, practice }) => {
  const { name } = practice
  await page.goto(paths.realm(name))
  await choose(page, name, 'Delete …')
  const dialog = page.getByRole('dialog', { name: `Delete the realm ${name}?` })
  const button = dialog.getByRole('button', { name: 'Delete realm' })
  await expect(dialog).toContainText(/people affected/)
  await expect(button).toHaveAccessibleDescription(`Type ${name} to confirm`)
  await dialog.getByLabel(`Type ${name} to confirm`).fill(name.slice(0, -1))
  await expect(button).toHaveAttribute('aria-disabled', 'true')
  await dialog.getByLabel(`Type ${name} to confirm`).fill(name)
  await button.click()
  await expect(page).toHaveURL(paths.realms())
  await expect(notice(page, 'It waits in the bin for 30 days.')).toBeVisible()
  await expect(page.getByRole('link', { name })).toBeHidden()

  await page.goto(paths.realm(name))
  await expect(title(page)).toHaveText('There is nothing here')
  await page.goto(paths.realms())
  await page.getByRole('link', { name: 'Deleted realms' }).click()
  await page.getByRole('button', { name: `Restore ${name}` }).click()
  await page
    .getByRole('dialog', { name: `Restore ${name}?` })
    .getByRole('button', { name: 'Restore' })
    .click()
  await notice(page, `${name} is restored.`).getByRole('link', { name: 'Open it' }).click()
  await expect(title(page)).toHaveText(`${name} Practice`)
  await expect(
    page.getByRole('list', { name: 'At a glance' }).getByRole('listitem').filter({ hasText: 'People' }),
  ).toContainText('300')
})
