import { accessRequests } from '#contract/access-requests'
import { activity } from '#contract/activity'
import { resources } from '#contract/all'
import { applications } from '#contract/applications'
import type { Endpoint } from '#contract/endpoint'
import { groups } from '#contract/groups'
import { identities } from '#contract/identities'
import { imports } from '#contract/imports'
import { type Realm, realms } from '#contract/realms'
import { roles } from '#contract/roles'
import { newId } from '../lib/ids'
import { type Client, PASSWORD, person, type RawFile } from './client'
import { addPeople, type NewPerson, setApprovals } from './people'
import type { TestServer } from './test-server'

/** What a request to an endpoint says, besides who asks. */
export interface Example {
  params?: Record<string, string>
  query?: Record<string, string>
  body?: Record<string, unknown>
  file?: RawFile
  ifMatch?: number
}

/** A realm of somebody's with one of everything that endpoints speak of. */
export interface World {
  accountId: string
  email: string
  realm: string
  group: string
  /** Gives the role, which contains the other one. */
  giving: string
  role: string
  contained: string
  free: string
  /** Made by somebody, with a role of its own. */
  application: string
  applicationRole: string
  /** Belongs to the group and is given the role. */
  member: string
  /** Belongs to nothing, holds nothing. */
  newcomer: string
  suspended: string
  /** Registered, and asked to confirm. */
  pending: string
  /** In the realm's bin. */
  deletedGroup: string
  /** In the account's bin. */
  deletedRealm: string
  /** A file of people, judged, with one who is new. */
  import: string
  /** An event that can be undone. */
  event: string
  /** That has ended. */
  batch: string
  /** Joining it needs an approval, which everybody who administers the account may give. */
  guarded: string
  /** Somebody who has not asked to join it. */
  person: string
  /** A request that waits, and one that was approved. */
  request: string
  approved: string
}

let worlds = 0
/** A batch that has ended: working one off would be much for something that is only looked at. */
async function addBatch(server: TestServer, realm: Realm): Promise<string> {
  const id = newId()
  const { now } = server.time
  await server.db.write
    .insertInto('batches')
    .values({
      id,
      account_id: realm.accountId,
      realm_id: realm.id,
      kind: 'practice',
      principal: '{}',
      total: 7,
      done: 6,
      skipped: 1,
      reasons: '[]',
      undoes_batch_id: null,
      about: '{}',
      created_at: now,
      finished_at: now,
    })
    .execute()
  return id
}

/** Registering does not exist yet: this writes what it will write. */
async function addPending(server: TestServer, client: Client, realm: string): Promise<string> {
  const { id } = await client.identity(realm, 'pending', { email: 'pending@example.org' })
  await server.db.write.updateTable('identities').set({ status: 'pending' }).where('id', '=', id).execute()
  return id
}

/** A group that needs approval, and two who asked to join it. Everybody of the account is an approver there too. */
async function addRequests(server: TestServer, client: Client, realm: Realm, role: string) {
  const { db, time } = server
  const administrators = await db.read
    .selectFrom('memberships as m')
    .innerJoin('emails as e', 'e.principal_id', 'm.principal_id')
    .select('e.email')
    .where('m.account_id', '=', realm.accountId)
    .execute()
  const approvers = administrators.map(({ email }): NewPerson => ({ username: email, email, roles: [role] }))
  await setApprovals(db, realm.id, { enabled: true })
  const [person = '', waiting = '', member = ''] = await addPeople(
    db,
    realm.id,
    [{ username: 'asker' }, { username: 'waiting' }, { username: 'granted' }, ...approvers],
    time.now,
  )
  const params = { realm: realm.name }
  const { id: guarded } = await client.group(realm.name, 'Guarded')
  const policy = { approvals: 1, approvalRoleIds: [role], maxDurationSeconds: 3600 }
  await client.call(accessRequests.setPolicy, { params: { ...params, groupId: guarded }, body: { policy } })
  const ask = (identityId: string) =>
    client.call(accessRequests.create, { params, body: { identityId, groupId: guarded, reason: 'To help' } })
  const { id: request } = await ask(waiting)
  const { id: approved } = await ask(member)
  await client.call(accessRequests.approve, { params: { ...params, requestId: approved }, body: {} })
  return { guarded, person, request, approved }
}

