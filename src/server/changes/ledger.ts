import { sql } from 'kysely'
import type { Action, Kind, Link, RecordKind, Thing } from '#contract/changes'
import { among } from '../db/each'
import { insertMany, updateMany } from '../db/many-rows'
import type { Queryable } from '../db/open'
import type { Tables } from '../db/tables'
import { canonical } from '../lib/canonical'
import { newId } from '../lib/ids'
import { nameKey } from '../lib/name-key'
import {
  countMembers,
  countPeople,
  countSecondSteps,
  domainRolesOf,
  livingAmong,
  markPeople,
  spreadDomainRoles,
} from './derived'
import { type EndingRecord, sessionsOf } from './records'
import { isLink, linkFields, linkSpecs, type Row, type ThingSpec, thingSpecs, toColumns, toFields } from './specs'

/** One row that was touched, as the log keeps it. */
export interface LedgerEntry {
  action: Action
  kind: Kind
  /** A thing's id, or a link's first end. */
  subjectId: string
  /** A link's second end. */
  otherId: string | null
  name: string
  before: Row | null
  after: Row | null
  afterVersion: number | null
  /** Of a deletion or a restore: which deletion. */
  deletionId: string | null
}

/** A thing on its way into the bin or out of it; `patch` sets fields on the way. */
export interface Binned {
  kind: Thing
  id: string
  patch?: Row
}

export interface LedgerContext {
  now: number
  accountId: string
  actorName: string
}

const CHUNK = 500

/**
 * The only way by which rows of realms are written. It reads what was there, writes, and keeps both, so that previews, the
 * log, undo and the bin are true of every change without any feature doing something for it.
 */
export class Ledger {
  readonly entries: LedgerEntry[] = []
  /** People who came in this change and are still as they came, with their names: nobody need look. */
  private readonly newcomers = new Map<string, string>()
  /** Those of them who are linked to nothing yet. */
  private readonly unlinked = new Set<string>()

  constructor(
    private readonly tx: Queryable,
    private readonly context: LedgerContext,
  ) {}

  /** Creates things of one kind in a realm (realms themselves in an account). Returns their ids, in order. */
  async create(kind: Thing, scopeId: string, things: { id?: string; fields: Row }[]): Promise<string[]> {
    const spec = thingSpecs[kind]
    const { now } = this.context
    const rows = things.map(({ id = newId(), fields }) => ({
      id,
      [spec.scope]: scopeId,
      version: 1,
      created_at: now,
      updated_at: now,
      deletion_id: null,
      ...toColumns(spec, fields),
      ...spec.derived?.(fields),
    }))
    if (kind === 'identity') {
      await this.insert(
        'principals',
        rows.map((row, i) => ({ id: row.id, kind: 'identity', name: spec.name(things[i]!.fields), created_at: now })),
      )
    }
    await this.insert(spec.table, rows)
    if (kind === 'identity') {
      await countPeople(this.tx, scopeId, rows.length)
      for (const [i, { id }] of rows.entries()) {
        this.unlinked.add(id)
        this.newcomers.set(id, spec.name(things[i]!.fields))
      }
    }
    for (const row of rows) {
      const after = toFields(spec, row)
      this.entries.push({ ...touched('create', kind, row.id, spec.name(after)), after, afterVersion: 1 })
    }
    return rows.map((row) => row.id)
  }

  /** Sets fields of a living thing. Does nothing, and says so, when all of them hold these values already. */
  async update(kind: Thing, id: string, patch: Row): Promise<boolean> {
    const spec = thingSpecs[kind]
    const [row] = await this.rows(kind, [id])
    if (!row) throw new Error(`No living ${kind} to update`)
    const before = toFields(spec, row)
    const after = { ...before, ...patch }
    if (canonical(before) === canonical(after)) return false
    const version = Number(row['version']) + 1
    await this.tx
      .updateTable(spec.table)
      .set({ ...toColumns(spec, patch), ...spec.derived?.(after), version, updated_at: this.context.now } as never)
      .where('id', '=', id)
      .execute()
    await this.spread(kind, id, before, after)
    this.entries.push({ ...touched('update', kind, id, spec.name(after)), before, after, afterVersion: version })
    if (kind === 'identity' && after['status'] === 'suspended') await this.endSignIns([id])
    return true
  }

