import { groups } from '#contract/groups'
import { choose, expect, holdBack, notice, paths, test, title } from './fixtures'

test('the first group is made from the empty list, and one inside it', async ({ page, realm }) => {
  await page.goto(paths.groups(realm.name))
  await expect(page.getByRole('heading', { name: 'No group yet' })).toBeVisible()
  await page.getByRole('main').getByRole('link', { name: 'Create group' }).last().click()
  const panel = page.getByRole('dialog', { name: 'New group' })
  await expect(panel.getByLabel('Name')).toBeFocused()
  await panel.getByRole('button', { name: 'Create group' }).click()
  await expect(panel.getByLabel('Name')).toHaveAccessibleDescription(/Fill this in/)

  await panel.getByLabel('Name').fill('Engineering')
  await panel.getByLabel('Description').fill('Builds the product')
  await panel.getByRole('button', { name: 'Add an attribute' }).click()
  await panel.getByLabel('Key 1').fill('cost centre')
  await panel.getByLabel('Values of cost centre, one a line').fill('4711\n4712')
  await panel.getByRole('button', { name: 'Create group' }).click()

  await expect(title(page)).toHaveText('Engineering')
  await expect(page).toHaveTitle('Engineering · Castellan')
  await expect(notice(page, 'The group Engineering was created.')).toBeVisible()
  await expect(page.getByRole('definition').filter({ hasText: '4712' })).toBeVisible()

  await page.getByRole('link', { name: 'New group inside' }).click()
  const inside = page.getByRole('dialog', { name: 'New group inside Engineering' })
  await inside.getByLabel('Name').fill('Platform')
  await inside.getByRole('button', { name: 'Create group' }).click()
  await expect(title(page)).toHaveText('Platform')
  await expect(page.getByRole('navigation', { name: 'Breadcrumbs' })).toHaveText(/Groups.*Engineering/)

  const engineering = await realm.findGroup('Engineering')
  expect(engineering).toMatchObject({ attributes: { 'cost centre': ['4711', '4712'] }, childCount: 1 })
})

test('nothing moves away from under the pointer while the lists of a page arrive', async ({ page, realm }) => {
  const group = await realm.group('Ops')
  // The lists above the button: who is in the group, and what lies inside it.
  const arrive = await holdBack(page, /\/groups\/[^/]+\/members|\/groups\?/)
  await page.goto(paths.group(realm.name, group.id))
  const add = page.getByRole('button', { name: 'Add roles' })
  await expect(page.getByText('It gives no role itself.')).toBeVisible()
  await expect(page.getByText('Loading…')).toHaveCount(2)
  const before = await add.boundingBox()
  arrive()
  await expect(page.getByText('Nobody is in it.')).toBeVisible()
  await expect(page.getByText('No group lies inside it.')).toBeVisible()
  expect(await add.boundingBox()).toEqual(before)
})

test('a taken name is said at the field, and what was typed stays', async ({ page, realm }) => {
  await realm.group('Ops')
  await page.goto(paths.newGroup(realm.name))
  const panel = page.getByRole('dialog', { name: 'New group' })
  await panel.getByLabel('Name').fill('oPS')
  await panel.getByLabel('Description').fill('Keeps things running')
  await panel.getByRole('button', { name: 'Create group' }).click()
  await expect(panel.getByLabel('Name')).toHaveAccessibleDescription(/already used/i)
  await expect(panel.getByLabel('Name')).toBeFocused()
  await expect(panel.getByLabel('Description')).toHaveValue('Keeps things running')
  // Leaving asks first
  await page.keyboard.press('Escape')
  const leave = page.getByRole('dialog', { name: 'Leave without saving?' })
  await leave.getByRole('button', { name: 'Keep editing' }).click()
  // While it closes, Escape would still be its own.
  await expect(leave).toBeHidden()
  await expect(panel.getByLabel('Name')).toHaveValue('oPS')
  // Esc is meant for the question, not for the panel below it too
  await page.keyboard.press('Escape')
  await expect(leave).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(leave).toBeHidden()
  await expect(panel).toBeVisible()
  await page.keyboard.press('Escape')
  await leave.getByRole('button', { name: 'Leave' }).click()
  await expect(page).toHaveURL(paths.groups(realm.name))
  await expect(panel).toBeHidden()
})

test('an edit happens at once and can be undone from its notice', async ({ page, realm }) => {
  const group = await realm.group('Ops', { description: 'Before', attributes: { tier: ['1'] } })
  await page.goto(paths.group(realm.name, group.id))
  await page.getByRole('link', { name: 'Edit' }).click()
  const panel = page.getByRole('dialog', { name: 'Edit group' })
  await expect(panel.getByLabel('Name')).toHaveValue('Ops')
  await panel.getByLabel('Name').fill('Operations')
  await panel.getByLabel('Description').fill('After')
  await panel.getByRole('button', { name: 'Remove tier' }).click()
  await panel.getByRole('button', { name: 'Save changes' }).click()
  await expect(title(page)).toHaveText('Operations')
  await notice(page, 'Changes saved.').getByRole('button', { name: 'Undo' }).click()
  await expect(title(page)).toHaveText('Ops')
  await expect(page.getByText('Before', { exact: true })).toBeVisible()
  const { id: _id, version: _version, updatedAt: _updatedAt, ...before } = group
  expect(await realm.getGroup(group.id)).toMatchObject(before)
})

