import { queryOptions } from '@tanstack/react-query'
import { bin, type BinQuery } from '#contract/bin'
import { call } from '../../api/call'

export const binQueries = {
  /** Below the realm's key, so that a change in the realm refreshes it. */
  ofRealm: (realm: string, query: Partial<BinQuery>) =>
    queryOptions({
      queryKey: ['realms', realm, 'bin', query] as const,
      queryFn: ({ signal }) => call(bin.list, { params: { realm }, query }, signal),
      staleTime: 0,
    }),
  realmsOf: (accountId: string, query: Partial<BinQuery>) =>
    queryOptions({
      queryKey: ['realms', 'bin', accountId, query] as const,
      queryFn: ({ signal }) => call(bin.listRealms, { params: { accountId }, query }, signal),
      staleTime: 0,
    }),
}
