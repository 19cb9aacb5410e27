import { readFile } from 'node:fs/promises'
import type { Locator } from '@playwright/test'
import { activity } from '#contract/activity'
import { groups } from '#contract/groups'
import { identities } from '#contract/identities'
import { imports } from '#contract/imports'
import { expect, expectAccessible, notice, type Page, paths, type RealmOf, test, title } from './fixtures'

const bar = (page: Page) => page.getByRole('group', { name: 'What to do with the selection' })
const row = (page: Page, name: string) =>
  page.getByRole('row').filter({ has: page.getByRole('checkbox', { name: `Select ${name}`, exact: true }) })
const news = (page: Page) => page.getByRole('region', { name: 'In the background' })
const selectPage = (page: Page) => page.getByRole('checkbox', { name: 'Select all on this page' }).check()
const selectAll = (page: Page) =>
  bar(page)
    .getByRole('button', { name: /^Select all/ })
    .click()

/** Chooses from what stands behind the dots of the bar. */
async function more(page: Page, item: string): Promise<void> {
  await bar(page).getByRole('button', { name: 'What to do with the selection' }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

const people = (
  { client, name }: RealmOf,
  query: { status?: 'active' | 'invited' | 'suspended'; groupId?: string } = {},
) => client.call(identities.list, { params: { realm: name }, query })

/** More people than are changed at once, as a file brings them. */
async function fill({ client, name }: RealmOf, count: number): Promise<void> {
  const params = { realm: name }
  const content = ['username', ...Array.from({ length: count }, (_, i) => `person ${String(i).padStart(4, '0')}`)]
  const file = { type: 'text/csv', content: `${content.join('\r\n')}\r\n` }
  const { id: importId } = await client.call(imports.upload, { params, file, query: { fileName: 'people.csv' } })
  const state = async () => (await client.call(imports.get, { params: { ...params, importId } })).state
  await expect.poll(state, { timeout: 30_000 }).toBe('ready')
  const { batch } = await client.call(imports.apply, { params: { ...params, importId } })
  const finished = async () =>
    (await client.call(activity.batch, { params: { ...params, batchId: batch.id } })).finished
  await expect.poll(finished, { timeout: 30_000 }).toBe(true)
}

test('roles are given to some people and taken from them, and only from those who were given them', async ({
  page,
  realm,
}) => {
  await realm.role('operator')
  for (const name of ['ada', 'grace', 'kenji']) await realm.person(name)
  await page.goto(paths.identities(realm.name))
  for (const name of ['ada', 'grace']) await page.getByRole('checkbox', { name: `Select ${name}` }).check()
  await bar(page).getByRole('button', { name: 'Give roles …' }).click()
  const give = page.getByRole('dialog', { name: 'Give roles to 2 people' })
  await expect(give.getByRole('button', { name: 'Give role' })).toHaveAccessibleDescription(
    'Choose one role or several.',
  )
  await give.getByRole('checkbox', { name: 'operator' }).check()
  await expect(give).toContainText('2 people will be given what they do not have.')
  await expect(give).toContainText('ada and grace gain operator')
  await expectAccessible(page)
  await give.getByRole('button', { name: 'Give role' }).click()
  await expect(notice(page, '2 people were given operator.')).toBeVisible()

  await selectPage(page)
  await more(page, 'Take roles away …')
  const take = page.getByRole('dialog', { name: 'Take roles from 3 people' })
  await take.getByRole('checkbox', { name: 'operator' }).check()
  await expect(take).toContainText('2 of 3 people will lose what was given to them directly.')
  await expect(take).toContainText('One is left out:')
  await expect(take).toContainText('1 not given it directly: kenji')
  await take.getByRole('button', { name: 'Take role away' }).click()
  await notice(page, '2 people lost operator. One was left out.').getByRole('button', { name: 'Undo' }).click()
  await expect(notice(page, 'Undone.')).toBeVisible()
  await page.goto(`${paths.identities(realm.name)}?roleId=${(await realm.findRole('operator')).id}`)
  await expect(row(page, 'grace')).toBeVisible()
})

test('everyone who matches a filter is suspended and reactivated, and one undo takes it back', async ({
  page,
  realm,
}) => {
  const ops = await realm.group('Ops')
  for (const name of ['ada', 'grace', 'kenji']) await realm.person(name, { groupIds: [ops.id] })
  await realm.person('outsider')
  await page.goto(`${paths.identities(realm.name)}?groupId=${ops.id}`)
  await page.getByRole('checkbox', { name: 'Select ada' }).check()
  await bar(page).getByRole('button', { name: 'Select all 3 that match' }).click()
  await expect(bar(page)).toContainText('All 3 who match are selected')
  await expectAccessible(page)
  await more(page, 'Suspend …')
  const suspend = page.getByRole('dialog', { name: 'Suspend everyone who matches?' })
  await expect(suspend).toContainText('3 people will be suspended.')
  await expectAccessible(page)
  await suspend.getByRole('button', { name: 'Suspend' }).click()
  await expect(notice(page, '3 people are suspended.')).toBeVisible()
  expect((await people(realm, { status: 'suspended' })).total).toBe(3)

  await selectPage(page)
  await more(page, 'Suspend …')
  const again = page.getByRole('dialog', { name: 'Suspend 3 people?' })
  await expect(again.getByRole('button', { name: 'Suspend' })).toHaveAccessibleDescription(
    'They are all suspended already.',
  )
  await page.keyboard.press('Escape')
  await more(page, 'Reactivate …')
  await page.getByRole('dialog', { name: 'Reactivate 3 people?' }).getByRole('button', { name: 'Reactivate' }).click()
  await notice(page, '3 people are active again.').getByRole('button', { name: 'Undo' }).click()
  await expect.poll(async () => (await people(realm, { status: 'suspended' })).total).toBe(3)
  await page.goto(paths.realmActivity(realm.name))
  await expect(page.getByText('suspended 3 people').first()).toBeVisible()
})

test('many are deleted only after their number is typed, and all come back with an undo', async ({
  page,
  practice,
}) => {
  const { total } = await people(practice)
  await page.goto(paths.identities(practice.name))
  await selectPage(page)
  await selectAll(page)
  await expect(bar(page)).toContainText(`All ${total} people are selected`)
  await more(page, 'Delete …')
  const dialog = page.getByRole('dialog', { name: 'Delete everyone in this realm?' })
  await expect(dialog).toContainText(`${total} people will go to the bin.`)
  const button = dialog.getByRole('button', { name: 'Delete people' })
  await expect(button).toHaveAccessibleDescription(`Type ${total} to confirm`)
  await dialog.getByLabel(`Type ${total} to confirm`).fill(String(total))
  await expectAccessible(page)
  await button.click()
  await expect(page.getByRole('heading', { name: 'Nobody is here yet' })).toBeVisible()
  await notice(page, `${total} people are in the bin.`).getByRole('button', { name: 'Undo' }).click()
  await expect(
    page
      .getByRole('main')
      .getByRole('status')
      .filter({ hasText: `of ${total}` }),
  ).toBeVisible()
})

test('those who have not come yet are invited; who cannot be is told before', async ({ page, realm }) => {
  await realm.person('ada', { email: 'ada@example.org', invite: true })
  await realm.person('grace', { email: 'grace@example.org' })
  await page.goto(paths.identities(realm.name))
  await selectPage(page)
  await more(page, 'Invite …')
  const dialog = page.getByRole('dialog', { name: 'Invite 2 people?' })
  await expect(dialog).toContainText('A mail cannot be taken back.')
  await expect(dialog).toContainText('1 invited less than a minute ago: ada')
  await expect(dialog).toContainText('1 here already, so they need no invitation: grace')
  await expect(dialog.getByRole('button', { name: 'Invite' })).toHaveAccessibleDescription(
    'None of them can be invited.',
  )
})

test('more than five hundred are worked off in the background, whoever looks, and undone as one', async ({
  page,
  realm,
  another,
  owner,
}) => {
  test.slow()
  await fill(realm, 620)
  const drill = await realm.group('Fire drill')
  const member = await realm.person('already there', { groupIds: [drill.id] })
  const count = async () =>
    (await owner.call(groups.get, { params: { realm: realm.name, groupId: drill.id } })).memberCount
  await page.goto(paths.identities(realm.name))
  await selectPage(page)
  await bar(page).getByRole('button', { name: 'Select all 621' }).click()
  await bar(page).getByRole('button', { name: 'Add to groups …' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add everyone in this realm to groups' })
  await dialog.getByRole('checkbox', { name: 'Fire drill' }).check()
  await expect(dialog).toContainText('This is about 621 people.')
  await expect(dialog).toContainText('the first 500 of them')
  await expect(dialog).toContainText('Of these 500, one is left out:')
  await expect(dialog).toContainText('and at least 491 further changes')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Add to group' }).click()
  await expect(notice(page, 'Begun for 621 people.')).toBeVisible()
  // The tab is closed; it goes on, and is told again in another one
  await page.close()
  const later = await another(owner)
  await later.goto(paths.identities(realm.name))
  await expect(news(later)).toContainText('620 people were added to the group Fire drill.', { timeout: 60_000 })
  await expect(news(later)).toContainText('1 there already: already there')
  await expectAccessible(later)
  expect(await count()).toBe(621)
  expect((await realm.getPerson(member.id)).groups.total).toBe(1)
  await news(later).getByRole('link', { name: 'See what happened' }).click()
  await expect(later.getByText('added 620 people to the group Fire drill').first()).toBeVisible()
  await later.goBack()

  await news(later).getByRole('button', { name: 'Undo …' }).click()
  const undo = later.getByRole('dialog', { name: 'Undo all of it?' })
  await undo.getByRole('button', { name: 'Undo all of it' }).click()
  await expect(undo.getByRole('button', { name: 'Undo all of it' })).toBeHidden()
  await undo.getByRole('button', { name: 'Close' }).last().click()
  await expect(news(later)).toContainText('Taken back: people added to the group Fire drill.', { timeout: 60_000 })
  await expect.poll(count).toBe(1)
  await news(later).getByRole('button', { name: 'Close' }).click()
  await expect(news(later)).toBeHidden()
  await later.reload()
  await expect(row(later, 'already there')).toBeVisible()
  await expect(news(later)).toBeHidden()
})

test('when others match by now, nothing happens until somebody has looked again', async ({ page, realm }) => {
  for (const name of ['ada', 'grace']) await realm.person(name)
  await page.goto(`${paths.identities(realm.name)}?status=active`)
  await page.getByRole('checkbox', { name: 'Select ada' }).check()
  await selectAll(page)
  await more(page, 'Suspend …')
  const dialog = page.getByRole('dialog', { name: 'Suspend everyone who matches?' })
  await expect(dialog).toContainText('2 people will be suspended.')
  await realm.person('kenji')
  await dialog.getByRole('button', { name: 'Suspend' }).click()
  const alert = dialog.getByRole('alert')
  await expect(alert).toContainText('Other people match by now')
  await expect(alert).toContainText('When you looked, 2 people matched; now it is 3.')
  await expect(dialog.getByRole('button', { name: 'Suspend' })).toHaveAccessibleDescription(/Look again/)
  expect((await people(realm, { status: 'suspended' })).total).toBe(0)
  await expectAccessible(page)
  await alert.getByRole('button', { name: 'Look again' }).click()
  await expect(dialog).toContainText('3 people will be suspended.')
  await dialog.getByRole('button', { name: 'Suspend' }).click()
  await expect(notice(page, '3 people are suspended.')).toBeVisible()
})

/** What a download holds, as text. */
async function downloaded(page: Page, button: Locator): Promise<{ name: string; text: string }> {
  const waiting = page.waitForEvent('download')
  await button.click()
  const download = await waiting
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') }
}

test('people are exported with the columns that were chosen, and nothing in the file can run', async ({
  page,
  realm,
}) => {
  const ops = await realm.group('Ops')
  await realm.person('ada', {
    firstName: '=HYPERLINK("http://evil.example")',
    groupIds: [ops.id],
    attributes: { floor: ['3'] },
  })
  await realm.person('grace', { firstName: 'Grace', lastName: '+1 555' })
  await realm.person('kenji')
  await page.goto(paths.identities(realm.name))
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Export people' })
  await expect(dialog).toContainText('Everyone in this realm, 3 people, as a CSV file.')
  await expectAccessible(page)
  for (const column of ['E-mail address', 'Status']) await dialog.getByRole('checkbox', { name: column }).uncheck()
  await dialog.getByLabel('Attributes as well').fill('floor, ')
  const all = await downloaded(page, dialog.getByRole('button', { name: 'Download' }))
  expect(all.name).toBe(`${realm.name} – people.csv`)
  expect(all.text).toBe(
    [
      '\uFEFFusername,firstName,lastName,groups,attr:floor',
      `ada,"'=HYPERLINK(""http://evil.example"")",,Ops,3`,
      "grace,Grace,'+1 555,,",
      'kenji,,,,',
      '',
    ].join('\r\n'),
  )
  await expect(dialog).toBeHidden()

  // Only those who are selected
  await page.getByRole('checkbox', { name: 'Select grace' }).check()
  await more(page, 'Export …')
  await expect(dialog).toContainText('The 1 person that is selected, as a CSV file.')
  for (const column of ['E-mail address', 'Status', 'Groups', 'Last name'])
    await dialog.getByRole('checkbox', { name: column }).uncheck()
  const one = await downloaded(page, dialog.getByRole('button', { name: 'Download' }))
  expect(one.text).toBe('\uFEFFusername,firstName\r\ngrace,Grace\r\n')

  // Only those who match
  await page.goto(`${paths.identities(realm.name)}?groupId=${ops.id}`)
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  await expect(dialog).toContainText('The 1 person who matches your search and filters, as a CSV file.')
  for (const column of ['Username', 'E-mail address', 'First name', 'Last name', 'Status', 'Groups'])
    await dialog.getByRole('checkbox', { name: column }).uncheck()
  await expect(dialog.getByRole('button', { name: 'Download' })).toHaveAccessibleDescription(
    'Choose at least one column',
  )
  await dialog.getByRole('checkbox', { name: 'Username' }).check()
  const some = await downloaded(page, dialog.getByRole('button', { name: 'Download' }))
  expect(some.text).toBe('\uFEFFusername\r\nada\r\n')
  await page.goto(paths.realmActivity(realm.name))
  await expect(page.getByText('exported 1 person to a file').first()).toBeVisible()
})

test('who may only look is told what is missing, and can export', async ({ realm, colleague, another }) => {
  await realm.person('ada')
  const viewer = await colleague('Vera', 'viewer')
  const page = await another(viewer)
  await page.goto(paths.identities(realm.name))
  await page.getByRole('checkbox', { name: 'Select ada' }).check()
  await expect(bar(page).getByRole('button', { name: 'Add to groups …' })).toHaveAccessibleDescription(
    /Add, edit, suspend and delete people/,
  )
  await bar(page).getByRole('button', { name: 'What to do with the selection' }).click()
  await expect(page.getByRole('menuitem', { name: /^Delete …/ })).toHaveAttribute('aria-disabled', 'true')
  await expectAccessible(page)
  await page.getByRole('menuitem', { name: 'Export …' }).click()
  await expect(page.getByRole('dialog', { name: 'Export people' })).toBeVisible()
})

test('with the keyboard alone some people are deleted and brought back', async ({ page, realm }) => {
  for (const name of ['ada', 'grace', 'kenji']) await realm.person(name)
  await page.goto(paths.identities(realm.name))
  await page.getByRole('checkbox', { name: 'Select ada' }).focus()
  await page.keyboard.press('Space')
  await page.getByRole('checkbox', { name: 'Select kenji' }).focus()
  await page.keyboard.press('Space')
  await expect(bar(page)).toContainText('2 people selected')
  await bar(page).getByRole('button', { name: 'What to do with the selection' }).focus()
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('menuitem').first()).toBeFocused()
  await page.keyboard.press('End')
  await expect(page.getByRole('menuitem', { name: 'Delete …' })).toBeFocused()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Delete 2 people?' })
  const button = dialog.getByRole('button', { name: 'Delete people' })
  await expect(dialog).toContainText('2 people will go to the bin.')
  for (let presses = 0; presses < 10 && !(await button.evaluate((one) => one === document.activeElement)); presses++)
    await page.keyboard.press('Tab')
  await expect(button).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  await expect(title(page)).toBeFocused()
  await expect(row(page, 'ada')).toBeHidden()
  const undo = notice(page, '2 people are in the bin.').getByRole('button', { name: 'Undo' })
  await undo.focus()
  await page.keyboard.press('Enter')
  await expect(row(page, 'ada')).toBeVisible()
})
