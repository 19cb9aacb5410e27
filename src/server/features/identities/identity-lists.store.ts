import { sql } from 'kysely'
import type { Page } from '#contract/list'
import { among } from '../../db/each'
import { counted, type Keyed, type Keyset, keyset, listPage, sortColumn } from '../../db/list-page'
import { combined, population, walkedFor } from './combined-people.store'
import type { IdentityRow } from './identities.store'
import { limits } from './limits'
import { countLinked, countWays, type Linked, linkedPage } from './linked-people.store'
import { branchesOf, factsOf, isNarrow, linkedQuery, type PeopleQuery, SORTS } from './people-query'

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
  const manyLead = ways > limits.manyWays && membersIn(linked) * limits.oneIn > (await population(read, realmId))
  if (manyLead || (isNarrow(wanted) && membersIn(linked) > limits.few)) {
    const page = await walkedFor(asked, total)
    if (page) return page
  }
  return list.page(await linkedPage(db, links, key, list), await total())
}

/** How many members all groups together have; of domains nobody knows. */
const membersIn = ({ groups, domains }: Linked): number =>
  domains.length > 0 ? Infinity : groups.reduce((sum, { members }) => sum + members, 0)
