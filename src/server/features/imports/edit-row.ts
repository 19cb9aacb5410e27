import type { ImportRowPatch, RowState } from '#contract/imports'
import type { RealmCtx } from '../../context'
import type { Queryable } from '../../db/open'
import { conflict, invalid, notFound } from '../../lib/errors'
import { type ImportRecord, importStore, type RowRecord } from './imports.store'
import { columnsOf, countsOf, judgeRows, surroundingsOf } from './judge-job'

/** How many rows about the same person are looked at again at once. */
const TWINS_MAX = 100

/** Sets cells of a row and judges it anew, and with it the rows that are, or were, about the same person. */
export async function editCells(
  ctx: RealmCtx,
  seen: ImportRecord,
  position: number,
  edits: ImportRowPatch['cells'],
): Promise<{ record: ImportRecord; row: RowRecord }> {
  const columns = columnsOf(seen)
  for (const [i, { column }] of edits.entries()) {
    if (columns[column]?.refused) throw invalid({ [`cells.${i}`]: 'This column looks like passwords' })
  }
  const around = await surroundingsOf(ctx.db.read, seen)
  return ctx.db.write.transaction().execute(async (tx) => {
    const store = importStore(tx)
    const before = await store.row(seen.id, position)
    if (!before) throw notFound('row')
    // Written by us.
    const cells = JSON.parse(before.cells) as string[]
    for (const { column, value } of edits) {
      while (cells.length < column) cells.push('')
      cells[column] = value.trim()
    }
    await store.setCells(seen.id, [{ position, cells: JSON.stringify(cells) }])
    // Once alone, for the names it has now; then in order with all others that have them or had them.
    const [alone] = await judgeRows(tx, seen, await store.rowsAt(seen.id, [position]), around, position)
    const positions = new Set([
      ...(await twins(tx, seen.id, 'username_key', [before.username_key, alone?.username_key])),
      ...(await twins(tx, seen.id, 'email_key', [before.email_key, alone?.email_key])),
      position,
    ])
    const counts = countsOf(seen)
    const inOrder = [...positions].toSorted((a, b) => a - b)
    if (alone) await store.judge(seen.id, [alone])
    for (const at of inOrder) {
      const rows = await store.rowsAt(seen.id, [at])
      const was = at === position ? before.state : (rows[0]?.state ?? '')
      const verdicts = await judgeRows(tx, seen, rows, around, at)
      await store.judge(seen.id, verdicts)
      // A verdict is one of them.
      counts[was as RowState] -= 1
      for (const { state } of verdicts) counts[state as RowState] += 1
    }
    const values = { counts: JSON.stringify(counts), version: seen.version + 1, updated_at: ctx.now }
    if (!(await store.update(seen, values))) throw conflict('changed_meanwhile')
    const row = await store.row(seen.id, position)
    if (!row) throw notFound('row')
    return { record: { ...seen, ...values }, row }
  })
}

const twins = (
  db: Queryable,
  importId: string,
  column: 'username_key' | 'email_key',
  keys: readonly (string | null | undefined)[],
): Promise<number[]> =>
  importStore(db).twins(
    importId,
    column,
    keys.filter((key): key is string => typeof key === 'string'),
    TWINS_MAX,
  )
