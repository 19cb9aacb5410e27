import { readFile, truncate, writeFile } from 'node:fs/promises'
import { activity } from '#contract/activity'
import { identities } from '#contract/identities'
import { type Import, imports } from '#contract/imports'
import { Client, expect, holdBack, type Page, paths, type RealmOf, test, title } from './fixtures'
import { type Server, startProduct } from './server'

/** A file as somebody chooses it. What older programs write is no UTF-8. */
const file = (name: string, lines: string[], encoding: 'utf8' | 'latin1' = 'utf8') => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(lines.join('\r\n'), encoding),
})

type Chosen = ReturnType<typeof file> | string

/** Chooses a file on the page of imports, as a click on the button would. */
async function bring(page: Page, chosen: Chosen): Promise<void> {
  const choosing = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Choose a file' }).click()
  await (await choosing).setFiles(chosen)
}

/** Chooses a file and goes on to its lines. */
async function bringToLines(page: Page, realm: string, chosen: Chosen): Promise<void> {
  await page.goto(paths.importPeople(realm))
  await bring(page, chosen)
  await expect(page.getByRole('heading', { name: 'What the columns mean' })).toBeVisible()
  await page.getByRole('main').getByRole('link', { name: 'Check the lines' }).last().click()
}

const lineTable = (page: Page) => page.getByRole('table', { name: 'Lines of the file' })
const line = (page: Page, position: number) =>
  lineTable(page)
    .getByRole('row')
    .filter({ has: page.getByRole('cell', { name: String(position), exact: true }) })
const review = (page: Page) => page.getByRole('button', { name: 'Review and import' })
const receiptHeading = (page: Page, words: string | RegExp) => page.getByRole('heading', { level: 2, name: words })

async function apply(page: Page, label: string | RegExp): Promise<void> {
  await review(page).click()
  await page.getByRole('dialog').getByRole('button', { name: label }).click()
}

async function everyone({ client, name }: RealmOf) {
  const { items } = await client.call(identities.list, { params: { realm: name }, query: { sort: 'username' } })
  return Promise.all(items.map(({ id }) => client.call(identities.get, { params: { realm: name, identityId: id } })))
}

/** So many lines that somebody sees them being worked on. */
const many = (n: number): string[] => [
  'username,email,first name,last name',
  ...Array.from({ length: n }, (_, i) => `person-${i},person-${i}@example.org,First ${i},Last ${i}`),
]

/** An upload past the page. */
const upload = ({ client, name }: RealmOf, lines: string[], fileName = 'people.csv'): Promise<Import> =>
  client.call(imports.upload, {
    params: { realm: name },
    query: { fileName },
    file: { type: 'text/csv', content: lines.join('\n') },
  })

async function untilReady({ client, name }: RealmOf, importId: string): Promise<Import> {
  const get = () => client.call(imports.get, { params: { realm: name, importId } })
  await expect.poll(async () => (await get()).state, { timeout: 60_000 }).toBe('ready')
  return get()
}

