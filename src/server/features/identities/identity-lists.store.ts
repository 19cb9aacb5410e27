import { type RawBuilder, sql } from 'kysely'
import { type IdentityStatus, identityStatuses } from '#contract/identities'
import type { Page } from '#contract/list'
import type { Count } from '#contract/primitives'
import { among } from '../../db/each'
import { counted, type Keyed, type Keyset, keyset, listPage, type ListQuery, sortColumn } from '../../db/list-page'
import type { Engine, Queryable } from '../../db/open'
import type { IdentityRow } from './identities.store'
import { candidates, countCandidates, holdsWords, type Origin, type Search } from './identity-search'
import { limits } from './limits'
import {
  countLinked,
  countLinks,
  countWays,
  isLinked,
  type Linked,
  linkedPage,
  linkedPeople,
  type LinkedQuery,
} from './linked-people.store'

type Sql = RawBuilder<unknown>

/** Which people are meant: those of whom all of it is true. */
export interface Wanted {
  /** Null is any. */
  statuses: readonly IdentityStatus[] | null
  /** Without a second step. */
  oneStep: boolean
  /** Last signed in no later than then, or never. */
  seenUntil: number | null
  search: Search | null
  /** Each says that they are linked to something: members of a group, holders of a role. */
  linked: readonly Linked[]
}

/** Of a realm's people some, in an order; and where to read. */
export interface PeopleQuery {
  engine: Engine
  /** For what an index answers at once. */
  read: Queryable
  /** For everything else. */
  heavy: Queryable
  realmId: string
  now: number
  wanted: Wanted
  query: ListQuery
}

/** The API's sorts and the columns that serve them, of people and of their links alike. */
const SORTS = { username: 'username_key', createdAt: 'created_at', lastSignIn: 'seen_at' }

/**
 * One page of the people who are meant, in any order offered. What one index knows is read along it. What no index knows
 * as a whole begins with whatever leaves the fewest people; or is walked in its order, when all of it leaves many.
 */
export async function peoplePage(asked: PeopleQuery): Promise<Page<IdentityRow>> {
  const { wanted, query, engine, read } = asked
  const key = sortColumn(SORTS, query.sort)
  const list = keyset(query, key)
  const { statuses, search, linked } = wanted
  if (statuses?.length === 0 || linked.some((one) => countWays(one) === 0)) return list.page([], counted(0))

  if (search === null && linked.length === 0) return walk(asked)
  const [only] = linked
  const page =
    search === null && only && linked.length === 1
      ? await alongLinks(asked, only, key, list)
      : await combined(asked, key, list)
  const ids = page.items.map(({ list_id }) => list_id)
  const rows = await sql<IdentityRow>`select * from identities where ${among(engine, sql`id`, ids)}`.execute(read)
  const byId = new Map(rows.rows.map((row) => [row.id, row]))
  return { ...page, items: ids.flatMap((id) => byId.get(id) ?? []) }
}

/** How many members all groups together have. */
const membersIn = ({ groups }: Linked): number => groups.reduce((sum, { members }) => sum + members, 0)

/** How many people live in a realm. */
export async function population(db: Queryable, realmId: string): Promise<number> {
  const rows = await db.selectFrom('realm_counters').select('identities').where('realm_id', '=', realmId).execute()
  return rows[0]?.identities ?? 0
}

/** Along an index of people, which has them in order and knows what is asked of them. */
function walk({ read, realmId, wanted, query }: PeopleQuery): Promise<Page<IdentityRow>> {
  const all = factsOf(wanted)('i').length === 0
  return listPage<IdentityRow>(read, {
    ...branchesOf(realmId, wanted),
    select: sql`i.*`,
    sorts: SORTS,
    id: 'i.id',
    query,
    ...(all && { total: async () => ({ total: await population(read, realmId), totalExact: true }) }),
  })
}

/** Along the indexes of links, which have their people in order and know what is asked of them too. */
async function alongLinks(asked: PeopleQuery, linked: Linked, key: string, list: Keyset): Promise<Page<Keyed>> {
  const { read, heavy, realmId, wanted } = asked
  const links = linkedQuery(asked, linked)
  const ways = countWays(linked)
  // Few of a large group may be what is asked for.
  const db = ways === 1 && factsOf(wanted)('l').length === 0 ? read : heavy
  const total = () => countLinked(db, links)
  if (ways > limits.manyWays && membersIn(linked) * limits.oneIn > (await population(read, realmId))) {
    const page = await walkedFor(asked, total)
    if (page) return page
  }
  return list.page(await linkedPage(db, links, key, list), await total())
}

