import {
  type Import,
  IMPORT_DAYS,
  type ImportRow,
  type RowChange,
  type RowProblem,
  type RowState,
} from '#contract/imports'
import { findBatch, reasonsOf } from '../../changes/batch'
import type { Actor } from '../../context'
import type { Queryable } from '../../db/open'
import { toTime } from '../../lib/clock'
import { peopleService } from '../identities/people.service'
import type { ImportRecord, RowRecord } from './imports.store'
import type { RowPlan } from './judge'
import { columnsOf, countsOf, optionsOf } from './judge-job'

export const IMPORT_MS = IMPORT_DAYS * 24 * 3_600_000

/** An import as the API shows it. What is kept was written by us after its schema was applied. */
export async function viewImport(db: Queryable, record: ImportRecord): Promise<Import> {
  const batch = record.batch_id === null ? undefined : await findBatch(db, record.batch_id)
  const finished = batch !== undefined && batch.finished_at !== null
  return {
    id: record.id,
    fileName: record.file_name,
    state: record.state === 'applying' && finished ? 'applied' : (record.state as Import['state']),
    encoding: record.encoding as Import['encoding'],
    separator: record.separator as Import['separator'],
    header: record.header === 1,
    columns: columnsOf(record),
    options: optionsOf(record),
    total: record.total,
    judged: record.judged,
    counts: countsOf(record),
    batch: batch
      ? {
          id: batch.id,
          total: batch.total,
          done: batch.done,
          skipped: batch.skipped,
          finished,
          reasons: reasonsOf(batch),
        }
      : null,
    startedBy: (JSON.parse(record.principal) as Partial<Actor>).name ?? '',
    version: record.version,
    createdAt: toTime(record.created_at),
    updatedAt: toTime(record.updated_at),
    expiresAt: toTime(record.created_at + IMPORT_MS),
  }
}

export async function viewRows(db: Queryable, record: ImportRecord, rows: readonly RowRecord[]): Promise<ImportRow[]> {
  const ids = rows.flatMap(({ identity_id }) => identity_id ?? [])
  const people = await peopleService.among(db, record.realm_id, ids)
  const names = new Map(people.map((row) => [row.id, peopleService.nameOf(row)]))
  return rows.map((row) => {
    const name = names.get(row.identity_id ?? '')
    return {
      position: row.position,
      cells: JSON.parse(row.cells) as string[],
      state: row.state as RowState,
      problems: JSON.parse(row.problems) as RowProblem[],
      identity: row.identity_id !== null && name !== undefined ? { id: row.identity_id, name } : null,
      changes: changesOf(row),
      outcome: row.outcome,
    }
  })
}

function changesOf(row: RowRecord): RowChange[] {
  const plan = JSON.parse(row.plan ?? 'null') as RowPlan | null
  if (!plan) return []
  const changes = plan.fields.map(([field, before, after]): RowChange => ({ field, before, after }))
  if (plan.groups.length === 0) return changes
  return [...changes, { field: 'groups', before: [], after: plan.groups.map(([, name]) => name) }]
}
