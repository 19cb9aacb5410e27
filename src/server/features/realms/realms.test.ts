import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { activity } from '#contract/activity'
import { applications } from '#contract/applications'
import { auth } from '#contract/auth'
import { bin } from '#contract/bin'
import { groups } from '#contract/groups'
import { type Realm, realms } from '#contract/realms'
import { roles } from '#contract/roles'
import type { Client } from '../../testing/client'
import { startTestServer, type TestServer } from '../../testing/test-server'

let server: TestServer
let owner: Client
let stranger: Client
beforeAll(async () => {
  server = await startTestServer()
  owner = server.owner
  stranger = await server.register('Stella Stranger')
})
afterAll(() => server.stop())

const get = (realm: string, client = owner) => client.call(realms.get, { params: { realm } })
const rolesOf = async (realm: string, of: 'realm' | 'application' | 'all') =>
  (await owner.call(roles.list, { params: { realm }, query: { of, limit: 200 } })).items

describe('a new realm', () => {
  test('is answered whole, and starts with exactly the roles and applications that the protocols expect', async () => {
    const answer = await owner.send(realms.create, { body: { name: 'Acme' } })
    expect(answer.status).toBe(201)
    const realm: Realm = {
      id: expect.any(String) as string,
      name: 'Acme',
      displayName: 'Acme',
      description: '',
      accountId: owner.accountId,
      practice: false,
      filling: null,
      version: 1,
      createdAt: new Date(server.time.now).toISOString(),
      updatedAt: new Date(server.time.now).toISOString(),
    }
    expect(answer.body).toEqual(realm)
    const count = (total: number) => ({ total, totalExact: true })
    expect(await get('Acme')).toEqual({
      ...realm,
      counts: { identities: count(0), groups: count(0), roles: count(17), applications: count(6) },
    })

    const own = await rolesOf('Acme', 'realm')
    expect(own.map(({ name, isDefault, composite }) => ({ name, isDefault, composite }))).toEqual([
      { name: 'offline_access', isDefault: true, composite: false },
      { name: 'uma_authorization', isDefault: true, composite: false },
    ])
    const { items } = await owner.call(applications.list, { params: { realm: 'Acme' } })
    expect(items.map(({ clientId }) => clientId).sort()).toEqual([
      'account',
      'account-console',
      'admin-cli',
      'broker',
      'realm-management',
      'security-admin-console',
    ])
    expect(items.every(({ enabled }) => enabled)).toBe(true)
  })

  test('has one role in each application, and more where people administer and look after themselves', async () => {
    await owner.realm('furnished')
    const all = await rolesOf('furnished', 'application')
    const names = (clientId: string) =>
      all.filter(({ application }) => application?.clientId === clientId).map(({ name }) => name)
    expect(names('account-console')).toEqual(['uma_protection'])
    expect(names('admin-cli')).toEqual(['uma_protection'])
    expect(names('account')).toEqual(['manage-account', 'uma_protection', 'view-profile'])
    expect(names('realm-management')).toContain('realm-admin')
    expect(all.some(({ isDefault }) => isDefault)).toBe(false)

    const admin = all.find(({ name }) => name === 'realm-admin')!
    const { items } = await owner.call(roles.includes, { params: { realm: 'furnished', roleId: admin.id } })
    expect(items.map(({ name }) => name)).toEqual([
      'manage-clients',
      'manage-realm',
      'manage-users',
      'view-clients',
      'view-realm',
      'view-users',
    ])
  })

  test('may have a first administrator, under a name in lower case, who holds realm-admin', async () => {
    const realm = await owner.realm('led', { firstAdministrator: { username: 'Ada@Example.ORG' } })
    expect((await get('led')).counts.identities.total).toBe(1)
    const held = await server.db.read
      .selectFrom('identities as i')
      .innerJoin('identity_roles as ir', 'ir.identity_id', 'i.id')
      .innerJoin('roles as r', 'r.id', 'ir.role_id')
      .innerJoin('applications as a', 'a.id', 'r.application_id')
      .select(['i.username', 'i.status', 'r.name', 'a.client_id'])
      .where('i.realm_id', '=', realm.id)
      .execute()
    expect(held).toEqual([
      { username: 'ada@example.org', status: 'active', name: 'realm-admin', client_id: 'realm-management' },
    ])
    for (const username of ['count', 'COUNT']) {
      const refused = await owner.refusal(realms.create, { body: { name: 'unled', firstAdministrator: { username } } })
      expect(refused).toMatchObject({ status: 422, fields: { 'firstAdministrator.username': 'This word is reserved' } })
    }
  })

  test('is told in one event, and taken back whole', async () => {
    await owner.realm('mistake', { displayName: 'A mistake', description: 'For nothing' })
    const { items } = await owner.call(activity.ofRealm, { params: { realm: 'mistake' } })
    expect(items).toMatchObject([
      { type: 'realm.created', params: { name: 'mistake', practice: false }, undo: { possible: true } },
    ])
    await owner.undoLast('mistake')
    expect(await owner.refusal(realms.get, { params: { realm: 'mistake' } })).toMatchObject({ status: 404 })
  })
})

