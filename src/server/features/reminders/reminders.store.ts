import { sql } from 'kysely'
import type { Queryable } from '../../db/open'

export const remindersStore = (db: Queryable) => ({
  /** Of the active people without a second step: how many, how many of them have no address, and who was written to since. */
  async count(realmId: string, since: number): Promise<{ total: number; noEmail: number; reminded: number }> {
    const written = sql`exists (select 1 from outbox o
      where o.identity_id = i.id and o.created_at > ${since} and o.kind = 'second-step')`
    const { rows } = await sql<{ total: number; no_email: number | null; reminded: number | null }>`
      select count(*) as total,
        sum(case when i.email is null then 1 else 0 end) as no_email,
        sum(case when i.email is not null and ${written} then 1 else 0 end) as reminded
      from identities i
      where i.realm_id = ${realmId} and i.deletion_id is null and i.status = 'active' and i.second_step = 0`.execute(db)
    const [row] = rows
    return { total: Number(row?.total), noEmail: Number(row?.no_email), reminded: Number(row?.reminded) }
  },

  /** Whether a realm's people are being written to just now. Such jobs are few, and gone once done. */
  async isUnderway(realmId: string): Promise<boolean> {
    const rows = await db.selectFrom('jobs').select('payload').where('kind', '=', 'second-step').execute()
    return rows.some(({ payload }) => (JSON.parse(payload) as Record<string, unknown>)['realmId'] === realmId)
  },
})
