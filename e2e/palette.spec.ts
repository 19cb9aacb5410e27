import { expect, type Page, paths, test, title } from './fixtures'

async function openPalette(page: Page) {
  await page.keyboard.press('Control+k')
  const dialog = page.getByRole('dialog', { name: 'Search or jump to' })
  await expect(dialog.getByRole('combobox')).toBeFocused()
  return dialog
}

test('Ctrl-K leads to pages, realms, groups, roles and actions', async ({ page, owner, realm }) => {
  const other = await owner.realm(`${realm.name}-2`, { displayName: 'Second House' })
  const group = await realm.group('Night watch')
  const role = await realm.role('gatekeeper')
  await page.goto(paths.realm(realm.name))
  await expect(title(page)).toHaveText(realm.name)

  let palette = await openPalette(page)
  await palette.getByRole('combobox').fill('night')
  await expect(palette.getByRole('option', { name: 'Night watch' })).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(paths.group(realm.name, group.id))
  await expect(title(page)).toBeFocused()

  palette = await openPalette(page)
  await palette.getByRole('combobox').fill('GATE')
  await palette.getByRole('option', { name: 'gatekeeper' }).click()
  await expect(page).toHaveURL(paths.role(realm.name, role.id))

  palette = await openPalette(page)
  await palette.getByRole('combobox').fill('activity of')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(paths.realmActivity(realm.name))

  palette = await openPalette(page)
  await palette.getByRole('combobox').fill('second')
  await expect(palette.getByRole('option', { name: 'Second House' })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(paths.realm(other.name))

  palette = await openPalette(page)
  await palette.getByRole('combobox').fill('dark')
  await page.keyboard.press('Enter')
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')

  palette = await openPalette(page)
  await palette.getByRole('combobox').fill('create group')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'New group' })).toBeVisible()
})

test('nothing found says so, and Esc gives the focus back', async ({ page, realm }) => {
  await page.goto(paths.groups(realm.name))
  const search = page.getByRole('button', { name: /^Search or jump to/ })
  await search.focus()
  await page.keyboard.press('Enter')
  const palette = page.getByRole('dialog', { name: 'Search or jump to' })
  await palette.getByRole('combobox').fill('qwertz qwertz')
  await expect(palette.getByText('Nothing found.', { exact: false })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(palette).toBeHidden()
  await expect(search).toBeFocused()
})
