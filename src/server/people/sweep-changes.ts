import { sql } from 'kysely'
import type { Deps } from '../context'
import type { Db } from '../db/open'
import { limits } from './limits'

/**
 * Of notes that came with a backup from another PostgreSQL, whose transactions had other numbers, those that would be taken
 * for some of transactions to come.
 */
export async function forgetForeignChanges(db: Db): Promise<void> {
  const ahead = sql`(select pg_snapshot_xmax(pg_current_snapshot()))`
  await sql`delete from people_changes where xid >= ${ahead}`.execute(db.write)
  await sql`delete from people_changes_swept where place >= ${ahead}`.execute(db.write)
}

/** How many notes are thrown away at once: nobody waits long for the one who writes. */
const AT_ONCE = 5_000

/**
 * Throws away the oldest notes of who changed. A process that has not read them yet finds out by the place up to which they
 * were swept, and reads its people anew.
 */
export async function sweepPeopleChanges({ db }: Pick<Deps, 'db'>): Promise<void> {
  const column = sql.raw(db.engine === 'postgres' ? 'xid' : 'seq')
  if (db.engine === 'postgres') await forgetForeignChanges(db)
  // Nobody's place is further on than that.
  const read = db.engine === 'postgres' ? sql`where xid < pg_snapshot_xmin(pg_current_snapshot())` : sql``
  const { rows } = await sql<{ place: string }>`select cast(${column} as text) as place from people_changes ${read}
    order by ${column} desc limit 1 offset ${limits.notesKept}`.execute(db.heavy)
  const [oldest] = rows
  if (!oldest) return
  const place = db.engine === 'postgres' ? sql`${oldest.place}::xid8` : sql`${Number(oldest.place)}`
  await sql`insert into people_changes_swept (place) values (${place})`.execute(db.write)
  await sql`delete from people_changes_swept where place < ${place}`.execute(db.write)
  const row = sql.raw(db.engine === 'postgres' ? 'ctid' : 'seq')
  for (let thrown = 1n; thrown > 0n;) {
    const { numAffectedRows = 0n } = await sql`delete from people_changes where ${row} in (
      select ${row} from people_changes where ${column} < ${place} limit ${AT_ONCE})`.execute(db.write)
    thrown = numAffectedRows
  }
}
