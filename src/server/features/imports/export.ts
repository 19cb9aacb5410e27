import { type ExportQuery, exportColumns } from '#contract/imports'
import type { Attributes } from '#contract/primitives'
import { change } from '../../changes/change'
import type { RealmCtx } from '../../context'
import { giveWay } from '../../db/turns'
import type { FileAnswer } from '../../http/files'
import { toTime } from '../../lib/clock'
import { BOM, csvLine, escaped, neutral, split, unescaped } from '../../lib/csv'
import { invalid } from '../../lib/errors'
import { groupService } from '../groups/groups.service'
import { identityLists } from '../identities/identity-lists'
import { type IdentityRow, peopleService } from '../identities/people.service'

/** How many people are read at once, and turned into lines without a break. */
const PEOPLE_AT_ONCE = 250
const LINES_AT_ONCE = 50

type Column = (typeof exportColumns)[number] | `attr:${string}`

/** What is not on the row of a person. */
interface Beside {
  groups: readonly string[]
  roles: readonly { application: string | null; name: string }[]
}

/** The people who match, as a file that an import of it would leave unchanged. The log says who took it, and how many. */
export function exportPeople(ctx: RealmCtx, { columns, ids, ...filter }: ExportQuery): FileAnswer {
  const people =
    ids === undefined ? identityLists.everyone(ctx, filter, PEOPLE_AT_ONCE) : peopleService.some(ctx, ids.split(','))
  return { name: `${ctx.realm.name} – people.csv`, pieces: lines(ctx, columnsIn(columns), people) }
}

async function* lines(
  ctx: RealmCtx,
  columns: readonly Column[],
  everyone: AsyncIterable<IdentityRow[]>,
): AsyncGenerator<string> {
  let people = 0
  let whole = false
  try {
    const paths = columns.includes('groups') ? await pathsOf(ctx) : new Map<string, string>()
    yield BOM + csvLine(columns.map(neutral))
    for await (const rows of everyone) {
      const ids = rows.map(({ id }) => id)
      const groups = columns.includes('groups') ? await peopleService.groupIds(ctx.db.read, ids) : null
      const roles = columns.includes('roles') ? await peopleService.roleNames(ctx.db.read, ids) : null
      for (let at = 0; at < rows.length; at += LINES_AT_ONCE) {
        const some = rows.slice(at, at + LINES_AT_ONCE).map((row) => {
          const own = [...(groups?.get(row.id) ?? [])].flatMap((id) => paths.get(id) ?? [])
          const beside = { groups: own.toSorted(), roles: roles?.get(row.id) ?? [] }
          return csvLine(columns.map((column) => neutral(cellOf(column, row, beside))))
        })
        await giveWay()
        yield some.join('')
        people += some.length
      }
    }
    whole = true
  } finally {
    // Whoever breaks off has what came until then.
    await record(ctx, people, whole)
  }
}

/** An answer that did not end says so; the file ends after this, so that whoever has all of it stands in the log. */
const record = (ctx: RealmCtx, people: number, whole: boolean): Promise<void> =>
  change(ctx, async (tx) => tx.record('identity.exported', { params: { people, whole } }))

function cellOf(column: Column, row: IdentityRow, beside: Beside): string {
  switch (column) {
    case 'username':
      return row.username
    case 'email':
      return row.email ?? ''
    case 'firstName':
      return row.first_name
    case 'lastName':
      return row.last_name
    case 'status':
      return row.status
    case 'groups':
      return beside.groups.join('; ')
    case 'roles':
      return beside.roles
        .map(({ application, name }) => pathText(application === null ? [name] : [application, name]))
        .join('; ')
    case 'createdAt':
      return toTime(row.created_at)
    case 'lastSignInAt':
      return row.seen_at === 0 ? '' : toTime(row.seen_at)
    default: {
      // Written by us after its schema was applied.
      const attributes = JSON.parse(row.attributes) as Attributes
      const key = column.slice('attr:'.length)
      const values = Object.hasOwn(attributes, key) ? (attributes[key] ?? []) : []
      return values.map((value) => escaped(value, ';')).join('; ')
    }
  }
}

const pathText = (names: readonly string[]): string => names.map((name) => escaped(name, '/;')).join(' / ')

/** The path of each group of the realm, as it stands in a cell. */
async function pathsOf(ctx: RealmCtx): Promise<Map<string, string>> {
  const groups = new Map((await groupService.all(ctx.db.read, ctx)).map((group) => [group.id, group]))
  return new Map(
    [...groups.values()].map((group) => {
      const names: string[] = []
      // Stored groups never go round; a walk that would not end is worse than a path that is cut.
      for (let at: typeof group | undefined = group; at && names.length < 1_000; at = groups.get(at.parentId ?? '')) {
        names.unshift(at.name)
      }
      return [group.id, pathText(names)]
    }),
  )
}

function columnsIn(text: string | undefined): Column[] {
  if (text === undefined) return [...exportColumns]
  const columns = split(text, ',').map((column) => unescaped(column, ','))
  const unknown = columns.find((column) => !isColumn(column))
  if (unknown !== undefined) throw invalid({ columns: `There is no column ${unknown}` })
  return columns.filter(isColumn)
}

const isColumn = (column: string): column is Column =>
  (exportColumns as readonly string[]).includes(column) || /^attr:./s.test(column)
