import { type RawBuilder, sql } from 'kysely'
import type { IdentityStatus } from '#contract/identities'
import { engineOf } from '../db/each'
import type { Queryable } from '../db/open'
import { giveWay } from '../db/turns'
import { domainLink, type PersonFacts } from './columns'
import { limits } from './limits'

/** Up to where changes have been read: on SQLite the last of them, on PostgreSQL the oldest change that may yet be told. */
export type Place = string

interface Change {
  realmId: string
  no: number
  /** Changes of one transaction are told together. */
  by: string
}

/** What lists know of people, and who of them changed. */
export const peopleFactsStore = (db: Queryable) => ({
  /** How many people live in a realm. */
  async population(realmId: string): Promise<number> {
    const rows = await db.selectFrom('realm_counters').select('identities').where('realm_id', '=', realmId).execute()
    return rows[0]?.identities ?? 0
  },

  /**
   * The living people of a realm in the order in which they came, some at a time: so they lie in the database, and what they
   * are linked to beside one another.
   */
  async inOrder(realmId: string, after: PersonFacts | null): Promise<PersonFacts[]> {
    const place = after ? sql`and (i.created_at, i.id) > (${after.createdAt}, ${after.id})` : sql``
    return read(
      db,
      sql`i.realm_id = ${realmId} and i.deletion_id is null ${place}
      order by i.created_at, i.id limit ${limits.read}`,
    )
  },

  /** The living people of a realm who have one of these numbers. */
  async numbered(realmId: string, nos: readonly number[]): Promise<PersonFacts[]> {
    const among =
      engineOf(db) === 'postgres'
        ? sql`i.no = any(${[...nos]}::bigint[])`
        : sql`i.no in (select value from json_each(${JSON.stringify(nos)}))`
    // As expressions: of a table that has just filled PostgreSQL would rather read the whole of another index.
    return read(db, sql`${among} and i.realm_id || '' = ${realmId} and coalesce(i.deletion_id, '') = ''`)
  },

  /** Where changes are just now. */
  async place(): Promise<Place> {
    const now =
      engineOf(db) === 'postgres'
        ? sql`select cast(pg_snapshot_xmin(pg_current_snapshot()) as text) as place`
        : sql`select cast(coalesce(max(seq), 0) as text) as place from people_changes`
    const { rows } = await sql<{ place: Place }>`${now}`.execute(db)
    return rows[0]?.place ?? '0'
  },

  /**
   * Who changed since, and from where to go on. On PostgreSQL changes may be told again, since transactions do not end in
   * the order in which they began; what lies ahead of all transactions came from another server with a backup. Null: what
   * came after that place has been swept away, or is more than it takes to read everybody.
   */
  async since(place: Place): Promise<{ changes: Change[]; place: Place; more: boolean } | null> {
    if (engineOf(db) === 'postgres') {
      const { rows } = await sql<{ realm_id: string | null; no: number; by: string; next: Place; swept: boolean }>`
        select c.realm_id, c.no, cast(c.xid as text) as by,
          cast(pg_snapshot_xmin(pg_current_snapshot()) as text) as next,
          exists (select 1 from people_changes_swept s where s.place > ${place}::xid8 and s.place < now.ahead) as swept
        from (select pg_snapshot_xmax(pg_current_snapshot()) as ahead) as now
          left join people_changes c on c.xid >= ${place}::xid8 and c.xid < now.ahead
        limit ${limits.notesKept + 1}`.execute(db)
      const [first] = rows
      if (!first || first.swept || rows.length > limits.notesKept) return null
      const changes = rows.flatMap(({ realm_id, no, by }) => (realm_id === null ? [] : [{ realmId: realm_id, no, by }]))
      return { changes, place: first.next, more: false }
    }
    const { rows } = await sql<{
      seq: number
      realm_id: string
      no: number
    }>`select seq, realm_id, no from people_changes
      where seq > ${Number(place)} order by seq limit ${limits.changes}`.execute(db)
    const swept = await sql`select 1 from people_changes_swept where place > ${Number(place)}`.execute(db)
    if (swept.rows.length > 0) return null
    const last = rows.at(-1)
    return {
      changes: rows.map(({ seq, realm_id, no }) => ({ realmId: realm_id, no, by: String(seq) })),
      place: last ? String(last.seq) : place,
      more: rows.length === limits.changes,
    }
  },
})

type Json = [
  no: number,
  id: string,
  key: string,
  search: string,
  status: IdentityStatus,
  secondStep: number,
  createdAt: number,
  seenAt: number,
  domain: string | null,
  groups: string | null,
  roles: string | null,
]

/** As one text: to hand over rows takes longer than to find them. */
async function read(db: Queryable, which: RawBuilder<unknown>): Promise<PersonFacts[]> {
  const facts = sql`select i.no, i.id, i.username_key, i.search, i.status, i.second_step, i.created_at, i.seen_at,
      i.email_domain,
      (select string_agg(ig.group_id || coalesce(':' || ig.ends_at, ''), ' ') from identity_groups ig
        where ig.identity_id = i.id) as groups,
      (select string_agg(ir.role_id, ' ') from identity_roles ir where ir.identity_id = i.id) as roles
    from identities i where ${which}`
  const columns = sql.raw(
    'no, id, username_key, search, status, second_step, created_at, seen_at, email_domain, groups, roles',
  )
  const text =
    engineOf(db) === 'postgres'
      ? sql`cast(json_agg(json_build_array(${columns})) as text)`
      : sql`json_group_array(json_array(${columns}))`
  const { rows } = await sql<{ people: string | null }>`select ${text} as people from (${facts}) as facts`.execute(db)
  const people: PersonFacts[] = []
  for (const [i, person] of (JSON.parse(rows[0]?.people ?? '[]') as Json[]).entries()) {
    people.push(factsOf(person))
    if (i % 100 === 0) await giveWay()
  }
  return people
}

function factsOf([
  no,
  id,
  usernameKey,
  search,
  status,
  secondStep,
  createdAt,
  seenAt,
  domain,
  groups,
  roles,
]: Json): PersonFacts {
  return {
    no,
    id,
    usernameKey,
    search,
    status,
    secondStep: secondStep === 1,
    createdAt,
    seenAt,
    links: [
      ...(groups?.split(' ') ?? []).map((group) => {
        const [to = '', endsAt] = group.split(':')
        return { to, endsAt: endsAt === undefined ? null : Number(endsAt) }
      }),
      ...(roles?.split(' ') ?? []).map((to) => ({ to, endsAt: null })),
      ...(domain === null ? [] : [{ to: domainLink(domain), endsAt: null }]),
    ],
  }
}