/** Several conditions that no one index knows as a whole. */
async function combined(asked: PeopleQuery, key: string, list: Keyset): Promise<Page<Keyed>> {
  const { read, realmId, wanted } = asked
  const everyone: Beginning = {
    count: () => population(read, realmId),
    origin: () => ({ from: sql`identities i`, where: [] }),
  }
  const named = wanted.search?.id
  if (named) {
    const found = await sorted(asked, key, list, everyone, named)
    if (found.total > 0) return found
  }
  if ((await population(read, realmId)) <= limits.sample) return sorted(asked, key, list, everyone)
  const beginnings = [...beginningsOf(asked), everyone]
  let best = await smallest(beginnings, limits.few + 1)
  if (best.size > limits.few) {
    const page = await walkedFor(asked, atLeast(asked, best.beginning))
    if (page) return page
    if (beginnings.length > 2) best = await smallest(beginnings, limits.many)
  }
  return sorted(asked, key, list, best.beginning)
}

/** Something to begin with: people among whom are all that are meant. */
interface Beginning {
  /** How many they are, counted to a limit. */
  count(max: number): Promise<number>
  /** Where they are; when asked, no more of them than that. */
  origin(max: number | null): Origin
}

function beginningsOf(asked: PeopleQuery): Beginning[] {
  const { engine, heavy, realmId, wanted } = asked
  const { search } = wanted
  const linked = wanted.linked.map((one): Beginning => {
    const links = linkedQuery(asked, one)
    return {
      count: (max) => countLinks(heavy, links, max),
      origin: (max) => ({
        from: sql`(select distinct list_id from (${linkedPeople(links, max)}) as links) as linked cross join identities i`,
        where: [sql`i.id = linked.list_id`],
      }),
    }
  })
  if (!search) return linked
  return [
    {
      count: (max) => countCandidates(heavy, engine, realmId, search, max),
      origin: (max) => candidates(engine, realmId, search, max),
    },
    ...linked,
  ]
}

/** The beginning that leaves the fewest people; the first of those that leave more than is counted. */
async function smallest(beginnings: readonly Beginning[], max: number) {
  let best: { beginning: Beginning; size: number } | null = null
  for (const beginning of beginnings) {
    const size = await beginning.count(best ? Math.min(max, best.size) : max)
    if (best === null || size < best.size) best = { beginning, size }
  }
  if (!best) throw new Error('There is nothing to begin with')
  return best
}

/** All of a beginning who are meant, sorted. `id`: the one who has it, whatever their name. */
async function sorted(
  asked: PeopleQuery,
  key: string,
  list: Keyset,
  beginning: Beginning,
  id: string | null = null,
): Promise<Page<Keyed>> {
  const [listKey, listId] = [sql`list_key`, sql`list_id`]
  const { from, where } = beginning.origin(null)
  const conditions =
    id === null
      ? [...where, ...everythingOf(asked)]
      : [sql`i.id = ${id}`, ...everythingOf({ ...asked, wanted: { ...asked.wanted, search: null } })]
  const rows = await sql<{ total: number } & (Keyed | { list_id: null })>`
    with found as materialized (
      select ${sql.ref(`i.${key}`)} as list_key, i.id as list_id from ${from} where ${sql.join(conditions, sql` and `)})
    select counted.total, page.list_key, page.list_id from (select count(*) as total from found) as counted
    left join (select * from found where ${sql.join([sql`1 = 1`, ...list.place(listKey, listId)], sql` and `)}
      order by ${list.order(listKey, listId)} limit ${list.limit}) as page on 1 = 1
    order by ${list.order(sql`page.list_key`, sql`page.list_id`)}`.execute(asked.heavy)
  return list.page(
    rows.rows.flatMap((row) => (row.list_id === null ? [] : [row])),
    counted(rows.rows[0]?.total ?? 0),
  )
}

/**
 * A page found by walking the list in its order, as far as that may be worth it; null when it is not. What was found so far
 * tells how much further it would be.
 */
