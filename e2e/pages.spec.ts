import { accessRequests } from '#contract/access-requests'
import { auth } from '#contract/auth'
import { groups } from '#contract/groups'
import { imports } from '#contract/imports'
import { realms } from '#contract/realms'
import { roles } from '#contract/roles'
import { settings } from '#contract/settings'
import routes from '../src/dashboard/routes.json' with { type: 'json' }
import { write } from './database'
import {
  choose,
  Client,
  enter,
  expect,
  expectAccessible,
  type Page,
  paths,
  RealmOf,
  test as base,
  title,
  unique,
} from './fixtures'

/** A realm with something of everything, for all pages of a worker: nobody changes it. */
interface Household {
  client: Client
  realm: RealmOf
  ids: Record<string, string>
}

const test = base.extend<object, { household: Household }>({
  household: [
    async ({ server }, use) => {
      const client = new Client(server.url)
      await client.signUp(unique('Hanna House'))
      const realm = new RealmOf(
        client,
        await client.realm(unique('household'), { displayName: 'The household', description: 'Everyone here' }),
      )
      const outer = await realm.group('Company', {
        description: 'All of us',
        attributes: { 'cost centre': ['4711', '4712'], empty: [] },
      })
      const group = await realm.group('Finance', { parentId: outer.id, description: 'Pays and gets paid' })
      await realm.group('Payroll', { parentId: group.id })
      const [employee, role] = [
        await realm.role('employee', 'Works here'),
        await realm.role('auditor', 'Reads everything'),
      ]
      await realm.gives(outer.id, employee.id)
      await realm.gives(group.id, role.id)
      await realm.gives(group.id, (await realm.findRole('view-users')).id)
      await realm.contains(role.id, employee.id)
      const person = await realm.person('ada', {
        email: 'ada@example.com',
        firstName: 'Ada',
        lastName: 'Lovelace',
        groupIds: [group.id],
        attributes: { 'cost centre': ['4711'], empty: [] },
        breakGlass: true,
      })
      await realm.isGiven(person.id, role.id)
      await realm.joins(person.id, [outer.id], new Date(Date.now() + 3_600_000).toISOString())
      await realm.person('grace', { email: 'grace@example.com', invite: true })
      const request = await addRequests(realm, person.id, role.id)
      const importId = await bringFile(realm)
      const gone = await realm.group('Gone')
      await client.call(groups.remove, { params: { realm: realm.name, groupId: gone.id }, ifMatch: gone.version })
      const lost = await client.realm(unique('lost'))
      await client.call(realms.remove, { params: { realm: lost.name }, ifMatch: lost.version })
      const { application } = await realm.findRole('realm-admin')
      await use({
        client,
        realm,
        ids: {
          realm: realm.name,
          groupId: group.id,
          roleId: role.id,
          applicationId: application?.id ?? '',
          identityId: person.id,
          requestId: request,
          importId,
        },
      })
    },
    { scope: 'worker' },
  ],
  visitor: ({ household }, use) => use(household.client),
})

/** A group that needs approval, somebody who was let in, and somebody who waits. Returns the latter's request. */
async function addRequests(realm: RealmOf, personId: string, roleId: string): Promise<string> {
  const { client, name } = realm
  const params = { realm: name }
  const { version } = await client.call(settings.get, { params })
  await client.call(settings.update, { params, body: { approvals: { enabled: true } }, ifMatch: version })
  const { email } = client.me.administrator
  const approver = await realm.person(email, { email })
  await realm.isGiven(approver.id, roleId)
  const { id: groupId } = await realm.group('On call')
  const policy = { approvals: 1, approvalRoleIds: [roleId], maxDurationSeconds: 8 * 3600 }
  await client.call(accessRequests.setPolicy, { params: { ...params, groupId }, body: { policy } })
  const ask = (identityId: string, reason: string) =>
    client.call(accessRequests.create, { params, body: { identityId, groupId, reason } })
  const { id: requestId } = await ask(personId, 'Stands in this week')
  await client.call(accessRequests.approve, { params: { ...params, requestId }, body: { note: 'Thank you' } })
  const hanna = await realm.person('hanna')
  return (await ask(hanna.id, 'Learns how it is done')).id
}

