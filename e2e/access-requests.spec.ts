import { accessRequests } from '#contract/access-requests'
import {
  choose,
  type Client,
  expect,
  expectAccessible,
  notice,
  paths,
  type RealmOf,
  setApprovals,
  test as base,
  title,
} from './fixtures'

interface Approvals {
  /** A realm with approvals on, where the owner is a person who may approve. */
  realm: RealmOf
  manager: string
  group: string
  ada: string
  ask: (identityId: string, reason?: string) => Promise<string>
}

/** The person of a realm as whom an administrator approves. */
async function addApprover(
  realm: RealmOf,
  who: Client,
  roleId: string,
  names: { firstName: string; lastName: string },
): Promise<void> {
  const { email } = who.me.administrator
  const { id } = await realm.client.identity(realm.name, email, { email, ...names })
  await realm.isGiven(id, roleId)
}

const test = base.extend<{ approvals: Approvals }>({
  approvals: async ({ realm, owner }, use) => {
    await setApprovals(realm, true)
    const { id: manager } = await realm.role('manager', 'Leads people')
    const { id: operator } = await realm.role('operator')
    const { id: group } = await realm.group('Ops')
    await realm.gives(group, operator)
    const { id: ada } = await owner.identity(realm.name, 'ada', { firstName: 'Ada', lastName: 'Lovelace' })
    await addApprover(realm, owner, manager, { firstName: 'Olga', lastName: 'Owner' })
    await use({
      realm,
      manager,
      group,
      ada,
      ask: async (identityId, reason = 'The pager is mine this week') => {
        const body = { identityId, groupId: group, reason, durationSeconds: 3600 }
        return (await owner.call(accessRequests.create, { params: { realm: realm.name }, body })).id
      },
    })
  },
})

/** Lets the group ask for approval. */
const guard = ({ realm, group, manager }: Approvals, approvals = 1) =>
  realm.client.call(accessRequests.setPolicy, {
    params: { realm: realm.name, groupId: group },
    body: { policy: { approvals, approvalRoleIds: [manager], maxDurationSeconds: 8 * 3600 } },
  })

test('a group asks for approval, in words', async ({ page, approvals }) => {
  const { realm, group } = approvals
  await page.goto(paths.group(realm.name, group))
  const section = page.getByRole('region', { name: 'Approval to join' })
  await expect(section).toContainText('Nobody has to ask')
  await section.getByRole('link', { name: 'Ask for approval' }).click()

  const panel = page.getByRole('dialog', { name: 'Ask for approval' })
  await panel.getByRole('button', { name: 'Save' }).click()
  await expect(panel.getByText('Choose at least one role')).toBeVisible()
  await panel.getByRole('button', { name: 'Choose roles' }).click()
  const roles = page.getByRole('dialog', { name: 'Who may approve?' })
  await roles.getByLabel('Search roles of the realm and of its applications').fill('manag')
  await roles.getByRole('checkbox', { name: /^manager/ }).check()
  await roles.getByRole('button', { name: 'Take these roles' }).click()
  await expect(panel.getByRole('list', { name: 'Chosen' })).toContainText('manager')
  // One person holds it, so two cannot be asked for
  await panel.getByRole('combobox', { name: 'How many of them must agree' }).click()
  await page.getByRole('option', { name: '2 of them', exact: true }).click()
  await panel.getByRole('button', { name: 'Save' }).click()
  await expect(panel.getByRole('alert')).toContainText(
    'Joining Ops needs 2 approvals, and only 1 person holds manager.',
  )
  await panel.getByRole('combobox', { name: 'How many of them must agree' }).click()
  await page.getByRole('option', { name: 'One of them' }).click()
  await panel.getByRole('combobox', { name: 'How long at most' }).click()
  await page.getByRole('option', { name: '4 hours' }).click()
  await expectAccessible(page)
  await panel.getByRole('button', { name: 'Save' }).click()
  await expect(panel).toBeHidden()
  await expect(section).toContainText('The one person who holds manager must agree.')
  await expect(section).toContainText('after at most 4 hours')
  await notice(page, 'Saved what joining Ops needs.').getByRole('button', { name: 'Undo' }).click()
  await expect(section).toContainText('Nobody has to ask')

  await guard(approvals)
  await page.reload()
  await expect(section).toContainText('after at most 8 hours')
  await expectAccessible(page)
})

