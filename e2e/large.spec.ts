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
