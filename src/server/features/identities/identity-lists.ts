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
import { domainLink } from '../../people/columns'
import type { Wanted } from '../../people/people-index'
import { groupService } from '../groups/groups.service'
import { roleService } from '../roles/roles.service'
import { type IdentityRow, identityStore } from './identities.store'
import { waysTo } from './identity-access'
import { peoplePage, type PeopleQuery } from './identity-lists.store'
import { idIn, wordsOf } from './search-words'

const DAY_MS = 24 * 3_600_000
const MINUTE_MS = 60_000

/** So that it is the same from page to page, and need not be found out anew for each. */
const toMinute = (time: number): number => Math.ceil(time / MINUTE_MS) * MINUTE_MS

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
    const page = await found(ctx, asked)
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
      const page: Page<IdentityRow> = await found(ctx, await askedOf(ctx, query, false))
      if (page.items.length > 0) yield page.items
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
  },

  async members(ctx: RealmCtx, groupId: string, query: MemberListQuery): Promise<Page<Member>> {
    await groupService.get(ctx, groupId)
    const linked = [await livingGroup(ctx, groupId)]
    const page = await found(ctx, { query, ...wantedOf(query), linked })
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
    const [, sources] = await Promise.all([
      roleService.get(ctx, roleId),
      sourcesOf(heavy(ctx), ctx.realm.id, { roleId }),
    ])
    const asked = { query, ...wantedOf(query) }
    if (query.how === 'any') narrow(asked, sources)
    // The role is no source of itself when its application is disabled.
    else narrow(asked, { everyone: false, groups: [], roles: sources.roles.filter((id) => id === roleId), domains: [] })
    const page = await found(ctx, asked)
    const ids = page.items.map(({ id }) => id)
    const [people, ways] = await Promise.all([
      identityStore(ctx.db.read).shown(page.items),
      waysTo(ctx, roleId, sources.roles, ids),
    ])
    return {
      ...page,
      items: people.map((identity) => ({ identity, ...(ways.get(identity.id) ?? { paths: [], complete: true }) })),
    }
  },
}

/** What may take long is read beside everything else. */
const heavy = (ctx: RealmCtx) => ctx.db.heavy

/** Who is asked for, and how the list is to be. */
type Asking = Wanted & Pick<PeopleQuery, 'query'>

async function askedOf(ctx: RealmCtx, query: IdentityListQuery, sorted: boolean): Promise<Asking> {
  const { groupId, roleId, applicationId, notSeenDays } = query
  const bySeen = /^-?lastSignIn$/.test(query.sort)
  if (notSeenDays !== undefined && sorted && !bySeen) {
    throw invalid({ sort: 'People who were not seen for a while are sorted by their last sign-in' })
  }
  const asked: Asking = {
    query: notSeenDays !== undefined && !bySeen ? { ...query, sort: 'lastSignIn' } : query,
    ...wantedOf(query),
    oneStep: query.secondStep === 'none',
    seenUntil: notSeenDays === undefined ? null : toMinute(ctx.now - notSeenDays * DAY_MS),
    linked: groupId === undefined ? [] : [await livingGroup(ctx, groupId)],
  }
  if (roleId !== undefined) narrow(asked, await sourcesOf(heavy(ctx), ctx.realm.id, { roleId }))
  if (applicationId !== undefined) narrow(asked, await sourcesOf(heavy(ctx), ctx.realm.id, { applicationId }))
  return asked
}

/** The group, where it is a living one of the realm: of any other there are no members. */
const livingGroup = async (ctx: RealmCtx, groupId: string): Promise<string[]> =>
  (await groupService.living(ctx.db.read, ctx, [groupId])).map(({ id }) => id)

const wantedOf = ({ q, status }: { q?: string | undefined; status?: IdentityStatus | undefined }): Wanted => ({
  statuses: status === undefined ? null : [status],
  oneStep: false,
  seenUntil: null,
  id: null,
  words: wordsOf(q),
  linked: [],
})

/** Whoever has the id that was typed, whatever they are called; else whoever has all the words. */
async function found(ctx: RealmCtx, { query, ...wanted }: Asking): Promise<Page<IdentityRow>> {
  const id = idIn(query.q)
  if (id !== null) {
    const page = await peoplePage(ctx, { query, wanted: { ...wanted, id, words: [] } })
    if (page.total > 0) return page
  }
  const { statuses, oneStep, seenUntil, words, linked } = wanted
  const isAnybody = statuses === null && !oneStep && seenUntil === null && words.length === 0 && linked.length === 0
  return peoplePage(ctx, { query, wanted: isAnybody ? null : wanted })
}

/** Only those who hold what comes from these sources. */
function narrow(wanted: Wanted, { everyone, groups, roles, domains }: Sources): void {
  wanted.statuses = holding.filter((status) => wanted.statuses?.includes(status) ?? true)
  if (!everyone) wanted.linked = [...wanted.linked, [...groups, ...roles, ...domains.map(domainLink)]]
}