  /** The same of many things of a kind, each once. Returns the ids of those that were others before. */
  async updateMany(kind: Thing, patches: readonly { id: string; patch: Row }[]): Promise<string[]> {
    const spec = thingSpecs[kind]
    const changed: string[] = []
    for (const chunk of chunks(patches)) {
      const rows = await this.rows(
        kind,
        chunk.map(({ id }) => id),
      )
      if (rows.length < chunk.length) throw new Error(`No living ${kind} to update`)
      const edits = rows.flatMap((row, i) => {
        const before = toFields(spec, row)
        const after = { ...before, ...chunk[i]?.patch }
        return canonical(before) === canonical(after) ? [] : [{ id: String(row['id']), row, before, after }]
      })
      if (edits.length === 0) continue
      // Each gets the columns that any of them gets.
      const named = Object.fromEntries(chunk.flatMap(({ patch }) => Object.entries(patch)))
      const columns = Object.keys({ ...toColumns(spec, named), ...spec.derived?.(edits[0]!.after) })
      const values = edits.map(({ id, after }) => {
        const all: Row = { ...toColumns(spec, after), ...spec.derived?.(after) }
        return { id, ...Object.fromEntries(columns.map((column) => [column, all[column]])) }
      })
      await updateMany(this.tx, spec.table, ['id'], values, {
        same: { updated_at: this.context.now },
        count: ['version'],
      })
      await this.spreadMany(kind, edits)
      for (const { id, row, before, after } of edits) {
        const afterVersion = Number(row['version']) + 1
        this.entries.push({ ...touched('update', kind, id, spec.name(after)), before, after, afterVersion })
      }
      const ids = edits.map(({ id }) => id)
      changed.push(...ids)
      const suspended = edits.filter(({ after }) => kind === 'identity' && after['status'] === 'suspended')
      if (suspended.length > 0) await this.endSignIns(suspended.map(({ id }) => id))
    }
    return changed
  }

  /**
   * Moves people, who have no parts, into the bin, each to be restored by themselves. `deletionId`: as they lay there
   * before.
   */
  async removeEach(kind: 'identity', realmId: string, people: { id: string; deletionId?: string }[]): Promise<void> {
    const spec = thingSpecs[kind]
    const { now, accountId, actorName } = this.context
    for (const chunk of chunks(people)) {
      const rows = await this.rows(
        kind,
        chunk.map(({ id }) => id),
      )
      const known = new Map(chunk.map(({ id, deletionId }) => [id, deletionId]))
      const gone = rows.map((row) => ({
        row,
        before: toFields(spec, row),
        deletionId: known.get(String(row['id'])) ?? newId(),
      }))
      if (gone.length === 0) continue
      const goneIds = gone.map(({ row }) => String(row['id']))
      const marks = gone.map(({ row, deletionId }) => ({ id: String(row['id']), deletion_id: deletionId }))
      await updateMany(this.tx, spec.table, ['id'], marks, { same: { updated_at: now }, count: ['version'] })
      for (const { row, before, deletionId } of gone) {
        const afterVersion = Number(row['version']) + 1
        const entry = touched('delete', kind, String(row['id']), spec.name(before))
        this.entries.push({ ...entry, before, afterVersion, deletionId })
      }
      await markPeople(this.tx, realmId, goneIds, false)
      await this.endSignIns(goneIds)
      await insertMany(
        this.tx,
        'deletions',
        gone.map(({ row, before, deletionId }) => ({
          id: deletionId,
          account_id: accountId,
          realm_id: realmId,
          kind,
          root_id: String(row['id']),
          name: spec.name(before),
          name_key: nameKey(spec.name(before)),
          with_it: 0,
          deleted_at: now,
          deleted_by: actorName,
        })),
      )
    }
  }

