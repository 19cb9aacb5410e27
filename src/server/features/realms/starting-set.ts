import type { BUILT_IN_CLIENT_IDS, OidcInput } from '#contract/applications'
import { APPLICATION_ROLE, newApplication, newRole, type NewThing } from '../applications/new-application'

/** Roles that everyone in a realm holds, and that the protocols expect, exactly these. */
const DEFAULT_ROLES = [
  { name: 'offline_access', description: 'Stay signed in to applications while away' },
  { name: 'uma_authorization', description: 'Decide who else may reach what is one’s own' },
]

interface StartingApplication {
  clientId: (typeof BUILT_IN_CLIENT_IDS)[number]
  name: string
  description: string
  oidc: OidcInput
  /** Each with what it contains, by name within the same application. */
  roles: { name: string; description: string; includes?: string[] }[]
}

const VIEW = ['view-realm', 'view-users', 'view-clients']
const MANAGE = ['manage-realm', 'manage-users', 'manage-clients']

/** The applications that a realm starts with; the protocols look for `account`, `account-console` and `realm-management`. */
const APPLICATIONS: StartingApplication[] = [
  {
    clientId: 'account',
    name: 'Account',
    description: 'Where people look after their own account',
    oidc: {},
    roles: [
      { name: 'manage-account', description: 'Change one’s own details', includes: ['view-profile'] },
      { name: 'view-profile', description: 'See one’s own details' },
    ],
  },
  {
    clientId: 'account-console',
    name: 'Account console',
    description: 'The page of the account application',
    oidc: {},
    roles: [],
  },
  {
    clientId: 'admin-cli',
    name: 'Command line',
    description: 'Administration from a terminal',
    // A terminal has no page to be sent back to.
    oidc: { standardFlow: false, directAccessGrants: true },
    roles: [],
  },
  {
    clientId: 'broker',
    name: 'Broker',
    description: 'Signs people in through other providers',
    oidc: { accessType: 'bearer-only' },
    roles: [],
  },
  {
    clientId: 'realm-management',
    name: 'Realm management',
    description: 'Administration of the realm by its own people',
    oidc: { accessType: 'bearer-only' },
    roles: [
      { name: 'realm-admin', description: 'Everything in the realm', includes: [...VIEW, ...MANAGE] },
      { name: 'view-realm', description: 'See the realm’s settings' },
      { name: 'view-users', description: 'See people and groups' },
      { name: 'view-clients', description: 'See applications' },
      { name: 'manage-realm', description: 'Change the realm’s settings and roles' },
      { name: 'manage-users', description: 'Change people and groups' },
      { name: 'manage-clients', description: 'Change applications' },
    ],
  },
  {
    clientId: 'security-admin-console',
    name: 'Administration console',
    description: 'The page for the realm’s own administrators',
    oidc: {},
    roles: [],
  },
]

export interface StartingSet {
  things: NewThing[]
  includes: [roleId: string, includedRoleId: string][]
  /** The role that a realm's first administrator gets. */
  realmAdminId: string
}

/** Everything that a new realm has in it (tozny.md §13, §15.11). */
export function startingSet(): StartingSet {
  const things: NewThing[] = DEFAULT_ROLES.map((role) => newRole({ ...role, isDefault: true, applicationId: null }))
  const includes: [string, string][] = []
  let realmAdminId = ''
  for (const { roles, ...about } of APPLICATIONS) {
    const application = newApplication(about)
    things.push(application)
    const made = new Map<string, string>()
    for (const role of [...roles, APPLICATION_ROLE]) {
      const thing = newRole({ ...role, isDefault: false, applicationId: application.id })
      made.set(role.name, thing.id)
      things.push(thing)
    }
    for (const role of roles) {
      for (const included of role.includes ?? []) includes.push([made.get(role.name) ?? '', made.get(included) ?? ''])
    }
    realmAdminId ||= made.get('realm-admin') ?? ''
  }
  return { things, includes, realmAdminId }
}