export async function makeWorld(server: TestServer, client: Client): Promise<World> {
  worlds += 1
  const made = await client.realm(`world-${worlds}`)
  const { name: realm } = made
  const params = { realm }
  const group = await client.group(realm, 'Group', { attributes: { team: ['red'] } })
  const giving = await client.group(realm, 'Giving')
  const [role, contained, free] = [
    await client.role(realm, 'Role'),
    await client.role(realm, 'Contained'),
    await client.role(realm, 'Free'),
  ]
  await client.call(groups.addRole, { params: { realm, groupId: giving.id, roleId: role.id } })
  await client.call(roles.include, { params: { realm, roleId: role.id, includedRoleId: contained.id } })
  const { id: application } = await client.application(realm, 'Application')
  const { id: applicationRole } = await client.call(applications.createRole, {
    params: { realm, applicationId: application },
    body: { name: 'reader' },
  })
  const member = await client.identity(realm, 'member', { groupIds: [group.id] })
  await client.call(identities.giveRole, { params: { realm, identityId: member.id, roleId: role.id } })
  const newcomer = await client.identity(realm, 'newcomer')
  const suspended = await client.identity(realm, 'suspended')
  await client.call(identities.suspend, { params: { realm, identityId: suspended.id } })
  const uploaded = await client.call(imports.upload, { params, file: peopleFile() })
  await server.running.worker.drain()
  const deleted = await client.group(realm, 'Deleted')
  await client.call(groups.remove, { params: { realm, groupId: deleted.id } })
  const { id: deletedRealm } = await client.realm(`deleted-${worlds}`)
  await client.call(realms.remove, { params: { realm: `deleted-${worlds}` } })
  const asked = await addRequests(server, client, made, free.id)
  await client.group(realm, 'Mistake')
  const { items: events } = await client.call(activity.ofRealm, { params, query: { limit: 1 } })
  return {
    accountId: client.accountId,
    email: client.me.administrator.email,
    realm,
    group: group.id,
    giving: giving.id,
    role: role.id,
    contained: contained.id,
    free: free.id,
    application,
    applicationRole,
    member: member.id,
    newcomer: newcomer.id,
    suspended: suspended.id,
    pending: await addPending(server, client, realm),
    deletedGroup: deleted.id,
    deletedRealm,
    import: uploaded.id,
    event: events[0]?.id ?? '',
    batch: await addBatch(server, made),
    ...asked,
  }
}

const named = new Map<string, Endpoint>(
  Object.entries(resources).flatMap(([resource, endpoints]) =>
    Object.entries(endpoints).map(([name, endpoint]) => [`${resource}.${name}`, endpoint] as const),
  ),
)
/** Of every endpoint its name, such as `groups.create`. */
export const endpointNames = [...named.keys()]

export function endpointNamed(name: string): Endpoint {
  const endpoint = named.get(name)
  if (!endpoint) throw new Error(`There is no endpoint ${name}`)
  return endpoint
}

/** A request to an endpoint that succeeds once in a fresh world of the caller's own. */
export function exampleOf(name: string, world: World): Example {
  const make = examples[name]
  if (!make) throw new Error(`Add a request to ${name} to the examples`)
  return make(world)
}

let names = 0
const fresh = (name: string) => `${name}-${(names += 1)}`

/** Somebody whom nobody has heard of. */
const peopleFile = (): RawFile => ({ type: 'text/csv', content: `username,firstName\r\n${fresh('person')},Ada\r\n` })

