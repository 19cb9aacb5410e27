import { queryOptions } from '@tanstack/react-query'
import { type AccessRequestListQuery, accessRequests } from '#contract/access-requests'
import { call } from '../../api/call'
import { queryClient } from '../../api/query-client'

export const requestQueries = {
  all: (realm: string) => ['realms', realm, 'access-requests'] as const,
  list: (realm: string, query: Partial<AccessRequestListQuery>) =>
    queryOptions({
      queryKey: [...requestQueries.all(realm), 'list', query] as const,
      queryFn: ({ signal }) => call(accessRequests.list, { params: { realm }, query }, signal),
    }),
  get: (realm: string, requestId: string) =>
    queryOptions({
      queryKey: [...requestQueries.all(realm), requestId] as const,
      queryFn: ({ signal }) => call(accessRequests.get, { params: { realm, requestId } }, signal),
    }),
  /** What joining a group needs. */
  policy: (realm: string, groupId: string) =>
    queryOptions({
      queryKey: ['realms', realm, 'groups', groupId, 'access-policy'] as const,
      queryFn: ({ signal }) => call(accessRequests.policy, { params: { realm, groupId } }, signal),
    }),
}

/** A decision shows in groups, people and the activity as well. */
export const refreshRequests = (realm: string): Promise<void> =>
  queryClient.invalidateQueries({ queryKey: ['realms', realm] })