test('a list from an older spreadsheet is brought in, one line corrected on the way, and all of it undone', async ({
  page,
  realm,
}) => {
  const finance = await realm.group('Finance')
  await realm.person('ada', { email: 'ada@example.org', firstName: 'Ada' })
  await page.goto(paths.identities(realm.name))
  await page.getByRole('link', { name: 'Import a CSV file' }).click()
  await expect(title(page)).toHaveText('Import people')
  await expect(page.getByText('No file yet')).toBeVisible()
  const lines = [
    'Benutzername;E-Mail;Vorname;Nachname;Abteilung;Kostenstelle;Passwort',
    'ada;ada@example.org;Ada;Lovelace;Finance;4711;geheim',
    'jörg;joerg@example.org;Jörg;Müller;Finance;4712;geheim',
    'änne;keine-adresse;Änne;Übel;Nirgends;;geheim',
  ]
  await bring(page, file('Mitarbeiter.csv', lines, 'latin1'))

  // 1. What the columns mean
  await expect(title(page)).toHaveText('Mitarbeiter.csv')
  await expect(title(page)).toBeFocused()
  const read = page.getByRole('main')
  await expect(read.getByText('Western European (Windows)')).toBeVisible()
  await expect(read.getByText('Semicolons')).toBeVisible()
  await expect(read.getByText('Names the columns')).toBeVisible()
  const columns = page.getByRole('table', { name: 'Columns of the file' })
  await expect(columns.getByText('Jörg', { exact: true })).toBeVisible()
  const means = (column: string) => page.getByLabel(`What “${column}” means`)
  await expect(means('Benutzername')).toHaveValue('username')
  await expect(means('Abteilung')).toHaveValue('groups')
  await expect(columns.getByRole('row', { name: /^Vorname/ })).toContainText('guessed')
  await expect(columns.getByRole('row', { name: /^Passwort/ })).toContainText('nothing of this column was kept')
  await expect(columns).not.toContainText('geheim')
  await means('Kostenstelle').selectOption('Attribute with another name …')
  const attribute = page.getByLabel('Name of the attribute for “Kostenstelle”')
  await expect(attribute).toBeFocused()
  await attribute.fill('cost centre')
  await attribute.press('Enter')
  await expect(means('Kostenstelle')).toHaveValue('attribute:cost centre')
  await expect(page.getByText('1 new, 1 to update, and 1 with problems')).toBeVisible()
  // A meaning that is taken moves
  await means('Vorname').selectOption('Last name')
  await expect(page.getByText('Last name was taken from the column “Nachname”, which is left out now.')).toBeVisible()
  await means('Nachname').selectOption('Last name')
  await means('Vorname').selectOption('First name')
  await expect(means('Nachname')).toHaveValue('lastName')
  await expect(page.getByText('1 new, 1 to update, and 1 with problems')).toBeVisible()

  // 2. The lines
  await page.getByRole('main').getByRole('link', { name: 'Check the lines' }).last().click()
  await expect(page.getByRole('heading', { name: 'Check the lines' })).toBeFocused()
  await expect(line(page, 2)).toContainText('Last name: Empty → Lovelace')
  await expect(line(page, 2)).toContainText('Joins Finance')
  await expect(line(page, 3)).toContainText('Jörg Müller')
  await expect(line(page, 4)).toContainText('“keine-adresse” This is not an e-mail address.')
  await expect(line(page, 4)).toContainText('There is no group “Nirgends”.')
  await page.getByRole('button', { name: 'Show them' }).click()
  await expect(line(page, 3)).toHaveCount(0)
  await expect(page).toHaveURL(/step=rows&state=error/)
  // How the import stands is asked for when the dialog opens; here it is answered last, with what it has become by then
  const tell = await holdBack(page, /\/imports\/[^/]+$/)
  await page.getByRole('button', { name: 'Correct line 4' }).click()
  const dialog = page.getByRole('dialog', { name: 'Correct line 4' })
  await expect(dialog.getByLabel('E-mail address')).toBeFocused()
  await dialog.getByLabel('E-mail address').fill('aenne@example.org')
  await page.keyboard.press('Enter')
  // Half of it is right now
  await expect(dialog.getByText('There are still problems in this line.')).toBeVisible()
  await expect(dialog.getByLabel('Groups')).toBeFocused()
  await dialog.getByLabel('Groups').fill('Finance')
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  const told = page.waitForResponse(/\/imports\/[^/]+$/)
  tell()
  await (await told).finished()
  // It stays in sight, and the focus where it was
  await expect(line(page, 4)).toContainText('New')
  await expect(page.getByRole('button', { name: 'Edit line 4' })).toBeFocused()
  await expect(page.getByText('2 new and 1 to update')).toBeVisible()
  // All of them were seen before it was right; none shows it as it was while they are asked for again
  const answer = await holdBack(page, /\/rows(\?|$)/)
  const arrived = page.waitForResponse(/\/rows(\?|$)/)
  // Not `check`, which wants it at once: the address says which of them are shown.
  await page.getByRole('radio', { name: 'All 3' }).click()
  await expect(page.getByRole('radio', { name: 'All 3' })).toBeChecked()
  await expect(line(page, 3)).toContainText('Jörg Müller')
  await expect(line(page, 4)).toContainText('New')
  await expect(line(page, 4)).not.toContainText('keine-adresse')
  const before = await review(page).boundingBox()
  answer()
  await (await arrived).finished()
  await expect(line(page, 4)).toContainText('Änne Übel')
  expect(await review(page).boundingBox()).toEqual(before)

  // 3. Review
  await review(page).click()
  const looked = page.getByRole('dialog', { name: 'Import Mitarbeiter.csv?' })
  await expect(looked).toContainText('2 people will be added')
  await expect(looked).toContainText('1 person will be updated')
  await expect(looked.getByRole('region', { name: 'What changes' })).toContainText('jörg')
  await looked.getByRole('button', { name: 'Import 3 people' }).click()

  // 4. The receipt
  await expect(receiptHeading(page, '3 people imported')).toBeVisible()
  await expect(page.getByText('2 people added')).toBeVisible()
  await expect(page.getByText('1 person updated')).toBeVisible()
  await expect(line(page, 3)).toContainText('Added')
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download the receipt' }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toBe('Mitarbeiter – receipt.csv')
  const receipt = await readFile(await download.path(), 'utf8')
  expect(receipt.split('\r\n')).toEqual([
    '\uFEFFBenutzername,E-Mail,Vorname,Nachname,Abteilung,Kostenstelle,Passwort,Line,Result,Reason',
    'ada,ada@example.org,Ada,Lovelace,Finance,4711,,2,updated,',
    'jörg,joerg@example.org,Jörg,Müller,Finance,4712,,3,created,',
    'änne,aenne@example.org,Änne,Übel,Finance,,,4,created,',
    '',
  ])
  expect(await everyone(realm)).toMatchObject([
    { username: 'ada', name: 'Ada Lovelace', attributes: { 'cost centre': ['4711'] } },
    { username: 'jörg', name: 'Jörg Müller', attributes: { 'cost centre': ['4712'] } },
    { username: 'änne', name: 'Änne Übel', attributes: {} },
  ])
  expect((await realm.getGroup(finance.id)).memberCount).toBe(3)
  await line(page, 3).getByRole('link', { name: 'Jörg Müller' }).click()
  await expect(title(page)).toHaveText('Jörg Müller')
  await page.goBack()

  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('dialog', { name: 'Undo all of it?' }).getByRole('button', { name: 'Undo all of it' }).click()
  await expect(page.getByText(/^(It is undone|All \d+ steps are undone)\.$/)).toBeVisible()
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
  await expect(page.getByText('This import was undone.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0)
  expect(await everyone(realm)).toMatchObject([{ username: 'ada', name: 'Ada', attributes: {} }])
  await page.getByRole('link', { name: 'See the people' }).click()
  await expect(page.getByRole('link', { name: 'Ada', exact: true })).toBeVisible()
  await expect(page.getByText('jörg')).toHaveCount(0)
})

test('a table is pasted from a spreadsheet; the same again changes nothing', async ({ page, realm }) => {
  const table =
    'username\te-mail\tname\tfirst name\r\nada\tada@example.org\tLovelace\tAda\r\ngrace\t\tHopper\tGrace\r\n'
  const paste = async () => {
    await page.goto(paths.importPeople(realm.name))
    const box = page.getByLabel('Paste a table')
    await box.focus()
    await box.evaluate((element, text) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', text)
      // The browser itself inserts only what a person pastes.
      if (element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })))
        document.execCommand('insertText', false, text)
    }, table)
    await page.getByRole('button', { name: 'Read the table' }).click()
    await expect(title(page)).toHaveText('Pasted table')
    await expect(page.getByText('Tabs')).toBeVisible()
    await page.getByRole('main').getByRole('link', { name: 'Check the lines' }).last().click()
  }
  await paste()
  await expect(line(page, 3)).toContainText('Grace Hopper')
  await apply(page, 'Import 2 people')
  await expect(receiptHeading(page, '2 people imported')).toBeVisible()
  expect(await everyone(realm)).toMatchObject([{ name: 'Ada Lovelace' }, { name: 'Grace Hopper' }])
  const before = await realm.client.call(activity.ofRealm, { params: { realm: realm.name }, query: { limit: 1 } })

  await paste()
  await expect(line(page, 2)).toContainText('What this line says is so already.')
  await expect(page.getByText('Everything that this file says is so already').first()).toBeVisible()
  await expect(review(page)).toHaveAttribute('aria-disabled', 'true')
  const after = await realm.client.call(activity.ofRealm, { params: { realm: realm.name }, query: { limit: 1 } })
  expect(after.items[0]?.id).toBe(before.items[0]?.id)
  // Both are found again where they were brought
  await page.getByRole('link', { name: 'Import people' }).click()
  const files = page.getByRole('table', { name: 'Uploaded files' })
  await expect(files.getByRole('row', { name: /Pasted table/ })).toHaveCount(2)
  await expect(files).toContainText('2 people imported')
  await page.getByRole('button', { name: 'Actions for Pasted table' }).last().click()
  await page.getByRole('menuitem', { name: 'Throw away …' }).click()
  await expect(page.getByRole('dialog')).toContainText('The people who were imported from it stay.')
  await page.getByRole('button', { name: 'Throw away' }).click()
  await expect(files.getByRole('row', { name: /Pasted table/ })).toHaveCount(1)
  expect(await everyone(realm)).toHaveLength(2)
})

