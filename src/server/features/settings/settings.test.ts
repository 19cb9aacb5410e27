import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { activity } from '#contract/activity'
import { applications } from '#contract/applications'
import { bin } from '#contract/bin'
import type { BodyOf } from '#contract/endpoint'
import { identities } from '#contract/identities'
import { realms } from '#contract/realms'
import { roles } from '#contract/roles'
import { type RealmSettings, settings, SETTINGS_DEFAULTS, type SettingsPatch } from '#contract/settings'
import type { Client } from '../../testing/client'
import { dump, expectSame, expectSound } from '../../testing/dump'
import { startTestServer, type TestServer } from '../../testing/test-server'
import { settingsService } from './settings.service'

let server: TestServer
let owner: Client
let stranger: Client
beforeAll(async () => {
  server = await startTestServer()
  owner = server.owner
  stranger = await server.register('Stella Stranger')
})
afterAll(() => server.stop())

const read = (realm: string, client = owner) => client.call(settings.get, { params: { realm } })
async function save(realm: string, body: SettingsPatch, client = owner): Promise<RealmSettings> {
  const { version } = await read(realm, client)
  return client.call(settings.update, { params: { realm }, ifMatch: version, body })
}
async function refused(realm: string, body: unknown) {
  const { version } = await read(realm)
  // What the contract's type would not allow is what is tried here.
  return owner.refusal(settings.update, { params: { realm }, ifMatch: version, body: body as SettingsPatch })
}
const previewed = async (realm: string, body: SettingsPatch) =>
  owner.preview(settings.update, { params: { realm }, ifMatch: (await read(realm)).version, body })

/** A picture of so many bytes that begins as a PNG does. */
const png = (bytes: number): string => {
  const data = Buffer.alloc(bytes, 7)
  data.write('\u0089PNG\r\n\u001A\n', 0, 'latin1')
  return `data:image/png;base64,${data.toString('base64')}`
}

describe('a new realm', () => {
  test('has the defaults, and nothing of its own', async () => {
    const realm = await owner.realm('fresh')
    expect(await read('fresh')).toEqual({
      values: SETTINGS_DEFAULTS,
      own: [],
      roles: [],
      version: realm.version,
      updatedAt: realm.updatedAt,
    })
  })
})

