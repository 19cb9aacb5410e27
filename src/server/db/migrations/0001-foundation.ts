import { type CreateTableBuilder, sql } from 'kysely'
import type { Migration } from '../migrate'

/** Everything the first story needs, with the tables that identities and their factors will fill later. */
export const foundation: Migration = {
  name: '0001-foundation',
  async up(db, { text }) {
    const table = (name: string) => db.schema.createTable(name).addColumn('id', text, (c) => c.primaryKey())
    const thing = (name: string) =>
      table(name)
        .addColumn('version', 'integer', (c) => c.notNull().defaultTo(1))
        .addColumn('created_at', 'bigint', (c) => c.notNull())
        .addColumn('updated_at', 'bigint', (c) => c.notNull())
        .addColumn('deletion_id', text)
    const inRealm = (name: string) =>
      thing(name).addColumn('realm_id', text, (c) => c.notNull().references('realms.id'))
    const link = (name: string, a: [string, string], b: [string, string]) =>
      db.schema
        .createTable(name)
        .addColumn('realm_id', text, (c) => c.notNull().references('realms.id'))
        .addColumn(a[0], text, (c) => c.notNull().references(`${a[1]}.id`))
        .addColumn(b[0], text, (c) => c.notNull().references(`${b[1]}.id`))
        .addPrimaryKeyConstraint(`${name}_pk`, [a[0], b[0]])
    const strings = <T extends string, N extends string>(builder: CreateTableBuilder<T, N>, ...names: string[]) =>
      names.reduce<CreateTableBuilder<T, string>>((b, name) => b.addColumn(name, text, (c) => c.notNull()), builder)
    const times = <T extends string, N extends string>(builder: CreateTableBuilder<T, N>, ...names: string[]) =>
      names.reduce<CreateTableBuilder<T, string>>((b, name) => b.addColumn(name, 'bigint', (c) => c.notNull()), builder)
    const index = (name: string, on: string, columns: string[]) =>
      db.schema.createIndex(name).on(on).columns(columns).execute()

    await db.schema
      .createTable('server_state')
      .addColumn('name', text, (c) => c.primaryKey())
      .addColumn('value', text, (c) => c.notNull())
      .execute()

    // People and whatever else can act
    await times(strings(table('accounts'), 'name'), 'created_at')
      .addColumn('version', 'integer', (c) => c.notNull().defaultTo(1))
      .execute()
    await times(strings(table('principals'), 'kind', 'name'), 'created_at').execute()
    await times(strings(table('credentials'), 'principal_id', 'kind', 'data'), 'created_at').execute()
    await index('credentials_principal', 'credentials', ['principal_id', 'kind'])
    await times(strings(table('emails'), 'principal_id', 'email', 'email_key'), 'created_at')
      .addColumn('unique_scope', text)
      .addColumn('is_primary', 'integer', (c) => c.notNull())
      .addColumn('verified_at', 'bigint')
      .execute()
    await db.schema.createIndex('emails_unique').unique().on('emails').columns(['unique_scope', 'email_key']).execute()
    await index('emails_principal', 'emails', ['principal_id'])
    await times(strings(table('factors'), 'principal_id', 'kind', 'data'), 'created_at')
      .addColumn('rp_id', text)
      .addColumn('last_used_at', 'bigint')
      .execute()
    await index('factors_principal', 'factors', ['principal_id', 'kind'])
    await times(
      strings(table('sessions'), 'principal_id', 'token_hash', 'assurance', 'ip', 'user_agent'),
      'verified_at',
      'created_at',
      'last_seen_at',
      'expires_at',
    )
      .addColumn('device_id', text)
      .execute()
    await db.schema.createIndex('sessions_token').unique().on('sessions').columns(['token_hash']).execute()
    await index('sessions_principal', 'sessions', ['principal_id'])
    await index('sessions_expiry', 'sessions', ['expires_at'])
    await times(strings(table('devices'), 'principal_id', 'name', 'data'), 'created_at', 'last_seen_at').execute()
    await index('devices_principal', 'devices', ['principal_id'])
    await times(strings(table('memberships'), 'account_id', 'principal_id', 'role'), 'created_at')
      .addColumn('all_realms', 'integer', (c) => c.notNull())
      .addColumn('ends_at', 'bigint')
      .addColumn('version', 'integer', (c) => c.notNull().defaultTo(1))
      .execute()
    await db.schema
      .createIndex('memberships_unique')
      .unique()
      .on('memberships')
      .columns(['principal_id', 'account_id'])
      .execute()
    await index('memberships_account', 'memberships', ['account_id', 'role'])
    await db.schema
      .createTable('membership_realms')
      .addColumn('membership_id', text, (c) => c.notNull())
      .addColumn('realm_id', text, (c) => c.notNull())
      .addPrimaryKeyConstraint('membership_realms_pk', ['membership_id', 'realm_id'])
      .execute()

    // Realms and what is in them
    await strings(
      thing('realms'),
      'account_id',
      'name',
      'name_key',
      'display_name',
      'display_name_key',
      'description',
      'settings',
    )
      .addColumn('practice', 'integer', (c) => c.notNull().defaultTo(0))
      .execute()
    // Not partial: a realm's name is its address, so it stays reserved while the realm lies in the bin.
    await db.schema.createIndex('realms_name').unique().on('realms').columns(['name_key']).execute()
    await index('realms_by_name', 'realms', ['account_id', 'name_key', 'id'])
    await index('realms_by_age', 'realms', ['account_id', 'created_at', 'id'])
    await strings(inRealm('groups'), 'name', 'name_key', 'description', 'attributes')
      .addColumn('parent_id', text)
      .execute()
    await sql`create unique index groups_name on groups (realm_id, coalesce(parent_id, ''), name_key)
      where deletion_id is null`.execute(db)
    await index('groups_by_name', 'groups', ['realm_id', 'name_key', 'id'])
    await index('groups_by_age', 'groups', ['realm_id', 'created_at', 'id'])
    await index('groups_parent', 'groups', ['parent_id'])
    await index('groups_deletion', 'groups', ['deletion_id'])
    await strings(inRealm('applications'), 'client_id', 'client_id_key', 'name', 'name_key', 'description', 'settings')
      .addColumn('enabled', 'integer', (c) => c.notNull())
      .execute()
    await sql`create unique index applications_client_id on applications (realm_id, client_id_key)
      where deletion_id is null`.execute(db)
    await index('applications_by_name', 'applications', ['realm_id', 'name_key', 'id'])
    await index('applications_by_age', 'applications', ['realm_id', 'created_at', 'id'])
    await index('applications_deletion', 'applications', ['deletion_id'])
    await strings(inRealm('roles'), 'name', 'name_key', 'description', 'permissions')
      .addColumn('application_id', text)
      .addColumn('is_default', 'integer', (c) => c.notNull())
      .execute()
    await sql`create unique index roles_name on roles (realm_id, coalesce(application_id, ''), name_key)
      where deletion_id is null`.execute(db)
    await index('roles_by_name', 'roles', ['realm_id', 'name_key', 'id'])
    await index('roles_by_age', 'roles', ['realm_id', 'created_at', 'id'])
    await index('roles_application', 'roles', ['application_id', 'name_key', 'id'])
    await sql`create index roles_default on roles (realm_id) where is_default = 1`.execute(db)
    await index('roles_deletion', 'roles', ['deletion_id'])
    await strings(inRealm('identities'), 'username', 'username_key', 'first_name', 'last_name', 'status', 'attributes')
      .addColumn('email', text)
      .addColumn('email_key', text)
      .addColumn('last_sign_in_at', 'bigint')
      .execute()
    await sql`create unique index identities_username on identities (realm_id, username_key)
      where deletion_id is null`.execute(db)
    await index('identities_deletion', 'identities', ['deletion_id'])
    await link('group_roles', ['group_id', 'groups'], ['role_id', 'roles']).execute()
    await index('group_roles_role', 'group_roles', ['role_id', 'group_id'])
    await link('role_includes', ['role_id', 'roles'], ['included_role_id', 'roles']).execute()
    await index('role_includes_included', 'role_includes', ['included_role_id', 'role_id'])
    await link('identity_groups', ['identity_id', 'identities'], ['group_id', 'groups']).execute()
    await index('identity_groups_group', 'identity_groups', ['group_id', 'identity_id'])
    await link('identity_roles', ['identity_id', 'identities'], ['role_id', 'roles']).execute()
    await index('identity_roles_role', 'identity_roles', ['role_id', 'identity_id'])
    await times(
      strings(table('deletions'), 'account_id', 'realm_id', 'kind', 'root_id', 'name', 'name_key', 'deleted_by'),
      'deleted_at',
    )
      .addColumn('with_it', 'integer', (c) => c.notNull())
      .execute()
    await index('deletions_realm', 'deletions', ['realm_id', 'deleted_at', 'id'])
    await index('deletions_account', 'deletions', ['account_id', 'kind', 'deleted_at', 'id'])
    await index('deletions_root', 'deletions', ['root_id'])
    await index('deletions_age', 'deletions', ['deleted_at'])

    // The log
    await strings(
      db.schema.createTable('chains').addColumn('chain', text, (c) => c.primaryKey()),
      'hash',
    )
      .addColumn('seq', 'integer', (c) => c.notNull())
      .execute()
    await times(
      strings(
        table('events'),
        'chain',
        'type',
        'actor_kind',
        'actor_name',
        'via',
        'params',
        'changes_digest',
        'key_id',
        'prev_hash',
        'hash',
      ),
      'at',
    )
      .addColumn('seq', 'integer', (c) => c.notNull())
      .addColumn('account_id', text)
      .addColumn('realm_id', text)
      .addColumn('actor_id', text)
      .addColumn('ip', text)
      .addColumn('request_id', text)
      .addColumn('batch_id', text)
      .addColumn('undoes_event_id', text)
      .execute()
    await db.schema.createIndex('events_chain').unique().on('events').columns(['chain', 'seq']).execute()
    await db.schema.createIndex('events_undoes').unique().on('events').columns(['undoes_event_id']).execute()
    await index('events_account', 'events', ['account_id', 'at', 'id'])
    await index('events_realm', 'events', ['realm_id', 'at', 'id'])
    await index('events_actor', 'events', ['actor_id', 'at', 'id'])
    await sql`create index events_person on events (actor_id, at, id) where account_id is null`.execute(db)
    await index('events_batch', 'events', ['batch_id', 'seq'])
    await strings(
      db.schema
        .createTable('event_changes')
        .addColumn('event_id', text, (c) => c.notNull())
        .addColumn('position', 'integer', (c) => c.notNull()),
      'action',
      'kind',
      'subject_id',
      'name',
    )
      .addColumn('other_id', text)
      .addColumn('before', text)
      .addColumn('after', text)
      .addColumn('before_digest', text)
      .addColumn('after_digest', text)
      .addColumn('after_version', 'integer')
      .addColumn('deletion_id', text)
      .addPrimaryKeyConstraint('event_changes_pk', ['event_id', 'position'])
      .execute()
    await index('event_changes_subject', 'event_changes', ['subject_id', 'event_id'])
    await index('event_changes_other', 'event_changes', ['other_id', 'event_id'])

    // The machinery
    await times(
      strings(
        db.schema.createTable('idempotency_keys').addColumn('principal_id', text, (c) => c.notNull()),
        'method',
        'path',
        'key',
        'body_hash',
        'response',
      ),
      'created_at',
    )
      .addColumn('status', 'integer', (c) => c.notNull())
      .addColumn('event_id', text)
      .addPrimaryKeyConstraint('idempotency_keys_pk', ['principal_id', 'method', 'path', 'key'])
      .execute()
    await index('idempotency_keys_age', 'idempotency_keys', ['created_at'])
    await times(
      db.schema
        .createTable('throttles')
        .addColumn('name', text, (c) => c.primaryKey())
        .addColumn('failures', 'integer', (c) => c.notNull()),
      'blocked_until',
      'updated_at',
    ).execute()
    await index('throttles_age', 'throttles', ['updated_at'])
    await times(strings(table('jobs'), 'kind', 'payload'), 'run_at', 'locked_until', 'created_at')
      .addColumn('attempts', 'integer', (c) => c.notNull())
      .addColumn('last_error', text)
      .execute()
    await index('jobs_due', 'jobs', ['run_at', 'locked_until'])
    await times(strings(table('batches'), 'account_id', 'realm_id', 'kind', 'principal'), 'created_at')
      .addColumn('total', 'integer', (c) => c.notNull())
      .addColumn('done', 'integer', (c) => c.notNull())
      .addColumn('skipped', 'integer', (c) => c.notNull())
      .addColumn('undoes_batch_id', text)
      .addColumn('finished_at', 'bigint')
      .execute()
    await index('batches_realm', 'batches', ['realm_id', 'finished_at'])
    await strings(
      db.schema
        .createTable('batch_rows')
        .addColumn('batch_id', text, (c) => c.notNull())
        .addColumn('position', 'integer', (c) => c.notNull()),
      'plan',
      'state',
    )
      .addPrimaryKeyConstraint('batch_rows_pk', ['batch_id', 'position'])
      .execute()
  },
}