describe('a realm’s name', () => {
  test('is found without regard to case, and keeps its own', async () => {
    await owner.realm('KeepsCase')
    for (const name of ['KeepsCase', 'keepscase', 'KEEPSCASE']) expect((await get(name)).name).toBe('KeepsCase')
  })

  test('is unique on the server, other accounts and the bin included', async () => {
    await owner.realm('Mine')
    await stranger.realm('Theirs')
    await owner.realm('Thrown-away')
    await owner.call(realms.remove, { params: { realm: 'thrown-away' } })
    for (const name of ['Mine', 'MINE', 'mine ', 'theirs', 'THROWN-AWAY']) {
      const refused = await owner.refusal(realms.create, { body: { name } })
      expect(refused).toMatchObject({
        status: 409,
        code: 'name_taken',
        fields: { name: 'Already used on this server' },
      })
      const blocked = await owner.preview(realms.create, { body: { name } })
      expect(blocked.impact.blocked).toMatchObject([{ code: 'name_taken' }])
    }
  })

  test.each([
    'a',
    'x'.repeat(64),
    '-dash',
    '_line',
    'sp ace',
    'dots.dots',
    'slash/slash',
    'ümlaut',
    // With the Kelvin sign, whose lower case is a k.
    '\u212Aelvin',
    'new',
    'New',
    'bin',
    'import',
    'API',
    'sign-in',
    'setup',
    'me',
  ])('cannot be %s', async (name) => {
    expect(await owner.refusal(realms.create, { body: { name } })).toMatchObject({
      status: 422,
      code: 'invalid',
      fields: { name: expect.any(String) as string },
    })
  })

  test.each(['ab', 'x'.repeat(63), '00', 'A-b_C', 'newest', 'constructor'])('may be %s', async (name) => {
    expect((await owner.realm(name)).name).toBe(name)
    expect((await get(name)).name).toBe(name)
  })
})

describe('the account of a new realm', () => {
  test('must be named when there is a choice', async () => {
    const both = await server.join('Bea Both', { role: 'owner' })
    await server.admit(both, { accountId: stranger.accountId, role: 'admin' })
    const refused = await both.refusal(realms.create, { body: { name: 'whose' } })
    expect(refused).toMatchObject({ status: 422, code: 'account_required', fields: { accountId: 'Choose an account' } })
    for (const accountId of [owner.accountId, stranger.accountId]) {
      const realm = await both.realm(`of-${accountId.slice(-6)}`, { accountId })
      expect(realm.accountId).toBe(accountId)
    }
  })

  test('is the only one in which the caller may create realms', async () => {
    const both = await server.join('Ben Both', { role: 'viewer' })
    await server.admit(both, { accountId: stranger.accountId, role: 'owner' })
    expect((await both.realm('by-ben')).accountId).toBe(stranger.accountId)
    expect(
      await both.refusal(realms.create, { body: { name: 'not-by-ben', accountId: owner.accountId } }),
    ).toMatchObject({
      status: 403,
      details: { permission: 'realm:write' },
    })
  })

  test('must be one’s own and well-formed', async () => {
    const refusal = (accountId: string) => owner.refusal(realms.create, { body: { name: 'stolen', accountId } })
    expect(await refusal(stranger.accountId)).toMatchObject({ status: 404 })
    expect(await refusal('00000000-0000-7000-8000-000000000000')).toMatchObject({ status: 404 })
    expect(await refusal('mine')).toMatchObject({ status: 422, fields: { accountId: expect.any(String) as string } })
    const limited = await server.join('Lim Limited', { role: 'owner', realmIds: [(await owner.realm('the-one')).id] })
    expect(await limited.refusal(realms.create, { body: { name: 'more' } })).toMatchObject({ status: 403 })
    const nowhere = await server.join('Nora Nowhere', { role: 'owner', endsAt: server.time.now + 1 })
    server.time.now += 1
    expect(await nowhere.refusal(realms.create, { body: { name: 'more' } })).toMatchObject({ status: 403 })
  })
})