test('a later change that would close the group for good is named', async ({ page, approvals }) => {
  const { realm, manager } = approvals
  await guard(approvals)
  await page.goto(paths.role(realm.name, manager))
  await choose(page, 'manager', 'Delete …')
  const dialog = page.getByRole('dialog', { name: 'Delete the role manager?' })
  await expect(dialog.getByRole('alert')).toContainText(
    'Joining Ops needs 1 approval, and nobody would hold manager. Change what joining Ops needs first',
  )
  await expect(dialog.getByRole('button', { name: 'Delete role' })).toHaveAttribute('aria-disabled', 'true')
})

test('a request is approved after a look at what it gives, and runs down', async ({ page, approvals }) => {
  const { realm, ask, ada, group } = approvals
  await guard(approvals)
  await page.goto(paths.accessRequests(realm.name))
  await expect(page.getByRole('heading', { name: 'Nothing waits for approval' })).toBeVisible()
  await ask(ada)
  await page.reload()
  const row = page.getByRole('row', { name: /Ada Lovelace/ })
  await expect(row).toContainText('The pager is mine this week')
  await expect(row).toContainText('Waiting')
  await expect(row).toContainText('0 of 1 approval')

  await choose(page, 'Ada Lovelace', 'Approve …')
  const dialog = page.getByRole('dialog', { name: 'Let Ada Lovelace join Ops?' })
  await expect(dialog).toContainText('They will belong to the group for 1 hour')
  await expect(dialog.getByRole('region', { name: 'What changes' })).toContainText(/Ada Lovelace gains\s+operator/)
  await dialog.getByLabel('A word with it').fill('Have a quiet week')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Approve' }).click()
  await expect(notice(page, 'Ada Lovelace belongs to Ops now.')).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Nothing waits for approval' })).toBeVisible()

  await page.getByText('Granted now', { exact: true }).click()
  await expect(row.getByText(/^59 min \d\d s left$/)).toBeVisible()
  const before = await row.getByText(/left$/).textContent()
  // It counts by itself, without asking the server again
  await expect(row.getByText(/left$/)).not.toHaveText(before ?? '')
  await row.getByRole('link', { name: 'Ada Lovelace' }).click()
  await expect(title(page)).toContainText('Ada Lovelace asks to join Ops')
  await expect(page.getByRole('region', { name: 'Decisions' })).toContainText(/Olga Owner approved.*Have a quiet week/)

  await page.getByRole('button', { name: 'End access now …' }).click()
  const ending = page.getByRole('dialog', { name: 'End the access of Ada Lovelace to Ops now?' })
  await expect(ending.getByRole('region', { name: 'What changes' })).toContainText(/Ada Lovelace loses\s+operator/)
  await ending.getByRole('button', { name: 'End access' }).click()
  await expect(notice(page, 'Ada Lovelace left Ops.')).toBeVisible()
  await expect(title(page)).toContainText('Ended early')
  expect((await realm.getGroup(group)).memberCount).toBe(0)
})

test('access is asked for on somebody’s behalf, with a reason and for a while', async ({ page, approvals }) => {
  const { realm, ada } = approvals
  await guard(approvals)
  await page.goto(paths.identity(realm.name, ada))
  const section = page.getByRole('region', { name: 'Access requests' })
  await expect(section).toContainText('Nobody has asked')
  await section.getByRole('link', { name: 'Ask for access' }).click()
  const panel = page.getByRole('dialog', { name: 'Ask for access' })
  await expect(panel.getByRole('combobox', { name: 'Who needs it' })).toHaveValue('Ada Lovelace')
  await panel.getByRole('button', { name: 'Ask for access' }).click()
  await expect(panel.getByText('Fill this in')).toBeVisible()
  await panel.getByRole('combobox', { name: 'Which group' }).fill('op')
  await page.getByRole('option', { name: /^Ops/ }).click()
  await expect(panel).toContainText('One person who holds manager must approve.')
  await panel.getByRole('combobox', { name: 'For how long' }).click()
  await expect(page.getByRole('option', { name: 'The usual time: 8 hours' })).toBeVisible()
  await expect(page.getByRole('option', { name: '1 day' })).toHaveCount(0)
  await page.getByRole('option', { name: '4 hours' }).click()
  await panel.getByLabel('Why').fill('Standing in for Grace')
  await expectAccessible(page)
  await panel.getByRole('button', { name: 'Ask for access' }).click()
  await expect(title(page)).toContainText('Ada Lovelace asks to join Ops')
  await expect(notice(page, 'Asked that Ada Lovelace joins Ops.')).toBeVisible()
  await expect(page.getByText('for 4 hours', { exact: true })).toBeVisible()

  // The same again is refused, and what was typed stays
  await page.goto(paths.newAccessRequest(realm.name))
  await panel.getByRole('combobox', { name: 'Who needs it' }).fill('lovel')
  await page.getByRole('option', { name: /^Ada Lovelace/ }).click()
  await panel.getByRole('combobox', { name: 'Which group' }).click()
  await page.getByRole('option', { name: /^Ops/ }).click()
  await panel.getByLabel('Why').fill('Once more')
  await panel.getByRole('button', { name: 'Ask for access' }).click()
  await expect(panel.getByRole('alert')).toContainText('There is a request for this already')
  await expect(panel.getByLabel('Why')).toHaveValue('Once more')
})

