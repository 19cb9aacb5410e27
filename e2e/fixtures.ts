import { type BrowserContext, expect, type Page, test as base } from '@playwright/test'
import { v7 as uuid } from 'uuid'
import { type Application, applications } from '#contract/applications'
import { auth } from '#contract/auth'
import type { BodyOf } from '#contract/endpoint'
import { type Group, groups } from '#contract/groups'
import { identities, type IdentityDetail } from '#contract/identities'
import { imports } from '#contract/imports'
import type { AdministratorRole } from '#contract/permissions'
import { type Realm, realms } from '#contract/realms'
import { roles } from '#contract/roles'
import { settings } from '#contract/settings'
import { Client } from '../src/server/testing/client'
import { write } from './database'
import { Guard } from './guard'
import type { ServerChoice } from './playwright.config'
import { type Server, startProduct } from './server'

export { expect }
export { paths } from '../src/dashboard/paths'
export { expectAccessible, expectNoOverflow } from './accessible'
export { PASSWORD } from '../src/server/testing/client'

/** A realm of one test, and the way to put things into it. */
export class RealmOf {
  constructor(
    readonly client: Client,
    readonly realm: Realm,
  ) {}

  get name(): string {
    return this.realm.name
  }

  group(name: string, more: Partial<BodyOf<typeof groups.create>> = {}): Promise<Group> {
    return this.client.group(this.name, name, more)
  }

  person(username: string, more: Partial<BodyOf<typeof identities.create>> = {}): Promise<IdentityDetail> {
    return this.client.call(identities.create, { params: { realm: this.name }, body: { username, ...more } })
  }

  /** Many people at once, from a file. */
  async people(csv: string): Promise<void> {
    const file = { type: 'text/csv', content: csv }
    const { id } = await this.client.call(imports.upload, { params: { realm: this.name }, file })
    const params = { realm: this.name, importId: id }
    const state = async () => (await this.client.call(imports.get, { params })).state
    await expect.poll(state, { timeout: 60_000 }).toBe('ready')
    await this.client.call(imports.apply, { params })
    await expect.poll(state, { timeout: 120_000 }).toBe('applied')
  }

  getPerson(identityId: string): Promise<IdentityDetail> {
    return this.client.call(identities.get, { params: { realm: this.name, identityId } })
  }

  joins(identityId: string, groupIds: string[], endsAt?: string): Promise<void> {
    return this.client.call(identities.joinGroups, {
      params: { realm: this.name, identityId },
      body: { groupIds, ...(endsAt && { endsAt }) },
    })
  }

  isGiven(identityId: string, roleId: string): Promise<void> {
    return this.client.call(identities.giveRole, { params: { realm: this.name, identityId, roleId } })
  }

  role(name: string, description = '') {
    return this.client.call(roles.create, { params: { realm: this.name }, body: { name, description } })
  }

  application(name: string, more: Partial<BodyOf<typeof applications.create>> = {}): Promise<Application> {
    return this.client.application(this.name, name, more)
  }

  async findApplication(name: string) {
    const { items } = await this.client.call(applications.list, { params: { realm: this.name }, query: { q: name } })
    const found = items.find((application) => application.name === name)
    if (!found) throw new Error(`No application ${name}`)
    return found
  }

  /** A role of the realm or of an application, by name. */
  async findRole(name: string) {
    const query = { of: 'all' as const, q: name }
    const { items } = await this.client.call(roles.list, { params: { realm: this.name }, query })
    const found = items.find((role) => role.name === name)
    if (!found) throw new Error(`No role ${name}`)
    return found
  }

  async findGroup(name: string) {
    const { items } = await this.client.call(groups.list, { params: { realm: this.name }, query: { q: name } })
    const found = items.find((group) => group.name === name)
    if (!found) throw new Error(`No group ${name}`)
    return found
  }

  gives(groupId: string, roleId: string): Promise<void> {
    return this.client.call(groups.addRole, { params: { realm: this.name, groupId, roleId } })
  }

  contains(roleId: string, includedRoleId: string): Promise<void> {
    return this.client.call(roles.include, { params: { realm: this.name, roleId, includedRoleId } })
  }

  getGroup(id: string): Promise<Group> {
    return this.client.call(groups.get, { params: { realm: this.name, groupId: id } })
  }
}

interface TestFixtures {
  /** The server that the test is about: the worker's, unless it starts one of its own. */
  site: Server
  /** Whose session `page` has. Null: nobody's. */
  visitor: Client | null
  /** Fails the test when something goes wrong that nobody would see. */
  guard: Guard
  /** The owner of an account that this test has for itself, speaking to the API. */
  owner: Client
  /** A realm of that account, empty but for what every realm starts with. */
  realm: RealmOf
  /** The same, with a few hundred made-up people. */
  practice: RealmOf
  /** Somebody else in the owner's account: there is no invitation yet, so the database is told. */
  colleague: (name: string, role: AdministratorRole) => Promise<Client>
  /** A further browser: a signed-in person's, or nobody's. */
  another: (as?: Client) => Promise<Page>
}