  /**
   * Moves a thing into the bin, and with it its own parts; links stay. The first thing gives the bin's row its name. What
   * goes back to where it lay before goes under the same `deletionId`, so that the event that put it there can be undone.
   */
  async remove(realmId: string, things: Binned[], deletionId = newId()): Promise<void> {
    const root = things[0]
    if (!root) return
    const { now, accountId, actorName } = this.context
    const patches = new Map(things.map(({ id, patch = {} }) => [id, patch]))
    const named: string[] = []
    for (const [kind, ids] of byKind(things)) {
      const spec = thingSpecs[kind]
      const rows = await this.rows(kind, ids)
      for (const chunk of chunks(ids)) {
        await this.tx
          .updateTable(spec.table)
          .set({ deletion_id: deletionId, updated_at: now, version: sql`version + 1` } as never)
          .where('id', 'in', chunk)
          .execute()
      }
      for (const row of rows) {
        const id = String(row['id'])
        const before = toFields(spec, row)
        const patch = patches.get(id) ?? {}
        if (Object.keys(patch).length > 0) {
          await this.tx
            .updateTable(spec.table)
            .set({ ...toColumns(spec, patch), ...spec.derived?.({ ...before, ...patch }) } as never)
            .where('id', '=', id)
            .execute()
          await this.spread(kind, id, before, { ...before, ...patch })
        }
        named.push(spec.name({ ...before, ...patch }))
        this.entries.push({
          ...touched('delete', kind, id, spec.name(before)),
          before,
          afterVersion: Number(row['version']) + 1,
          deletionId,
        })
      }
      if (kind !== 'identity') continue
      for (const chunk of chunks(ids)) await markPeople(this.tx, realmId, chunk, false)
      await this.endSignIns(ids)
    }
    await this.tx
      .insertInto('deletions')
      .values({
        id: deletionId,
        account_id: accountId,
        realm_id: realmId,
        kind: root.kind,
        root_id: root.id,
        name: named[0] ?? '',
        name_key: nameKey(named[0] ?? ''),
        with_it: named.length - 1,
        deleted_at: now,
        deleted_by: actorName,
      })
      .execute()
  }

  /** Takes things out of the bin, all of one deletion. */
  async restore(things: Binned[]): Promise<void> {
    const deletions = new Set<string>()
    const patches = new Map(things.map(({ id, patch = {} }) => [id, patch]))
    for (const [kind, ids] of byKind(things)) {
      const spec = thingSpecs[kind]
      for (const chunk of chunks(ids)) {
        const rows = await this.tx.selectFrom(spec.table).selectAll().where('id', 'in', chunk).execute()
        // In the order that was asked for, so that an event's rows read the same on both engines.
        const byId = new Map(rows.map((row) => [row.id, row as Row]))
        const back = chunk.map((id) => {
          const row = byId.get(id)
          if (!row) throw new Error(`No ${kind} in the bin to restore`)
          const before = toFields(spec, row)
          return { id, row, before, after: { ...before, ...patches.get(id) } }
        })
        const living = { deletion_id: null, version: sql`version + 1`, updated_at: this.context.now }
        const asTheyWere: string[] = []
        for (const { id, after } of back) {
          const patch = patches.get(id) ?? {}
          if (Object.keys(patch).length === 0) asTheyWere.push(id)
          // At once: under its old name it may have no place any more.
          else await this.set(spec, [id], { ...living, ...toColumns(spec, patch), ...spec.derived?.(after) })
        }
        if (asTheyWere.length > 0) await this.set(spec, asTheyWere, living)
        await this.spreadMany(kind, back)
        if (kind === 'identity') {
          const realmIds = new Set(back.map(({ row }) => String(row['realm_id'])))
          for (const realmId of realmIds) {
            const own = back.filter(({ row }) => row['realm_id'] === realmId)
            await markPeople(
              this.tx,
              realmId,
              own.map(({ id }) => id),
              true,
            )
          }
        }
        for (const { id, row, before, after } of back) {
          const deletionId = String(row['deletion_id'])
          deletions.add(deletionId)
          const entry = touched('restore', kind, id, spec.name(after))
          this.entries.push({ ...entry, before, after, afterVersion: Number(row['version']) + 1, deletionId })
        }
      }
    }
    for (const chunk of chunks([...deletions])) await this.forgetEmptyDeletions(chunk)
  }

