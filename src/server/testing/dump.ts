import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Change, Link, Thing } from '#contract/changes'
import type { Db } from '../db/open'

export type DumpRow = Readonly<Record<string, unknown>>
/** All rows of all tables, sorted. */
export type Dump = Readonly<Record<string, readonly DumpRow[]>>

/** What may differ although nothing was changed: when somebody was last seen, and how often somebody tried. */
const UNTOLD_TABLES = new Set(['throttles'])
const UNTOLD_COLUMNS = new Set(['sessions.last_seen_at'])

/** Everything in the database, which says itself which tables there are, so that none is forgotten. */
export async function dump(db: Db): Promise<Dump> {
  const tables = (await tableNames(db)).filter((name) => !UNTOLD_TABLES.has(name))
  const all = db.engine === 'postgres' ? await postgresRows(db, tables) : await sqliteRows(db, tables)
  return Object.fromEntries(tables.map((table) => [table, sortedRows(table, all[table] ?? [])]))
}

async function tableNames(db: Db): Promise<string[]> {
  const found = await sql<{ name: string }>`${
    db.engine === 'postgres'
      ? sql`select table_name as name from information_schema.tables where table_schema = 'public' order by 1`
      : sql`select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by 1`
  }`.execute(db.read)
  return found.rows.map(({ name }) => name)
}

async function sqliteRows(db: Db, tables: readonly string[]): Promise<Record<string, DumpRow[]>> {
  const all: Record<string, DumpRow[]> = {}
  for (const table of tables) {
    const { rows } = await sql<DumpRow>`select * from ${sql.table(table)}`.execute(db.read)
    all[table] = rows
  }
  return all
}

/** In one statement: there each costs a journey. */
async function postgresRows(db: Db, tables: readonly string[]): Promise<Record<string, DumpRow[]>> {
  const parts = tables.map(
    (name) => sql`select ${sql.lit(name)} as name, (select json_agg(t) from ${sql.table(name)} t) as rows`,
  )
  const found = await sql<{ name: string; rows: DumpRow[] | null }>`${sql.join(parts, sql` union all `)}`.execute(
    db.read,
  )
  return Object.fromEntries(found.rows.map(({ name, rows }) => [name, rows ?? []]))
}

function sortedRows(table: string, rows: readonly DumpRow[]): DumpRow[] {
  const untold = [...UNTOLD_COLUMNS].filter((name) => name.startsWith(`${table}.`)).map((name) => name.split('.')[1]!)
  const told = rows
    .map((row) => ({ ...row, ...Object.fromEntries(untold.map((column) => [column, null])) }))
    .map((row) => ({ row, text: JSON.stringify(row) }))
    .sort((a, b) => compare(a.text, b.text))
  const list = told.map(({ row }) => row)
  texts.set(list, told.map(({ text }) => text).join('\n'))
  return list
}

/** Of the rows of a table, to compare them by: deep equality of thousands of equal rows takes its time. */
const texts = new WeakMap<readonly DumpRow[], string>()

/** The rows of a table that a dump must have. */
export function rowsOf(all: Dump, table: string): readonly DumpRow[] {
  const rows = all[table]
  if (!rows) throw new Error(`The dump has no table ${table}`)
  return rows
}

/** Fails unless two dumps are the same, of all tables but `except`. */
export function expectSame(before: Dump, after: Dump, except: readonly string[] = []): void {
  expect(Object.keys(after)).toEqual(Object.keys(before))
  for (const table of Object.keys(before).filter((name) => !except.includes(name))) {
    const [was, is] = [rowsOf(before, table), rowsOf(after, table)]
    if (texts.get(was) !== texts.get(is)) expect({ [table]: is }).toEqual({ [table]: was })
  }
}

// What changed, told from the rows alone: nothing here knows how the server records its changes.

