import { sql } from 'kysely'
import { nameKey } from '../../lib/name-key'
import type { Migration } from '../migrate'

/**
 * People and their access: what lists of a million people are filtered and sorted by, groups that are joined for a while or
 * with approval, imports, and mail. Lists skip the bin, so their indexes leave it out.
 */
export const people: Migration = {
  name: '0002-people',
  async up(db, { engine }) {
    const run = (statement: string) => sql.raw(statement).execute(db)
    await (engine === 'sqlite'
      ? numberPeople(db)
      : run('alter table identities add column no bigint generated always as identity'))
    if (engine === 'postgres') await run('create unique index identities_no on identities (no)')
    const textType = engine === 'postgres' ? 'text collate "C"' : 'text'
    const add = (table: string, ...columns: string[]) =>
      columns.reduce<Promise<unknown>>(
        (before, column) => before.then(() => run(`alter table ${table} add column ${column}`)),
        Promise.resolve(),
      )
    const living = (name: string, on: string, columns: string, also = '') =>
      run(`create index ${name} on ${on} (${columns}, id) where deletion_id is null${also}`)

    await add(
      'identities',
      // When they last signed in; 0 is never, so that lists can be sorted by it.
      'seen_at bigint not null default 0',
      // What the search box looks in: username, e-mail and name in the form in which names are compared.
      `search ${textType} not null default ''`,
      `email_domain ${textType}`,
      'second_step integer not null default 0',
      'break_glass integer not null default 0',
      'invited_at bigint',
    )
    await run('alter table identities drop column last_sign_in_at')
    for (const [name, column] of [
      ['name', 'username_key'],
      ['age', 'created_at'],
      ['seen', 'seen_at'],
    ])
      await living(`identities_by_${name}`, 'identities', `realm_id, ${column}`)
    // Of large realms that require it, few have none.
    await living('identities_one_step', 'identities', 'realm_id, status', ' and second_step = 0')
    await living('identities_domain', 'identities', 'realm_id, email_domain', ' and email_domain is not null')
    await living('identities_email', 'identities', 'realm_id, email_key')

    // Membership for a while, and the request that it came from.
    await add('identity_groups', 'ends_at bigint', `request_id ${textType}`)
    if (engine === 'postgres') {
      // It checks each row that comes, for what follows from the two things that are linked.
      for (const table of ['identity_groups', 'identity_roles'])
        await run(`alter table ${table} drop constraint ${table}_realm_id_fkey`)
    }
    await run('create index identity_groups_ending on identity_groups (ends_at) where ends_at is not null')
    await run(`create table realm_counters (realm_id ${textType} primary key, identities integer not null)`)
    await run(`insert into realm_counters (realm_id, identities)
      select r.id, (select count(*) from identities i where i.realm_id = r.id and i.deletion_id is null) from realms r`)
    await run(`create table group_counters (group_id ${textType} primary key, members integer not null)`)
    await run(`insert into group_counters (group_id, members) select ig.group_id, count(*)
      from identity_groups ig join identities i on i.id = ig.identity_id where i.deletion_id is null group by ig.group_id`)

    await add('groups', `access_policy ${textType}`, 'is_default integer not null default 0')
    await living('groups_policy', 'groups', 'realm_id, name_key', ' and access_policy is not null')
    // Each kind of job is looked for by itself, so a backlog of one never slows the others down.
    await run('create index jobs_kind on jobs (kind, run_at)')
    await run('create index groups_default on groups (realm_id) where is_default = 1')

    await add('realms', `external_id ${textType}`)
    await run(
      'create unique index realms_external_id on realms (account_id, external_id) where external_id is not null',
    )
    await run(`create table realm_logos (
      realm_id ${textType} not null references realms (id), hash ${textType} not null, data ${textType} not null,
      created_at bigint not null, primary key (realm_id, hash))`)

    // Made from the realm's settings, for the walk of effective access.
    await run(`create table email_domain_roles (
      realm_id ${textType} not null references realms (id), domain ${textType} not null, role_id ${textType} not null,
      primary key (realm_id, domain, role_id))`)
    await run('create index email_domain_roles_role on email_domain_roles (role_id, realm_id, domain)')

    await run(`create table access_requests (
      id ${textType} primary key, realm_id ${textType} not null references realms (id),
      version integer not null default 1, created_at bigint not null, updated_at bigint not null, deletion_id ${textType},
      identity_id ${textType} not null, group_id ${textType} not null, reason ${textType} not null,
      status ${textType} not null, duration_seconds integer, approvals_needed integer not null,
      decisions ${textType} not null, asked_by_id ${textType}, asked_by_name ${textType} not null,
      expires_at bigint not null, decided_at bigint, ends_at bigint)`)
    await run('create index access_requests_by_age on access_requests (realm_id, created_at, id)')
    await run('create index access_requests_status on access_requests (realm_id, status, created_at, id)')
    await run('create index access_requests_person on access_requests (identity_id, created_at, id)')
    await run('create index access_requests_group on access_requests (group_id, created_at, id)')
    await run(`create index access_requests_waiting on access_requests (expires_at) where status = 'pending'`)

    await run(`create table imports (
      id ${textType} primary key, account_id ${textType} not null, realm_id ${textType} not null references realms (id),
      principal ${textType} not null, file_name ${textType} not null, state ${textType} not null,
      columns ${textType} not null, options ${textType} not null, counts ${textType} not null,
      encoding ${textType} not null, separator ${textType} not null, header integer not null,
      total integer not null, judged integer not null, judged_to integer not null,
      batch_id ${textType}, version integer not null default 1,
      created_at bigint not null, updated_at bigint not null)`)
    await run('create index imports_by_age on imports (realm_id, created_at, id)')
    // Written in the order of the places, and then judged: until then there is nothing to find rows by.
    await run(`create table import_rows (
      import_id ${textType} not null, position integer not null, cells ${textType} not null, state ${textType},
      problems ${textType} not null, identity_id ${textType}, plan ${textType}, outcome ${textType},
      username_key ${textType}, email_key ${textType}, primary key (import_id, position))
      ${engine === 'sqlite' ? 'without rowid' : 'with (fillfactor = 50)'}`)
    const judged = (name: string, column: string) =>
      run(`create index ${name} on import_rows (import_id, ${column}, position) where ${column} is not null`)
    await judged('import_rows_state', 'state')
    // Two rows about the same person.
    await judged('import_rows_username', 'username_key')
    await judged('import_rows_email', 'email_key')

    await run(`create table outbox (
      id ${textType} primary key, account_id ${textType} not null, realm_id ${textType}, identity_id ${textType},
      kind ${textType} not null, recipient ${textType} not null, subject ${textType} not null, body ${textType} not null,
      state ${textType} not null, error ${textType}, created_at bigint not null, sent_at bigint)`)
    await run('create index outbox_by_age on outbox (account_id, created_at, id)')
    await run('create index outbox_person on outbox (identity_id, created_at, id)')

    // What lies in the bin is found by its mark. What does not is most of everything, and must not be looked for by it.
    for (const table of ['groups', 'roles', 'applications', 'identities']) {
      await run(`drop index if exists ${table}_deletion`)
      await run(`create index ${table}_deletion on ${table} (deletion_id) where deletion_id is not null`)
    }

    // What a batch is, in words of its own, and what became of rows that were left out.
    await add('batches', `about ${textType} not null default '{}'`, `reasons ${textType} not null default '[]'`)
    await run('create index batches_unfinished on batches (created_at) where finished_at is null')
    await add('batch_rows', `outcome ${textType}`)

    await fillIn(db)
    await (engine === 'postgres' ? noteChangesOnPostgres(run) : noteChangesOnSqlite(run))
  },
}

