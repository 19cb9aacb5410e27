import { type Link, records, type Thing } from '#contract/changes'
import type { AccountCtx } from '../context'
import type { Queryable } from '../db/open'
import type { Tables } from '../db/tables'
import { canonical } from '../lib/canonical'
import { AppError } from '../lib/errors'
import type { Tx } from './change'
import { CurrentState } from './current-state'
import { isErased, laterEvents, undoPermission, viewEvents } from './event-view'
import type { Binned } from './ledger'
import { isLink, linkFields, linkSpecs, type Row, type ThingSpec, thingSpecs, toFields } from './specs'

type EventRow = Tables['events']
type ChangeRow = Tables['event_changes']

/** What taking an event back comes to. */
interface Plan {
  /** By where it lay before, if it did: what lay together goes together. */
  remove: Map<string | null, Binned[]>
  restore: Binned[]
  update: { kind: Thing; id: string; patch: Row }[]
  unlink: { kind: Link; pair: [string, string] }[]
  link: { kind: Link; pair: [string, string]; fields: Row }[]
  relink: { kind: Link; pair: [string, string]; fields: Row }[]
}

/**
 * Takes an event back within an open change and records that (DESIGN §4, Undo). Throws 409 `already_undone`,
 * `not_undoable`, or `built_upon` with the later events when something rests on it.
 */
export async function undoEvent(ctx: AccountCtx, tx: Tx, event: EventRow, batchId?: string): Promise<void> {
  const params = JSON.parse(event.params) as Record<string, unknown>
  if (undoPermission(event.type, params) === null) throw new AppError('not_undoable')
  const undone = await tx.sql.selectFrom('events').select('id').where('undoes_event_id', '=', event.id).execute()
  if (undone.length > 0) throw new AppError('already_undone')
  const changes = await tx.sql
    .selectFrom('event_changes')
    .selectAll()
    .where('event_id', '=', event.id)
    .orderBy('position')
    .execute()
  if (changes.length === 0 || changes.some(isErased)) throw new AppError('not_undoable')

  const { plan, obstacles } = await new Judge(tx.sql, event.id, changes).judge()
  if (event.realm_id !== null && !(await realmIsThere(tx.sql, event.realm_id, plan))) obstacles.add(event.realm_id)
  if (obstacles.size > 0) throw await builtUpon(ctx, tx, event, changes, obstacles)
  await carryOut(tx, event.realm_id ?? '', plan)

  const redo = event.type === 'change.undone'
  tx.record('change.undone', {
    realmId: event.realm_id,
    undoesEventId: event.id,
    ...(batchId === undefined ? {} : { batchId }),
    params: {
      type: redo ? params['type'] : event.type,
      redo: redo ? params['redo'] !== true : false,
      words: redo ? params['words'] : params,
    },
  })
}

/** Many at a time: what one change did to five hundred people is taken back in a few statements. */
async function carryOut({ ledger }: Tx, realmId: string, plan: Plan): Promise<void> {
  for (const [kind, links] of grouped(plan.unlink, ({ kind }) => kind)) {
    await ledger.unlink(
      kind,
      links.map(({ pair }) => pair),
    )
  }
  // People who lay in the bin each by themselves go back so.
  const alone: { id: string; deletionId: string }[] = []
  for (const [deletionId, things] of plan.remove) {
    const [first] = things
    if (deletionId !== null && things.length === 1 && first?.kind === 'identity' && isEmpty(first.patch)) {
      alone.push({ id: first.id, deletionId })
    } else await ledger.remove(realmId, things, deletionId ?? undefined)
  }
  await ledger.removeEach('identity', realmId, alone)
  for (const [kind, updates] of grouped(plan.update, ({ kind }) => kind)) {
    const isOnceEach = new Set(updates.map(({ id }) => id)).size === updates.length
    if (isOnceEach) await ledger.updateMany(kind, updates)
    else for (const { id, patch } of updates) await ledger.update(kind, id, patch)
  }
  await ledger.restore(plan.restore)
  for (const links of grouped(plan.link, said).values()) {
    const [{ kind, fields }] = links
    await ledger.link(
      kind,
      realmId,
      links.map(({ pair }) => pair),
      fields,
    )
  }
  for (const links of grouped(plan.relink, said).values()) {
    const [{ kind, fields }] = links
    await ledger.relink(
      kind,
      links.map(({ pair }) => pair),
      fields,
    )
  }
}

const said = ({ kind, fields }: { kind: Link; fields: Row }): string => `${kind} ${canonical(fields)}`
const isEmpty = (patch: Row | undefined): boolean => Object.keys(patch ?? {}).length === 0