const thingTables: Record<Thing, string> = {
  realm: 'realms',
  group: 'groups',
  role: 'roles',
  application: 'applications',
  identity: 'identities',
  'access-request': 'access_requests',
}
const linkTables: Record<Link, { table: string; ends: [column: string, thing: Thing][] }> = {
  'group-role': {
    table: 'group_roles',
    ends: [
      ['group_id', 'group'],
      ['role_id', 'role'],
    ],
  },
  'role-include': {
    table: 'role_includes',
    ends: [
      ['role_id', 'role'],
      ['included_role_id', 'role'],
    ],
  },
  'identity-group': {
    table: 'identity_groups',
    ends: [
      ['identity_id', 'identity'],
      ['group_id', 'group'],
    ],
  },
  'identity-role': {
    table: 'identity_roles',
    ends: [
      ['identity_id', 'identity'],
      ['role_id', 'role'],
    ],
  },
}
/** The tables that `difference` tells of, and those that follow from them. */
export const changingTables = [
  ...Object.values(thingTables),
  ...Object.values(linkTables).map(({ table }) => table),
  'realm_counters',
  'group_counters',
  'email_domain_roles',
  'people_changes',
]

const JSON_COLUMNS = new Set(['attributes', 'settings', 'permissions', 'access_policy', 'decisions'])
const YES_NO_COLUMNS = new Set(['practice', 'is_default', 'enabled', 'break_glass'])
/** Columns that are no fields: ids, the scope, versions, times, keys, the mark of deletion, and what follows from others. */
const NO_FIELD =
  /^(id|no|realm_id|version|created_at|updated_at|seen_at|second_step|search|email_domain|external_id|deletion_id|\w+_key)$/

/** A row's fields, named as the API names them. */
export function fieldsOf(row: DumpRow): Record<string, unknown> {
  const fields: Record<string, unknown> = {}
  for (const [column, value] of Object.entries(row)) {
    if (NO_FIELD.test(column)) continue
    const name = camelCase(column)
    if (JSON_COLUMNS.has(column)) fields[name] = value === null ? null : JSON.parse(String(value))
    else fields[name] = YES_NO_COLUMNS.has(column) ? value === 1 : value
  }
  return fields
}

/** What changed from one dump to a later one, sorted. Also checks that what was touched, and only that, has a new version. */
export function difference(before: Dump, after: Dump): Change[] {
  const changes: Change[] = []
  for (const kind of Object.keys(thingTables) as Thing[]) {
    const was = byId(rowsOf(before, thingTables[kind]))
    const is = byId(rowsOf(after, thingTables[kind]))
    for (const id of was.keys()) if (!is.has(id)) throw new Error(`${kind} ${id} is gone for good`)
    for (const [id, row] of is) {
      const change = changeOf(kind, was.get(id), row)
      if (change) changes.push(change)
      const versions = [was.get(id)?.['version'] ?? 0, row['version']]
      if (change) expect(versions, `the version of ${kind} ${id}`).toEqual([versions[0], Number(versions[0]) + 1])
      else expect(row, `${kind} ${id}, of which nothing is told`).toEqual(was.get(id))
    }
  }
  for (const kind of Object.keys(linkTables) as Link[]) changes.push(...linkChanges(kind, before, after))
  return sorted(changes)
}

export const sorted = (changes: readonly Change[]): Change[] =>
  changes.toSorted((a, b) => compare(`${a.kind} ${a.action} ${a.id}`, `${b.kind} ${b.action} ${b.id}`))

function changeOf(kind: Thing, was: DumpRow | undefined, is: DumpRow): Change | null {
  const id = String(is['id'])
  const fields = fieldsOf(is)
  const old = was ? fieldsOf(was) : null
  const nameField = kind === 'identity' ? 'username' : kind === 'access-request' ? 'reason' : 'name'
  const nameOf = (of: Record<string, unknown>) => String(of[nameField])
  const name = nameOf(fields)
  if (!was || !old) return { action: 'create', kind, id, name, before: null, after: fields }
  const [lay, lies] = [was['deletion_id'] !== null, is['deletion_id'] !== null]
  if (!lay && lies) return { action: 'delete', kind, id, name: nameOf(old), before: old, after: null }
  if (lay && !lies) return { action: 'restore', kind, id, name, before: old, after: fields }
  if (JSON.stringify(old) === JSON.stringify(fields)) return null
  return { action: 'update', kind, id, name, before: old, after: fields }
}

