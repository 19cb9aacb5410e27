import type { BatchRow, BatchWork, PlanRow, Skip, SliceResult } from '../../changes/batch'
import type { Tx } from '../../changes/change'
import type { Row } from '../../changes/specs'
import type { RealmCtx } from '../../context'
import type { Queryable } from '../../db/open'
import { newId } from '../../lib/ids'
import { nameKey } from '../../lib/name-key'
import { groupService } from '../groups/groups.service'
import { peopleActions } from '../identities/people-actions'
import { type IdentityRow, peopleService } from '../identities/people.service'
import { settingsOf } from '../settings/settings-of'
import { mayInvite } from '../settings/values'
import { type ImportRecord, importStore, type RowRecord } from './imports.store'
import { attributesOf, keysOf, type ReadRow, readRows, type RowPlan } from './judge'
import { columnsOf, optionsOf } from './judge-job'
import type { SaidPerson } from './people-rows'

/** How many rows a change applies at most. */
export const ROWS_AT_ONCE = 500

/** What became of each row, and what that comes to. */
interface Applied extends SliceResult {
  created: number
  updated: number
  rows: { position: number; outcome: string; identity_id: string | null }[]
}

/**
 * Does what rows were judged to do, after looking again at what they rest on: whoever was changed since, and whatever name
 * was taken since, leaves the row out.
 */
export async function applyRows(
  ctx: RealmCtx,
  tx: Tx,
  record: ImportRecord,
  rows: readonly RowRecord[],
): Promise<Applied> {
  const read = readRows(columnsOf(record), rows)
  const now = await lookAgain(ctx, tx, record, rows, read)
  const creations: { position: number; id: string; fields: Row; groups: string[] }[] = []
  const edits: { position: number; id: string; patch: Row; groups: string[] }[] = []
  const skipped: { position: number; skip: Skip }[] = []
  for (const [i, row] of rows.entries()) {
    const { said } = read[i]!
    // Written by us.
    const plan = JSON.parse(row.plan ?? 'null') as RowPlan
    const reason = now.obstacle(row, said, plan)
    const groups = plan.groups.map(([id]) => id)
    if (reason !== null) {
      const skip = { reason, id: row.identity_id ?? '', name: said.username ?? said.email ?? '' }
      skipped.push({ position: row.position, skip })
    } else if (row.identity_id === null) {
      creations.push({ position: row.position, id: newId(), fields: newPerson(said), groups })
    } else {
      const patch = patchOf(plan, now.people.get(row.identity_id))
      edits.push({ position: row.position, id: row.identity_id, patch, groups })
    }
  }
  const { invite } = optionsOf(record)
  await peopleActions.add(tx, ctx, creations, { invite })
  await peopleActions.edit(tx, ctx, edits)
  const done = [...creations, ...edits]
  return {
    done: done.length,
    created: creations.length,
    updated: edits.length,
    skips: skipped.map(({ skip }) => skip),
    rows: [
      ...done.map(({ position, id }) => ({ position, outcome: 'done', identity_id: id })),
      ...skipped.map(({ position, skip }) => ({ position, outcome: skip.reason, identity_id: skip.id || null })),
    ],
  }
}

/** What rows rest on, as it is within the change. */
async function lookAgain(
  ctx: RealmCtx,
  tx: Tx,
  record: ImportRecord,
  rows: readonly RowRecord[],
  read: readonly ReadRow[],
) {
  const ids = rows.flatMap(({ identity_id }) => identity_id ?? [])
  const people = new Map((await peopleService.among(tx.sql, ctx.realm.id, ids)).map((row) => [row.id, row]))
  const known = await peopleService.known(tx.sql, ctx.realm.id, keysOf(read))
  const settings = await settingsOf(tx.sql, ctx.realm.id)
  const { emailUnique, approvals } = settings
  const { invite } = optionsOf(record)
  const wanted = new Set(rows.flatMap(({ plan }) => (JSON.parse(plan ?? 'null') as RowPlan).groups.map(([id]) => id)))
  const groups = new Map((await groupService.living(tx.sql, ctx, [...wanted])).map((group) => [group.id, group]))
  return {
    people,
    /** Why a row cannot be applied any more; null when it can. */
    obstacle({ identity_id: id }: RowRecord, said: SaidPerson, plan: RowPlan): string | null {
      const person = people.get(id ?? '')
      if (id !== null && !person) return 'gone'
      if (person && person.version !== plan.version) return 'changed_meanwhile'
      const username = said.username ?? (person ? null : said.email)
      const namesake = username === null ? undefined : known.byUsername.get(nameKey(username))
      if (namesake && namesake.id !== id) return 'username_taken'
      if (emailUnique && said.email !== null && nameKey(said.email) !== nameKey(person?.email ?? '')) {
        if (known.byEmail.get(nameKey(said.email))?.some((other) => other.id !== id)) return 'email_taken'
      }
      if (!person && invite && mayInvite(settings, said.email ?? '') !== true) return 'invitations_closed'
      for (const [groupId] of plan.groups) {
        const group = groups.get(groupId)
        if (!group) return 'group_gone'
        if (approvals.enabled && group.hasPolicy) return 'needs_approval'
      }
      return null
    },
  }
}

const newPerson = (said: SaidPerson): Row => ({
  username: said.username ?? said.email ?? '',
  email: said.email,
  firstName: said.firstName ?? '',
  lastName: said.lastName ?? '',
  attributes: Object.fromEntries(said.attributes),
})

function patchOf({ fields }: RowPlan, person: IdentityRow | undefined): Row {
  const patch: Row = {}
  const attributes: [string, unknown][] = []
  for (const [field, , after] of fields) {
    if (field.startsWith('attribute:')) attributes.push([field.slice('attribute:'.length), after])
    else patch[field] = after
  }
  if (attributes.length === 0) return patch
  return { ...patch, attributes: Object.fromEntries([...Object.entries(attributesOf(person)), ...attributes]) }
}

/** The slices of an import that is applied. */
export const importWork: BatchWork = {
  most: 10,
  async apply(ctx, tx, batch, plan) {
    const { record, rows } = await rowsOf(tx.sql, batch, plan)
    if (!record || rows.length === 0) return { done: 0, skips: [] }
    const { created, updated, rows: settled, ...result } = await applyRows(ctx, tx, record, rows)
    await importStore(tx.sql).settle(record.id, settled)
    if (result.done > 0) {
      const params = { fileName: record.file_name, created, updated, people: result.done, total: batch.total }
      tx.record('identity.imported', { params, batchId: batch.id })
    }
    return result
  },
  async leaveOut(tx, batch, plan, reason) {
    const { record, rows } = await rowsOf(tx, batch, plan)
    if (!record) return []
    await importStore(tx).settle(
      record.id,
      rows.map(({ position, identity_id }) => ({ position, outcome: reason, identity_id })),
    )
    return readRows(columnsOf(record), rows).map(({ said }, i) => ({
      reason,
      id: rows[i]?.identity_id ?? '',
      name: said.username ?? said.email ?? '',
    }))
  },
}

async function rowsOf(db: Queryable, batch: BatchRow, plan: readonly PlanRow[]) {
  // Written by us.
  const { importId } = JSON.parse(batch.about) as { importId: string }
  const record = await importStore(db).byId(importId)
  // Stretches one behind the other; what lies between them is done, or was left out.
  const stretches = plan.flatMap((row) => (row.op === 'import-rows' ? [row] : []))
  const [from = 0, to = 0] = [stretches[0]?.from, stretches.at(-1)?.to]
  const rows = await importStore(db).waiting(importId, { from, to, limit: ROWS_AT_ONCE })
  return { record, rows }
}
