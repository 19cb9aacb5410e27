import fc from 'fast-check'
import { activity } from '#contract/activity'
import { applications } from '#contract/applications'
import { bin } from '#contract/bin'
import { bulk, type BulkAction } from '#contract/bulk'
import type { Endpoint } from '#contract/endpoint'
import { groups } from '#contract/groups'
import { identities } from '#contract/identities'
import { realms } from '#contract/realms'
import { roles } from '#contract/roles'
import { newId } from '../lib/ids'
import type { Answer, Client } from './client'
import { compare, type Dump, type DumpRow, isLiving, rowsOf } from './dump'
import { NAMES } from './random-realm'

/** A request that changes something, or would. */
export interface Command {
  endpoint: Endpoint
  params: Record<string, string>
  body?: unknown
  ifMatch?: number
}

/** What to do, in numbers that mean something only when it is done: which realm, group, role, event there is then. */
export interface Wish {
  /** The endpoint's part in `wishes` below. */
  what: keyof typeof makers
  realm: number
  a: number
  b: number
  name: string | null
  seen: 'now' | 'stale' | 'unsaid'
}

const wish = (what: keyof typeof makers) =>
  fc.record({
    what: fc.constant(what),
    // Mostly the realm that has something in it.
    realm: fc.nat(9).map((n) => Math.max(0, n - 7)),
    a: fc.nat(24),
    b: fc.nat(24),
    name: fc.option(fc.constantFrom(...NAMES), { freq: 3 }),
    seen: fc.nat(11).map((n) => (n === 0 ? 'stale' : n === 1 ? 'unsaid' : 'now')),
  }) satisfies fc.Arbitrary<Wish>

/** A wish of any kind; the more often, the more there is to find out about it. */
export const anyWish: fc.Arbitrary<Wish> = fc.oneof(
  { weight: 4, arbitrary: wish('createGroup') },
  { weight: 6, arbitrary: wish('updateGroup') },
  { weight: 6, arbitrary: wish('moveGroup') },
  { weight: 4, arbitrary: wish('deleteGroup') },
  { weight: 3, arbitrary: wish('createRole') },
  { weight: 3, arbitrary: wish('updateRole') },
  { weight: 3, arbitrary: wish('deleteRole') },
  { weight: 2, arbitrary: wish('createApplication') },
  { weight: 5, arbitrary: wish('updateApplication') },
  { weight: 2, arbitrary: wish('deleteApplication') },
  { weight: 2, arbitrary: wish('createApplicationRole') },
  { weight: 5, arbitrary: wish('addRole') },
  { weight: 4, arbitrary: wish('removeRole') },
  { weight: 5, arbitrary: wish('include') },
  { weight: 3, arbitrary: wish('exclude') },
  { weight: 6, arbitrary: wish('restore') },
  { weight: 2, arbitrary: wish('createRealm') },
  { weight: 2, arbitrary: wish('updateRealm') },
  { weight: 2, arbitrary: wish('deleteRealm') },
  { weight: 2, arbitrary: wish('restoreRealm') },
  { weight: 5, arbitrary: wish('createPerson') },
  { weight: 4, arbitrary: wish('updatePerson') },
  { weight: 2, arbitrary: wish('deletePerson') },
  { weight: 3, arbitrary: wish('suspend') },
  { weight: 2, arbitrary: wish('reactivate') },
  { weight: 2, arbitrary: wish('invite') },
  { weight: 4, arbitrary: wish('join') },
  { weight: 3, arbitrary: wish('leave') },
  { weight: 3, arbitrary: wish('setGroups') },
  { weight: 2, arbitrary: wish('addMembers') },
  { weight: 2, arbitrary: wish('removeMembers') },
  { weight: 2, arbitrary: wish('setDefaults') },
  { weight: 3, arbitrary: wish('giveRole') },
  { weight: 2, arbitrary: wish('takeRole') },
  { weight: 6, arbitrary: wish('bulk') },
  { weight: 14, arbitrary: wish('undo') },
)

/** The realm that a run is about, and those that it makes beside it: their names begin with its name. */
interface Scene {
  all: Dump
  realms: DumpRow[]
  realm: DumpRow
  accountId: string
}