test('what is no list of people is refused in words that say what to do', async ({ page, realm }, testInfo) => {
  await page.goto(paths.importPeople(realm.name))
  const alert = page.getByRole('alert')
  const refused: [name: string, content: string | Buffer, words: string, todo: string][] = [
    ['people.csv', Buffer.from('PK\x03\x04\x14\x00\x00\x00notes.txt', 'latin1'), 'compressed file', 'Unpack it.'],
    ['people.csv', Buffer.from('PK\x03\x04\x14\x00xl/workbook.xml', 'latin1'), 'Excel workbook', 'File → Save as'],
    ['people.xls', Buffer.from('\xD0\xCF\x11\xE0\xA1\xB1', 'latin1'), 'Excel workbook', 'CSV UTF-8'],
    ['people.csv', '%PDF-1.7 …', 'PDF document', 'save or export the list as CSV'],
    ['people.csv', '', 'nobody in this file', 'one line for each person'],
    ['people.csv', 'username,email\n', 'nobody in this file', 'one line for each person'],
    ['people.csv', `${'a,'.repeat(101)}b\n`, 'more than 100 columns', 'Delete the columns'],
    ['people.csv', `username\n"${'x'.repeat(400_000)}`, 'Line 2 is too long', 'quotation mark'],
    ['people.csv', `username\n${','.repeat(1_000_000)}`, 'too long', 'quotation mark'],
    [
      'people.csv',
      `username\n${Array.from({ length: 200_002 }, (_, i) => i).join('\n')}`,
      '200,000 lines',
      'Divide it',
    ],
  ]
  for (const [name, content, words, todo] of refused) {
    await bring(page, { name, mimeType: 'text/csv', buffer: Buffer.from(content) })
    // A busy machine takes a while to read so many lines.
    await expect(alert).toContainText(words, { timeout: 60_000 })
    await expect(alert).toContainText(todo)
    await expect(page.getByRole('button', { name: 'Choose a file' })).toBeVisible()
  }
  // Nobody waits for 60 MB to arrive before hearing that they are too many
  const large = testInfo.outputPath('large.csv')
  await writeFile(large, 'username\n')
  await truncate(large, 60 * 1024 * 1024)
  let sent = 0
  page.on('request', (request) => (sent += request.method() === 'POST' ? 1 : 0))
  await bring(page, large)
  await expect(alert).toContainText('larger than 50 MB')
  expect(sent).toBe(0)
  await expect(page.getByText('No file yet')).toBeVisible()
})

