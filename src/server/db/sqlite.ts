import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { Kysely } from 'kysely'
import { MAPPED } from './mapped'
import { oneStatementAtATime } from './one-statement'
import type { Db, Limits } from './open'
import { Checkpoints } from './sqlite-checkpoints'
import { PoolDialect } from './sqlite-pool'
import type { Tables } from './tables'

/**
 * SQLite through libsql: one connection that writes, some that only read and so never wait for a writer, and some more for
 * what takes long.
 */
export function openSqlite(file: string, { heavyMs }: Limits): Db {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const checkpoints = new Checkpoints(file)
  const write = new Kysely<Tables>({
    dialect: new PoolDialect({
      file,
      connections: 1,
      pragmas: writing,
      // A deferred one that writes later fails at once when another process wrote meanwhile.
      begin: 'begin immediate',
      room: () => checkpoints.room(),
      written: (rows) => checkpoints.written(rows),
    }),
  })
  const reads = { file, pragmas: reading, begin: 'begin' } as const
  const read = new Kysely<Tables>({ dialect: new PoolDialect({ ...reads, connections: 4 }) })
  const heavyDialect = new PoolDialect({ ...reads, connections: 2, limitMs: heavyMs })
  const heavy = new Kysely<Tables>({ dialect: oneStatementAtATime(heavyDialect) })
  return {
    engine: 'sqlite',
    write,
    read,
    heavy,
    takeStock: () => Promise.resolve(),
    async close() {
      await heavy.destroy()
      await checkpoints.close()
      await write.destroy()
      await read.destroy()
    },
  }
}

/**
 * - `full`: every acknowledged write must survive a power cut.
 * - `cache_size`, in KiB: a slice of a batch fits, with its indexes; else pages are written and read again in the middle of
 *   statements.
 * - `journal_size_limit`, in bytes: what a long transaction has made of the log is given back.
 * - `wal_autocheckpoint`, in pages: a last resort, since it is done beside long before (`Checkpoints`).
 */
const writing = `pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;
  pragma cache_size = -32000; pragma journal_size_limit = 67108864; pragma wal_autocheckpoint = 50000`

const reading = `pragma query_only = on; pragma mmap_size = ${MAPPED}`
