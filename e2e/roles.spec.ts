import { choose, expect, notice, paths, test, title } from './fixtures'

test('a role is made, edited, deleted and brought back', async ({ page, realm }) => {
  await page.goto(paths.roles(realm.name))
  // What every realm starts with
  const default_ = page.getByRole('row', { name: /^offline_access/ })
  await expect(default_).toContainText('Everyone holds it')
  await expect(default_).toContainText('This realm')

  await page.getByRole('main').getByRole('link', { name: 'Create role' }).click()
  const panel = page.getByRole('dialog', { name: 'New role' })
  await panel.getByLabel('Name').fill('offline_ACCESS')
  await panel.getByRole('button', { name: 'Create role' }).click()
  await expect(panel.getByLabel('Name')).toHaveAccessibleDescription(/already used/i)
  await panel.getByLabel('Name').fill('auditor')
  await panel.getByLabel('Description').fill('Reads everything')
  await panel.getByRole('button', { name: 'Create role' }).click()
  await expect(title(page)).toHaveText('auditor')
  await expect(notice(page, 'The role auditor was created.')).toBeVisible()

  await page.getByRole('link', { name: 'Edit' }).click()
  const edit = page.getByRole('dialog', { name: 'Edit role' })
  await edit.getByLabel('Description').fill('Reads everything, changes nothing')
  await edit.getByRole('button', { name: 'Save changes' }).click()
  await expect(edit).toBeHidden()
  await expect(page.getByText('Reads everything, changes nothing')).toBeVisible()

  await choose(page, 'auditor', 'Delete …')
  const dialog = page.getByRole('dialog', { name: 'Delete the role auditor?' })
  await expect(dialog).toContainText('Nobody gains or loses a role.')
  await dialog.getByRole('button', { name: 'Delete role' }).click()
  await expect(page).toHaveURL(paths.roles(realm.name))
  await expect(page.getByRole('link', { name: 'auditor' })).toBeHidden()
  await notice(page, 'The role auditor is in the bin.').getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('link', { name: 'auditor' })).toBeVisible()
})

test('roles contain roles, but never themselves', async ({ page, realm }) => {
  const [manager, employee, reader] = [
    await realm.role('manager'),
    await realm.role('employee'),
    await realm.role('reader'),
  ]
  await realm.contains(employee.id, reader.id)
  await page.goto(paths.role(realm.name, manager.id))
  const contains = page.getByRole('region', { name: /^Contains/ })
  await expect(contains).toContainText('It contains no other role.')
  await contains.getByRole('button', { name: 'Add roles' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add roles to manager' })
  const search = dialog.getByLabel('Search roles of the realm and of its applications')
  await search.fill('employee')
  await dialog.getByRole('checkbox', { name: /^employee/ }).check()
  await expect(dialog.getByRole('region', { name: 'What changes' })).toContainText(
    'The role manager will contain the role employee.',
  )
  await dialog.getByRole('button', { name: 'Add role' }).click()
  await expect(notice(page, 'manager contains employee now.')).toBeVisible()

  await contains.getByRole('link', { name: 'employee' }).click()
  await expect(title(page)).toHaveText('employee')
  await expect(page.getByRole('region', { name: /^Contained in/ }).getByRole('link', { name: 'manager' })).toBeVisible()

  // employee → manager would go round in a circle
  await page
    .getByRole('region', { name: /^Contains/ })
    .getByRole('button', { name: 'Add roles' })
    .click()
  const circle = page.getByRole('dialog', { name: 'Add roles to employee' })
  await circle.getByLabel('Search roles of the realm and of its applications').fill('manage')
  await circle.getByRole('checkbox', { name: /^manager/ }).check()
  await expect(circle.getByRole('alert')).toContainText('Roles cannot contain each other in a circle')
  await expect(circle.getByRole('button', { name: 'Add role' })).toHaveAttribute('aria-disabled', 'true')
  await circle.getByRole('button', { name: 'Cancel' }).click()

  await page.getByRole('button', { name: 'Actions for reader' }).click()
  await page.getByRole('menuitem', { name: 'Remove …' }).click()
  await page
    .getByRole('dialog', { name: 'Remove reader from employee?' })
    .getByRole('button', { name: 'Remove role' })
    .click()
  await expect(notice(page, 'employee no longer contains reader.')).toBeVisible()
  await expect(page.getByRole('region', { name: /^Contains/ })).toContainText('It contains no other role.')
})

test('a role of an application says whose it is, and which groups give it', async ({ page, practice }) => {
  const approver = await practice.findRole('approver')
  await page.goto(`${paths.roles(practice.name)}?of=all&q=approver`)
  await expect(page.getByRole('row', { name: /^approver/ })).toContainText('Payroll')
  await page.getByRole('radio', { name: 'Of this realm' }).click()
  await expect(page.getByRole('heading', { name: 'Nothing found' })).toBeVisible()

  await page.goto(paths.role(practice.name, approver.id))
  await expect(page.getByRole('main').getByRole('link', { name: 'Payroll' }).first()).toBeVisible()
  const giving = page.getByRole('region', { name: /^Groups that give it/ })
  await expect(giving.getByRole('row', { name: /^Payroll/ })).toContainText('Finance')

  await giving.getByRole('button', { name: 'Give it to groups' }).click()
  const dialog = page.getByRole('dialog', { name: 'Give the role approver to groups' })
  await dialog.getByLabel('Search groups').fill('pay')
  await expect(dialog.getByRole('checkbox', { name: /^Payroll.*gives it already/ })).toBeDisabled()
  await dialog.getByLabel('Search groups').fill('audit')
  await dialog.getByRole('checkbox', { name: /^Audit/ }).check()
  await expect(dialog.getByRole('region', { name: 'What changes' })).toContainText(/gain\s+approver/)
  await dialog.getByRole('button', { name: 'Give role' }).click()
  await expect(notice(page, 'Audit gives approver now.')).toBeVisible()

  await giving.getByRole('button', { name: 'Actions for Audit' }).click()
  await page.getByRole('menuitem', { name: 'Take away …' }).click()
  const take = page.getByRole('dialog', { name: 'Take the role approver from the group Audit?' })
  await expect(take).toContainText(/lose\s+approver/)
  await take.getByRole('button', { name: 'Take role away' }).click()
  await expect(giving.getByRole('row', { name: /^Audit/ })).toBeHidden()
})