test('a file is dropped anywhere on the page, one at a time', async ({ page, realm }) => {
  await page.goto(paths.importPeople(realm.name))
  await expect(page.getByRole('heading', { name: 'Drop a CSV file here' })).toBeVisible()
  const held = (count: number) =>
    page.evaluateHandle((files) => {
      const data = new DataTransfer()
      for (let i = 0; i < files; i++) data.items.add(new File([`username\nada-${i}\n`], `list ${i}.csv`))
      return data
    }, count)
  const main = page.getByRole('main')
  const two = await held(2)
  await main.dispatchEvent('dragover', { dataTransfer: two })
  await expect(page.getByRole('heading', { name: 'Let go to read this file' })).toBeVisible()
  await main.dispatchEvent('drop', { dataTransfer: two })
  await expect(page.getByRole('alert')).toContainText('One file at a time')
  await expect(page.getByRole('heading', { name: 'Drop a CSV file here' })).toBeVisible()
  await main.dispatchEvent('drop', { dataTransfer: await held(1) })
  await expect(title(page)).toHaveText('list 0.csv')
  await page.getByRole('button', { name: 'Actions for list 0.csv' }).click()
  await page.getByRole('menuitem', { name: 'Throw away …' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Throw away' }).click()
  await expect(title(page)).toHaveText('Import people')
  await expect(page.getByText('No file yet')).toBeVisible()
  const example = page.waitForEvent('download')
  await page.getByText('What should be in the file?').click()
  await page.getByRole('button', { name: 'Download an example' }).click()
  await bring(page, await (await example).path())
  await expect(page.getByText('2 new')).toBeVisible()
})

test('an upload can be given up', async ({ page, realm }) => {
  await page.goto(paths.importPeople(realm.name))
  // Slow enough to think better of it
  const slow = await page.context().newCDPSession(page)
  await slow.send('Network.enable')
  await slow.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: 50_000,
  })
  await bring(page, file('large.csv', many(30_000)))
  const bar = page.getByRole('progressbar', { name: 'How much of the file has been sent' })
  await expect(bar).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Sending large.csv' })).toBeFocused()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(bar).toBeHidden()
  await expect(page.getByRole('button', { name: 'Choose a file' })).toBeVisible()
  await expect(page.getByRole('alert')).toHaveCount(0)
  await page.reload()
  await expect(page.getByText('No file yet')).toBeVisible()
})

