import { type RawBuilder, sql } from 'kysely'
import { systemContext } from '../../changes/batch'
import { change, type Tx } from '../../changes/change'
import { linkSpecs, thingSpecs } from '../../changes/specs'
import type { Deps } from '../../context'
import { BIN_MS, binStore } from './bin.store'

/** How many deletions one round ends. */
const AT_ONCE = 50

/** Ends for good what has waited thirty days in the bin. Returns how many deletions. */
export async function purgeBin(deps: Deps): Promise<number> {
  const due = await binStore(deps.db.read).expired(deps.clock() - BIN_MS, AT_ONCE)
  for (const deletion of due) {
    await change(systemContext(deps, deletion.account_id), async (tx) => {
      const still = await tx.sql.selectFrom('deletions').select('id').where('id', '=', deletion.id).execute()
      if (still.length === 0) return
      if (deletion.kind === 'realm') await endRealm(tx, deletion.realm_id)
      else await endThings(tx, deletion.id)
      await tx.sql.deleteFrom('deletions').where('id', '=', deletion.id).execute()
      tx.record('bin.purged', {
        realmId: deletion.kind === 'realm' ? null : deletion.realm_id,
        params: { kind: deletion.kind, name: deletion.name, withIt: deletion.with_it },
      })
    })
  }
  return due.length
}

/** Links first, then the things: each row before what it points at. */
async function endThings(tx: Tx, deletionId: string): Promise<void> {
  for (const { table, ends } of Object.values(linkSpecs)) {
    for (const { column, thing } of ends) {
      await sql`delete from ${sql.table(table)} where ${sql.ref(column)} in
        (select id from ${sql.table(thingSpecs[thing].table)} where deletion_id = ${deletionId})`.execute(tx.sql)
    }
  }
  await endPrincipals(tx, sql`select id from identities where deletion_id = ${deletionId}`)
  await sql`delete from group_counters where group_id in (select id from groups where deletion_id = ${deletionId})`.execute(
    tx.sql,
  )
  await sql`delete from access_requests where identity_id in
    (select id from identities where deletion_id = ${deletionId})`.execute(tx.sql)
  await sql`delete from access_requests where group_id in
    (select id from groups where deletion_id = ${deletionId})`.execute(tx.sql)
  for (const { table } of Object.values(thingSpecs)) {
    await tx.sql.deleteFrom(table).where('deletion_id', '=', deletionId).execute()
  }
}

/** People as principals, with all by which they could sign in. */
async function endPrincipals(tx: Tx, identityIds: RawBuilder<unknown>): Promise<void> {
  for (const table of ['credentials', 'emails', 'factors', 'sessions', 'devices'])
    await sql`delete from ${sql.table(table)} where principal_id in (${identityIds})`.execute(tx.sql)
  await sql`delete from outbox where identity_id in (${identityIds})`.execute(tx.sql)
  await sql`delete from principals where kind = 'identity' and id in (${identityIds})`.execute(tx.sql)
}

async function endRealm(tx: Tx, realmId: string): Promise<void> {
  for (const { table } of Object.values(linkSpecs))
    await tx.sql.deleteFrom(table).where('realm_id', '=', realmId).execute()
  await endPrincipals(tx, sql`select id from identities where realm_id = ${realmId}`)
  await sql`delete from group_counters where group_id in (select id from groups where realm_id = ${realmId})`.execute(
    tx.sql,
  )
  await sql`delete from import_rows where import_id in (select id from imports where realm_id = ${realmId})`.execute(
    tx.sql,
  )
  for (const table of [
    'access_requests',
    'email_domain_roles',
    'realm_logos',
    'realm_counters',
    'imports',
    'outbox',
    'groups',
    'roles',
    'applications',
    'identities',
  ] as const) {
    await tx.sql.deleteFrom(table).where('realm_id', '=', realmId).execute()
  }
  await tx.sql.deleteFrom('deletions').where('realm_id', '=', realmId).where('kind', '<>', 'realm').execute()
  await tx.sql.deleteFrom('membership_realms').where('realm_id', '=', realmId).execute()
  await sql`delete from batch_rows where batch_id in (select id from batches where realm_id = ${realmId})`.execute(
    tx.sql,
  )
  await tx.sql.deleteFrom('batches').where('realm_id', '=', realmId).execute()
  await tx.sql.deleteFrom('realms').where('id', '=', realmId).execute()
}
