import type { Queryable } from '../../db/open'

/** What a realm's settings say to rules elsewhere, with what counts where nobody has said anything. */
export interface RealmRules {
  emailUnique: boolean
  approvals: { enabled: boolean }
}

/** The settings of a realm, living or not. */
export async function settingsOf(db: Queryable, realmId: string): Promise<RealmRules> {
  const rows = await db.selectFrom('realms').select('settings').where('id', '=', realmId).execute()
  // Written by us after its schema was applied.
  const said = JSON.parse(rows[0]?.settings ?? '{}') as Partial<RealmRules>
  return { emailUnique: said.emailUnique ?? true, approvals: { enabled: said.approvals?.enabled ?? false } }
}
