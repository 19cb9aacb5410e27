import type { Kind, Link, Thing } from '#contract/changes'
import type { Tables } from '../db/tables'
import { nameKey } from '../lib/name-key'

export type Row = Record<string, unknown>

/** How a field of the API's shape is kept in a column. */
interface Field {
  column: string
  toColumn?(value: unknown): unknown
  toField?(value: unknown): unknown
}

export interface ThingSpec {
  kind: Thing
  table: 'realms' | 'groups' | 'roles' | 'applications' | 'identities' | 'access_requests'
  /** Where it lives: the column that holds its realm, or for realms its account. */
  scope: 'realm_id' | 'account_id'
  fields: Record<string, Field>
  /** Key columns, each made by `nameKey` from a field. */
  keys: Record<string, string>
  /** Further columns that follow from the fields. */
  derived?(fields: Row): Row
  /** What a person would call it, and the column of that. */
  name(fields: Row): string
  nameColumn: string
  /** The field that a restore can give a new value when the old one is taken. */
  nameField: string
  /** Living rows of these tables that point at it are built upon it. */
  dependents: { table: keyof Tables; column: string; kind: Kind; others?: string }[]
}

export interface LinkSpec {
  kind: Link
  table: 'group_roles' | 'role_includes' | 'identity_groups' | 'identity_roles'
  /** The ends in the order of the id: field, column, and what stands there. */
  ends: [End, End]
  /** What the link itself says, when it says something. */
  fields?: Record<string, Field>
}
interface End {
  field: string
  column: string
  thing: Thing
}

const plain = (column: string): Field => ({ column })
const json = (column: string): Field => ({
  column,
  toColumn: (value) => JSON.stringify(value ?? {}),
  toField: (value) => (typeof value === 'string' ? (JSON.parse(value) as unknown) : {}),
})
const jsonOrNull = (column: string): Field => ({
  column,
  toColumn: (value) => (value === null || value === undefined ? null : JSON.stringify(value)),
  toField: (value) => (typeof value === 'string' ? (JSON.parse(value) as unknown) : null),
})
const list = (column: string): Field => ({ ...json(column), toColumn: (value) => JSON.stringify(value ?? []) })
const yesNo = (column: string): Field => ({
  column,
  toColumn: (value) => (value ? 1 : 0),
  toField: (value) => value === 1,
})

/** The things: their columns named as the API names them. Preview, log, undo and bin know all kinds from here alone. */
export const thingSpecs: Record<Thing, ThingSpec> = {
  realm: {
    kind: 'realm',
    table: 'realms',
    scope: 'account_id',
    fields: {
      accountId: plain('account_id'),
      name: plain('name'),
      displayName: plain('display_name'),
      description: plain('description'),
      practice: yesNo('practice'),
      settings: json('settings'),
    },
    keys: { name_key: 'name', display_name_key: 'displayName' },
    derived: ({ settings }) => ({ external_id: (settings as { externalId?: string } | null)?.externalId ?? null }),
    name: (fields) => String(fields['name']),
    nameColumn: 'name',
    nameField: 'name',
    dependents: [
      { table: 'groups', column: 'realm_id', kind: 'group' },
      { table: 'roles', column: 'realm_id', kind: 'role' },
      { table: 'applications', column: 'realm_id', kind: 'application' },
      { table: 'identities', column: 'realm_id', kind: 'identity' },
    ],
  },
  group: {
    kind: 'group',
    table: 'groups',
    scope: 'realm_id',
    fields: {
      name: plain('name'),
      description: plain('description'),
      parentId: plain('parent_id'),
      attributes: json('attributes'),
      isDefault: yesNo('is_default'),
      accessPolicy: jsonOrNull('access_policy'),
    },
    keys: { name_key: 'name' },
    name: (fields) => String(fields['name']),
    nameColumn: 'name',
    nameField: 'name',
    dependents: [
      { table: 'groups', column: 'parent_id', kind: 'group' },
      { table: 'group_roles', column: 'group_id', kind: 'group-role', others: 'role_id' },
      { table: 'identity_groups', column: 'group_id', kind: 'identity-group', others: 'identity_id' },
    ],
  },
  role: {
    kind: 'role',
    table: 'roles',
    scope: 'realm_id',
    fields: {
      name: plain('name'),
      description: plain('description'),
      applicationId: plain('application_id'),
      isDefault: yesNo('is_default'),
      permissions: json('permissions'),
    },
    keys: { name_key: 'name' },
    name: (fields) => String(fields['name']),
    nameColumn: 'name',
    nameField: 'name',
    dependents: [
      { table: 'group_roles', column: 'role_id', kind: 'group-role', others: 'group_id' },
      { table: 'role_includes', column: 'role_id', kind: 'role-include', others: 'included_role_id' },
      { table: 'role_includes', column: 'included_role_id', kind: 'role-include', others: 'role_id' },
      { table: 'identity_roles', column: 'role_id', kind: 'identity-role', others: 'identity_id' },
    ],
  },
  application: {
    kind: 'application',
    table: 'applications',
    scope: 'realm_id',
    fields: {
      clientId: plain('client_id'),
      name: plain('name'),
      description: plain('description'),
      enabled: yesNo('enabled'),
      settings: json('settings'),
    },
    keys: { name_key: 'name', client_id_key: 'clientId' },
    name: (fields) => String(fields['name']),
    nameColumn: 'name',
    nameField: 'clientId',
    dependents: [{ table: 'roles', column: 'application_id', kind: 'role' }],
  },
  identity: {
    kind: 'identity',
    table: 'identities',
    scope: 'realm_id',
    fields: {
      username: plain('username'),
      email: plain('email'),
      firstName: plain('first_name'),
      lastName: plain('last_name'),
      status: plain('status'),
      attributes: json('attributes'),
      breakGlass: yesNo('break_glass'),
      invitedAt: plain('invited_at'),
    },
    keys: { username_key: 'username', email_key: 'email' },
    derived: ({ username, email, firstName, lastName }) => ({
      search: nameKey([username, email === username ? '' : email, firstName, lastName].filter(Boolean).join(' ')),
      email_domain: typeof email === 'string' ? domainOf(email) : null,
    }),
    name: (fields) => String(fields['username']),
    nameColumn: 'username',
    nameField: 'username',
    dependents: [
      { table: 'identity_groups', column: 'identity_id', kind: 'identity-group', others: 'group_id' },
      { table: 'identity_roles', column: 'identity_id', kind: 'identity-role', others: 'role_id' },
    ],
  },
  'access-request': {
    kind: 'access-request',
    table: 'access_requests',
    scope: 'realm_id',
    fields: {
      identityId: plain('identity_id'),
      groupId: plain('group_id'),
      reason: plain('reason'),
      status: plain('status'),
      durationSeconds: plain('duration_seconds'),
      approvalsNeeded: plain('approvals_needed'),
      decisions: list('decisions'),
      askedById: plain('asked_by_id'),
      askedByName: plain('asked_by_name'),
      expiresAt: plain('expires_at'),
      decidedAt: plain('decided_at'),
      endsAt: plain('ends_at'),
    },
    keys: {},
    name: (fields) => String(fields['reason']),
    nameColumn: 'reason',
    nameField: 'reason',
    dependents: [],
  },
}

