import { sql } from 'kysely'
import type { Queryable } from './open'

type Row = Readonly<Record<string, unknown>>

/**
 * Gives each of these rows its own values, in one statement: all rows name the same columns. `count`: columns that grow by
 * one. For at most a few hundred rows.
 */
export async function updateMany(
  db: Queryable,
  table: string,
  rows: readonly { id: string; values: Row }[],
  same: Row,
  count: readonly string[] = [],
): Promise<void> {
  const columns = Object.keys(rows[0]?.values ?? {})
  const values = rows.map(
    ({ id, values }) => sql`(${sql.join([id, ...columns.map((column) => values[column] ?? null)])})`,
  )
  const sets = [
    // Both engines name the columns of bare values so. PostgreSQL takes them for text until it is told.
    ...columns.map((column, i) => {
      const value = sql.ref(`v.column${i + 2}`)
      const isNumber = rows.some((row) => typeof row.values[column] === 'number')
      // Of which type nothing is, nobody knows.
      if (rows.every((row) => (row.values[column] ?? null) === null)) return sql`${sql.ref(column)} = null`
      return sql`${sql.ref(column)} = ${isNumber ? sql`cast(${value} as bigint)` : value}`
    }),
    ...Object.entries(same).map(([column, value]) => sql`${sql.ref(column)} = ${value}`),
    ...count.map((column) => sql`${sql.ref(column)} = ${sql.ref(`${table}.${column}`)} + 1`),
  ]
  await sql`update ${sql.table(table)} set ${sql.join(sets)} from (values ${sql.join(values)}) as v
    where ${sql.ref(`${table}.id`)} = v.column1`.execute(db)
}
