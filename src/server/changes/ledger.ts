import { sql } from 'kysely'
import type { Action, Kind, Link, RecordKind, Thing } from '#contract/changes'
import type { Queryable } from '../db/open'
import { canonical } from '../lib/canonical'
import { newId } from '../lib/ids'
import { nameKey } from '../lib/name-key'
import {
  copiesOf,
  copyPeople,
  countLinks,
  countPeople,
  countSecondSteps,
  domainRolesOf,
  isPersonLink,
  markPeople,
  spreadDomainRoles,
} from './derived'
import { type EndingRecord, sessionsOf } from './records'
import { isLink, linkFields, linkSpecs, type Row, thingSpecs, toColumns, toFields } from './specs'

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

const CHUNK = 100

/**
 * The only way by which rows of realms are written. It reads what was there, writes, and keeps both, so that previews, the
 * log, undo and the bin are true of every change without any feature doing something for it.
 */
export class Ledger {
  readonly entries: LedgerEntry[] = []

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
    if (kind === 'identity') await countPeople(this.tx, scopeId, rows.length)
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
        for (const id of chunk) {
          const row = byId.get(id)
          if (!row) throw new Error(`No ${kind} in the bin to restore`)
          const deletionId = String(row['deletion_id'])
          deletions.add(deletionId)
          const patch = patches.get(id) ?? {}
          const before = toFields(spec, row)
          const after = { ...before, ...patch }
          const version = Number(row['version']) + 1
          await this.tx
            .updateTable(spec.table)
            .set({
              ...toColumns(spec, patch),
              ...spec.derived?.(after),
              deletion_id: null,
              version,
              updated_at: this.context.now,
            } as never)
            .where('id', '=', id)
            .execute()
          await this.spread(kind, id, before, after)
          if (kind === 'identity') await markPeople(this.tx, String(row['realm_id']), [id], true)
          this.entries.push({
            ...touched('restore', kind, id, spec.name(after)),
            before,
            after,
            afterVersion: version,
            deletionId,
          })
        }
      }
    }
    for (const deletionId of deletions) await this.forgetEmptyDeletion(deletionId)
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
      const there = new Set((await this.linkRows(kind, chunk)).map(({ from, to }) => `${from}:${to}`))
      const fresh = chunk.filter(([from, to]) => !there.has(`${from}:${to}`))
      if (fresh.length === 0) continue
      const copies = isPersonLink(spec.table)
        ? await copiesOf(
            this.tx,
            fresh.map(([from]) => from),
          )
        : new Map<string, Row>()
      const rows = fresh.map(([from, to]) => ({
        realm_id: realmId,
        [a.column]: from,
        [b.column]: to,
        ...said,
        ...copies.get(from),
      }))
      await this.insert(spec.table, rows)
      const living = fresh.map(([from, to]) => ({ to, living: Number(copies.get(from)?.['living'] ?? 0) }))
      await countLinks(this.tx, kind, living, 1)
      await this.noteLinks(
        'create',
        kind,
        fresh.map(([from, to]) => ({ from, to, fields: linkFields(spec, said) })),
      )
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
      await countLinks(this.tx, kind, there, -1)
      await this.noteLinks('delete', kind, there)
      if (kind === 'identity-group') await this.endRequests(there)
      gone += there.length
    }
    return gone
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
    const found = await sql<Row>`select * from ${sql.table(spec.table)}
      where (${sql.ref(a.column)}, ${sql.ref(b.column)}) in (${pairList(pairs)})`.execute(this.tx)
    const byPair = new Map(found.rows.map((row) => [`${String(row[a.column])}:${String(row[b.column])}`, row]))
    return pairs.flatMap(([from, to]) => {
      const row = byPair.get(`${from}:${to}`)
      return row ? [{ from, to, living: Number(row['living'] ?? 0), fields: linkFields(spec, row) }] : []
    })
  }

  /** Keeps what follows from a thing's fields elsewhere. */
  private async spread(kind: Thing, id: string, before: Row, after: Row): Promise<void> {
    const copied = ['username', 'status'].some((field) => before[field] !== after[field])
    if (kind === 'identity' && copied) await copyPeople(this.tx, [id])
    const [was, is] = [domainRolesOf(before['settings']), domainRolesOf(after['settings'])]
    if (kind === 'realm' && canonical(was) !== canonical(is)) await spreadDomainRoles(this.tx, id, after['settings'])
  }

  /** Living rows of a kind, in the order of `ids`. */
  private async rows(kind: Thing, ids: string[]): Promise<Row[]> {
    const found = new Map<string, Row>()
    for (const chunk of chunks(ids)) {
      const rows = await this.tx
        .selectFrom(thingSpecs[kind].table)
        .selectAll()
        .where('id', 'in', chunk)
        .where('deletion_id', 'is', null)
        .execute()
      for (const row of rows) found.set(row.id, row)
    }
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
    const names = new Map<string, string>()
    for (const chunk of chunks([...new Set(ids)])) {
      const rows = await this.tx.selectFrom(spec.table).selectAll().where('id', 'in', chunk).execute()
      for (const row of rows) names.set(row.id, spec.name(toFields(spec, row)))
    }
    return names
  }

  /** A deletion whose things are all back leaves the bin; one that keeps some counts them anew. */
  private async forgetEmptyDeletion(deletionId: string): Promise<void> {
    let left = 0
    for (const { table } of Object.values(thingSpecs)) {
      const rows = await this.tx
        .selectFrom(table)
        .select((eb) => eb.fn.countAll<number>().as('n'))
        .where('deletion_id', '=', deletionId)
        .execute()
      left += Number(rows[0]?.n ?? 0)
    }
    if (left === 0) await this.tx.deleteFrom('deletions').where('id', '=', deletionId).execute()
    else
      await this.tx
        .updateTable('deletions')
        .set({ with_it: left - 1 })
        .where('id', '=', deletionId)
        .execute()
  }

  private async insert(table: string, rows: Row[]): Promise<void> {
    for (const chunk of chunks(rows)) {
      await this.tx
        .insertInto(table as 'groups')
        .values(chunk as never)
        .execute()
    }
  }
}

interface LinkRow {
  from: string
  to: string
  living: number
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
