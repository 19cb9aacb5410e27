import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kysely, sql, SqliteDialect } from 'kysely'
import Database from 'libsql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundation } from './migrations/0001-foundation'
import { people } from './migrations/0002-people'
import { lighterPeople } from './migrations/0003-lighter-people'
import type { Tables } from './tables'

/** What SQLite has to make anew for its people must not lose any, nor what they belong to. */
let dir: string
let db: Kysely<Tables>
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'castellan-migrate-'))
  const database = new Database(join(dir, 'test.db'))
  database.exec('pragma foreign_keys = on')
  db = new Kysely<Tables>({ dialect: new SqliteDialect({ database }) })
  const types = { engine: 'sqlite' as const, text: sql`text` }
  const untyped = db as unknown as Kysely<unknown>
  await foundation.up(untyped, types)
  await fill()
  for (const step of [people, lighterPeople])
    await db.transaction().execute((tx) => step.up(tx as unknown as Kysely<unknown>, types))
})
afterAll(async () => {
  await db.destroy()
  rmSync(dir, { recursive: true })
})

async function fill(): Promise<void> {
  const run = (text: string) => sql.raw(text).execute(db)
  await run(`insert into realms (id, account_id, name, name_key, display_name, display_name_key, description, settings,
    practice, version, created_at, updated_at) values ('r', 'a', 'acme', 'acme', '', '', '', '{}', 0, 1, 1, 1)`)
  for (const [id, deletion] of [
    ['p1', 'null'],
    ['p2', 'null'],
    ['p3', "'d'"],
  ]) {
    await run(`insert into identities (id, realm_id, version, created_at, updated_at, deletion_id, username, username_key,
      first_name, last_name, status, attributes, email, email_key) values ('${id}', 'r', 2, 5, 6, ${deletion}, 'Pat ${id}',
      'pat ${id}', 'Pat', 'Ö’Hara', 'suspended', '{"a":["b"]}', 'Pat@Example.org', 'pat@example.org')`)
    await run(`insert into roles (id, realm_id, name, name_key, description, permissions, is_default, version, created_at,
      updated_at) values ('role ${id}', 'r', 'R ${id}', 'r ${id}', '', '[]', 0, 1, 1, 1)`)
    await run(`insert into groups (id, realm_id, name, name_key, description, attributes, version, created_at, updated_at)
      values ('group ${id}', 'r', 'G ${id}', 'g ${id}', '', '{}', 1, 1, 1)`)
    await run(`insert into identity_roles (realm_id, identity_id, role_id) values ('r', '${id}', 'role ${id}')`)
    await run(`insert into identity_groups (realm_id, identity_id, group_id) values ('r', '${id}', 'group ${id}')`)
  }
}

test('people and what they are linked to are there as before, with what follows from them', async () => {
  const rows = await db.selectFrom('identities').selectAll().orderBy('id').execute()
  expect(rows.map(({ id, deletion_id }) => [id, deletion_id])).toEqual([
    ['p1', null],
    ['p2', null],
    ['p3', 'd'],
  ])
  expect(rows[0]).toMatchObject({
    username: 'Pat p1',
    version: 2,
    created_at: 5,
    status: 'suspended',
    attributes: '{"a":["b"]}',
    seen_at: 0,
    search: 'pat p1 pat@example.org pat ö’hara',
    email_domain: 'example.org',
  })
  for (const table of ['identity_groups', 'identity_roles'] as const) {
    const links = await db.selectFrom(table).selectAll().orderBy('identity_id').execute()
    expect(links.map(({ identity_id }) => identity_id)).toEqual(['p1', 'p2', 'p3'])
  }
  expect((await db.selectFrom('realm_counters').select('identities').execute())[0]).toEqual({ identities: 2 })
})

test('they keep their numbers, and what refers to them still must', async () => {
  const numbered = () => sql<{ no: number; id: string }>`select no, id from identities order by no`.execute(db)
  const { rows } = await numbered()
  expect(rows).toHaveLength(3)
  await sql`vacuum`.execute(db)
  expect((await numbered()).rows).toEqual(rows)
  await expect(db.deleteFrom('identities').where('id', '=', 'p2').execute()).rejects.toThrow(/FOREIGN KEY/)
  const second = { realm_id: 'r', version: 1, created_at: 1, updated_at: 1, username: 'Pat P1', username_key: 'pat p1' }
  const rest = { first_name: '', last_name: '', status: 'active', attributes: '{}', search: 'pat p1' }
  await expect(
    db
      .insertInto('identities')
      .values({ ...second, ...rest, id: 'p4' } as never)
      .execute(),
  ).rejects.toThrow(/UNIQUE/)
})
