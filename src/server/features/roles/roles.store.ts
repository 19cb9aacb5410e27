import { type RawBuilder, sql } from 'kysely'
import type { HeldRole } from '#contract/access'
import type { Page } from '#contract/list'
import type { Role, RoleListQuery } from '#contract/roles'
import { listPage, matches } from '../../db/list-page'
import type { Queryable } from '../../db/open'
import type { Tables } from '../../db/tables'
import { toTime } from '../../lib/clock'
import { nameKey } from '../../lib/name-key'

type RoleRow = Tables['roles'] & {
  application_client_id: string | null
  application_name: string | null
  include_count: number
}

const columns = sql`r.*, a.client_id as application_client_id, a.name as application_name,
  (select count(*) from role_includes ri join roles c on c.id = ri.included_role_id
    where ri.role_id = r.id and c.deletion_id is null) as include_count`

const from = sql`roles r left join applications a on a.id = r.application_id`

/** A role of an application that lies in the bin lies there with it. */
const living = (realmId: string) => sql`r.realm_id = ${realmId} and r.deletion_id is null`

const toRole = (row: RoleRow): Role => ({
  id: row.id,
  name: row.name,
  description: row.description,
  applicationId: row.application_id,
  application:
    row.application_id === null
      ? null
      : { id: row.application_id, clientId: row.application_client_id ?? '', name: row.application_name ?? '' },
  isDefault: row.is_default === 1,
  composite: row.include_count > 0,
  version: row.version,
  createdAt: toTime(row.created_at),
  updatedAt: toTime(row.updated_at),
})

type ListQuery = Pick<RoleListQuery, 'limit' | 'cursor' | 'q' | 'sort'>

const OWNER = {
  realm: [sql`r.application_id is null`],
  application: [sql`r.application_id is not null`],
  all: [],
}

export const roleStore = (db: Queryable) => {
  const list = async (
    realmId: string,
    query: ListQuery,
    where: RawBuilder<unknown>[],
    searched = ['r.name_key'],
  ): Promise<Page<Role>> => {
    const page = await listPage<RoleRow>(db, {
      select: columns,
      from,
      where: [living(realmId), ...where, ...matches(query.q, searched, 'r.id')],
      sorts: { name: 'r.name_key', createdAt: 'r.created_at' },
      id: 'r.id',
      query,
    })
    return { ...page, items: page.items.map(toRole) }
  }

  return {
    async get(realmId: string, id: string): Promise<Role | undefined> {
      const rows = await sql<RoleRow>`select ${columns} from ${from} where ${living(realmId)} and r.id = ${id}`.execute(
        db,
      )
      return rows.rows[0] && toRole(rows.rows[0])
    },

    /** Where applications have roles of the same name, people look for the application's. */
    list: (realmId: string, query: RoleListQuery) =>
      list(realmId, query, OWNER[query.of], query.of === 'realm' ? ['r.name_key'] : ['r.name_key', 'a.name_key']),

    /** The roles among `ids`. */
    listOf: (realmId: string, ids: readonly string[], query: ListQuery) =>
      list(realmId, query, [ids.length === 0 ? sql`1 = 0` : sql`r.id in (${sql.join(ids)})`]),

    listOfApplication: (realmId: string, applicationId: string, query: ListQuery) =>
      list(realmId, query, [sql`r.application_id = ${applicationId}`]),

    /** What a role contains directly. */
    includes: (realmId: string, roleId: string, query: ListQuery) =>
      list(realmId, query, [sql`r.id in (select included_role_id from role_includes where role_id = ${roleId})`]),

    /** What contains a role directly. */
    includedIn: (realmId: string, roleId: string, query: ListQuery) =>
      list(realmId, query, [sql`r.id in (select role_id from role_includes where included_role_id = ${roleId})`]),

    /** The living roles among `ids`, with their applications' names. */
    async describe(realmId: string, ids: readonly string[]): Promise<HeldRole['role'][]> {
      if (ids.length === 0) return []
      const rows = await sql<Pick<RoleRow, 'id' | 'name' | 'description' | 'application_id' | 'application_name'>>`
        select r.id, r.name, r.description, r.application_id, a.name as application_name from ${from}
        where ${living(realmId)} and r.id in (${sql.join(ids)})`.execute(db)
      return rows.rows.map(({ id, name, description, application_id, application_name }) => ({
        id,
        name,
        description,
        ...(application_id !== null && { applicationId: application_id, application: application_name ?? '' }),
      }))
    },

    async names(realmId: string, ids: readonly string[]): Promise<Map<string, string>> {
      if (ids.length === 0) return new Map()
      const rows = await db
        .selectFrom('roles')
        .select(['id', 'name'])
        .where('realm_id', '=', realmId)
        .where('id', 'in', ids)
        .execute()
      return new Map(rows.map(({ id, name }) => [id, name]))
    },

    /** Whether a living role of the same owner has this name. */
    async nameTaken(
      realmId: string,
      applicationId: string | null,
      name: string,
      exceptId: string | null,
    ): Promise<boolean> {
      const rows = await db
        .selectFrom('roles')
        .select('id')
        .where('realm_id', '=', realmId)
        .where('name_key', '=', nameKey(name))
        .where('application_id', applicationId === null ? 'is' : '=', applicationId)
        .where('deletion_id', 'is', null)
        .execute()
      return rows.some(({ id }) => id !== exceptId)
    },
  }
}
