import { readFile } from 'node:fs/promises'
import { v7 as uuid } from 'uuid'
import { accessRequests } from '#contract/access-requests'
import { identities } from '#contract/identities'
import { write } from './database'
import {
  expect,
  expectAccessible,
  expectNoOverflow,
  notice,
  type Page,
  paths,
  type RealmOf,
  setApprovals,
  test,
  title,
} from './fixtures'
import type { Server } from './server'

const continues = (page: Page) => page.getByRole('button', { name: 'Continue', exact: true })
const step = (page: Page, name: string) => page.getByRole('form', { name: new RegExp(`${name.replace('?', '\\?')}$`) })
const receipt = (page: Page, name: string) => page.getByRole('article', { name })

/** Each step is reached with the focus on its heading, where a screen reader and the keyboard go on. */
async function arrive(page: Page, name: string): Promise<void> {
  await expect(step(page, name)).toBeVisible()
  await expect(page.getByRole('heading', { level: 2, name: new RegExp(`${name.replace('?', '\\?')}$`) })).toBeFocused()
}

const ada = (realm: RealmOf, more = {}) =>
  realm.person('ada', { email: 'ada@example.com', firstName: 'Ada', lastName: 'Lovelace', ...more })

/** A group that gives a role. */
async function giving(realm: RealmOf, group: string, role: string) {
  const made = await realm.group(group)
  await realm.gives(made.id, (await realm.role(role)).id)
  return made
}

/** Signs somebody in, on a phone that also is their second step: the people of a realm cannot do so by themselves yet. */
async function withPhone(site: Server, personId: string): Promise<void> {
  const now = Date.now()
  await write(site, [
    [
      `insert into factors (id, principal_id, kind, rp_id, data, created_at, last_used_at) values (?, ?, 'totp', null, '{}', ?, null)`,
      uuid(),
      personId,
      now,
    ],
    [
      `insert into sessions (id, principal_id, token_hash, assurance, verified_at, device_id, ip, user_agent, created_at, last_seen_at, expires_at)
       values (?, ?, ?, 'mfa', ?, null, '192.0.2.7', 'A phone', ?, ?, ?)`,
      uuid(),
      personId,
      uuid(),
      now,
      now,
      now,
      now + 86_400_000,
    ],
    ['update identities set second_step = 1 where id = ?', personId],
  ])
}