describe('an edit', () => {
  test('changes what people read, never the name', async () => {
    const { version } = await owner.realm('edited', { displayName: 'Before' })
    const params = { realm: 'edited' }
    const body = { displayName: 'After', description: 'For tests\nof edits' }
    const edited = await owner.call(realms.update, { params, ifMatch: version, body })
    expect(edited).toMatchObject({ ...body, name: 'edited', version: 2 })
    const cleared = await owner.call(realms.update, { params, ifMatch: 2, body: { displayName: '' } })
    expect(cleared).toMatchObject({ displayName: 'edited', description: 'For tests\nof edits', version: 3 })
    const renamed = await owner.raw('PATCH', '/api/realms/edited', {
      headers: { 'if-match': '3' },
      body: '{"name":"other"}',
    })
    expect(renamed).toMatchObject({ status: 422, body: { fields: { name: 'Unknown field' } } })
  })

  test('must say what it was made to, and is refused when that is no longer so', async () => {
    await owner.realm('contested')
    const params = { realm: 'contested' }
    expect(await owner.refusal(realms.update, { params, body: { displayName: 'A' } })).toMatchObject({
      status: 428,
      code: 'version_required',
    })
    const current = await owner.call(realms.update, { params, ifMatch: 1, body: { displayName: 'First' } })
    const stale = { params, ifMatch: 1, body: { displayName: 'Second' } }
    const expected = {
      status: 409,
      code: 'changed_meanwhile',
      details: { current, events: [{ type: 'realm.updated' }] },
    }
    expect(await owner.refusal(realms.update, stale)).toMatchObject(expected)
    expect(await owner.refusal(realms.remove, { params, ifMatch: 1 })).toMatchObject(expected)
    expect((await get('contested')).displayName).toBe('First')
  })
})

describe('deleting', () => {
  test('puts a realm with all that is in it into the account’s bin, from which it comes back as it was', async () => {
    const realm = await owner.realm('Comes-back', { displayName: 'Comes back' })
    const params = { realm: realm.name }
    const group = await owner.group(realm.name, 'Group')
    const role = await owner.role(realm.name, 'role')
    await owner.call(groups.addRole, { params: { ...params, groupId: group.id, roleId: role.id } })
    const before = await get(realm.name)

    expect((await owner.send(realms.remove, { params, ifMatch: 1 })).status).toBe(204)
    for (const endpoint of [realms.get, groups.list, roles.list, activity.ofRealm, bin.list]) {
      expect(await owner.refusal(endpoint, { params })).toMatchObject({ status: 404 })
    }
    const account = { accountId: owner.accountId }
    const { items } = await owner.call(bin.listRealms, { params: account, query: { limit: 1 } })
    expect(items).toEqual([
      {
        kind: 'realm',
        id: realm.id,
        name: 'Comes-back',
        deletedAt: new Date(server.time.now).toISOString(),
        deletedBy: 'Olga Owner',
        expiresAt: new Date(server.time.now + 30 * 24 * 3_600_000).toISOString(),
        withIt: 0,
        toTop: false,
      },
    ])

    const restore = { params: { ...account, realmId: realm.id }, body: {} }
    expect(await owner.refusal(bin.restoreRealm, { ...restore, body: { name: 'renamed' } })).toMatchObject({
      status: 422,
      fields: { name: expect.any(String) as string },
    })
    expect(await owner.call(bin.restoreRealm, restore)).toEqual({
      kind: 'realm',
      id: realm.id,
      name: 'Comes-back',
      movedToTop: false,
    })
    expect(await get(realm.name)).toEqual({ ...before, version: 3 })
    const { items: given } = await owner.call(groups.roles, { params: { ...params, groupId: group.id } })
    expect(given.map(({ id }) => id)).toEqual([role.id])
    expect(await owner.refusal(bin.restoreRealm, restore)).toMatchObject({ status: 404 })
  })

  test('is for owners: an administrator may edit, and not delete or bring back', async () => {
    const admin = await server.join('Adam Admin', { role: 'admin' })
    const realm = await admin.realm('by-adam')
    expect(await admin.refusal(realms.remove, { params: { realm: 'by-adam' } })).toMatchObject({
      status: 403,
      details: { permission: 'realm:delete' },
    })
    await owner.call(realms.remove, { params: { realm: 'by-adam' } })
    const params = { accountId: owner.accountId, realmId: realm.id }
    expect(await admin.refusal(bin.restoreRealm, { params, body: {} })).toMatchObject({ status: 403 })
    expect(await stranger.refusal(bin.restoreRealm, { params, body: {} })).toMatchObject({ status: 404 })
    const elsewhere = { accountId: stranger.accountId, realmId: realm.id }
    expect(await stranger.refusal(bin.restoreRealm, { params: elsewhere, body: {} })).toMatchObject({ status: 404 })
  })
})