test('a move shows who gains and who loses, and does just that', async ({ page, practice }) => {
  const payroll = (
    await practice.client.call(groups.list, { params: { realm: practice.name }, query: { q: 'Payroll' } })
  ).items[0]!
  const engineering = await practice.findGroup('Engineering')
  await page.goto(paths.group(practice.name, payroll.id))
  await choose(page, 'Payroll', 'Move …')
  const dialog = page.getByRole('dialog', { name: 'Move the group Payroll' })
  await expect(dialog.getByRole('button', { name: 'Move group' })).toHaveAccessibleDescription(
    'Choose where it should lie.',
  )
  await expect(dialog.getByRole('radio', { name: /^Finance/ })).toBeDisabled()
  await dialog.getByLabel('Search for the group to move it into').fill('engin')
  await dialog.getByRole('radio', { name: /^Engineering/ }).check()

  const { impact } = await practice.client.preview(groups.update, {
    params: { realm: practice.name, groupId: payroll.id },
    body: { parentId: engineering.id },
    ifMatch: payroll.version,
  })
  expect(impact.counts).toMatchObject({ gained: 38, lost: 38, people: 38, exact: true })
  const preview = dialog.getByRole('region', { name: 'What changes' })
  await expect(preview).toContainText('place: inside Finance → inside Engineering')
  await expect(preview).toContainText(/and 35 more gain\s+reporter/)
  await expect(preview).toContainText(/and 35 more lose\s+viewer/)
  await expect(preview).toContainText('38 people affected: 38 roles gained, 38 roles lost.')

  await dialog.getByRole('button', { name: 'Move group' }).click()
  await expect(notice(page, 'Payroll lies inside Engineering now.')).toBeVisible()
  await expect(page.getByRole('navigation', { name: 'Breadcrumbs' })).toContainText('Engineering')
  await expect(title(page)).toHaveText('Payroll')
})

test('a group cannot be moved into itself, not even by two people at once', async ({ page, realm }) => {
  const outer = await realm.group('Outer')
  const inner = await realm.group('Inner', { parentId: outer.id })
  const other = await realm.group('Other')
  await page.goto(paths.group(realm.name, outer.id))
  await choose(page, 'Outer', 'Move …')
  const dialog = page.getByRole('dialog', { name: 'Move the group Outer' })
  await expect(dialog.getByRole('radio')).toHaveCount(2)
  await expect(dialog.getByRole('radio', { name: /^Top level/ })).toBeDisabled()

  await realm.client.call(groups.update, {
    params: { realm: realm.name, groupId: other.id },
    body: { parentId: inner.id },
    ifMatch: other.version,
  })
  await dialog.getByRole('radio', { name: /^Other/ }).check()
  await expect(dialog.getByRole('alert')).toContainText('A group cannot lie inside itself')
  await expect(dialog.getByRole('button', { name: 'Move group' })).toHaveAttribute('aria-disabled', 'true')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog).toBeHidden()
  expect((await realm.getGroup(outer.id)).parentId).toBeNull()
})

test('deleting shows what hangs on it; Undo brings everything back', async ({ page, practice }) => {
  const sales = await practice.findGroup('Sales')
  await page.goto(paths.groups(practice.name))
  await choose(page, 'Sales', 'Delete …')
  const dialog = page.getByRole('dialog', { name: 'Delete the group Sales?' })
  await expect(dialog).toContainText('It has 2 groups directly inside it')
  await expect(dialog).toContainText('The group North will go to the bin.')
  await expect(dialog).toContainText('The group South will go to the bin.')
  await expect(dialog).toContainText(/ lose\s+employee/)
  await dialog.getByRole('button', { name: 'Delete group' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('link', { name: 'Sales', exact: true })).toBeHidden()
  await expect(page.getByRole('link', { name: 'North', exact: true })).toBeHidden()

  await notice(page, 'The group Sales is in the bin.').getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('link', { name: 'North', exact: true })).toBeVisible()
  const { version: _version, updatedAt: _updatedAt, ...before } = sales
  expect(await practice.getGroup(sales.id)).toMatchObject(before)
})

