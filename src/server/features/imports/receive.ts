import type { ImportColumn } from '#contract/imports'
import type { RealmCtx } from '../../context'
import type { Upload } from '../../http/files'
import { addJob } from '../../jobs/jobs.store'
import { plain } from '../../lib/csv'
import { newId } from '../../lib/ids'
import { guessColumns, guessOptions, isHeader } from './columns'
import { type FileRow, rowsOf, type Separator } from './file-rows'
import { asWindows1252, notCsv, type Reading, textOf } from './file-text'
import { groupFinder } from './group-finder'
import { type ImportRecord, importStore } from './imports.store'
import { groupsIn } from './people-rows'

/** From how many rows it is guessed what the columns mean, and which of them are not kept. */
const LOOKED_AT = 500
/** How many rows one transaction writes down. */
const ROWS_AT_ONCE = 500

/**
 * Reads an upload as it comes, and keeps its rows; they are judged by a job. What was kept of a file that is refused, or
 * that does not arrive whole, is thrown away.
 */
export async function receive(ctx: RealmCtx, fileName: string, upload: Upload): Promise<ImportRecord> {
  const reading: Reading = { encoding: 'utf-8', changedLate: false }
  let separator: Separator = ','
  const rows = rowsOf(textOf(upload, reading), (said) => {
    separator = said
  })
  try {
    const first = await take(rows, LOOKED_AT + 1)
    const header = first[0] && isHeader(first[0].cells) ? cleaned(first[0].cells) : null
    if (header) first.shift()
    if (first.length === 0) throw notCsv('empty')
    const looked = first.map(({ cells }) => cleaned(cells))
    const columns = guessColumns(header, looked)
    await keepKnownGroups(ctx, columns, looked)
    const record = newImport(ctx, { fileName, columns, header: header !== null })
    await importStore(ctx.db.write).add(record)
    try {
      const total = await keepRows(ctx, record.id, columns, allOf(first, rows))
      if (reading.changedLate) await readAnew(ctx, record.id, columns)
      const { encoding } = reading
      const read = { ...record, columns: JSON.stringify(columns), encoding, separator, total, state: 'judging' }
      await ctx.db.write.transaction().execute(async (tx) => {
        await importStore(tx).update(record, read)
        await addJob(tx, { kind: 'import', payload: { importId: record.id }, runAt: ctx.now, now: ctx.now })
      })
      return read
    } catch (error) {
      await discardImport(ctx, record.id)
      throw error
    }
  } finally {
    await rows.return(undefined)
  }
}

/** A column that only seems to name groups, none of which is there, is better left alone than wrong in every row. */
async function keepKnownGroups(ctx: RealmCtx, columns: ImportColumn[], rows: readonly string[][]): Promise<void> {
  if (!columns.some(({ meaning }) => meaning === 'groups')) return
  const find = await groupFinder(ctx.db.read, ctx, false)
  for (const [i, column] of columns.entries()) {
    if (column.meaning !== 'groups') continue
    const named = rows.flatMap((cells) => groupsIn(cells[i] ?? '', i))
    if (!named.some(({ path, text }) => find(path, text) !== 'unknown_group')) column.meaning = 'ignore'
  }
}

/** Writes rows down as they come. Returns how many there were. */
async function keepRows(
  ctx: RealmCtx,
  importId: string,
  columns: readonly ImportColumn[],
  rows: AsyncIterable<FileRow[]>,
): Promise<number> {
  const kept = columns.map(({ refused }) => refused === null)
  let total = 0
  let waiting: FileRow[] = []
  const keep = async () => {
    const rows = waiting.map((row) => withoutRefused(row, kept))
    waiting = []
    total += rows.length
    await ctx.db.write.transaction().execute((tx) => importStore(tx).addRows(importId, rows))
  }
  for await (const some of rows) {
    waiting.push(...some)
    if (waiting.length >= ROWS_AT_ONCE) await keep()
  }
  await keep()
  return total
}

const cleaned = (cells: readonly string[]): string[] => cells.map((cell) => plain(cell.trim()))

/** Of what looks like passwords nothing is kept. */
const withoutRefused = ({ position, cells }: FileRow, kept: readonly boolean[]) => ({
  position,
  // Cells past the columns are kept: they are a problem that somebody wants to see.
  cells: JSON.stringify(cleaned(cells).map((cell, i) => (kept[i] === false ? '' : cell))),
})

function newImport(
  ctx: RealmCtx,
  { fileName, columns, header }: { fileName: string; columns: ImportColumn[]; header: boolean },
): ImportRecord {
  return {
    id: newId(),
    account_id: ctx.account.id,
    realm_id: ctx.realm.id,
    principal: JSON.stringify(ctx.actor),
    file_name: fileName,
    state: 'reading',
    columns: JSON.stringify(columns),
    options: JSON.stringify(guessOptions(columns)),
    counts: JSON.stringify(NO_COUNTS),
    encoding: 'utf-8',
    separator: ',',
    header: header ? 1 : 0,
    total: 0,
    judged: 0,
    judged_to: 0,
    batch_id: null,
    version: 1,
    created_at: ctx.now,
    updated_at: ctx.now,
  }
}

export const NO_COUNTS = { new: 0, update: 0, unchanged: 0, skipped: 0, error: 0 }

/** At least so many rows, where there are so many. */
async function take(rows: AsyncGenerator<FileRow[]>, least: number): Promise<FileRow[]> {
  const taken: FileRow[] = []
  while (taken.length < least) {
    const some = await rows.next()
    if (some.done) break
    taken.push(...some.value)
  }
  return taken
}

async function* allOf(first: FileRow[], rest: AsyncGenerator<FileRow[]>): AsyncGenerator<FileRow[]> {
  yield first
  yield* rest
}

/** What was read as UTF-8 before the file turned out to be older. */
async function readAnew(ctx: RealmCtx, importId: string, columns: ImportColumn[]): Promise<void> {
  for (const column of columns) {
    column.name = asWindows1252(column.name)
    column.samples = column.samples.map(asWindows1252)
  }
  let after = 0
  for (;;) {
    const rows = await importStore(ctx.db.read).cellsAfter(importId, after, ROWS_AT_ONCE)
    const last = rows.at(-1)
    if (!last) return
    after = last.position
    // Written by us.
    const anew = rows.map(({ position, cells }) => ({
      position,
      cells: JSON.stringify((JSON.parse(cells) as string[]).map(asWindows1252)),
    }))
    await importStore(ctx.db.write).setCells(importId, anew)
  }
}

/** How many rows are thrown away at once, which takes less than writing them down. */
const REMOVED_AT_ONCE = 2_500

/** Throws an import away, a little at a time. */
export async function discardImport({ db }: Pick<RealmCtx, 'db'>, importId: string): Promise<void> {
  for (let after: number | null = 0; after !== null;) {
    after = await importStore(db.write).removeRows(importId, after, REMOVED_AT_ONCE)
  }
  await importStore(db.write).remove(importId)
}