test('who leaves while lines are checked or people imported comes back to where it has come', async ({
  page,
  realm,
}) => {
  const lines = many(15_000)
  await page.goto(paths.importPeople(realm.name))
  await bring(page, file('many.csv', lines))
  await expect(title(page)).toHaveText('many.csv')
  await page.getByRole('main').getByRole('link', { name: 'Check the lines' }).last().click()
  const checking = page.getByRole('progressbar', { name: 'How many lines are checked' })
  await expect(checking).toBeVisible()
  await expect(page.getByText('It is safe to close this page')).toBeVisible()
  await expect(review(page)).toHaveAttribute('aria-disabled', 'true')
  const address = page.url()
  await page.goto(paths.groups(realm.name))
  await expect(title(page)).toHaveText('Groups')
  await page.goto(address)
  await expect(page.getByText('15,000 new')).toBeVisible({ timeout: 60_000 })
  await expect(checking).toHaveCount(0)
  const rows = lineTable(page).getByRole('row')
  await expect(rows).toHaveCount(51)
  await page.getByRole('button', { name: 'Next' }).click()
  await expect(line(page, 52)).toContainText('First 50 Last 50')
  await page.reload()
  await expect(line(page, 52)).toContainText('First 50 Last 50')
  await page.goBack()
  await expect(line(page, 2)).toContainText('First 0 Last 0')

  await review(page).click()
  await expect(page.getByRole('dialog')).toContainText('The details below are of the first 500 lines. All 15,000')
  await page.getByRole('dialog').getByRole('button', { name: 'Import 15,000 people' }).click()
  const importing = page.getByRole('progressbar', { name: 'How many people are imported' })
  await expect(importing).toBeVisible()
  // Somebody else goes on working meanwhile
  await realm.person('zoe')
  await page.goto(paths.importPeople(realm.name))
  const entry = page.getByRole('table', { name: 'Uploaded files' }).getByRole('row', { name: /many\.csv/ })
  await expect(entry).toContainText(/Being imported: [\d,]+ of 15,000|15,000 people imported/)
  await expect(entry).toContainText('15,000 people imported', { timeout: 90_000 })
  await entry.getByRole('link', { name: 'many.csv' }).click()
  await expect(receiptHeading(page, '15,000 people imported')).toBeVisible()
  await expect(page.getByText('15,000 people added')).toBeVisible()
  expect((await realm.client.call(identities.list, { params: { realm: realm.name }, query: { q: 'zoe' } })).total).toBe(
    1,
  )
})

