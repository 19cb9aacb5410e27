import { sql } from 'kysely'
import type { Page } from '#contract/list'
import type { Count } from '#contract/primitives'
import type { Realm, RealmListQuery } from '#contract/realms'
import type { Place } from '../../context'
import { countUpTo, listPage, matches } from '../../db/list-page'
import type { Queryable } from '../../db/open'
import type { Tables } from '../../db/tables'
import { toTime } from '../../lib/clock'
import { nameKey } from '../../lib/name-key'

export type RealmRow = Tables['realms']

/** A realm, and how far the filling of a practice realm has come. */
type RealmListRow = RealmRow & { filling_id: string | null; filling_done: number | null; filling_total: number | null }

const columns = sql`r.*, b.id as filling_id, b.done as filling_done, b.total as filling_total`

/** At most one batch fills a realm. */
const from = sql`realms r left join batches b on b.realm_id = r.id and b.finished_at is null and b.kind = 'practice'`

export const toRealm = (row: RealmListRow): Realm => ({
  id: row.id,
  name: row.name,
  displayName: row.display_name,
  description: row.description,
  accountId: row.account_id,
  practice: row.practice === 1,
  filling:
    row.filling_id === null
      ? null
      : { batchId: row.filling_id, done: row.filling_done ?? 0, total: row.filling_total ?? 0 },
  version: row.version,
  createdAt: toTime(row.created_at),
  updatedAt: toTime(row.updated_at),
})

export const realmStore = (db: Queryable) => ({
  /** The one look-up of a realm's name: living realms only, compared without case. */
  async findByName(name: string): Promise<RealmRow | undefined> {
    const rows = await db
      .selectFrom('realms')
      .selectAll()
      .where('name_key', '=', nameKey(name))
      .where('deletion_id', 'is', null)
      .execute()
    return rows[0]
  },

  async get(accountId: string, id: string): Promise<Realm | undefined> {
    const rows = await sql<RealmListRow>`select ${columns} from ${from}
      where r.account_id = ${accountId} and r.id = ${id} and r.deletion_id is null`.execute(db)
    return rows.rows[0] && toRealm(rows.rows[0])
  },

  /** Whether a name is in use on this server, by a living realm or by one in the bin. */
  async nameTaken(name: string): Promise<boolean> {
    const rows = await db.selectFrom('realms').select('id').where('name_key', '=', nameKey(name)).execute()
    return rows.length > 0
  },

  /** The realms of these places in accounts. */
  async list(places: readonly Place[], query: RealmListQuery): Promise<Page<Realm>> {
    const visible = places
      .filter(({ permissions }) => permissions.includes('realm:read'))
      .map(({ accountId, realmIds }) =>
        realmIds === null
          ? sql`r.account_id = ${accountId}`
          : sql`(r.account_id = ${accountId} and r.id in (${realmIds.length === 0 ? sql`null` : sql.join(realmIds)}))`,
      )
    const page = await listPage<RealmListRow>(db, {
      select: columns,
      from,
      where: [
        sql`r.deletion_id is null`,
        visible.length === 0 ? sql`1 = 0` : sql`(${sql.join(visible, sql` or `)})`,
        ...(query.accountId === undefined ? [] : [sql`r.account_id = ${query.accountId}`]),
        ...matches(query.q, ['r.name_key', 'r.display_name_key'], 'r.id'),
      ],
      sorts: { name: 'r.name_key', createdAt: 'r.created_at' },
      id: 'r.id',
      query,
    })
    return { ...page, items: page.items.map(toRealm) }
  },

  /** How many people live in a realm: their counter knows. */
  async people(realmId: string): Promise<Count> {
    const rows = await db.selectFrom('realm_counters').select('identities').where('realm_id', '=', realmId).execute()
    return { total: rows[0]?.identities ?? 0, totalExact: true }
  },

  /** What is in a realm, the others than people each counted up to 10,000. */
  async counts(realmId: string): Promise<Record<'identities' | 'groups' | 'roles' | 'applications', Count>> {
    const of = (table: string) =>
      countUpTo(db, sql.table(table), [sql`realm_id = ${realmId}`, sql`deletion_id is null`])
    return {
      identities: await this.people(realmId),
      groups: await of('groups'),
      roles: await of('roles'),
      applications: await of('applications'),
    }
  },
})