function grouped<T, K>(list: readonly T[], keyOf: (one: T) => K): Map<K, [T, ...T[]]> {
  const groups = new Map<K, [T, ...T[]]>()
  for (const one of list) {
    const group = groups.get(keyOf(one))
    if (group) group.push(one)
    else groups.set(keyOf(one), [one])
  }
  return groups
}

/** What is in a realm that lies in the bin rests there too, unless this very undo brings the realm back. */
async function realmIsThere(db: Queryable, realmId: string, plan: Plan): Promise<boolean> {
  if (plan.restore.some(({ id }) => id === realmId)) return true
  const living = await db
    .selectFrom('realms')
    .select('id')
    .where('id', '=', realmId)
    .where('deletion_id', 'is', null)
    .execute()
  return living.length > 0
}

async function builtUpon(ctx: AccountCtx, tx: Tx, event: EventRow, changes: ChangeRow[], obstacles: Set<string>) {
  const touched = changes.map(({ subject_id }) => subject_id)
  const ids = [...new Set([...obstacles, ...touched])].slice(0, 500)
  const later = await laterEvents(tx.sql, event.chain, event.seq, ids, 10)
  const events = await viewEvents(tx.sql, later, (permission) => ctx.place.permissions.includes(permission))
  return new AppError('built_upon', { details: { events } })
}

/** Compares what an event left with what is there now. */
class Judge {
  private readonly plan: Plan = {
    remove: new Map(),
    restore: [],
    update: [],
    unlink: [],
    link: [],
    relink: [],
  }
  /** The things on which the undo would founder. */
  private readonly obstacles = new Set<string>()
  /** Things that the event itself made or brought back; they go together. */
  private readonly own: Set<string>
  /** Links that the event itself made, as `kind id:id`. */
  private readonly ownLinks: Set<string>
  private readonly takesRealm: boolean
  private readonly state: CurrentState

  constructor(
    db: Queryable,
    private readonly eventId: string,
    private readonly changes: readonly ChangeRow[],
  ) {
    this.state = new CurrentState(db)
    this.own = new Set(changes.filter(appeared).map(({ subject_id }) => subject_id))
    this.ownLinks = new Set(
      changes.flatMap(({ kind, action, subject_id, other_id }) =>
        isLink(kind) && action === 'create' ? [`${kind} ${subject_id}:${other_id ?? ''}`] : [],
      ),
    )
    this.takesRealm = changes.some((change) => change.kind === 'realm' && appeared(change))
  }

  async judge(): Promise<{ plan: Plan; obstacles: Set<string> }> {
    await this.state.look(this.changes)
    for (const change of this.changes) {
      // Ended sign-ins stay ended; what ended them can be taken back all the same.
      if (isRecord(change.kind)) continue
      if (isLink(change.kind)) await this.judgeLink(change, change.kind)
      else if (appeared(change)) await this.judgeAppeared(change, thingSpecs[change.kind as Thing])
      else if (change.action === 'delete') await this.judgeDeleted(change, thingSpecs[change.kind as Thing])
      else await this.judgeUpdated(change, thingSpecs[change.kind as Thing])
    }
    return { plan: this.plan, obstacles: this.obstacles }
  }

  private async judgeLink(change: ChangeRow, kind: Link): Promise<void> {
    const pair: [string, string] = [change.subject_id, change.other_id ?? '']
    const { ends } = linkSpecs[kind]
    const row = this.state.link(kind, pair)
    const there = row !== undefined
    // What it says of itself may have been changed since.
    const held = row && canonical(linkFields(linkSpecs[kind], row)) === canonical(linkSaid(kind, change.after))
    if (change.action === 'delete' ? there : !held) this.obstacles.add(pair[0])
    else if (change.action === 'update') this.plan.relink.push({ kind, pair, fields: linkSaid(kind, change.before) })
    else if (!there) {
      for (const [i, end] of ends.entries())
        if (!(await this.state.row(thingSpecs[end.thing], pair[i]!))) this.obstacles.add(pair[i]!)
      this.plan.link.push({ kind, pair, fields: linkSaid(kind, change.before) })
    }
    // Links of a thing that goes into the bin stay, so that they come back with it.
    else if (!this.takesRealm && !this.own.has(pair[0]) && !this.own.has(pair[1])) this.plan.unlink.push({ kind, pair })
  }