test('what two people do to the same file at once is told, and nothing of it lost', async ({
  page,
  realm,
  owner,
  another,
}) => {
  const lines = ['username,email,first name', 'ada,nonsense,Ada', 'bob,nowhere,Bob', 'carol,carol@example.org,Carol']
  const { id } = await upload(realm, lines)
  await untilReady(realm, id)
  const rest = await another(owner)
  for (const one of [page, rest]) await one.goto(paths.importOf(realm.name, id, 'rows'))
  const correct = (one: Page, position: number) => one.getByRole('button', { name: `Correct line ${position}` }).click()

  // Different lines are no conflict
  await correct(page, 2)
  await correct(rest, 3)
  await rest.getByLabel('E-mail address').fill('bob@example.org')
  await rest.keyboard.press('Enter')
  await expect(rest.getByRole('dialog')).toBeHidden()
  await page.getByLabel('E-mail address').fill('ada@example.org')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(line(page, 3)).toContainText('bob@example.org')
  await expect(page.getByText('3 new')).toBeVisible()

  // The same line is
  await page.getByRole('button', { name: 'Edit line 2' }).click()
  await rest.reload()
  await rest.getByRole('button', { name: 'Edit line 2' }).click()
  await rest.getByLabel('First name').fill('Augusta')
  await rest.keyboard.press('Enter')
  await expect(rest.getByRole('dialog')).toBeHidden()
  await page.getByLabel('E-mail address').fill('king@example.org')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText('Someone else corrected this line meanwhile')
  await expect(page.getByLabel('First name')).toHaveValue('Augusta')
  await expect(page.getByLabel('E-mail address')).toHaveValue('king@example.org')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(line(page, 2)).toContainText('Augusta')
  await expect(line(page, 2)).toContainText('king@example.org')

  // So is what the columns mean
  for (const one of [page, rest]) await one.goto(paths.importOf(realm.name, id))
  await expect(page.getByText('3 new')).toBeVisible()
  await expect(rest.getByText('3 new')).toBeVisible()
  const kept = () => realm.client.call(imports.get, { params: { realm: realm.name, importId: id } })
  await page.getByLabel('What “first name” means').selectOption('Leave this column out')
  await expect.poll(async () => (await kept()).columns[2]?.meaning).toBe('ignore')
  await expect(page.getByText('3 new')).toBeVisible()
  // Not `check`, which wants it to stay so.
  await rest.getByRole('radio', { name: /^Leave them as they are/ }).click()
  await expect(rest.getByRole('alert')).toContainText('Someone else changed this meanwhile')
  await expect(rest.getByLabel('What “first name” means')).toHaveValue('ignore')
  await rest.getByRole('radio', { name: /^Leave them as they are/ }).click()
  await expect(rest.getByRole('alert')).toHaveCount(0)
  await expect.poll(async () => (await kept()).options).toMatchObject({ onExisting: 'skip' })
})