describe('a practice realm', () => {
  test('is filled in the background, and emptied again by one undo', async () => {
    const made = await owner.realm('practice', { start: 'practice' })
    const total = made.filling?.total ?? 0
    expect(made).toMatchObject({ practice: true, filling: { done: 0 } })
    expect(total).toBeGreaterThan(500)

    await server.running.worker.drain()
    const filled = await get('practice')
    expect(filled).toMatchObject({ practice: true, filling: null })
    const { identities, groups: groupCount, roles: roleCount, applications: applicationCount } = filled.counts
    expect([identities.total, groupCount.total, roleCount.total, applicationCount.total]).toEqual([300, 14, 30, 9])
    const people = await owner.call(groups.list, { params: { realm: 'practice' }, query: { limit: 200 } })
    expect(people.items.reduce((sum, { memberCount }) => sum + memberCount, 0)).toBeGreaterThan(300)

    const log = (query: object = {}) =>
      owner.call(activity.ofRealm, { params: { realm: 'practice' }, query: { limit: 200, ...query } })
    const listed = (await log()).items.filter(({ type }) => type === 'realm.filled')
    expect(listed).toHaveLength(1)
    expect(listed[0]).toMatchObject({ batch: { total, done: total, skipped: 0, finished: true }, params: { total } })
    const { items: slices } = await log({ batchId: listed[0]!.batchId })
    expect(slices.at(-1)?.id).toBe(listed[0]!.id)
    expect(slices.reduce((sum, { changesTotal }) => sum + changesTotal, 0)).toBe(total)
    expect(slices.every(({ changesTotal }) => changesTotal <= 500)).toBe(true)

    const preview = await owner.preview(activity.undo, { params: { eventId: slices[0]!.id } })
    const gone = preview.changes.filter(({ action, kind }) => action === 'delete' && kind === 'identity')
    expect(gone).toHaveLength(300)
    // Those who are suspended hold nothing that they could lose.
    expect(preview.impact.counts).toMatchObject({ gained: 0, people: 293, exact: true })
    expect((await get('practice')).counts).toEqual(filled.counts)

    const undone = await owner.call(activity.undo, { params: { eventId: slices[0]!.id } })
    expect(undone).toMatchObject({ event: null, batch: { total: slices.length } })
    await server.running.worker.drain()
    const batchId = undone.batch?.id ?? ''
    const progress = await owner.call(activity.batch, { params: { realm: 'practice', batchId } })
    expect(progress).toMatchObject({
      id: batchId,
      total: slices.length,
      done: slices.length,
      skipped: 0,
      finished: true,
    })
    await owner.realm('not-practice')
    const elsewhere = { realm: 'not-practice', batchId }
    expect(await owner.refusal(activity.batch, { params: elsewhere })).toMatchObject({ status: 404 })
    const emptied = await get('practice')
    const after = emptied.counts
    expect([after.identities.total, after.groups.total, after.roles.total, after.applications.total]).toEqual([
      0, 0, 17, 6,
    ])
    expect(await owner.refusal(activity.undo, { params: { eventId: slices[0]!.id } })).toMatchObject({
      status: 409,
      code: 'already_undone',
    })

    // And redone by undoing that.
    const { items: later } = await owner.call(activity.ofRealm, { params: { realm: 'practice' }, query: { limit: 1 } })
    await owner.call(activity.undo, { params: { eventId: later[0]!.id } })
    await server.running.worker.drain()
    expect((await get('practice')).counts).toEqual(filled.counts)
  })

  test('is not made by looking at it', async () => {
    const preview = await owner.preview(realms.create, { body: { name: 'imagined', start: 'practice' } })
    expect(preview.changes[0]).toMatchObject({ action: 'create', kind: 'realm', name: 'imagined' })
    await server.running.worker.drain()
    expect(await owner.refusal(realms.get, { params: { realm: 'imagined' } })).toMatchObject({ status: 404 })
  })
})

