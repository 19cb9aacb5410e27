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
    if (engine === 'sqlite') await numberPeople(db)
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
    ]) {
      await living(`identities_by_${name}`, 'identities', `realm_id, ${column}`)
      await living(`identities_status_${name}`, 'identities', `realm_id, status, ${column}`)
      // By status as well: where two steps are required, those without are all of one that nobody looks for.
      await living(`identities_one_step_${name}`, 'identities', `realm_id, status, ${column}`, ' and second_step = 0')
      await run(`create index identities_domain_${name} on identities
        (realm_id, email_domain, ${column}, id, status, second_step) where deletion_id is null`)
    }
    await living('identities_email', 'identities', 'realm_id, email_key')

    // Copies of what lists sort and filter by: the members of a group of any size come in order, without reading all of
    // them, and which of them are meant is told by the index alone.
    const copies = [
      `username_key ${textType} not null default ''`,
      'created_at bigint not null default 0',
      'seen_at bigint not null default 0',
      `status ${textType} not null default ''`,
      'second_step integer not null default 0',
      // 0 while the person lies in the bin.
      'living integer not null default 1',
    ]
    // Membership for a while, and the request that it came from.
    await add('identity_groups', 'ends_at bigint', `request_id ${textType}`)
    await run('create index identity_groups_ending on identity_groups (ends_at) where ends_at is not null')
    for (const [table, other, further] of [
      ['identity_groups', 'group_id', ', ends_at'],
      ['identity_roles', 'role_id', ''],
    ]) {
      await add(table!, ...copies)
      await run(`update ${table} set (username_key, created_at, status, living) = (
        select i.username_key, i.created_at, i.status, case when i.deletion_id is null then 1 else 0 end
        from identities i where i.id = identity_id)`)
      for (const [name, column] of [
        ['name', 'username_key'],
        ['age', 'created_at'],
        ['seen', 'seen_at'],
      ]) {
        await run(`create index ${table}_by_${name} on ${table}
          (${other}, ${column}, identity_id, status, second_step${further}) where living = 1`)
      }
    }

    await run(`create table realm_counters (realm_id ${textType} primary key, identities integer not null)`)
    await run(`insert into realm_counters (realm_id, identities)
      select r.id, (select count(*) from identities i where i.realm_id = r.id and i.deletion_id is null) from realms r`)
    await run(`create table group_counters (group_id ${textType} primary key, members integer not null)`)
    await run(`insert into group_counters (group_id, members)
      select group_id, count(*) from identity_groups where living = 1 group by group_id`)

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
      ${engine === 'sqlite' ? 'without rowid' : ''}`)
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

    await (engine === 'postgres' ? searchOnPostgres(run) : searchOnSqlite(run))
    await fillIn(db)
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

/** Words within names are found by the trigrams that they consist of. */
async function searchOnPostgres(run: Run): Promise<void> {
  await run('create extension if not exists pg_trgm')
  await run('create index identities_search on identities using gin (search gin_trgm_ops) where deletion_id is null')
}

/**
 * The same on SQLite by FTS5, which knows rows by number. `detail = none` keeps the index small: it tells which rows have
 * all trigrams of what is looked for, and the text itself is compared afterwards. Words begin with two spaces there, so
 * that even their first letters alone are a trigram, as `pg_trgm` has it.
 */
async function searchOnSqlite(run: Run): Promise<void> {
  await run(`create virtual table identity_search using fts5(text, content = '', contentless_delete = 1,
    tokenize = 'trigram', detail = none)`)
  const insert = `insert into identity_search (rowid, text) values (new.no, '  ' || replace(new.search, ' ', '  '));`
  const remove = 'delete from identity_search where rowid = old.no;'
  await run(`create trigger identities_search_insert after insert on identities begin ${insert} end`)
  await run(`create trigger identities_search_update after update of search on identities when new.search <> old.search
    begin ${remove} ${insert} end`)
  await run(`create trigger identities_search_delete after delete on identities begin ${remove} end`)
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
  await run(made.replace('"id" text primary key', '"no" integer primary key, "id" text not null unique'))
  await run('insert into identities select null, * from kept_identities')
  for (const table of links) await run(`insert into ${table} select * from kept_${table}`)
  for (const table of ['identities', ...links]) await run(`drop table kept_${table}`)
  await run(`create unique index identities_username on identities (realm_id, username_key) where deletion_id is null`)
}
