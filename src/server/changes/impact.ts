import { type Grant, IMPACT_LIST_MAX, IMPACT_PEOPLE_MAX, type Impact } from '#contract/changes'
import { affectedPeople } from '../access/affected'
import { effectiveRoles } from '../access/effective-access'
import type { Queryable } from '../db/open'
import { nameKey } from '../lib/name-key'
import { chunks, type LedgerEntry } from './ledger'

export type AccessImpact = Omit<Impact, 'blocked'>

/**
 * Who gains and who loses which role by an open change: `before` sees what is committed, `after` is the change's own
 * transaction. Looks at up to 10,000 people; past that the counts are lower bounds and `exact` is false.
 */
export async function computeImpact(
  before: Queryable,
  after: Queryable,
  entries: readonly LedgerEntry[],
  now: number,
): Promise<AccessImpact> {
  const people = await affectedPeople(after, entries, IMPACT_PEOPLE_MAX + 1)
  for (const id of await affectedPeople(before, entries, IMPACT_PEOPLE_MAX + 1)) people.add(id)
  const looked = [...people].slice(0, IMPACT_PEOPLE_MAX)
  const held = await effectiveRoles(before, looked, now)
  const holds = await effectiveRoles(after, looked, now)

  const gained: Pair[] = []
  const lost: Pair[] = []
  const touched = new Set<string>()
  const none: ReadonlySet<string> = new Set()
  for (const id of looked) {
    const was = held.get(id) ?? none
    const is = holds.get(id) ?? none
    for (const role of is) if (!was.has(role)) gained.push([id, role])
    for (const role of was) if (!is.has(role)) lost.push([id, role])
    if (is.size !== was.size || [...is].some((role) => !was.has(role))) touched.add(id)
  }
  // What is lost may be gone afterwards, what is gained may not have been there before.
  const roles = new Map([...(await rolesOf(before, lost)), ...(await rolesOf(after, gained))])
  return {
    gained: await listed(after, gained, roles),
    lost: await listed(before, lost, roles),
    roles: countByRole(gained, lost, roles),
    counts: {
      gained: gained.length,
      lost: lost.length,
      people: touched.size,
      exact: people.size <= IMPACT_PEOPLE_MAX,
    },
  }
}

type Pair = [identityId: string, roleId: string]
type GrantedRole = Grant['role']

async function rolesOf(db: Queryable, pairs: readonly Pair[]): Promise<Map<string, GrantedRole>> {
  const roles = new Map<string, GrantedRole>()
  for (const ids of chunks([...new Set(pairs.map(([, role]) => role))], 500)) {
    const rows = await db
      .selectFrom('roles as r')
      .leftJoin('applications as a', 'a.id', 'r.application_id')
      .select(['r.id', 'r.name', 'r.application_id', 'a.name as application'])
      .where('r.id', 'in', ids)
      .execute()
    for (const { id, name, application_id, application } of rows) {
      const of = application_id === null ? {} : { applicationId: application_id, application: application ?? '' }
      roles.set(id, { id, name, ...of })
    }
  }
  return roles
}

function countByRole(gained: readonly Pair[], lost: readonly Pair[], roles: Map<string, GrantedRole>): Impact['roles'] {
  const counts = new Map<string, { role: GrantedRole; gained: number; lost: number }>()
  const add = (side: 'gained' | 'lost', pairs: readonly Pair[]) => {
    for (const [, id] of pairs) {
      const role = roles.get(id)
      if (!role) continue
      const count = counts.get(id) ?? { role, gained: 0, lost: 0 }
      count[side]++
      counts.set(id, count)
    }
  }
  add('gained', gained)
  add('lost', lost)
  return [...counts.values()]
    .sort((a, b) => b.gained + b.lost - a.gained - a.lost || compareRoles(a.role, b.role))
    .slice(0, IMPACT_LIST_MAX)
}

/** The first hundred by username and role name, with their names. */
async function listed(db: Queryable, pairs: readonly Pair[], roles: Map<string, GrantedRole>): Promise<Grant[]> {
  const identities = new Map<string, Grant['identity'] & { key: string }>()
  for (const ids of chunks([...new Set(pairs.map(([identity]) => identity))], 500)) {
    const rows = await db
      .selectFrom('identities')
      .select(['id', 'username', 'username_key', 'first_name', 'last_name'])
      .where('id', 'in', ids)
      .execute()
    for (const row of rows) {
      const name = `${row.first_name} ${row.last_name}`.trim() || row.username
      identities.set(row.id, { id: row.id, username: row.username, key: row.username_key, name })
    }
  }
  const known = pairs.flatMap(([identityId, roleId]) => {
    const identity = identities.get(identityId)
    const role = roles.get(roleId)
    return identity && role ? [{ identity, role }] : []
  })
  known.sort(
    (a, b) =>
      compare(a.identity.key, b.identity.key) || compare(a.identity.id, b.identity.id) || compareRoles(a.role, b.role),
  )
  return known.slice(0, IMPACT_LIST_MAX).map(({ identity: { key: _key, ...identity }, role }) => ({ identity, role }))
}

const compareRoles = (a: GrantedRole, b: GrantedRole): number =>
  compare(nameKey(a.name), nameKey(b.name)) || compare(a.id, b.id)

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
