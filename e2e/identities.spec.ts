import { v7 as uuid } from 'uuid'
import { identities } from '#contract/identities'
import { write } from './database'
import { choose, expect, holdBack, notice, type Page, paths, type RealmOf, test, title } from './fixtures'

const people = (page: Page) => page.getByRole('table', { name: 'People' })
const row = (page: Page, name: string) => people(page).getByRole('row').filter({ hasText: name })
const search = (page: Page) => page.getByRole('searchbox', { name: 'Search people' })
const filters = (page: Page) => page.getByRole('list', { name: 'Filters that are set' })
const region = (page: Page, name: RegExp | string) => page.getByRole('region', { name })

async function setFilter(page: Page, item: string): Promise<void> {
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await page
    .getByRole('menuitem', { name: item, exact: true })
    .or(page.getByRole('menuitemradio', { name: item, exact: true }))
    .click()
}

const ada = (realm: RealmOf, more = {}) =>
  realm.person('ada', { email: 'ada@example.com', firstName: 'Ada', lastName: 'Lovelace', ...more })

test('a search that takes long says so, and who was there stays', async ({ page, realm }) => {
  await ada(realm)
  await realm.person('bob')
  await page.goto(paths.identities(realm.name))
  await expect(row(page, 'bob')).toBeVisible()
  const answer = await holdBack(page, /\/identities\?.*q=ada/)
  await search(page).fill('ada')
  const still = page.getByText('Still looking. The first search of a large realm can take a minute.')
  await expect(still).toBeVisible()
  await expect(row(page, 'bob')).toBeVisible()
  answer()
  await expect(row(page, 'bob')).toBeHidden()
  await expect(row(page, 'ada')).toBeVisible()
  await expect(still).toBeHidden()
})

test('the first person is added from the empty list, with groups and those that everyone new joins', async ({
  page,
  realm,
}) => {
  const staff = await realm.group('Staff')
  await realm.group('Payroll', { parentId: (await realm.group('Finance')).id })
  await realm.client.call(identities.setDefaultGroups, {
    params: { realm: realm.name },
    body: { groupIds: [staff.id] },
  })
  await page.goto(paths.realm(realm.name))
  await page.getByRole('list', { name: 'At a glance' }).getByRole('link', { name: 'People' }).click()
  await expect(page.getByRole('heading', { name: 'Nobody is here yet' })).toBeVisible()
  await page.getByRole('main').getByRole('link', { name: 'Add person' }).last().click()

  const panel = page.getByRole('dialog', { name: 'New person' })
  await expect(panel.getByLabel('First name')).toBeFocused()
  await expect(panel).toContainText('Everyone new also joins Staff.')
  await panel.getByRole('button', { name: 'Add person' }).click()
  await expect(panel.getByLabel('Username')).toHaveAccessibleDescription(/Give a username or an e-mail address/)
  await panel.getByLabel('Invite them by mail').check()
  await panel.getByRole('button', { name: 'Add person' }).click()
  await expect(panel.getByLabel('E-mail address')).toHaveAccessibleDescription(/An invitation needs an address/)
  await panel.getByLabel('Invite them by mail').uncheck()
  await panel.getByLabel('E-mail address').fill('not an address')
  await panel.getByRole('button', { name: 'Add person' }).click()
  await expect(panel.getByLabel('E-mail address')).toHaveAccessibleDescription(/This is not an e-mail address/)

  await panel.getByLabel('First name').fill('Ada')
  await panel.getByLabel('Last name').fill('Lovelace')
  await panel.getByLabel('E-mail address').fill('ada@example.com')
  await panel.getByRole('button', { name: 'Add groups' }).click()
  const groups = page.getByRole('dialog', { name: 'Which groups do they belong to?' })
  await groups.getByLabel('Search groups').fill('pay')
  await groups.getByRole('checkbox', { name: /^Payroll/ }).check()
  await groups.getByRole('button', { name: 'Choose' }).click()
  await expect(panel.getByRole('list', { name: 'Chosen' })).toContainText('Payroll')
  await panel.getByLabel('Break-glass person').check()
  await panel.getByRole('button', { name: 'Add an attribute' }).click()
  await panel.getByLabel('Key 1').fill('department')
  await panel.getByLabel('Values of department, one a line').fill('Accounts')
  await panel.getByRole('button', { name: 'Add person' }).click()

  await expect(title(page)).toHaveText(/^Ada Lovelace/)
  await expect(title(page)).toContainText('Break-glass')
  await expect(notice(page, 'Ada Lovelace was added.')).toBeVisible()
  await expect(page.getByRole('definition').filter({ hasText: 'ada@example.com' })).toHaveCount(2)
  await expect(region(page, /^Groups/).getByRole('row', { name: /^Payroll/ })).toContainText('Finance')
  await expect(region(page, /^Groups/).getByRole('row', { name: /^Staff/ })).toContainText('Default group')
  await expect(region(page, 'Attributes')).toContainText('Accounts')
  await notice(page, 'Ada Lovelace was added.').getByRole('button', { name: 'Undo' }).click()
  await expect(notice(page, 'Undone.')).toBeVisible()
  await page.goto(paths.identities(realm.name))
  await expect(page.getByRole('heading', { name: 'Nobody is here yet' })).toBeVisible()
})

