import { setImmediate as nextTurn } from 'node:timers/promises'
// @ts-check
import Database from 'libsql'
import pg from 'pg'

/**
 * Puts rows into a database that no server has open, as fast as the engine takes them: nothing is checked, nothing is
 * safe from a power cut, and indexes are made at the end. For benches alone.
 *
 * @typedef {Record<string, string | number | null>} Row each of a table with the same columns in the same order
 *
 * @typedef {object} Inserter
 * @property {(table: string) => Inserted} into
 * @property {(sql: string) => Promise<Record<string, any>[]>} query
 * @property {() => Promise<void>} end makes the indexes again and closes
 *
 * @typedef {object} Inserted
 * @property {(row: Row) => void | Promise<void>} add
 * @property {() => Promise<void>} flush
 */

/**
 * @param {number} size
 * @param {(columns: string[], rows: (string | number | null)[][]) => void | Promise<void>} insert
 * @returns {Inserted}
 */
function buffered(size, insert) {
  /** @type {Row[]} */
  let rows = []
  const flush = async () => {
    const [first] = rows
    const values = rows.map((row) => Object.values(row))
    rows = []
    if (first) await insert(Object.keys(first), values)
    // SQLite is done at once, and Ctrl-C waits for a turn.
    await nextTurn()
  }
  return {
    flush,
    add(row) {
      rows.push(row)
      if (rows.length >= size) return flush()
    },
  }
}

/**
 * @param {string} file
 * @param {readonly string[]} tables those whose indexes are made at the end
 * @returns {Promise<Inserter>}
 */
export async function insertIntoSqlite(file, tables) {
  const database = new Database(file)
  const all = (/** @type {string} */ sql) => /** @type {Record<string, any>[]} */ (database.prepare(sql).all([]))
  for (const pragma of ['foreign_keys = off', 'journal_mode = off', 'synchronous = off', 'cache_size = -300000']) {
    database.exec(`pragma ${pragma}`)
  }
  const made = all(`select type, name, sql from sqlite_master where type in ('index', 'trigger') and sql is not null
    and tbl_name in (${tables.map((table) => `'${table}'`).join()})`)
  database.exec('begin')
  for (const { type, name } of made) database.exec(`drop ${type} ${name}`)
  return {
    query: async (sql) => all(sql),
    into(table) {
      const prepared = new Map()
      // SQLite takes 32,766 parameters; nothing is gained by more rows.
      return buffered(400, (columns, rows) => {
        const row = `(${columns.map(() => '?').join()})`
        const sql = `insert into ${table} (${columns.join()}) values ${Array(rows.length).fill(row).join()}`
        if (!prepared.has(sql)) prepared.set(sql, database.prepare(sql))
        prepared.get(sql).run(rows.flat())
      })
    },
    async end() {
      for (const { sql } of made) database.exec(sql)
      database.exec('commit')
      database.exec('pragma journal_mode = wal')
      database.close()
    },
  }
}

/**
 * @param {string} url
 * @param {readonly string[]} tables those whose indexes are made at the end
 * @returns {Promise<Inserter>}
 */
export async function insertIntoPostgres(url, tables) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const names = tables.map((table) => `'${table}'`).join()
  const query = async (/** @type {string} */ sql) => (await client.query(sql)).rows
  // Neither foreign keys nor triggers: the rows are known to belong together.
  await query(`set session_replication_role = replica`)
  await query(`set maintenance_work_mem = '512MB'`)
  await query(`set max_parallel_maintenance_workers = 2`)
  const types = await query(`select table_name, column_name, data_type from information_schema.columns
    where table_schema = current_schema()`)
  const indexes = await query(`select c.relname as name, pg_get_indexdef(i.indexrelid) as sql
    from pg_index i join pg_class c on c.oid = i.indexrelid join pg_class t on t.oid = i.indrelid
    where t.relname in (${names}) and not exists (select 1 from pg_constraint k where k.conindid = i.indexrelid)`)
  for (const { name } of indexes) await query(`drop index ${name}`)
  return {
    query,
    into(table) {
      const typeOf = (/** @type {string} */ column) => {
        const known = types.find((type) => type['table_name'] === table && type['column_name'] === column)
        if (!known) throw new Error(`${table} has no column ${column}`)
        return known['data_type']
      }
      return buffered(5_000, async (columns, rows) => {
        const arrays = columns.map((column, i) => `$${i + 1}::${typeOf(column)}[]`)
        const sql = `insert into ${table} (${columns.join()}) select * from unnest(${arrays.join()})`
        await client.query(
          sql,
          columns.map((_, i) => rows.map((row) => row[i])),
        )
      })
    },
    async end() {
      for (const { sql } of indexes) await query(sql)
      await query('set session_replication_role = default')
      // What autovacuum would have done by the time that anybody has a million people.
      await query('vacuum analyze')
      await client.end()
    },
  }
}