test('someone joined: added to the right groups and invited, with a receipt to keep', async ({ page, realm }) => {
  const staff = await giving(realm, 'Staff', 'employee')
  await giving(realm, 'Payroll', 'payroll-clerk')
  await realm.client.call(identities.setDefaultGroups, {
    params: { realm: realm.name },
    body: { groupIds: [staff.id] },
  })
  await ada(realm)
  await page.goto(paths.realm(realm.name))
  await page.getByRole('region', { name: 'What has happened?' }).getByRole('link', { name: 'Someone joined' }).click()
  await expect(title(page)).toBeFocused()
  await expect(page.getByRole('list', { name: 'Steps' }).getByRole('listitem').first()).toHaveAttribute(
    'aria-current',
    'step',
  )
  const who = step(page, 'Who joined?')
  await continues(page).click()
  await expect(who.getByLabel('E-mail address')).toHaveAccessibleDescription(/Give an e-mail address or a username/)

  // Somebody like this is here already
  await who.getByLabel('First name').fill('Ada')
  await who.getByLabel('Last name').fill('Lovelace')
  await expect(who.getByText('Is it one of these people?')).toBeVisible()
  await expect(who.getByRole('link', { name: /^Ada Lovelace/ })).toHaveAttribute('target', '_blank')
  await who.getByLabel('E-mail address').fill('zoe@example.com')
  await expect(who.getByLabel('Username')).toHaveValue('zoe@example.com')
  await who.getByLabel('Username').fill('ADA')
  await continues(page).click()
  await expect(who.getByLabel('Username')).toHaveAccessibleDescription(/Somebody here has this already/)
  await expect(who.getByLabel('Username')).toBeFocused()
  await who.getByLabel('First name').fill('Zoe')
  await who.getByLabel('Last name').fill('Zimmer')
  await expect(who.getByText('Is it one of these people?')).toBeHidden()
  await who.getByLabel('Username').fill('zoe')
  await continues(page).click()

  await arrive(page, 'Where do they belong?')
  const groups = step(page, 'Where do they belong?')
  await expect(groups.getByRole('heading', { name: 'Everyone new joins' }).locator('..')).toContainText('Staff')
  const gains = groups.getByRole('heading', { name: 'What this lets them do' }).locator('..')
  await expect(gains).toContainText('employee')
  await expect(gains).not.toContainText('payroll-clerk')
  await expect(groups.getByRole('checkbox', { name: /^Staff/ })).toBeDisabled()
  await groups.getByRole('checkbox', { name: 'Payroll' }).check()
  await expect(gains).toContainText('payroll-clerk')
  await expectAccessible(page)
  await continues(page).click()

  await arrive(page, 'Should they be invited?')
  // What was typed and chosen is there after a reload, and on the way back
  await page.reload()
  await page.getByRole('button', { name: 'Back', exact: true }).click()
  await arrive(page, 'Where do they belong?')
  await expect(groups.getByRole('checkbox', { name: 'Payroll' })).toBeChecked()
  await page.goBack()
  await arrive(page, 'Who joined?')
  await expect(who.getByLabel('First name')).toHaveValue('Zoe')
  await continues(page).click()
  await arrive(page, 'Where do they belong?')
  await continues(page).click()
  await arrive(page, 'Should they be invited?')
  await page.getByRole('radio', { name: 'Invite them by mail now' }).check()
  await continues(page).click()

  await arrive(page, 'Review')
  await expect(page.getByRole('region', { name: 'What changes' })).toContainText('Payroll')
  await page.getByRole('button', { name: 'Add and invite person' }).click()

  const done = receipt(page, 'Zoe Zimmer is added')
  await expect(done.getByRole('heading', { level: 2 })).toBeFocused()
  await expect(done).toContainText(realm.client.me.administrator.name)
  await expect(done).toContainText('They belong to Staff and Payroll.')
  await expect(done).toContainText('No mail server is set up, so it is kept here.')
  await expect(done.getByText('zoe@example.com').last()).toBeVisible()
  await expectAccessible(page)
  // A reload does nothing twice; what was done stands
  await page.reload()
  await expect(done).toContainText('Their username is zoe.')
  const download = page.waitForEvent('download')
  await done.getByRole('button', { name: 'Download as text' }).click()
  const text = await readFile(await (await download).path(), 'utf8')
  expect(text).toContain('Zoe Zimmer is added')
  expect(text).toContain('- They belong to Staff and Payroll.')
  await page.emulateMedia({ media: 'print' })
  await expect(page.getByRole('navigation')).toHaveCount(0)
  await expect(done.getByRole('button', { name: 'Print' })).toBeHidden()
  await expect(done.getByText('Their username is zoe.')).toBeVisible()
  await page.emulateMedia({ media: null })
  await done.getByRole('link', { name: 'Open the page of Zoe Zimmer' }).click()
  await expect(title(page)).toContainText('Zoe Zimmer')
})

test('what was typed for somebody new is not lost unasked', async ({ page, realm }) => {
  await page.goto(paths.someoneJoined(realm.name))
  await page.getByLabel('First name').fill('Zoe')
  await page.getByRole('link', { name: 'Not now' }).click()
  const leave = page.getByRole('dialog', { name: 'Leave without saving?' })
  await leave.getByRole('button', { name: 'Keep editing' }).click()
  await expect(leave).toBeHidden()
  await expect(page.getByLabel('First name')).toHaveValue('Zoe')
  await page.getByRole('link', { name: 'Not now' }).click()
  await leave.getByRole('button', { name: 'Leave' }).click()
  await expect(page).toHaveURL(paths.realm(realm.name))
})

