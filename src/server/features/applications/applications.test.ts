import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { activity } from '#contract/activity'
import {
  type Application,
  type ApplicationPatch,
  applications,
  OIDC_DEFAULTS,
  SAML_DEFAULTS,
} from '#contract/applications'
import { bin } from '#contract/bin'
import { groups } from '#contract/groups'
import { roles } from '#contract/roles'
import type { Client } from '../../testing/client'
import { type Dump, dump, expectSame } from '../../testing/dump'
import { startTestServer, type TestServer } from '../../testing/test-server'

let server: TestServer
let owner: Client
beforeAll(async () => {
  server = await startTestServer()
  owner = server.owner
})
afterAll(() => server.stop())

let made = 0
async function newRealm(): Promise<string> {
  made += 1
  return (await owner.realm(`applications-${made}`)).name
}

const nobody = '00000000-0000-7000-8000-000000000000'
const namesOf = (items: { name: string }[]) => items.map(({ name }) => name)
const get = (realm: string, { id }: { id: string }) =>
  owner.call(applications.get, { params: { realm, applicationId: id } })
const edit = (realm: string, { id, version }: Application, body: ApplicationPatch) =>
  owner.call(applications.update, { params: { realm, applicationId: id }, ifMatch: version, body })
const remove = (realm: string, { id }: { id: string }) =>
  owner.call(applications.remove, { params: { realm, applicationId: id } })
const rolesOf = async (realm: string, { id }: { id: string }) =>
  (await owner.call(applications.roles, { params: { realm, applicationId: id } })).items
const eventsIn = async (realm: string) => (await owner.call(activity.ofRealm, { params: { realm } })).items
async function builtIn(realm: string, clientId: string): Promise<Application> {
  const { items } = await owner.call(applications.list, { params: { realm }, query: { q: clientId } })
  return items.find((one) => one.clientId === clientId)!
}