  private async judgeAppeared(change: ChangeRow, spec: ThingSpec): Promise<void> {
    const row = await this.state.row(spec, change.subject_id)
    if (!row || row['deletion_id'] !== null || !holds(spec, row, change.after)) {
      this.obstacles.add(change.subject_id)
      return
    }
    for (const dependent of spec.dependents) {
      // What was restored had its links all along; only new things inside it are built upon it.
      if (change.action === 'restore' && isLink(dependent.kind)) continue
      // A realm comes back with everything in it as it was: there, only what was made since is new. Ids grow with time.
      const since = change.action === 'restore' && spec.kind === 'realm' ? this.eventId : ''
      for (const id of await this.state.dependents(dependent, change.subject_id, since)) {
        if (this.own.has(id) || this.madeWith(change.subject_id, dependent, id)) continue
        // Of a link, what touched this end made it; what else happened to the other end matters to nobody.
        this.obstacles.add(isLink(dependent.kind) ? change.subject_id : id)
      }
    }
    if (this.takesRealm && spec.kind !== 'realm') return
    // What was given another name or place on its way out of the bin gets its own back, and goes to where it lay.
    const patch = change.action === 'restore' ? difference(change.before, toFields(spec, row)) : {}
    const binned = { kind: spec.kind, id: change.subject_id, patch }
    const together = this.plan.remove.get(change.deletion_id)
    if (together) together.push(binned)
    else this.plan.remove.set(change.deletion_id, [binned])
  }

  /** Whether the event that made a thing linked it to this other one too. */
  private madeWith(id: string, { kind, column }: ThingSpec['dependents'][number], other: string): boolean {
    if (!isLink(kind)) return false
    const first = linkSpecs[kind].ends[0].column === column
    return this.ownLinks.has(`${kind} ${first ? `${id}:${other}` : `${other}:${id}`}`)
  }

  private async judgeDeleted(change: ChangeRow, spec: ThingSpec): Promise<void> {
    const row = await this.state.row(spec, change.subject_id)
    if (!row || row['deletion_id'] !== change.deletion_id) {
      this.obstacles.add(change.subject_id)
      return
    }
    const fields = toFields(spec, row)
    const patch = difference(change.before, fields)
    await this.judgePlace({ ...fields, ...patch })
    this.plan.restore.push({ kind: spec.kind, id: change.subject_id, patch })
  }

  private async judgeUpdated(change: ChangeRow, spec: ThingSpec): Promise<void> {
    const row = await this.state.row(spec, change.subject_id)
    const before = JSON.parse(change.before ?? '{}') as Row
    const after = JSON.parse(change.after ?? '{}') as Row
    const changed = Object.keys(after).filter((field) => canonical(before[field]) !== canonical(after[field]))
    const patch = Object.fromEntries(changed.map((field) => [field, before[field]]))
    const current = row && row['deletion_id'] === null ? toFields(spec, row) : null
    const untouched = current && changed.every((field) => canonical(current[field]) === canonical(after[field]))
    if (!untouched) this.obstacles.add(change.subject_id)
    await this.judgePlace(patch)
    this.plan.update.push({ kind: spec.kind, id: change.subject_id, patch })
  }

  /** What a thing lies in must be living, or come back in the same undo. */
  private async judgePlace(fields: Row): Promise<void> {
    for (const [field, spec] of [
      ['parentId', thingSpecs.group],
      ['applicationId', thingSpecs.application],
    ] as const) {
      const id = fields[field]
      if (typeof id !== 'string') continue
      if (this.changes.some((change) => change.action === 'delete' && change.subject_id === id)) continue
      const row = await this.state.row(spec, id)
      if (!row || row['deletion_id'] !== null) this.obstacles.add(id)
    }
  }
}

/** The fields of a snapshot that are others now. */
function difference(snapshot: string | null, fields: Row): Row {
  const then = JSON.parse(snapshot ?? '{}') as Row
  return Object.fromEntries(
    Object.entries(then).filter(([field, value]) => canonical(value) !== canonical(fields[field])),
  )
}

const appeared = (change: ChangeRow): boolean =>
  !isLink(change.kind) && (change.action === 'create' || change.action === 'restore')

const isRecord = (kind: string): boolean => (records as readonly string[]).includes(kind)

/** What a link said of itself. */
function linkSaid(kind: Link, snapshot: string | null): Row {
  const ends = linkSpecs[kind].ends.map(({ field }) => field)
  return Object.fromEntries(
    Object.entries(JSON.parse(snapshot ?? '{}') as Row).filter(([field]) => !ends.includes(field)),
  )
}

/** Whether a thing still is as an event left it; fields that things have got since that event was written are no change. */
function holds(spec: ThingSpec, row: Row, after: string | null): boolean {
  const fields = toFields(spec, row)
  return Object.keys(difference(after, fields)).length === 0
}