/** The request that a wish comes to, as things are. */
export function commandOf(wanted: Wish, all: Dump, home: { name: string; accountId: string }): Command {
  const own = rowsOf(all, 'realms').filter((row) => String(row['name']).startsWith(home.name))
  const scene = { all, realms: own, realm: own[wanted.realm % own.length]!, accountId: home.accountId }
  // Nothing can be done in a realm that lies in the bin; mostly it is taken out again.
  const what = isLiving(scene.realm) || wanted.what === 'undo' || wanted.b % 3 === 0 ? wanted.what : 'restoreRealm'
  const { ifMatch, ...command } = makers[what](wanted, scene)
  if (ifMatch === undefined || wanted.seen === 'unsaid') return command
  return { ...command, ifMatch: wanted.seen === 'stale' ? ifMatch + 1 : ifMatch }
}

/** Sends a command; with a key, as something that may be sent again. */
export const send = (client: Client, command: Command, preview: boolean, key?: string): Promise<Answer<unknown>> =>
  client.send<Endpoint, unknown>(command.endpoint, {
    params: command.params,
    ...(command.body === undefined ? {} : { body: command.body }),
    ...(command.ifMatch === undefined ? {} : { ifMatch: command.ifMatch }),
    ...(preview ? { query: { preview: 'true' } } : {}),
    ...(key === undefined ? {} : { headers: { 'idempotency-key': key } }),
  })