function linkChanges(kind: Link, before: Dump, after: Dump): Change[] {
  const { table, ends } = linkTables[kind]
  const idOf = (row: DumpRow) => ends.map(([column]) => String(row[column])).join(':')
  const was = new Map(rowsOf(before, table).map((row) => [idOf(row), row]))
  const is = new Map(rowsOf(after, table).map((row) => [idOf(row), row]))
  const snapshot = (row: DumpRow) => {
    const said = ['ends_at', 'request_id'].filter((column) => row[column] !== undefined && row[column] !== null)
    return Object.fromEntries(
      [...ends.map(([column]) => column), ...said].map((column) => [camelCase(column), row[column]]),
    )
  }
  const told = (action: 'create' | 'update' | 'delete', row: DumpRow, all: Dump, old = row): Change => {
    const names = ends.map(([column, thing]) => nameIn(all, thing, String(row[column])))
    return {
      action,
      kind,
      id: idOf(row),
      name: names.join(' → '),
      before: action === 'create' ? null : snapshot(old),
      after: action === 'delete' ? null : snapshot(row),
    }
  }
  return [
    ...[...is].flatMap(([id, row]): Change[] => {
      const old = was.get(id)
      if (!old) return [told('create', row, after)]
      return JSON.stringify(snapshot(old)) === JSON.stringify(snapshot(row)) ? [] : [told('update', row, after, old)]
    }),
    ...[...was].flatMap(([id, row]) => (is.has(id) ? [] : [told('delete', row, before)])),
  ]
}

