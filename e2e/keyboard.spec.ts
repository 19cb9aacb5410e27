import type { Locator } from '@playwright/test'
import { expect, type Page, PASSWORD, paths, test, title } from './fixtures'
import { startProduct } from './server'

const own = test.extend({
  site: async ({ database }, use) => {
    const server = await startProduct(database)
    await use(server)
    await server.stop()
  },
})
own.use({ visitor: null })

/** Presses Tab until a thing has the focus, as somebody would who sees where it is. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible()
  for (let presses = 0; presses < 80; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`The keyboard does not reach ${String(target)}`)
}

async function press(page: Page, target: Locator): Promise<void> {
  // As somebody would who sees that it cannot be pressed yet.
  await expect(target).toBeEnabled()
  await tabTo(page, target)
  await page.keyboard.press('Enter')
}

async function type(page: Page, target: Locator, text: string): Promise<void> {
  await tabTo(page, target)
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText(text)
}

async function fromMenu(page: Page, of: string, item: string): Promise<void> {
  await press(page, page.getByRole('button', { name: `Actions for ${of}`, exact: true }))
  const wanted = page.getByRole('menuitem', { name: item, exact: true })
  await expect(page.getByRole('menuitem').first()).toBeFocused()
  for (
    let presses = 0;
    presses < 10 && !(await wanted.evaluate((element) => element === document.activeElement));
    presses++
  )
    await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
}

own('the whole story without a mouse', async ({ page, site }) => {
  test.slow()
  // 1. Set-up
  await page.goto(site.setupUrl ?? '')
  await type(page, page.getByLabel('Your name'), 'Olga Owner')
  await type(page, page.getByLabel('E-mail address'), 'olga@example.org')
  await type(page, page.getByLabel('Password', { exact: true }), PASSWORD)
  await type(page, page.getByLabel('Account name'), 'Quince & Sons')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL('/')

  // 2. Out and in again
  await press(page, page.getByRole('button', { name: 'Olga Owner: your menu' }))
  await expect(page.getByRole('menuitemradio', { name: 'Like the system' })).toBeFocused()
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await expect(title(page)).toHaveText('Sign in')
  await type(page, page.getByLabel('E-mail address'), 'olga@example.org')
  await type(page, page.getByLabel('Password', { exact: true }), PASSWORD)
  await page.keyboard.press('Enter')

  // 3. A realm, from the checklist
  await press(page, page.getByRole('region', { name: 'First steps' }).getByRole('link', { name: 'Create a realm' }))
  const newRealm = page.getByRole('dialog', { name: 'New realm' })
  await expect(newRealm.getByLabel('Display name')).toBeFocused()
  await page.keyboard.insertText('Acme Staff')
  await tabTo(page, newRealm.getByRole('radio', { name: 'An empty realm' }))
  await press(page, newRealm.getByRole('button', { name: 'Create realm' }))
  await expect(title(page)).toHaveText('Acme Staff')

  // 4. Two groups, one inside the other, with an attribute
  await press(page, page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name: 'Groups' }))
  await expect(title(page)).toBeFocused()
  await press(page, page.getByRole('main').getByRole('link', { name: 'Create group' }).first())
  const newGroup = page.getByRole('dialog', { name: 'New group', exact: true })
  await expect(newGroup.getByLabel('Name')).toBeFocused()
  await page.keyboard.insertText('Engineering')
  await press(page, newGroup.getByRole('button', { name: 'Add an attribute' }))
  await expect(newGroup.getByLabel('Key 1')).toBeFocused()
  await page.keyboard.insertText('floor')
  await page.keyboard.press('Tab')
  await page.keyboard.insertText('3')
  await press(page, newGroup.getByRole('button', { name: 'Create group' }))
  await expect(title(page)).toHaveText('Engineering')
  await press(page, page.getByRole('link', { name: 'New group inside' }))
  await expect(page.getByRole('dialog', { name: 'New group inside Engineering' }).getByLabel('Name')).toBeFocused()
  await page.keyboard.insertText('Platform')
  await page.keyboard.press('Enter')
  await expect(title(page)).toHaveText('Platform')

  // 5. A role, through the palette, and a group that gives it
  await page.keyboard.press('ControlOrMeta+k')
  await expect(page.getByRole('combobox')).toBeFocused()
  await page.keyboard.insertText('create a role')
  await expect(page.getByRole('option', { selected: true })).toHaveText(/Create a role/)
  await page.keyboard.press('Enter')
  const newRole = page.getByRole('dialog', { name: 'New role' })
  await expect(newRole.getByLabel('Name')).toBeFocused()
  await page.keyboard.insertText('operator')
  await page.keyboard.press('Enter')
  await expect(title(page)).toHaveText('operator')
  await press(page, page.getByRole('button', { name: 'Give it to groups' }))
  const give = page.getByRole('dialog', { name: 'Give the role operator to groups' })
  await expect(give.getByLabel('Search groups')).toBeFocused()
  await page.keyboard.insertText('plat')
  await expect(give.getByRole('checkbox')).toHaveCount(1)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Space')
  await press(page, give.getByRole('button', { name: 'Give role' }))
  await expect(give).toBeHidden()
  await expect(
    page.getByRole('region', { name: /^Groups that give it/ }).getByRole('link', { name: 'Platform' }),
  ).toBeVisible()

  // 6. Move and delete, after looking at what it does
  await press(page, page.getByRole('region', { name: /^Groups that give it/ }).getByRole('link', { name: 'Platform' }))
  await expect(title(page)).toBeFocused()
  await fromMenu(page, 'Platform', 'Move …')
  const move = page.getByRole('dialog', { name: 'Move the group Platform' })
  await tabTo(page, move.getByRole('radio', { name: /^Top level/ }))
  await page.keyboard.press('Space')
  await expect(move.getByRole('region', { name: 'What changes' })).toBeVisible()
  await press(page, move.getByRole('button', { name: 'Move group' }))
  await expect(move).toBeHidden()
  await expect(page.getByRole('button', { name: 'Actions for Platform', exact: true })).toBeFocused()
  await fromMenu(page, 'Platform', 'Delete …')
  const remove = page.getByRole('dialog', { name: 'Delete the group Platform?' })
  await expect(remove.getByRole('region', { name: 'What changes' })).toBeVisible()
  await press(page, remove.getByRole('button', { name: 'Delete group' }))
  await expect(title(page)).toHaveText('Groups')

  // 7. A person: added, given a role, asked why, suspended
  const main = page.getByRole('navigation', { name: 'Main navigation' })
  await press(page, main.getByRole('link', { name: 'People' }))
  await expect(title(page)).toBeFocused()
  await press(page, page.getByRole('main').getByRole('link', { name: 'Add person' }).first())
  const newPerson = page.getByRole('dialog', { name: 'New person' })
  await expect(newPerson.getByLabel('First name')).toBeFocused()
  await page.keyboard.insertText('Ada')
  await type(page, newPerson.getByLabel('Username'), 'ada')
  await press(page, newPerson.getByRole('button', { name: 'Add groups' }))
  const which = page.getByRole('dialog', { name: 'Which groups do they belong to?' })
  await expect(which.getByLabel('Search groups')).toBeFocused()
  await page.keyboard.insertText('engin')
  await expect(which.getByRole('checkbox')).toHaveCount(1)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Space')
  await page.keyboard.press('Enter')
  await expect(which).toBeHidden()
  await expect(newPerson.getByRole('button', { name: 'Add groups' })).toBeFocused()
  await press(page, newPerson.getByRole('button', { name: 'Add person' }))
  await expect(title(page)).toHaveText('Ada')
  await press(page, page.getByRole('button', { name: 'Give roles' }))
  const giveRoles = page.getByRole('dialog', { name: 'Give roles to Ada' })
  await expect(giveRoles.getByRole('searchbox')).toBeFocused()
  await page.keyboard.insertText('operator')
  await expect(giveRoles.getByRole('checkbox')).toHaveCount(1)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Space')
  await press(page, giveRoles.getByRole('button', { name: 'Give role' }))
  await expect(giveRoles).toBeHidden()
  await expect(page.getByRole('button', { name: 'Give roles' })).toBeFocused()
  await press(page, page.getByRole('button', { name: 'Why? operator' }))
  const why = page.getByRole('dialog', { name: 'Why does Ada hold operator?' })
  await press(page, why.getByRole('button', { name: /^Take this away/ }))
  const take = page.getByRole('dialog', { name: 'Take operator from Ada?' })
  await expect(take).toContainText('there is no other way to it')
  await page.keyboard.press('Escape')
  await expect(take).toBeHidden()
  await page.keyboard.press('Escape')
  await expect(why).toBeHidden()
  await expect(page.getByRole('button', { name: 'Why? operator' })).toBeFocused()
  await press(page, main.getByRole('link', { name: 'People' }))
  await expect(title(page)).toBeFocused()
  await tabTo(page, page.getByRole('checkbox', { name: 'Select Ada' }))
  await page.keyboard.press('Space')
  const bar = page.getByRole('group', { name: 'What to do with the selection' })
  await expect(bar).toContainText('1 person selected')
  await fromMenu(page, 'Ada', 'Suspend …')
  const suspend = page.getByRole('dialog', { name: 'Suspend Ada?' })
  await expect(suspend.getByRole('region', { name: 'What changes' })).toBeVisible()
  await press(page, suspend.getByRole('button', { name: 'Suspend' }))
  await expect(page.getByRole('row', { name: /Ada/ })).toContainText('Suspended')

  // 8. The log takes it back, and is in order
  await press(
    page,
    page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name: 'Activity' }).last(),
  )
  await expect(title(page)).toBeFocused()
  await press(page, page.getByRole('button', { name: /^Undo .* deleted the group Platform/ }))
  const undo = page.getByRole('dialog', { name: 'Undo this?' })
  const done = page.getByRole('status').filter({ hasText: 'Undone. Everything is as it was before.' })
  await expect(undo.or(done)).toBeVisible()
  if (await undo.isVisible()) await press(page, undo.getByRole('button', { name: 'Undo' }))
  await expect(done).toBeVisible()
  await press(
    page,
    page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name: 'Activity' }).first(),
  )
  await press(page, page.getByRole('button', { name: 'Verify' }))
  await expect(page.getByRole('alert')).toContainText('as they were written')
})

test.describe('in a realm', () => {
  test.use({ visitor: ({ owner }, use) => use(owner) })

  test('a table is pasted, corrected and imported without a mouse', async ({ page, realm }) => {
    await page.goto(paths.identities(realm.name))
    await press(page, page.getByRole('link', { name: 'Import a CSV file' }).first())
    await expect(title(page)).toHaveText('Import people')
    await expect(title(page)).toBeFocused()
    await type(page, page.getByLabel('Paste a table'), 'who\temail\nada\tnonsense\ngrace\tgrace@example.org\n')
    await press(page, page.getByRole('button', { name: 'Read the table' }))
    await expect(title(page)).toHaveText('Pasted table')
    await expect(title(page)).toBeFocused()

    await tabTo(page, page.getByLabel('What “who” means'))
    await page.keyboard.type('User')
    await expect(page.getByLabel('What “who” means')).toHaveValue('username')
    await expect(page.getByLabel('What “who” means')).toBeFocused()
    await expect(page.getByText('1 new and 1 with problems')).toBeVisible()
    await tabTo(page, page.getByRole('radio', { name: /^By the e-mail address/ }))
    await page.keyboard.press('ArrowUp')
    await expect(page.getByRole('radio', { name: /^By the username/ })).toBeChecked()
    await press(page, page.getByRole('main').getByRole('link', { name: 'Check the lines' }).last())
    await expect(page.getByRole('heading', { name: 'Check the lines' })).toBeFocused()

    const correct = page.getByRole('button', { name: 'Correct line 2' })
    await press(page, correct)
    const email = page.getByRole('dialog', { name: 'Correct line 2' }).getByLabel('E-mail address')
    await expect(email).toBeFocused()
    // Esc leaves everything as it was
    await page.keyboard.insertText('x')
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
    await expect(correct).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(email).toHaveValue('nonsense')
    await type(page, email, 'ada@example.org')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('dialog')).toBeHidden()
    await expect(page.getByRole('button', { name: 'Edit line 2' })).toBeFocused()

    await press(page, page.getByRole('button', { name: 'Review and import' }))
    await press(page, page.getByRole('dialog').getByRole('button', { name: 'Import 2 people' }))
    await expect(page.getByRole('heading', { name: '2 people imported' })).toBeVisible()
    await press(page, page.getByRole('button', { name: 'Undo' }))
    await press(page, page.getByRole('dialog').getByRole('button', { name: 'Undo all of it' }))
    await expect(page.getByText(/^(It is undone|All \d+ steps are undone)\.$/)).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByText('This import was undone.')).toBeVisible()
  })
})