/** A file with lines of every kind, checked and not imported. Returns its import. */
async function bringFile({ client, name: realm }: RealmOf): Promise<string> {
  const lines = [
    'username;email;first name;groups;password',
    'ada;ada@example.com;Augusta;Company;secret',
    'grace;;;;',
    'joan;joan@example.com;Joan;Finance;',
    'nobody;nonsense;;Nowhere;',
    `${'Donaudampfschifffahrt'.repeat(10)};;${'Kapitän'.repeat(30)};;`,
  ]
  const file = { type: 'text/csv', content: lines.join('\n') }
  const { id } = await client.call(imports.upload, { params: { realm }, query: { fileName: 'New people.csv' }, file })
  await expect
    .poll(async () => (await client.call(imports.get, { params: { realm, importId: id } })).state)
    .toBe('ready')
  return id
}

interface Route {
  path: string
  children?: Route[]
}
const flatten = (entries: Route[], base = ''): string[] =>
  entries.flatMap(({ path, children = [] }) => [`${base}/${path}`, ...flatten(children, `${base}/${path}`)])

test.describe('every page is for everyone', () => {
  for (const path of flatten(routes)) {
    test(path, async ({ page, household: { ids } }) => {
      await page.goto(path.replaceAll(/:(\w+)/g, (_, name: string) => ids[name] ?? ''))
      const panel = /\/(new|edit|access-policy)$/.test(path)
      // Behind a panel the page is hidden from everyone
      await expect(
        panel ? page.getByRole('dialog').getByRole('button', { name: /^(Add person|Ask|Create|Save)/ }) : title(page),
      ).toBeVisible()
      await expect(
        page.getByRole('main', { includeHidden: true }).getByRole('status', { name: /^Loading/ }),
      ).toHaveCount(0)
      await expect(page).toHaveTitle(/.+ · Castellan$/)
      await expectAccessible(page)
    })
  }
})

test.describe('so are the pages of nobody yet', () => {
  test.use({ visitor: null })

  for (const path of ['/sign-in', '/sign-up', '/setup', '/setup?token=whatever']) {
    test(path, async ({ page }) => {
      await page.goto(path)
      await expect(title(page)).toBeVisible()
      await expectAccessible(page)
      if (!path.includes('=') && path.startsWith('/setup')) return
      await page.getByRole('button', { name: /^(Sign in|Create account|Set up and enter)$/ }).click()
      await expect(page.getByText('Fill this in').first()).toBeVisible()
      await expectAccessible(page)
    })
  }
})

/** Lists with nothing in them, searches without a result, pages that are not there. */
test('empty and not-found pages are for everyone', async ({ page, owner, context }) => {
  test.slow()
  await context.clearCookies()
  await enter(context, owner)
  const { name } = await owner.realm(unique('empty'))
  const missing = '00000000-0000-7000-8000-000000000000'
  for (const path of [
    paths.identities(name),
    `${paths.identities(name)}?status=invited&secondStep=none`,
    paths.groups(name),
    `${paths.roles(name)}?q=nothing`,
    paths.accessRequests(name),
    paths.bin(name),
    paths.group(name, missing),
    '/nowhere',
  ]) {
    await page.goto(path)
    await expect(title(page)).toBeVisible()
    await expect(page.getByRole('main').getByRole('heading').last()).toBeVisible()
    await expectAccessible(page)
  }
})

