import { sql } from 'kysely'
import type { AccountCtx } from '../context'
import { among } from '../db/each'
import type { Queryable } from '../db/open'
import { settingsOf } from '../features/settings/settings-of'
import { conflict } from '../lib/errors'
import { nameKey } from '../lib/name-key'
import { chunks, type LedgerEntry } from './ledger'
import { checkPolicies } from './policies'

/** What must hold after every change, whatever its cause; only what the change can have broken is looked at. */
export async function checkInvariants(tx: Queryable, ctx: AccountCtx, entries: readonly LedgerEntry[]): Promise<void> {
  for (const entry of entries) {
    const moved = entry.kind === 'group' && (entry.action === 'update' || entry.action === 'restore')
    if (moved && typeof entry.after?.['parentId'] === 'string' && (await groupCycle(tx, entry.subjectId))) {
      throw conflict('group_cycle', { parentId: 'A group cannot lie inside itself' })
    }
    const included = entry.kind === 'role-include' && entry.action === 'create'
    if (included && entry.otherId && (await roleCycle(tx, entry.subjectId, entry.otherId))) throw conflict('role_cycle')
  }
  for (const chunk of chunks(entries.filter(bringsEmail))) {
    if (await emailTwice(tx, chunk)) throw conflict('email_taken', { email: 'Already used here' })
  }
  await checkPolicies(tx, ctx, entries)
  if (!(await hasOwner(tx, ctx.account.id, ctx.now))) throw conflict('last_owner')
}

/** Whether a person has come, or come back, with an e-mail address, or has another one now. */
function bringsEmail({ kind, action, before, after }: LedgerEntry): boolean {
  const [was, is] = [before?.['email'], after?.['email']]
  if (kind !== 'identity' || typeof is !== 'string') return false
  return action !== 'update' || typeof was !== 'string' || nameKey(was) !== nameKey(is)
}

/** Whether somebody else has the e-mail address that one of these people was given, in a realm that wants it unique. */
async function emailTwice(tx: Queryable, entries: readonly LedgerEntry[]): Promise<boolean> {
  const ids = entries.map(({ subjectId }) => subjectId)
  const keys = [...new Set(entries.map(({ after }) => nameKey(String(after?.['email']))))]
  const realms = await sql<{ realm_id: string }>`select distinct realm_id from identities
    where ${among(tx, sql`id`, ids)}`.execute(tx)
  for (const { realm_id } of realms.rows) {
    if (!(await settingsOf(tx, realm_id)).emailUnique) continue
    const { rows } = await sql<{ email_key: string }>`select email_key from identities
      where realm_id = ${realm_id} and ${among(tx, sql`email_key`, keys)} and deletion_id is null`.execute(tx)
    if (new Set(rows.map((row) => row.email_key)).size < rows.length) return true
  }
  return false
}

/** Whether a group is among its own ancestors. `union` ends the walk on a cycle. */
async function groupCycle(tx: Queryable, groupId: string): Promise<boolean> {
  const found = await sql<{ id: string }>`
    with recursive above (id) as (
      select parent_id from groups where id = ${groupId} and parent_id is not null
      union
      select g.parent_id from above join groups g on g.id = above.id where g.parent_id is not null
    )
    select id from above where id = ${groupId}`.execute(tx)
  return found.rows.length > 0
}

/** Whether a role is reached again through the role that it was just given. Links of roles in the bin count too. */
async function roleCycle(tx: Queryable, roleId: string, includedId: string): Promise<boolean> {
  if (roleId === includedId) return true
  const found = await sql<{ id: string }>`
    with recursive below (id) as (
      select included_role_id from role_includes where role_id = ${includedId}
      union
      select i.included_role_id from below join role_includes i on i.role_id = below.id
    )
    select id from below where id = ${roleId}`.execute(tx)
  return found.rows.length > 0
}

/** Whether the account has an owner who can sign in: in force, for all realms, with a credential and an address. */
async function hasOwner(tx: Queryable, accountId: string, now: number): Promise<boolean> {
  const found = await tx
    .selectFrom('memberships as m')
    .innerJoin('credentials as c', 'c.principal_id', 'm.principal_id')
    .innerJoin('emails as e', 'e.principal_id', 'm.principal_id')
    .select('m.id')
    .where('m.account_id', '=', accountId)
    .where('m.role', '=', 'owner')
    .where('m.all_realms', '=', 1)
    .where((eb) => eb.or([eb('m.ends_at', 'is', null), eb('m.ends_at', '>', now)]))
    .limit(1)
    .execute()
  return found.length > 0
}