export const examples: Record<string, (world: World) => Example> = {
  'auth.setUp': () => ({ body: { token: 'x'.repeat(43), ...person('Second Owner') } }),
  'auth.signUp': () => ({ body: person(fresh('Registered')) }),
  'auth.signIn': ({ email }) => ({ body: { email, password: PASSWORD } }),
  'auth.signOut': () => ({}),
  'auth.me': () => ({}),

  'realms.list': ({ accountId }) => ({ query: { accountId } }),
  'realms.create': ({ accountId }) => ({
    body: { name: fresh('made'), displayName: 'Made', description: '', accountId },
  }),
  'realms.get': ({ realm }) => ({ params: { realm } }),
  'realms.update': ({ realm }) => ({
    params: { realm },
    ifMatch: 1,
    body: { displayName: 'Edited', description: 'New' },
  }),
  'realms.remove': ({ realm }) => ({ params: { realm }, ifMatch: 1 }),

  'settings.get': ({ realm }) => ({ params: { realm } }),
  'settings.update': ({ realm, role }) => ({
    params: { realm },
    ifMatch: 1,
    body: { emailUnique: false, emailDomainRoles: [{ domain: 'example.com', roleId: role }] },
  }),

  'settings.remindOfSecondStep': ({ realm }) => ({ params: { realm }, body: { from: '2027-01-31' } }),

  'groups.list': ({ realm }) => ({ params: { realm } }),
  'groups.create': ({ realm, group }) => ({
    params: { realm },
    body: { name: fresh('Created'), description: 'New', parentId: group, attributes: { floor: ['3'] } },
  }),
  'groups.get': ({ realm, group }) => ({ params: { realm, groupId: group } }),
  'groups.update': ({ realm, group, giving }) => ({
    params: { realm, groupId: group },
    ifMatch: 1,
    body: { name: 'Edited', description: 'New', parentId: giving, attributes: { floor: ['3'] } },
  }),
  'groups.remove': ({ realm, group }) => ({ params: { realm, groupId: group }, ifMatch: 1 }),
  'groups.roles': ({ realm, giving }) => ({ params: { realm, groupId: giving }, query: { effective: 'true' } }),
  'groups.addRole': ({ realm, group, role }) => ({ params: { realm, groupId: group, roleId: role } }),
  'groups.removeRole': ({ realm, giving, role }) => ({ params: { realm, groupId: giving, roleId: role } }),

  'roles.list': ({ realm }) => ({ params: { realm } }),
  'roles.create': ({ realm }) => ({ params: { realm }, body: { name: fresh('Created'), description: 'New' } }),
  'roles.get': ({ realm, role }) => ({ params: { realm, roleId: role } }),
  'roles.update': ({ realm, role }) => ({
    params: { realm, roleId: role },
    ifMatch: 1,
    body: { name: 'Edited', description: 'New' },
  }),
  'roles.remove': ({ realm, role }) => ({ params: { realm, roleId: role }, ifMatch: 1 }),
  'roles.includes': ({ realm, role }) => ({ params: { realm, roleId: role } }),
  'roles.includedIn': ({ realm, contained }) => ({ params: { realm, roleId: contained } }),
  'roles.include': ({ realm, role, free }) => ({ params: { realm, roleId: role, includedRoleId: free } }),
  'roles.exclude': ({ realm, role, contained }) => ({ params: { realm, roleId: role, includedRoleId: contained } }),
  'roles.groups': ({ realm, role }) => ({ params: { realm, roleId: role } }),

  'applications.list': ({ realm }) => ({ params: { realm } }),
  'applications.create': ({ realm }) => ({
    params: { realm },
    body: {
      clientId: fresh('created'),
      name: 'Created',
      description: 'New',
      enabled: true,
      protocol: 'openid-connect',
      oidc: { redirectUris: ['https://app.example.org/callback'], allowedOrigins: ['https://app.example.org'] },
      saml: { nameIdFormat: 'email' },
    },
  }),
  'applications.get': ({ realm, application }) => ({ params: { realm, applicationId: application } }),
  'applications.update': ({ realm, application }) => ({
    params: { realm, applicationId: application },
    ifMatch: 1,
    body: { name: 'Edited', description: 'New', enabled: false, protocol: 'saml', saml: { signAssertions: true } },
  }),
  'applications.remove': ({ realm, application }) => ({ params: { realm, applicationId: application }, ifMatch: 1 }),
  'applications.roles': ({ realm, application }) => ({ params: { realm, applicationId: application } }),
  'applications.createRole': ({ realm, application }) => ({
    params: { realm, applicationId: application },
    body: { name: fresh('Created'), description: 'New' },
  }),
  'applications.getRole': ({ realm, application, applicationRole }) => ({
    params: { realm, applicationId: application, roleId: applicationRole },
  }),
  'applications.updateRole': ({ realm, application, applicationRole }) => ({
    params: { realm, applicationId: application, roleId: applicationRole },
    ifMatch: 1,
    body: { name: 'Edited', description: 'New' },
  }),
  'applications.removeRole': ({ realm, application, applicationRole }) => ({
    params: { realm, applicationId: application, roleId: applicationRole },
    ifMatch: 1,
  }),

  'identities.list': ({ realm }) => ({ params: { realm } }),
  'identities.get': ({ realm, member }) => ({ params: { realm, identityId: member } }),
  'identities.sessions': ({ realm, member }) => ({ params: { realm, identityId: member } }),
  'identities.signInMethods': ({ realm, member }) => ({ params: { realm, identityId: member } }),
  'identities.groups': ({ realm, member }) => ({ params: { realm, identityId: member } }),
  'identities.roles': ({ realm, member }) => ({ params: { realm, identityId: member } }),
  'identities.access': ({ realm, member }) => ({ params: { realm, identityId: member } }),
  'identities.members': ({ realm, group }) => ({ params: { realm, groupId: group } }),
  'identities.holders': ({ realm, role }) => ({ params: { realm, roleId: role } }),
  'identities.defaultGroups': ({ realm }) => ({ params: { realm } }),
  'identities.create': ({ realm, group }) => ({
    params: { realm },
    body: {
      username: fresh('created'),
      email: `${fresh('created')}@example.org`,
      firstName: 'Created',
      lastName: 'Person',
      attributes: { floor: ['3'] },
      breakGlass: true,
      groupIds: [group],
      invite: true,
    },
  }),
  'identities.update': ({ realm, member }) => ({
    params: { realm, identityId: member },
    ifMatch: 1,
    body: {
      username: 'edited',
      email: 'edited@example.org',
      firstName: 'Edited',
      lastName: 'Person',
      attributes: { floor: ['4'] },
      breakGlass: true,
    },
  }),
  'identities.remove': ({ realm, member }) => ({ params: { realm, identityId: member }, ifMatch: 1 }),
  'identities.suspend': ({ realm, member }) => ({ params: { realm, identityId: member }, ifMatch: 1 }),
  'identities.reactivate': ({ realm, suspended }) => ({ params: { realm, identityId: suspended }, ifMatch: 2 }),
  'identities.invite': ({ realm, pending }) => ({ params: { realm, identityId: pending }, ifMatch: 1 }),
  'identities.endSessions': ({ realm, member }) => ({ params: { realm, identityId: member } }),
  'identities.resetFactors': ({ realm, member }) => ({ params: { realm, identityId: member } }),
  'identities.setGroups': ({ realm, member, giving }) => ({
    params: { realm, identityId: member },
    body: { groupIds: [giving] },
  }),
  'identities.joinGroups': ({ realm, newcomer, group }) => ({
    params: { realm, identityId: newcomer },
    body: { groupIds: [group], endsAt: '2026-12-31T00:00:00Z' },
  }),
  'identities.leaveGroups': ({ realm, member, group }) => ({
    params: { realm, identityId: member },
    body: { groupIds: [group] },
  }),
  'identities.giveRole': ({ realm, newcomer, role }) => ({ params: { realm, identityId: newcomer, roleId: role } }),
  'identities.takeRole': ({ realm, member, role }) => ({ params: { realm, identityId: member, roleId: role } }),
  'identities.addMembers': ({ realm, group, newcomer }) => ({
    params: { realm, groupId: group },
    body: { identityIds: [newcomer] },
  }),
  'identities.removeMembers': ({ realm, group, member }) => ({
    params: { realm, groupId: group },
    body: { identityIds: [member] },
  }),
  'identities.setDefaultGroups': ({ realm, group }) => ({ params: { realm }, body: { groupIds: [group] } }),
  'bulk.apply': ({ realm, group }) => ({
    params: { realm },
    body: { select: { filter: {} }, action: { kind: 'join-groups', groupIds: [group] } },
  }),

  'imports.export': ({ realm }) => ({ params: { realm }, query: { columns: 'username,attr:team' } }),
  'imports.list': ({ realm }) => ({ params: { realm } }),
  'imports.upload': ({ realm }) => ({ params: { realm }, query: { fileName: 'people.csv' }, file: peopleFile() }),
  'imports.get': ({ realm, import: importId }) => ({ params: { realm, importId } }),
  'imports.update': ({ realm, import: importId }) => ({
    params: { realm, importId },
    body: { options: { onExisting: 'skip' } },
  }),
  'imports.rows': ({ realm, import: importId }) => ({ params: { realm, importId } }),
  'imports.editRow': ({ realm, import: importId }) => ({
    params: { realm, importId, position: '2' },
    body: { cells: [{ column: 1, value: 'Grace' }] },
  }),
  'imports.apply': ({ realm, import: importId }) => ({ params: { realm, importId } }),
  'imports.receipt': ({ realm, import: importId }) => ({ params: { realm, importId } }),
  'imports.remove': ({ realm, import: importId }) => ({ params: { realm, importId } }),

  'accessRequests.policy': ({ realm, guarded }) => ({ params: { realm, groupId: guarded } }),
  'accessRequests.setPolicy': ({ realm, guarded, free, role }) => ({
    params: { realm, groupId: guarded },
    body: { policy: { approvals: 1, approvalRoleIds: [free, role], maxDurationSeconds: null } },
  }),
  'accessRequests.list': ({ realm }) => ({ params: { realm } }),
  'accessRequests.create': ({ realm, guarded, person }) => ({
    params: { realm },
    body: { identityId: person, groupId: guarded, reason: 'To help out', durationSeconds: 1800 },
  }),
  'accessRequests.get': ({ realm, request }) => ({ params: { realm, requestId: request } }),
  'accessRequests.approve': ({ realm, request }) => ({
    params: { realm, requestId: request },
    body: { note: 'Of course' },
  }),
  'accessRequests.deny': ({ realm, request }) => ({ params: { realm, requestId: request }, body: { note: 'No' } }),
  'accessRequests.revoke': ({ realm, approved }) => ({
    params: { realm, requestId: approved },
    body: { note: 'Done' },
  }),
  'accessRequests.withdraw': ({ realm, request }) => ({ params: { realm, requestId: request }, body: {} }),

  'activity.ofRealm': ({ realm }) => ({ params: { realm } }),
  'activity.ofAccount': ({ accountId }) => ({ params: { accountId } }),
  'activity.batches': ({ realm }) => ({ params: { realm } }),
  'activity.batch': ({ realm, batch }) => ({ params: { realm, batchId: batch } }),
  'activity.verify': ({ accountId }) => ({ params: { accountId } }),
  'activity.undo': ({ event }) => ({ params: { eventId: event } }),

  'bin.list': ({ realm }) => ({ params: { realm } }),
  'bin.restore': ({ realm, deletedGroup }) => ({
    params: { realm, kind: 'group', id: deletedGroup },
    body: { name: 'Back again' },
  }),
  'bin.listRealms': ({ accountId }) => ({ params: { accountId } }),
  'bin.restoreRealm': ({ accountId, deletedRealm }) => ({ params: { accountId, realmId: deletedRealm }, body: {} }),
}
