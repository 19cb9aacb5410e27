import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Db, openDatabase } from './open'

/** Of SQLite alone, whatever the engine under test. */
let dataDir: string
let db: Db
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'castellan-test-'))
  db = await openDatabase({ databaseUrl: null, dataDir })
})
afterAll(async () => {
  await db.close()
  rmSync(dataDir, { recursive: true, force: true })
})

const ROWS = 250
const TEXT = 'x'.repeat(4_000)
/** A transaction of about a megabyte. */
const write = (n: number) =>
  db.write.transaction().execute(async (tx) => {
    const rows = Array.from({ length: ROWS }, (_, i) => ({ name: `${n} ${i}`, value: TEXT }))
    await tx.insertInto('server_state').values(rows).execute()
  })
const logMegabytes = () => statSync(join(dataDir, 'castellan.db-wal')).size / 2 ** 20

test('the log does not grow with what is written, though no commit carries it over', async () => {
  for (let n = 0; n < 120; n++) await write(n)
  expect(logMegabytes()).toBeLessThan(64)
  const counted = await sql<{ n: number }>`select count(*) as n from server_state where name <> 'key'`.execute(db.heavy)
  expect(counted.rows).toEqual([{ n: 120 * ROWS }])
})

test('a commit that fails leaves the connection as it was', async () => {
  await expect(write(0)).rejects.toThrow(/unique/i)
  await write(1000)
  const found = await sql<{ n: number }>`select count(*) as n from server_state where name like '1000 %'`.execute(
    db.read,
  )
  expect(found.rows).toEqual([{ n: ROWS }])
})
