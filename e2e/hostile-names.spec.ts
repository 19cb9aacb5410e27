import { auth } from '#contract/auth'
import { groups } from '#contract/groups'
import { Client, expect, expectNoOverflow, type Page, PASSWORD, paths, test, title, unique } from './fixtures'

/** What people type, or what somebody wishes they had. All of it is text. */
const names = {
  script: '<script>alert(1)</script>',
  image: '<img src=x onerror=alert(1)>',
  formula: '=cmd|’/c calc’!A1',
  entity: '&lt;b&gt; &amp; "quotes"',
  emoji: '👩‍👩‍👧 Familie 🏰',
  hebrew: 'קבוצת הלילה (3)',
  arabic: 'مجموعة الليل 42',
  placeholder: '%s ${name} {{name}} $& %NONCE%',
  long: `${'Donaudampfschifffahrt'.repeat(12)}xyz`,
}

/** That a name stands somewhere on the page, letter for letter, and wherever it stands cannot turn its surroundings round. */
async function expectNamed(page: Page, name: string): Promise<void> {
  await expect(page.getByText(name).first(), `${name} at ${page.url()}`).toBeVisible()
  const loose = await page.evaluate((text) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const found: string[] = []
    // What is for screen readers alone is a point on the screen.
    const isSeen = (element: Element) => element.checkVisibility() && element.getBoundingClientRect().width > 1
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement
      if (
        node.nodeValue?.includes(text) &&
        element &&
        isSeen(element) &&
        !element.closest('bdi, option, textarea, [dir="auto"]')
      )
        found.push(`${element.tagName}: ${element.textContent}`)
    }
    return found
  }, name)
  expect(loose, `${page.url()} isolates names`).toEqual([])
}

test('names of every kind are shown as text on every page', async ({ page, realm, owner }) => {
  expect(names.long).toHaveLength(255)
  page.on('dialog', (dialog) => {
    throw new Error(`A name has run as code: ${dialog.message()}`)
  })
  const parent = await realm.group(names.long, {
    description: names.script,
    attributes: { [names.hebrew]: [names.script, names.long] },
  })
  const made: { group: string; role: string; name: string }[] = []
  for (const name of Object.values(names)) {
    const group = await realm.group(name, { parentId: parent.id, description: name })
    const role = await realm.role(name, name)
    await realm.gives(group.id, role.id)
    made.push({ group: group.id, role: role.id, name })
  }
  const first = made[0]!
  for (const { role } of made.slice(1)) await realm.contains(first.role, role)
  await realm.gives(parent.id, first.role)

  await page.setViewportSize({ width: 390, height: 844 })
  for (const path of [
    paths.groups(realm.name),
    paths.group(realm.name, parent.id),
    paths.roles(realm.name),
    paths.role(realm.name, first.role),
    paths.realmActivity(realm.name),
  ]) {
    await page.goto(path)
    await expect(title(page)).toBeVisible()
    for (const name of Object.values(names)) await expectNamed(page, name)
    await expectNoOverflow(page)
  }
  for (const { group, name } of made) {
    await page.goto(paths.group(realm.name, group))
    await expect(title(page)).toHaveText(name)
    await expect(page).toHaveTitle(`${name} · Castellan`)
    await expectNamed(page, name)
  }
  await page.goto(paths.editGroup(realm.name, first.group))
  await expect(page.getByRole('dialog', { name: 'Edit group' }).getByLabel('Name')).toHaveValue(names.script)

  expect((await owner.call(groups.get, { params: { realm: realm.name, groupId: parent.id } })).attributes).toEqual({
    [names.hebrew]: [names.script, names.long],
  })

  // Reviews, notices and the bin name them too
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.goto(paths.group(realm.name, parent.id))
  const inside = page.getByRole('region', { name: /^Inside this group/ })
  for (const name of [names.hebrew, names.script, names.long]) {
    // The last one is the page's own: with it everything inside goes
    const button = { name: `Actions for ${name}`, exact: true }
    await (
      name === names.long
        ? page.getByRole('main').getByRole('button', button).first()
        : inside.getByRole('button', button)
    ).click()
    await page.getByRole('menuitem', { name: 'Delete …' }).click()
    const dialog = page.getByRole('dialog')
    await expect(dialog).toHaveAccessibleName(`Delete the group ${name}?`)
    await expectNamed(page, name)
    await dialog.getByRole('button', { name: 'Delete group' }).click()
    await expect(dialog).toBeHidden()
    await expect(page.getByRole('status').filter({ hasText: name }).first()).toBeVisible()
    await expectNamed(page, name)
  }
  await page.goto(paths.bin(realm.name))
  for (const name of [names.hebrew, names.script, names.long]) await expectNamed(page, name)

  await page.goto(paths.realm(realm.name))
  await expect(title(page)).toBeVisible()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('onerror')
  await expect(page.getByRole('option', { name: names.image }).first()).toBeVisible()
  await expectNamed(page, names.image)
})