test('someone left: suspended after a look at what they lose and leave empty, and given back', async ({
  page,
  realm,
  site,
}) => {
  const person = await ada(realm)
  const payroll = await giving(realm, 'Payroll', 'payroll-clerk')
  await realm.joins(person.id, [payroll.id])
  await withPhone(site, person.id)
  await page.goto(paths.someoneLeft(realm.name))
  await step(page, 'Who left?').getByRole('searchbox').fill('love')
  await page.getByRole('radio', { name: /^Ada Lovelace/ }).check()
  await continues(page).click()
  await arrive(page, 'What should happen?')
  await expect(page.getByText('In 1 group. Signed in at 1 place, which ends.')).toBeVisible()
  await expect(page.getByRole('radio', { name: 'Suspend them (recommended)' })).toBeChecked()
  await continues(page).click()
  await arrive(page, 'Review')
  await expect(page.getByText('They are the last active person in these groups:')).toBeVisible()
  await expect(page.getByRole('region', { name: 'What changes' })).toContainText('payroll-clerk')
  await expectAccessible(page)
  // Back, and on again
  await page.goBack()
  await arrive(page, 'What should happen?')
  await continues(page).click()
  await page.getByRole('button', { name: 'Suspend them' }).click()
  const done = receipt(page, 'Ada Lovelace is suspended')
  await expect(done).toContainText('1 sign-in ended.')
  await expect(done).toContainText('payroll-clerk')
  await expect(done).toContainText('Nobody else who is active is in Payroll.')
  expect((await realm.getPerson(person.id)).status).toBe('suspended')
  await notice(page, 'Ada Lovelace is suspended').getByRole('button', { name: 'Undo' }).click()
  await expect(done).toContainText('This was undone meanwhile.')
  expect((await realm.getPerson(person.id)).status).toBe('active')

  // Again for somebody else, and then for good
  await done.getByRole('link', { name: 'Once more, for somebody else' }).click()
  await arrive(page, 'Who left?')
  await page.getByRole('radio', { name: /^Ada Lovelace/ }).check()
  await continues(page).click()
  await page.getByRole('radio', { name: 'Delete them' }).check()
  await continues(page).click()
  await page.getByRole('button', { name: 'Delete them' }).click()
  const deleted = receipt(page, 'Ada Lovelace is deleted')
  await expect(deleted).toContainText('They wait in the bin for 30 days.')
  await page.reload()
  await deleted.getByRole('link', { name: 'Open the bin' }).click()
  await expect(page.getByRole('table')).toContainText('ada')
})

test('lost phone: by keyboard alone, and not before somebody is sure', async ({ page, realm, site }) => {
  const person = await ada(realm)
  await withPhone(site, person.id)
  // A link cannot say that somebody was sure
  await page.goto(`${paths.lostPhone(realm.name, person.id)}&step=review`)
  await expect(step(page, 'Is it really them?')).toBeVisible()
  await page.goto(paths.lostPhone(realm.name))
  const who = step(page, 'Who lost it?')
  await who.getByRole('searchbox').focus()
  await page.keyboard.insertText('ada')
  await expect(who.getByRole('radio')).toHaveCount(1)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Space')
  await expect(who.getByRole('radio', { name: /^Ada Lovelace/ })).toBeChecked()
  await page.keyboard.press('Enter')
  await arrive(page, 'Is it really them?')
  await expect(continues(page)).toHaveAccessibleDescription('Speak to them first, and say so above.')
  await expectAccessible(page)
  const sure = page.getByRole('checkbox', { name: 'I have spoken to them and I am sure that it is them' })
  while (!(await sure.evaluate((element) => element === document.activeElement))) await page.keyboard.press('Tab')
  // Nothing goes on as long as it is not ticked
  await page.keyboard.press('Enter')
  await expect(step(page, 'Is it really them?')).toBeVisible()
  await page.keyboard.press('Space')
  await page.keyboard.press('Enter')
  await arrive(page, 'Review')
  const reset = page.getByRole('button', { name: 'Reset the second step' })
  await expect(reset).toHaveAccessibleDescription('')
  while (!(await reset.evaluate((element) => element === document.activeElement))) await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  const done = receipt(page, 'The second step of Ada Lovelace is reset')
  await expect(done.getByRole('heading', { level: 2 })).toBeFocused()
  await expect(done).toContainText('1 second step was removed.')
  await expect(done).toContainText('1 sign-in ended.')
  expect((await realm.getPerson(person.id)).secondStep).toBe(false)

  // Nothing is left to reset, and it says so
  await page.goto(paths.lostPhone(realm.name, person.id))
  await expect(page.getByText('There is no second step set up for this person')).toBeVisible()
  await page.getByRole('checkbox').check()
  await continues(page).click()
  await expect(page.getByRole('button', { name: 'End all sign-ins' })).toHaveAccessibleDescription(
    'Nothing would change.',
  )
})

