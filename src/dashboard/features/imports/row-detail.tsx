import type { Import, ImportRow, RowProblem } from '#contract/imports'
import { Named, Sentence } from '../../ui/named'
import { columnWord, importsText } from './imports.text'
import { personIn, shortened } from './person-in'
import { eachOnce } from './problems'
import classes from './row-detail.module.css'

const text = importsText.rows

/** What a line does in detail: its problems at their cells, what it changes, or what it says of somebody new. */
export function RowDetail({ one, row }: { one: Import; row: ImportRow }) {
  const { state, outcome, problems, changes } = row
  if (outcome !== null && outcome !== 'done') {
    return <span className={classes.problem}>{importsText.receipt.reason(outcome)}.</span>
  }
  if (state === 'error') {
    return (
      <ul className={classes.list}>
        {eachOnce(problems).map(([key, problem]) => (
          <li key={key}>
            <Problem one={one} row={row} problem={problem} />
          </li>
        ))}
      </ul>
    )
  }
  if (state === 'unchanged') return <span className={classes.quiet}>{text.unchanged}</span>
  if (state === 'skipped') return <span className={classes.quiet}>{text.skipped}</span>
  if (state === 'new') return <Said one={one} row={row} />
  return (
    <ul className={classes.list}>
      {changes.map(({ field, before, after }) => (
        <li key={field}>
          {field !== 'groups' && (
            <>
              <Field name={text.field(field)} />
              <del>
                <Value value={before} />
              </del>{' '}
              →{' '}
            </>
          )}
          <ins>
            <Value value={field === 'groups' ? text.joins(wordsOf(after)) : after} />
          </ins>
        </li>
      ))}
    </ul>
  )
}

const Field = ({ name }: { name: string }) => (
  <span className={classes.field}>
    <Named>{name}</Named>:{' '}
  </span>
)

const wordsOf = (value: unknown): string =>
  Array.isArray(value) ? value.join('; ') : typeof value === 'string' ? value : ''

const Value = ({ value }: { value: unknown }) => {
  const words = shortened(wordsOf(value))
  return words === '' ? <span className={classes.quiet}>{text.empty}</span> : <Named>{words}</Named>
}

function Problem({ one, row, problem }: { one: Import; row: ImportRow; problem: RowProblem }) {
  const { column } = problem
  const cell = column === null ? '' : (row.cells[column] ?? '')
  const of = column === null ? undefined : one.columns[column]
  return (
    <>
      <Field name={of ? columnWord(of) : text.wholeLine} />
      {cell !== '' && <Sentence parts={text.quoted(shortened(cell))} />}
      <span className={classes.problem}>
        <Sentence parts={importsText.problem(problem)} />
      </span>
    </>
  )
}

/** What stands in the line, besides who it is. */
function Said({ one, row }: { one: Import; row: ImportRow }) {
  const joins = row.changes.find(({ field }) => field === 'groups')
  const { name, under } = personIn(one, row.cells)
  const said = one.columns.flatMap((column, at) => {
    const value = row.cells[at] ?? ''
    const told = /^(ignore|firstName|lastName|groups)$/.test(column.meaning) || value === name || value === under
    return value === '' || told ? [] : [{ field: columnWord(column), value }]
  })
  return (
    <ul className={classes.said}>
      {said.map(({ field, value }) => (
        <li key={field}>
          <Field name={field} />
          <Value value={value} />
        </li>
      ))}
      {joins && (
        <li>
          <Field name={text.field('groups')} />
          <Value value={joins.after} />
        </li>
      )}
    </ul>
  )
}