const makers = {
  createGroup: (wanted: Wish, scene: Scene): Command => ({
    endpoint: groups.create,
    params: inRealm(scene),
    body: {
      name: wanted.name ?? `G${wanted.a}`,
      ...(wanted.b % 3 === 0 ? {} : { parentId: pick(scene, 'groups', wanted.b).id }),
      ...(wanted.a % 2 === 0
        ? {}
        : { description: 'Made', attributes: { floor: ['3', ''], [wanted.name ?? 'x']: [] } }),
    },
  }),
  updateGroup: (wanted: Wish, scene: Scene): Command => {
    const group = pick(scene, 'groups', wanted.a)
    const body = {
      ...(wanted.name === null ? {} : { name: wanted.name }),
      ...(wanted.b % 3 === 0 ? { description: `Text ${wanted.b % 2}` } : {}),
      ...(wanted.b % 3 === 1 ? { attributes: { floor: [String(wanted.b)] } } : {}),
    }
    return { endpoint: groups.update, params: { ...inRealm(scene), groupId: group.id }, body, ifMatch: group.version }
  },
  moveGroup: (wanted: Wish, scene: Scene): Command => {
    const group = pick(scene, 'groups', wanted.a)
    const parentId = wanted.b % 4 === 0 ? null : pick(scene, 'groups', wanted.b).id
    const body = { parentId, ...(wanted.b % 5 === 0 && wanted.name !== null ? { name: wanted.name } : {}) }
    return { endpoint: groups.update, params: { ...inRealm(scene), groupId: group.id }, body, ifMatch: group.version }
  },
  deleteGroup: (wanted: Wish, scene: Scene): Command => {
    const group = pick(scene, 'groups', wanted.a)
    return { endpoint: groups.remove, params: { ...inRealm(scene), groupId: group.id }, ifMatch: group.version }
  },
  createRole: (wanted: Wish, scene: Scene): Command => ({
    endpoint: roles.create,
    params: inRealm(scene),
    body: { name: wanted.name ?? `R${wanted.a}`, ...(wanted.b % 2 === 0 ? {} : { description: 'Made' }) },
  }),
  updateRole: (wanted: Wish, scene: Scene): Command => {
    const role = pick(scene, 'roles', wanted.a)
    const body = {
      ...(wanted.name === null ? {} : { name: wanted.name }),
      ...(wanted.b % 2 === 0 ? {} : { description: `Text ${wanted.b % 3}` }),
    }
    return { endpoint: roles.update, params: { ...inRealm(scene), roleId: role.id }, body, ifMatch: role.version }
  },
  deleteRole: (wanted: Wish, scene: Scene): Command => {
    const role = pick(scene, 'roles', wanted.a)
    return { endpoint: roles.remove, params: { ...inRealm(scene), roleId: role.id }, ifMatch: role.version }
  },
  createApplication: (wanted: Wish, scene: Scene): Command => ({
    endpoint: applications.create,
    params: inRealm(scene),
    body: {
      clientId: `app-${wanted.a % 4}`,
      name: wanted.name ?? `A${wanted.a}`,
      ...(wanted.b % 2 === 0 ? {} : { enabled: false, oidc: { redirectUris: ['https://app.example.org/'] } }),
    },
  }),
  updateApplication: (wanted: Wish, scene: Scene): Command => {
    const application = pick(scene, 'applications', wanted.a)
    const body = {
      ...(wanted.name === null ? {} : { name: wanted.name }),
      ...[
        { enabled: wanted.a % 2 === 0 },
        { clientId: `app-${wanted.a % 4}` },
        { oidc: { standardFlow: wanted.a % 2 === 0, redirectUris: ['https://app.example.org/'] } },
        { enabled: wanted.a % 2 === 1, protocol: 'saml', saml: { nameIdFormat: 'email' } },
      ][wanted.b % 4],
    }
    const params = { ...inRealm(scene), applicationId: application.id }
    return { endpoint: applications.update, params, body, ifMatch: application.version }
  },
  deleteApplication: (wanted: Wish, scene: Scene): Command => {
    const application = pick(scene, 'applications', wanted.a)
    const params = { ...inRealm(scene), applicationId: application.id }
    return { endpoint: applications.remove, params, ifMatch: application.version }
  },
  createApplicationRole: (wanted: Wish, scene: Scene): Command => ({
    endpoint: applications.createRole,
    params: { ...inRealm(scene), applicationId: pick(scene, 'applications', wanted.a).id },
    body: { name: wanted.name ?? `R${wanted.b}` },
  }),
  addRole: (wanted: Wish, scene: Scene): Command => ({ endpoint: groups.addRole, params: mapping(wanted, scene) }),
  removeRole: (wanted: Wish, scene: Scene): Command => {
    const params = existingLink(scene, wanted, 'group_roles', { groupId: 'group_id', roleId: 'role_id' })
    return { endpoint: groups.removeRole, params: params ?? mapping(wanted, scene) }
  },
  include: (wanted: Wish, scene: Scene): Command => ({ endpoint: roles.include, params: inclusion(wanted, scene) }),
  exclude: (wanted: Wish, scene: Scene): Command => {
    const columns = { roleId: 'role_id', includedRoleId: 'included_role_id' }
    const params = existingLink(scene, wanted, 'role_includes', columns)
    return { endpoint: roles.exclude, params: params ?? inclusion(wanted, scene) }
  },
  restore: (wanted: Wish, scene: Scene): Command => {
    const deletions = inOrder(rowsOf(scene.all, 'deletions')).filter(
      (row) => row['realm_id'] === scene.realm['id'] && row['kind'] !== 'realm',
    )
    const deletion = deletions[wanted.a % Math.max(1, deletions.length)]
    const params = { kind: String(deletion?.['kind'] ?? 'group'), id: String(deletion?.['root_id'] ?? newId()) }
    const body = wanted.b % 2 === 0 || wanted.name === null ? {} : { name: wanted.name }
    return { endpoint: bin.restore, params: { ...inRealm(scene), ...params }, body }
  },
  createRealm: (wanted: Wish, scene: Scene): Command => ({
    endpoint: realms.create,
    params: {},
    body: {
      name: `${String(scene.realms[0]?.['name'])}${wanted.a % 2 === 0 ? '-b' : '-B'}`,
      ...(wanted.name === null ? {} : { displayName: wanted.name }),
      ...(wanted.b % 2 === 0 ? {} : { firstAdministrator: { username: 'Sovereign' } }),
      ...(wanted.b % 3 === 0 ? { accountId: scene.accountId } : {}),
    },
  }),
  updateRealm: (wanted: Wish, scene: Scene): Command => ({
    endpoint: realms.update,
    params: inRealm(scene),
    body: {
      ...(wanted.name === null ? {} : { displayName: wanted.name }),
      ...(wanted.b % 2 === 0 ? {} : { description: 'For trying' }),
    },
    ifMatch: Number(scene.realm['version']),
  }),
  deleteRealm: (_: Wish, scene: Scene): Command => ({
    endpoint: realms.remove,
    params: inRealm(scene),
    ifMatch: Number(scene.realm['version']),
  }),
  restoreRealm: (wanted: Wish, scene: Scene): Command => {
    // One that lies in the bin, where there is one.
    const realm = scene.realms.find((row) => !isLiving(row)) ?? scene.realm
    return {
      endpoint: bin.restoreRealm,
      params: { accountId: scene.accountId, realmId: String(realm['id']) },
      body: wanted.a % 4 === 0 && wanted.name !== null ? { name: wanted.name } : {},
    }
  },
  createPerson: (wanted: Wish, scene: Scene): Command => ({
    endpoint: identities.create,
    params: inRealm(scene),
    body: {
      ...(wanted.a % 5 === 0 ? {} : { username: wanted.name ?? `P${wanted.a}` }),
      ...(wanted.b % 3 === 0 ? {} : { email: email(wanted.b) }),
      ...(wanted.a % 2 === 0 ? {} : { groupIds: [pick(scene, 'groups', wanted.b).id] }),
      ...(wanted.b % 4 === 0 ? { invite: true } : {}),
    },
  }),
  updatePerson: (wanted: Wish, scene: Scene): Command => {
    const person = pick(scene, 'identities', wanted.a)
    const body = {
      ...(wanted.name === null ? {} : { username: wanted.name }),
      ...(wanted.b % 5 === 0 ? { email: null } : wanted.b % 5 < 4 ? { email: email(wanted.b) } : {}),
      ...(wanted.b % 3 === 0 ? { firstName: 'Pat', attributes: { floor: [String(wanted.b)] } } : {}),
    }
    return { endpoint: identities.update, params: ofPerson(scene, person), body, ifMatch: person.version }
  },
  deletePerson: (wanted: Wish, scene: Scene): Command => toPerson(identities.remove, wanted, scene),
  suspend: (wanted: Wish, scene: Scene): Command => toPerson(identities.suspend, wanted, scene),
  reactivate: (wanted: Wish, scene: Scene): Command => toPerson(identities.reactivate, wanted, scene),
  invite: (wanted: Wish, scene: Scene): Command => toPerson(identities.invite, wanted, scene),
  join: (wanted: Wish, scene: Scene): Command => ({
    endpoint: identities.joinGroups,
    params: ofPerson(scene, pick(scene, 'identities', wanted.a)),
    body: {
      groupIds: someGroups(wanted, scene),
      ...(wanted.a % 3 === 0 ? {} : { endsAt: new Date(Date.UTC(2030, wanted.b % 3)).toISOString() }),
    },
  }),
  leave: (wanted: Wish, scene: Scene): Command => {
    const columns = { identityId: 'identity_id', groupId: 'group_id' }
    const link = existingLink(scene, wanted, 'identity_groups', columns)
    return {
      endpoint: identities.leaveGroups,
      params: link
        ? { ...inRealm(scene), identityId: link['identityId'] ?? '' }
        : ofPerson(scene, pick(scene, 'identities', wanted.a)),
      body: { groupIds: link ? [link['groupId']] : someGroups(wanted, scene) },
    }
  },
  setGroups: (wanted: Wish, scene: Scene): Command => ({
    endpoint: identities.setGroups,
    params: ofPerson(scene, pick(scene, 'identities', wanted.a)),
    body: { groupIds: wanted.b % 5 === 0 ? [] : someGroups(wanted, scene) },
  }),
  addMembers: (wanted: Wish, scene: Scene): Command => members(identities.addMembers, wanted, scene),
  removeMembers: (wanted: Wish, scene: Scene): Command => members(identities.removeMembers, wanted, scene),
  setDefaults: (wanted: Wish, scene: Scene): Command => ({
    endpoint: identities.setDefaultGroups,
    params: inRealm(scene),
    body: { groupIds: wanted.a % 4 === 0 ? [] : someGroups(wanted, scene) },
  }),
  giveRole: (wanted: Wish, scene: Scene): Command => ({ endpoint: identities.giveRole, params: giving(wanted, scene) }),
  takeRole: (wanted: Wish, scene: Scene): Command => {
    const columns = { identityId: 'identity_id', roleId: 'role_id' }
    const params = existingLink(scene, wanted, 'identity_roles', columns)
    return { endpoint: identities.takeRole, params: params ?? giving(wanted, scene) }
  },
  bulk: (wanted: Wish, scene: Scene): Command => {
    const people = [wanted.a, wanted.b, wanted.a + 3].map((n) => pick(scene, 'identities', n).id)
    const roleIds = [pick(scene, 'roles', wanted.b).id]
    const groupIds = someGroups(wanted, scene)
    const actions: BulkAction[] = [
      { kind: 'join-groups', groupIds },
      { kind: 'leave-groups', groupIds },
      { kind: 'give-roles', roleIds },
      { kind: 'take-roles', roleIds },
      { kind: 'suspend' },
      { kind: 'reactivate' },
      { kind: 'delete' },
      { kind: 'invite' },
    ]
    const select = wanted.name === null ? { filter: {} } : { ids: people }
    return {
      endpoint: bulk.apply,
      params: inRealm(scene),
      body: { select, action: actions[wanted.a % actions.length] },
    }
  },
  undo: (wanted: Wish, scene: Scene): Command => {
    const ids = new Set(scene.realms.map((row) => row['id']))
    const events = rowsOf(scene.all, 'events')
      .filter((row) => ids.has(row['realm_id']))
      .toSorted((a, b) => Number(b['seq']) - Number(a['seq']))
    // Mostly something recent.
    const event = events[Math.min(wanted.a, wanted.b) % Math.max(1, events.length)]
    return { endpoint: activity.undo, params: { eventId: String(event?.['id'] ?? newId()) } }
  },
}