test('needs access for a while: on a phone, until a time that is said on the receipt', async ({ page, realm }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  const person = await ada(realm)
  const staff = await realm.group('Staff')
  await realm.joins(person.id, [staff.id])
  const payroll = await giving(realm, 'Payroll', 'payroll-clerk')
  await page.goto(paths.realm(realm.name))
  await expectNoOverflow(page)
  await page.getByRole('link', { name: 'Someone needs access for a while' }).click()
  await page.getByRole('radio', { name: /^Ada Lovelace/ }).check()
  await continues(page).click()
  await arrive(page, 'Which group?')
  await expect(page.getByRole('radio', { name: /^Staff/ })).toBeDisabled()
  await page.getByRole('radio', { name: 'Payroll' }).check()
  await continues(page).click()
  await arrive(page, 'Until when?')
  await page.getByRole('radio', { name: 'Until another time' }).check()
  await continues(page).click()
  await expect(page.getByLabel('Day and time')).toHaveAccessibleDescription(/Give a day and a time/)
  await page.getByLabel('Day and time').fill('2020-01-01T10:00')
  await continues(page).click()
  await expect(page.getByLabel('Day and time')).toHaveAccessibleDescription(/Choose a time in the future/)
  await expectAccessible(page)
  const year = new Date().getFullYear() + 1
  await page.getByLabel('Day and time').fill(`${year}-06-01T14:00`)
  await continues(page).click()
  await arrive(page, 'Review')
  await expect(step(page, 'Review')).toContainText(`June 1, ${year}`)
  await page.reload()
  await page.getByRole('button', { name: 'Give access' }).click()
  const done = receipt(page, 'Ada Lovelace is in Payroll for a while')
  await expect(done).toContainText(`June 1, ${year} at 2:00 PM`)
  await expect(done).toContainText('They gained payroll-clerk.')
  await expect(done).toContainText('To end it sooner')
  await expectNoOverflow(page)
  const { items } = await realm.client.call(identities.groups, {
    params: { realm: realm.name, identityId: person.id },
  })
  expect(items.find(({ id }) => id === payroll.id)?.endsAt).toBe(`${year}-06-01T12:00:00.000Z`)
  await done.getByRole('link', { name: /See it in the activity log/ }).click()
  await expect(page.getByRole('main')).toContainText(/Ada Lovelace.*Payroll/)
})

