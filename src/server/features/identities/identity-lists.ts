import type { IdentityFilter } from '#contract/bulk'
import type {
  Holder,
  HolderListQuery,
  Identity,
  IdentityListQuery,
  IdentityStatus,
  Member,
  MemberListQuery,
} from '#contract/identities'
import type { Page } from '#contract/list'
import { type Sources, sourcesOf } from '../../access/sources'
import type { RealmCtx } from '../../context'
import { toTime } from '../../lib/clock'
import { invalid } from '../../lib/errors'
import { groupService } from '../groups/groups.service'
import { roleService } from '../roles/roles.service'
import { type IdentityRow, identityStore } from './identities.store'
import { waysTo } from './identity-access'
import { peoplePage } from './identity-lists.store'
import { searchOf } from './identity-search'
import { membersOf } from './linked-people.store'
import type { PeopleQuery, Wanted } from './people-query'

const DAY_MS = 24 * 3_600_000

/** How many people are read at once where all of them are wanted. */
const EVERYONE_AT_ONCE = 500

/** Who may hold anything. */
const holding: readonly IdentityStatus[] = ['active', 'invited', 'pending']

/** `sorted`: whether the caller asked for an order. */
type Asked<Query> = Query & { sorted?: boolean }

/** The lists of people. */
export const identityLists = {
  async list(ctx: RealmCtx, { sorted, ...query }: Asked<IdentityListQuery>): Promise<Page<Identity>> {
    const asked = await askedOf(ctx, query, sorted ?? true)
    const page = await peoplePage(asked)
    return { ...page, items: await identityStore(ctx.db.read).shown(page.items) }
  },

  /**
   * Everyone who matches, some at a time, in the list's own order. It is read beside what others do: who comes, goes or is
   * renamed meanwhile may be among them or not.
   */
  async *everyone(ctx: RealmCtx, filter: IdentityFilter, size = EVERYONE_AT_ONCE): AsyncGenerator<IdentityRow[]> {
    let cursor: string | undefined
    do {
      const query = { ...filter, limit: size, sort: 'username' as const, cursor }
      const page: Page<IdentityRow> = await peoplePage(await askedOf(ctx, query, false))
      if (page.items.length > 0) yield page.items
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
  },

  async members(ctx: RealmCtx, groupId: string, query: MemberListQuery): Promise<Page<Member>> {
    await groupService.get(ctx, groupId)
    const linked = [await membersOf(ctx.db.read, ctx.realm.id, groupId)]
    const page = await peoplePage(peopleQuery(ctx, query, { ...wantedOf(query), linked }))
    const store = identityStore(ctx.db.read)
    const people = await store.shown(page.items)
    const links = await store.membershipsIn(
      groupId,
      people.map(({ id }) => id),
    )
    return {
      ...page,
      items: people.map((person) => {
        const { ends_at = null, request_id = null } = links.get(person.id) ?? {}
        return { ...person, endsAt: ends_at === null ? null : toTime(ends_at), requestId: request_id }
      }),
    }
  },

  async holders(ctx: RealmCtx, roleId: string, query: HolderListQuery): Promise<Page<Holder>> {
    await roleService.get(ctx, roleId)
    const sources = await sourcesOf(heavy(ctx), ctx.realm.id, { roleId })
    const wanted = wantedOf(query)
    if (query.how === 'any') narrow(wanted, sources)
    // The role is no source of itself when its application is disabled.
    else
      narrow(wanted, { everyone: false, groups: [], roles: sources.roles.filter((id) => id === roleId), domains: [] })
    const page = await peoplePage(peopleQuery(ctx, query, wanted))
    const people = await identityStore(ctx.db.read).shown(page.items)
    const ways = await waysTo(
      ctx,
      roleId,
      people.map(({ id }) => id),
    )
    return {
      ...page,
      items: people.map((identity) => ({ identity, ...(ways.get(identity.id) ?? { paths: [], complete: true }) })),
    }
  },
}

/** What may take long is read beside everything else. */
const heavy = (ctx: RealmCtx) => ctx.db.heavy

async function askedOf(ctx: RealmCtx, query: IdentityListQuery, sorted: boolean): Promise<PeopleQuery> {
  const { groupId, roleId, applicationId, notSeenDays } = query
  const bySeen = /^-?lastSignIn$/.test(query.sort)
  if (notSeenDays !== undefined && sorted && !bySeen) {
    throw invalid({ sort: 'People who were not seen for a while are sorted by their last sign-in' })
  }
  const wanted: Wanted = {
    ...wantedOf(query),
    oneStep: query.secondStep === 'none',
    seenUntil: notSeenDays === undefined ? null : ctx.now - notSeenDays * DAY_MS,
    linked: groupId === undefined ? [] : [await membersOf(ctx.db.read, ctx.realm.id, groupId)],
  }
  if (roleId !== undefined) narrow(wanted, await sourcesOf(heavy(ctx), ctx.realm.id, { roleId }))
  if (applicationId !== undefined) narrow(wanted, await sourcesOf(heavy(ctx), ctx.realm.id, { applicationId }))
  return peopleQuery(ctx, notSeenDays !== undefined && !bySeen ? { ...query, sort: 'lastSignIn' } : query, wanted)
}

const wantedOf = (query: { q?: string | undefined; status?: IdentityStatus | undefined }): Wanted => ({
  statuses: query.status === undefined ? null : [query.status],
  oneStep: false,
  seenUntil: null,
  search: searchOf(query.q),
  linked: [],
})

const peopleQuery = (ctx: RealmCtx, query: PeopleQuery['query'], wanted: Wanted): PeopleQuery => ({
  engine: ctx.db.engine,
  read: ctx.db.read,
  heavy: heavy(ctx),
  realmId: ctx.realm.id,
  now: ctx.now,
  wanted,
  query,
})

/** Only those who hold what comes from these sources. */
function narrow(wanted: Wanted, { everyone, ...linked }: Sources): void {
  wanted.statuses = holding.filter((status) => wanted.statuses?.includes(status) ?? true)
  if (!everyone) wanted.linked = [...wanted.linked, linked]
}
