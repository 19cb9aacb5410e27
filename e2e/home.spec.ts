import { expect, notice, paths, test, title } from './fixtures'

test('home knows what is done, what comes next, and what protection is missing', async ({ page, owner }) => {
  await page.goto('/')
  await expect(title(page)).toContainText(owner.me.administrator.name)
  await expect(page).toHaveTitle('Home · Castellan')
  const steps = page.getByRole('region', { name: 'First steps' })
  await expect(steps).toContainText('1 of 6 done')
  await expect(steps.getByRole('listitem').filter({ hasText: 'Add a group' })).toContainText('Create a realm first.')
  await expect(page.getByText('Two-step sign-in is not available in this version yet')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Recent activity' })).toContainText('created the account')

  await steps.getByRole('link', { name: 'Create a realm' }).click()
  const panel = page.getByRole('dialog', { name: 'New realm' })
  const name = `home-${owner.accountId.slice(-6)}`
  await panel.getByLabel('Name', { exact: true }).fill(name)
  await panel.getByRole('button', { name: 'Create realm' }).click()
  await expect(title(page)).toHaveText(name)

  await page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name: 'Home' }).click()
  await expect(steps).toContainText('2 of 6 done')
  await expect(steps.getByRole('listitem').filter({ hasText: 'Create a realm' })).toContainText('Done:')
  await expect(page.getByRole('region', { name: 'Realms' }).getByRole('link', { name })).toHaveAttribute(
    'href',
    paths.realm(name),
  )
  await expect(page.getByRole('region', { name: 'Recent activity' })).toContainText(`created the realm ${name}`)

  const group = await owner.group(name, 'Ops')
  const role = await owner.role(name, 'auditor')
  await page.goto(paths.group(name, group.id))
  await page.getByRole('button', { name: 'Add roles' }).click()
  await page.getByRole('checkbox', { name: new RegExp(`^${role.name}`) }).check()
  await page.getByRole('dialog').getByRole('button', { name: 'Add role' }).click()
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click()
  await expect(notice(page, 'Undone.')).toBeVisible()
  await page.goto('/')
  await expect(steps).toContainText('5 of 6 done')
  await steps.getByRole('link', { name: 'Verify the activity log' }).click()
  await page.getByRole('button', { name: 'Verify' }).click()
  await expect(page.getByRole('alert')).toContainText('as they were written')
  await page.goto('/')
  await expect(page.getByRole('region', { name: 'Realms' })).toBeVisible()
  await expect(steps).toBeHidden()
})
