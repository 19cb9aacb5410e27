import { sql } from 'kysely'
import { BIN_DAYS, type BinItem, type BinQuery } from '#contract/bin'
import type { Thing } from '#contract/changes'
import type { Page } from '#contract/list'
import { type Row, thingSpecs, toFields } from '../../changes/specs'
import { listPage, matches } from '../../db/list-page'
import type { Queryable } from '../../db/open'
import type { Tables } from '../../db/tables'
import { toTime } from '../../lib/clock'
import { nameKey } from '../../lib/name-key'

export const BIN_MS = BIN_DAYS * 24 * 3_600_000

type Deletion = Tables['deletions']

const toItem = (row: Deletion & { to_top: number | boolean }): BinItem => ({
  // Only things are ever deleted into the bin.
  kind: row.kind as Thing,
  id: row.root_id,
  name: row.name,
  deletedAt: toTime(row.deleted_at),
  deletedBy: row.deleted_by,
  expiresAt: toTime(row.deleted_at + BIN_MS),
  withIt: row.with_it,
  toTop: Boolean(row.to_top),
})

export const binStore = (db: Queryable) => ({
  /** Of a realm: all but the realm itself. */
  listOfRealm: (realmId: string, query: BinQuery) =>
    listDeletions(db, [sql`d.realm_id = ${realmId}`, sql`d.kind <> 'realm'`], query),

  /** Of an account: its realms. */
  listRealms: (accountId: string, query: BinQuery) =>
    listDeletions(db, [sql`d.account_id = ${accountId}`, sql`d.kind = 'realm'`], query),

  async find(realmId: string, kind: Thing, rootId: string): Promise<Deletion | undefined> {
    const rows = await db
      .selectFrom('deletions')
      .selectAll()
      .where('root_id', '=', rootId)
      .where('realm_id', '=', realmId)
      .where('kind', '=', kind)
      .execute()
    return rows[0]
  },

  /** Everything that went with a deletion, what it is named after first. */
  async contents(deletion: Deletion): Promise<{ kind: Thing; id: string }[]> {
    const root = { kind: deletion.kind as Thing, id: deletion.root_id }
    const rest: { kind: Thing; id: string }[] = []
    for (const { kind, table } of Object.values(thingSpecs)) {
      const rows = await db
        .selectFrom(table)
        .select('id')
        .where('deletion_id', '=', deletion.id)
        .orderBy('created_at')
        .orderBy('id')
        .execute()
      for (const { id } of rows) if (id !== root.id) rest.push({ kind, id })
    }
    return [root, ...rest]
  },

  /** The fields of a thing, in the bin or not; and whether it is in the bin. */
  async fields(kind: Thing, id: string): Promise<{ fields: Row; living: boolean } | undefined> {
    const spec = thingSpecs[kind]
    const rows = await db.selectFrom(spec.table).selectAll().where('id', '=', id).execute()
    const row = rows[0]
    return row && { fields: toFields(spec, row), living: row.deletion_id === null }
  },

  /** Whether a living thing has taken the name meanwhile; of the kinds, each has its own rule of what lies beside it. */
  async nameTaken(kind: Thing, realmId: string, fields: Row): Promise<boolean> {
    // A realm's name stays reserved.
    if (kind === 'realm') return false
    const { table, nameField, keys } = thingSpecs[kind]
    const keyColumn = Object.keys(keys).find((column) => keys[column] === nameField) ?? ''
    const beside = kind === 'group' ? 'parent_id' : kind === 'role' ? 'application_id' : null
    const place = fields[kind === 'group' ? 'parentId' : 'applicationId'] ?? null
    const rows = await sql`select 1 from ${sql.table(table)} where realm_id = ${realmId} and deletion_id is null
      and ${sql.ref(keyColumn)} = ${nameKey(String(fields[nameField]))}
      ${beside === null ? sql`` : place === null ? sql`and ${sql.ref(beside)} is null` : sql`and ${sql.ref(beside)} = ${place}`}`.execute(
      db,
    )
    return rows.rows.length > 0
  },

  /** Deletions that have waited long enough. */
  async expired(before: number, limit: number): Promise<Deletion[]> {
    return db
      .selectFrom('deletions')
      .selectAll()
      .where('deleted_at', '<=', before)
      .orderBy('deleted_at')
      .limit(limit)
      .execute()
  },
})

async function listDeletions(db: Queryable, where: ReturnType<typeof sql>[], query: BinQuery): Promise<Page<BinItem>> {
  const page = await listPage<Deletion & { to_top: number | boolean }>(db, {
    select: sql`d.*, exists (select 1 from groups g where g.id = d.root_id and g.parent_id is not null
      and not exists (select 1 from groups p where p.id = g.parent_id and p.deletion_id is null)) as to_top`,
    from: sql`deletions d`,
    where: [
      ...where,
      ...(query.kind === undefined ? [] : [sql`d.kind = ${query.kind}`]),
      ...matches(query.q, ['d.name_key'], 'd.root_id'),
    ],
    sorts: { deletedAt: 'd.deleted_at' },
    id: 'd.id',
    query,
  })
  return { ...page, items: page.items.map(toItem) }
}
