import { activity } from '#contract/activity'
import { groups } from '#contract/groups'
import { write } from './database'
import { expect, notice, type Page, paths, test } from './fixtures'

const entry = (page: Page, sentence: string | RegExp) => page.getByRole('listitem').filter({ hasText: sentence })

test('each event is a sentence with before and after, and can be filtered', async ({ page, realm, owner }) => {
  const who = owner.me.administrator.name
  const group = await realm.group('Ops', { description: 'Before' })
  const inner = await realm.group('Night shift', { parentId: group.id })
  const role = await realm.role('auditor')
  await realm.gives(group.id, role.id)
  await owner.call(groups.update, {
    params: { realm: realm.name, groupId: group.id },
    body: { description: 'After' },
    ifMatch: group.version,
  })
  await owner.call(groups.update, {
    params: { realm: realm.name, groupId: inner.id },
    body: { parentId: null },
    ifMatch: inner.version,
  })
  await page.goto(paths.realmActivity(realm.name))
  const sentences = page
    .getByRole('region', { name: 'Today' })
    .getByRole('list')
    .first()
    .getByRole('listitem')
    .getByRole('paragraph')
  for (const sentence of [
    `${who} moved the group Night shift out of Ops to the top level`,
    `${who} changed the description of the group Ops`,
    'Ops now gives the role auditor',
    `${who} created the role auditor`,
    `${who} created the group Night shift`,
    `${who} created the group Ops`,
    `${who} created the realm ${realm.name}`,
  ])
    await expect(sentences.filter({ hasText: sentence })).toBeVisible()

  const edit = entry(page, 'changed the description')
  await edit.getByRole('button', { name: /^Details of/ }).click()
  await expect(edit.getByRole('row', { name: /^description/ })).toHaveText(/“Before”.*“After”/)
  await expect(edit).toContainText(/Event \d+/)

  await page.getByLabel('Kind of thing').selectOption('Roles')
  await expect(page).toHaveURL(/kind=role/)
  await expect(entry(page, 'created the group Ops')).toBeHidden()
  await expect(entry(page, 'created the role auditor')).toBeVisible()
  await page.getByLabel('What happened').selectOption('Role deleted')
  await expect(page.getByRole('heading', { name: 'Nothing found' })).toBeVisible()
  await page.getByRole('button', { name: 'Clear search and filters' }).click()
  await expect(entry(page, 'created the group Ops')).toBeVisible()

  // The account's page tells of its realms and of who came and went
  await page.goto(paths.activity())
  await expect(entry(page, `${who} created the role auditor`)).toContainText(`in ${realm.name}`)
  await expect(entry(page, `${who} signed in`)).toBeVisible()
  await expect(entry(page, `${who} signed in`).getByRole('button', { name: /^Undo/ })).toBeHidden()
})

test('undo, redo, and the refusal of what was built upon', async ({ page, realm, owner, another, colleague }) => {
  const group = await realm.group('Ops')
  const carla = await colleague('Carla', 'admin')
  await page.goto(paths.realmActivity(realm.name))
  await entry(page, 'created the group Ops').getByRole('button', { name: /^Undo/ }).click()
  const dialog = page.getByRole('dialog', { name: 'Undo this?' })
  await expect(dialog).toContainText('The group Ops will go to the bin.')
  await dialog.getByRole('button', { name: 'Undo' }).click()
  await expect(notice(page, 'Undone. Everything is as it was before.')).toBeVisible()
  await expect(entry(page, /created the group Ops$|created the group Ops.*Undone/).last()).toContainText('Undone')

  await entry(page, 'undid the creation of the group Ops').getByRole('button', { name: /^Redo/ }).click()
  await expect(entry(page, 'redid the creation of the group Ops')).toBeVisible()
  const restored = await realm.getGroup(group.id)
  expect(restored.name).toBe('Ops')

  // Carla builds on an edit of the owner's
  const edited = await owner.call(groups.update, {
    params: { realm: realm.name, groupId: group.id },
    body: { name: 'Operations' },
    ifMatch: restored.version,
  })
  await carla.call(groups.update, {
    params: { realm: realm.name, groupId: group.id },
    body: { name: 'Operating' },
    ifMatch: edited.version,
  })
  const carlas = await another(carla)
  await carlas.goto(paths.realmActivity(realm.name))
  await entry(carlas, 'renamed the group Ops to Operations').getByRole('button', { name: /^Undo/ }).click()
  const refused = carlas.getByRole('dialog', { name: 'Undo this?' })
  await expect(refused).toContainText('Later changes rest on this one.')
  await expect(refused).toContainText(`${carla.me.administrator.name} renamed the group Operations to Operating`)
  await expect(refused.getByRole('button', { name: 'Undo' })).toHaveAttribute('aria-disabled', 'true')
  await refused.getByRole('button', { name: 'Cancel' }).click()
  await entry(carlas, 'renamed the group Operations to Operating').getByRole('button', { name: /^Undo/ }).click()
  await expect.poll(async () => (await realm.getGroup(group.id)).name).toBe('Operations')
})

test('filling a practice realm is one sentence, and is undone as one', async ({ page, practice }) => {
  await page.goto(paths.realmActivity(practice.name))
  const filled = entry(page, 'filled the practice realm with')
  await expect(filled).toHaveCount(1)
  await expect(filled).toContainText('300 people')
  await filled.getByRole('button', { name: /^Undo/ }).click()
  const dialog = page.getByRole('dialog', { name: 'Undo all of it?' })
  await dialog.getByRole('button', { name: 'Undo all of it' }).click()
  await expect(dialog.getByRole('status').filter({ hasText: /are undone/ })).toBeVisible({ timeout: 30_000 })
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await page.goto(paths.groups(practice.name))
  await expect(page.getByRole('heading', { name: 'No group yet' })).toBeVisible()
})

test('Verify is content with an untouched log and names the place of every tampering', async ({
  page,
  realm,
  owner,
  site,
}) => {
  await realm.group('Ops')
  await realm.group('Sales')
  const { items } = await owner.call(activity.ofAccount, { params: { accountId: owner.accountId } })
  const created = items.find(({ params }) => params['name'] === 'Ops')!
  await page.goto(paths.activity())
  await page.getByRole('button', { name: 'Verify' }).click()
  await expect(page.getByRole('alert')).toContainText(/All \d+ events are as they were written/)
  await expect(entry(page, 'verified the activity log')).toBeVisible()

  await write(site, [['update events set actor_name = ? where id = ?', 'Somebody else', created.id]])
  await page.getByRole('button', { name: 'Verify' }).click()
  await expect(page.getByRole('alert')).toContainText(`Event ${created.seq} was edited`)
  await page.getByRole('alert').getByRole('link', { name: 'Show the event' }).click()
  await expect(entry(page, 'Somebody else created the group Ops')).toBeVisible()

  await write(site, [
    ['update events set actor_name = ? where id = ?', owner.me.administrator.name, created.id],
    [
      'delete from event_changes where event_id in (select id from events where chain = ? and seq > ?)',
      `account:${owner.accountId}`,
      created.seq,
    ],
    ['delete from events where chain = ? and seq > ?', `account:${owner.accountId}`, created.seq],
  ])
  await page.getByRole('button', { name: 'Verify' }).click()
  await expect(page.getByRole('alert')).toContainText(`The newest events are missing, from event ${created.seq + 1} on`)
})