function nameIn(all: Dump, thing: Thing, id: string): string {
  const row = rowsOf(all, thingTables[thing]).find((one) => one['id'] === id)
  return String(row?.[thing === 'identity' ? 'username' : 'name'])
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

/** The ids of all rows. */
export const idsIn = (all: Dump): ReadonlySet<string> =>
  new Set(
    Object.values(all).flatMap((rows) => rows.flatMap((row) => (typeof row['id'] === 'string' ? [row['id']] : []))),
  )

/**
 * Names ids that were not there before by their position. UUIDv7 grow, so the n-th new id of a preview stands for the n-th
 * new id of the change.
 */
export function byPosition<T>(value: T, known: ReadonlySet<string>): T {
  const text = JSON.stringify(value)
  const fresh = [...new Set(text.match(UUID) ?? [])].filter((id) => !known.has(id)).sort(compare)
  const positions = new Map(fresh.map((id, i) => [id, `new ${String(i).padStart(3, '0')}`]))
  // The same value again, with other texts in the place of ids.
  return JSON.parse(text.replaceAll(UUID, (id) => positions.get(id) ?? id)) as T
}

/**
 * What people see of realms: living things with their fields, and links with both ends living. This is what Undo restores
 * exactly; versions, times and the bin are not part of it.
 */
export function livingState(all: Dump): Record<string, unknown> {
  const realms = rowsOf(all, 'realms').filter(isLiving)
  const realmIds = new Set(realms.map((row) => row['id']))
  const state: Record<string, unknown> = {}
  const living = new Set<unknown>()
  for (const [kind, table] of Object.entries(thingTables)) {
    for (const row of rowsOf(all, table)) {
      if (!isLiving(row) || !(realmIds.has(row['id']) || realmIds.has(row['realm_id']))) continue
      living.add(row['id'])
      state[`${kind} ${String(row['id'])}`] = { ...fieldsOf(row), ...keysOf(row) }
    }
  }
  for (const [kind, { table, ends }] of Object.entries(linkTables)) {
    for (const row of rowsOf(all, table)) {
      const ids = ends.map(([column]) => row[column])
      if (ids.every((id) => living.has(id))) state[`${kind} ${ids.join(':')}`] = row['ends_at'] ?? true
    }
  }
  return state
}

export const isLiving = (row: DumpRow): boolean => row['deletion_id'] === null

const keysOf = (row: DumpRow): DumpRow =>
  Object.fromEntries(Object.entries(row).filter(([column]) => column.endsWith('_key')))

/** What must hold of the rows whatever was done: places are living, marks and the bin agree, keys belong to their names. */
export function expectSound(all: Dump): void {
  const groups = byId(rowsOf(all, 'groups'))
  for (const group of [...groups.values()].filter(isLiving)) {
    const above = [group['id']]
    for (let parent = group['parent_id']; parent !== null; parent = groups.get(String(parent))?.['parent_id']) {
      expect(above, 'a group lies in itself').not.toContain(parent)
      above.push(parent)
      const row = groups.get(String(parent))
      expect(row, 'a living group lies in a living one').toMatchObject({
        deletion_id: null,
        realm_id: group['realm_id'],
      })
    }
  }
  const applications = byId(rowsOf(all, 'applications'))
  for (const role of rowsOf(all, 'roles').filter(isLiving)) {
    if (role['application_id'] === null) continue
    expect(applications.get(String(role['application_id'])), 'a living role has a living application').toMatchObject({
      deletion_id: null,
    })
  }
  expectBin(all)
  expectDerived(all)
  for (const table of Object.values(thingTables)) {
    for (const row of rowsOf(all, table)) {
      for (const [column, key] of Object.entries(keysOf(row))) {
        const name = row[column.replace(/_key$/, '')]
        expect(key, column).toBe(typeof name === 'string' ? name.normalize('NFKC').toLowerCase().trim() : null)
      }
    }
  }
}

/** Counters count, and what is searched and given by domains follows from the rows. */
function expectDerived(all: Dump): void {
  const people = byId(rowsOf(all, 'identities'))
  for (const row of people.values()) {
    const { username, email, first_name, last_name } = row
    const words = [username, email === username ? '' : email, first_name, last_name].filter(Boolean).join(' ')
    expect(row['search']).toBe(words.normalize('NFKC').toLowerCase().trim())
    const domain = typeof email === 'string' ? email.slice(email.lastIndexOf('@') + 1) : null
    expect(row['email_domain']).toBe(domain && domain.normalize('NFKC').toLowerCase().trim())
  }
  const members: Record<string, number> = {}
  for (const link of rowsOf(all, 'identity_groups')) {
    const person = people.get(String(link['identity_id']))
    if (person && isLiving(person)) members[String(link['group_id'])] = (members[String(link['group_id'])] ?? 0) + 1
  }
  const notZero = (counts: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(counts).filter(([, n]) => n !== 0))
  const counted = (table: string, id: string, n: string) =>
    notZero(Object.fromEntries(rowsOf(all, table).map((row) => [String(row[id]), row[n]])))
  expect(counted('group_counters', 'group_id', 'members')).toEqual(notZero(members))
  const residents: Record<string, number> = {}
  for (const row of people.values())
    if (isLiving(row)) residents[String(row['realm_id'])] = (residents[String(row['realm_id'])] ?? 0) + 1
  expect(counted('realm_counters', 'realm_id', 'identities')).toEqual(residents)
}

/** Each mark of deletion belongs to a deletion, which counts what went with it. */
function expectBin(all: Dump): void {
  const marked: Record<string, number> = {}
  for (const table of Object.values(thingTables)) {
    for (const row of rowsOf(all, table)) {
      if (!isLiving(row)) marked[String(row['deletion_id'])] = (marked[String(row['deletion_id'])] ?? 0) + 1
    }
  }
  const counted = rowsOf(all, 'deletions').map((row) => [row['id'], Number(row['with_it']) + 1] as const)
  expect(marked).toEqual(Object.fromEntries(counted))
}

const byId = (rows: readonly DumpRow[]) => new Map(rows.map((row) => [String(row['id']), row]))
const camelCase = (column: string) => column.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
