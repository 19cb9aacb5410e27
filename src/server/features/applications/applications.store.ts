import { sql } from 'kysely'
import { type Application, type ApplicationListQuery, BUILT_IN_CLIENT_IDS } from '#contract/applications'
import type { Page } from '#contract/list'
import { listPage, matches } from '../../db/list-page'
import type { Queryable } from '../../db/open'
import type { Tables } from '../../db/tables'
import { toTime } from '../../lib/clock'
import { nameKey } from '../../lib/name-key'
import { settingsOf, type StoredSettings } from './settings'

const builtIn: ReadonlySet<string> = new Set(BUILT_IN_CLIENT_IDS.map(nameKey))

// Written by us after its schema was applied.
const storedIn = (row: Pick<Tables['applications'], 'settings'>) => JSON.parse(row.settings) as StoredSettings

const toApplication = (row: Tables['applications']): Application => ({
  id: row.id,
  clientId: row.client_id,
  name: row.name,
  description: row.description,
  enabled: row.enabled === 1,
  builtIn: builtIn.has(row.client_id_key),
  ...settingsOf(storedIn(row)),
  version: row.version,
  createdAt: toTime(row.created_at),
  updatedAt: toTime(row.updated_at),
})

export const applicationStore = (db: Queryable) => ({
  async get(realmId: string, id: string): Promise<Application | undefined> {
    const row = await living(db, realmId, id)
    return row && toApplication(row)
  },

  /** The settings as they are stored, without the defaults. */
  async settings(realmId: string, id: string): Promise<StoredSettings> {
    const row = await living(db, realmId, id)
    return row ? storedIn(row) : {}
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

  /** Its living roles, which go where it goes. */
  async roleIds(realmId: string, id: string): Promise<string[]> {
    const rows = await db
      .selectFrom('roles')
      .select('id')
      .where('realm_id', '=', realmId)
      .where('application_id', '=', id)
      .where('deletion_id', 'is', null)
      .orderBy('id')
      .execute()
    return rows.map((row) => row.id)
  },

  /** Whether a living application of the realm has this client id. */
  async clientIdTaken(realmId: string, clientId: string, exceptId: string | null): Promise<boolean> {
    const rows = await db
      .selectFrom('applications')
      .select('id')
      .where('realm_id', '=', realmId)
      .where('client_id_key', '=', nameKey(clientId))
      .where('deletion_id', 'is', null)
      .execute()
    return rows.some(({ id }) => id !== exceptId)
  },
})

async function living(db: Queryable, realmId: string, id: string): Promise<Tables['applications'] | undefined> {
  const rows = await db
    .selectFrom('applications')
    .selectAll()
    .where('realm_id', '=', realmId)
    .where('id', '=', id)
    .where('deletion_id', 'is', null)
    .execute()
  return rows[0]
}
