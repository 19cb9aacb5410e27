import { CompiledQuery, sql } from 'kysely'
import Database from 'libsql'
import { vi } from 'vitest'
import type { Db } from '../db/open'

/** What is asked of the database for reading while something is done. */
export async function statementsOf(db: Db, run: () => Promise<unknown>): Promise<CompiledQuery[]> {
  const spies = [db.read, db.heavy].map((side) => vi.spyOn(side.getExecutor(), 'executeQuery'))
  try {
    await run()
    return spies.flatMap((spy) => spy.mock.calls.map(([query]) => query))
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
}

/** How the engine would read it. */
export async function planOf(db: Db, query: CompiledQuery): Promise<string> {
  if (db.engine === 'sqlite') {
    // By a connection of its own: libsql leaves some plans open, and with them the database as it was just then.
    const [main] = (await sql<{ file: string }>`pragma database_list`.execute(db.read)).rows
    const own = new Database(main?.file ?? '')
    const rows = own.prepare(`explain query plan ${query.sql}`).all(query.parameters) as { detail: string }[]
    own.close()
    const lines = rows.map(({ detail }) => detail)
    // Each branch is at most a page, and sorted already; putting these few rows together sorts them once more.
    return lines.filter((line, i) => !(line.startsWith('USE TEMP B-TREE') && lines[i - 1] === 'SCAN branch')).join('\n')
  }
  // A table of a few rows would be read whole, which is right. Only what cannot be done otherwise is left.
  return db.read.transaction().execute(async (tx) => {
    for (const way of ['seqscan', 'bitmapscan', 'sort'])
      await sql`set local ${sql.raw(`enable_${way}`)} = off`.execute(tx)
    const { rows } = await tx.executeQuery<{ 'QUERY PLAN': string }>(
      CompiledQuery.raw(`explain (costs off) ${query.sql}`, [...query.parameters]),
    )
    return rows.map((row) => row['QUERY PLAN']).join('\n')
  })
}
