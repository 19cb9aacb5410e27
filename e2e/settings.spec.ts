import { settings } from '#contract/settings'
import { expect, expectAccessible, expectNoOverflow, notice, paths, type RealmOf, test, title } from './fixtures'

/** One pixel. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

const read = ({ client, name }: RealmOf) => client.call(settings.get, { params: { realm: name } })

test('who may join is set, shown as set here, and put back to the default', async ({ page, realm }) => {
  await page.goto(paths.realm(realm.name))
  await page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name: 'Settings' }).click()
  await expect(title(page)).toHaveText('Settings')
  const joining = page.getByRole('region', { name: 'Joining' })
  await expect(joining).toContainText('An invitation can go to any e-mail address.')
  await expect(joining.getByText('Default', { exact: true })).toHaveCount(3)

  await joining.getByRole('link', { name: 'Edit Joining' }).click()
  const panel = page.getByRole('dialog', { name: 'Edit: Joining' })
  await panel.getByRole('radio', { name: 'Only addresses at the domains of this realm' }).check()
  await panel.getByRole('button', { name: 'Save settings' }).click()
  await expect(panel.getByText('Name at least one domain')).toBeVisible()
  await panel.getByRole('button', { name: 'Add a domain' }).click()
  await panel.getByLabel('Domain 1', { exact: true }).fill('gmail.com')
  await panel.getByRole('button', { name: 'Save settings' }).click()
  await expect(panel.getByLabel('Domain 1', { exact: true })).toHaveAccessibleDescription(/Anybody can have/)
  await panel.getByLabel('Domain 1', { exact: true }).fill('@Acme.example')
  await panel.getByRole('checkbox', { name: 'Each e-mail address only once' }).uncheck()
  await expectAccessible(page)
  await panel.getByRole('button', { name: 'Save settings' }).click()
  await expect(panel).toBeHidden()
  await expect(joining).toContainText('An invitation to any other address is refused.')
  await expect(joining).toContainText('acme.example')
  await expect(joining.getByText('Set here', { exact: true })).toHaveCount(3)

  // The domains cannot go while the invitations need them
  const back = joining.getByRole('button', { name: 'Back to default of “Domains of this realm”' })
  await expect(back).toHaveAccessibleDescription('Name at least one domain')
  await joining.getByRole('button', { name: 'Back to default of “Each e-mail address only once”' }).click()
  const dialog = page.getByRole('dialog', { name: 'Put “Each e-mail address only once” back to its default?' })
  await expect(dialog).toContainText('each e-mail address only once')
  await dialog.getByRole('button', { name: 'Put it back' }).click()
  await expect(joining.getByText('Set here', { exact: true })).toHaveCount(2)
  await notice(page, '“Each e-mail address only once” is back to its default.')
    .getByRole('button', { name: 'Undo' })
    .click()
  await expect(joining.getByText('Set here', { exact: true })).toHaveCount(3)

  await page.goto(paths.realmActivity(realm.name))
  await expect(
    page.getByText('changed the settings “each e-mail address only once” and “joining” of the realm').first(),
  ).toBeVisible()
})

test('a role by e-mail domain shows who gains it first, and who loses it', async ({ page, practice }) => {
  const domain = `${practice.realm.id.slice(-6)}.example.org`
  await practice.role('badge')
  await page.goto(paths.realmSettings(practice.name))
  const section = page.getByRole('region', { name: 'E-mail domains and roles' })
  await expect(section).toContainText('No domain gives a role.')
  await section.getByRole('link', { name: 'Give a role by domain' }).click()
  const panel = page.getByRole('dialog', { name: 'Give a role by domain' })
  await panel.getByLabel('Domain').fill(domain)
  await panel.getByRole('combobox', { name: 'Role' }).fill('badge')
  await page.getByRole('option', { name: 'badge' }).click()
  await panel.getByRole('button', { name: 'Give the role' }).click()
  const review = page.getByRole('dialog', { name: `Give a role to everyone at ${domain}?` })
  await expect(review).toContainText(/293 people affected|gain\s+badge/)
  await expectAccessible(page)
  await review.getByRole('button', { name: 'Give the role' }).click()
  await expect(panel).toBeHidden()
  await expect(section.getByRole('link', { name: 'badge' })).toBeVisible()

  await section.getByRole('button', { name: `Remove badge from @${domain}` }).click()
  const remove = page.getByRole('dialog', { name: `Stop giving badge to everyone at ${domain}?` })
  await expect(remove).toContainText(/lose\s+badge/)
  await remove.getByRole('button', { name: 'Stop giving it' }).click()
  await expect(section).toContainText('No domain gives a role.')
  await notice(page, 'The domain no longer gives the role.').getByRole('button', { name: 'Undo' }).click()
  await expect(section.getByRole('link', { name: 'badge' })).toBeVisible()
})

test('approvals are turned on, and another administrator is not overwritten', async ({ page, realm }) => {
  await page.goto(paths.editRealmSettings(realm.name, 'approvals'))
  const panel = page.getByRole('dialog', { name: 'Edit: Approvals' })
  await panel.getByRole('checkbox', { name: 'Approvals' }).check()
  await panel.getByRole('combobox', { name: 'Length of access' }).click()
  await page.getByRole('option', { name: '3 days' }).click()
  const { version } = await read(realm)
  const body = { approvals: { defaultApprovals: 2 }, password: { minLength: 12 } }
  await realm.client.call(settings.update, { params: { realm: realm.name }, ifMatch: version, body })
  await panel.getByRole('button', { name: 'Save settings' }).click()
  await expect(panel).toContainText('Someone changed this while you were editing')
  await panel.getByRole('button', { name: 'Save mine as well' }).click()
  await expect(panel).toBeHidden()
  const approvals = page.getByRole('region', { name: 'Approvals' })
  await expect(approvals).toContainText('Groups with an access policy are joined by approved requests only.')
  await expect(approvals).toContainText('3 days')
  expect((await read(realm)).values.approvals).toMatchObject({
    enabled: true,
    defaultApprovals: 2,
    defaultDurationSeconds: 3 * 86_400,
  })
})

test('requiring a second step says what it means, and can begin on a day to come', async ({ page, realm }) => {
  await page.goto(paths.realmSettings(realm.name))
  const section = page.getByRole('region', { name: 'For when people sign in to this realm' })
  await expect(section).toContainText('today it changes nothing')
  await section.getByRole('link', { name: 'Edit' }).click()
  const panel = page.getByRole('dialog', { name: 'Edit: For when people sign in to this realm' })
  await panel.getByRole('radio', { name: 'Required' }).check()
  await panel.getByRole('button', { name: 'Save settings' }).click()
  const ask = page.getByRole('dialog', { name: 'Require a second step?' })
  await expect(ask).toContainText('Whoever is signed in stays signed in.')
  await expect(ask).toContainText('Everyone here has a second step already.')
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(ask).toBeHidden()
  await expect(panel).toBeVisible()
  expect((await read(realm)).values.twoStep.policy).toBe('optional')

  await panel.getByRole('button', { name: 'Save settings' }).click()
  await ask.getByLabel('From a date').fill('2001-01-01')
  await expect(ask.getByRole('button', { name: 'Require it from that day' })).toHaveAccessibleDescription(
    /from today on/,
  )
  await ask.getByLabel('From a date').fill('2999-03-01')
  await ask.getByRole('button', { name: 'Require it from that day' }).click()
  await expect(panel).toBeHidden()
  await expect(section).toContainText('Required from March 1, 2999')
})

test('before a second step is required, those who have none are reminded', async ({ page, realm }) => {
  await realm.person('ada', { email: 'ada@example.org' })
  await realm.person('grace', { email: 'grace@example.org' })
  await realm.person('kenji')
  await page.goto(paths.editRealmSettings(realm.name, 'sign-in'))
  const panel = page.getByRole('dialog', { name: 'Edit: For when people sign in to this realm' })
  await panel.getByRole('radio', { name: 'Required' }).check()
  await panel.getByRole('button', { name: 'Save settings' }).click()
  const ask = page.getByRole('dialog', { name: 'Require a second step?' })
  await expect(ask).toContainText('3 people have no second step yet.')
  await expect(ask).toContainText('1 person has no e-mail address.')
  await ask.getByLabel('From a date').fill('2999-03-01')
  await ask.getByRole('button', { name: 'Remind 2 people' }).click()
  // These servers have no mail server
  await expect(ask.getByRole('status')).toHaveText(
    'No mail server is set up, so 2 mails are kept and nobody gets one. Tell these people yourself.',
  )
  await expect(ask.getByRole('button', { name: 'Remind 2 people' })).toHaveAccessibleDescription(/just been written to/)
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await panel.getByRole('button', { name: 'Save settings' }).click()
  await expect(ask).toContainText('2 people were reminded within the last day')
  await expect(ask.getByRole('button', { name: 'Remind them' })).toHaveAccessibleDescription(/nobody to write to/)
  await page.goto(paths.realmActivity(realm.name))
  await expect(page.getByText('asked 2 people to set up a second step').first()).toBeVisible()
})

test('the logo is a picture of the right kind, and stands on the overview', async ({ page, realm }) => {
  await page.goto(paths.editRealmSettings(realm.name, 'logo'))
  const panel = page.getByRole('dialog', { name: 'Edit: Logo' })
  const file = panel.getByLabel('Picture')
  await file.setInputFiles({ name: 'logo.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg/>') })
  await expect(panel.getByRole('alert')).toContainText('SVG pictures can carry programs')
  await file.setInputFiles({ name: 'big.png', mimeType: 'image/png', buffer: Buffer.alloc(70_000) })
  await expect(panel.getByRole('alert')).toContainText('This picture has 69 KiB')
  await file.setInputFiles({ name: 'not.png', mimeType: 'image/png', buffer: Buffer.from('no picture') })
  await expect(panel.getByRole('alert')).toContainText('not a PNG')
  await file.setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: Buffer.from(PNG, 'base64') })
  await expect(panel.getByRole('img', { name: 'The logo as it will be' })).toBeVisible()
  await panel.getByRole('button', { name: 'Save settings' }).click()
  await expect(panel).toBeHidden()
  await expect(page.getByRole('img', { name: `Logo of ${realm.name}` })).toBeVisible()
  await page.goto(paths.realm(realm.name))
  await expect(page.getByRole('main').locator('h1 img')).toBeVisible()
})

test('an external id and metadata for programs', async ({ page, realm }) => {
  await page.goto(paths.editRealmSettings(realm.name, 'developers'))
  const panel = page.getByRole('dialog', { name: 'Edit: For developers' })
  await panel.getByLabel('External id').fill('crm 4711')
  await panel.getByLabel('Trusted metadata').fill('[1]')
  await panel.getByRole('button', { name: 'Save settings' }).click()
  await expect(panel.getByLabel('External id')).toHaveAccessibleDescription(/Only letters/)
  await expect(panel.getByLabel('Trusted metadata')).toHaveAccessibleDescription(/not a JSON object/)
  await panel.getByLabel('External id').fill('crm|4711')
  await panel.getByLabel('Trusted metadata').fill('{"plan": "gold"}')
  await panel.getByRole('button', { name: 'Save settings' }).click()
  await expect(panel).toBeHidden()
  expect((await read(realm)).values).toMatchObject({ externalId: 'crm|4711', trustedMetadata: { plan: 'gold' } })
})

test('whoever may only look sees why, by keyboard and on a phone', async ({ page, realm, colleague, another }) => {
  await realm.client.call(settings.update, {
    params: { realm: realm.name },
    ifMatch: 1,
    body: {
      emailUnique: false,
      joining: { domains: [`${'long-'.repeat(11)}.${'name-a'.repeat(9)}.example`.replace('-.', '.')] },
    },
  })
  const support = await another(await colleague('Sue Support', 'support'))
  await support.goto(paths.realmSettings(realm.name))
  const back = support.getByRole('button', { name: 'Back to default of “Each e-mail address only once”' })
  await expect(back).toHaveAccessibleDescription(/settings:write/)

  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(paths.realmSettings(realm.name))
  await expectNoOverflow(page)
  await expectAccessible(page)
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press('Tab')
    if (await page.getByRole('link', { name: 'Edit Approvals' }).evaluate((link) => link === document.activeElement))
      break
  }
  await page.keyboard.press('Enter')
  const panel = page.getByRole('dialog', { name: 'Edit: Approvals' })
  await expect(panel.getByRole('checkbox', { name: 'Approvals' })).toBeFocused()
  await expectNoOverflow(page)
  await page.keyboard.press('Escape')
  await expect(panel).toBeHidden()
})
