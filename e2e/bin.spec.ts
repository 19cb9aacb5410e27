import { groups } from '#contract/groups'
import { roles } from '#contract/roles'
import { expect, notice, paths, type RealmOf, test } from './fixtures'

const removeGroup = async (realm: RealmOf, id: string) => {
  const { version } = await realm.getGroup(id)
  await realm.client.call(groups.remove, { params: { realm: realm.name, groupId: id }, ifMatch: version })
}

test('a group comes back from the bin with its nesting and its roles', async ({ page, realm }) => {
  const outer = await realm.group('Company')
  const inner = await realm.group('Finance', { parentId: outer.id })
  const auditor = await realm.role('auditor')
  await realm.gives(inner.id, auditor.id)
  await page.goto(paths.bin(realm.name))
  await expect(page.getByRole('heading', { name: 'The bin is empty' })).toBeVisible()
  await removeGroup(realm, outer.id)
  await realm.client.call(roles.remove, { params: { realm: realm.name, roleId: auditor.id }, ifMatch: auditor.version })
  await page.reload()

  const row = page.getByRole('row', { name: /^Company/ })
  await expect(row).toContainText('and 1 group with it')
  await expect(row).toContainText('in 30 days')
  await row.getByRole('button', { name: 'Restore Company' }).click()
  const dialog = page.getByRole('dialog', { name: 'Restore Company?' })
  await expect(dialog).toContainText('The group Finance will come back from the bin.')
  await dialog.getByRole('button', { name: 'Restore' }).click()
  await expect(notice(page, 'Company is restored.')).toBeVisible()
  await page.getByRole('button', { name: 'Restore auditor' }).click()
  await expect(notice(page, 'auditor is restored.')).toBeVisible()
  await expect(page.getByRole('heading', { name: 'The bin is empty' })).toBeVisible()

  await page.goto(paths.group(realm.name, inner.id))
  await expect(page.getByRole('navigation', { name: 'Breadcrumbs' })).toContainText('Company')
  await expect(
    page.getByRole('region', { name: /^Roles it gives/ }).getByRole('link', { name: 'auditor' }),
  ).toBeVisible()
})

test('a name that was taken meanwhile is asked for, a lost place is said', async ({ page, realm }) => {
  const outer = await realm.group('Company')
  const inner = await realm.group('Finance', { parentId: outer.id })
  await removeGroup(realm, inner.id)
  await removeGroup(realm, outer.id)
  await realm.group('Company')
  await page.goto(paths.bin(realm.name))
  await page.getByRole('button', { name: 'Restore Finance' }).click()
  const review = page.getByRole('dialog', { name: 'Restore Finance?' })
  await expect(review).toContainText('it will come back at the top level')
  await review.getByRole('button', { name: 'Restore' }).click()
  await expect(notice(page, 'Finance is restored. It lies at the top level now')).toBeVisible()

  await page.getByRole('button', { name: 'Restore Company' }).click()
  const dialog = page.getByRole('dialog', { name: 'The name Company is taken by now' })
  const name = dialog.getByLabel('New name')
  await expect(name).toHaveValue('Company (restored)')
  await name.fill('COMPANY')
  await dialog.getByRole('button', { name: 'Restore with this name' }).click()
  await expect(name).toHaveAccessibleDescription(/already used/i)
  await name.fill('Old company')
  await dialog.getByRole('button', { name: 'Restore with this name' }).click()
  await expect(notice(page, 'Old company is restored.')).toBeVisible()
  expect(await realm.getGroup(outer.id)).toMatchObject({ name: 'Old company', parentId: null })
})
