import type { ApplicationInput } from '#contract/applications'
import type { PlanRow } from '../../changes/batch'
import { newId } from '../../lib/ids'
import { APPLICATION_ROLE, newApplication, newRole } from '../applications/new-application'

const FIRST =
  `Ada Alan Amara Anna Aroha Astrid Bao Beatriz Carlos Chidi Chloé Dalia Deniz Elif Emeka Emil Fatima Freya Giulia
Grace Hana Hassan Ines Isla Ivan Jamal Jana Jonas Kavya Kenji Laila Lars Leila Liam Lucía Maja Malik Mei Mila Nadia Noah
Nour Olga Omar Priya Quinn Ravi Rosa Sami Sanna`.split(/\s+/)
const LAST =
  `Adeyemi Ali Andersson Baker Bauer Brandt Castro Chen Costa Dahl Diaz Dubois Eriksen Farah Fischer García Gupta
Haddad Hansen Ito Jansen Kaya Kim Kovač Larsen Lopes Martin Mbeki Meyer Moreau Müller Nakamura Nguyen Novak O’Brien Okafor
Park Patel Petrov Rossi Sato Schmidt Silva Singh Tanaka Tamm Vega Weber Wójcik Yılmaz`.split(/\s+/)

/** How many fake people a practice realm gets. */
const PEOPLE = 300

const ROLES = {
  employee: 'Works here',
  manager: 'Leads people and approves their requests',
  auditor: 'Reads everything, changes nothing',
  contractor: 'Works with us for a while',
}

const APPLICATIONS: (ApplicationInput & { roles: Record<string, string> })[] = [
  {
    clientId: 'wiki',
    name: 'Wiki',
    description: 'What everyone should know',
    oidc: {
      accessType: 'confidential',
      rootUrl: 'https://wiki.example.org',
      redirectUris: ['https://wiki.example.org/signed-in'],
    },
    roles: { reader: 'Read pages', editor: 'Write pages' },
  },
  {
    clientId: 'payroll',
    name: 'Payroll',
    description: 'Salaries and payslips',
    protocol: 'saml',
    saml: { assertionConsumerServicePostBindingUrl: 'https://payroll.example.org/saml', nameIdFormat: 'email' },
    roles: { viewer: 'See payslips', approver: 'Release payments' },
  },
  {
    clientId: 'tracker',
    name: 'Issue tracker',
    description: 'Who works on what',
    oidc: {
      rootUrl: 'https://tracker.example.org',
      redirectUris: ['https://tracker.example.org/', 'org.example.tracker:/signed-in'],
      allowedOrigins: ['https://tracker.example.org'],
    },
    roles: { reporter: 'Report issues', triager: 'Sort issues' },
  },
]

/** Departments with their teams, and the roles that each gives, as `role` or `application/role`. */
const GROUPS: { name: string; description: string; roles: string[]; teams: { name: string; roles: string[] }[] }[] = [
  {
    name: 'Engineering',
    description: 'Builds the product',
    roles: ['employee', 'tracker/reporter'],
    teams: [
      { name: 'Platform', roles: ['tracker/triager'] },
      { name: 'Web', roles: ['wiki/editor'] },
      { name: 'Mobile', roles: [] },
    ],
  },
  {
    name: 'Finance',
    description: 'Pays and gets paid',
    roles: ['employee', 'payroll/viewer'],
    teams: [
      { name: 'Payroll', roles: ['payroll/approver'] },
      { name: 'Audit', roles: ['auditor'] },
    ],
  },
  {
    name: 'People',
    description: 'Looks after everyone here',
    roles: ['employee', 'wiki/editor'],
    teams: [{ name: 'Hiring', roles: [] }],
  },
  {
    name: 'Sales',
    description: 'Talks to customers',
    roles: ['employee', 'wiki/reader'],
    teams: [
      { name: 'North', roles: [] },
      { name: 'South', roles: [] },
    ],
  },
  { name: 'Managers', description: 'Everyone who leads a team', roles: ['manager'], teams: [] },
  { name: 'Contractors', description: 'With us for a while', roles: ['contractor', 'wiki/reader'], teams: [] },
]

