import * as z from 'zod/mini'
import { IdentityFilter } from './bulk'
import { Skips } from './changes'
import { download, endpoint, upload } from './endpoint'
import { EXPORT_IDS_MAX } from './identities'
import { listQuery, pageOf } from './list'
import { Id, line, Ref, Time, UUID_PATTERN, Version } from './primitives'

/** What a file may hold. More is refused with `file_too_large`, `too_many_rows`, `too_many_columns`, `line_too_long`. */
export const IMPORT_MAX = { bytes: 50 * 1024 * 1024, rows: 200_000, columns: 100, cell: 10_000, line: 65_536 } as const
/** How long an uploaded file and its receipt are kept. */
export const IMPORT_DAYS = 30

/** What a column of the file means. Several columns may name groups; each other meaning is given once. */
export const personColumns = ['username', 'email', 'firstName', 'lastName', 'groups', 'ignore'] as const
const attributeMeaning = z.string().check(
  z.regex(/^attribute:/),
  z.maxLength('attribute:'.length + 255),
  z.refine((meaning) => line(255).safeParse(meaning.slice('attribute:'.length)).success),
)
export const ColumnMeaning = z.union([
  z.enum(personColumns),
  // What was just checked; a template literal of zod would say so itself, and weigh on every page of the dashboard.
  attributeMeaning as unknown as z.ZodMiniType<`attribute:${string}`>,
])
export type ColumnMeaning = z.infer<typeof ColumnMeaning>

/** A column of the file. `refused: password`: nothing of it was kept, and it cannot be given a meaning. */
export const ImportColumn = z.object({
  name: z.string(),
  meaning: z.string(),
  /** Nobody has chosen the meaning yet. */
  guessed: z.boolean(),
  refused: z.nullable(z.enum(['password'])),
  /** The first three different values. */
  samples: z.array(z.string()),
})
export type ImportColumn = z.infer<typeof ImportColumn>

/**
 * `matchBy`: how someone who is here already is recognised. `onExisting: skip` leaves them as they are. `groupIds`: everyone
 * in the file joins these groups as well. `invite`: new people get a mail.
 */
export const ImportOptions = z.strictObject({
  matchBy: z.enum(['username', 'email']),
  onExisting: z.enum(['update', 'skip']),
  groupIds: z.array(Id).check(z.maxLength(100)),
  invite: z.boolean(),
})
export type ImportOptions = z.infer<typeof ImportOptions>

/**
 * What would become of a row. `new` and `update` are applied; `unchanged` says nothing new, `skipped` is someone who is here
 * already (`onExisting: skip`), `error` has problems.
 */
export const rowStates = ['new', 'update', 'unchanged', 'skipped', 'error'] as const
export const RowState = z.enum(rowStates)
export type RowState = z.infer<typeof RowState>

/** `judging`: rows are being looked at. `ready` to apply. `applying`, then `applied`. */
export const importStates = ['judging', 'ready', 'applying', 'applied'] as const

/** A file of people that was uploaded, what it would do, and how far doing it has come. */
export const Import = z.object({
  id: Id,
  fileName: z.string(),
  state: z.enum(importStates),
  /** How the file was read. */
  encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']),
  separator: z.enum([',', ';', '\t', '|']),
  /** Whether the first line names the columns. */
  header: z.boolean(),
  columns: z.array(ImportColumn),
  options: ImportOptions,
  /** How many rows there are, how many of them are judged, and with what result. */
  total: z.int(),
  judged: z.int(),
  counts: z.object({ new: z.int(), update: z.int(), unchanged: z.int(), skipped: z.int(), error: z.int() }),
  /** Once it is applied: the batch, for Undo, and how far it has come. */
  batch: z.nullable(
    z.object({ id: Id, total: z.int(), done: z.int(), skipped: z.int(), finished: z.boolean(), reasons: Skips }),
  ),
  startedBy: z.string(),
  version: Version,
  createdAt: Time,
  updatedAt: Time,
  /** When it and its receipt will be thrown away. */
  expiresAt: Time,
})
export type Import = z.infer<typeof Import>

/** `columns`: one meaning for each column of the file, in order. What is left out stays. Everything is judged anew. */
export const ImportPatch = z.strictObject({
  columns: z.optional(z.array(ColumnMeaning).check(z.maxLength(IMPORT_MAX.columns))),
  options: z.optional(z.partial(ImportOptions)),
})
export type ImportPatch = z.infer<typeof ImportPatch>

/** Every problem that a row can have. `details` name what the sentence needs: `line`, `group`, `username`. */
export const problemCodes = {
  no_name: 'There is neither a username nor an e-mail address',
  invalid: 'This cannot be taken over',
  no_email: 'Without an e-mail address nobody can be recognised by it',
  cannot_invite: 'Without an e-mail address nobody can be invited',
  duplicate_username: 'Another line has the same username',
  duplicate_email: 'Another line has the same e-mail address',
  username_taken: 'Someone else here has this username',
  email_taken: 'Someone else here has this e-mail address',
  ambiguous_email: 'Several people here have this e-mail address',
  unknown_group: 'There is no such group',
  ambiguous_group: 'Several groups have this name. Write the whole path, such as Finance / Payroll',
  needs_approval: 'Joining this group needs approval',
  extra_cells: 'The line has more cells than there are columns',
} as const
export type ProblemCode = keyof typeof problemCodes

/** `column` is the place of the cell; null when the line as a whole is meant. */
export const RowProblem = z.object({
  column: z.nullable(z.int()),
  code: z.enum(Object.keys(problemCodes) as [ProblemCode, ...ProblemCode[]]),
  message: z.string(),
  details: z.optional(z.record(z.string(), z.unknown())),
})
export type RowProblem = z.infer<typeof RowProblem>