/** What is derived in JavaScript, for people who were there already: so far a realm's first administrator and practice people. */
async function fillIn(db: Parameters<Migration['up']>[0]): Promise<void> {
  const rows = await sql<Record<'id' | 'username' | 'email' | 'first_name' | 'last_name', string | null>>`
    select id, username, email, first_name, last_name from identities`.execute(db)
  for (const { id, username, email, first_name, last_name } of rows.rows) {
    const search = nameKey([username, email, first_name, last_name].filter(Boolean).join(' '))
    const domain = email === null ? null : nameKey(email.slice(email.lastIndexOf('@') + 1))
    await sql`update identities set search = ${search}, email_domain = ${domain} where id = ${id}`.execute(db)
  }
}

type Run = (statement: string) => Promise<unknown>

/**
 * Who changed in a way that lists of people show, noted within the transaction that changes them, for the copies of people
 * that processes keep (see `PeopleIndexes`). By statement on PostgreSQL, with the transaction, since transactions do not
 * end in the order in which they begin.
 */
async function noteChangesOnPostgres(run: Run): Promise<void> {
  await run(`create table people_changes (
    xid xid8 not null default pg_current_xact_id(), realm_id text collate "C" not null, no bigint not null)`)
  await run('create index people_changes_xid on people_changes (xid)')
  await run('create table people_changes_swept (place xid8 not null)')
  const note = (name: string, select: string) =>
    run(`create function ${name}() returns trigger language plpgsql as $$
      begin insert into people_changes (realm_id, no) ${select}; return null; end $$`)
  await note('note_people', 'select realm_id, no from changed')
  // One by one: of a table that has just filled it would rather read all of it.
  await note(
    'note_links',
    `select i.realm_id, i.no from (select distinct identity_id from changed) as c
    cross join lateral (select realm_id, no from identities where id = c.identity_id offset 0) as i`,
  )
  for (const [table, called] of [
    ['identities', 'note_people'],
    ['identity_groups', 'note_links'],
    ['identity_roles', 'note_links'],
  ]) {
    for (const [event, rows] of [
      ['insert', 'new'],
      ['update', 'new'],
      ['delete', 'old'],
    ])
      await run(`create trigger ${table}_${event}_noted after ${event} on ${table}
        referencing ${rows} table as changed for each statement execute function ${called}()`)
  }
}

