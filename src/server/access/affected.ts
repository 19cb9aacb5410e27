import { sql } from 'kysely'
import { domainRolesOf } from '../changes/derived'
import type { LedgerEntry } from '../changes/ledger'
import type { Row } from '../changes/specs'
import type { Queryable } from '../db/open'

/** What a change touched, as far as access goes. */
interface Touched {
  identities: Set<string>
  groups: Set<string>
  roles: Set<string>
  applications: Set<string>
  realms: Set<string>
  /** Of realms whose e-mail domains give other roles than before: the domains concerned. */
  domains: { realmId: string; domain: string }[]
}

/**
 * The people whose access a change may have touched: those below its groups, the holders of its roles, everyone where a
 * default role or the realm itself is concerned. Marks of deletion are ignored on purpose: it is asked of the state before
 * and of the state after, and both count. Returns at most `max` ids.
 */
export async function affectedPeople(
  db: Queryable,
  entries: readonly LedgerEntry[],
  max: number,
): Promise<Set<string>> {
  const touched = collect(entries)
  const people = new Set<string>()
  for (const id of touched.identities) if (people.size < max) people.add(id)
  for (const realmId of touched.realms) await everyone(db, realmId, people, max)
  for (const at of touched.domains) await everyoneAt(db, at, people, max)

  const roles = await rolesAbove(db, touched)
  for (const realmId of roles.everyoneIn) await everyone(db, realmId, people, max)
  const groups = [...touched.groups].slice(0, max)
  if (people.size >= max || (groups.length === 0 && roles.ids.length === 0)) return people
  const rows = await sql<{ id: string }>`
    with recursive below (id) as (
      ${seeds('groups', groups)}
      union select gr.group_id from group_roles gr where gr.role_id in (${inList(roles.ids)})
      union select g.id from below join groups g on g.parent_id = below.id
    )
    select ig.identity_id as id from below join identity_groups ig on ig.group_id = below.id
    union select ir.identity_id from identity_roles ir where ir.role_id in (${inList(roles.ids)})
    union select i.id from email_domain_roles d join identities i on i.realm_id = d.realm_id and i.email_domain = d.domain
      where d.role_id in (${inList(roles.ids)}) and i.deletion_id is null
    limit ${max}`.execute(db)
  for (const row of rows.rows) if (people.size < max) people.add(row.id)
  return people
}

function collect(entries: readonly LedgerEntry[]): Touched {
  const touched: Touched = {
    identities: new Set(),
    groups: new Set(),
    roles: new Set(),
    applications: new Set(),
    realms: new Set(),
    domains: [],
  }
  for (const { kind, action, subjectId, before, after } of entries) {
    if (kind === 'realm' && action === 'update') touched.domains.push(...changedDomains(subjectId, before, after))
    else if (kind === 'realm') touched.realms.add(subjectId)
    // What a request does, the membership that comes with it says.
    else if (kind === 'access-request' || kind === 'session' || kind === 'factor') continue
    else if (kind === 'group' || kind === 'group-role') touched.groups.add(subjectId)
    else if (kind === 'role' || kind === 'role-include') touched.roles.add(subjectId)
    else if (kind === 'application') touched.applications.add(subjectId)
    else touched.identities.add(subjectId)
  }
  return touched
}

/** The domains that give other roles than before. */
function changedDomains(realmId: string, before: Row | null, after: Row | null): Touched['domains'] {
  const rolesAt = (fields: Row | null, domain: string) =>
    domainRolesOf(fields?.['settings'])
      .filter((one) => one.domain === domain)
      .map(({ roleId }) => roleId)
      .sort()
      .join()
  const domains = [before, after].flatMap((fields) => domainRolesOf(fields?.['settings']).map(({ domain }) => domain))
  return [...new Set(domains)]
    .filter((domain) => rolesAt(before, domain) !== rolesAt(after, domain))
    .map((domain) => ({ realmId, domain }))
}

/** The touched roles and all that contain them, and the realms in which one of these is held by everyone. */
async function rolesAbove(db: Queryable, touched: Touched): Promise<{ ids: string[]; everyoneIn: string[] }> {
  if (touched.roles.size === 0 && touched.applications.size === 0) return { ids: [], everyoneIn: [] }
  const rows = await sql<{ id: string; is_default: number; realm_id: string }>`
    with recursive above (id) as (
      ${seeds('roles', [...touched.roles])}
      union select r.id from roles r where r.application_id in (${inList([...touched.applications])})
      union select ri.role_id from above join role_includes ri on ri.included_role_id = above.id
    )
    select r.id, r.is_default, r.realm_id from above join roles r on r.id = above.id`.execute(db)
  const everyoneIn = rows.rows.filter((row) => row.is_default === 1).map((row) => row.realm_id)
  return { ids: rows.rows.map((row) => row.id), everyoneIn: [...new Set(everyoneIn)] }
}

async function everyone(db: Queryable, realmId: string, people: Set<string>, max: number): Promise<void> {
  if (people.size >= max) return
  const rows = await db
    .selectFrom('identities')
    .select('id')
    .where('realm_id', '=', realmId)
    .where('deletion_id', 'is', null)
    .limit(max)
    .execute()
  for (const row of rows) if (people.size < max) people.add(row.id)
}

async function everyoneAt(
  db: Queryable,
  at: Touched['domains'][number],
  people: Set<string>,
  max: number,
): Promise<void> {
  if (people.size >= max) return
  const rows = await db
    .selectFrom('identities')
    .select('id')
    .where('realm_id', '=', at.realmId)
    .where('email_domain', '=', at.domain)
    .where('deletion_id', 'is', null)
    .limit(max)
    .execute()
  for (const row of rows) if (people.size < max) people.add(row.id)
}

/** The ids that exist, as the first rows of a walk. */
const seeds = (table: 'groups' | 'roles', ids: readonly string[]) =>
  sql`select id from ${sql.table(table)} where id in (${inList(ids)})`

const inList = (ids: readonly string[]) => (ids.length === 0 ? sql`null` : sql.join(ids))