/** The part of an address behind its last `@`, in the form in which names are compared. */
export const domainOf = (email: string): string => nameKey(email.slice(email.lastIndexOf('@') + 1))

export const linkSpecs: Record<Link, LinkSpec> = {
  'group-role': {
    kind: 'group-role',
    table: 'group_roles',
    ends: [
      { field: 'groupId', column: 'group_id', thing: 'group' },
      { field: 'roleId', column: 'role_id', thing: 'role' },
    ],
  },
  'role-include': {
    kind: 'role-include',
    table: 'role_includes',
    ends: [
      { field: 'roleId', column: 'role_id', thing: 'role' },
      { field: 'includedRoleId', column: 'included_role_id', thing: 'role' },
    ],
  },
  'identity-group': {
    kind: 'identity-group',
    table: 'identity_groups',
    ends: [
      { field: 'identityId', column: 'identity_id', thing: 'identity' },
      { field: 'groupId', column: 'group_id', thing: 'group' },
    ],
    fields: { endsAt: plain('ends_at'), requestId: plain('request_id') },
  },
  'identity-role': {
    kind: 'identity-role',
    table: 'identity_roles',
    ends: [
      { field: 'identityId', column: 'identity_id', thing: 'identity' },
      { field: 'roleId', column: 'role_id', thing: 'role' },
    ],
  },
}

/** What a link says of itself; only what it says, so that most snapshots are its two ends alone. */
export function linkFields(spec: LinkSpec, row: Row): Row {
  const said = Object.entries(spec.fields ?? {}).filter(
    ([, { column }]) => row[column] !== null && row[column] !== undefined,
  )
  return Object.fromEntries(said.map(([field, { column }]) => [field, row[column]]))
}

export const isLink = (kind: string): kind is Link => Object.hasOwn(linkSpecs, kind)

/** The fields of a row, as snapshots, the log and previews hold them. */
export function toFields(spec: ThingSpec, row: Row): Row {
  const fields: Row = {}
  for (const [name, field] of Object.entries(spec.fields)) {
    // A column that an insert left to its default.
    const value = row[field.column] ?? null
    fields[name] = field.toField ? field.toField(value) : value
  }
  return fields
}

/** The columns that hold these fields, key columns included. */
export function toColumns(spec: ThingSpec, fields: Row): Row {
  const columns: Row = {}
  for (const [name, value] of Object.entries(fields)) {
    const field = spec.fields[name]
    if (!field) throw new Error(`A ${spec.kind} has no field ${name}`)
    columns[field.column] = field.toColumn ? field.toColumn(value) : value
  }
  for (const [column, from] of Object.entries(spec.keys)) {
    const value = fields[from]
    if (value === undefined) continue
    columns[column] = typeof value === 'string' ? nameKey(value) : null
  }
  return columns
}
