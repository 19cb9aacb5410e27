import { expect, paths, test, title } from './fixtures'

test('the applications that a realm starts with, and the roles of one', async ({ page, realm }) => {
  await page.goto(paths.realm(realm.name))
  await page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name: 'Applications' }).click()
  await expect(page.getByRole('table', { name: 'Applications' }).getByRole('row')).toHaveCount(7)
  await page.getByLabel('Search applications').fill('management')
  await expect(page.getByRole('table', { name: 'Applications' }).getByRole('row')).toHaveCount(2)
  await page.getByRole('link', { name: 'Realm management' }).click()
  await expect(title(page)).toHaveText('Realm management')
  await expect(page.getByText('realm-management').first()).toBeVisible()

  const admin = page.getByRole('region', { name: /^Roles/ }).getByRole('row', { name: /^realm-admin/ })
  await expect(admin).toContainText('Contains roles')
  await admin.getByRole('link', { name: 'realm-admin' }).click()
  await expect(title(page)).toHaveText('realm-admin')
  await expect(page.getByRole('region', { name: /^Contains/ }).getByRole('row')).toHaveCount(7)
  await page.getByRole('navigation', { name: 'Breadcrumbs' }).getByRole('link', { name: 'Realm management' }).click()
  await expect(title(page)).toHaveText('Realm management')
})
