import { type RawBuilder, sql } from 'kysely'
import { type IdentityStatus, identityStatuses } from '#contract/identities'
import type { ListQuery } from '../../db/list-page'
import type { Engine, Queryable } from '../../db/open'
import { holdsWords, type Search } from './identity-search'
import { isLinked, type Linked, type LinkedQuery } from './linked-people.store'

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
export const SORTS = { username: 'username_key', createdAt: 'created_at', lastSignIn: 'seen_at' }

/** Whether those may be few who are meant, as those who are suspended: then all of a large group would be walked for a page. */
export const isNarrow = ({ statuses, oneStep, seenUntil }: Wanted): boolean =>
  statuses?.length === 1 || oneStep || seenUntil !== null

/** The people of a realm, as `i`. */
export const people = (realmId: string): Sql[] => [sql`i.realm_id = ${realmId}`, sql`i.deletion_id is null`]

/** The same narrowed to who is meant, in branches each of which an index knows. */
export function branchesOf(realmId: string, wanted: Wanted): { from: Sql; where: Sql[]; branches?: Sql[] } {
  const { oneStep, seenUntil } = wanted
  const statuses = wanted.statuses ?? (oneStep ? identityStatuses : null)
  return {
    from: sql`identities i`,
    where: [...people(realmId), ...factsOf({ statuses: null, oneStep, seenUntil })('i')],
    ...(statuses && { branches: statuses.map((status) => sql`i.status = ${status}`) }),
  }
}

/** What is asked of people that links have copies of. */
export const factsOf =
  ({ statuses, oneStep, seenUntil }: Pick<Wanted, 'statuses' | 'oneStep' | 'seenUntil'>) =>
  (alias: string): Sql[] => [
    ...(statuses ? [sql`${sql.ref(`${alias}.status`)} in (${sql.join(statuses)})`] : []),
    // A literal: indexes are made of those who have none.
    ...(oneStep ? [sql`${sql.ref(`${alias}.second_step`)} = 0`] : []),
    ...(seenUntil === null ? [] : [sql`${sql.ref(`${alias}.seen_at`)} <= ${seenUntil}`]),
  ]

/** What is asked of people besides. `soon`: of few at a time, until a page is full. */
export const testsOf = (asked: PeopleQuery, soon: boolean): Sql[] => [
  ...(asked.wanted.search ? holdsWords(sql`i.search`, asked.wanted.search) : []),
  ...asked.wanted.linked.map((linked) => isLinked(linkedQuery(asked, linked), soon)),
]

export const everythingOf = (asked: PeopleQuery): Sql[] => [
  ...people(asked.realmId),
  ...factsOf(asked.wanted)('i'),
  ...testsOf(asked, false),
]

export const linkedQuery = ({ engine, realmId, now, wanted }: PeopleQuery, linked: Linked): LinkedQuery => ({
  engine,
  realmId,
  linked,
  now,
  facts: factsOf(wanted),
})
