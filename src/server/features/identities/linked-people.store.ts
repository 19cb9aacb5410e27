import { type RawBuilder, sql } from 'kysely'
import type { Count } from '#contract/primitives'
import { among, firstOfEach, given } from '../../db/each'
import { COUNT_MAX, counted, countUpTo, type Keyed, type Keyset } from '../../db/list-page'
import type { Engine, Queryable } from '../../db/open'
import { limits } from './limits'

type Sql = RawBuilder<unknown>

/** People who are linked to something in any of these ways: members of a group, holders of a role. */
export interface Linked {
  /** With how many members each has, in the bin or not; those with the most first. */
  groups: readonly { id: string; members: number }[]
  roles: readonly string[]
  domains: readonly string[]
}

export interface LinkedQuery {
  engine: Engine
  realmId: string
  linked: Linked
  now: number
  /** What is asked of the people besides, in columns that links have copies of. */
  facts: (alias: string) => Sql[]
}

/** The direct members of a living group of the realm; of any other, nobody. */
export async function membersOf(db: Queryable, realmId: string, groupId: string): Promise<Linked> {
  const { rows } = await sql<{ members: number }>`select coalesce(c.members, 0) as members
    from groups g left join group_counters c on c.group_id = g.id
    where g.id = ${groupId} and g.realm_id = ${realmId} and g.deletion_id is null`.execute(db)
  return { groups: rows.map(({ members }) => ({ id: groupId, members })), roles: [], domains: [] }
}

/** A table in which people stand beside what they are linked to, in the order of lists. */
interface Way {
  table: 'identity_groups' | 'identity_roles' | 'identities'
  /** What they are linked to. */
  column: string
  values: readonly string[]
  /** Who. */
  id: string
  where: Sql[]
}

function waysOf({ realmId, linked, now, facts }: LinkedQuery): Way[] {
  const living = sql`l.living = 1`
  const ways: Way[] = [
    {
      table: 'identity_groups',
      column: 'group_id',
      values: linked.groups.map(({ id }) => id),
      id: 'identity_id',
      where: [living, lasting('l', now), ...facts('l')],
    },
    {
      table: 'identity_roles',
      column: 'role_id',
      values: linked.roles,
      id: 'identity_id',
      where: [living, ...facts('l')],
    },
    {
      table: 'identities',
      column: 'email_domain',
      values: linked.domains,
      id: 'id',
      where: [sql`l.realm_id = ${realmId}`, sql`l.deletion_id is null`, ...facts('l')],
    },
  ]
  return ways.filter(({ values }) => values.length > 0)
}

/** A membership that has not ended. */
const lasting = (alias: string, now: number): Sql =>
  sql`(${sql.ref(`${alias}.ends_at`)} is null or ${sql.ref(`${alias}.ends_at`)} > ${now})`

export const countWays = ({ groups, roles, domains }: Linked): number => groups.length + roles.length + domains.length

/**
 * The people of one page, each once however many ways lead to them. Every way has them in order, so a page is merged from
 * the beginnings of all. Of many ways only the first person is looked up at first: when as many people as a page holds come
 * first on some way, nobody further back than the last of them belongs to the page, and most ways lead only there.
 */
export async function linkedPage(db: Queryable, query: LinkedQuery, key: string, list: Keyset): Promise<Keyed[]> {
  const { engine } = query
  const [keyRef, keyed, id] = [sql.ref(`l.${key}`), sql`list_key`, sql`list_id`]
  const beginnings = (ways: readonly Way[], limit: number, last: Keyed | null) =>
    sql.join(
      ways.map((way) => {
        const idRef = sql.ref(`l.${way.id}`)
        const places = [...list.place(keyRef, idRef), ...(last ? [list.upTo(keyRef, idRef, last)] : [])]
        return firstOfEach(engine, {
          ...way,
          key,
          where: [...way.where, ...places],
          order: list.order(keyRef, idRef),
          limit,
        })
      }),
      sql` union all `,
    )

  let ways = waysOf(query)
  let last: Keyed | null = null
  if (countWays(query.linked) > limits.waysAtOnce) {
    // Of thousands only those are handed over among which the page is full.
    const firsts = await sql<Keyed & { source: string; place: number }>`select * from (
      select list_key, list_id, source, dense_rank() over (order by ${list.order(keyed, id)}) as place
      from (${beginnings(ways, 1, null)}) as firsts) as placed
      where place <= ${list.limit} order by place`.execute(db)
    const end = firsts.rows.at(-1)
    last = end?.place === list.limit ? end : null
    const near = new Set(firsts.rows.map(({ source }) => source))
    ways = ways
      .map((way) => ({ ...way, values: way.values.filter((value) => near.has(value)) }))
      .filter(({ values }) => values.length > 0)
  }
  if (ways.length === 0) return []
  const found = await sql<Keyed>`select distinct list_key, list_id from (${beginnings(ways, list.limit, last)}) as found
    order by ${list.order(keyed, id)} limit ${list.limit}`.execute(db)
  return found.rows
}