test('roles are given and taken away, and those that come from elsewhere say how', async ({ page, realm }) => {
  const outer = await realm.group('Company')
  const inner = await realm.group('Finance', { parentId: outer.id })
  const employee = await realm.role('employee', 'Works here')
  const wiki = await realm.role('wiki reader')
  await realm.contains(employee.id, wiki.id)
  await realm.gives(outer.id, employee.id)

  await page.goto(paths.group(realm.name, inner.id))
  const given = page.getByRole('region', { name: /^Roles it gives/ })
  const elsewhere = page.getByRole('region', { name: /^Also through/ })
  await expect(given).toContainText('It gives no role itself.')
  await expect(elsewhere.getByRole('row', { name: /employee/ }).first()).toContainText('through Company')
  await expect(elsewhere.getByRole('row', { name: /^wiki reader/ })).toContainText(
    'contained in employee, through Company',
  )

  await given.getByRole('button', { name: 'Add roles' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add roles to Finance' })
  const search = dialog.getByLabel('Search roles of the realm and of its applications')
  await search.fill('view-users')
  await dialog.getByRole('checkbox', { name: /^view-users.*Realm management/ }).check()
  await search.fill('wiki')
  await dialog.getByRole('checkbox', { name: /^wiki reader.*This realm/ }).check()
  await expect(dialog.getByRole('region', { name: 'What changes' })).toContainText(
    'The group Finance will give the role wiki reader.',
  )
  await dialog.getByRole('button', { name: 'Add 2 roles' }).click()
  await expect(notice(page, 'Finance gives 2 more roles now.')).toBeVisible()
  await expect(given.getByRole('row', { name: /view-users/ })).toContainText('Realm management')

  await given.getByRole('button', { name: 'Actions for wiki reader' }).click()
  await page.getByRole('menuitem', { name: 'Remove …' }).click()
  await page
    .getByRole('dialog', { name: 'Remove the role wiki reader from Finance?' })
    .getByRole('button', { name: 'Remove role' })
    .click()
  await expect(given.getByRole('row', { name: /wiki reader/ })).toBeHidden()
  await notice(page, 'Finance no longer gives wiki reader.').getByRole('button', { name: 'Undo' }).click()
  await expect(given.getByRole('row', { name: /wiki reader/ })).toBeVisible()
})

test('two people edit the same group: the second sees who changed what and loses nothing', async ({
  page,
  realm,
  colleague,
  another,
}) => {
  const carla = await colleague('Carla', 'admin')
  const group = await realm.group('Ops', { description: 'Keeps things running' })
  const theirs = await another(carla)
  for (const one of [page, theirs]) await one.goto(paths.editGroup(realm.name, group.id))
  const panel = theirs.getByRole('dialog', { name: 'Edit group' })
  await panel.getByLabel('Name').fill('Operations')
  await panel.getByLabel('Description').fill('Keeps everything running')
  await panel.getByRole('button', { name: 'Save changes' }).click()
  await expect(panel).toBeHidden()

  // The first one changed the description too, and the attributes, which nobody else did
  const mine = page.getByRole('dialog', { name: 'Edit group' })
  await mine.getByLabel('Description').fill('Keeps the lights on')
  await mine.getByRole('button', { name: 'Add an attribute' }).click()
  await mine.getByLabel('Key 1').fill('pager')
  await mine.getByRole('button', { name: 'Save changes' }).click()

  const alert = mine.getByRole('alert')
  await expect(alert).toContainText('Someone changed this while you were editing')
  await expect(alert).toContainText(carla.me.administrator.name)
  await expect(alert).toContainText('name: “Ops” → “Operations”')
  await expect(
    alert.getByRole('list', { name: 'Where your version and theirs differ' }).getByRole('listitem'),
  ).toHaveText(/^Description.*Yours.*“Keeps the lights on”.*Theirs.*“Keeps everything running”/)
  // What only she changed is taken over, what only I typed is still there
  await expect(mine.getByLabel('Name')).toHaveValue('Operations')
  await expect(mine.getByLabel('Key 1')).toHaveValue('pager')
  await alert.getByRole('button', { name: 'Keep mine' }).click()
  await expect(mine).toBeHidden()
  await expect(title(page)).toHaveText('Operations')
  expect(await realm.getGroup(group.id)).toMatchObject({
    name: 'Operations',
    description: 'Keeps the lights on',
    attributes: { pager: [] },
  })
})

test('someone who may only look is told why', async ({ realm, colleague, another }) => {
  const vera = await another(await colleague('Vera', 'viewer'))
  const group = await realm.group('Ops')
  await vera.goto(paths.group(realm.name, group.id))
  const edit = vera.getByRole('button', { name: 'Edit' })
  await expect(edit).toHaveAccessibleDescription(/does not include “Create, edit, move and delete groups/)
  await edit.click({ force: true })
  await expect(vera).toHaveURL(paths.group(realm.name, group.id))
  await vera.getByRole('button', { name: 'Actions for Ops' }).click()
  await expect(vera.getByRole('menuitem', { name: /Delete …/ })).toHaveAttribute('aria-disabled', 'true')
})
