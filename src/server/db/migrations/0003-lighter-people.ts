import { sql } from 'kysely'
import type { Migration } from '../migrate'

/** Takes off what made it long for people to come, a hundred thousand at a time, and gave nothing for it. */
export const lighterPeople: Migration = {
  name: '0003-lighter-people',
  async up(db, { engine }) {
    const run = (statement: string) => sql.raw(statement).execute(db)
    // Names of the living are unique within a realm, so the index that sees to it has their order too.
    await run('drop index identities_by_name')
    if (engine === 'sqlite') return
    // PostgreSQL looks each up by itself, and locks it. Of an account one writes at a time, through the ledger, whose every
    // test runs on SQLite as well, where all of these stay.
    await run('alter table identities drop constraint identities_realm_id_fkey')
    for (const end of ['identity', 'group'])
      await run(`alter table identity_groups drop constraint identity_groups_${end}_id_fkey`)
    // Whoever came or changed in the same transaction is noted already.
    await run(`create or replace function note_links() returns trigger language plpgsql as $$
      begin insert into people_changes (realm_id, no) select i.realm_id, i.no
        from (select distinct identity_id from changed) as c
        cross join lateral (
          select realm_id, no, xmin as written from identities where id = c.identity_id offset 0
        ) as i
        where i.written <> pg_current_xact_id()::xid;
      return null; end $$`)
  },
}
