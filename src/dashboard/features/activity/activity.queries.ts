import { queryOptions } from '@tanstack/react-query'
import { activity, type ActivityQuery } from '#contract/activity'
import { call } from '../../api/call'

/** Whose activity: a realm's, or a whole account's. */
export type Scope = { realm: string } | { accountId: string }

export const activityQueries = {
  of: (scope: Scope, query: Partial<ActivityQuery>) =>
    queryOptions({
      // A realm's stands below the realm's key, so that a change in the realm refreshes it.
      queryKey: [
        'realm' in scope ? 'realms' : 'accounts',
        'realm' in scope ? scope.realm : scope.accountId,
        'activity',
        query,
      ] as const,
      queryFn: ({ signal }) =>
        'realm' in scope
          ? call(activity.ofRealm, { params: { realm: scope.realm }, query }, signal)
          : call(activity.ofAccount, { params: { accountId: scope.accountId }, query }, signal),
      // Whatever anybody does adds a row.
      staleTime: 0,
    }),
  /** What runs in the background, and what the asker began that has just ended. */
  batches: (realm: string) =>
    queryOptions({
      queryKey: ['realms', realm, 'batches'] as const,
      queryFn: ({ signal }) => call(activity.batches, { params: { realm } }, signal),
      staleTime: 0,
    }),
  batch: (realm: string, batchId: string) =>
    queryOptions({
      queryKey: ['realms', realm, 'batches', batchId] as const,
      queryFn: ({ signal }) => call(activity.batch, { params: { realm, batchId } }, signal),
      staleTime: 0,
    }),
}

export const verifyActivity = (accountId: string) => call(activity.verify, { params: { accountId } })
