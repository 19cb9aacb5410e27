import { useRef } from 'react'
import { Link } from 'react-router'
import { type Import, type ImportRow, ImportRowQuery, type RowState, rowStates } from '#contract/imports'
import { paths } from '../../paths'
import { Badge } from '../../ui/badge'
import { Button } from '../../ui/button'
import { type Column, DataTable } from '../../ui/data-table'
import { type ListState, useListQuery } from '../../ui/list-query'
import { Named } from '../../ui/named'
import { Segmented } from '../../ui/segmented'
import { importQueries } from './imports.queries'
import { importsText } from './imports.text'
import { personIn } from './person-in'
import { RowDetail } from './row-detail'
import classes from './row-detail.module.css'

const text = importsText.rows

interface RowListProps {
  realm: string
  one: Import
  title?: string
  /** Its lines can still be corrected. */
  editable?: boolean
  missing?: string | undefined
}

/** The lines of a file, and what would become of each, or has. */
export function RowList({ realm, one, title, editable = false, missing }: RowListProps) {
  const list = useListQuery(ImportRowQuery)
  return (
    <>
      {title && <h2 className={classes.heading}>{title}</h2>}
      <DataTable
        label={text.label}
        list={list}
        source={(query) => importQueries.rows(realm, one.id, query)}
        columns={[...columns(realm, one), ...(editable ? [editColumn(realm, one, list.query, missing)] : [])]}
        rowKey={({ position }) => String(position)}
        rowName={({ position }) => text.number(position)}
        filters={<RowFilter one={one} list={list} />}
        empty={{ title: text.none, text: '' }}
      />
    </>
  )
}

const columns = (realm: string, one: Import): Column<ImportRow>[] => [
  {
    header: text.line,
    width: '4.5rem',
    cell: ({ position }) => (
      <span className={classes.line}>
        <span className={classes.lineWord}>{text.line} </span>
        {text.count(position)}
      </span>
    ),
  },
  { header: text.state, width: '9rem', cell: (row) => <State row={row} /> },
  { header: text.who, width: '24%', cell: (row) => <Who realm={realm} one={one} row={row} /> },
  { header: text.detail, cell: (row) => <RowDetail one={one} row={row} /> },
]

const tones: Partial<Record<RowState, 'accent' | 'danger' | 'warning'>> = {
  new: 'accent',
  update: 'warning',
  error: 'danger',
}

function State({ row: { state, outcome } }: { row: ImportRow }) {
  const done = outcome === 'done'
  const leftOut = outcome !== null && !done
  return (
    // On a phone the cell is a grid, which would stretch the badge.
    <span>
      <Badge tone={leftOut ? 'danger' : done ? 'accent' : tones[state]}>
        {leftOut ? text.leftOut : ((done ? text.done[state] : undefined) ?? text.states[state])}
      </Badge>
    </span>
  )
}

function Who({ realm, one, row }: { realm: string; one: Import; row: ImportRow }) {
  const { identity } = row
  const { name, under } = personIn(one, row.cells)
  return (
    <span className={classes.who}>
      {identity ? (
        <Link to={paths.identity(realm, identity.id)} className={classes.name}>
          <Named>{identity.name}</Named>
        </Link>
      ) : name ? (
        <span className={classes.name}>
          <Named>{name}</Named>
        </span>
      ) : (
        <span className={classes.quiet}>{text.nobody}</span>
      )}
      {under && under !== identity?.name && (
        <span className={classes.under}>
          <Named>{under}</Named>
        </span>
      )}
    </span>
  )
}

const editColumn = (
  realm: string,
  one: Import,
  shown: ImportRowQuery,
  missing: string | undefined,
): Column<ImportRow> => ({
  header: text.edit,
  width: '7rem',
  cell: (row) => <EditButton realm={realm} one={one} row={row} shown={shown} missing={missing} />,
})

interface EditButtonProps {
  realm: string
  one: Import
  row: ImportRow
  shown: ImportRowQuery
  missing: string | undefined
}

function EditButton({ realm, one, row, shown, missing }: EditButtonProps) {
  const opening = useRef(false)
  const open = async () => {
    if (opening.current) return
    opening.current = true
    const { editRow } = await import('./edit-row-dialog')
    await editRow({ realm, importId: one.id, row, shown })
    opening.current = false
  }
  return (
    <span>
      <Button size="xs" disabledReason={missing} onClick={() => void open()}>
        {row.state === 'error' ? text.correct : text.change}
        <span className="visually-hidden">{text.ofLine(row.position)}</span>
      </Button>
    </span>
  )
}

/** Which lines are shown, with how many there are of each kind. */
function RowFilter({ one, list }: { one: Import; list: ListState<ImportRowQuery> }) {
  const { state } = list.query
  const some = rowStates.filter((each) => one.counts[each] > 0 || each === state)
  return (
    <Segmented
      label={text.filter}
      value={state ?? 'all'}
      options={[
        { value: 'all' as const, label: text.filterLabel(text.filters.all, one.total) },
        ...some.map((each) => ({ value: each, label: text.filterLabel(text.filters[each], one.counts[each]) })),
      ]}
      onChange={(value) => list.change({ state: value === 'all' ? undefined : value })}
    />
  )
}
