import { queryOptions } from '@tanstack/react-query'
import { type ApplicationListQuery, applications } from '#contract/applications'
import { call } from '../../api/call'
import { queryClient } from '../../api/query-client'

export const applicationQueries = {
  all: (realm: string) => ['realms', realm, 'applications'] as const,
  list: (realm: string, query: Partial<ApplicationListQuery>) =>
    queryOptions({
      queryKey: [...applicationQueries.all(realm), 'list', query] as const,
      queryFn: ({ signal }) => call(applications.list, { params: { realm }, query }, signal),
    }),
  get: (realm: string, applicationId: string) =>
    queryOptions({
      queryKey: [...applicationQueries.all(realm), applicationId] as const,
      queryFn: ({ signal }) => call(applications.get, { params: { realm, applicationId } }, signal),
    }),
  roles: (realm: string, applicationId: string, query: Partial<ApplicationListQuery>) =>
    queryOptions({
      queryKey: [...applicationQueries.all(realm), applicationId, 'roles', query] as const,
      queryFn: ({ signal }) => call(applications.roles, { params: { realm, applicationId }, query }, signal),
    }),
}

/** An application's change shows in roles, groups, the overview, the bin and the activity as well. */
export const refreshApplications = (realm: string): Promise<void> =>
  queryClient.invalidateQueries({ queryKey: ['realms', realm] })
