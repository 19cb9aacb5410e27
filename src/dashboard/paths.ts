const realm = (name: string) => `/realms/${encodeURIComponent(name)}`

/** A guided path of a realm; with a person it begins where they are chosen already. */
const playbook = (name: string, of: string, personId?: string) =>
  `${realm(name)}/playbooks/${of}${personId ? `?person=${personId}` : ''}`

/** Every URL of the dashboard. Realms go by name, everything below by id. */
export const paths = {
  home: () => '/',
  activity: () => '/activity',
  realms: () => '/realms',
  newRealm: (start?: 'practice') => (start ? `/realms/new?start=${start}` : '/realms/new'),
  deletedRealms: () => '/realms/bin',
  realm,
  editRealm: (name: string) => `${realm(name)}/edit`,
  identities: (name: string) => `${realm(name)}/identities`,
  newIdentity: (name: string) => `${realm(name)}/identities/new`,
  importPeople: (name: string) => `${realm(name)}/identities/import`,
  importOf: (name: string, id: string, step?: 'rows') =>
    `${realm(name)}/identities/import/${id}${step ? `?step=${step}` : ''}`,
  identity: (name: string, id: string) => `${realm(name)}/identities/${id}`,
  editIdentity: (name: string, id: string) => `${realm(name)}/identities/${id}/edit`,
  groups: (name: string) => `${realm(name)}/groups`,
  newGroup: (name: string, insideId?: string) => `${realm(name)}/groups/new${insideId ? `?inside=${insideId}` : ''}`,
  group: (name: string, id: string) => `${realm(name)}/groups/${id}`,
  editGroup: (name: string, id: string) => `${realm(name)}/groups/${id}/edit`,
  roles: (name: string) => `${realm(name)}/roles`,
  newRole: (name: string) => `${realm(name)}/roles/new`,
  role: (name: string, id: string) => `${realm(name)}/roles/${id}`,
  editRole: (name: string, id: string) => `${realm(name)}/roles/${id}/edit`,
  applications: (name: string) => `${realm(name)}/applications`,
  newApplication: (name: string) => `${realm(name)}/applications/new`,
  application: (name: string, id: string) => `${realm(name)}/applications/${id}`,
  editApplication: (name: string, id: string) => `${realm(name)}/applications/${id}/edit`,
  newApplicationRole: (name: string, id: string) => `${realm(name)}/applications/${id}/roles/new`,
  realmSettings: (name: string) => `${realm(name)}/settings`,
  editRealmSettings: (name: string, section: string) => `${realm(name)}/settings/${section}`,
  accessRequests: (name: string) => `${realm(name)}/access-requests`,
  newAccessRequest: (name: string, personId?: string) =>
    `${realm(name)}/access-requests/new${personId ? `?person=${personId}` : ''}`,
  accessRequest: (name: string, id: string) => `${realm(name)}/access-requests/${id}`,
  accessPolicy: (name: string, groupId: string) => `${realm(name)}/groups/${groupId}/access-policy`,
  someoneJoined: (name: string) => `${realm(name)}/playbooks/someone-joined`,
  someoneLeft: (name: string, personId?: string) => playbook(name, 'someone-left', personId),
  lostPhone: (name: string, personId?: string) => playbook(name, 'lost-phone', personId),
  accessForAWhile: (name: string, personId?: string) => playbook(name, 'access-for-a-while', personId),
  realmActivity: (name: string) => `${realm(name)}/activity`,
  bin: (name: string) => `${realm(name)}/bin`,
  signIn: (next?: string) => (next && next !== '/' ? `/sign-in?next=${encodeURIComponent(next)}` : '/sign-in'),
  signUp: () => '/sign-up',
}