test('a username that is taken is said at the field, and what was typed stays', async ({ page, realm }) => {
  await ada(realm)
  await page.goto(paths.newIdentity(realm.name))
  const panel = page.getByRole('dialog', { name: 'New person' })
  await panel.getByLabel('First name').fill('Another')
  await panel.getByLabel('Username').fill('ADA')
  await panel.getByRole('button', { name: 'Add person' }).click()
  await expect(panel.getByLabel('Username')).toHaveAccessibleDescription(/already used/i)
  await expect(panel.getByLabel('Username')).toBeFocused()
  await expect(panel.getByLabel('First name')).toHaveValue('Another')
})

test('people are found by name, username, e-mail and id', async ({ page, realm }) => {
  const person = await ada(realm)
  await realm.person('grace', { firstName: 'Grace', lastName: 'Hopper' })
  await realm.person('kenji@example.org', { email: 'kenji@example.org' })
  await page.goto(paths.identities(realm.name))
  await expect(people(page).getByRole('row')).toHaveCount(4)
  await expect(row(page, 'kenji')).toContainText('Never')
  for (const q of ['lovelace', 'ADA', 'ada@example.com', person.id]) {
    await search(page).fill(q)
    await expect(people(page).getByRole('row')).toHaveCount(2)
    await expect(row(page, 'Ada Lovelace')).toContainText('ada · ada@example.com')
  }
  await search(page).fill('nobody of this name')
  await expect(page.getByRole('heading', { name: 'Nothing found' })).toBeVisible()
  await page.getByRole('button', { name: 'Clear search' }).click()
  await expect(people(page).getByRole('row')).toHaveCount(4)
  await page.getByRole('button', { name: 'Person', exact: true }).click()
  await expect(page.getByRole('columnheader', { name: 'Person' })).toHaveAttribute('aria-sort', 'descending')
  await expect(people(page).getByRole('link').first()).toHaveText('kenji@example.org')
  await row(page, 'Ada Lovelace').getByRole('link', { name: 'Ada Lovelace' }).click()
  await expect(title(page)).toHaveText('Ada Lovelace')
})

test('filters stand in the address as chips: Back, a pasted link and each cross know them', async ({
  page,
  realm,
  another,
  owner,
}) => {
  const group = await realm.group('Payroll')
  const role = await realm.role('auditor')
  const [first, second] = [await ada(realm, { groupIds: [group.id] }), await realm.person('grace')]
  await realm.isGiven(second.id, role.id)
  await realm.isGiven(first.id, role.id)
  await realm.client.call(identities.suspend, { params: { realm: realm.name, identityId: second.id } })
  await page.goto(paths.identities(realm.name))
  await setFilter(page, 'Suspended')
  await expect(people(page).getByRole('row')).toHaveCount(2)
  await expect(row(page, 'grace')).toContainText('Suspended')
  await expect(page).toHaveURL(/status=suspended/)

  await page.getByRole('button', { name: 'Remove the filter: Suspended' }).click()
  await expect(filters(page)).toBeHidden()
  await setFilter(page, 'In a group …')
  const dialog = page.getByRole('dialog', { name: 'Show the people in a group' })
  await expect(dialog.getByRole('button', { name: 'Show people' })).toHaveAccessibleDescription('Choose one.')
  await dialog.getByRole('radio', { name: 'Payroll' }).check()
  await page.keyboard.press('Enter')
  await expect(filters(page)).toContainText('In Payroll')
  await expect(people(page).getByRole('row')).toHaveCount(2)
  await setFilter(page, 'Holding a role …')
  await page.getByRole('dialog').getByLabel('Search roles of the realm and of its applications').fill('audit')
  await page.getByRole('radio', { name: /^auditor/ }).check()
  await page.getByRole('button', { name: 'Show people' }).click()
  await expect(filters(page)).toContainText('Holds auditor')
  await setFilter(page, 'No second step')
  await setFilter(page, 'Not seen for 90 days')
  await expect(filters(page).getByRole('listitem')).toHaveCount(4)
  // Such a list has one order only
  await expect(page.getByRole('columnheader', { name: 'Last sign-in' })).toHaveAttribute('aria-sort', 'ascending')
  await expect(page.getByRole('button', { name: 'Person', exact: true })).toBeHidden()
  await expect(row(page, 'Ada Lovelace')).toBeVisible()

  const pasted = await another(owner)
  await pasted.goto(`${page.url()}&sort=username`)
  await expect(filters(pasted)).toContainText('In Payroll')
  await expect(row(pasted, 'Ada Lovelace')).toBeVisible()

  await page.goBack()
  await expect(filters(page).getByRole('listitem')).toHaveCount(3)
  await page.getByRole('link', { name: 'Ada Lovelace' }).click()
  await expect(title(page)).toHaveText('Ada Lovelace')
  await page.goBack()
  await expect(filters(page).getByRole('listitem')).toHaveCount(3)
  await page.getByRole('button', { name: 'Clear all' }).click()
  await expect(filters(page)).toBeHidden()
  await expect(people(page).getByRole('row')).toHaveCount(3)
})