test('whoever may not decide is told why, and who could', async ({ page, approvals, colleague, another }) => {
  const { realm, ask, ada } = approvals
  await guard(approvals)
  const id = await ask(ada)
  const nina = await another(await colleague('Nina', 'support'))
  await nina.goto(paths.accessRequest(realm.name, id))
  const who = nina.getByRole('region', { name: 'Who can decide' })
  await expect(who).toContainText('nobody here has your e-mail address')
  await expect(nina.getByRole('button', { name: 'Approve …' })).toHaveAccessibleDescription(/nobody here has your/)
  await expect(who).toContainText('Olga Owner')
  await expectAccessible(nina)
  const vera = await another(await colleague('Vera', 'viewer'))
  await vera.goto(paths.accessRequest(realm.name, id))
  await expect(vera.getByRole('button', { name: 'Deny …' })).toHaveAccessibleDescription(/request:write/)

  await page.goto(paths.accessRequest(realm.name, id))
  await page.getByRole('button', { name: 'Deny …' }).click()
  const dialog = page.getByRole('dialog', { name: 'Deny that Ada Lovelace joins Ops?' })
  await dialog.getByLabel('A word with it').fill('Not before Monday')
  await dialog.getByRole('button', { name: 'Deny' }).click()
  await expect(title(page)).toContainText('Denied')
  await expect(page.getByRole('region', { name: 'Decisions' })).toContainText('Not before Monday')
})

test('two people decide at once, and the second sees it', async ({ page, approvals, colleague, another }) => {
  const { realm, ask, ada, manager } = approvals
  const max = await colleague('Max', 'admin')
  await addApprover(realm, max, manager, { firstName: 'Max', lastName: 'Manager' })
  await guard(approvals, 2)
  const id = await ask(ada)
  const theirs = await another(max)
  for (const one of [page, theirs]) {
    await one.goto(paths.accessRequest(realm.name, id))
    await one.getByRole('button', { name: 'Approve …' }).click()
    await expect(one.getByRole('region', { name: 'What changes' })).toContainText('An approval will be noted')
  }
  const approve = page.getByRole('dialog').getByRole('button', { name: 'Approve' })
  await approve.click()
  await expect(notice(page, 'Noted: 1 of 2 approvals.')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Who can decide' })).toContainText('You have approved already.')

  const dialog = theirs.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Approve' }).click()
  await expect(dialog.getByRole('alert')).toContainText('changed')
  await dialog.getByRole('button', { name: 'Look again' }).click()
  await expect(dialog.getByRole('region', { name: 'What changes' })).toContainText(/Ada Lovelace gains\s+operator/)
  await dialog.getByRole('button', { name: 'Approve' }).click()
  await expect(notice(theirs, 'Ada Lovelace belongs to Ops now.')).toBeVisible()
})

test('while approvals are off, the page says so', async ({ page, approvals }) => {
  const { realm, group, ask, ada } = approvals
  await guard(approvals)
  const id = await ask(ada)
  await setApprovals(realm, false)
  await page.goto(paths.group(realm.name, group))
  const section = page.getByRole('region', { name: 'Approval to join' })
  await expect(section).toContainText('Approvals are off in this realm')
  await expect(section.getByRole('link', { name: 'Turn them on in the settings' })).toHaveAttribute(
    'href',
    paths.realmSettings(realm.name),
  )
  await page.goto(paths.accessRequest(realm.name, id))
  await expect(page.getByRole('region', { name: 'Who can decide' })).toContainText('so nobody can decide')
})

test('long reasons and names of any script stay in their place', async ({ page, approvals }) => {
  const { realm, ask } = approvals
  await guard(approvals)
  const { id: noa } = await realm.client.identity(realm.name, 'noa', { firstName: 'נועה', lastName: 'כהן <b>' })
  const id = await ask(noa, `${'VeryLongWordWithoutAnyBreak'.repeat(12)}\n\nשלום, this goes on. `.repeat(2))
  for (const path of [paths.accessRequests(realm.name), paths.accessRequest(realm.name, id)]) {
    await page.goto(path)
    await expect(page.getByText('נועה כהן <b>').first()).toBeVisible()
    await expectAccessible(page)
  }
})
