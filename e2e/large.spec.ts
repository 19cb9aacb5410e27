import { v7 as uuid } from 'uuid'
import { write } from './database'
import { choose, expect, paths, type RealmOf, test, title } from './fixtures'
import type { Server } from './server'

const ROWS = 10_050
const SLICE = 500

/** Ten thousand groups past the API, which would take minutes. */
async function fill(server: Server, realm: RealmOf): Promise<void> {
  const columns = ['id', 'realm_id', 'name', 'name_key', 'description', 'attributes', 'created_at', 'updated_at']
  const rows = Array.from({ length: ROWS }, (_, n) => {
    const name = `Group ${String(n + 1).padStart(5, '0')}`
    return [uuid(), realm.realm.id, name, name.toLowerCase(), '', '{}', 1_700_000_000_000 + n, 1_700_000_000_000 + n]
  })
  const slices = Array.from({ length: Math.ceil(ROWS / SLICE) }, (_, n) => rows.slice(n * SLICE, (n + 1) * SLICE))
  const place = `(${columns.map(() => '?').join()})`
  await write(
    server,
    slices.map((slice) => [
      `insert into groups (${columns.join()}) values ${slice.map(() => place).join()}`,
      ...slice.flat(),
    ]),
  )
}

test('a realm of ten thousand groups is paged, searched and linked to', async ({
  page,
  site,
  realm,
  another,
  owner,
}) => {
  await fill(site, realm)
  await page.goto(paths.groups(realm.name))
  const rows = page.getByRole('table', { name: 'Groups' }).getByRole('row')
  const place = page.getByRole('main').getByRole('status')
  const first = page.getByRole('link', { name: /^Group \d+/ }).first()
  await expect(first).toHaveText('Group 00001')
  await expect(rows).toHaveCount(51)
  await expect(place).toHaveText('1–50 of more than 10,000')

  await page.getByRole('button', { name: 'Next' }).click()
  await expect(first).toHaveText('Group 00051')
  await page.getByRole('button', { name: 'Next' }).click()
  await expect(first).toHaveText('Group 00101')
  await expect(place).toHaveText('101–150 of more than 10,000')
  const link = page.url()
  await page.getByRole('button', { name: 'Back', exact: true }).click()
  await expect(first).toHaveText('Group 00051')
  await page.goBack()
  await expect(first).toHaveText('Group 00001')
  await page.goForward()
  await expect(place).toHaveText('51–100 of more than 10,000')

  // From a list to a thing in it and back: the place is kept
  await page.getByRole('link', { name: 'Group 00077' }).click()
  await expect(title(page)).toHaveText('Group 00077')
  await page.goBack()
  await expect(first).toHaveText('Group 00051')

  // Somebody else opens the link
  const pasted = await another(owner)
  await pasted.goto(link)
  await expect(pasted.getByRole('link', { name: /^Group \d+/ }).first()).toHaveText('Group 00101')
  await pasted.getByRole('button', { name: 'First page' }).click()
  await expect(pasted.getByRole('link', { name: /^Group \d+/ }).first()).toHaveText('Group 00001')

  await page.getByLabel('Search groups').fill('GROUP 0999')
  await expect(place).toHaveText('1–10 of 10')
  await expect(first).toHaveText('Group 09990')
  await expect(page).toHaveURL(/q=GROUP/)
  await page.getByLabel('Search groups').fill('no such group')
  await expect(page.getByRole('heading', { name: 'Nothing found' })).toBeVisible()
  await page.getByRole('button', { name: 'Clear search' }).click()
  await expect(place).toHaveText('1–50 of more than 10,000')
  await expect(page.getByLabel('Search groups')).toHaveValue('')

  await page.getByRole('button', { name: 'Created' }).click()
  await expect(page.getByRole('columnheader', { name: 'Created' })).toHaveAttribute('aria-sort', 'descending')
  await expect(first).toHaveText('Group 10050')
  await choose(page, 'Group 10050', 'Delete …')
  await page.getByRole('dialog').getByRole('button', { name: 'Delete group' }).click()
  await expect(first).toHaveText('Group 10049')
  // A cursor of another sort is no dead end
  await page.goto(`${link}&sort=-name`)
  await page.getByRole('button', { name: 'First page' }).click()
  await expect(first).toHaveText('Group 10049')
})

test('a group of ten thousand people is at home on every page', async ({ page, realm }) => {
  const group = await realm.group('Staff')
  const role = await realm.role('employee')
  await realm.gives(group.id, role.id)
  const viewUsers = await realm.findRole('view-users')
  await realm.gives(group.id, viewUsers.id)
  const lines = Array.from({ length: ROWS }, (_, n) => {
    const number = String(n + 1).padStart(5, '0')
    return `person.${number},person.${number}@example.org,Person,No ${number},Staff`
  })
  await realm.people(['username,email,first name,last name,groups', ...lines].join('\n'))

  await page.goto(paths.realm(realm.name))
  await expect(page.getByRole('listitem').filter({ hasText: /^10,050\s*People$/ })).toBeVisible()

  // The list: a page at a time, filtered, searched, sorted
  await page.goto(`${paths.identities(realm.name)}?groupId=${group.id}`)
  const list = page.getByRole('table', { name: 'People' })
  const place = page.getByRole('main').getByRole('status')
  await expect(list.getByRole('row')).toHaveCount(51)
  await page.getByRole('button', { name: 'Next' }).click()
  await expect(place.first()).toHaveText('51–100 of 10,050')
  await page.getByLabel('Search people').fill('no 09999')
  await expect(list.getByRole('row')).toHaveCount(2)

  // The group and its members
  await page.goto(paths.group(realm.name, group.id))
  const members = page.getByRole('region', { name: /^Members/ })
  await expect(members.getByRole('heading')).toContainText('10,050')
  await members.getByLabel('Search the members').fill('person.00777')
  await expect(members.getByRole('row')).toHaveCount(2)

  // Who holds what it gives
  await page.goto(paths.role(realm.name, role.id))
  const holders = page.getByRole('region', { name: /^Who holds it/ })
  await expect(holders.getByRole('row').nth(1)).toContainText('through Staff')
  await page.goto(paths.application(realm.name, viewUsers.application?.id ?? ''))
  const users = page.getByRole('region', { name: /^Who can use it/ })
  await expect(users.getByRole('row').nth(1)).toContainText('No 00001')

  // Deleting it says what ten thousand lose, as far as is counted
  await page.goto(paths.groups(realm.name))
  await choose(page, 'Staff', 'Delete …')
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText(/10,000/)
  await dialog.getByRole('button', { name: 'Delete group' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Staff' })).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('link', { name: 'Staff' })).toBeVisible()

  // One of them, and why
  await page.goto(`${paths.identities(realm.name)}?q=person.05000`)
  await list.getByRole('link', { name: 'Person No 05000' }).click()
  await expect(title(page)).toHaveText('Person No 05000')
  await page.goto(paths.realmActivity(realm.name))
  await expect(page.getByRole('main')).toContainText('people.csv')
})
