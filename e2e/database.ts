import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'libsql'
import pg from 'pg'
import type { Server } from './server'

type Value = string | number | null

/**
 * Writes past the server, as somebody at the machine could: to tamper with the log, or to have a great many rows at once.
 * Statements are written with `?`, which both databases are given in their own way.
 */
export async function write(server: Server, statements: [sql: string, ...values: Value[]][]): Promise<void> {
  if (server.databaseUrl) {
    const client = new pg.Client({ connectionString: server.databaseUrl })
    await client.connect()
    try {
      for (const [sql, ...values] of statements) {
        let n = 0
        await client.query(
          sql.replaceAll('?', () => `$${++n}`),
          values,
        )
      }
    } finally {
      await client.end()
    }
    return
  }
  const file = readdirSync(server.dataDir).find((name) => name.endsWith('.db'))
  if (!file) throw new Error(`No database in ${server.dataDir}`)
  const database = new Database(join(server.dataDir, file), { timeout: 5000 })
  try {
    database.exec('BEGIN IMMEDIATE')
    for (const [sql, ...values] of statements) database.prepare(sql).run(...values)
    database.exec('COMMIT')
  } finally {
    database.close()
  }
}