describe('a change', () => {
  test('keeps what differs from the default, part by part, and null puts it back', async () => {
    await owner.realm('parts')
    const first = await save('parts', { emailUnique: false, approvals: { enabled: true }, secrets: false })
    expect(first).toMatchObject({ own: ['emailUnique', 'approvals'], version: 2 })
    expect(first.values).toEqual({
      ...SETTINGS_DEFAULTS,
      emailUnique: false,
      approvals: { ...SETTINGS_DEFAULTS.approvals, enabled: true },
    })
    const second = await save('parts', { approvals: { defaultApprovals: 2 }, emailUnique: true })
    expect(second.own).toEqual(['approvals'])
    expect(second.values.approvals).toMatchObject({ enabled: true, defaultApprovals: 2 })
    const stored = await server.db.read.selectFrom('realms').select('settings').where('name', '=', 'parts').execute()
    expect(JSON.parse(stored[0]!.settings)).toEqual({ approvals: { enabled: true, defaultApprovals: 2 } })
    expect(await save('parts', { approvals: null })).toMatchObject({ values: SETTINGS_DEFAULTS, own: [] })
  })

  test('must say what it was made to, and shows what others changed meanwhile', async () => {
    await owner.realm('contested-settings')
    const params = { realm: 'contested-settings' }
    expect(await owner.refusal(settings.update, { params, body: { secrets: true } })).toMatchObject({ status: 428 })
    const current = await save('contested-settings', { secrets: true })
    const stale = { params, ifMatch: 1, body: { federation: true } }
    expect(await owner.refusal(settings.update, stale)).toMatchObject({
      status: 409,
      code: 'changed_meanwhile',
      details: { current, events: [{ type: 'realm.settings_changed' }] },
    })
  })

  test('is one event that names the settings, and can be undone; one that changes nothing is none', async () => {
    const { id } = await owner.realm('undone')
    await save('undone', { joining: { who: 'domains', domains: ['@Example.COM '] }, password: { minLength: 12 } })
    expect((await read('undone')).values.joining.domains).toEqual(['example.com'])
    const { items } = await owner.call(activity.ofRealm, { params: { realm: 'undone' } })
    expect(items[0]).toMatchObject({
      type: 'realm.settings_changed',
      params: { name: 'undone', settings: ['joining', 'password'] },
      undo: { possible: true },
    })
    const { version } = await read('undone')
    expect(await save('undone', { password: { minLength: 12 } })).toMatchObject({ version })
    await owner.undoLast('undone')
    expect(await read('undone')).toMatchObject({ values: SETTINGS_DEFAULTS, own: [] })
    expect(await settingsService.of(server.db.read, id)).toEqual(SETTINGS_DEFAULTS)
  })

  test('that is only looked at leaves no trace', async () => {
    await owner.realm('looked-at')
    const before = await dump(server.db)
    const preview = await previewed('looked-at', { logo: png(100), externalId: 'x', approvals: { enabled: true } })
    expect(preview.changes).toMatchObject([{ action: 'update', kind: 'realm', name: 'looked-at' }])
    expectSame(before, await dump(server.db))
  })

  test('needs settings:write, reading settings:read, and neither reaches other accounts', async () => {
    await owner.realm('guarded')
    const params = { realm: 'guarded' }
    const support = await server.join('Sue Support', { role: 'support' })
    const billing = await server.join('Bill Billing', { role: 'billing' })
    expect((await read('guarded', support)).own).toEqual([])
    expect(await support.refusal(settings.update, { params, ifMatch: 1, body: { secrets: true } })).toMatchObject({
      status: 403,
      details: { permission: 'settings:write' },
    })
    expect((await billing.refusal(settings.get, { params })).status).toBeGreaterThanOrEqual(403)
    expect(await stranger.refusal(settings.get, { params })).toMatchObject({ status: 404 })
    expect(await stranger.refusal(settings.update, { params, ifMatch: 1, body: {} })).toMatchObject({ status: 404 })
  })
})

