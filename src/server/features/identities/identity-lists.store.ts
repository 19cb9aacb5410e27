import { sql } from 'kysely'
import type { Page } from '#contract/list'
import type { RealmCtx } from '../../context'
import { among } from '../../db/each'
import { type Keyed, keyset, type ListQuery, listPage, sortColumn } from '../../db/list-page'
import type { Sort, Wanted } from '../../people/people-index'
import { peopleFactsStore } from '../../people/people.store'
import type { IdentityRow } from './identities.store'

/** Of a realm's people some, in an order. */
export interface PeopleQuery {
  /** Null is everybody. */
  wanted: Wanted | null
  query: ListQuery
}

/** The API's sorts and the columns that serve them. */
const SORTS: Record<Sort, string> = { username: 'username_key', createdAt: 'created_at', lastSignIn: 'seen_at' }

/**
 * One page of people. Everybody is read along an index of the database; whoever is meant by anything else is found in
 * memory (see `PeopleIndexes`), with how many they are.
 */
export async function peoplePage(ctx: RealmCtx, { wanted, query }: PeopleQuery): Promise<Page<IdentityRow>> {
  if (wanted === null) {
    // Who opens the list will soon filter it or search in it.
    ctx.people.prepare(ctx.realm.id)
    return everybody(ctx, query)
  }
  const list = keyset(query, sortColumn(SORTS, query.sort))
  if (wanted.statuses?.length === 0 || wanted.linked.some((targets) => targets.length === 0))
    return list.page([], { total: 0, totalExact: true })
  const index = await ctx.people.of(ctx.realm.id)
  const found = await index.find(wanted, ctx.now, {
    // Checked by `sortColumn`.
    sort: query.sort.replace(/^-/, '') as Sort,
    descending: list.descending,
    after: list.after,
    limit: list.limit,
  })
  const keyed = found.people.map(({ key, id }): Keyed => ({ list_key: key, list_id: id }))
  const page = list.page(keyed, { total: found.total, totalExact: true })
  const ids = page.items.map(({ list_id }) => list_id)
  const { read } = ctx.db
  const rows = await sql<IdentityRow>`select * from identities
    where ${among(read, sql`id`, ids)} and realm_id || '' = ${ctx.realm.id} and deletion_id is null`.execute(read)
  const byId = new Map(rows.rows.map((row) => [row.id, row]))
  // Who was deleted just now is left out.
  return { ...page, items: ids.flatMap((id) => byId.get(id) ?? []) }
}

function everybody({ db: { read }, realm }: RealmCtx, query: ListQuery): Promise<Page<IdentityRow>> {
  return listPage<IdentityRow>(read, {
    from: sql`identities i`,
    where: [sql`i.realm_id = ${realm.id}`, sql`i.deletion_id is null`],
    select: sql`i.*`,
    sorts: SORTS,
    unique: ['username_key'],
    id: 'i.id',
    query,
    total: async () => ({ total: await peopleFactsStore(read).population(realm.id), totalExact: true }),
  })
}