test('needs access for a while: where a group needs approval, it is asked for', async ({ page, realm }) => {
  await setApprovals(realm, true)
  const person = await ada(realm)
  const ops = await giving(realm, 'Ops', 'operator')
  const manager = await realm.role('manager')
  await realm.isGiven((await realm.person('grace', { firstName: 'Grace', lastName: 'Hopper' })).id, manager.id)
  await realm.client.call(accessRequests.setPolicy, {
    params: { realm: realm.name, groupId: ops.id },
    body: { policy: { approvals: 1, approvalRoleIds: [manager.id], maxDurationSeconds: 4 * 3600 } },
  })
  await page.goto(paths.accessForAWhile(realm.name, person.id))
  await page.getByRole('radio', { name: 'Ops' }).check()
  await continues(page).click()
  await arrive(page, 'Until when?')
  await expect(page.getByText('One person who holds manager must approve.')).toBeVisible()
  await expect(page.getByRole('radio', { name: '8 hours' })).toHaveCount(0)
  await page.getByRole('radio', { name: '1 hour' }).check()
  await continues(page).click()
  await expect(page.getByLabel('Why they need it')).toHaveAccessibleDescription(/Say why they need it/)
  await page.getByLabel('Why they need it').fill('The pager is hers tonight')
  await expectAccessible(page)
  await continues(page).click()
  await arrive(page, 'Review')
  await expect(step(page, 'Review')).toContainText('The pager is hers tonight')
  await page.getByRole('button', { name: 'Ask for access' }).click()
  const done = receipt(page, 'Access to Ops is asked for on behalf of Ada Lovelace')
  await expect(done).toContainText('It waits for 1 approval.')
  await expect(done).toContainText('These people may approve: Grace Hopper.')
  await expectAccessible(page)
  const { total } = await realm.client.call(identities.groups, {
    params: { realm: realm.name, identityId: person.id },
  })
  expect(total).toBe(0)
  await done.getByRole('link', { name: 'Open the request' }).click()
  await expect(page.getByRole('main')).toContainText('The pager is hers tonight')
})

test('someone left: whoever is needed for approvals is not let go before that is changed', async ({ page, realm }) => {
  await setApprovals(realm, true)
  const person = await ada(realm)
  const ops = await realm.group('Ops')
  const manager = await realm.role('manager')
  await realm.isGiven(person.id, manager.id)
  await realm.client.call(accessRequests.setPolicy, {
    params: { realm: realm.name, groupId: ops.id },
    body: { policy: { approvals: 1, approvalRoleIds: [manager.id], maxDurationSeconds: null } },
  })
  await page.goto(paths.someoneLeft(realm.name, person.id))
  await continues(page).click()
  await arrive(page, 'Review')
  await expect(page.getByText('This cannot be done now')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Suspend them' })).toHaveAccessibleDescription(/Ops/)
  await expect(page.getByRole('link', { name: /^open the group/ })).toHaveAttribute(
    'href',
    paths.group(realm.name, ops.id),
  )
  await expectAccessible(page)
})

test('who may not do it is told at the beginning, and by what they could', async ({ realm, colleague, another }) => {
  const person = await ada(realm)
  const viewer = await colleague('Vera Viewer', 'viewer')
  const page = await another(viewer)
  await page.goto(paths.realm(realm.name))
  for (const [playbook, needs] of [
    ['Someone joined', 'identity:write'],
    ['Someone left', 'identity:write'],
    ['Someone lost their phone', 'identity:reset-factors'],
    ['Someone needs access for a while', 'identity:write'],
  ] as const) {
    await page.getByRole('link', { name: playbook }).click()
    await expect(title(page)).toHaveText(playbook)
    await expect(page.getByText('You cannot do this yourself')).toBeVisible()
    await expect(page.getByRole('main')).toContainText(needs)
    await expect(continues(page)).toHaveCount(0)
    await page.getByRole('link', { name: 'Back to the realm' }).click()
  }
  await page.goto(paths.someoneLeft(realm.name, person.id))
  await expectAccessible(page)
})

test('somebody who is gone meanwhile does not lead to a dead end', async ({ page, realm }) => {
  const person = await ada(realm)
  await realm.person('grace')
  await realm.client.call(identities.remove, {
    params: { realm: realm.name, identityId: person.id },
    ifMatch: person.version,
  })
  await page.goto(paths.someoneLeft(realm.name, person.id))
  await expect(page.getByText('This person is not here any more.')).toBeVisible()
  await page.getByRole('radio', { name: /^grace/ }).check()
  await continues(page).click()
  await arrive(page, 'What should happen?')
})