describe('what is refused', () => {
  beforeAll(() => owner.realm('strict'))

  const cases: [what: string, body: unknown, field: string, sentence?: RegExp][] = [
    ['an unknown setting', { colour: 'red' }, 'colour', /Unknown/],
    ['an unknown part', { approvals: { sometimes: true } }, 'approvals.sometimes', /Unknown/],
    ['an SVG logo', { logo: `data:image/svg+xml;base64,${btoa('<svg/>')}` }, 'logo', /SVG/],
    ['a logo from elsewhere', { logo: 'https://example.com/logo.png' }, 'logo', /not a PNG/],
    ['a logo that only says it is one', { logo: `data:image/png;base64,${btoa('<svg/>..')}` }, 'logo', /not a PNG/],
    ['a logo that is too large', { logo: png(65_537) }, 'logo', /64 KiB/],
    ['an external id with a space', { externalId: 'a b' }, 'externalId', /Only letters/],
    ['an external id that is too long', { externalId: 'x'.repeat(129) }, 'externalId', /At most 128/],
    ['metadata that is no object', { trustedMetadata: [] }, 'trustedMetadata'],
    ['metadata that is too large', { trustedMetadata: { a: 'é'.repeat(2050) } }, 'trustedMetadata', /4 KiB/],
    ['metadata that is too deep', { trustedMetadata: nested(21) }, 'trustedMetadata', /20 levels/],
    ['restricted ways without any', { signInMethods: { mode: 'restricted' } }, 'signInMethods.allowed', /at least one/],
    ['an unknown way to sign in', { signInMethods: { allowed: ['fax'] } }, 'signInMethods.allowed.0'],
    ['domains without any', { joining: { who: 'domains' } }, 'joining.domains', /at least one/],
    ['restricted invitations without domains', { joining: { invites: 'restricted' } }, 'joining.domains'],
    ['the invited, and no invitations', { joining: { invites: 'nobody' } }, 'joining.invites', /nobody/],
    ['restricted sign-on without connections', { joining: { ssoJit: 'restricted' } }, 'joining.ssoJitConnections'],
    ['restricted tenants without any', { joining: { oauthTenantJit: 'restricted' } }, 'joining.allowedOauthTenants'],
    ['no way in', { joining: { who: 'nobody', ssoJit: 'nobody' } }, 'joining.who', /must remain/],
    ['one domain twice', { joining: { domains: ['a.example', 'A.Example'] } }, 'joining.domains.1', /twice/],
    [
      'too many domains',
      { joining: { domains: Array.from({ length: 101 }, (_, i) => `d${i}.example`) } },
      'joining.domains',
    ],
    [
      'connected applications without any',
      { connectedApplications: { own: 'restricted' } },
      'connectedApplications.ownAllowed',
    ],
    ['no approvals', { approvals: { defaultApprovals: 0 } }, 'approvals.defaultApprovals'],
    ['too many approvals', { approvals: { defaultApprovals: 21 } }, 'approvals.defaultApprovals'],
    ['access for a moment', { approvals: { defaultDurationSeconds: 299 } }, 'approvals.defaultDurationSeconds'],
    [
      'requests for ever',
      { approvals: { requestExpiresAfterSeconds: 366 * 86_400 } },
      'approvals.requestExpiresAfterSeconds',
    ],
    ['a second step from some day', { twoStep: { policy: 'required', from: 'tomorrow' } }, 'twoStep.from'],
    ['a beginning of nothing', { twoStep: { from: '2026-03-01T00:00:00Z' } }, 'twoStep.from', /required/],
    [
      'second steps without any',
      { twoStep: { factors: { mode: 'restricted', allowed: [] } } },
      'twoStep.factors.allowed',
    ],
    ['sessions of a moment', { session: { idleSeconds: 299 } }, 'session.idleSeconds'],
    ['sessions of two years', { session: { maxSeconds: 527_040 * 60 + 1 } }, 'session.maxSeconds'],
    ['idling longer than being signed in', { session: { maxSeconds: 600 } }, 'session.idleSeconds', /No longer/],
    ['short passwords', { password: { minLength: 7 } }, 'password.minLength'],
    ['passwords nobody can type', { password: { minLength: 65 } }, 'password.minLength'],
  ]
  test.each(cases)('%s', async (_, body, field, sentence = /./) => {
    const answer = await refused('strict', body)
    expect(answer).toMatchObject({ status: 422, code: 'invalid' })
    expect(answer.fields?.[field], JSON.stringify(answer.fields)).toMatch(sentence)
  })

  test('metadata that is deeper than a program can follow', async () => {
    const body = `{"trustedMetadata":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_001)}`
    const headers = { 'if-match': '"1"' }
    const answer = await owner.raw('PATCH', '/api/realms/strict/settings', { headers, body })
    expect(answer).toMatchObject({ status: 422, body: { fields: { trustedMetadata: 'At most 20 levels' } } })
  })

  test.each([
    ['gmail.com', /Anybody/],
    ['yahoo.co.uk', /Anybody/],
    ['mail.hotmail.com', /Anybody/],
    ['uol.com.br', /Anybody/],
    ['mailinator.com', /thrown away/],
    ['localhost', /not a domain/],
    ['-acme.com', /not a domain/],
    ['acme..com', /not a domain/],
    ['10.0.0.1', /not a domain/],
    ['ada@acme.com', /behind the @/],
    ['müller.de', /xn--/],
    [`${'a'.repeat(250)}.com`, /At most 253/],
  ])('the domain %s', async (domain, sentence) => {
    const answer = await refused('strict', { joining: { domains: [domain] } })
    expect(answer).toMatchObject({
      status: 422,
      fields: { 'joining.domains.0': expect.stringMatching(sentence) as string },
    })
  })

  test.each(['acme.com', 'orange.acme.com', 'gmail.acme.co.uk', 'xn--mller-kva.de', 'a.b.c.example', 'co.uk.example'])(
    'not the domain %s',
    async (domain) => {
      expect((await save('strict', { joining: { domains: [domain] } })).values.joining.domains).toEqual([domain])
    },
  )
})

function nested(levels: number): unknown {
  let value: unknown = 1
  for (let i = 0; i < levels; i++) value = { a: value }
  return value
}