/** How many people there are, each counted once. Past 10,000, or where ways meet too often to tell, at least so many. */
export async function countLinked(db: Queryable, query: LinkedQuery): Promise<Count> {
  const { linked } = query
  const single = countWays(linked) === 1
  // One way alone may lead to more than are counted, which is told soonest.
  const large = new Set([
    ...linked.groups.slice(0, 1).flatMap(({ id, members }) => (members > COUNT_MAX ? [id] : [])),
    ...linked.domains.slice(0, 2),
  ])
  for (const { table, column, values, where } of waysOf(query)) {
    for (const value of values.filter((one) => single || large.has(one))) {
      const one = await countUpTo(db, sql`${sql.table(table)} as l`, [
        sql`${sql.ref(`l.${column}`)} = ${value}`,
        ...where,
      ])
      if (single || !one.totalExact) return one
    }
  }
  if (countWays(linked) === 0) return counted(0)
  const rows = await sql<{ links: number; people: number }>`
    select count(*) as links, count(distinct list_id) as people
    from (${linkedPeople(query, limits.linksCounted + 1)}) as linked`.execute(db)
  const { links, people } = rows.rows[0] ?? { links: 0, people: 0 }
  return links > limits.linksCounted ? { total: Math.min(people, COUNT_MAX), totalExact: false } : counted(people)
}

/** How many ways lead to people, counted to a limit: no fewer than there are people. */
export async function countLinks(db: Queryable, query: LinkedQuery, limit: number): Promise<number> {
  if (countWays(query.linked) === 0) return 0
  const rows = await sql<{ n: number }>`select count(*) as n from (${linkedPeople(query, limit)}) as linked`.execute(db)
  return rows.rows[0]?.n ?? 0
}

/** All of them as `list_id`, as often as ways lead to them. */
export function linkedPeople(query: LinkedQuery, limit: number | null): Sql {
  const parts = waysOf(query).map(
    ({ table, column, values, id, where }) => sql`select ${sql.ref(`l.${id}`)} as list_id
      from ${given(query.engine, values)} cross join ${sql.table(table)} as l
      where ${sql.join([sql`${sql.ref(`l.${column}`)} = given.value`, ...where], sql` and `)}`,
  )
  return sql`${sql.join(parts, sql` union all `)} ${limit === null ? sql`` : sql`limit ${limit}`}`
}

/** The first of them in an order, as `list_key` and `list_id`, along the indexes of links; null when these are many. */
export function firstLinked(query: LinkedQuery, key: string, list: Keyset, limit: number): Sql | null {
  if (countWays(query.linked) > limits.waysAtOnce) return null
  const [keyRef, ways] = [sql.ref(`l.${key}`), waysOf(query)]
  const firsts = ways.map((way) => {
    const idRef = sql.ref(`l.${way.id}`)
    const where = [...way.where, ...list.place(keyRef, idRef)]
    return firstOfEach(query.engine, { ...way, key, where, order: list.order(keyRef, idRef), limit })
  })
  return sql`select distinct list_key, list_id from (${sql.join(firsts, sql` union all `)}) as firsts
    order by ${list.order(sql`list_key`, sql`list_id`)} limit ${limit}`
}

/** That the person `i` is linked so, asked from the person's side. `soon`: of few, one after the other. */
export function isLinked({ engine, linked, now }: LinkedQuery, soon: boolean): Sql {
  const { groups, roles, domains } = linked
  // As an expression it is no part of an index: SQLite would try every value for every person.
  const oneOf = (column: string, values: readonly string[]) =>
    values.length === 1 ? sql`${sql.ref(column)} = ${values[0]}` : among(engine, sql`${sql.ref(column)} || ''`, values)
  // With an offset PostgreSQL does not read the whole table to be quicker with many people, who will not be asked for.
  const atOnce = soon ? sql`limit 1 offset 0` : sql``
  const exists = (table: string, where: Sql[]) =>
    sql`exists (select 1 from ${sql.table(table)} as l
      where ${sql.join([sql`l.identity_id = i.id`, ...where], sql` and `)} ${atOnce})`
  const ids = groups.map(({ id }) => id)
  // The index of a group's members has it all; of several groups it would be searched once for each.
  const one = ids.length === 1 ? [sql`l.username_key = i.username_key`, sql`l.living = 1`] : []
  const ways = [
    ...(ids.length === 0 ? [] : [exists('identity_groups', [oneOf('l.group_id', ids), lasting('l', now), ...one])]),
    ...(roles.length === 0 ? [] : [exists('identity_roles', [oneOf('l.role_id', roles)])]),
    ...(domains.length === 0 ? [] : [among(engine, sql`i.email_domain`, domains)]),
  ]
  return ways.length === 0 ? sql`1 = 0` : sql`(${sql.join(ways, sql` or `)})`
}