test('columns are chosen once for this browser', async ({ page, realm }) => {
  await ada(realm)
  await page.goto(paths.identities(realm.name))
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'E-mail' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Created' }).click()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('columnheader', { name: 'E-mail' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('columnheader', { name: 'E-mail' })).toBeVisible()
  await expect(page.getByRole('columnheader', { name: 'Created' })).toBeHidden()
})

test('several people are selected, put into a group and taken out of it', async ({ page, realm }) => {
  await realm.group('Payroll')
  for (const name of ['ada', 'grace', 'kenji']) await realm.person(name)
  const answer = await holdBack(page, /\/identities\?/)
  await page.goto(paths.identities(realm.name))
  const all = page.getByRole('checkbox', { name: 'Select all on this page' })
  await expect(all).toBeDisabled()
  answer()
  await all.check()
  const bar = page.getByRole('group', { name: 'What to do with the selection' })
  await expect(bar).toContainText('3 people selected')
  await page.getByRole('checkbox', { name: 'Select kenji' }).uncheck()
  await expect(bar).toContainText('2 people selected')
  await bar.getByRole('button', { name: 'Add to groups …' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add 2 people to groups' })
  await dialog.getByRole('checkbox', { name: 'Payroll' }).check()
  await expect(region(page, 'What changes')).toContainText('ada will join the group Payroll.')
  await dialog.getByRole('button', { name: 'Add to group' }).click()
  await expect(notice(page, '2 people were added to Payroll.')).toBeVisible()
  await expect(bar).toBeHidden()
  await expect(title(page)).toBeFocused()
  await expect(row(page, 'grace')).toContainText('Payroll')

  await all.check()
  await bar.getByRole('button', { name: 'What to do with the selection' }).click()
  await page.getByRole('menuitem', { name: 'Remove from groups …' }).click()
  const away = page.getByRole('dialog', { name: 'Remove 3 people from groups' })
  await away.getByRole('checkbox', { name: 'Payroll' }).check()
  await expect(away).toContainText('2 of 3 people will be removed.')
  await expect(away).toContainText('1 not there: kenji')
  await away.getByRole('button', { name: 'Remove from group' }).click()
  await expect(row(page, 'grace')).not.toContainText('Payroll')
  await notice(page, '2 people were removed from Payroll. One was left out.')
    .getByRole('button', { name: 'Undo' })
    .click()
  await expect(row(page, 'grace')).toContainText('Payroll')
  // Another search is another selection
  await page.getByRole('checkbox', { name: 'Select ada' }).check()
  await search(page).fill('grace')
  await expect(bar).toBeHidden()
})

test('two people edit the same person: the second sees who changed what and loses nothing', async ({
  page,
  realm,
  colleague,
  another,
}) => {
  const carla = await colleague('Carla', 'support')
  const person = await ada(realm)
  const theirs = await another(carla)
  for (const one of [page, theirs]) await one.goto(paths.editIdentity(realm.name, person.id))
  const panel = theirs.getByRole('dialog', { name: 'Edit person' })
  await panel.getByLabel('Last name').fill('King')
  await panel.getByLabel('First name').fill('Augusta')
  await panel.getByRole('button', { name: 'Save changes' }).click()
  await expect(panel).toBeHidden()

  const mine = page.getByRole('dialog', { name: 'Edit person' })
  await mine.getByLabel('Last name').fill('Byron')
  await mine.getByLabel('Username').fill('countess')
  await mine.getByRole('button', { name: 'Save changes' }).click()
  const alert = mine.getByRole('alert')
  await expect(alert).toContainText('Someone changed this while you were editing')
  await expect(alert).toContainText(carla.me.administrator.name)
  await expect(
    alert.getByRole('list', { name: 'Where your version and theirs differ' }).getByRole('listitem'),
  ).toHaveText(/^Last name.*Yours.*“Byron”.*Theirs.*“King”/)
  await expect(mine.getByLabel('First name')).toHaveValue('Augusta')
  await alert.getByRole('button', { name: 'Keep mine' }).click()
  await expect(mine).toBeHidden()
  await expect(title(page)).toHaveText('Augusta Byron')
  await notice(page, 'Changes saved.').getByRole('button', { name: 'Undo' }).click()
  await expect(title(page)).toHaveText('Augusta King')
  expect(await realm.getPerson(person.id)).toMatchObject({ username: 'ada', lastName: 'King' })
})

test('someone is suspended after seeing what they lose, and comes back whole', async ({ page, realm }) => {
  const role = await realm.role('auditor')
  const person = await ada(realm)
  await realm.isGiven(person.id, role.id)
  await page.goto(paths.identity(realm.name, person.id))
  await choose(page, 'Ada Lovelace', 'Suspend …')
  const dialog = page.getByRole('dialog', { name: 'Suspend Ada Lovelace?' })
  await expect(dialog).toContainText(/Ada Lovelace loses\s+auditor/)
  await dialog.getByRole('button', { name: 'Suspend' }).click()
  await expect(title(page)).toContainText('Suspended')
  await expect(region(page, /^Everything they may do/)).toContainText('Suspended people hold no role.')
  await expect(page.getByRole('main')).toContainText('They keep their groups and roles')
  await notice(page, 'Ada Lovelace is suspended.').getByRole('button', { name: 'Undo' }).click()
  await expect(title(page)).toHaveText('Ada Lovelace')

  await choose(page, 'Ada Lovelace', 'Suspend …')
  await dialog.getByRole('button', { name: 'Suspend' }).click()
  await page.getByRole('button', { name: 'Reactivate …' }).click()
  const back = page.getByRole('dialog', { name: 'Reactivate Ada Lovelace?' })
  await expect(back).toContainText(/Ada Lovelace gains\s+auditor/)
  await back.getByRole('button', { name: 'Reactivate' }).click()
  await expect(title(page)).toHaveText('Ada Lovelace')
})

test('an invitation is kept where no mail server is set up, to be passed on by hand', async ({
  page,
  realm,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(paths.newIdentity(realm.name))
  const panel = page.getByRole('dialog', { name: 'New person' })
  await panel.getByLabel('E-mail address').fill('ada@example.com')
  await panel.getByLabel('Invite them by mail').check()
  await panel.getByRole('button', { name: 'Add person' }).click()
  await expect(title(page)).toContainText('Invited')
  await expect(page.getByRole('main')).toContainText('No mail server is set up, so the invitation is kept here.')
  await page.getByRole('button', { name: 'Show the mail' }).click()
  const mail = page.getByRole('dialog', { name: 'The mail' })
  await expect(mail).toContainText('ada@example.com')
  await mail.getByRole('button', { name: 'Copy the text' }).click()
  await expect(mail.getByText('Copied')).toBeVisible()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  await expect(mail.getByRole('region', { name: 'Text' })).toHaveText(copied)
  await mail.getByRole('button', { name: 'Close' }).last().click()
  await page.getByRole('button', { name: 'Invite again', exact: true }).click()
  // One after the other would be a nuisance to whoever gets them
  await expect(page.getByRole('alert').filter({ hasText: 'Wait a little.' })).toBeVisible()

  await page.goto(paths.identities(realm.name))
  await setFilter(page, 'Invited, never came')
  await expect(people(page).getByRole('row')).toHaveCount(2)
})

test('someone is deleted, waits in the bin and is restored with what they had', async ({ page, realm }) => {
  const group = await realm.group('Payroll')
  const person = await ada(realm, { groupIds: [group.id] })
  await page.goto(paths.identity(realm.name, person.id))
  await choose(page, 'Ada Lovelace', 'Delete …')
  const dialog = page.getByRole('dialog', { name: 'Delete Ada Lovelace?' })
  await expect(dialog).toContainText(/The person \S.* will go to the bin\./)
  await dialog.getByRole('button', { name: 'Delete person' }).click()
  await expect(title(page)).toHaveText('People')
  await expect(notice(page, 'Ada Lovelace is in the bin.')).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Nobody is here yet' })).toBeVisible()

  await page.goto(paths.bin(realm.name))
  await page.getByRole('row', { name: /^Ada/i }).filter({ hasText: 'Person' }).getByRole('button').click()
  const restore = page.getByRole('dialog', { name: /^Restore Ada/i })
  await expect(restore).toContainText(/Ada Lovelace gains\s+offline_access/)
  await restore.getByRole('button', { name: 'Restore' }).click()
  await notice(page, / is restored\./)
    .getByRole('link', { name: 'Open it' })
    .click()
  await expect(title(page)).toHaveText('Ada Lovelace')
  await expect(region(page, /^Groups/).getByRole('link', { name: 'Payroll' })).toBeVisible()
})

test('groups are joined for good or for a while, and left', async ({ page, realm }) => {
  const role = await realm.role('viewer')
  const finance = await realm.group('Finance')
  await realm.gives(finance.id, role.id)
  await realm.group('Payroll', { parentId: finance.id })
  await realm.group('Audit')
  const person = await ada(realm)
  await page.goto(paths.identity(realm.name, person.id))
  const groups = region(page, /^Groups/)
  await expect(groups).toContainText('In no group.')
  await groups.getByRole('button', { name: 'Add to groups' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add Ada Lovelace to groups' })
  await dialog.getByRole('checkbox', { name: /^Payroll/ }).check()
  await dialog.getByLabel('For how long').selectOption('For a day')
  await expect(region(page, 'What changes')).toContainText(/Ada Lovelace gains\s+viewer/)
  await dialog.getByRole('button', { name: 'Add to group' }).click()
  await expect(notice(page, 'Ada Lovelace is in Payroll now.')).toBeVisible()
  await expect(groups.getByRole('row', { name: /^Payroll/ })).toContainText(/Ends (in 24 hours|tomorrow|in 1 day)/)

  // For longer, together with another one
  await groups.getByRole('button', { name: 'Add to groups' }).click()
  await expect(dialog.getByRole('checkbox', { name: /^Payroll.*in it until/ })).toBeEnabled()
  await dialog.getByRole('checkbox', { name: /^Payroll/ }).check()
  await dialog.getByRole('checkbox', { name: /^Audit/ }).check()
  await dialog.getByRole('button', { name: 'Add to 2 groups' }).click()
  await expect(groups.getByRole('row', { name: /^Payroll/ })).toContainText('For good')

  await groups.getByRole('button', { name: 'Actions for Payroll' }).click()
  await page.getByRole('menuitem', { name: 'Remove from group …' }).click()
  const leave = page.getByRole('dialog', { name: 'Remove Ada Lovelace from Payroll?' })
  await expect(leave).toContainText(/Ada Lovelace loses\s+viewer/)
  await leave.getByRole('button', { name: 'Remove from group' }).click()
  await expect(groups.getByRole('row', { name: /^Payroll/ })).toBeHidden()
  await notice(page, 'Ada Lovelace is no longer in Payroll.').getByRole('button', { name: 'Undo' }).click()
  await expect(groups.getByRole('row', { name: /^Payroll/ })).toBeVisible()
})

test('“Why?” lists every way to a role; each is taken away with a word on what remains', async ({ page, realm }) => {
  const [viewer, manager] = [await realm.role('viewer'), await realm.role('manager')]
  await realm.contains(manager.id, viewer.id)
  const finance = await realm.group('Finance')
  const payroll = await realm.group('Payroll', { parentId: finance.id })
  await realm.gives(finance.id, viewer.id)
  const person = await ada(realm, { groupIds: [payroll.id] })
  for (const role of [viewer, manager]) await realm.isGiven(person.id, role.id)
  await page.goto(paths.identity(realm.name, person.id))
  const access = region(page, /^Everything they may do/)
  await expect(access.getByRole('row', { name: /^viewer/ })).toContainText('directly, and 2 more ways')
  await access.getByRole('button', { name: 'Why? viewer' }).click()

  const why = page.getByRole('dialog', { name: 'Why does Ada Lovelace hold viewer?' })
  const reasons = why.getByRole('list', { name: 'Reasons' }).getByRole('listitem')
  await expect(reasons).toHaveCount(3)
  const direct = reasons.filter({ hasText: 'Ada Lovelace was directly given viewer.' })
  const through = reasons.filter({ hasText: 'Ada Lovelace is in Payroll, which lies in Finance, which gives viewer.' })
  const contained = reasons.filter({ hasText: 'Ada Lovelace was directly given manager, which contains viewer.' })
  for (const reason of [direct, through, contained]) await expect(reason).toHaveCount(1)

  await through.getByRole('button', { name: /^Take this away/ }).click()
  const leave = page.getByRole('dialog', { name: 'Remove Ada Lovelace from Payroll?' })
  await expect(leave).toContainText('Ada Lovelace will still hold viewer:')
  await expect(leave.getByRole('listitem').filter({ hasText: 'which contains viewer' })).toBeVisible()
  await expect(leave).toContainText('Nobody gains or loses a role.')
  // Esc is the review's, not also that of the question below it
  await page.keyboard.press('Escape')
  await expect(leave).toBeHidden()
  await expect(why).toBeVisible()
  await through.getByRole('button', { name: /^Take this away/ }).click()
  await leave.getByRole('button', { name: 'Remove from group' }).click()
  await expect(reasons).toHaveCount(2)

  await contained.getByRole('button', { name: /^Take this away/ }).click()
  const take = page.getByRole('dialog', { name: 'Take manager from Ada Lovelace?' })
  await expect(take).toContainText('Ada Lovelace will still hold viewer:')
  await take.getByRole('button', { name: 'Take role away' }).click()
  await expect(reasons).toHaveCount(1)
  await direct.getByRole('button', { name: /^Take this away/ }).click()
  const last = page.getByRole('dialog', { name: 'Take viewer from Ada Lovelace?' })
  await expect(last).toContainText('Ada Lovelace will no longer hold viewer: there is no other way to it.')
  await expect(last).toContainText(/Ada Lovelace loses\s+viewer/)
  await last.getByRole('button', { name: 'Take role away' }).click()
  await expect(why).toContainText('Ada Lovelace does not hold viewer (any more).')
  await why.getByRole('button', { name: 'Close' }).last().click()
  await expect(access.getByRole('row', { name: /^viewer/ })).toBeHidden()
  await expect(region(page, /^Roles given directly/)).toContainText('No role is given directly.')
})

test('what everyone holds is not taken from one person, and the dialog leads to where it is changed', async ({
  page,
  realm,
}) => {
  const person = await ada(realm)
  await page.goto(paths.identity(realm.name, person.id))
  await page.getByRole('button', { name: 'Why? offline_access' }).click()
  const why = page.getByRole('dialog', { name: 'Why does Ada Lovelace hold offline_access?' })
  await expect(why).toContainText('Everyone in this realm holds offline_access.')
  await expect(why.getByRole('button', { name: /^Take this away/ })).toBeHidden()
  await why.getByRole('link', { name: 'See the role' }).click()
  await expect(title(page)).toContainText('offline_access')
  await expect(why).toBeHidden()
  await expect(region(page, /^Who holds it/).getByRole('row', { name: /Ada Lovelace/ })).toContainText(
    'as everyone in this realm',
  )
})

test('roles are given directly by name, and taken', async ({ page, realm }) => {
  await realm.role('auditor', 'Reads everything')
  const person = await ada(realm)
  await page.goto(paths.identity(realm.name, person.id))
  const roles = region(page, /^Roles given directly/)
  await roles.getByRole('button', { name: 'Give roles' }).click()
  const dialog = page.getByRole('dialog', { name: 'Give roles to Ada Lovelace' })
  const box = dialog.getByLabel('Search roles of the realm and of its applications')
  await box.fill('audit')
  await dialog.getByRole('checkbox', { name: /^auditor/ }).check()
  await box.fill('view-users')
  await dialog.getByRole('checkbox', { name: /^view-users.*Realm management/ }).check()
  await expect(region(page, 'What changes')).toContainText(/ will be given the role auditor\./)
  await dialog.getByRole('button', { name: 'Give 2 roles' }).click()
  await expect(notice(page, 'Ada Lovelace holds 2 more roles now.')).toBeVisible()
  const access = region(page, /^Everything they may do/)
  await expect(access.getByRole('table', { name: 'Realm management' })).toContainText('view-users')

  await roles.getByRole('button', { name: 'Actions for auditor' }).click()
  await page.getByRole('menuitem', { name: 'Take away …' }).click()
  const take = page.getByRole('dialog', { name: 'Take auditor from Ada Lovelace?' })
  await expect(take).toContainText('there is no other way to it')
  await take.getByRole('button', { name: 'Take role away' }).click()
  await expect(roles.getByRole('row', { name: /^auditor/ })).toBeHidden()
  await notice(page, 'auditor was taken from Ada Lovelace.').getByRole('button', { name: 'Undo' }).click()
  await expect(roles.getByRole('row', { name: /^auditor/ })).toBeVisible()
})

test('members of a group: several are added at once, found, and removed', async ({ page, realm }) => {
  const group = await realm.group('Payroll')
  await ada(realm)
  for (let n = 0; n < 12; n++) await realm.person(`clerk ${n}`, { groupIds: [group.id] })
  await realm.person('grace', { firstName: 'Grace', lastName: 'Hopper' })
  await page.goto(paths.group(realm.name, group.id))
  const members = region(page, /^Members/)
  await expect(members.getByRole('heading')).toContainText('12')
  await expect(members.getByRole('row')).toHaveCount(11)
  await members.getByRole('button', { name: 'Add people' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add people to Payroll' })
  await dialog.getByLabel('Search people').fill('clerk 3')
  await expect(dialog.getByRole('checkbox', { name: /^clerk 3.*in it already/ })).toBeDisabled()
  for (const name of ['Ada Lovelace', 'Grace Hopper']) {
    await dialog.getByLabel('Search people').fill(name)
    await dialog.getByRole('checkbox', { name: new RegExp(`^${name}`) }).check()
  }
  await dialog.getByRole('button', { name: 'Add 2 people' }).click()
  await expect(notice(page, '2 people are in Payroll now.')).toBeVisible()
  await expect(members.getByRole('heading')).toContainText('14')

  await members.getByLabel('Search the members').fill('hopper')
  await expect(members.getByRole('row')).toHaveCount(2)
  await members.getByRole('button', { name: 'Actions for Grace Hopper' }).click()
  await page.getByRole('menuitem', { name: 'Remove from group …' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove from group' }).click()
  await expect(notice(page, 'Grace Hopper is no longer in Payroll.')).toBeVisible()
  await expect(members).toContainText('Nothing here matches “hopper”')
  await members.getByRole('link', { name: 'See them as a list' }).click()
  await expect(filters(page)).toContainText('In Payroll')
  await expect(people(page).getByRole('row')).toHaveCount(14)
})

test('who holds a role, directly or through something, and how that is changed', async ({ page, realm }) => {
  const role = await realm.role('auditor')
  const finance = await realm.group('Finance')
  const payroll = await realm.group('Payroll', { parentId: finance.id })
  await realm.gives(finance.id, role.id)
  await ada(realm, { groupIds: [payroll.id] })
  await realm.person('grace', { firstName: 'Grace', lastName: 'Hopper' })
  await page.goto(paths.role(realm.name, role.id))
  const holders = region(page, /^Who holds it/)
  await expect(holders.getByRole('row', { name: /Ada Lovelace/ })).toContainText('through Finance › Payroll')
  await holders.getByRole('radio', { name: 'Given directly' }).click()
  await expect(holders).toContainText('Nothing matches these filters.')
  await holders.getByRole('button', { name: 'Give it to people' }).click()
  const dialog = page.getByRole('dialog', { name: 'Give auditor to people' })
  await dialog.getByLabel('Search people').fill('grace')
  await dialog.getByRole('checkbox', { name: /^Grace Hopper/ }).check()
  await expect(region(page, 'What changes')).toContainText(/Grace Hopper gains\s+auditor/)
  await dialog.getByRole('button', { name: 'Give role' }).click()
  await expect(notice(page, 'Grace Hopper holds auditor now.')).toBeVisible()
  await expect(holders.getByRole('row', { name: /Grace Hopper/ })).toContainText('directly')

  await holders.getByRole('radio', { name: 'Everyone' }).click()
  await holders.getByRole('button', { name: 'Actions for Ada Lovelace' }).click()
  await expect(page.getByRole('menuitem', { name: /Take away …/ })).toHaveAttribute('aria-disabled', 'true')
  await page.getByRole('menuitem', { name: 'Why? …' }).click()
  const why = page.getByRole('dialog', { name: 'Why does Ada Lovelace hold auditor?' })
  await expect(why).toContainText('There is one reason:')
  await why.getByRole('button', { name: 'Close' }).last().click()

  await holders.getByRole('button', { name: 'Actions for Grace Hopper' }).click()
  await page.getByRole('menuitem', { name: 'Take away …' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Take role away' }).click()
  await expect(holders.getByRole('row', { name: /Grace Hopper/ })).toBeHidden()
})

test('an application says who can use it, and why', async ({ page, realm }) => {
  const role = await realm.findRole('view-users')
  const person = await ada(realm)
  await realm.isGiven(person.id, role.id)
  await page.goto(paths.application(realm.name, role.application?.id ?? ''))
  const users = region(page, /^Who can use it/)
  await users.getByRole('button', { name: 'Actions for Ada Lovelace' }).click()
  await page.getByRole('menuitem', { name: 'Why? …' }).click()
  const why = page.getByRole('dialog', { name: /^Why can Ada Lovelace use / })
  await expect(why.getByRole('region', { name: 'view-users' })).toContainText('was directly given view-users')
  await why.getByRole('button', { name: 'Close' }).last().click()
  await users.getByRole('link', { name: 'See them as a list' }).click()
  await expect(filters(page)).toContainText('May use Realm management')
  await expect(people(page).getByRole('row')).toHaveCount(2)
})

test('default groups are for those who come, not for those who are there', async ({ page, realm }) => {
  const staff = await realm.group('Staff')
  const person = await ada(realm)
  await page.goto(paths.groups(realm.name))
  await page.getByRole('button', { name: 'Default groups' }).click()
  const dialog = page.getByRole('dialog', { name: 'Default groups' })
  await expect(dialog).toContainText('People who are here already neither join nor leave.')
  await dialog.getByRole('checkbox', { name: 'Staff' }).check()
  await expect(dialog).toContainText('Nobody gains or loses a role.')
  await dialog.getByRole('button', { name: 'Save default groups' }).click()
  await expect(notice(page, 'New people join 1 group from now on.')).toBeVisible()
  await expect(page.getByRole('row', { name: /^Staff/ })).toContainText('Default group')
  await page.goto(paths.group(realm.name, staff.id))
  await expect(title(page)).toContainText('Default group')
  await expect(region(page, /^Members/)).toContainText('Nobody is in it.')
  expect((await realm.getPerson(person.id)).groups.total).toBe(0)
  expect((await realm.person('grace')).groups).toMatchObject({ total: 1, items: [{ name: 'Staff' }] })

  await page.goto(paths.groups(realm.name))
  await page.getByRole('button', { name: 'Default groups' }).click()
  await dialog.getByRole('button', { name: 'Take Staff out' }).click()
  await dialog.getByRole('button', { name: 'Save default groups' }).click()
  await expect(notice(page, 'New people join no group by themselves.')).toBeVisible()
  await expect(page.getByRole('row', { name: /^Staff/ })).not.toContainText('Default group')
})

test('a lost phone: the second step is reset and every sign-in ends', async ({ page, realm, site }) => {
  const person = await ada(realm)
  const now = Date.now()
  // People cannot sign in yet: this is what signing in will write.
  await write(site, [
    [
      `insert into sessions (id, principal_id, token_hash, assurance, verified_at, ip, user_agent, created_at,
        last_seen_at, expires_at) values (?, ?, ?, 'password', ?, '203.0.113.7', ?, ?, ?, ?)`,
      uuid(),
      person.id,
      uuid(),
      now,
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
      now,
      now,
      now + 86_400_000,
    ],
    [
      `insert into factors (id, principal_id, kind, data, created_at) values (?, ?, 'totp', '{}', ?)`,
      uuid(),
      person.id,
      now,
    ],
    [`update identities set second_step = 1 where id = ?`, person.id],
  ])
  await page.goto(paths.identity(realm.name, person.id))
  const signIn = region(page, 'Sign-in')
  await expect(signIn.getByRole('row', { name: /Authenticator app/ })).toContainText('Second step')
  await expect(
    region(page, /^Where they are signed in/).getByRole('row', { name: /Firefox on Windows/ }),
  ).toContainText('203.0.113.7')
  await signIn.getByRole('button', { name: 'Reset the second step …' }).click()
  const dialog = page.getByRole('dialog', { name: 'Reset the second step of Ada Lovelace?' })
  await expect(dialog).toContainText('This cannot be taken back.')
  await dialog.getByRole('button', { name: 'Reset second step' }).click()
  const done = notice(page, 'The second step of Ada Lovelace is reset.')
  await expect(done).toBeVisible()
  await expect(done.getByRole('button', { name: 'Undo' })).toBeHidden()
  await expect(signIn.getByRole('row', { name: /Authenticator app/ })).toBeHidden()
  await expect(region(page, /^Where they are signed in/)).toContainText('Not signed in anywhere.')
  await expect(page.getByRole('button', { name: 'End all sign-ins …' })).toHaveAccessibleDescription(
    'Not signed in anywhere.',
  )
})

test('what happened to somebody stands on their page, and leads back to them', async ({ page, realm }) => {
  const person = await ada(realm)
  await realm.joins(person.id, [(await realm.group('Payroll')).id])
  await page.goto(paths.identity(realm.name, person.id))
  const about = region(page, 'What happened to them')
  await expect(about.getByRole('listitem').first()).toContainText('Payroll')
  await about.getByRole('link', { name: 'All activity' }).click()
  await expect(page).toHaveURL(/subjectId=/)
  await page
    .getByRole('button', { name: /^Details/ })
    .first()
    .click()
  await page
    .getByRole('link', { name: /^Open Ada/i })
    .first()
    .click()
  await expect(title(page)).toHaveText('Ada Lovelace')
})

test('the palette finds people by name', async ({ page, realm }) => {
  const person = await ada(realm)
  await page.goto(paths.groups(realm.name))
  await expect(title(page)).toBeVisible()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('lovel')
  await expect(page.getByRole('option', { name: 'Ada Lovelace' })).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(paths.identity(realm.name, person.id))
  await expect(title(page)).toBeFocused()
})

test('someone who may only look is told why', async ({ realm, colleague, another }) => {
  const person = await ada(realm)
  const vera = await another(await colleague('Vera', 'viewer'))
  await vera.goto(paths.identity(realm.name, person.id))
  await expect(vera.getByRole('button', { name: 'Edit' })).toHaveAccessibleDescription(
    /does not include “Add, edit, suspend and delete people”/,
  )
  await vera.getByRole('button', { name: 'Actions for Ada Lovelace' }).click()
  await expect(vera.getByRole('menuitem', { name: /Delete …/ })).toHaveAttribute('aria-disabled', 'true')
  await vera.keyboard.press('Escape')
  await vera.getByRole('button', { name: 'Why? offline_access' }).click()
  await expect(vera.getByRole('dialog')).toContainText('Everyone in this realm holds offline_access.')
})

test('nobody’s page is another realm’s', async ({ page, realm, owner }) => {
  const other = await owner.realm(`${realm.name}-2`)
  const person = await ada(realm)
  await page.goto(paths.identity(other.name, person.id))
  await expect(title(page)).toHaveText('There is nothing here')
})