describe('what the settings say', () => {
  const person = (realm: string, body: BodyOf<typeof identities.create>) => ({ params: { realm }, body })

  test('holds for invitations, and not for people who are added without one', async () => {
    await owner.realm('inviting')
    const invited = await owner.call(identities.create, person('inviting', { email: 'b@b.example', invite: true }))
    await save('inviting', { joining: { invites: 'restricted', domains: ['a.example'] } })
    await owner.call(identities.create, person('inviting', { email: 'a@A.example', invite: true }))
    await owner.call(identities.create, person('inviting', { email: 'c@b.example' }))
    const refusal = await owner.refusal(identities.create, person('inviting', { email: 'd@b.example', invite: true }))
    expect(refusal).toMatchObject({ status: 422, fields: { email: expect.stringMatching(/a\.example/) as string } })
    const again = { params: { realm: 'inviting', identityId: invited.id } }
    expect(await owner.refusal(identities.invite, again)).toMatchObject({ status: 409, code: 'conflict' })
    await save('inviting', { joining: { who: 'nobody', invites: 'all' } })
    const nobody = await owner.refusal(identities.create, person('inviting', { email: 'e@a.example', invite: true }))
    expect(nobody).toMatchObject({ status: 422, fields: { email: expect.stringMatching(/nobody/) as string } })
  })

  test('holds for e-mail addresses that are there already', async () => {
    await owner.realm('addressed')
    await owner.call(identities.create, person('addressed', { username: 'a', email: 'a@a.example' }))
    const second = person('addressed', { username: 'b', email: 'A@a.example' })
    expect(await owner.refusal(identities.create, second)).toMatchObject({ status: 409, code: 'email_taken' })
    await save('addressed', { emailUnique: false })
    await owner.call(identities.create, second)
    // What is there twice already stays
    await save('addressed', { emailUnique: true })
  })
})

describe('the logo', () => {
  test('is answered as it was given, kept once, and undone to the one before', async () => {
    await owner.realm('pictured')
    expect((await save('pictured', { logo: png(65_536) })).values.logo).toBe(png(65_536))
    await save('pictured', { logo: png(10) })
    await owner.undoLast('pictured')
    expect((await read('pictured')).values.logo).toBe(png(65_536))
    // The log carries no pictures around
    const { items } = await owner.call(activity.ofRealm, { params: { realm: 'pictured' } })
    expect(JSON.stringify(items)).not.toContain('data:image')
    expect(await save('pictured', { logo: '' })).toMatchObject({ own: [], values: { logo: '' } })
  })
})

describe('the external id', () => {
  test('is unique within the account, the bin included, and free for other accounts', async () => {
    await owner.realm('ext-1')
    await owner.realm('ext-2')
    await stranger.realm('ext-3')
    await save('ext-1', { externalId: 'crm|4711' })
    await save('ext-1', { externalId: 'crm|4711' })
    const taken = { status: 409, code: 'external_id_taken', fields: { externalId: expect.any(String) as string } }
    expect(await refused('ext-2', { externalId: 'crm|4711' })).toMatchObject(taken)
    expect((await previewed('ext-2', { externalId: 'crm|4711' })).impact.blocked).toMatchObject([
      { code: 'external_id_taken' },
    ])
    expect((await save('ext-3', { externalId: 'crm|4711' }, stranger)).own).toEqual(['externalId'])
    const { id, version } = await owner.call(realms.get, { params: { realm: 'ext-1' } })
    await owner.call(realms.remove, { params: { realm: 'ext-1' }, ifMatch: version })
    expect(await refused('ext-2', { externalId: 'crm|4711' })).toMatchObject(taken)
    await owner.call(bin.restoreRealm, { params: { accountId: owner.accountId, realmId: id }, body: {} })
    await save('ext-1', { externalId: null })
    await save('ext-2', { externalId: 'crm|4711' })
    // The undo would take it back from the other one
    const { items } = await owner.call(activity.ofRealm, { params: { realm: 'ext-1' }, query: { limit: 1 } })
    expect(await owner.refusal(activity.undo, { params: { eventId: items[0]!.id } })).toMatchObject({ status: 409 })
  })
})

