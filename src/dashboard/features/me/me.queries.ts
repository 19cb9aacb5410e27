import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import { auth, type Me } from '#contract/auth'
import { type Permission, permissions } from '#contract/permissions'
import { call } from '../../api/call'
import { queryClient } from '../../api/query-client'

export const meQueries = {
  get: () =>
    queryOptions({
      queryKey: ['me'] as const,
      queryFn: ({ signal }) => call(auth.me, {}, signal),
      staleTime: 60_000,
    }),
}

/** Who is signed in. The root loader has ensured it, so it is there on every page. */
export const useMe = (): Me => useSuspenseQuery(meQueries.get()).data

/** Whether a person may do something in an account (or in any, when none is named) and in a realm of it. */
export function may(me: Me, permission: Permission, where: { accountId?: string; realm?: string } = {}): boolean {
  return me.memberships.some(
    (membership) =>
      (!where.accountId || membership.accountId === where.accountId) &&
      (!where.realm || !membership.realms || membership.realms.includes(where.realm)) &&
      membership.permissions.includes(permission),
  )
}

/** The accounts as a whole in which a person may do something: who is limited to some realms may not. */
export const accountsWith = (me: Me, permission: Permission): Me['memberships'] =>
  me.memberships.filter(({ realms, permissions: held }) => realms === null && held.includes(permission))

/** The account that the URL names, if it is one of these; else the first. */
export const chosenAccount = <Account extends { accountId: string }>(
  accounts: Account[],
  search: URLSearchParams,
): Account | undefined => accounts.find(({ accountId }) => accountId === search.get('account')) ?? accounts[0]

/** The sentence for a button that a person may not use; undefined when they may. For `disabledReason`. */
export const missing = (
  me: Me,
  permission: Permission,
  where: { accountId?: string; realm?: string } = {},
): string | undefined =>
  may(me, permission, where)
    ? undefined
    : `Your role does not include “${permissions[permission]}” (${permission}). Ask an owner of the account.`

/** The same of whoever is signed in. */
export const useMissing = (
  permission: Permission,
  where: { accountId?: string; realm?: string } = {},
): string | undefined => missing(useMe(), permission, where)

/** After signing out, so that nothing of one person is left for the next. */
export const forgetEverything = (): void => queryClient.clear()
