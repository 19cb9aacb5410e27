const realm = (name: string) => `/realms/${encodeURIComponent(name)}`

/** Every URL of the dashboard. Realms go by name, everything below by id. */
export const paths = {
  home: () => '/',
  activity: () => '/activity',
  realms: () => '/realms',
  newRealm: (start?: 'practice') => (start ? `/realms/new?start=${start}` : '/realms/new'),
  deletedRealms: () => '/realms/bin',
  realm,
  editRealm: (name: string) => `${realm(name)}/edit`,
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
  realmActivity: (name: string) => `${realm(name)}/activity`,
  bin: (name: string) => `${realm(name)}/bin`,
  signIn: (next?: string) => (next && next !== '/' ? `/sign-in?next=${encodeURIComponent(next)}` : '/sign-in'),
  signUp: () => '/sign-up',
}
