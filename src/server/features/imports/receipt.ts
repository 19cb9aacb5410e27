import type { RowProblem } from '#contract/imports'
import type { RealmCtx } from '../../context'
import type { FileAnswer } from '../../http/files'
import { BOM, csvLine, neutral } from '../../lib/csv'
import { AppError } from '../../lib/errors'
import { importService } from './imports.service'
import { type ImportRecord, importStore, type RowRecord } from './imports.store'
import { columnsOf } from './judge-job'

/** How many rows are read at once. */
const ROWS_AT_ONCE = 500

/** The file again, with what became of each row: what was left out can be corrected there and uploaded once more. */
export async function receipt(ctx: RealmCtx, id: string): Promise<FileAnswer> {
  const record = await importService.existing(ctx, id)
  if (record.state === 'judging') throw new AppError('import_busy')
  return { name: `${record.file_name.replace(/\.(csv|txt|tsv)$/i, '')} – receipt.csv`, pieces: lines(ctx, record) }
}

async function* lines(ctx: RealmCtx, record: ImportRecord): AsyncGenerator<string> {
  const columns = columnsOf(record)
  yield BOM + csvLine([...columns.map(({ name }) => neutral(name)), 'Line', 'Result', 'Reason'])
  for (let after = 0; ;) {
    const rows = await importStore(ctx.db.read).rowsAfter(record.id, after, ROWS_AT_ONCE)
    yield rows.map((row) => line(row, columns.length)).join('')
    const last = rows.at(-1)
    if (!last || rows.length < ROWS_AT_ONCE) return
    after = last.position
  }
}

function line(row: RowRecord, columns: number): string {
  // Written by us.
  const cells = JSON.parse(row.cells) as string[]
  const problems = JSON.parse(row.problems) as RowProblem[]
  const own = Array.from({ length: columns }, (_, i) => neutral(cells[i] ?? ''))
  const [result, reason] = outcome(row, problems)
  return csvLine([...own, String(row.position), result, neutral(reason)])
}

function outcome({ state, outcome }: RowRecord, problems: readonly RowProblem[]): [result: string, reason: string] {
  if (outcome === 'done') return [state === 'new' ? 'created' : 'updated', '']
  if (outcome !== null) return ['failed', reasons[outcome] ?? outcome]
  if (state === 'error') return ['failed', problems.map(told).join('; ')]
  if (state === 'unchanged') return ['unchanged', '']
  if (state === 'skipped') return ['skipped', 'This person is here already']
  return [state === 'new' ? 'would be created' : 'would be updated', '']
}

function told({ message, details }: RowProblem): string {
  const said = Object.entries(details ?? {}).map(([what, value]) => `${what}: ${String(value)}`)
  return said.length > 0 ? `${message} (${said.join(', ')})` : message
}

/** Why a row was left out while it was applied. */
const reasons: Record<string, string> = {
  gone: 'This person has been deleted since the file was checked',
  changed_meanwhile: 'Somebody changed this person since the file was checked',
  username_taken: 'Somebody took this username since the file was checked',
  email_taken: 'Somebody took this e-mail address since the file was checked',
  group_gone: 'A group has been deleted since the file was checked',
  needs_approval: 'Joining a group needs approval since the file was checked',
  invitations_closed: 'The settings of the realm let them no longer be invited',
  not_found: 'The realm was deleted',
}