describe('applications', () => {
  test('are created with a role, read, edited and deleted', async () => {
    const realm = await newRealm()
    const answer = await owner.send(applications.create, {
      params: { realm },
      body: {
        clientId: 'wiki',
        name: 'Wiki',
        description: 'What everyone should know',
        oidc: { redirectUris: ['https://wiki.example.org/callback'], accessType: 'confidential' },
      },
    })
    expect(answer.status).toBe(201)
    const wiki = answer.body
    expect(wiki).toEqual({
      id: expect.any(String) as string,
      clientId: 'wiki',
      name: 'Wiki',
      description: 'What everyone should know',
      enabled: true,
      builtIn: false,
      protocol: 'openid-connect',
      oidc: {
        ...OIDC_DEFAULTS,
        redirectUris: ['https://wiki.example.org/callback'],
        accessType: 'confidential',
      },
      saml: SAML_DEFAULTS,
      version: 1,
      createdAt: new Date(server.time.now).toISOString(),
      updatedAt: new Date(server.time.now).toISOString(),
    })
    expect(namesOf(await rolesOf(realm, wiki))).toEqual(['uma_protection'])
    expect(await get(realm, wiki)).toEqual(wiki)

    server.time.now += 1000
    const edited = await edit(realm, wiki, { name: 'The wiki', clientId: 'the-wiki' })
    expect(edited).toEqual({
      ...wiki,
      name: 'The wiki',
      clientId: 'the-wiki',
      version: 2,
      updatedAt: new Date(server.time.now).toISOString(),
    })
    expect(
      await owner.send(applications.remove, { params: { realm, applicationId: wiki.id }, ifMatch: 2 }),
    ).toMatchObject({ status: 204 })
    expect(await owner.refusal(applications.get, { params: { realm, applicationId: wiki.id } })).toMatchObject({
      status: 404,
    })
    expect((await eventsIn(realm)).map(({ type, params }) => [type, params])).toEqual([
      ['application.deleted', { name: 'The wiki', withIt: 1 }],
      ['application.updated', { name: 'Wiki' }],
      ['application.created', { name: 'Wiki' }],
      ['realm.created', expect.anything()],
    ])
  })

  test('of a realm are listed in pages, and found by what they are called and call themselves', async () => {
    const realm = await newRealm()
    const page = await owner.call(applications.list, { params: { realm }, query: { limit: 4, sort: '-name' } })
    expect(page).toMatchObject({ total: 6, totalExact: true })
    const rest = await owner.call(applications.list, {
      params: { realm },
      query: { limit: 4, sort: '-name', cursor: page.nextCursor ?? '' },
    })
    expect(namesOf([...page.items, ...rest.items])).toEqual([
      'Realm management',
      'Command line',
      'Broker',
      'Administration console',
      'Account console',
      'Account',
    ])
    expect(rest.nextCursor).toBeNull()
    expect([...page.items, ...rest.items].every((one) => one.builtIn && one.enabled)).toBe(true)

    const find = async (q: string) => (await owner.call(applications.list, { params: { realm }, query: { q } })).items
    expect((await find('CONSOLE')).map(({ clientId }) => clientId)).toEqual([
      'account-console',
      'security-admin-console',
    ])
    expect(namesOf(await find('admin-cli'))).toEqual(['Command line'])
    expect(await owner.call(applications.list, { params: { realm }, query: { q: 'payroll' } })).toEqual({
      items: [],
      nextCursor: null,
      total: 0,
      totalExact: true,
    })
  })

  test('have client ids that are unique within the realm, however they are written, and free once deleted', async () => {
    const realm = await newRealm()
    const wiki = await owner.application(realm, 'Wiki')
    const other = await owner.application(realm, 'Other')
    const taken = { status: 409, code: 'name_taken', fields: { clientId: 'Already used here' } }
    for (const clientId of ['wiki', 'WIKI', ' Wiki ', 'account', 'Realm-Management']) {
      expect(
        await owner.refusal(applications.create, { params: { realm }, body: { name: 'New', clientId } }),
      ).toMatchObject(taken)
      const params = { realm, applicationId: other.id }
      expect(await owner.refusal(applications.update, { params, ifMatch: 1, body: { clientId } })).toMatchObject(taken)
    }
    // Names are only read by people, and another realm is another place.
    await owner.application(realm, 'Wiki', { clientId: 'wiki-2' })
    await owner.application(await newRealm(), 'Wiki')
    expect(await edit(realm, wiki, { clientId: 'WIKI' })).toMatchObject({ clientId: 'WIKI', version: 2 })
    await remove(realm, wiki)
    expect((await owner.application(realm, 'Wiki')).id).not.toBe(wiki.id)
  })

  test('edited or deleted from a stale page are refused', async () => {
    const realm = await newRealm()
    const { id } = await owner.application(realm, 'Wiki')
    const params = { realm, applicationId: id }
    expect(await owner.refusal(applications.update, { params, body: { name: 'x' } })).toMatchObject({ status: 428 })
    const current = await owner.call(applications.update, { params, ifMatch: 1, body: { name: 'First' } })
    const expected = {
      status: 409,
      code: 'changed_meanwhile',
      details: { current, events: [{ type: 'application.updated' }] },
    }
    expect(await owner.refusal(applications.update, { params, ifMatch: 1, body: { name: 'x' } })).toMatchObject(
      expected,
    )
    expect(await owner.refusal(applications.remove, { params, ifMatch: 1 })).toMatchObject(expected)
  })

  test('of another realm or account are not there, and those who may only look change nothing', async () => {
    const [realm, other] = [await newRealm(), await newRealm()]
    const { id: applicationId } = await owner.application(other, 'Wiki')
    const stranger = await server.register('Stella Stranger')
    const support = await server.join('Sam Support', { role: 'support' })
    const before = await dump(server.db)
    for (const [client, where, status] of [
      [owner, realm, 404],
      [stranger, other, 404],
      [support, other, 403],
    ] as const) {
      const params = { realm: where, applicationId }
      const refused = { status }
      expect(await client.refusal(applications.update, { params, ifMatch: 1, body: { name: 'x' } })).toMatchObject(
        refused,
      )
      expect(await client.refusal(applications.remove, { params })).toMatchObject(refused)
      expect(await client.refusal(applications.createRole, { params, body: { name: 'x' } })).toMatchObject(refused)
      if (client === support) continue
      expect(await client.refusal(applications.get, { params })).toMatchObject(refused)
      expect(await client.refusal(applications.roles, { params })).toMatchObject(refused)
    }
    expectSame(before, await dump(server.db))
    expect(await support.call(applications.get, { params: { realm: other, applicationId } })).toMatchObject({
      version: 1,
    })
  })
})

