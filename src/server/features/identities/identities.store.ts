import { sql } from 'kysely'
import type { Identity, IdentityStatus } from '#contract/identities'
import type { Ref } from '#contract/primitives'
import type { Queryable } from '../../db/open'
import type { Tables } from '../../db/tables'
import { toTime } from '../../lib/clock'

export type IdentityRow = Tables['identities']

/** How many of a person's groups a list names. */
const GROUPS_NAMED = 3

export const identityStore = (db: Queryable) => ({
  /** A living person of the realm. */
  async row(realmId: string, id: string): Promise<IdentityRow | undefined> {
    const rows = await db
      .selectFrom('identities')
      .selectAll()
      .where('realm_id', '=', realmId)
      .where('id', '=', id)
      .where('deletion_id', 'is', null)
      .execute()
    return rows[0]
  },

  /** Rows as the API shows them, in their order, each with its first groups. */
  async shown(rows: readonly IdentityRow[]): Promise<Identity[]> {
    const groups = await this.firstGroups(rows.map(({ id }) => id))
    return rows.map((row) => toIdentity(row, groups.get(row.id) ?? { items: [], total: 0 }))
  },

  /** Of each person the first groups by name, and how many there are. */
  async firstGroups(ids: readonly string[]): Promise<Map<string, Identity['groups']>> {
    const found = new Map<string, { items: Ref[]; total: number }>()
    if (ids.length === 0) return found
    const rows = await sql<{ identity_id: string; id: string; name: string }>`
      select ig.identity_id, g.id, g.name from identity_groups ig join groups g on g.id = ig.group_id
      where ig.identity_id in (${sql.join(ids)}) and g.deletion_id is null
      order by ig.identity_id, g.name_key, g.id`.execute(db)
    for (const { identity_id, id, name } of rows.rows) {
      const own = found.get(identity_id) ?? { items: [], total: 0 }
      found.set(identity_id, own)
      own.total++
      if (own.items.length < GROUPS_NAMED) own.items.push({ id, name })
    }
    return found
  },
})

function toIdentity(row: IdentityRow, groups: Identity['groups']): Identity {
  return {
    id: row.id,
    username: row.username,
    email: row.email,
    firstName: row.first_name,
    lastName: row.last_name,
    name: `${row.first_name} ${row.last_name}`.trim() || row.username,
    // Written by us after its schema was applied.
    status: row.status as IdentityStatus,
    breakGlass: row.break_glass === 1,
    secondStep: row.second_step === 1,
    invitedAt: row.invited_at === null ? null : toTime(row.invited_at),
    lastSignInAt: row.seen_at === 0 ? null : toTime(row.seen_at),
    groups,
    version: row.version,
    createdAt: toTime(row.created_at),
    updatedAt: toTime(row.updated_at),
  }
}
