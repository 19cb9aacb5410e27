import { sql } from 'kysely'
import type { Link, Thing } from '#contract/changes'
import type { Queryable } from '../db/open'
import type { Tables } from '../db/tables'
import { chunks } from './ledger'
import { isLink, linkSpecs, type Row, type ThingSpec, thingSpecs } from './specs'

type ChangeRow = Pick<Tables['event_changes'], 'action' | 'kind' | 'subject_id' | 'other_id'>
type Dependent = ThingSpec['dependents'][number]

/** How many things one statement looks up. */
const AT_ONCE = 100

/** What there is now of what changes once touched. Looked up for many changes at a time: an import touches a thousand rows. */
export class CurrentState {
  readonly #rows = new Map<string, Row | undefined>()
  readonly #links = new Map<string, Row>()
  /** Of people, who often appear in great numbers. */
  readonly #personLinks = new Map<string, string[]>()

  constructor(private readonly db: Queryable) {}

  async look(changes: readonly ChangeRow[]): Promise<void> {
    const ids = new Map<Thing, Set<string>>()
    const pairs = new Map<Link, [string, string][]>()
    for (const { kind, subject_id, other_id } of changes) {
      if (isLink(kind)) {
        const known = pairs.get(kind) ?? []
        pairs.set(kind, known)
        known.push([subject_id, other_id ?? ''])
      } else if (isThing(kind)) {
        const known = ids.get(kind) ?? new Set()
        ids.set(kind, known.add(subject_id))
      }
    }
    for (const [kind, all] of ids)
      for (const some of chunks([...all], AT_ONCE)) await this.#lookUp(thingSpecs[kind], some)
    for (const [kind, all] of pairs) for (const some of chunks(all, AT_ONCE)) await this.#lookUpLinks(kind, some)
    const made = changes.filter(({ kind, action }) => kind === 'identity' && action === 'create')
    for (const some of chunks(made, AT_ONCE)) {
      await this.#lookUpPersonLinks(some.map(({ subject_id }) => subject_id))
    }
  }

  async row(spec: ThingSpec, id: string): Promise<Row | undefined> {
    const key = `${spec.kind} ${id}`
    if (!this.#rows.has(key)) await this.#lookUp(spec, [id])
    return this.#rows.get(key)
  }

  /** A link that one of the changes was about. */
  link(kind: Link, pair: readonly [string, string]): Row | undefined {
    return this.#links.get(`${kind} ${pair.join(':')}`)
  }

  /** The ids of what points at a thing: of things themselves, of links the other end. Only what is living. */
  async dependents(dependent: Dependent, id: string, since: string): Promise<string[]> {
    const known = this.#personLinks.get(`${dependent.kind} ${id}`)
    if (known && since === '') return known
    return (await this.#dependents(dependent, [id], since, 200)).map(({ other }) => other)
  }

  async #lookUp(spec: ThingSpec, ids: readonly string[]): Promise<void> {
    const rows = await this.db.selectFrom(spec.table).selectAll().where('id', 'in', ids).execute()
    for (const id of ids) this.#rows.set(`${spec.kind} ${id}`, undefined)
    for (const row of rows) this.#rows.set(`${spec.kind} ${row.id}`, row)
  }

  async #lookUpLinks(kind: Link, pairs: readonly [string, string][]): Promise<void> {
    const { table, ends } = linkSpecs[kind]
    const [a, b] = ends
    const values = sql.join(pairs.map(([from, to]) => sql`(${from}, ${to})`))
    const found = await sql<Row>`select * from ${sql.table(table)}
      where (${sql.ref(a.column)}, ${sql.ref(b.column)}) in (values ${values})`.execute(this.db)
    for (const row of found.rows) {
      this.#links.set(`${kind} ${String(row[a.column])}:${String(row[b.column])}`, row)
    }
  }

  async #lookUpPersonLinks(ids: readonly string[]): Promise<void> {
    for (const dependent of thingSpecs.identity.dependents) {
      const found = new Map(ids.map((id) => [id, [] as string[]]))
      for (const { id, other } of await this.#dependents(dependent, ids, '', null)) found.get(id)?.push(other)
      for (const [id, others] of found) this.#personLinks.set(`${dependent.kind} ${id}`, others)
    }
  }

  async #dependents(
    { table, column, kind, others }: Dependent,
    ids: readonly string[],
    since: string,
    limit: number | null,
  ): Promise<{ id: string; other: string }[]> {
    const alive = isLink(kind) ? livingOther(kind, others ?? '') : sql`t.deletion_id is null`
    const [own, other] = [sql.ref(`t.${column}`), sql.ref(`t.${others ?? 'id'}`)]
    const rows = await sql<{ id: string; other: string }>`
      select ${own} as id, ${other} as other from ${sql.table(table)} t
      where ${own} in (${sql.join(ids)}) and ${other} > ${since} and ${alive}
      ${limit === null ? sql`` : sql`limit ${limit}`}`.execute(this.db)
    return rows.rows
  }
}

/** Records, the only other kinds, are gone for good. */
const isThing = (kind: string): kind is Thing => Object.hasOwn(thingSpecs, kind)

function livingOther(kind: Link, column: string) {
  const end = linkSpecs[kind].ends.find((one) => one.column === column)
  if (!end) throw new Error(`${kind} has no ${column}`)
  return sql`exists (select 1 from ${sql.table(thingSpecs[end.thing].table)} o
    where o.id = ${sql.ref(`t.${column}`)} and o.deletion_id is null)`
}