  /**
   * Links things of a realm; `fields` is what each link says of itself. Pairs that are linked already stay as they are.
   * Returns how many are new.
   */
  async link(kind: Link, realmId: string, pairs: [string, string][], fields: Row = {}): Promise<number> {
    const spec = linkSpecs[kind]
    const [a, b] = spec.ends
    const said = Object.fromEntries(
      Object.entries(fields).map(([field, value]) => [spec.fields?.[field]?.column ?? field, value]),
    )
    let made = 0
    for (const chunk of chunks(unique(pairs))) {
      const known = chunk.filter(([from]) => !this.unlinked.has(from))
      const there = new Set((await this.linkRows(kind, known)).map(({ from, to }) => `${from}:${to}`))
      for (const [from] of chunk) this.unlinked.delete(from)
      const fresh = chunk.filter(([from, to]) => !there.has(`${from}:${to}`))
      if (fresh.length === 0) continue
      const rows = fresh.map(([from, to]) => ({
        realm_id: realmId,
        [a.column]: from,
        [b.column]: to,
        ...said,
      }))
      await this.insert(spec.table, rows)
      const links = fresh.map(([from, to]) => ({ from, to, fields: linkFields(spec, said) }))
      await this.countLinks(kind, links, 1)
      await this.noteLinks('create', kind, links)
      made += fresh.length
    }
    return made
  }

  /** Removes links. Returns how many there were. */
  async unlink(kind: Link, pairs: [string, string][]): Promise<number> {
    const spec = linkSpecs[kind]
    const [a, b] = spec.ends
    let gone = 0
    for (const chunk of chunks(unique(pairs))) {
      const there = await this.linkRows(kind, chunk)
      if (there.length === 0) continue
      await sql`delete from ${sql.table(spec.table)} where (${sql.ref(a.column)}, ${sql.ref(b.column)}) in
        (${pairList(there.map(({ from, to }) => [from, to]))})`.execute(this.tx)
      await this.countLinks(kind, there, -1)
      await this.noteLinks('delete', kind, there)
      if (kind === 'identity-group') await this.endRequests(there)
      gone += there.length
    }
    return gone
  }

  /** Counts the members that links bring or take away, of living people alone. */
  private async countLinks(kind: Link, links: readonly { from: string; to: string }[], sign: 1 | -1): Promise<void> {
    if (kind !== 'identity-group') return
    const others = [...new Set(links.map(({ from }) => from))].filter((id) => !this.newcomers.has(id))
    const living = others.length === 0 ? new Set<string>() : await livingAmong(this.tx, others)
    const by = new Map<string, number>()
    for (const { from, to } of links) {
      if (this.newcomers.has(from) || living.has(from)) by.set(to, (by.get(to) ?? 0) + sign)
    }
    await countMembers(this.tx, by)
  }

  /** A request is over when the membership that it brought ends, or no longer rests on it, whatever the cause. */
  private async endRequests(links: readonly LinkRow[]): Promise<void> {
    const ids = links.flatMap(({ fields }) => (typeof fields['requestId'] === 'string' ? [fields['requestId']] : []))
    for (const row of await this.rows('access-request', ids)) {
      if (row['status'] === 'approved') await this.update('access-request', String(row['id']), { status: 'ended' })
    }
  }

  /** Lets links say this and nothing else of themselves; links that are not there stay so. Returns how many are others now. */
  async relink(kind: Link, pairs: [string, string][], fields: Row): Promise<number> {
    const spec = linkSpecs[kind]
    const [a, b] = spec.ends
    const columns = Object.fromEntries(
      Object.entries(spec.fields ?? {}).map(([field, { column }]) => [column, fields[field] ?? null]),
    )
    const said = linkFields(spec, columns)
    let changed = 0
    for (const chunk of chunks(unique(pairs))) {
      const others = (await this.linkRows(kind, chunk)).filter((row) => canonical(row.fields) !== canonical(said))
      if (others.length === 0) continue
      await this.tx
        .updateTable(spec.table as 'identity_groups')
        .set(columns)
        .where(
          sql<boolean>`(${sql.ref(a.column)}, ${sql.ref(b.column)}) in (${pairList(others.map(({ from, to }) => [from, to]))})`,
        )
        .execute()
      await this.noteLinks('update', kind, others, said)
      if (kind === 'identity-group')
        await this.endRequests(others.filter(({ fields: was }) => was['requestId'] !== said['requestId']))
      changed += others.length
    }
    return changed
  }