async function walkedFor(asked: PeopleQuery, total: (seen: number) => Promise<Count>): Promise<Page<Keyed> | null> {
  const { heavy, realmId, wanted, query } = asked
  const column = sortColumn(SORTS, query.sort)
  const list = keyset(query, column)
  const [key, id] = [sql.ref(`i.${column}`), sql`i.id`]
  const { from, where, branches } = branchesOf(realmId, wanted)
  // Of several branches none is walked further than all people together.
  const along = [...(branches?.length === 1 ? [...where, ...branches] : people(realmId)), ...list.place(key, id)]
  for (let far = limits.walk; far <= limits.walkMax;) {
    const ends = await sql<Keyed>`select ${key} as list_key, ${id} as list_id from ${from}
      where ${sql.join(along, sql` and `)} order by ${list.order(key, id)} limit 1 offset ${far}`.execute(heavy)
    const [end] = ends.rows
    const page = await listPage<Keyed>(heavy, {
      from,
      where: [...where, ...(end ? [list.upTo(key, id, end)] : []), ...testsOf(asked, true)],
      ...(branches && { branches }),
      select: sql`1`,
      sorts: SORTS,
      id: 'i.id',
      query,
      total: async () => ({ total: 0, totalExact: false }),
    })
    const found = page.items.length
    if (page.nextCursor !== null) return { ...page, ...(await total(found + 1)) }
    if (!end) return { ...page, ...(query.cursor === undefined ? counted(found) : await total(found)) }
    // And half as far again, since people are not spread evenly.
    far = found === 0 ? Infinity : Math.max(2 * far, Math.ceil((1.5 * far * list.limit) / found))
  }
  return null
}

/** How many are meant, at least: of the first so many of a beginning. */
const atLeast =
  (asked: PeopleQuery, beginning: Beginning) =>
  async (seen: number): Promise<Count> => {
    const { from, where } = beginning.origin(limits.sample)
    const { rows } = await sql<{ n: number }>`select count(*) as n from ${from}
      where ${sql.join([...where, ...everythingOf(asked)], sql` and `)}`.execute(asked.heavy)
    return { total: Math.max(rows[0]?.n ?? 0, seen), totalExact: false }
  }

/** The people of a realm, as `i`. */
const people = (realmId: string): Sql[] => [sql`i.realm_id = ${realmId}`, sql`i.deletion_id is null`]

/** The same narrowed to who is meant, in branches each of which an index knows. */
function branchesOf(realmId: string, wanted: Wanted): { from: Sql; where: Sql[]; branches?: Sql[] } {
  const { oneStep, seenUntil } = wanted
  const statuses = wanted.statuses ?? (oneStep ? identityStatuses : null)
  return {
    from: sql`identities i`,
    where: [...people(realmId), ...factsOf({ statuses: null, oneStep, seenUntil })('i')],
    ...(statuses && { branches: statuses.map((status) => sql`i.status = ${status}`) }),
  }
}

/** What is asked of people that links have copies of. */
const factsOf =
  ({ statuses, oneStep, seenUntil }: Pick<Wanted, 'statuses' | 'oneStep' | 'seenUntil'>) =>
  (alias: string): Sql[] => [
    ...(statuses ? [sql`${sql.ref(`${alias}.status`)} in (${sql.join(statuses)})`] : []),
    // A literal: indexes are made of those who have none.
    ...(oneStep ? [sql`${sql.ref(`${alias}.second_step`)} = 0`] : []),
    ...(seenUntil === null ? [] : [sql`${sql.ref(`${alias}.seen_at`)} <= ${seenUntil}`]),
  ]

/** What is asked of people besides. `soon`: of few at a time, until a page is full. */
const testsOf = (asked: PeopleQuery, soon: boolean): Sql[] => [
  ...(asked.wanted.search ? holdsWords(sql`i.search`, asked.wanted.search) : []),
  ...asked.wanted.linked.map((linked) => isLinked(linkedQuery(asked, linked), soon)),
]

const everythingOf = (asked: PeopleQuery): Sql[] => [
  ...people(asked.realmId),
  ...factsOf(asked.wanted)('i'),
  ...testsOf(asked, false),
]

const linkedQuery = ({ engine, realmId, now, wanted }: PeopleQuery, linked: Linked): LinkedQuery => ({
  engine,
  realmId,
  linked,
  now,
  facts: factsOf(wanted),
})