test.describe('every dialog is for everyone', () => {
  const dialogs: Record<string, (page: Page, household: Household) => Promise<void>> = {
    'the review of a deletion': async (page, { realm }) => {
      await page.goto(paths.groups(realm.name))
      await choose(page, 'Company', 'Delete …')
      await expect(page.getByRole('dialog')).toContainText('will go to the bin')
    },
    'the deletion of a realm': async (page, { realm }) => {
      await page.goto(paths.realm(realm.name))
      await choose(page, realm.name, 'Delete …')
      await expect(page.getByRole('dialog').getByRole('textbox')).toBeVisible()
    },
    'moving a group': async (page, { realm, ids }) => {
      await page.goto(paths.group(realm.name, ids['groupId']!))
      await choose(page, 'Finance', 'Move …')
      await page.getByRole('radio', { name: /^Top level/ }).check()
      await expect(page.getByRole('region', { name: 'What changes' })).toBeVisible()
    },
    'adding roles': async (page, { realm, ids }) => {
      await page.goto(paths.group(realm.name, ids['groupId']!))
      await page.getByRole('button', { name: 'Add roles' }).click()
      await page.getByLabel('Search roles of the realm and of its applications').fill('manage')
      await page.getByRole('checkbox', { name: /^manage-users/ }).check()
      await page.getByRole('checkbox', { name: /^manage-realm/ }).check()
      await expect(page.getByRole('region', { name: 'What changes' })).toBeVisible()
    },
    'the filters of people': async (page, { realm }) => {
      await page.goto(`${paths.identities(realm.name)}?secondStep=none&notSeenDays=30`)
      await page.getByRole('checkbox', { name: 'Select all on this page' }).check()
      await page.getByRole('button', { name: 'Filter', exact: true }).click()
      await expect(page.getByRole('menuitem', { name: 'In a group …' })).toBeVisible()
    },
    'a filter by a group': async (page, { realm }) => {
      await page.goto(paths.identities(realm.name))
      await page.getByRole('button', { name: 'Filter', exact: true }).click()
      await page.getByRole('menuitem', { name: 'In a group …' }).click()
      await page.getByRole('radio', { name: /^Finance/ }).check()
    },
    'why somebody holds a role': async (page, { realm, ids }) => {
      await page.goto(paths.identity(realm.name, ids['identityId']!))
      await page.getByRole('button', { name: 'Why? auditor' }).click()
      await expect(page.getByRole('list', { name: 'Reasons' }).getByRole('listitem')).toHaveCount(2)
    },
    'what remains of a role': async (page, { realm, ids }) => {
      await page.goto(paths.identity(realm.name, ids['identityId']!))
      await page.getByRole('button', { name: 'Why? auditor' }).click()
      await page
        .getByRole('button', { name: /^Take this away/ })
        .first()
        .click()
      await expect(page.getByRole('dialog').last()).toContainText('Ada Lovelace will still hold auditor:')
    },
    'joining groups for a while': async (page, { realm, ids }) => {
      await page.goto(paths.identity(realm.name, ids['identityId']!))
      await page.getByRole('button', { name: 'Add to groups' }).click()
      await page.getByRole('checkbox', { name: /^Payroll/ }).check()
      await page.getByLabel('For how long').selectOption('For a week')
      await expect(page.getByRole('region', { name: 'What changes' })).toBeVisible()
    },
    'the mail that invites somebody': async (page, { realm }) => {
      await page.goto(paths.identities(realm.name))
      await page.getByRole('link', { name: 'grace' }).click()
      await page.getByRole('button', { name: 'Show the mail' }).click()
      await expect(page.getByRole('dialog', { name: 'The mail' })).toBeVisible()
    },
    'adding people to a group': async (page, { realm, ids }) => {
      await page.goto(paths.group(realm.name, ids['groupId']!))
      await page.getByRole('button', { name: 'Add people' }).click()
      await page.getByRole('checkbox', { name: /^grace/ }).check()
      await expect(page.getByRole('region', { name: 'What changes' })).toBeVisible()
    },
    'the default groups': async (page, { realm }) => {
      await page.goto(paths.groups(realm.name))
      await page.getByRole('button', { name: 'Default groups' }).click()
      await page.getByRole('checkbox', { name: /^Company/ }).check()
      await expect(page.getByRole('region', { name: 'What changes' })).toBeVisible()
    },
    'a person without a name': async (page, { realm }) => {
      await page.goto(paths.newIdentity(realm.name))
      await page.getByRole('button', { name: 'Add person' }).click()
      await expect(page.getByText('Give a username or an e-mail address').first()).toBeVisible()
    },
    'restoring from the bin': async (page, { realm }) => {
      await page.goto(paths.activity())
      await page.getByRole('button', { name: /^Details of .* deleted the group Gone/ }).click()
      await expect(page.getByText(`in ${realm.name}`).first()).toBeVisible()
      await page.getByRole('button', { name: 'Verify' }).click()
      await expect(page.getByRole('alert')).toContainText('as they were written')
    },
    'undoing what was built upon': async (page, { realm }) => {
      await page.goto(`${paths.realmActivity(realm.name)}?kind=group`)
      await page.getByRole('button', { name: /^Undo .* created the group Company/ }).click()
      await expect(page.getByRole('dialog')).toContainText('Later changes rest on this one.')
    },
    'the command palette': async (page, { realm }) => {
      await page.goto(paths.groups(realm.name))
      await expect(title(page)).toBeVisible()
      await page.keyboard.press('Control+k')
      await page.getByRole('combobox').fill('e')
      await expect(page.getByRole('group', { name: /Groups in/ })).toBeVisible()
    },
    'the realm switcher': async (page, { realm }) => {
      await page.goto(paths.groups(realm.name))
      await page.getByRole('button', { name: /Switch to another one$/ }).click()
      await expect(page.getByRole('link', { name: 'All realms' })).toBeVisible()
    },
    'the menu of a person': async (page, { client }) => {
      await page.goto(paths.realms())
      await page.getByRole('button', { name: `${client.me.administrator.name}: your menu` }).click()
      await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeVisible()
    },
    'the review of an approval': async (page, { realm }) => {
      await page.goto(paths.accessRequests(realm.name))
      await choose(page, 'hanna', 'Approve …')
      await expect(page.getByRole('dialog').getByRole('region', { name: 'What changes' })).toBeVisible()
    },
    'the lines of a file': async (page, { realm, ids }) => {
      await page.goto(paths.importOf(realm.name, ids['importId']!, 'rows'))
      await expect(page.getByRole('button', { name: 'Correct line 5' })).toBeVisible()
    },
    'correcting a line of a file': async (page, { realm, ids }) => {
      await page.goto(paths.importOf(realm.name, ids['importId']!, 'rows'))
      await page.getByRole('button', { name: 'Correct line 5' }).click()
      await expect(page.getByRole('dialog').getByText('There is no group')).toBeVisible()
    },
    'the review of an import': async (page, { realm, ids }) => {
      await page.goto(paths.importOf(realm.name, ids['importId']!, 'rows'))
      await page.getByRole('button', { name: 'Review and import' }).click()
      await expect(page.getByRole('dialog').getByRole('region', { name: 'What changes' })).toBeVisible()
    },
    'an attribute of one’s own name': async (page, { realm, ids }) => {
      await page.goto(paths.importOf(realm.name, ids['importId']!))
      await page.getByLabel('What “groups” means').selectOption('Attribute with another name …')
      await page.getByRole('button', { name: 'Use this name' }).click()
      await expect(page.getByText('Type a name of up to 255 letters.')).toBeVisible()
    },
    'a file that is none of people': async (page, { realm }) => {
      await page.goto(paths.importPeople(realm.name))
      await page.getByText('What should be in the file?').click()
      const choosing = page.waitForEvent('filechooser')
      await page.getByRole('button', { name: 'Choose a file' }).click()
      const buffer = Buffer.from('PK\x03\x04', 'latin1')
      await (await choosing).setFiles({ name: 'people.csv', mimeType: 'text/csv', buffer })
      await expect(page.getByRole('alert')).toContainText('Unpack it.')
    },
    'a form with errors': async (page, { realm }) => {
      await page.goto(paths.newGroup(realm.name))
      await page.getByRole('button', { name: 'Add an attribute' }).click()
      await page.getByLabel('Values of 1, one a line').fill('a value without a key')
      await page.getByRole('button', { name: 'Create group' }).click()
      await expect(page.getByText('Fill this in').first()).toBeVisible()
    },
    'the form of an application with errors': async (page, { realm }) => {
      await page.goto(paths.newApplication(realm.name))
      await page.getByRole('button', { name: 'Add a redirect URI' }).click()
      await page.getByLabel('Redirect URI 1', { exact: true }).fill('http://example.org/*')
      await page.getByRole('button', { name: 'Create application' }).click()
      await expect(page.getByText('Fill this in').first()).toBeVisible()
      await expect(page.getByText('No wildcards: write each address in full')).toBeVisible()
    },
    'the form of an application that speaks SAML': async (page, { realm }) => {
      await page.goto(paths.newApplication(realm.name))
      await page.getByRole('radio', { name: 'SAML' }).check()
      await expect(page.getByRole('combobox', { name: 'Name id' })).toBeVisible()
    },
    'disabling an application': async (page, { realm }) => {
      await page.goto(paths.applications(realm.name))
      await choose(page, 'Account', 'Disable …')
      await expect(page.getByRole('dialog')).toContainText('Nobody gains or loses a role.')
    },
    'leaving without saving': async (page, { realm }) => {
      await page.goto(paths.newRole(realm.name))
      await page.getByRole('dialog', { name: 'New role' }).getByLabel('Name').fill('half a na')
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog', { name: 'Leave without saving?' })).toBeVisible()
    },
  }
  for (const [name, open] of Object.entries(dialogs)) {
    test(name, async ({ page, household }) => {
      await open(page, household)
      await expectAccessible(page)
    })
  }
})