/** Few enough to get in each other's way. */
const email = (n: number) => `${n % 2 === 0 ? 'same' : 'Same'}${n % 8 === 7 ? 2 : 1}@example.org`

const ofPerson = (scene: Scene, person: { id: string }) => ({ ...inRealm(scene), identityId: person.id })

function toPerson(endpoint: Endpoint, wanted: Wish, scene: Scene): Command {
  const person = pick(scene, 'identities', wanted.a)
  return { endpoint, params: ofPerson(scene, person), ifMatch: person.version }
}

const someGroups = (wanted: Wish, scene: Scene): string[] =>
  wanted.b % 2 === 0
    ? [pick(scene, 'groups', wanted.b).id]
    : [pick(scene, 'groups', wanted.b).id, pick(scene, 'groups', wanted.b + 8).id]

const members = (endpoint: Endpoint, wanted: Wish, scene: Scene): Command => ({
  endpoint,
  params: { ...inRealm(scene), groupId: pick(scene, 'groups', wanted.a).id },
  body: { identityIds: [pick(scene, 'identities', wanted.a).id, pick(scene, 'identities', wanted.b).id] },
})

const giving = (wanted: Wish, scene: Scene) => ({
  ...ofPerson(scene, pick(scene, 'identities', wanted.a)),
  roleId: pick(scene, 'roles', wanted.b).id,
})

