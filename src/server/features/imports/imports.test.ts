import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { activity } from '#contract/activity'
import { groups } from '#contract/groups'
import { identities } from '#contract/identities'
import { type Import, type ImportPatch, type ImportRow, imports } from '#contract/imports'
import type { Client } from '../../testing/client'
import { dump, expectSame, expectSound } from '../../testing/dump'
import { startTestServer, type TestServer } from '../../testing/test-server'

let server: TestServer
let owner: Client
beforeAll(async () => {
  server = await startTestServer()
  owner = server.owner
})
afterAll(() => server.stop())

let realms = 0
async function freshRealm(): Promise<string> {
  const { name } = await owner.realm(`imports-${(realms += 1)}`)
  return name
}

type Content = string | Uint8Array<ArrayBuffer>

async function upload(realm: string, content: Content, fileName = 'people.csv'): Promise<Import> {
  const made = await owner.call(imports.upload, {
    params: { realm },
    query: { fileName },
    file: { type: 'text/csv', content },
  })
  return judged(realm, made.id)
}
async function judged(realm: string, importId: string): Promise<Import> {
  await server.running.worker.drain()
  return owner.call(imports.get, { params: { realm, importId } })
}
async function apply(realm: string, importId: string): Promise<Import> {
  await owner.call(imports.apply, { params: { realm, importId } })
  return judged(realm, importId)
}
const rowsOf = async (realm: string, importId: string, query: { state?: ImportRow['state'] } = {}) =>
  (await owner.call(imports.rows, { params: { realm, importId }, query: { limit: 200, ...query } })).items

const csv = (...lines: string[]) => lines.join('\r\n')
const people = async (realm: string) => {
  const rows = await server.db.read
    .selectFrom('identities as i')
    .innerJoin('realms as r', 'r.id', 'i.realm_id')
    .selectAll('i')
    .where('r.name', '=', realm)
    .where('i.deletion_id', 'is', null)
    .orderBy('i.username_key')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    username: row.username,
    email: row.email,
    name: `${row.first_name} ${row.last_name}`.trim(),
    status: row.status,
    attributes: JSON.parse(row.attributes) as unknown,
  }))
}