test('a conflict, its notice and a session that has ended are for everyone', async ({
  page,
  owner,
  realm,
  context,
}) => {
  await context.clearCookies()
  await enter(context, owner)
  const role = await realm.role('auditor')
  await page.goto(paths.editRole(realm.name, role.id))
  const panel = page.getByRole('dialog', { name: 'Edit role' })
  await panel.getByLabel('Description').fill('Mine')
  await owner.call(roles.update, {
    params: { realm: realm.name, roleId: role.id },
    body: { description: 'Theirs' },
    ifMatch: role.version,
  })
  await panel.getByRole('button', { name: 'Save changes' }).click()
  await expect(panel.getByRole('alert')).toContainText('Someone changed this while you were editing')
  await expectAccessible(page)
  await panel.getByRole('button', { name: 'Keep mine' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Changes saved.' })).toBeVisible()
  await expectAccessible(page)
  await owner.call(auth.signOut)
  await page.getByRole('button', { name: 'Give it to groups' }).click()
  await expect(page.getByRole('dialog', { name: 'Sign in again' })).toBeVisible()
  await expectAccessible(page)
})

test('a log that was tampered with is shown to everyone', async ({ page, owner, realm, site, context }) => {
  await context.clearCookies()
  await enter(context, owner)
  await realm.group('Ops')
  await write(site, [[`update events set actor_name = 'x' where account_id = ?`, owner.accountId]])
  await page.goto(paths.activity())
  await page.getByRole('button', { name: 'Verify' }).click()
  await expect(page.getByRole('alert')).toContainText('was edited')
  await expectAccessible(page)
})

test('an import that runs, and its receipt, are for everyone', async ({ page, owner, site, context }) => {
  await context.clearCookies()
  await enter(context, owner)
  const realm = new RealmOf(owner, await owner.realm(unique('imports')))
  await realm.group('Company')
  const id = await bringFile(realm)
  // Such states pass too soon to be looked at, so the database is told.
  const hold = (state: string, judged: number) =>
    write(site, [['update imports set state = ?, judged = ? where id = ?', state, judged, id]])
  for (const [state, judged] of [
    ['judging', 3],
    ['applying', 5],
  ] as const) {
    await hold(state, judged)
    await page.goto(paths.importOf(realm.name, id, 'rows'))
    await expect(page.getByRole('progressbar')).toBeVisible()
    await expectAccessible(page)
  }
  // A page that sees it ready has nothing more to wait for, so none is there meanwhile.
  await page.goto(paths.realms())
  await hold('ready', 5)
  await owner.call(imports.apply, { params: { realm: realm.name, importId: id } })
  await page.goto(paths.importOf(realm.name, id))
  await expect(page.getByRole('heading', { name: '3 people imported' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible()
  await expectAccessible(page)
  await page.goto(paths.importPeople(realm.name))
  await expect(page.getByRole('table', { name: 'Uploaded files' })).toContainText('3 people imported')
  await expectAccessible(page)
})