const inRealm = (scene: Scene) => ({ realm: String(scene.realm['name']) })

/** A thing of the realm: mostly a living one, sometimes one in the bin or none at all. */
function pick(
  scene: Scene,
  table: 'groups' | 'roles' | 'applications' | 'identities',
  n: number,
): { id: string; version: number } {
  const own = inOrder(rowsOf(scene.all, table)).filter((row) => row['realm_id'] === scene.realm['id'])
  const some = own.filter((row) => isLiving(row) === (n % 8 !== 7))
  const row = n % 12 === 11 ? undefined : some[n % Math.max(1, some.length)]
  return row ? { id: String(row['id']), version: Number(row['version']) } : { id: newId(), version: 1 }
}

const mapping = (wanted: Wish, scene: Scene) => ({
  ...inRealm(scene),
  groupId: pick(scene, 'groups', wanted.a).id,
  roleId: pick(scene, 'roles', wanted.b).id,
})

const inclusion = (wanted: Wish, scene: Scene) => ({
  ...inRealm(scene),
  roleId: pick(scene, 'roles', wanted.a).id,
  includedRoleId: pick(scene, 'roles', wanted.b).id,
})

/** Mostly a link that is there: taking away what is not there shows little. */
function existingLink(
  scene: Scene,
  wanted: Wish,
  table: string,
  columns: Record<string, string>,
): Record<string, string> | null {
  const own = rowsOf(scene.all, table).filter((row) => row['realm_id'] === scene.realm['id'])
  const row = own[wanted.a % Math.max(1, own.length)]
  if (!row || wanted.b % 4 === 0) return null
  const ends = Object.entries(columns).map(([param, column]) => [param, String(row[column])] as const)
  return { ...inRealm(scene), ...Object.fromEntries(ends) }
}

const inOrder = (rows: readonly DumpRow[]) => rows.toSorted((a, b) => compare(String(a['id']), String(b['id'])))
