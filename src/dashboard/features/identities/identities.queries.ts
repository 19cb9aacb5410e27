import { queryOptions } from '@tanstack/react-query'
import {
  type AccessQuery,
  type HolderListQuery,
  identities,
  type Identity,
  type IdentityListQuery,
  type MemberListQuery,
  type MembershipListQuery,
} from '#contract/identities'
import { MAX_LIMIT, type Page } from '#contract/list'
import { call } from '../../api/call'
import { queryClient } from '../../api/query-client'
import type { PickOption } from '../../ui/finder'

/** A short list that comes whole, as a page. */
const whole = <Item>({ items }: { items: Item[] }): Page<Item> => ({
  items,
  nextCursor: null,
  total: items.length,
  totalExact: true,
})

export const identityQueries = {
  all: (realm: string) => ['realms', realm, 'identities'] as const,
  list: (realm: string, query: Partial<IdentityListQuery>) =>
    queryOptions({
      queryKey: [...identityQueries.all(realm), 'list', query] as const,
      queryFn: ({ signal }) => call(identities.list, { params: { realm }, query }, signal),
    }),
  get: (realm: string, identityId: string) =>
    queryOptions({
      queryKey: [...identityQueries.all(realm), identityId] as const,
      queryFn: ({ signal }) => call(identities.get, { params: { realm, identityId } }, signal),
    }),
  groups: (realm: string, identityId: string, query: Partial<MembershipListQuery>) =>
    queryOptions({
      queryKey: [...identityQueries.all(realm), identityId, 'groups', query] as const,
      queryFn: ({ signal }) => call(identities.groups, { params: { realm, identityId }, query }, signal),
    }),
  roles: (realm: string, identityId: string, query: Partial<MembershipListQuery>) =>
    queryOptions({
      queryKey: [...identityQueries.all(realm), identityId, 'roles', query] as const,
      queryFn: ({ signal }) => call(identities.roles, { params: { realm, identityId }, query }, signal),
    }),
  access: (realm: string, identityId: string, query: AccessQuery = {}) =>
    queryOptions({
      queryKey: [...identityQueries.all(realm), identityId, 'access', query] as const,
      queryFn: ({ signal }) => call(identities.access, { params: { realm, identityId }, query }, signal),
    }),
  sessions: (realm: string, identityId: string) =>
    queryOptions({
      queryKey: [...identityQueries.all(realm), identityId, 'sessions'] as const,
      queryFn: async ({ signal }) => whole(await call(identities.sessions, { params: { realm, identityId } }, signal)),
    }),
  signInMethods: (realm: string, identityId: string) =>
    queryOptions({
      queryKey: [...identityQueries.all(realm), identityId, 'sign-in-methods'] as const,
      queryFn: async ({ signal }) =>
        whole(await call(identities.signInMethods, { params: { realm, identityId } }, signal)),
    }),
  members: (realm: string, groupId: string, query: Partial<MemberListQuery>) =>
    queryOptions({
      queryKey: [...identityQueries.all(realm), 'members', groupId, query] as const,
      queryFn: ({ signal }) => call(identities.members, { params: { realm, groupId }, query }, signal),
    }),
  holders: (realm: string, roleId: string, query: Partial<HolderListQuery>) =>
    queryOptions({
      queryKey: [...identityQueries.all(realm), 'holders', roleId, query] as const,
      queryFn: ({ signal }) => call(identities.holders, { params: { realm, roleId }, query }, signal),
    }),
  defaultGroups: (realm: string) =>
    queryOptions({
      queryKey: ['realms', realm, 'default-groups'] as const,
      queryFn: ({ signal }) => call(identities.defaultGroups, { params: { realm } }, signal),
    }),
}

/** What is done with people shows in groups, roles, the overview, the bin and the activity as well. */
export const refreshPeople = (realm: string): Promise<void> =>
  queryClient.invalidateQueries({ queryKey: ['realms', realm] })

/**
 * With "not seen for" the list is sorted by the last sign-in alone: a sort that a link brings along besides is left out, so
 * that no filter leads to a refusal.
 */
export const asAsked = (query: IdentityListQuery): IdentityListQuery =>
  query.notSeenDays === undefined || /^-?lastSignIn$/.test(query.sort) ? query : { ...query, sort: 'lastSignIn' }

/** Someone as pickers offer them: namesakes are told apart by what stands below. */
export const personOption = (person: Identity, reason?: string): PickOption => ({
  id: person.id,
  name: person.name,
  under: [person.name !== person.username && person.username, person.email !== person.username && person.email]
    .filter(Boolean)
    .join(' · '),
  reason,
})

/** Ids of what stands in a list already. One page of it, or none when that fails: adding one twice does no harm. */
async function idsOf<Item>(page: Promise<Page<Item>>, id: (item: Item) => string): Promise<Set<string>> {
  return new Set((await page.catch(() => null))?.items.map(id))
}

export const memberIds = (realm: string, groupId: string): Promise<Set<string>> =>
  idsOf(queryClient.fetchQuery(identityQueries.members(realm, groupId, { limit: MAX_LIMIT })), ({ id }) => id)

export const directHolderIds = (realm: string, roleId: string): Promise<Set<string>> =>
  idsOf(
    queryClient.fetchQuery(identityQueries.holders(realm, roleId, { limit: MAX_LIMIT, how: 'direct' })),
    ({ identity }) => identity.id,
  )

/** The groups somebody is in directly, with the end of a membership for a while. */
export async function endsOf(realm: string, identityId: string): Promise<Map<string, string | null>> {
  const page = await queryClient
    .fetchQuery(identityQueries.groups(realm, identityId, { limit: MAX_LIMIT }))
    .catch(() => null)
  return new Map(page?.items.map(({ id, endsAt }) => [id, endsAt]))
}

export const directRoleIdsOf = (realm: string, identityId: string): Promise<Set<string>> =>
  idsOf(queryClient.fetchQuery(identityQueries.roles(realm, identityId, { limit: MAX_LIMIT })), ({ id }) => id)