describe('the list of realms', () => {
  let both: Client
  let all: Realm[]
  beforeAll(async () => {
    const [one, other] = [await server.register('Lena List'), await server.register('Liam List')]
    both = await server.join('Liz List', { role: 'viewer', accountId: one.accountId })
    await server.admit(both, { accountId: other.accountId, role: 'support' })
    all = []
    for (let i = 0; i < 12; i++) {
      server.time.now += i % 4 === 0 ? 1000 : 0
      const client = i % 3 === 0 ? other : one
      const names = { displayName: i % 2 === 0 ? `Directory ${i}` : `Ünit ${i}` }
      all.push(await client.realm(`${i % 2 ? 'list' : 'LIST'}-${(i * 5) % 12}`, names))
    }
  })

  const key = ({ name }: Realm) => name.toLowerCase()
  const byName = (a: Realm, b: Realm) => (key(a) < key(b) ? -1 : 1)
  const byAge = (a: Realm, b: Realm) => (`${a.createdAt} ${a.id}` < `${b.createdAt} ${b.id}` ? -1 : 1)

  test('holds those of all one’s accounts, in pages, in any order', async () => {
    for (const [sort, order] of [
      ['name', byName],
      ['-name', (a: Realm, b: Realm) => byName(b, a)],
      ['createdAt', byAge],
      ['-createdAt', (a: Realm, b: Realm) => byAge(b, a)],
    ] as const) {
      const items: Realm[] = []
      let cursor = ''
      do {
        const page = await both.call(realms.list, { query: { limit: 5, sort, ...(cursor && { cursor }) } })
        expect(page).toMatchObject({ total: 12, totalExact: true })
        items.push(...page.items)
        cursor = page.nextCursor ?? ''
      } while (cursor)
      expect(items).toEqual(all.toSorted(order))
    }
  })

  test('narrows to an account and to what is searched for', async () => {
    const [first] = both.me.memberships
    const list = async (query: Record<string, string>) => (await both.call(realms.list, { query })).items
    const accountId = first?.accountId ?? ''
    expect(await list({ accountId })).toEqual(all.filter((realm) => realm.accountId === accountId).toSorted(byName))
    expect(await list({ accountId: owner.accountId })).toEqual([])
    expect(await list({ q: 'DIRECTORY' })).toEqual(
      all.filter(({ displayName }) => displayName.startsWith('D')).toSorted(byName),
    )
    expect(await list({ q: 'ünit 1' })).toEqual(
      all.filter(({ displayName }) => displayName.startsWith('Ünit 1')).toSorted(byName),
    )
    expect(await list({ q: 'list-11' })).toHaveLength(1)
    expect(await list({ q: all[3]!.id })).toEqual([all[3]])
  })

  test('takes a cursor for the query alone that it came from', async () => {
    const { nextCursor } = await both.call(realms.list, { query: { limit: 2 } })
    for (const query of [{ sort: '-name' }, { q: 'list' }, { accountId: owner.accountId }]) {
      const refused = await both.refusal(realms.list, { query: { cursor: nextCursor ?? '', ...query } })
      expect(refused).toMatchObject({ status: 400, code: 'cursor_mismatch' })
    }
  })

  test('shows one who is limited only these, and one without a place none', async () => {
    const limited = await server.join('Lina List', {
      role: 'viewer',
      accountId: all[0]!.accountId,
      realmIds: [all[0]!.id],
    })
    expect(await limited.call(realms.list)).toMatchObject({ items: [all[0]], total: 1 })
    const none = await server.join('Lola List', { role: 'viewer', realmIds: [] })
    expect(await none.call(realms.list)).toMatchObject({ items: [], total: 0 })
    expect((await none.call(auth.me)).memberships[0]?.realms).toEqual([])
  })
})
