import { type RawBuilder, sql } from 'kysely'
import type { Page } from '#contract/list'
import type { Count } from '#contract/primitives'
import { counted, type Keyed, type Keyset, keyset, listPage, sortColumn } from '../../db/list-page'
import type { Queryable } from '../../db/open'
import { candidates, countCandidates, isCandidate, type Origin, type Search } from './identity-search'
import { limits } from './limits'
import { countLinks, firstLinked, linkedPeople } from './linked-people.store'
import {
  branchesOf,
  everythingOf,
  factsOf,
  isNarrow,
  linkedQuery,
  people,
  type PeopleQuery,
  SORTS,
  testsOf,
} from './people-query'

type Sql = RawBuilder<unknown>

/** How many people live in a realm. */
export async function population(db: Queryable, realmId: string): Promise<number> {
  const rows = await db.selectFrom('realm_counters').select('identities').where('realm_id', '=', realmId).execute()
  return rows[0]?.identities ?? 0
}

/** Several conditions that no one index knows as a whole. */
export async function combined(asked: PeopleQuery, key: string, list: Keyset): Promise<Page<Keyed>> {
  const { read, realmId, wanted } = asked
  const everyone: Beginning = {
    count: () => population(read, realmId),
    origin: () => ({ from: sql`identities i`, where: [] }),
    first: () => null,
  }
  const named = wanted.search?.id
  if (named) {
    const found = await sorted(asked, key, list, everyone, named)
    if (found.total > 0) return found
  }
  const total = await population(read, realmId)
  if (total <= limits.tiny) return sorted(asked, key, list, everyone)
  const beginnings = [...beginningsOf(asked), everyone]
  const best = await smallest(beginnings, limits.many + 1)
  if (best.size > limits.few) {
    const known = await sampled(asked, best.beginning)
    // How many of the beginning, and of everybody, it takes to fill a page.
    const needed = (list.limit * limits.sample) / known.total
    const isNear = (needed * total) / best.size < limits.walkMax * limits.quicker
    const page = isNear || isNarrow(wanted) ? await walkedFor(asked, atLeast(known)) : null
    if (page) return page
    const first = limits.worth * needed < best.size ? best.beginning.first(key, list, Math.ceil(2 * needed)) : null
    const found = first && (await firstOf(asked, first, list, atLeast(known)))
    if (found) return found
  }
  return sorted(asked, key, list, best.beginning)
}