/** A few hundred fake people with groups, roles and applications, always the same ones. */
export function practicePlan(realmId: string): PlanRow[] {
  const { rows: roleRows, roles } = planRoles()
  const { rows: groupRows, teams, groups } = planGroups(roles)
  const people = Array.from({ length: PEOPLE }, (_, i) => planPerson(i, realmId))
  const memberships = people.flatMap((person, i): PlanRow[] => {
    const own = [teams[i % teams.length]!]
    if (i % 25 === 0) own.push(groups.get('Managers')!)
    if (i % 17 === 3) own.push(groups.get('Contractors')!)
    return own.map((group) => ({ op: 'link', kind: 'identity-group', pair: [person.id, group] }))
  })
  return [...roleRows, ...groupRows, ...people, ...memberships]
}

function planRoles(): { rows: PlanRow[]; roles: Map<string, string> } {
  const rows: PlanRow[] = []
  const roles = new Map<string, string>()
  const add = (key: string, name: string, description: string, applicationId: string | null) => {
    const role = newRole({ name, description, applicationId, isDefault: false })
    roles.set(key, role.id)
    rows.push({ op: 'create', ...role })
  }
  for (const { roles: own, ...about } of APPLICATIONS) {
    const application = newApplication(about)
    rows.push({ op: 'create', ...application })
    for (const [name, description] of Object.entries(own))
      add(`${about.clientId}/${name}`, name, description, application.id)
    add(
      `${about.clientId}/${APPLICATION_ROLE.name}`,
      APPLICATION_ROLE.name,
      APPLICATION_ROLE.description,
      application.id,
    )
  }
  for (const [name, description] of Object.entries(ROLES)) add(name, name, description, null)
  rows.push({ op: 'link', kind: 'role-include', pair: [roles.get('employee')!, roles.get('wiki/reader')!] })
  rows.push({ op: 'link', kind: 'role-include', pair: [roles.get('auditor')!, roles.get('payroll/viewer')!] })
  return { rows, roles }
}

function planGroups(roles: Map<string, string>) {
  const rows: PlanRow[] = []
  const groups = new Map<string, string>()
  const teams: string[] = []
  const add = (name: string, description: string, parentId: string | null, gives: string[]): string => {
    const id = newId()
    groups.set(name, id)
    rows.push({ op: 'create', kind: 'group', id, fields: { name, description, parentId, attributes: {} } })
    for (const role of gives) rows.push({ op: 'link', kind: 'group-role', pair: [id, roles.get(role)!] })
    return id
  }
  for (const { name, description, roles: gives, teams: inside } of GROUPS) {
    const id = add(name, description, null, gives)
    for (const team of inside) teams.push(add(team.name, `${team.name}, of ${name}`, id, team.roles))
  }
  return { rows, groups, teams }
}

/** The names are mixed so that neighbours in the list differ; a number tells namesakes apart. */
function planPerson(i: number, realmId: string): PlanRow & { op: 'create' } {
  const firstName = FIRST[i % FIRST.length]!
  const lastName = LAST[(i * 7 + Math.floor(i / FIRST.length)) % LAST.length]!
  const plain = `${firstName}.${lastName}`
    .normalize('NFD')
    .replaceAll(/[^A-Za-z.]/g, '')
    .toLowerCase()
  return {
    op: 'create',
    kind: 'identity',
    id: newId(),
    fields: {
      username: `${plain}.${i + 1}`,
      // example.org is reserved (RFC 2606 §3): no mail can ever reach anyone. The realm keeps the addresses apart.
      email: `${plain}.${i + 1}@${realmId.slice(-6)}.example.org`,
      firstName,
      lastName,
      status: i % 40 === 39 ? 'suspended' : 'active',
      attributes: {},
    },
  }
}
