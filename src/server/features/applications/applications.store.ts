import { sql } from 'kysely'
import type { Application, ApplicationListQuery } from '#contract/applications'
import type { Page } from '#contract/list'
import { listPage, matches } from '../../db/list-page'
import type { Queryable } from '../../db/open'
import type { Tables } from '../../db/tables'
import { toTime } from '../../lib/clock'

const toApplication = (row: Tables['applications']): Application => ({
  id: row.id,
  clientId: row.client_id,
  name: row.name,
  description: row.description,
  enabled: row.enabled === 1,
  version: row.version,
  createdAt: toTime(row.created_at),
  updatedAt: toTime(row.updated_at),
})

export const applicationStore = (db: Queryable) => ({
  async get(realmId: string, id: string): Promise<Application | undefined> {
    const rows = await db
      .selectFrom('applications')
      .selectAll()
      .where('realm_id', '=', realmId)
      .where('id', '=', id)
      .where('deletion_id', 'is', null)
      .execute()
    return rows[0] && toApplication(rows[0])
  },

  async list(realmId: string, query: ApplicationListQuery): Promise<Page<Application>> {
    const page = await listPage<Tables['applications']>(db, {
      select: sql`a.*`,
      from: sql`applications a`,
      where: [
        sql`a.realm_id = ${realmId}`,
        sql`a.deletion_id is null`,
        ...matches(query.q, ['a.name_key', 'a.client_id_key'], 'a.id'),
      ],
      sorts: { name: 'a.name_key', createdAt: 'a.created_at' },
      id: 'a.id',
      query,
    })
    return { ...page, items: page.items.map(toApplication) }
  },
})
