import { sql } from 'kysely'
import { among } from '../db/each'
import type { Queryable } from '../db/open'

/**
 * What follows from other rows and is kept all the same: counters, who has a second step, and the domains of a realm's
 * settings. The ledger calls these after each write; nothing else writes them.
 */

/** Which of these people do not lie in the bin. */
export async function livingAmong(tx: Queryable, identityIds: readonly string[]): Promise<Set<string>> {
  const rows = await tx
    .selectFrom('identities')
    .select('id')
    .where(among(tx, sql`id`, identityIds))
    .where('deletion_id', 'is', null)
    .execute()
  return new Set(rows.map(({ id }) => id))
}

/** After people went into the bin or came out of it. */
export async function markPeople(
  tx: Queryable,
  realmId: string,
  ids: readonly string[],
  living: boolean,
): Promise<void> {
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
  const rows = [...by].filter(([, n]) => n !== 0)
  if (rows.length === 0) return
  await sql`insert into group_counters (group_id, members)
    values ${sql.join(rows.map(([groupId, n]) => sql`(${groupId}, ${n})`))}
    on conflict (group_id) do update set members = group_counters.members + excluded.members`.execute(tx)
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