describe('roles given by e-mail domain', () => {
  test('are held by whoever has such an address, and a preview says who gains and who loses', async () => {
    const realm = await owner.realm('domains', { start: 'practice' })
    const filling = async () => (await owner.call(realms.get, { params: { realm: 'domains' } })).filling
    await server.running.worker.drain()
    expect(await filling()).toBeNull()
    const domain = `${realm.id.slice(-6)}.example.org`
    const role = await owner.role('domains', 'badge')
    const pair = { domain, roleId: role.id }

    const gained = (await previewed('domains', { emailDomainRoles: [pair] })).impact
    // Seven of the three hundred are suspended and hold nothing.
    expect(gained.counts).toEqual({ gained: 293, lost: 0, people: 293, exact: true })
    expect(gained.roles).toMatchObject([{ role: { name: 'badge' }, gained: 293, lost: 0 }])
    const saved = await save('domains', { emailDomainRoles: [pair, { domain: 'else.example', roleId: role.id }] })
    expect(saved.roles).toEqual([{ id: role.id, name: 'badge', application: null, deleted: false }])
    const lost = (await previewed('domains', { emailDomainRoles: [{ domain: 'else.example', roleId: role.id }] }))
      .impact
    expect(lost.counts).toEqual({ gained: 0, lost: 293, people: 293, exact: true })
    expect((await previewed('domains', { secrets: true })).impact.counts.people).toBe(0)
    expectSound(await dump(server.db))
    await owner.undoLast('domains')
    expect((await read('domains')).values.emailDomainRoles).toEqual([])
    expectSound(await dump(server.db))
  })

  test('must be living roles of this realm that not everyone holds, each once for a domain', async () => {
    await owner.realm('roles-here')
    await owner.realm('roles-there')
    const here = await owner.role('roles-here', 'Here')
    const there = await owner.role('roles-there', 'There')
    const gone = await owner.role('roles-here', 'Gone')
    await owner.call(roles.remove, { params: { realm: 'roles-here', roleId: gone.id } })
    const giving = (roleId: string, domain = 'acme.example') => ({ emailDomainRoles: [{ domain, roleId }] })
    for (const id of [there.id, gone.id, '00000000-0000-7000-8000-000000000000'])
      expect(await refused('roles-here', giving(id))).toMatchObject({ status: 404 })
    const { items } = await owner.call(roles.list, { params: { realm: 'roles-here' } })
    const usual = items.find(({ isDefault }) => isDefault)!
    expect(await refused('roles-here', giving(usual.id))).toMatchObject({
      status: 422,
      fields: { 'emailDomainRoles.0.roleId': expect.stringMatching(/Everyone/) as string },
    })
    expect(await refused('roles-here', giving(here.id, 'gmail.com'))).toMatchObject({
      status: 422,
      fields: { 'emailDomainRoles.0.domain': expect.stringMatching(/Anybody/) as string },
    })
    const twice = { emailDomainRoles: [...giving(here.id).emailDomainRoles, ...giving(here.id).emailDomainRoles] }
    expect(await refused('roles-here', twice)).toMatchObject({ status: 422 })
    const many = Array.from({ length: 101 }, (_, i) => ({ domain: `d${i}.example`, roleId: here.id }))
    expect(await refused('roles-here', { emailDomainRoles: many })).toMatchObject({ status: 422 })
  })

  test('stay when their role goes to the bin, alone or with its application, and count again when it is back', async () => {
    await owner.realm('binned')
    const params = { realm: 'binned' }
    const app = await owner.application('binned', 'App')
    const role = await owner.call(applications.createRole, {
      params: { ...params, applicationId: app.id },
      body: { name: 'reader' },
    })
    await save('binned', { emailDomainRoles: [{ domain: 'acme.example', roleId: role.id }] })
    await owner.call(applications.remove, { params: { ...params, applicationId: app.id } })
    expect((await read('binned')).roles).toMatchObject([{ name: 'reader', application: 'App', deleted: true }])
    const kept = { domain: 'acme.example', roleId: role.id }
    const other = await owner.role('binned', 'Other')
    const both = await save('binned', { emailDomainRoles: [kept, { domain: 'acme.example', roleId: other.id }] })
    expect(both.values.emailDomainRoles).toHaveLength(2)
    await save('binned', { emailDomainRoles: [] })
    expect(await refused('binned', { emailDomainRoles: [kept] })).toMatchObject({ status: 404 })
  })
})