/** Something to begin with: people among whom are all that are meant. */
interface Beginning {
  /** How many they are, counted to a limit or guessed. */
  count(max: number): Promise<number>
  /** Where they are; when asked, no more of them than that. */
  origin(max: number | null): Origin
  /** The first of them in an order, as `list_key` and `list_id`; null when that is no quicker than all of them. */
  first(key: string, list: Keyset, max: number): Sql | null
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
      first: (key, list, max) => firstLinked(links, key, list, max),
    }
  })
  if (!search) return linked
  return [
    {
      count: () => countCandidates(heavy, engine, realmId, search, limits.few + 1),
      origin: (max) => candidates(engine, realmId, search, max),
      first: (key, list, max) => (wanted.linked.length === 0 ? null : firstFound(asked, search, key, list, max)),
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

/** All who are found by a search, sorted, before anybody is asked what they are linked to: that takes longest. */
function firstFound(asked: PeopleQuery, search: Search, key: string, list: Keyset, max: number): Sql {
  const { from, where } = candidates(asked.engine, asked.realmId, search, null)
  const [keyRef, id] = [sql.ref(`i.${key}`), sql`i.id`]
  const unlinked = everythingOf({ ...asked, wanted: { ...asked.wanted, linked: [] } })
  // Else PostgreSQL walks everybody in order, in the hope to find enough soon.
  const apart = asked.engine === 'postgres' ? sql`offset 0` : sql``
  return sql`select list_key, list_id from (
      select ${keyRef} as list_key, ${id} as list_id from ${from}
      where ${sql.join([...where, ...unlinked, ...list.place(keyRef, id)], sql` and `)} ${apart}) as matching
    order by ${list.order(sql`list_key`, sql`list_id`)} limit ${max}`
}

/** A page of the first of a beginning; null when they do not fill it. */
async function firstOf(
  asked: PeopleQuery,
  first: Sql,
  list: Keyset,
  total: (seen: number) => Promise<Count>,
): Promise<Page<Keyed> | null> {
  const tests = [...people(asked.realmId), ...factsOf(asked.wanted)('i'), ...testsOf(asked, true)]
  const { rows } = await sql<Keyed>`with found as materialized (${first})
    select found.list_key, found.list_id from found cross join identities i
    where i.id = found.list_id and ${sql.join(tests, sql` and `)}
    order by ${list.order(sql`found.list_key`, sql`found.list_id`)} limit ${list.limit}`.execute(asked.heavy)
  return rows.length < list.limit ? null : list.page(rows, await total(rows.length))
}

/**
 * A page found by walking the list in its order, as far as that may be worth it; null when it is not. What was found so far
 * tells how much further it would be.
 */
export async function walkedFor(
  asked: PeopleQuery,
  total: (seen: number) => Promise<Count>,
): Promise<Page<Keyed> | null> {
  const { heavy, realmId, wanted, query } = asked
  const column = sortColumn(SORTS, query.sort)
  const list = keyset(query, column)
  const [key, id] = [sql.ref(`i.${column}`), sql`i.id`]
  const { from, where, branches } = branchesOf(realmId, wanted)
  // Of several branches none is walked further than all people together.
  const seen = factsOf({ statuses: null, oneStep: false, seenUntil: wanted.seenUntil })('i')
  const whole = branches?.length === 1 ? [...where, ...branches] : [...people(realmId), ...seen]
  const along = [...whole, ...list.place(key, id)]
  const candidate = await quickly(asked)
  const pace = candidate ? limits.quicker : 1
  for (let far = limits.walk * pace; far <= limits.walkMax * pace;) {
    const ends = await sql<Keyed>`select ${key} as list_key, ${id} as list_id from ${from}
      where ${sql.join(along, sql` and `)} order by ${list.order(key, id)} limit 1 offset ${far}`.execute(heavy)
    const [end] = ends.rows
    const page = await listPage<Keyed>(heavy, {
      from,
      where: [...where, ...(end ? [list.upTo(key, id, end)] : []), ...(candidate ?? []), ...testsOf(asked, true)],
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
    // And half as far again, since people are not spread evenly. Who is called Zoë comes after all who are not.
    const nobody = wanted.search ? Infinity : 4 * far
    far = found === 0 ? nobody : Math.max(2 * far, Math.ceil((1.5 * far * list.limit) / found))
  }
  return null
}

/** What tells most people apart from those who are searched for, while one walks by; null when there is no such thing. */
async function quickly({ engine, heavy, realmId, wanted: { search } }: PeopleQuery): Promise<Sql[] | null> {
  const candidate = search && isCandidate(engine, search)
  if (!candidate) return null
  const size = await countCandidates(heavy, engine, realmId, search, limits.few + 1)
  return size > limits.noted ? null : [candidate]
}

/** How many are meant of the first so many of a beginning. */
async function sampled(asked: PeopleQuery, beginning: Beginning): Promise<Count> {
  const { from, where } = beginning.origin(limits.sample)
  const { rows } = await sql<{ n: number }>`select count(*) as n from ${from}
    where ${sql.join([...where, ...everythingOf(asked)], sql` and `)}`.execute(asked.heavy)
  return { total: rows[0]?.n ?? 0, totalExact: false }
}

/** As many as were seen, at least. */
const atLeast =
  ({ total }: Count) =>
  async (seen: number): Promise<Count> => ({ total: Math.max(total, seen), totalExact: false })