  /** Ends what belongs to principals and cannot come back. */
  async end(kind: RecordKind, records: readonly EndingRecord[]): Promise<void> {
    for (const chunk of chunks(records)) {
      const ids = chunk.map(({ id }) => id)
      if (kind === 'factor') await countSecondSteps(this.tx, ids)
      await this.tx
        .deleteFrom(kind === 'session' ? 'sessions' : 'factors')
        .where('id', 'in', ids)
        .execute()
    }
    for (const { id, name, before } of records) this.entries.push({ ...touched('delete', kind, id, name), before })
  }

  /** Whoever is suspended or deleted, for whatever cause, is signed out of everything. */
  private async endSignIns(identityIds: string[]): Promise<void> {
    for (const chunk of chunks(identityIds))
      await this.end('session', await sessionsOf(this.tx, chunk, this.context.now))
  }

  /** The links there are among these pairs, in the order of the pairs. */
  private async linkRows(kind: Link, pairs: readonly [string, string][]): Promise<LinkRow[]> {
    const spec = linkSpecs[kind]
    const [a, b] = spec.ends
    if (pairs.length === 0) return []
    const found = await sql<Row>`select * from ${sql.table(spec.table)}
      where (${sql.ref(a.column)}, ${sql.ref(b.column)}) in (${pairList(pairs)})`.execute(this.tx)
    const byPair = new Map(found.rows.map((row) => [`${String(row[a.column])}:${String(row[b.column])}`, row]))
    return pairs.flatMap(([from, to]) => {
      const row = byPair.get(`${from}:${to}`)
      return row ? [{ from, to, fields: linkFields(spec, row) }] : []
    })
  }

  /** Keeps what follows from a thing's fields elsewhere. */
  private spread(kind: Thing, id: string, before: Row, after: Row): Promise<void> {
    return this.spreadMany(kind, [{ id, before, after }])
  }

  private async spreadMany(kind: Thing, edits: readonly { id: string; before: Row; after: Row }[]): Promise<void> {
    if (kind !== 'realm') return
    for (const { id, before, after } of edits) {
      const [was, is] = [domainRolesOf(before['settings']), domainRolesOf(after['settings'])]
      if (canonical(was) !== canonical(is)) await spreadDomainRoles(this.tx, id, after['settings'])
    }
  }

  /** Living rows of a kind, in the order of `ids`. */
  private async rows(kind: Thing, ids: string[]): Promise<Row[]> {
    const found = new Map<string, Row>()
    for (const chunk of chunks(ids)) {
      const rows = await this.tx
        .selectFrom(thingSpecs[kind].table)
        .selectAll()
        .where(among(this.tx, sql`id`, chunk))
        .where('deletion_id', 'is', null)
        .execute()
      for (const row of rows) found.set(row.id, row)
    }
    // Whoever reads somebody like this is about to change them.
    for (const id of ids) this.newcomers.delete(id)
    return ids.flatMap((id) => {
      const row = found.get(id)
      return row ? [row] : []
    })
  }

  /** `after`: what links that are changed say from now on. */
  private async noteLinks(
    action: 'create' | 'update' | 'delete',
    kind: Link,
    links: { from: string; to: string; fields: Row }[],
    after: Row = {},
  ): Promise<void> {
    const [a, b] = linkSpecs[kind].ends
    const firsts = await this.names(
      a.thing,
      links.map(({ from }) => from),
    )
    const seconds = await this.names(
      b.thing,
      links.map(({ to }) => to),
    )
    for (const { from, to, fields } of links) {
      const ends = { [a.field]: from, [b.field]: to }
      const said = { ...ends, ...fields }
      this.entries.push({
        ...touched(action, kind, from, `${firsts.get(from) ?? ''} → ${seconds.get(to) ?? ''}`),
        otherId: to,
        before: action === 'create' ? null : said,
        after: action === 'create' ? said : action === 'update' ? { ...ends, ...after } : null,
      })
    }
  }

