import { queryOptions } from '@tanstack/react-query'
import { MAX_LIMIT } from '#contract/list'
import { type RoleListQuery, type RoleRelationQuery, roles } from '#contract/roles'
import { call } from '../../api/call'
import { queryClient } from '../../api/query-client'

export const roleQueries = {
  all: (realm: string) => ['realms', realm, 'roles'] as const,
  list: (realm: string, query: Partial<RoleListQuery>) =>
    queryOptions({
      queryKey: [...roleQueries.all(realm), 'list', query] as const,
      queryFn: ({ signal }) => call(roles.list, { params: { realm }, query }, signal),
    }),
  get: (realm: string, roleId: string) =>
    queryOptions({
      queryKey: [...roleQueries.all(realm), roleId] as const,
      queryFn: ({ signal }) => call(roles.get, { params: { realm, roleId } }, signal),
    }),
  includes: (realm: string, roleId: string, query: Partial<RoleRelationQuery> = {}) =>
    queryOptions({
      queryKey: [...roleQueries.all(realm), roleId, 'includes', query] as const,
      queryFn: ({ signal }) => call(roles.includes, { params: { realm, roleId }, query }, signal),
    }),
  includedIn: (realm: string, roleId: string, query: Partial<RoleRelationQuery> = {}) =>
    queryOptions({
      queryKey: [...roleQueries.all(realm), roleId, 'included-in', query] as const,
      queryFn: ({ signal }) => call(roles.includedIn, { params: { realm, roleId }, query }, signal),
    }),
  groups: (realm: string, roleId: string, query: Partial<RoleRelationQuery> = {}) =>
    queryOptions({
      queryKey: [...roleQueries.all(realm), roleId, 'groups', query] as const,
      queryFn: ({ signal }) => call(roles.groups, { params: { realm, roleId }, query }, signal),
    }),
}

/** A role's change shows in groups, the overview, the bin and the activity as well. */
export const refreshRoles = (realm: string): Promise<void> =>
  queryClient.invalidateQueries({ queryKey: ['realms', realm] })

/** The ids of the roles that a role contains. One page of them, or none when that fails: adding one twice does no harm. */
export async function includedIds(realm: string, roleId: string): Promise<Set<string>> {
  const page = await queryClient.fetchQuery(roleQueries.includes(realm, roleId, { limit: MAX_LIMIT })).catch(() => null)
  return new Set(page?.items.map(({ id }) => id))
}

/** The same for the groups that give a role. */
export async function givingIds(realm: string, roleId: string): Promise<Set<string>> {
  const page = await queryClient.fetchQuery(roleQueries.groups(realm, roleId, { limit: MAX_LIMIT })).catch(() => null)
  return new Set(page?.items.map(({ id }) => id))
}
