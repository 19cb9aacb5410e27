import * as z from 'zod/mini'
import { endpoint } from './endpoint'
import { BY_NAME_OR_AGE, listQuery, pageOf } from './list'
import { Attributes, Description, Id, Name, Ref, Time, Version } from './primitives'
import { Role } from './roles'

export const Group = z.object({
  id: Id,
  name: z.string(),
  description: z.string(),
  parentId: z.nullable(Id),
  /** The groups it lies in, from the top; empty at the top level. */
  path: z.array(Ref),
  attributes: Attributes,
  /** How many groups lie directly in it, and how many people belong to it directly. */
  childCount: z.int(),
  memberCount: z.int(),
  /** Each new person joins it. */
  isDefault: z.boolean(),
  /** Has an access policy: while the realm has approvals on, people join it through requests alone. */
  hasPolicy: z.boolean(),
  version: Version,
  createdAt: Time,
  updatedAt: Time,
})
export type Group = z.infer<typeof Group>

export const GroupInput = z.strictObject({
  name: Name,
  description: z.optional(Description),
  parentId: z.optional(z.nullable(Id)),
  attributes: z.optional(Attributes),
})
export type GroupInput = z.infer<typeof GroupInput>

/** What is left out stays; `attributes` are replaced whole; `parentId: null` moves to the top level. */
export const GroupPatch = z.strictObject({
  name: z.optional(Name),
  description: z.optional(Description),
  parentId: z.optional(z.nullable(Id)),
  attributes: z.optional(Attributes),
})
export type GroupPatch = z.infer<typeof GroupPatch>

/** `parentId`: only the groups directly inside this one; `none` for the top level. `hasPolicy`: only those that have one. */
export const GroupListQuery = listQuery(BY_NAME_OR_AGE, {
  parentId: z.optional(z.union([Id, z.literal('none')])),
  hasPolicy: z.optional(z.literal('true')),
})
export type GroupListQuery = z.infer<typeof GroupListQuery>

/** A role that a group gives, and how: `direct`, or through the chain of groups and roles in `through`. */
export const GroupRole = z.extend(Role, {
  direct: z.boolean(),
  /** Every indirect way, each as the things it passes from this group to the role, both left out. */
  through: z.array(z.array(z.object({ kind: z.enum(['group', 'role']), id: Id, name: z.string() }))),
  /** False where there are more ways than the fifty shortest. */
  complete: z.boolean(),
})
export type GroupRole = z.infer<typeof GroupRole>

/** `effective`: also the roles that come through parent groups and contained roles; `indirect`: only those. */
export const GroupRolesQuery = listQuery(['name'], {
  effective: z._default(z.enum(['true', 'false', 'indirect']), 'false'),
})
export type GroupRolesQuery = z.infer<typeof GroupRolesQuery>

export const groups = {
  list: endpoint('GET', '/realms/:realm/groups', {
    needs: 'group:read',
    summary: 'Groups of a realm',
    query: GroupListQuery,
    response: pageOf(Group),
  }),
  create: endpoint('POST', '/realms/:realm/groups', {
    needs: 'group:write',
    summary: 'Create a group, at the top level or inside another',
    body: GroupInput,
    response: Group,
    status: 201,
  }),
  get: endpoint('GET', '/realms/:realm/groups/:groupId', {
    needs: 'group:read',
    summary: 'One group',
    response: Group,
  }),
  /** Errors: 409 `changed_meanwhile`, `name_taken`, `group_cycle`. */
  update: endpoint('PATCH', '/realms/:realm/groups/:groupId', {
    needs: 'group:write',
    summary: 'Edit or move a group',
    body: GroupPatch,
    response: Group,
  }),
  remove: endpoint('DELETE', '/realms/:realm/groups/:groupId', {
    needs: 'group:write',
    summary: 'Put a group and the groups inside it into the bin, for 30 days',
  }),
  roles: endpoint('GET', '/realms/:realm/groups/:groupId/roles', {
    needs: 'group:read',
    summary: 'The roles that a group gives to its people',
    query: GroupRolesQuery,
    response: pageOf(GroupRole),
  }),
  addRole: endpoint('PUT', '/realms/:realm/groups/:groupId/roles/:roleId', {
    needs: 'group:write',
    summary: 'Let a group give a role to its people',
  }),
  removeRole: endpoint('DELETE', '/realms/:realm/groups/:groupId/roles/:roleId', {
    needs: 'group:write',
    summary: 'Let a group no longer give a role',
  }),
}