/** A field that an update sets; of `groups` the names of those that are joined. */
export const RowChange = z.object({ field: z.string(), before: z.unknown(), after: z.unknown() })
export type RowChange = z.infer<typeof RowChange>

/** `position` is the line's number as a spreadsheet shows it. */
export const ImportRow = z.object({
  position: z.int(),
  cells: z.array(z.string()),
  state: RowState,
  problems: z.array(RowProblem),
  /** Who was recognised or, once applied, made. */
  identity: z.nullable(Ref),
  changes: z.array(RowChange),
  /** Once applied: `done`, or why not (as in `Batch.reasons`). */
  outcome: z.nullable(z.string()),
})
export type ImportRow = z.infer<typeof ImportRow>

/** While rows are judged, only those that are. */
export const ImportRowQuery = z.omit(listQuery(['position'], { state: z.optional(RowState) }), { q: true })
export type ImportRowQuery = z.infer<typeof ImportRowQuery>

export const ImportListQuery = z.omit(listQuery(['-createdAt']), { q: true })
export type ImportListQuery = z.infer<typeof ImportListQuery>

/** Cells to set, by the place of their column. */
export const ImportRowPatch = z.strictObject({
  cells: z
    .array(
      z.strictObject({
        column: z.int().check(z.minimum(0), z.maximum(IMPORT_MAX.columns - 1)),
        value: z.string().check(z.maxLength(IMPORT_MAX.cell)),
      }),
    )
    .check(z.minLength(1), z.maxLength(IMPORT_MAX.columns)),
})
export type ImportRowPatch = z.infer<typeof ImportRowPatch>

/** The columns that an export can hold, besides `attr:<key>`. */
export const exportColumns = [
  'username',
  'email',
  'firstName',
  'lastName',
  'status',
  'groups',
  'roles',
  'createdAt',
  'lastSignInAt',
] as const

/**
 * The filters of the list of people, or `ids`: those people, with commas between them. `columns`: names from `exportColumns` and `attr:<key>`, with commas between them; a
 * comma or backslash within a key has a backslash before it. Without: all but attributes.
 */
export const ExportQuery = z.extend(z.object(IdentityFilter.shape), {
  ids: z.optional(
    z.string().check(
      z.maxLength(EXPORT_IDS_MAX * 37),
      z.refine((ids) => ids.split(',').every((id) => UUID_PATTERN.test(id)), { error: 'Ids with commas between them' }),
    ),
  ),
  columns: z.optional(z.string().check(z.minLength(1), z.maxLength(4000))),
})
export type ExportQuery = z.infer<typeof ExportQuery>

const all = '/realms/:realm/identities/imports'
const one = `${all}/:importId` as const

export const imports = {
  /** Groups stand as paths (`Finance / Payroll`), joined by `; `. Cells that a spreadsheet would take for formulas get a `'` in front, which an import takes off again. */
  export: download('/realms/:realm/identities/export', {
    needs: 'identity:read',
    summary: 'The people who match, as a CSV file',
    query: ExportQuery,
    answers: 'text/csv',
  }),
  list: endpoint('GET', all, {
    needs: 'identity:read',
    summary: 'Files of people that were uploaded in the last 30 days, newest first',
    query: ImportListQuery,
    response: pageOf(Import),
  }),
  /**
   * Nothing changes yet: the file is read and its rows are judged. Errors: 413 `file_too_large`; 422 `not_csv` with
   * `details.kind` (`excel`, `opendocument`, `zip`, `pdf`, `image`, `html`, `binary`, `empty`), `too_many_rows`,
   * `too_many_columns`, `line_too_long` with `details.line`.
   */
  upload: upload(all, {
    needs: 'identity:write',
    summary: 'Upload a CSV file of people',
    query: z.object({ fileName: z.optional(line(255)) }),
    takes: ['text/csv', 'text/plain', 'application/octet-stream', 'application/vnd.ms-excel'],
    response: Import,
  }),
  get: endpoint('GET', one, { needs: 'identity:read', summary: 'One uploaded file', response: Import }),
  /** Errors: 409 `import_busy`, `import_over`; `changed_meanwhile` when a version was sent. */
  update: endpoint('PATCH', one, {
    needs: 'identity:write',
    summary: 'Say what the columns mean and what to do, and have all rows judged anew',
    body: ImportPatch,
    response: Import,
    preview: false,
  }),
  rows: endpoint('GET', `${one}/rows`, {
    needs: 'identity:read',
    summary: 'The rows of a file and what would become of each, or has',
    query: ImportRowQuery,
    response: pageOf(ImportRow),
  }),
  /** Rows that were or become the same person as this one are judged anew as well. */
  editRow: endpoint('PATCH', `${one}/rows/:position`, {
    needs: 'identity:write',
    summary: 'Correct cells of a row, which is judged anew at once',
    body: ImportRowPatch,
    response: z.object({ row: ImportRow, import: Import }),
    preview: false,
  }),
  /**
   * A batch: follow it by its id, undo it through any of its events. Rows with problems are left out. The preview looks at
   * the first 500. Errors: 409 `import_busy`, `import_over`, `nothing_to_import`; `changed_meanwhile` when a version was sent.
   */
  apply: endpoint('POST', `${one}/apply`, {
    needs: 'identity:write',
    summary: 'Add and update the people of a file',
    response: z.object({ batch: z.object({ id: Id, total: z.int() }) }),
  }),
  receipt: download(`${one}/receipt`, {
    needs: 'identity:read',
    summary: 'The file again, with what became of each row, or would',
    answers: 'text/csv',
  }),
  remove: endpoint('DELETE', one, {
    needs: 'identity:write',
    summary: 'Throw an uploaded file away. What was imported from it stays',
    preview: false,
  }),
}