  /** The names of things, living or not. */
  private async names(kind: Thing, ids: string[]): Promise<Map<string, string>> {
    const spec = thingSpecs[kind]
    const names = new Map(ids.flatMap((id) => (this.newcomers.has(id) ? [[id, this.newcomers.get(id)!]] : [])))
    const others = [...new Set(ids)].filter((id) => !names.has(id))
    for (const chunk of chunks(others)) {
      const rows = await this.tx
        .selectFrom(spec.table)
        .select(['id', sql<string>`${sql.ref(spec.nameColumn)}`.as('name')])
        .where(among(this.tx, sql`id`, chunk))
        .execute()
      for (const { id, name } of rows) names.set(id, name)
    }
    return names
  }

  /** Deletions whose things are all back leave the bin; those that keep some count them anew. */
  private async forgetEmptyDeletions(deletionIds: string[]): Promise<void> {
    const left = new Map(deletionIds.map((id) => [id, 0]))
    for (const { table } of Object.values(thingSpecs)) {
      const rows = await this.tx
        .selectFrom(table)
        .select((eb) => ['deletion_id', eb.fn.countAll<number>().as('n')])
        .where('deletion_id', 'in', deletionIds)
        .groupBy('deletion_id')
        .execute()
      for (const { deletion_id, n } of rows) left.set(deletion_id ?? '', (left.get(deletion_id ?? '') ?? 0) + Number(n))
    }
    const empty = deletionIds.filter((id) => left.get(id) === 0)
    if (empty.length > 0) await this.tx.deleteFrom('deletions').where('id', 'in', empty).execute()
    for (const [id, n] of left) {
      if (n > 0)
        await this.tx
          .updateTable('deletions')
          .set({ with_it: n - 1 })
          .where('id', '=', id)
          .execute()
    }
  }

  private async set(spec: ThingSpec, ids: string[], columns: Row): Promise<void> {
    await this.tx
      .updateTable(spec.table)
      .set(columns as never)
      .where('id', 'in', ids)
      .execute()
  }

  private insert(table: keyof Tables, rows: Row[]): Promise<void> {
    // The columns come from the specs.
    return insertMany(this.tx, table, rows as never)
  }
}

interface LinkRow {
  from: string
  to: string
  fields: Row
}

const pairList = (pairs: readonly [string, string][]) =>
  sql`values ${sql.join(pairs.map(([from, to]) => sql`(${from}, ${to})`))}`

const unique = (pairs: readonly [string, string][]): [string, string][] => [
  ...new Map(pairs.map((pair) => [pair.join(':'), pair])).values(),
]

const touched = (action: Action, kind: Kind, subjectId: string, name: string): LedgerEntry => ({
  action,
  kind,
  subjectId,
  otherId: null,
  name,
  before: null,
  after: null,
  afterVersion: null,
  deletionId: null,
})

function byKind(things: { kind: Thing; id: string }[]): Map<Thing, string[]> {
  const map = new Map<Thing, string[]>()
  for (const { kind, id } of things) {
    const ids = map.get(kind)
    if (ids) ids.push(id)
    else map.set(kind, [id])
  }
  return map
}

/** Slices of a list that are short enough for one statement on both engines. */
export function chunks<T>(list: readonly T[], size = CHUNK): T[][] {
  const parts: T[][] = []
  for (let at = 0; at < list.length; at += size) parts.push(list.slice(at, at + size))
  return parts
}

/** The id of a ledger entry as the API shows it: of a link both ends. */
export const entryId = (entry: { kind: string; subjectId: string; otherId: string | null }): string =>
  isLink(entry.kind) ? `${entry.subjectId}:${entry.otherId}` : entry.subjectId
