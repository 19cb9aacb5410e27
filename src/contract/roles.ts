import * as z from 'zod/mini'
import { endpoint } from './endpoint'
import { BY_NAME_OR_AGE, listQuery, pageOf } from './list'
import { Description, Id, Name, Ref, Time, Version } from './primitives'

/** The application a role belongs to; null on a role means it belongs to the realm. */
export const RoleOwner = z.nullable(z.object({ id: Id, clientId: z.string(), name: z.string() }))

export const Role = z.object({
  id: Id,
  name: z.string(),
  description: z.string(),
  applicationId: z.nullable(Id),
  application: RoleOwner,
  /** Held by everyone in the realm. */
  isDefault: z.boolean(),
  /** Contains other roles. */
  composite: z.boolean(),
  version: Version,
  createdAt: Time,
  updatedAt: Time,
})
export type Role = z.infer<typeof Role>

export const RoleInput = z.strictObject({ name: Name, description: z.optional(Description) })
export type RoleInput = z.infer<typeof RoleInput>

export const RolePatch = z.strictObject({ name: z.optional(Name), description: z.optional(Description) })
export type RolePatch = z.infer<typeof RolePatch>

/** `of`: roles of the realm itself (the default), of its applications, or all. */
export const RoleListQuery = listQuery(BY_NAME_OR_AGE, {
  of: z._default(z.enum(['realm', 'application', 'all']), 'realm'),
})
export type RoleListQuery = z.infer<typeof RoleListQuery>

/** A role inside another list (contained, containing). */
export const RoleRelationQuery = listQuery(['name'])
export type RoleRelationQuery = z.infer<typeof RoleRelationQuery>

/** A group that gives a role, with its ancestors from the top. */
export const GivingGroup = z.object({ id: Id, name: z.string(), path: z.array(Ref) })
export type GivingGroup = z.infer<typeof GivingGroup>

export const roles = {
  list: endpoint('GET', '/realms/:realm/roles', {
    needs: 'role:read',
    summary: 'Roles of the realm',
    query: RoleListQuery,
    response: pageOf(Role),
  }),
  create: endpoint('POST', '/realms/:realm/roles', {
    needs: 'role:write',
    summary: 'Create a role of the realm',
    body: RoleInput,
    response: Role,
    status: 201,
  }),
  get: endpoint('GET', '/realms/:realm/roles/:roleId', {
    needs: 'role:read',
    summary: 'One role, of the realm or of an application',
    response: Role,
  }),
  update: endpoint('PATCH', '/realms/:realm/roles/:roleId', {
    needs: 'role:write',
    summary: 'Edit a role',
    body: RolePatch,
    response: Role,
  }),
  remove: endpoint('DELETE', '/realms/:realm/roles/:roleId', {
    needs: 'role:write',
    summary: 'Put a role into the bin, for 30 days',
  }),
  includes: endpoint('GET', '/realms/:realm/roles/:roleId/includes', {
    needs: 'role:read',
    summary: 'The roles that this role contains directly',
    query: RoleRelationQuery,
    response: pageOf(Role),
  }),
  includedIn: endpoint('GET', '/realms/:realm/roles/:roleId/included-in', {
    needs: 'role:read',
    summary: 'The roles that contain this role directly',
    query: RoleRelationQuery,
    response: pageOf(Role),
  }),
  /** Errors: 409 `role_cycle`. */
  include: endpoint('PUT', '/realms/:realm/roles/:roleId/includes/:includedRoleId', {
    needs: 'role:write',
    summary: 'Let a role contain another one: who holds the first holds the second',
  }),
  exclude: endpoint('DELETE', '/realms/:realm/roles/:roleId/includes/:includedRoleId', {
    needs: 'role:write',
    summary: 'Let a role no longer contain another one',
  }),
  groups: endpoint('GET', '/realms/:realm/roles/:roleId/groups', {
    needs: 'role:read',
    summary: 'The groups that give this role to their people',
    query: RoleRelationQuery,
    response: pageOf(GivingGroup),
  }),
}