/** The same on SQLite, row by row. */
async function noteChangesOnSqlite(run: Run): Promise<void> {
  await run(`create table people_changes (
    seq integer primary key autoincrement, realm_id text not null, no integer not null)`)
  await run('create table people_changes_swept (place integer not null)')
  const shown = 'username_key, search, status, second_step, created_at, seen_at, email_domain, deletion_id'
  const note = 'insert into people_changes (realm_id, no)'
  for (const [event, row, of] of [
    ['insert', 'new', ''],
    ['update', 'new', ` of ${shown}`],
    ['delete', 'old', ''],
  ]) {
    await run(`create trigger identities_${event}_noted after ${event}${of} on identities begin
      ${note} values (${row}.realm_id, ${row}.no); end`)
    for (const table of ['identity_groups', 'identity_roles'])
      await run(`create trigger ${table}_${event}_noted after ${event} on ${table} begin
        ${note} select realm_id, no from identities where id = ${row}.identity_id; end`)
  }
}

/**
 * Gives people of SQLite numbers that stay: those that its tables have by themselves change when the file is compacted. A
 * table that is there cannot get them, so it is made anew, and what refers to it steps aside meanwhile.
 */
async function numberPeople(db: Parameters<Migration['up']>[0]): Promise<void> {
  const run = (statement: string) => sql.raw(statement).execute(db)
  const found = await sql<{ sql: string }>`select sql from sqlite_master where name = 'identities'`.execute(db)
  const made = found.rows[0]?.sql ?? ''
  const links = ['identity_groups', 'identity_roles']
  for (const table of ['identities', ...links]) await run(`create temp table kept_${table} as select * from ${table}`)
  for (const table of links) await run(`delete from ${table}`)
  await run('drop table identities')
  await run(made.replace('"id" text primary key', '"no" integer primary key autoincrement, "id" text not null unique'))
  await run('insert into identities select null, * from kept_identities')
  for (const table of links) await run(`insert into ${table} select * from kept_${table}`)
  for (const table of ['identities', ...links]) await run(`drop table kept_${table}`)
  await run(`create unique index identities_username on identities (realm_id, username_key) where deletion_id is null`)
}