interface WorkerFixtures extends ServerChoice {
  server: Server
}

let made = 0
/** A name that no other test of this server has. */
export const unique = (word: string): string => `${word}-${process.pid.toString(36)}-${(made++).toString(36)}`

export const test = base.extend<TestFixtures, WorkerFixtures>({
  database: ['sqlite', { scope: 'worker', option: true }],

  server: [
    async ({ database }, use) => {
      const server = await startProduct(database)
      await new Client(server.url).setUp(server.setupUrl ?? '', 'First Owner')
      await use(server)
      await server.stop()
    },
    { scope: 'worker' },
  ],

  site: ({ server }, use) => use(server),

  baseURL: ({ site }, use) => use(site.url),

  guard: async ({ site }, use) => {
    const guard = new Guard(site.url)
    await use(guard)
    expect(guard.problems, 'nothing goes wrong behind the pages').toEqual([])
  },

  owner: async ({ site }, use) => {
    const client = new Client(site.url)
    await client.signUp(unique('Olga Owner'))
    await use(client)
  },

  realm: async ({ owner }, use) => use(new RealmOf(owner, await owner.realm(unique('realm')))),

  practice: async ({ owner }, use) => use(await practiceRealm(owner, unique('practice'))),

  visitor: ({ owner }, use) => use(owner),

  context: async ({ context, guard, visitor }, use) => {
    await guard.watch(context)
    if (visitor) await enter(context, visitor)
    await use(context)
  },

  colleague: ({ site, owner }, use) =>
    use(async (name, role) => {
      const client = new Client(site.url)
      await client.signUp(unique(name))
      const { id } = client.me.administrator
      await write(site, [
        ['delete from memberships where principal_id = ?', id],
        [
          `insert into memberships (id, account_id, principal_id, role, all_realms, created_at) values (?, ?, ?, ?, 1, ?)`,
          uuid(),
          owner.accountId,
          id,
          role,
          Date.now(),
        ],
      ])
      client.me = await client.call(auth.me)
      return client
    }),

  another: async ({ browser, contextOptions, viewport, baseURL, guard }, use) => {
    const contexts: BrowserContext[] = []
    await use(async (as) => {
      const context = await browser.newContext({ ...contextOptions, viewport, ...(baseURL && { baseURL }) })
      contexts.push(context)
      await guard.watch(context)
      if (as) await enter(context, as)
      return context.newPage()
    })
    for (const context of contexts) await context.close()
  },
})

/** Opens the menu of a row or a page and chooses from it. */
export async function choose(page: Page, of: string, item: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${of}`, exact: true }).click()
  await page.getByRole('menuitem', { name: item, exact: true }).click()
}

/** Keeps what the page asks of some addresses from going out until it is released. */
export async function holdBack(page: Page, address: RegExp): Promise<() => void> {
  let release = () => {}
  const released = new Promise<void>((resolve) => (release = resolve))
  await page.route(address, async (route) => {
    await released
    await route.continue()
  })
  return release
}

/** What the corner says has happened. */
export const notice = (page: Page, text: string | RegExp) => page.getByRole('status').filter({ hasText: text })

/** The page's one heading, which has the focus after a navigation. */
export const title = (page: Page) => page.getByRole('heading', { level: 1 })

/** Gives a browser the session of a client. */
export async function enter(context: BrowserContext, client: Client): Promise<void> {
  const [name = '', ...value] = client.cookie.split('=')
  await context.addCookies([
    { name, value: value.join('='), domain: 'localhost', path: '/', secure: true, httpOnly: true, sameSite: 'Lax' },
  ])
}

/** A realm with made-up people, when all of them are there. */
export async function practiceRealm(client: Client, name: string): Promise<RealmOf> {
  const realm = await client.realm(name, { start: 'practice' })
  await expect
    .poll(async () => (await client.call(realms.get, { params: { realm: name } })).filling, { timeout: 15_000 })
    .toBeNull()
  return new RealmOf(client, realm)
}

export { Client }
export type { Page }

/** Turns a realm's approvals on or off. */
export async function setApprovals({ client, name }: RealmOf, enabled: boolean): Promise<void> {
  const { version } = await client.call(settings.get, { params: { realm: name } })
  await client.call(settings.update, { params: { realm: name }, body: { approvals: { enabled } }, ifMatch: version })
}