describe('settings', () => {
  test('given in part are merged, lists whole, and what is so already leaves no trace', async () => {
    const realm = await newRealm()
    const wiki = await owner.application(realm, 'Wiki')
    const params = { realm, applicationId: wiki.id }
    const first = await owner.call(applications.update, {
      params,
      ifMatch: 1,
      body: {
        oidc: { redirectUris: ['https://a.example/', 'com.example.wiki:/callback'], standardFlow: false },
        saml: { nameIdFormat: 'email' },
      },
    })
    expect(first).toMatchObject({
      protocol: 'openid-connect',
      oidc: {
        ...OIDC_DEFAULTS,
        redirectUris: ['https://a.example/', 'com.example.wiki:/callback'],
        standardFlow: false,
      },
      saml: { ...SAML_DEFAULTS, nameIdFormat: 'email' },
    })
    const second = await owner.call(applications.update, {
      params,
      ifMatch: 2,
      body: { protocol: 'saml', oidc: { redirectUris: ['https://b.example/'] }, saml: {} },
    })
    expect(second).toMatchObject({
      protocol: 'saml',
      oidc: { ...first.oidc, redirectUris: ['https://b.example/'] },
      saml: first.saml,
    })
    const [event] = await eventsIn(realm)
    expect(event).toMatchObject({ type: 'application.updated', changesTotal: 1 })
    expect(event?.changes[0]?.before).toMatchObject({ settings: { protocol: 'openid-connect', oidc: first.oidc } })

    const { protocol, oidc, saml } = second
    const same = await owner.send(applications.update, { params, ifMatch: 3, body: { protocol, oidc, saml } })
    expect(same.body).toMatchObject({ version: 3 })
    expect(same.headers.get('x-event-id')).toBeNull()
    expect((await eventsIn(realm))[0]?.id).toBe(event?.id)
  })

  test('of an application that is older than they are have their defaults, and are written only when changed', async () => {
    const realm = await newRealm()
    const old = await owner.application(realm, 'Old')
    await server.db.write.updateTable('applications').set({ settings: '{}' }).where('id', '=', old.id).execute()
    expect(await get(realm, old)).toEqual(old)
    const edited = await edit(realm, old, { oidc: { ...OIDC_DEFAULTS, baseUrl: 'https://old.example.org/home' } })
    expect(edited.oidc).toEqual({ ...OIDC_DEFAULTS, baseUrl: 'https://old.example.org/home' })
    const [event] = await eventsIn(realm)
    expect([event?.changes[0]?.before?.['settings'], event?.changes[0]?.after?.['settings']]).toEqual([
      {},
      { oidc: { baseUrl: 'https://old.example.org/home' } },
    ])
  })

  const refused: [place: string, body: object, sentence: string | RegExp][] = [
    ['oidc.redirectUris.0', { oidc: { redirectUris: ['javascript:alert(1)'] } }, /scheme with a dot/],
    [
      'oidc.redirectUris.1',
      { oidc: { redirectUris: ['https://a.example/', 'data:text/html,x'] } },
      /scheme with a dot/,
    ],
    ['oidc.redirectUris.0', { oidc: { redirectUris: ['https://a.example/#x'] } }, /#/],
    ['oidc.redirectUris.0', { oidc: { redirectUris: ['https://a.example/*'] } }, /wildcards/],
    ['oidc.redirectUris.0', { oidc: { redirectUris: ['http://a.example/'] } }, /Use https/],
    ['oidc.redirectUris.1', { oidc: { redirectUris: ['https://a.example/', 'https://a.example/'] } }, /twice/],
    [
      'oidc.redirectUris',
      { oidc: { redirectUris: Array.from({ length: 101 }, (_, i) => `https://a.example/${i}`) } },
      'At most 100 entries',
    ],
    ['oidc.redirectUris', { oidc: { redirectUris: 'https://a.example/' } }, 'Expected a list'],
    ['oidc.allowedOrigins.0', { oidc: { allowedOrigins: ['https://a.example/x'] } }, /Only scheme, host and port/],
    ['oidc.rootUrl', { oidc: { rootUrl: 'javascript:alert(1)' } }, /beginning with https/],
    ['oidc.baseUrl', { oidc: { baseUrl: '/relative' } }, /beginning with https/],
    ['oidc.accessType', { oidc: { accessType: 'secret' } }, /Must be one of/],
    ['oidc.standardFlow', { oidc: { standardFlow: 'yes' } }, /Expected/],
    ['oidc.clientSecret', { oidc: { clientSecret: 'x' } }, 'Unknown field'],
    ['saml.defaultEndpoint', { saml: { defaultEndpoint: 'http://sp.example.org/' } }, /Use https/],
    [
      'saml.assertionConsumerServicePostBindingUrl',
      { saml: { assertionConsumerServicePostBindingUrl: '*' } },
      /wildcard/,
    ],
    ['saml.idpInitiatedSsoUrlName', { saml: { idpInitiatedSsoUrlName: '../x' } }, /Only letters/],
    ['saml.idpInitiatedSsoUrlName', { saml: { idpInitiatedSsoUrlName: '..' } }, /another place/],
    ['saml.nameIdFormat', { saml: { nameIdFormat: 'x' } }, /Must be one of/],
    ['protocol', { protocol: 'oauth' }, /Must be one of/],
    ['clientId', { clientId: 'a b' }, /Only letters/],
    ['secret', { secret: 'x' }, 'Unknown field'],
  ]

  test('that cannot be are refused on their field, when creating and editing alike, and nothing is kept', async () => {
    const realm = await newRealm()
    const wiki = await owner.application(realm, 'Wiki')
    const before = await dump(server.db)
    for (const [place, body, sentence] of refused) {
      const fields = { [place]: expect.stringMatching(sentence) as string }
      const expected = { place, status: 422, code: 'invalid', fields }
      const create = await owner.refusal(applications.create, {
        params: { realm },
        body: { name: 'New', clientId: 'new', ...body },
      })
      expect({ place, ...create }).toMatchObject(expected)
      const update = await owner.refusal(applications.update, {
        params: { realm, applicationId: wiki.id },
        ifMatch: 1,
        body,
      })
      expect({ place, ...update }).toMatchObject(expected)
    }
    expectSame(before, await dump(server.db))
  })
})

describe('an application that every realm starts with', () => {
  test('can be edited and disabled, but not deleted, nor get another client id', async () => {
    const realm = await newRealm()
    const account = await builtIn(realm, 'account')
    expect(account).toMatchObject({ builtIn: true, enabled: true })
    const refused = { status: 409, code: 'built_in' }
    const params = { realm, applicationId: account.id }
    expect(await owner.refusal(applications.remove, { params })).toMatchObject(refused)
    expect(await owner.preview(applications.remove, { params })).toMatchObject({
      impact: { blocked: [{ code: 'built_in', message: expect.stringContaining('disabled') as string }] },
    })
    for (const clientId of ['mine', 'ACCOUNT']) {
      expect(await owner.refusal(applications.update, { params, ifMatch: 1, body: { clientId } })).toMatchObject({
        ...refused,
        fields: { clientId: expect.any(String) as string },
      })
    }
    const edited = await edit(realm, account, { name: 'My account', clientId: 'account' })
    expect(edited).toMatchObject({ name: 'My account', builtIn: true })
    expect(await edit(realm, edited, { enabled: false })).toMatchObject({ enabled: false, version: 3 })
  })
})

describe('the roles of an application', () => {
  test('are created, read, edited and deleted in its place', async () => {
    const realm = await newRealm()
    const wiki = await owner.application(realm, 'Wiki')
    const at = { realm, applicationId: wiki.id }
    const answer = await owner.send(applications.createRole, { params: at, body: { name: 'editor' } })
    expect(answer.status).toBe(201)
    expect(answer.body).toMatchObject({
      name: 'editor',
      applicationId: wiki.id,
      application: { id: wiki.id, clientId: 'wiki', name: 'Wiki' },
      isDefault: false,
    })
    const params = { ...at, roleId: answer.body.id }
    expect(await owner.call(applications.getRole, { params })).toEqual(answer.body)
    expect(await owner.call(roles.get, { params: { realm, roleId: answer.body.id } })).toEqual(answer.body)
    expect(await owner.refusal(applications.updateRole, { params, body: { name: 'x' } })).toMatchObject({ status: 428 })
    const edited = await owner.call(applications.updateRole, { params, ifMatch: 1, body: { description: 'Writes' } })
    expect(edited).toMatchObject({ description: 'Writes', version: 2 })
    expect(await owner.refusal(applications.removeRole, { params, ifMatch: 1 })).toMatchObject({
      code: 'changed_meanwhile',
    })
    await owner.call(applications.removeRole, { params, ifMatch: 2 })
    expect(namesOf(await rolesOf(realm, wiki))).toEqual(['uma_protection'])
    const words = { name: 'editor', application: 'Wiki' }
    expect((await eventsIn(realm)).slice(0, 3).map(({ type, params: said }) => [type, said])).toEqual([
      ['role.deleted', words],
      ['role.updated', words],
      ['role.created', words],
    ])
  })

  test('have names that are unique within it, and only there', async () => {
    const realm = await newRealm()
    const [wiki, other] = [await owner.application(realm, 'Wiki'), await owner.application(realm, 'Other')]
    await owner.role(realm, 'editor')
    const create = (application: Application, name: string) => ({
      params: { realm, applicationId: application.id },
      body: { name },
    })
    await owner.call(applications.createRole, create(wiki, 'editor'))
    await owner.call(applications.createRole, create(other, 'editor'))
    for (const name of ['editor', 'EDITOR', 'uma_protection']) {
      expect(await owner.refusal(applications.createRole, create(wiki, name))).toMatchObject({
        status: 409,
        code: 'name_taken',
        fields: { name: 'Already used here' },
      })
    }
  })

  test('are not there under another application, of the realm or elsewhere', async () => {
    const [realm, elsewhere] = [await newRealm(), await newRealm()]
    const [wiki, other] = [await owner.application(realm, 'Wiki'), await owner.application(realm, 'Other')]
    const foreign = await owner.application(elsewhere, 'Wiki')
    const own = await owner.role(realm, 'own')
    const [role] = await rolesOf(realm, wiki)
    for (const [applicationId, roleId] of [
      [other.id, role!.id],
      [wiki.id, own.id],
      [wiki.id, nobody],
      [nobody, role!.id],
      [foreign.id, role!.id],
      [wiki.id, (await rolesOf(elsewhere, foreign))[0]!.id],
    ] as const) {
      const params = { realm, applicationId, roleId }
      expect(await owner.refusal(applications.getRole, { params })).toMatchObject({ status: 404 })
      expect(await owner.refusal(applications.removeRole, { params })).toMatchObject({ status: 404 })
      expect(
        await owner.refusal(applications.updateRole, { params, ifMatch: 1, body: { name: 'taken over' } }),
      ).toMatchObject({ status: 404 })
    }
    for (const applicationId of [nobody, foreign.id]) {
      const input = { params: { realm, applicationId }, body: { name: 'stray' } }
      expect(await owner.refusal(applications.createRole, input)).toMatchObject({ status: 404 })
    }
  })

  test('are found by the application’s name among the roles of the realm', async () => {
    const realm = await newRealm()
    const wiki = await owner.application(realm, 'Handbook')
    await owner.call(applications.createRole, { params: { realm, applicationId: wiki.id }, body: { name: 'editor' } })
    await owner.role(realm, 'Handbook keeper')
    const find = async (of: 'realm' | 'application' | 'all') =>
      namesOf((await owner.call(roles.list, { params: { realm }, query: { of, q: 'HANDBOOK' } })).items)
    expect(await find('application')).toEqual(['editor', 'uma_protection'])
    expect(await find('all')).toEqual(['editor', 'Handbook keeper', 'uma_protection'])
    expect(await find('realm')).toEqual(['Handbook keeper'])
    // Among its own, all would match.
    const params = { realm, applicationId: wiki.id }
    expect((await owner.call(applications.roles, { params, query: { q: 'handbook' } })).total).toBe(0)
  })
})

describe('who gains and who loses', () => {
  /** A person who holds a role of an application, through the role that realms give their first administrator. */
  async function staffed() {
    made += 1
    const { name: realm } = await owner.realm(`applications-${made}`, { firstAdministrator: { username: 'ada' } })
    const wiki = await owner.application(realm, 'Wiki')
    const editor = await owner.call(applications.createRole, {
      params: { realm, applicationId: wiki.id },
      body: { name: 'editor' },
    })
    const { items } = await owner.call(roles.list, { params: { realm }, query: { of: 'all', q: 'realm-admin' } })
    await owner.call(roles.include, { params: { realm, roleId: items[0]!.id, includedRoleId: editor.id } })
    return { realm, wiki, editor }
  }

  test('is told before an application is disabled, enabled, deleted and restored, without a trace', async () => {
    const { realm, wiki, editor } = await staffed()
    const params = { realm, applicationId: wiki.id }
    const grant = { identity: { username: 'ada' }, role: { id: editor.id, name: 'editor', applicationId: wiki.id } }
    const lost = { impact: { lost: [grant], gained: [], counts: { lost: 1, gained: 0, people: 1 } } }
    const gained = { impact: { lost: [], gained: [grant], counts: { lost: 0, gained: 1, people: 1 } } }

    const before: Dump = await dump(server.db)
    const off = { params, ifMatch: 1, body: { enabled: false } }
    expect(await owner.preview(applications.update, off)).toMatchObject(lost)
    expect(await owner.preview(applications.remove, { params, ifMatch: 1 })).toMatchObject({
      ...lost,
      changes: [{ kind: 'application' }, { kind: 'role' }, { kind: 'role' }],
    })
    expectSame(before, await dump(server.db))

    const disabled = await owner.call(applications.update, off)
    const on = { params, ifMatch: disabled.version, body: { enabled: true } }
    expect(await owner.preview(applications.update, on)).toMatchObject(gained)
    expect(await owner.preview(applications.remove, { params })).toMatchObject({ impact: { lost: [] } })
    await owner.call(applications.update, on)
    await remove(realm, wiki)
    const back = { params: { realm, kind: 'application', id: wiki.id }, body: {} }
    expect(await owner.preview(bin.restore, back)).toMatchObject(gained)
  })
})

describe('taken back', () => {
  const after = async (realm: string, work: () => Promise<unknown>) => {
    const before = await state(realm)
    await work()
    expect(await state(realm)).not.toEqual(before)
    const [event] = await eventsIn(realm)
    await owner.undoLast(realm)
    expect(await state(realm)).toEqual(before)
    await owner.undoLast(realm)
    expect(await state(realm)).not.toEqual(before)
    await owner.undoLast(realm)
    return event?.type
  }
  /** Everything that can be seen of a realm's applications and their roles, but versions and times. */
  async function state(realm: string) {
    const { items } = await owner.call(applications.list, { params: { realm }, query: { limit: 200 } })
    const { items: own } = await owner.call(roles.list, { params: { realm }, query: { of: 'application', limit: 200 } })
    return [...items, ...own].map(({ version: _version, updatedAt: _updatedAt, ...seen }) => seen)
  }

  test('every change of an application leaves it as it was', async () => {
    const realm = await newRealm()
    expect(await after(realm, () => owner.application(realm, 'Fleeting'))).toBe('application.created')
    const wiki = await owner.application(realm, 'Wiki', { oidc: { redirectUris: ['https://a.example/'] } })
    const current = () => get(realm, wiki)
    const body = { name: 'W', clientId: 'w', protocol: 'saml' as const, oidc: { ...wiki.oidc, redirectUris: [] } }
    expect(await after(realm, async () => edit(realm, await current(), body))).toBe('application.updated')
    expect(await after(realm, async () => edit(realm, await current(), { enabled: false }))).toBe(
      'application.disabled',
    )
    await edit(realm, await current(), { enabled: false })
    const renamed = { enabled: true, name: 'Back' }
    expect(await after(realm, async () => edit(realm, await current(), renamed))).toBe('application.enabled')
    expect(await after(realm, () => remove(realm, wiki))).toBe('application.deleted')
    await remove(realm, wiki)
    const back = { params: { realm, kind: 'application', id: wiki.id }, body: {} }
    expect(await after(realm, () => owner.call(bin.restore, back))).toBe('application.restored')
  })

  test('a creation is not, once something was built upon it', async () => {
    const realm = await newRealm()
    const wiki = await owner.application(realm, 'Wiki')
    const [event] = await eventsIn(realm)
    const params = { realm, applicationId: wiki.id }
    const role = await owner.call(applications.createRole, { params, body: { name: 'editor' } })
    expect(await owner.refusal(activity.undo, { params: { eventId: event!.id } })).toMatchObject({
      status: 409,
      code: 'built_upon',
      details: { events: [{ type: 'role.created' }] },
    })
    await owner.call(applications.removeRole, { params: { ...params, roleId: role.id } })
    await owner.call(activity.undo, { params: { eventId: event!.id } })
    expect(await owner.refusal(applications.get, { params })).toMatchObject({ status: 404 })
  })

  test('a deletion is not, while another application has taken the client id', async () => {
    const realm = await newRealm()
    const wiki = await owner.application(realm, 'Wiki')
    await remove(realm, wiki)
    const [event] = await eventsIn(realm)
    await owner.application(realm, 'Usurper', { clientId: 'WIKI' })
    const refused = { status: 409, code: 'name_taken' }
    expect(await owner.refusal(activity.undo, { params: { eventId: event!.id } })).toMatchObject(refused)
    const restore = (name?: string) => ({
      params: { realm, kind: 'application', id: wiki.id },
      body: name === undefined ? {} : { name },
    })
    expect(await owner.refusal(bin.restore, restore())).toMatchObject(refused)
    // The new name is a client id: only that must be free.
    for (const name of ['a b', 'ä', '<x>']) {
      expect(await owner.refusal(bin.restore, restore(name))).toMatchObject({
        status: 422,
        fields: { name: expect.stringMatching(/Only letters/) as string },
      })
    }
    expect(await owner.call(bin.restore, restore('wiki-restored'))).toMatchObject({ id: wiki.id, name: 'Wiki' })
    expect(await get(realm, wiki)).toMatchObject({ name: 'Wiki', clientId: 'wiki-restored' })
    expect(namesOf(await rolesOf(realm, wiki))).toEqual(['uma_protection'])
  })
})

test('what a group gives of a deleted application comes back with it', async () => {
  const realm = await newRealm()
  const wiki = await owner.application(realm, 'Wiki')
  const group = await owner.group(realm, 'Writers')
  const [role] = await rolesOf(realm, wiki)
  await owner.call(groups.addRole, { params: { realm, groupId: group.id, roleId: role!.id } })
  const given = async () =>
    (await owner.call(groups.roles, { params: { realm, groupId: group.id } })).items.map(({ id }) => id)
  await remove(realm, wiki)
  expect(await given()).toEqual([])
  const { items } = await owner.call(bin.list, { params: { realm } })
  expect(items).toMatchObject([{ kind: 'application', id: wiki.id, name: 'Wiki', withIt: 1 }])
  await owner.call(bin.restore, { params: { realm, kind: 'application', id: wiki.id }, body: {} })
  expect(await given()).toEqual([role!.id])
})
