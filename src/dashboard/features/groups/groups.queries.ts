import { queryOptions } from '@tanstack/react-query'
import { type GroupListQuery, type GroupRolesQuery, groups } from '#contract/groups'
import { MAX_LIMIT } from '#contract/list'
import { call } from '../../api/call'
import { queryClient } from '../../api/query-client'

export const groupQueries = {
  all: (realm: string) => ['realms', realm, 'groups'] as const,
  lists: (realm: string) => [...groupQueries.all(realm), 'list'] as const,
  list: (realm: string, query: Partial<GroupListQuery>) =>
    queryOptions({
      queryKey: [...groupQueries.lists(realm), query] as const,
      queryFn: ({ signal }) => call(groups.list, { params: { realm }, query }, signal),
    }),
  get: (realm: string, groupId: string) =>
    queryOptions({
      queryKey: [...groupQueries.all(realm), groupId] as const,
      queryFn: ({ signal }) => call(groups.get, { params: { realm, groupId } }, signal),
    }),
  roles: (realm: string, groupId: string, query: Partial<GroupRolesQuery>) =>
    queryOptions({
      queryKey: [...groupQueries.all(realm), groupId, 'roles', query] as const,
      queryFn: ({ signal }) => call(groups.roles, { params: { realm, groupId }, query }, signal),
    }),
}

/** A group's change shows in roles, the overview, the bin and the activity as well. */
export const refreshGroups = (realm: string): Promise<void> =>
  queryClient.invalidateQueries({ queryKey: ['realms', realm] })

/** The ids of the roles that a group gives itself. One page of them, or none when that fails: giving one twice does no harm. */
export async function givenRoles(realm: string, groupId: string): Promise<Set<string>> {
  const page = await queryClient.fetchQuery(groupQueries.roles(realm, groupId, { limit: MAX_LIMIT })).catch(() => null)
  return new Set(page?.items.map(({ id }) => id))
}
