import { type RawBuilder, sql } from 'kysely'
import type { ImportListQuery, ImportRowQuery } from '#contract/imports'
import type { Page } from '#contract/list'
import { chunks } from '../../changes/ledger'
import { listPage } from '../../db/list-page'
import { insertMany, updateMany } from '../../db/many-rows'
import type { Queryable } from '../../db/open'
import type { Tables } from '../../db/tables'

export type ImportRecord = Tables['imports']
export type RowRecord = Tables['import_rows']

/** What judging finds out about a row. */
export type Verdict = Pick<
  RowRecord,
  'position' | 'state' | 'problems' | 'identity_id' | 'plan' | 'username_key' | 'email_key'
>

/** What a row is to be judged by. */
export type Cells = Pick<RowRecord, 'position' | 'cells'>

type KeyColumn = 'username_key' | 'email_key'

export const importStore = (db: Queryable) => ({
  async find(realmId: string, id: string): Promise<ImportRecord | undefined> {
    const rows = await db
      .selectFrom('imports')
      .selectAll()
      .where('realm_id', '=', realmId)
      .where('id', '=', id)
      .execute()
    return rows[0]
  },

  /** For jobs, which know an import by its id alone. */
  async byId(id: string): Promise<ImportRecord | undefined> {
    const rows = await db.selectFrom('imports').selectAll().where('id', '=', id).execute()
    return rows[0]
  },

  list: (realmId: string, query: ImportListQuery): Promise<Page<ImportRecord>> =>
    listPage<ImportRecord>(db, {
      select: sql`i.*`,
      from: sql`imports i`,
      where: [sql`i.realm_id = ${realmId}`, sql`i.state <> 'reading'`],
      sorts: { createdAt: 'i.created_at' },
      id: 'i.id',
      query,
    }),

  async add(row: ImportRecord): Promise<void> {
    await db.insertInto('imports').values(row).execute()
  },

  /** Changes an import that is still as it was seen. Returns whether it was. */
  async update(seen: Pick<ImportRecord, 'id' | 'version'>, values: Partial<ImportRecord>): Promise<boolean> {
    const { numUpdatedRows } = await db
      .updateTable('imports')
      .set(values)
      .where('id', '=', seen.id)
      .where('version', '=', seen.version)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  },

  /** Notes how far an import is judged that is still as it was seen. Returns whether it was. */
  async judgedOn(
    seen: Pick<ImportRecord, 'id' | 'version' | 'judged_to'>,
    values: Partial<ImportRecord>,
  ): Promise<boolean> {
    const { numUpdatedRows } = await db
      .updateTable('imports')
      .set(values)
      .where('id', '=', seen.id)
      .where('version', '=', seen.version)
      .where('state', '=', 'judging')
      .where('judged_to', '=', seen.judged_to)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  },

  addRows: (importId: string, rows: readonly { position: number; cells: string }[]): Promise<void> =>
    insertMany(
      db,
      'import_rows',
      rows.map(({ position, cells }) => ({
        import_id: importId,
        position,
        cells,
        state: null,
        problems: '[]',
        identity_id: null,
        plan: null,
        outcome: null,
        username_key: null,
        email_key: null,
      })),
    ),

  /** The judged rows, in order. */
  rows: (record: ImportRecord, query: ImportRowQuery): Promise<Page<RowRecord>> =>
    listPage<RowRecord>(db, {
      select: sql`r.*`,
      from: sql`import_rows r`,
      where: [
        sql`r.import_id = ${record.id}`,
        sql`r.position <= ${record.judged_to}`,
        ...(query.state === undefined ? [] : [sql`r.state = ${query.state}`]),
      ],
      sorts: { position: 'r.position' },
      id: 'r.import_id',
      query,
    }),

  async row(importId: string, position: number): Promise<RowRecord | undefined> {
    const rows = await db
      .selectFrom('import_rows')
      .selectAll()
      .where('import_id', '=', importId)
      .where('position', '=', position)
      .execute()
    return rows[0]
  },

  async rowsAt(importId: string, positions: readonly number[]): Promise<RowRecord[]> {
    if (positions.length === 0) return []
    return db
      .selectFrom('import_rows')
      .selectAll()
      .where('import_id', '=', importId)
      .where('position', 'in', positions)
      .orderBy('position')
      .execute()
  },

  rowsAfter: (importId: string, position: number, limit: number): Promise<RowRecord[]> =>
    after<RowRecord>(db, sql`*`, importId, position, limit),

  /** The same with no more than what they are judged by. */
  cellsAfter: (importId: string, position: number, limit: number): Promise<Cells[]> =>
    after<Cells>(db, sql`position, cells`, importId, position, limit),

  /** The rows between two places that are to be applied and have not been. */
  waiting: (importId: string, { from, to, limit }: { from: number; to: number; limit: number }): Promise<RowRecord[]> =>
    db
      .selectFrom('import_rows')
      .selectAll()
      .where('import_id', '=', importId)
      .where('position', '>=', from)
      .where('position', '<=', to)
      .where('state', 'in', ['new', 'update'])
      .where('outcome', 'is', null)
      .orderBy('position')
      .limit(limit)
      .execute(),

  /** Stretches of so many rows each that are to be applied. */
  async stretches(importId: string, size: number): Promise<{ from: number; to: number }[]> {
    const rows = await sql<{ first: number; last: number }>`
      select min(position) as first, max(position) as last from (
        select position, (row_number() over (order by position) - 1) / ${sql.lit(size)} as stretch from import_rows
        where import_id = ${importId} and state in ('new', 'update')) as numbered
      group by stretch order by 1`.execute(db)
    return rows.rows.map(({ first, last }) => ({ from: first, to: last }))
  },

  /** Of each of these keys the first row that has it. */
  async firsts(importId: string, column: KeyColumn, keys: readonly string[]): Promise<Map<string, number>> {
    const first = new Map<string, number>()
    for (const chunk of chunks(keys, 500)) {
      const rows = await sql<{ key: string; position: number | null }>`
        select v.column1 as key, (select min(r.position) from import_rows r
          where r.import_id = ${importId} and ${sql.ref(`r.${column}`)} = v.column1) as position
        from (values ${sql.join(chunk.map((key) => sql`(${key})`))}) as v`.execute(db)
      for (const { key, position } of rows.rows) if (position !== null) first.set(key, position)
    }
    return first
  },

  /** The first rows that have one of these keys. */
  async twins(importId: string, column: KeyColumn, keys: readonly string[], limit: number): Promise<number[]> {
    if (keys.length === 0) return []
    const rows = await db
      .selectFrom('import_rows')
      .select('position')
      .where('import_id', '=', importId)
      .where(column, 'in', keys)
      .orderBy('position')
      .limit(limit)
      .execute()
    return rows.map(({ position }) => position)
  },

  judge: (importId: string, verdicts: readonly Verdict[]): Promise<void> =>
    updateMany(db, 'import_rows', rowKey, withImport(importId, verdicts)),

  setCells: (importId: string, rows: readonly Cells[]): Promise<void> =>
    updateMany(db, 'import_rows', rowKey, withImport(importId, rows)),

  /** What became of rows, and of new people who they are. */
  settle: (
    importId: string,
    rows: readonly { position: number; outcome: string; identity_id: string | null }[],
  ): Promise<void> => updateMany(db, 'import_rows', rowKey, withImport(importId, rows)),

  /**
   * Throws away the rows that come next after a position. Returns the last of them, to go on from: whoever began anew each
   * time would read over what was thrown away before. Null when there are none left.
   */
  async removeRows(importId: string, after: number, limit: number): Promise<number | null> {
    const next = db
      .selectFrom('import_rows')
      .select('position')
      .where('import_id', '=', importId)
      .where('position', '>', after)
      .orderBy('position')
      .limit(limit)
    const [found] = await db
      .selectFrom(next.as('next'))
      .select((eb) => eb.fn.max('position').as('last'))
      .execute()
    const last = found?.last ?? null
    if (last === null) return null
    await db
      .deleteFrom('import_rows')
      .where('import_id', '=', importId)
      .where('position', '>', after)
      .where('position', '<=', last)
      .execute()
    return last
  },

  async remove(id: string): Promise<void> {
    await db.deleteFrom('imports').where('id', '=', id).execute()
  },

  /** Imports that have been kept long enough, and those whose upload never ended. */
  async over(before: number, abandonedBefore: number): Promise<string[]> {
    const rows = await db
      .selectFrom('imports')
      .select('id')
      .where((eb) =>
        eb.or([
          eb('created_at', '<=', before),
          eb.and([eb('state', '=', 'reading'), eb('created_at', '<=', abandonedBefore)]),
        ]),
      )
      .limit(50)
      .execute()
    return rows.map(({ id }) => id)
  },
})

/**
 * Rows along their key, and then those of the import: of one that has just come PostgreSQL believes that it has few rows,
 * and would sort all of them each time.
 */
async function after<R>(
  db: Queryable,
  columns: RawBuilder<unknown>,
  importId: string,
  position: number,
  limit: number,
): Promise<R[]> {
  const { rows } = await sql<R>`select ${columns} from (
    select * from import_rows where (import_id, position) > (${importId}, ${position})
    order by import_id, position limit ${limit}) as r
    where import_id = ${importId} order by position`.execute(db)
  return rows
}

const rowKey = ['import_id', 'position'] as const

const withImport = <R extends object>(importId: string, rows: readonly R[]) =>
  rows.map((row) => ({ import_id: importId, ...row }))