test('an answer that is older than what was saved does not take its place', async ({ page, realm }) => {
  const { id } = await upload(realm, ['username,email', 'ada,nonsense', 'bob,bob@example.org'])
  await untilReady(realm, id)
  await page.goto(paths.importOf(realm.name, id, 'rows'))
  await expect(page.getByText('1 new and 1 with problems')).toBeVisible()
  let arrive = () => {}
  const arrived = new Promise<void>((resolve) => (arrive = resolve))
  let answer = () => {}
  const answered = new Promise<void>((resolve) => (answer = resolve))
  // What the dialog asks for is answered at once, but comes last.
  await page.route(/\/imports\/[^/]+$/, async (route) => {
    const response = await route.fetch()
    answer()
    await arrived
    await route.fulfill({ response })
  })
  await page.getByRole('button', { name: 'Correct line 2' }).click()
  await answered
  await page.getByLabel('E-mail address').fill('ada@example.org')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(page.getByText('2 new')).toBeVisible()
  const old = page.waitForResponse(/\/imports\/[^/]+$/)
  arrive()
  await (await old).finished()
  // Until it would be shown
  await page.evaluate(() => new Promise((resolve) => setTimeout(() => requestAnimationFrame(resolve))))
  await expect(page.getByText('2 new')).toBeVisible()
  await expect(page.getByText('1 new and 1 with problems')).toHaveCount(0)
})

test('everyone in the file joins groups, new people are invited, and whoever is here is left alone', async ({
  page,
  realm,
}) => {
  const { id: groupId } = await realm.group('Newcomers')
  await realm.person('ada', { email: 'ada@example.org' })
  const { id } = await upload(realm, ['e-mail,first name', 'ada@example.org,Ada', 'grace@example.org,Grace'])
  await page.goto(paths.importOf(realm.name, id))
  await page.getByRole('radio', { name: /^Leave them as they are/ }).click()
  await page.getByRole('checkbox', { name: 'Invite new people by mail' }).click()
  await page.getByRole('button', { name: 'Choose groups' }).click()
  await page.getByRole('checkbox', { name: 'Newcomers' }).check()
  await page.getByRole('button', { name: 'Choose', exact: true }).click()
  await expect(page.getByRole('list', { name: 'Chosen' })).toContainText('Newcomers')
  await expect(page.getByText('1 new and 1 left as they are')).toBeVisible()
  await page.getByRole('main').getByRole('link', { name: 'Check the lines' }).last().click()
  await expect(line(page, 2)).toContainText('Here already, and left as they are.')
  await review(page).click()
  await expect(page.getByRole('dialog')).toContainText('Each new person gets an invitation by mail.')
  await page.getByRole('dialog').getByRole('button', { name: 'Import 1 person' }).click()
  await expect(receiptHeading(page, '1 person imported')).toBeVisible()
  expect(await everyone(realm)).toMatchObject([
    { username: 'ada', status: 'active' },
    { username: 'grace@example.org', status: 'invited' },
  ])
  expect((await realm.getGroup(groupId)).memberCount).toBe(1)
})

test('cells of every kind are shown as text', async ({ page, realm }) => {
  page.on('dialog', (dialog) => {
    throw new Error(`A cell has run as code: ${dialog.message()}`)
  })
  const hostile = [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    "=cmd|'/c calc'!A1",
    'a\u202Egnp.exe',
    'قائمة 42',
    '%s ${name} {{name}} $& %NONCE%',
    'x'.repeat(10_000),
  ]
  const quoted = hostile.map((cell) => `"${cell}"`)
  const lines = [
    `username,email,first name,groups,"${hostile[0]}",note`,
    ...quoted.map((cell, i) => `user-${i},${cell},${cell},,${cell},${cell}`),
  ]
  await bringToLines(page, realm.name, file(`${hostile[1]!.replaceAll('/', '')}\u202E.csv`, lines))
  await expect(title(page)).toHaveText('<img src=x onerror=alert(1)>.csv')
  const table = lineTable(page)
  for (const cell of hostile.slice(0, 6)) await expect(table.getByText(cell).first()).toBeVisible()
  await expect(line(page, 8)).toContainText(`${'x'.repeat(200)} …`)
  await page.setViewportSize({ width: 390, height: 844 })
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await page.getByRole('button', { name: 'Correct line 8' }).click()
  await expect(page.getByLabel('First name')).toHaveValue(hostile[6]!)
  await page.keyboard.press('Escape')
  await page.goto(paths.importPeople(realm.name))
  await expect(page.getByRole('link', { name: '<img src=x onerror=alert(1)>.csv' })).toBeVisible()
})

