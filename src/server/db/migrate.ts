import { type Kysely, type RawBuilder, sql } from 'kysely'
import { foundation } from './migrations/0001-foundation'
import { people } from './migrations/0002-people'
import { lighterPeople } from './migrations/0003-lighter-people'

/** One step of the schema's one timeline. Steps that have been released are never edited. */
export interface Migration {
  name: string
  up(db: Kysely<unknown>, types: ColumnTypes): Promise<void>
}

/** The column types whose spelling differs between the engines. */
export interface ColumnTypes {
  /** Text that compares byte by byte, so both engines sort alike. */
  text: RawBuilder<unknown>
  engine: 'sqlite' | 'postgres'
}

const timeline: readonly Migration[] = [foundation, people, lighterPeople]

/** Brings the schema up to date, all or nothing. Other processes that start at the same time wait. */
export async function migrate(db: Kysely<never>, engine: 'sqlite' | 'postgres'): Promise<void> {
  const types: ColumnTypes = { engine, text: engine === 'postgres' ? sql`text collate "C"` : sql`text` }
  await db.transaction().execute(async (tx) => {
    // Any number will do, as long as every process takes the same one.
    if (engine === 'postgres') await sql`select pg_advisory_xact_lock(7302011)`.execute(tx)
    await sql`create table if not exists migrations (name ${types.text} primary key, at bigint not null)`.execute(tx)
    const done = await sql<{ name: string }>`select name from migrations`.execute(tx)
    const names = new Set(done.rows.map((row) => row.name))
    for (const unknown of names) {
      if (!timeline.some((step) => step.name === unknown)) {
        throw new Error(`The database was used by a newer version of Castellan (${unknown}). Start that version.`)
      }
    }
    for (const step of timeline) {
      if (names.has(step.name)) continue
      await step.up(tx as unknown as Kysely<unknown>, types)
      await sql`insert into migrations (name, at) values (${step.name}, ${Date.now()})`.execute(tx)
    }
  })
}
