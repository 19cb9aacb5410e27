import { queryOptions } from '@tanstack/react-query'
import { type RealmListQuery, realms } from '#contract/realms'
import { call } from '../../api/call'
import { queryClient } from '../../api/query-client'

export const realmQueries = {
  /** Everything about realms and everything in them. */
  everything: () => ['realms'] as const,
  /** One realm and all that is in it. */
  all: (realm: string) => ['realms', realm] as const,
  list: (query: Partial<RealmListQuery>) =>
    queryOptions({
      queryKey: [...realmQueries.everything(), 'list', query] as const,
      queryFn: ({ signal }) => call(realms.list, { query }, signal),
    }),
  get: (realm: string) =>
    queryOptions({
      queryKey: [...realmQueries.all(realm), 'detail'] as const,
      queryFn: ({ signal }) => call(realms.get, { params: { realm } }, signal),
      // While practice people are still being added, the numbers grow.
      refetchInterval: ({ state }) => (state.data?.filling ? 1000 : false),
    }),
}

export const refreshRealms = (): Promise<void> => queryClient.invalidateQueries({ queryKey: realmQueries.everything() })
export const refreshRealm = (realm: string): Promise<void> =>
  queryClient.invalidateQueries({ queryKey: realmQueries.all(realm) })

/** After it went to the bin: the lists are read anew, but nobody asks for the realm itself again. */
export async function forgetRealm(realm: string): Promise<void> {
  const own = realmQueries.all(realm)
  await queryClient.invalidateQueries({ queryKey: own, refetchType: 'none' })
  await queryClient.invalidateQueries({
    queryKey: realmQueries.everything(),
    predicate: ({ queryKey }) => queryKey[1] !== own[1],
  })
}