test('who may only look is told why, and sees what became of each line', async ({ realm, colleague, another }) => {
  const vera = await colleague('Vera Viewer', 'viewer')
  const { id } = await upload(realm, ['username,email', 'ada,ada@example.org', 'bob,nonsense'], 'team.csv')
  await untilReady(realm, id)
  const page = await another(vera)
  await page.goto(paths.importPeople(realm.name))
  await expect(page.getByText('You can look, and not import')).toBeVisible()
  await expect(page.getByText(/Your role does not include .*identity:write/).first()).toBeVisible()
  await expect(page.getByRole('button', { name: 'Choose a file' })).toHaveCount(0)
  await page.getByRole('link', { name: 'team.csv' }).click()
  await expect(page.getByText('You can look, and not import')).toBeVisible()
  await expect(page.getByRole('main').getByRole('combobox')).toHaveCount(0)
  await expect(page.getByRole('checkbox', { name: 'Invite new people by mail' })).toBeDisabled()
  await page.getByRole('main').getByRole('link', { name: 'Check the lines' }).last().click()
  await expect(line(page, 3)).toContainText('This is not an e-mail address.')
  const correct = page.getByRole('button', { name: 'Correct line 3' })
  await expect(correct).toHaveAttribute('aria-disabled', 'true')
  await expect(correct).toHaveAccessibleDescription(/identity:write/)
  await expect(review(page)).toHaveAccessibleDescription(/identity:write/)
})

/** A server of its own, to be killed. */
test.describe('a server that is killed while it imports', () => {
  let server: Server
  const own = test.extend({
    site: async ({ database }, use) => {
      server = await startProduct(database)
      await new Client(server.url).setUp(server.setupUrl ?? '', 'First Owner')
      await use(server)
      await server.stop()
    },
  })

  own('goes on where it was, and the open page with it', async ({ page, realm, guard, database }) => {
    const lines = many(12_000)
    const { id } = await upload(realm, lines, 'many.csv')
    await untilReady(realm, id)
    await page.goto(paths.importOf(realm.name, id, 'rows'))
    await apply(page, 'Import 12,000 people')
    const bar = page.getByRole('progressbar', { name: 'How many people are imported' })
    await expect.poll(() => bar.getAttribute('value').then(Number), { intervals: [50] }).toBeGreaterThan(0)
    guard.allow(/ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_SOCKET/)
    await server.kill('SIGKILL')
    await expect(page.getByText('The server cannot be reached just now.')).toBeVisible()
    server = await startProduct(database, { again: server })
    await expect(receiptHeading(page, '12,000 people imported')).toBeVisible({ timeout: 90_000 })
    await expect(page.getByText('12,000 people added')).toBeVisible()
    const { client, name } = realm
    const { total } = await client.call(identities.list, { params: { realm: name }, query: { q: 'person-11999' } })
    expect(total).toBe(1)
    const { batch } = await client.call(imports.get, { params: { realm: name, importId: id } })
    expect(batch).toMatchObject({ total: 12_000, done: 12_000, skipped: 0, finished: true })
    // Each of them is told of once, in the step that made them.
    let told = 0
    let cursor: string | undefined
    do {
      const query = { batchId: batch?.id ?? '', limit: 200, ...(cursor === undefined ? {} : { cursor }) }
      const steps = await client.call(activity.ofRealm, { params: { realm: name }, query })
      told += steps.items.reduce((sum, { params }) => sum + Number(params['created']), 0)
      cursor = steps.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(told).toBe(12_000)
    expect((await client.call(activity.verify, { params: { accountId: client.accountId } })).ok).toBe(true)
  })
})