test('people of a realm may be called anything, wherever they are named', async ({ page, realm }) => {
  page.on('dialog', (dialog) => {
    throw new Error(`A name has run as code: ${dialog.message()}`)
  })
  const group = await realm.group(names.hebrew)
  const role = await realm.role(names.script, names.image)
  await realm.gives(group.id, role.id)
  const ids = new Map<string, string>()
  for (const name of Object.values(names)) {
    // A username and a first name each bear the name; together they would be another one.
    const person = await realm.person(name, { groupIds: [group.id], attributes: { [names.arabic]: [name] } })
    await realm.isGiven(person.id, role.id)
    ids.set(name, person.id)
  }
  const named = await realm.person('plain', { firstName: names.long.slice(0, 200), lastName: names.hebrew })

  await page.setViewportSize({ width: 390, height: 844 })
  for (const path of [
    paths.identities(realm.name),
    `${paths.identities(realm.name)}?groupId=${group.id}&roleId=${role.id}`,
    paths.group(realm.name, group.id),
    paths.role(realm.name, role.id),
    paths.realmActivity(realm.name),
  ]) {
    await page.goto(path)
    await expect(title(page)).toBeVisible()
    for (const name of Object.values(names)) await expectNamed(page, name)
    await expectNoOverflow(page)
  }
  for (const [name, id] of ids) {
    await page.goto(paths.identity(realm.name, id))
    await expect(title(page)).toHaveText(name)
    await expect(
      page
        .getByRole('region', { name: /^Everything they may do/ })
        .getByText(names.script)
        .first(),
    ).toBeVisible()
    await expectNamed(page, name)
    await expectNoOverflow(page)
    await page.getByRole('button', { name: `Why? ${names.script}` }).click()
    await expect(page.getByRole('dialog')).toHaveAccessibleName(`Why does ${name} hold ${names.script}?`)
    await expectNamed(page, name)
    await expectNoOverflow(page)
  }
  await page.goto(paths.identity(realm.name, named.id))
  await expect(title(page)).toContainText(names.hebrew)
  await expectNoOverflow(page)
  await page.goto(paths.editIdentity(realm.name, ids.get(names.formula) ?? ''))
  await expect(page.getByRole('dialog', { name: 'Edit person' }).getByLabel('Username')).toHaveValue(names.formula)
})

test('people, accounts and realms may be called anything as well', async ({ site, another }) => {
  const client = new Client(site.url)
  const email = `${unique('hostile')}@example.org`
  await client.call(auth.signUp, { body: { name: names.arabic, email, password: PASSWORD, accountName: names.script } })
  await client.call(auth.signIn, { body: { email, password: PASSWORD } })
  client.me = await client.call(auth.me)
  const realm = await client.realm(unique('hostile'), { displayName: names.hebrew, description: names.image })
  const theirs = await another(client)
  for (const path of [
    paths.home(),
    paths.realms(),
    paths.realm(realm.name),
    paths.activity(),
    paths.groups(realm.name),
  ]) {
    await theirs.goto(path)
    await expect(title(theirs)).toBeVisible()
    await expectNamed(theirs, names.arabic)
    await expectNamed(theirs, names.script)
    await expectNamed(theirs, path === paths.activity() ? realm.name : names.hebrew)
  }
})
