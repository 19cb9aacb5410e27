/** What an administrator may do, as `resource:action`, each with the sentence that explains it on screen. */
export const permissions = {
  'realm:read': 'See realms',
  'realm:write': 'Create and edit realms',
  'realm:delete': 'Delete and restore realms',
  'group:read': 'See groups',
  'group:write': 'Create, edit, move and delete groups and what they give',
  'role:read': 'See roles',
  'role:write': 'Create, edit and delete roles and what they contain',
  'application:read': 'See applications',
  'application:write': 'Create, edit and delete applications',
  'identity:read': 'See people',
  'identity:write': 'Add, edit, suspend and delete people',
  'identity:reset-factors': 'Reset the second step of people who lost it',
  'policy:read': 'See access policies',
  'policy:write': 'Edit access policies',
  'request:read': 'See access requests',
  'request:write': 'Ask for access on someone’s behalf, approve and deny',
  'settings:read': 'See the settings of realms',
  'settings:write': 'Edit the settings of realms',
  'activity:read': 'See the activity log',
  'activity:write': 'Verify the activity log',
  'administrator:read': 'See who administers the account',
  'administrator:write': 'Invite, edit and remove administrators',
  'token:read': 'See registration tokens',
  'token:write': 'Create and delete registration tokens',
  'client:read': 'See clients',
  'client:write': 'Enable and disable clients',
  'webhook:read': 'See webhooks and their deliveries',
  'webhook:write': 'Create, edit and delete webhooks',
  'usage:read': 'See usage',
  'usage:write': 'Set usage alerts',
  'billing:read': 'See plan, invoices and payment',
  'billing:write': 'Change plan and payment',
  'api-key:read': 'See API keys',
  'api-key:write': 'Create and revoke API keys',
} as const satisfies Record<`${string}:${string}`, string>

export type Permission = keyof typeof permissions

export const allPermissions = Object.keys(permissions) as Permission[]

const except = (...left: Permission[]): Permission[] =>
  allPermissions.filter((permission) => !left.includes(permission))

/** The five administrator roles: a named set of permissions and one plain sentence each. */
export const administratorRoles = {
  owner: { sentence: 'May do everything, billing and other owners included', permissions: allPermissions },
  admin: {
    sentence: 'May run everything in the account but billing, administrators and the deletion of realms',
    permissions: except('billing:read', 'billing:write', 'administrator:write', 'realm:delete'),
  },
  support: {
    sentence: 'May look after people: add, edit, suspend, help them back in, decide on requests',
    permissions: [
      'realm:read',
      'group:read',
      'role:read',
      'application:read',
      'identity:read',
      'identity:write',
      'identity:reset-factors',
      'policy:read',
      'request:read',
      'request:write',
      'settings:read',
      'activity:read',
    ],
  },
  viewer: {
    sentence: 'May see everything but billing, keys and tokens, and change nothing',
    permissions: allPermissions.filter(
      (permission) =>
        permission.endsWith(':read') && !['billing:read', 'api-key:read', 'token:read'].includes(permission),
    ),
  },
  billing: {
    sentence: 'May see usage and look after plan, invoices and payment',
    permissions: ['usage:read', 'billing:read', 'billing:write'],
  },
} as const satisfies Record<string, { sentence: string; permissions: readonly Permission[] }>

export type AdministratorRole = keyof typeof administratorRoles
export const administratorRoleNames = Object.keys(administratorRoles) as [AdministratorRole, ...AdministratorRole[]]
