import type {
  Import,
  ImportColumn,
  ImportListQuery,
  ImportOptions,
  ImportPatch,
  ImportRow,
  ImportRowPatch,
  ImportRowQuery,
} from '#contract/imports'
import type { Page } from '#contract/list'
import { PLAN_PEOPLE, startBatch } from '../../changes/batch'
import { change } from '../../changes/change'
import type { RealmCtx } from '../../context'
import type { Queryable } from '../../db/open'
import type { Upload } from '../../http/files'
import { addJob } from '../../jobs/jobs.store'
import { AppError, conflict, invalid, notFound } from '../../lib/errors'
import { groupService } from '../groups/groups.service'
import { settingsOf } from '../settings/settings-of'
import { applyRows, ROWS_AT_ONCE } from './apply'
import { editCells } from './edit-row'
import { viewImport, viewRows } from './import-view'
import { type ImportRecord, importStore } from './imports.store'
import { columnsOf, countsOf, END, optionsOf } from './judge-job'
import { discardImport, NO_COUNTS, receive } from './receive'

export const importService = {
  async upload(ctx: RealmCtx, fileName: string | undefined, upload: Upload): Promise<Import> {
    return viewImport(ctx.db.read, await receive(ctx, fileName ?? 'people.csv', upload))
  },

  async list(ctx: RealmCtx, query: ImportListQuery): Promise<Page<Import>> {
    const page = await importStore(ctx.db.read).list(ctx.realm.id, query)
    return { ...page, items: await Promise.all(page.items.map((record) => viewImport(ctx.db.read, record))) }
  },

  async get(ctx: RealmCtx, id: string): Promise<Import> {
    return viewImport(ctx.db.read, await existing(ctx.db.read, ctx, id))
  },

  async update(ctx: RealmCtx, id: string, patch: ImportPatch): Promise<Import> {
    const record = await existing(ctx.db.read, ctx, id)
    await expectSeen(ctx, record)
    expectOpen(record)
    const columns = patch.columns ? meanings(columnsOf(record), patch.columns) : columnsOf(record)
    const options: ImportOptions = { ...optionsOf(record), ...given(patch.options ?? {}) }
    if (patch.options?.groupIds) await expectJoinable(ctx, options.groupIds)
    await ctx.db.write.transaction().execute(async (tx) => {
      const is = await importStore(tx).update(record, {
        columns: JSON.stringify(columns),
        options: JSON.stringify(options),
        state: 'judging',
        judged: 0,
        judged_to: 0,
        counts: JSON.stringify(NO_COUNTS),
        version: record.version + 1,
        updated_at: ctx.now,
      })
      if (!is) throw conflict('changed_meanwhile')
      await addJob(tx, { kind: 'import', payload: { importId: id }, runAt: ctx.now, now: ctx.now })
    })
    return this.get(ctx, id)
  },

  async rows(ctx: RealmCtx, id: string, query: ImportRowQuery): Promise<Page<ImportRow>> {
    const record = await existing(ctx.db.read, ctx, id)
    const page = await importStore(ctx.db.read).rows(record, query)
    return { ...page, ...totalOf(record, query), items: await viewRows(ctx.db.read, record, page.items) }
  },

  async editRow(ctx: RealmCtx, id: string, position: number, { cells }: ImportRowPatch) {
    const record = await existing(ctx.db.read, ctx, id)
    await expectSeen(ctx, record)
    expectReady(record)
    const edited = await editCells(ctx, record, position, cells)
    const [row] = await viewRows(ctx.db.read, edited.record, [edited.row])
    if (!row) throw notFound('row')
    return { row, import: await viewImport(ctx.db.read, edited.record) }
  },

  async apply(ctx: RealmCtx, id: string): Promise<{ batch: { id: string; total: number } }> {
    const seen = await existing(ctx.db.read, ctx, id)
    const stretches = ctx.preview ? [] : await importStore(ctx.db.heavy).stretches(id, PLAN_PEOPLE)
    return change(ctx, async (tx) => {
      const record = await existing(tx.sql, ctx, id)
      await expectSeen(ctx, record)
      if (record.version !== seen.version) throw conflict('changed_meanwhile')
      expectReady(record)
      const counts = countsOf(record)
      const total = counts.new + counts.update
      if (total === 0) throw conflict('nothing_to_import')
      if (ctx.preview) {
        const first = { from: 0, to: END, limit: ROWS_AT_ONCE }
        await applyRows(ctx, tx, record, await importStore(tx.sql).waiting(id, first))
        if (total > ROWS_AT_ONCE) tx.sampleOf(total)
      }
      const batchId = await startBatch(tx.sql, ctx, {
        kind: 'import',
        realmId: ctx.realm.id,
        plan: stretches.map((stretch) => ({ op: 'import-rows', ...stretch })),
        total,
        about: { importId: id, fileName: record.file_name },
      })
      await importStore(tx.sql).update(record, { state: 'applying', batch_id: batchId, updated_at: ctx.now })
      return { batch: { id: batchId, total } }
    })
  },

  /** An import of the realm, for what is made of it. Throws 404. */
  existing: (ctx: RealmCtx, id: string): Promise<ImportRecord> => existing(ctx.db.read, ctx, id),

  async remove(ctx: RealmCtx, id: string): Promise<void> {
    const record = await existing(ctx.db.read, ctx, id)
    await expectSeen(ctx, record)
    const { state } = await viewImport(ctx.db.read, record)
    if (state === 'applying') throw conflict('import_busy')
    await discardImport(ctx, id)
  },
}

