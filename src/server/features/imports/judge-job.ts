import type { ImportColumn, ImportOptions, RowState } from '#contract/imports'
import type { Deps } from '../../context'
import type { Queryable } from '../../db/open'
import { giveWay } from '../../db/turns'
import type { JobInWork } from '../../jobs/lease'
import { nameKey } from '../../lib/name-key'
import { groupService } from '../groups/groups.service'
import { peopleService } from '../identities/people.service'
import { settingsOf } from '../settings/settings-of'
import { groupFinder } from './group-finder'
import { type Cells, type ImportRecord, importStore, type Verdict } from './imports.store'
import { judgeRow, keysOf, readRows, type Surroundings } from './judge'

/** How many rows are judged before it is written down. */
const SLICE = 1_000
/** How many of them between two looks at whether others want a turn. */
const HANDFUL = 25

/** Judges what is left of an import. Whoever changes what its columns mean lets it begin anew. */
export async function judgeImport(deps: Deps, importId: string, job: JobInWork): Promise<void> {
  const store = importStore(deps.db.read)
  for (;;) {
    const record = await store.byId(importId)
    if (record?.state !== 'judging') return
    await judgeOn(deps, record, job)
  }
}

/**
 * Judges rows for as long as the import is as it was seen. While some are written down the next are judged, which takes as
 * long: whom those are about is still known.
 */
async function judgeOn(deps: Deps, seen: ImportRecord, job: JobInWork): Promise<void> {
  const { read } = deps.db
  const around = await surroundingsOf(read, seen)
  const cellsAfter = (position: number) => importStore(read).cellsAfter(seen.id, position, SLICE)
  let record = seen
  let next = cellsAfter(record.judged_to)
  let unwritten: Verdict[] = []
  let writing = Promise.resolve(true)
  for (let ended = false; !ended;) {
    job.goOn()
    const rows = await next
    const last = rows.at(-1)
    ended = rows.length < SLICE
    next = ended || !last ? Promise.resolve([]) : cellsAfter(last.position)
    // Whatever goes wrong is told where it is waited for.
    next.catch(() => {})
    const verdicts = await judgeRows(read, record, rows, around, rows[0]?.position ?? 0, unwritten)
    if (!(await writing)) return
    const values = {
      judged: record.judged + rows.length,
      judged_to: ended ? END : (last?.position ?? END),
      counts: JSON.stringify(countOf(record, verdicts)),
      ...(ended && { state: 'ready', updated_at: deps.clock() }),
    }
    writing = keep(deps, record, values, verdicts)
    writing.catch(() => {})
    unwritten = verdicts
    record = { ...record, ...values }
  }
  await writing
}

/** Someone may have changed the import meanwhile: then what was found out is for nobody. Returns whether it is as it was. */
function keep(
  deps: Deps,
  seen: ImportRecord,
  values: Partial<ImportRecord>,
  verdicts: readonly Verdict[],
): Promise<boolean> {
  return deps.db.write.transaction().execute(async (tx) => {
    const is = await importStore(tx).judgedOn(seen, values)
    if (is) await importStore(tx).judge(seen.id, verdicts)
    return is
  })
}

/** No row lies behind it. */
export const END = 999_999_999

export type FixedSurroundings = Omit<Surroundings, 'known' | 'memberships' | 'earlier'>

/** What all rows of an import are held against. */
export async function surroundingsOf(db: Queryable, record: ImportRecord): Promise<FixedSurroundings> {
  const settings = await settingsOf(db, record.realm_id)
  const { approvals } = settings
  const realm = { id: record.realm_id, name: '' }
  const options = optionsOf(record)
  const everyone = await groupService.living(db, { realm }, options.groupIds)
  return {
    columns: columnsOf(record),
    options,
    settings,
    findGroup: await groupFinder(db, { realm }, approvals.enabled),
    everyone: everyone.map(({ id, name, hasPolicy }) => ({ id, name, needsApproval: approvals.enabled && hasPolicy })),
  }
}

/**
 * Judges rows in order. `before`: rows from there on are none of those that came earlier. `unwritten`: of rows that came
 * earlier and are not written down yet.
 */
export async function judgeRows(
  db: Queryable,
  record: ImportRecord,
  rows: readonly Cells[],
  fixed: FixedSurroundings,
  before: number,
  unwritten: readonly Verdict[] = [],
): Promise<Verdict[]> {
  const read = []
  for (let at = 0; at < rows.length; at += HANDFUL) {
    read.push(...readRows(fixed.columns, rows.slice(at, at + HANDFUL)))
    await giveWay()
  }
  const keys = keysOf(read)
  // What is written down of those that are not is from an earlier time, when columns may have meant something else.
  const written = unwritten[0]?.position ?? before
  const [known, usernames, emails] = await Promise.all([
    peopleService.known(db, record.realm_id, keys),
    earlier(db, record, 'username_key', keys.usernames, written),
    earlier(db, record, 'email_key', keys.emails, written),
  ])
  for (const { position, username_key, email_key } of unwritten) {
    if (username_key !== null && !usernames.has(username_key)) usernames.set(username_key, position)
    if (email_key !== null && !emails.has(email_key)) emails.set(email_key, position)
  }
  const people = [...known.byUsername.values(), ...[...known.byEmail.values()].flat()]
  const joins = fixed.everyone.length > 0 || read.some(({ said }) => said.groups.length > 0)
  const around: Surroundings = {
    ...fixed,
    known,
    memberships: joins
      ? await peopleService.groupIds(
          db,
          people.map(({ id }) => id),
        )
      : new Map(),
    earlier: { usernames, emails },
  }
  const verdicts: Verdict[] = []
  for (const [i, row] of read.entries()) {
    verdicts.push(judgeRow(row, around))
    if (i % HANDFUL === 0) await giveWay()
  }
  return verdicts
}

/** The first row that has each of these names, where it comes before. */
async function earlier(
  db: Queryable,
  record: ImportRecord,
  column: 'username_key' | 'email_key',
  names: readonly string[],
  before: number,
): Promise<Map<string, number>> {
  const firsts = await importStore(db).firsts(record.id, column, [...new Set(names.map(nameKey))])
  return new Map([...firsts].filter(([, position]) => position < before))
}

function countOf(record: ImportRecord, verdicts: readonly Verdict[]): Record<RowState, number> {
  const counts = countsOf(record)
  // A verdict is one of them.
  for (const { state } of verdicts) counts[state as RowState] += 1
  return counts
}

// Written by us.
export const columnsOf = (record: ImportRecord): ImportColumn[] => JSON.parse(record.columns) as ImportColumn[]
export const optionsOf = (record: ImportRecord): ImportOptions => JSON.parse(record.options) as ImportOptions
export const countsOf = (record: ImportRecord): Record<RowState, number> =>
  JSON.parse(record.counts) as Record<RowState, number>