describe('a file of people', () => {
  test('is read, its columns guessed, its rows judged, and applied as one batch that can be undone', async () => {
    const realm = await freshRealm()
    const finance = await owner.group(realm, 'Finance')
    const payroll = await owner.group(realm, 'Payroll', { parentId: finance.id })
    const before = await dump(server.db)
    const made = await upload(
      realm,
      csv(
        'Benutzername;E-Mail;Vorname;Nachname;Gruppen;attr:Floor;Phone',
        'ada;ada@example.org;Ada;Lovelace;Finance / Payroll;3;1',
        'grace;grace@example.org;Grace;Hopper;payroll;;2',
        ';alan@example.org;Alan;Turing;;4;3',
        'eve;no address;Eve;;;;4',
        '',
      ),
    )
    expect(made).toMatchObject({
      state: 'ready',
      encoding: 'utf-8',
      separator: ';',
      header: true,
      total: 4,
      judged: 4,
      counts: { new: 3, update: 0, unchanged: 0, skipped: 0, error: 1 },
      options: { matchBy: 'username', onExisting: 'update', groupIds: [], invite: false },
      startedBy: 'Olga Owner',
      batch: null,
    })
    expect(made.columns.map(({ name, meaning }) => [name, meaning])).toEqual([
      ['Benutzername', 'username'],
      ['E-Mail', 'email'],
      ['Vorname', 'firstName'],
      ['Nachname', 'lastName'],
      ['Gruppen', 'groups'],
      ['attr:Floor', 'attribute:Floor'],
      ['Phone', 'ignore'],
    ])
    expect(made.columns[0]?.samples).toEqual(['ada', 'grace', 'eve'])
    const [bad] = await rowsOf(realm, made.id, { state: 'error' })
    expect(bad).toMatchObject({
      position: 5,
      cells: ['eve', 'no address', 'Eve', '', '', '', '4'],
      problems: [{ column: 1, code: 'invalid', message: 'This is not an e-mail address' }],
    })

    const applied = await apply(realm, made.id)
    expect(applied).toMatchObject({
      state: 'applied',
      batch: { total: 3, done: 3, skipped: 0, finished: true, reasons: [] },
    })
    expect((await people(realm)).map(({ id: _, ...rest }) => rest)).toEqual([
      {
        username: 'ada',
        email: 'ada@example.org',
        name: 'Ada Lovelace',
        status: 'active',
        attributes: { Floor: ['3'] },
      },
      {
        username: 'alan@example.org',
        email: 'alan@example.org',
        name: 'Alan Turing',
        status: 'active',
        attributes: { Floor: ['4'] },
      },
      { username: 'grace', email: 'grace@example.org', name: 'Grace Hopper', status: 'active', attributes: {} },
    ])
    const { memberCount } = await owner.call(groups.get, { params: { realm, groupId: payroll.id } })
    expect(memberCount).toBe(2)
    expectSound(await dump(server.db))
    const [event] = (await owner.call(activity.ofRealm, { params: { realm }, query: { limit: 1 } })).items
    expect(event).toMatchObject({
      type: 'identity.imported',
      batchId: applied.batch?.id,
      params: { fileName: 'people.csv', created: 3, updated: 0, people: 3, total: 3 },
      undo: { possible: true },
    })
    const batch = await owner.call(activity.batch, { params: { realm, batchId: applied.batch?.id ?? '' } })
    expect(batch).toMatchObject({
      kind: 'import',
      about: { importId: made.id, fileName: 'people.csv' },
      total: 3,
      done: 3,
      finished: true,
      startedBy: 'Olga Owner',
    })

    await owner.call(activity.undo, { params: { eventId: event?.id ?? '' } })
    await server.running.worker.drain()
    expect(await people(realm)).toEqual([])
    expectSound(await dump(server.db))
    const told = (all: Awaited<ReturnType<typeof dump>>) => ({ groups: all['groups'] ?? [], roles: all['roles'] ?? [] })
    expectSame(told(before), told(await dump(server.db)))
  })

  test('changes nothing the second time', async () => {
    const realm = await freshRealm()
    await owner.group(realm, 'Ops')
    const file = csv('username,email,firstName,groups', 'ada,ada@example.org,Ada,Ops', 'grace,,Grace,')
    await apply(realm, (await upload(realm, file)).id)
    const again = await upload(realm, file)
    expect(again.counts).toEqual({ new: 0, update: 0, unchanged: 2, skipped: 0, error: 0 })
    const refusal = await owner.refusal(imports.apply, { params: { realm, importId: again.id } })
    expect(refusal).toMatchObject({ status: 409, code: 'nothing_to_import' })
  })

  test('updates what it says of people who are here, says what, and leaves alone what it does not say', async () => {
    const realm = await freshRealm()
    const ops = await owner.group(realm, 'Ops')
    await owner.call(identities.create, {
      params: { realm },
      body: { username: 'Ada', email: 'ada@example.org', firstName: 'Ada', attributes: { floor: ['1'], desk: ['a'] } },
    })
    const file = csv('username,email,first name,surname,attr:floor,groups', 'ada,,Augusta,King,2; 3,Ops')
    const made = await upload(realm, file)
    expect(made.counts).toMatchObject({ update: 1 })
    const [row] = await rowsOf(realm, made.id)
    expect(row).toMatchObject({
      state: 'update',
      identity: { name: 'Ada' },
      changes: [
        { field: 'firstName', before: 'Ada', after: 'Augusta' },
        { field: 'lastName', before: '', after: 'King' },
        { field: 'attribute:floor', before: ['1'], after: ['2', '3'] },
        { field: 'groups', before: [], after: ['Ops'] },
      ],
    })
    await apply(realm, made.id)
    expect(await people(realm)).toMatchObject([
      {
        username: 'Ada',
        email: 'ada@example.org',
        name: 'Augusta King',
        attributes: { floor: ['2', '3'], desk: ['a'] },
      },
    ])
    expect(await owner.call(groups.get, { params: { realm, groupId: ops.id } })).toMatchObject({ memberCount: 1 })
    expectSound(await dump(server.db))
  })

  test('is judged anew when somebody says what the columns mean, and leaves people alone when asked to', async () => {
    const realm = await freshRealm()
    const group = await owner.group(realm, 'Everyone in the file')
    await owner.call(identities.create, { params: { realm }, body: { username: 'ada', email: 'ada@example.org' } })
    const made = await upload(realm, csv('Wer,Wohin,Floor', 'ada,ada@example.net,1', 'bob,bob@example.net,2'))
    expect(made.columns.map(({ meaning, guessed }) => [meaning, guessed])).toEqual([
      ['ignore', true],
      ['email', true],
      ['ignore', true],
    ])
    expect(made.options.matchBy).toBe('email')
    const params = { realm, importId: made.id }
    const options = { matchBy: 'username', onExisting: 'skip', groupIds: [group.id] } satisfies ImportPatch['options']
    const updated = await owner.call(imports.update, {
      params,
      body: { columns: ['username', 'email', 'attribute:floor'], options },
      ifMatch: made.version,
    })
    expect(updated).toMatchObject({ state: 'judging', judged: 0, version: made.version + 1 })
    const ready = await judged(realm, made.id)
    expect(ready).toMatchObject({ state: 'ready', counts: { new: 1, skipped: 1, error: 0 }, options })
    expect(ready.columns.map(({ guessed }) => guessed)).toEqual([false, true, false])
    await apply(realm, made.id)
    expect(await people(realm)).toMatchObject([
      { username: 'ada', email: 'ada@example.org' },
      { username: 'bob', attributes: { floor: ['2'] } },
    ])
    expect(await owner.call(groups.get, { params: { realm, groupId: group.id } })).toMatchObject({ memberCount: 1 })
  })

  test('recognises people by their address, and then may change usernames', async () => {
    const realm = await freshRealm()
    await owner.call(identities.create, { params: { realm }, body: { username: 'ada', email: 'ADA@example.org' } })
    await owner.call(identities.create, { params: { realm }, body: { username: 'bob', email: 'bob@example.org' } })
    const file = csv('username,email', 'lovelace,ada@example.org', 'BOB,carol@example.org', 'dora,')
    const made = await upload(realm, file)
    const params = { realm, importId: made.id }
    await owner.call(imports.update, { params, body: { options: { matchBy: 'email' } } })
    await server.running.worker.drain()
    const rows = await rowsOf(realm, made.id)
    expect(rows.map(({ state, problems }) => [state, problems.map(({ code, details }) => [code, details])])).toEqual([
      ['update', []],
      ['error', [['username_taken', { username: 'bob' }]]],
      ['error', [['no_email', undefined]]],
    ])
    await apply(realm, made.id)
    expect((await people(realm)).map(({ username, email }) => [username, email])).toEqual([
      ['bob', 'bob@example.org'],
      ['lovelace', 'ada@example.org'],
    ])
    expectSound(await dump(server.db))
  })

  test('says of each bad row what is wrong, in which cell', async () => {
    const realm = await freshRealm()
    await owner.group(realm, 'Twice')
    const outer = await owner.group(realm, 'Outer')
    await owner.group(realm, 'Twice', { parentId: outer.id })
    await owner.group(realm, 'Inner', { parentId: outer.id })
    await owner.group(realm, 'Other', {})
    const other = await owner.group(realm, 'Further')
    await owner.group(realm, 'Inner', { parentId: other.id })
    await owner.call(identities.create, { params: { realm }, body: { username: 'here', email: 'here@example.org' } })
    const made = await upload(
      realm,
      csv(
        'username,email,first name,groups',
        ',,Nobody,',
        'count,,,',
        `${'x'.repeat(256)},,,`,
        'rtl,,Ab\u202Ecd,',
        'one,one@example.org,,',
        'ONE,,,',
        'two,One@Example.org,,',
        'three,here@example.org,,',
        'four,,,Nowhere; Twice',
        'five,,,Inner',
        'six,,,Outer / Inner,,too much',
      ),
    )
    const rows = await rowsOf(realm, made.id)
    const told = rows.map(({ position, problems }) => [
      position,
      problems.map(({ column, code, message, details }) => [column, code, details ?? message]),
    ])
    expect(told).toEqual([
      [2, [[null, 'no_name', 'There is neither a username nor an e-mail address']]],
      [3, [[0, 'invalid', 'This word is reserved']]],
      [4, [[0, 'invalid', 'At most 255 characters']]],
      [5, [[2, 'invalid', 'Characters that change the reading direction are not allowed']]],
      [6, []],
      [7, [[0, 'duplicate_username', { line: 6 }]]],
      [8, [[1, 'duplicate_email', { line: 6 }]]],
      [9, [[1, 'email_taken', { username: 'here' }]]],
      [10, [[3, 'unknown_group', { group: 'Nowhere' }]]],
      [11, [[3, 'ambiguous_group', { group: 'Inner' }]]],
      [12, [[null, 'extra_cells', 'The line has more cells than there are columns']]],
    ])
    expect(made.counts).toEqual({ new: 1, update: 0, unchanged: 0, skipped: 0, error: 10 })
  })

  test('can be corrected in place; rows about the same person are judged again with it', async () => {
    const realm = await freshRealm()
    const made = await upload(realm, csv('username,email', 'ada,nonsense', 'ada,', 'bob,'))
    const params = { realm, importId: made.id }
    expect((await rowsOf(realm, made.id)).map(({ state }) => state)).toEqual(['error', 'error', 'new'])
    const edit = (position: number, column: number, value: string) =>
      owner.call(imports.editRow, {
        params: { ...params, position: String(position) },
        body: { cells: [{ column, value }] },
      })
    const corrected = await edit(2, 1, ' ada@example.org ')
    expect(corrected.row).toMatchObject({ state: 'new', cells: ['ada', 'ada@example.org'], problems: [] })
    expect(corrected.import).toMatchObject({ counts: { new: 2, error: 1 }, version: made.version + 1 })
    // The first of the two becomes somebody else, so the second is the only one of its name.
    expect((await edit(2, 0, 'augusta')).import.counts).toMatchObject({ new: 3, error: 0 })
    expect((await edit(4, 0, 'AUGUSTA')).import.counts).toMatchObject({ new: 2, error: 1 })
    expect((await rowsOf(realm, made.id))[2]?.problems).toMatchObject([
      { code: 'duplicate_username', details: { line: 2 } },
    ])
    const applied = await apply(realm, made.id)
    expect(applied.batch).toMatchObject({ done: 2, total: 2 })
    expect((await people(realm)).map(({ username }) => username)).toEqual(['ada', 'augusta'])
    const late = await owner.refusal(imports.editRow, {
      params: { ...params, position: '2' },
      body: { cells: [{ column: 0, value: 'late' }] },
    })
    expect(late).toMatchObject({ status: 409, code: 'import_over' })
  })

  test('keeps whatever is typed into a cell, and says what is wrong with it', async () => {
    const realm = await freshRealm()
    const made = await upload(realm, csv('username', 'ada'))
    for (const value of ['a\u0000b', 'a\uD800b', '\uDE00\uD83D', '\u202Ea', '\uFDFA'.repeat(3000)]) {
      const { row } = await owner.call(imports.editRow, {
        params: { realm, importId: made.id, position: '2' },
        body: { cells: [{ column: 0, value }] },
      })
      expect(row).toMatchObject({ state: 'error', cells: [value], problems: [{ column: 0, code: 'invalid' }] })
    }
  })

  test('leaves out what has changed since it was judged, and the receipt says so', async () => {
    const realm = await freshRealm()
    const ops = await owner.group(realm, 'Ops')
    const doomed = await owner.group(realm, 'Doomed')
    const make = (username: string) => owner.call(identities.create, { params: { realm }, body: { username } })
    const [ada, bob] = [await make('ada'), await make('bob')]
    const file = csv(
      'username,email,first name,groups,Phone',
      'ada,,Ada,Ops,=1+1',
      'bob,,Bob,,"+49 30"',
      'carol,,Carol,,',
      'dora,,Dora,Doomed,',
      'eve,eve@example.org,Eve,,',
      'frank,,Frank,,',
    )
    const made = await upload(realm, file, 'Übersicht “1”.csv')
    expect(made.counts).toMatchObject({ new: 4, update: 2 })
    await owner.call(identities.update, {
      params: { realm, identityId: ada.id },
      body: { lastName: 'King' },
      ifMatch: ada.version,
    })
    await owner.call(identities.remove, { params: { realm, identityId: bob.id } })
    await make('CAROL')
    await owner.call(groups.remove, { params: { realm, groupId: doomed.id } })
    await owner.call(identities.create, { params: { realm }, body: { username: 'e', email: 'eve@example.org' } })
    const applied = await apply(realm, made.id)
    expect(applied.batch).toMatchObject({ total: 6, done: 1, skipped: 5, finished: true })
    expect(applied.batch?.reasons.map(({ reason, count, sample }) => [reason, count, sample[0]?.name])).toEqual([
      ['changed_meanwhile', 1, 'ada'],
      ['gone', 1, 'bob'],
      ['username_taken', 1, 'carol'],
      ['group_gone', 1, 'dora'],
      ['email_taken', 1, 'eve'],
    ])
    expect(await owner.call(groups.get, { params: { realm, groupId: ops.id } })).toMatchObject({ memberCount: 0 })
    const receipt = await owner.raw<string>('GET', `/api/realms/${realm}/identities/imports/${made.id}/receipt`)
    expect(receipt.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(receipt.headers.get('content-disposition')).toBe(
      `attachment; filename*=UTF-8''${encodeURIComponent('Übersicht “1” – receipt.csv')}`,
    )
    const lines = receipt.body.replace('\uFEFF', '').trimEnd().split('\r\n')
    expect(lines[0]).toBe('username,email,first name,groups,Phone,Line,Result,Reason')
    expect(lines[1]).toBe("ada,,Ada,Ops,'=1+1,2,failed,Somebody changed this person since the file was checked")
    expect(lines[6]).toBe('frank,,Frank,,,7,created,')
    expect(lines).toHaveLength(7)
    expectSound(await dump(server.db))
  })

  test('invites new people when asked to, who all need an address', async () => {
    const realm = await freshRealm()
    const made = await upload(realm, csv('username,email', 'ada,ada@example.org', 'bob,'))
    const params = { realm, importId: made.id }
    await owner.call(imports.update, { params, body: { options: { invite: true } } })
    expect(await judged(realm, made.id)).toMatchObject({ counts: { new: 1, error: 1 } })
    expect((await rowsOf(realm, made.id))[1]?.problems).toMatchObject([{ code: 'cannot_invite' }])
    await apply(realm, made.id)
    const [ada] = await people(realm)
    expect(ada).toMatchObject({ username: 'ada', status: 'invited' })
    const mails = await server.db.read
      .selectFrom('outbox')
      .select(['recipient', 'kind'])
      .where('identity_id', '=', ada?.id ?? '')
      .execute()
    expect(mails).toEqual([{ recipient: 'ada@example.org', kind: 'invitation' }])
  })
})

describe('what would be done', () => {
  test('is shown truly, and leaves no trace', async () => {
    const realm = await freshRealm()
    const ops = await owner.group(realm, 'Ops')
    const role = await owner.role(realm, 'operator')
    await owner.call(groups.addRole, { params: { realm, groupId: ops.id, roleId: role.id } })
    const made = await upload(realm, csv('username,groups', 'ada,Ops', 'bob,'))
    const before = await dump(server.db)
    const preview = await owner.preview(imports.apply, { params: { realm, importId: made.id } })
    expectSame(before, await dump(server.db))
    expect(preview.changes.filter(({ kind }) => kind === 'identity').map(({ name }) => name)).toEqual(['ada', 'bob'])
    expect(preview.impact.roles).toContainEqual({ role: { id: role.id, name: 'operator' }, gained: 1, lost: 0 })
    expect(preview.total).toBeUndefined()
  })

  test('is shown by the first 500 people where there are more', async () => {
    const realm = await freshRealm()
    const made = await upload(realm, csv('username', ...Array.from({ length: 620 }, (_, i) => `person ${i}`)))
    const preview = await owner.preview(imports.apply, { params: { realm, importId: made.id } })
    expect(preview).toMatchObject({ total: 620, impact: { counts: { exact: false } } })
    expect(preview.changes.filter(({ kind }) => kind === 'identity')).toHaveLength(500)
    const applied = await apply(realm, made.id)
    expect(applied.batch).toMatchObject({ done: 620, finished: true })
    expect(await people(realm)).toHaveLength(620)
    const events = await owner.call(activity.ofRealm, {
      params: { realm },
      query: { batchId: applied.batch?.id ?? '', limit: 200 },
    })
    expect(events.items.reduce((sum, { params }) => sum + Number(params['people']), 0)).toBe(620)
    expectSound(await dump(server.db))
  })
})

describe('is refused', () => {
  test('what needs approval, in the options and in rows', async () => {
    const realm = await freshRealm()
    const vault = await owner.group(realm, 'Vault')
    await server.db.write
      .updateTable('groups')
      .set({ access_policy: JSON.stringify({ approvals: 1, approvalRoleIds: [], maxDurationSeconds: null }) })
      .where('id', '=', vault.id)
      .execute()
    await server.db.write
      .updateTable('realms')
      .set({ settings: JSON.stringify({ approvals: { enabled: true } }) })
      .where('name', '=', realm)
      .execute()
    const made = await upload(realm, csv('username,groups', 'ada,Vault'))
    expect((await rowsOf(realm, made.id))[0]?.problems).toMatchObject([
      { column: 1, code: 'needs_approval', details: { group: 'Vault' } },
    ])
    const body = { options: { groupIds: [vault.id] } }
    const refusal = await owner.refusal(imports.update, { params: { realm, importId: made.id }, body })
    expect(refusal).toMatchObject({ status: 409, code: 'needs_approval' })
  })

  test('a column meant twice, one left out, a group of another realm', async () => {
    const realm = await freshRealm()
    const elsewhere = await owner.group(await freshRealm(), 'Elsewhere')
    const made = await upload(realm, csv('username,email', 'ada,'))
    const update = (body: ImportPatch) => owner.refusal(imports.update, { params: { realm, importId: made.id }, body })
    expect(await update({ columns: ['username', 'username'] })).toMatchObject({
      status: 422,
      fields: { 'columns.1': 'Another column means this already' },
    })
    expect(await update({ columns: ['username'] })).toMatchObject({ status: 422 })
    expect(await update({ columns: ['username', 'attribute:a\u0007'] })).toMatchObject({ status: 422 })
    expect(await update({ options: { groupIds: [elsewhere.id] } })).toMatchObject({
      status: 422,
      fields: { 'options.groupIds.0': 'There is no such group in this realm' },
    })
  })

  test('an edit of what somebody else has changed meanwhile', async () => {
    const realm = await freshRealm()
    const made = await upload(realm, csv('username', 'ada'))
    const params = { realm, importId: made.id }
    await owner.call(imports.update, { params, body: { options: { onExisting: 'skip' } } })
    await server.running.worker.drain()
    for (const refusal of [
      await owner.refusal(imports.apply, { params, ifMatch: made.version }),
      await owner.refusal(imports.update, { params, body: {}, ifMatch: made.version }),
    ]) {
      expect(refusal).toMatchObject({
        status: 409,
        code: 'changed_meanwhile',
        details: { current: { version: made.version + 1 } },
      })
    }
  })

  test('a second import of the same upload', async () => {
    const realm = await freshRealm()
    const made = await upload(realm, csv('username', 'ada'))
    const params = { realm, importId: made.id }
    await apply(realm, made.id)
    expect(await owner.refusal(imports.apply, { params })).toMatchObject({ status: 409, code: 'import_over' })
  })

  test('an import of another realm', async () => {
    const realm = await freshRealm()
    const made = await upload(realm, csv('username', 'ada'))
    const params = { realm: await freshRealm(), importId: made.id }
    expect(await owner.refusal(imports.get, { params })).toMatchObject({ status: 404 })
    expect(await owner.refusal(imports.apply, { params })).toMatchObject({ status: 404 })
  })
})

test('a retry with the same key is answered with the same batch', async () => {
  const realm = await freshRealm()
  const made = await upload(realm, csv('username', 'ada'))
  const input = {
    params: { realm, importId: made.id },
    headers: { 'idempotency-key': `once ${made.id}`.replace(' ', '-') },
  }
  const first = await owner.call(imports.apply, input)
  expect(await owner.call(imports.apply, input)).toEqual(first)
})

describe('what is kept', () => {
  test('is thrown away after 30 days, or before by hand; what was imported stays', async () => {
    const realm = await freshRealm()
    const [old, thrown] = [await upload(realm, csv('username', 'ada')), await upload(realm, csv('username', 'bob'))]
    await apply(realm, old.id)
    await owner.call(imports.remove, { params: { realm, importId: thrown.id } })
    const listed = async () => (await owner.call(imports.list, { params: { realm } })).items.map(({ id }) => id)
    expect(await listed()).toEqual([old.id])
    const { now } = server.time
    server.time.now = Date.parse(old.expiresAt) + 3_600_001
    await server.running.worker.drain()
    server.time.now = now
    // Sign-ins are swept as well.
    await owner.signIn('Olga Owner')
    expect(await listed()).toEqual([])
    const left = await server.db.read
      .selectFrom('import_rows')
      .selectAll()
      .where('import_id', 'in', [old.id, thrown.id])
      .execute()
    expect(left).toEqual([])
    expect(await people(realm)).toHaveLength(1)
  })
})