async function existing(db: Queryable, ctx: RealmCtx, id: string): Promise<ImportRecord> {
  const record = await importStore(db).find(ctx.realm.id, id)
  if (!record || record.state === 'reading') throw notFound('import')
  return record
}

/** Refuses when a version was sent and the import is not as the caller saw it. */
async function expectSeen(ctx: RealmCtx, record: ImportRecord): Promise<void> {
  if (ctx.ifMatch === null || ctx.ifMatch === record.version) return
  const current = await viewImport(ctx.db.read, record)
  throw new AppError('changed_meanwhile', { details: { current, events: [] } })
}

/** Not applied, and not about to be. */
function expectOpen({ state }: ImportRecord): void {
  if (state === 'applying') throw conflict('import_over')
}

function expectReady(record: ImportRecord): void {
  expectOpen(record)
  if (record.state !== 'ready') throw conflict('import_busy')
}

/** The columns with what somebody says they mean. */
function meanings(columns: readonly ImportColumn[], said: readonly string[]): ImportColumn[] {
  if (said.length !== columns.length) throw invalid({ columns: `Say what each of the ${columns.length} columns means` })
  const wrong: Record<string, string> = {}
  for (const [i, meaning] of said.entries()) {
    if (meaning === 'ignore') continue
    if (columns[i]?.refused) wrong[`columns.${i}`] = 'This column looks like passwords, so nothing of it was kept'
    else if (meaning !== 'groups' && said.indexOf(meaning) !== i)
      wrong[`columns.${i}`] = 'Another column means this already'
  }
  if (Object.keys(wrong).length > 0) throw invalid(wrong)
  return columns.map((column, i) => {
    const meaning = said[i] ?? 'ignore'
    return { ...column, meaning, guessed: column.guessed && meaning === column.meaning }
  })
}

/** Groups of the realm that need no approval. */
async function expectJoinable(ctx: RealmCtx, groupIds: readonly string[]): Promise<void> {
  const groups = await groupService.joinable(ctx.db.read, ctx, groupIds, 'options.groupIds')
  const { approvals } = await settingsOf(ctx.db.read, ctx.realm.id)
  const closed = approvals.enabled ? groups.filter(({ hasPolicy }) => hasPolicy) : []
  if (closed.length > 0)
    throw new AppError('needs_approval', { details: { groups: closed.map(({ id, name }) => ({ id, name })) } })
}

/** The counts that judging keeps are exact, and at hand. */
function totalOf(record: ImportRecord, { state }: ImportRowQuery): { total: number; totalExact: boolean } {
  return { total: state === undefined ? record.judged : countsOf(record)[state], totalExact: true }
}

/** What is left out stays. */
const given = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: Exclude<T[Name], undefined>
  }
