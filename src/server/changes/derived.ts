import { sql } from 'kysely'
import type { Link } from '#contract/changes'
import type { Queryable } from '../db/open'
import type { LinkSpec, Row } from './specs'

/**
 * What is kept twice so that a million people can be listed, counted and walked: copies of people's sort keys beside their
 * links, counters, and the domains of the realm's settings. The ledger calls these after each write; nothing else writes
 * them but the store that notes a sign-in.
 */

type PersonLink = 'identity_groups' | 'identity_roles'
const personLinks = ['identity_groups', 'identity_roles'] as const

export const isPersonLink = (table: LinkSpec['table']): table is PersonLink =>
  (personLinks as readonly string[]).includes(table)

/** The copies that a link of each of these people carries. */
export async function copiesOf(tx: Queryable, identityIds: readonly string[]): Promise<Map<string, Row>> {
  const rows = await tx
    .selectFrom('identities')
    .select(['id', 'username_key', 'created_at', 'seen_at', 'status', 'second_step', 'deletion_id'])
    .where('id', 'in', identityIds)
    .execute()
  return new Map(rows.map(({ id, deletion_id, ...keys }) => [id, { ...keys, living: deletion_id === null ? 1 : 0 }]))
}

/** After people got another username or status, or lost their second steps. */
export async function copyPeople(tx: Queryable, ids: readonly string[]): Promise<void> {
  for (const table of personLinks) {
    await sql`update ${sql.table(table)} set (username_key, status, second_step) = (
        select i.username_key, i.status, i.second_step from identities i where i.id = identity_id)
      where identity_id in (${sql.join(ids)})`.execute(tx)
  }
}

/** After people went into the bin or came out of it. */
export async function markPeople(
  tx: Queryable,
  realmId: string,
  ids: readonly string[],
  living: boolean,
): Promise<void> {
  for (const table of personLinks) {
    await sql`update ${sql.table(table)} set living = ${living ? 1 : 0} where identity_id in (${sql.join(ids)})`.execute(
      tx,
    )
  }
  const counts = await sql<{ group_id: string; n: number }>`select group_id, count(*) as n from identity_groups
    where identity_id in (${sql.join(ids)}) group by group_id order by group_id`.execute(tx)
  await countMembers(tx, new Map(counts.rows.map(({ group_id, n }) => [group_id, living ? n : -n])))
  await countPeople(tx, realmId, living ? ids.length : -ids.length)
}

/** `by` more people live in a realm. */
export async function countPeople(tx: Queryable, realmId: string, by: number): Promise<void> {
  await sql`insert into realm_counters (realm_id, identities) values (${realmId}, ${by})
    on conflict (realm_id) do update set identities = realm_counters.identities + excluded.identities`.execute(tx)
}

/** So many more living people belong to each group. */
export async function countMembers(tx: Queryable, by: ReadonlyMap<string, number>): Promise<void> {
  for (const [groupId, n] of by) {
    if (n === 0) continue
    await sql`insert into group_counters (group_id, members) values (${groupId}, ${n})
      on conflict (group_id) do update set members = group_counters.members + excluded.members`.execute(tx)
  }
}

/** Counts the members that links bring or take away, of living people alone. */
export async function countLinks(
  tx: Queryable,
  kind: Link,
  links: readonly { to: string; living: number }[],
  sign: 1 | -1,
): Promise<void> {
  if (kind !== 'identity-group') return
  const by = new Map<string, number>()
  for (const { to, living } of links) by.set(to, (by.get(to) ?? 0) + sign * living)
  await countMembers(tx, by)
}

/** Before factors go: whoever has none besides them has no second step. */
export async function countSecondSteps(tx: Queryable, goingIds: readonly string[]): Promise<void> {
  const going = sql.join(goingIds)
  const { rows } = await sql<{ id: string }>`select i.id from identities i
    where i.id in (select principal_id from factors where id in (${going}))
      and not exists (select 1 from factors f where f.principal_id = i.id and f.id not in (${going}))`.execute(tx)
  const ids = rows.map(({ id }) => id)
  if (ids.length === 0) return
  await tx.updateTable('identities').set({ second_step: 0 }).where('id', 'in', ids).execute()
  await copyPeople(tx, ids)
}

/** After the settings of a realm changed: the roles that its e-mail domains give. */
export async function spreadDomainRoles(tx: Queryable, realmId: string, settings: unknown): Promise<void> {
  await tx.deleteFrom('email_domain_roles').where('realm_id', '=', realmId).execute()
  const rows = domainRolesOf(settings)
  if (rows.length > 0) {
    await tx
      .insertInto('email_domain_roles')
      .values(rows.map(({ domain, roleId }) => ({ realm_id: realmId, domain, role_id: roleId })))
      .execute()
  }
}

/** The pairs of `emailDomainRoles` in a realm's settings. */
export function domainRolesOf(settings: unknown): { domain: string; roleId: string }[] {
  const given = (settings as { emailDomainRoles?: { domain: string; roleId: string }[] } | null)?.emailDomainRoles
  return given ?? []
}
