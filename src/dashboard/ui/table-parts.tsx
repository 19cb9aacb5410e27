/* oxlint-disable jsx-a11y/no-redundant-roles, jsx-a11y/no-interactive-element-to-noninteractive-role, jsx-a11y/control-has-associated-label
   -- On a phone the rows are displayed as cards, and another display takes a table's own roles away in some browsers. */
import type { Column } from './data-table'
import { DownIcon, SortIcon, UpIcon } from './icons'
import type { ListQuery, ListState } from './list-query'
import { Menu, type MenuItem } from './menu'
import type { Selection } from './selection'
import { uiText } from './ui.text'
import classes from './data-table.module.css'

interface HeadProps<Item, Q extends ListQuery> {
  columns: Column<Item>[]
  list: ListState<Q>
  menu: boolean
  selection?: Selection
  /** Of the rows of this page. */
  ids?: string[]
}

export function Head<Item, Q extends ListQuery>({ columns, list, menu, selection, ids = [] }: HeadProps<Item, Q>) {
  const now = list.query.sort
  return (
    <thead role="rowgroup">
      <tr role="row">
        {selection && (
          <th role="columnheader" scope="col" data-select>
            <SelectPage selection={selection} ids={ids} />
          </th>
        )}
        {columns.map(({ header, sort, descendingFirst, numeric, width }) => {
          const direction = now === sort ? 'ascending' : now === `-${sort}` ? 'descending' : 'none'
          const next =
            direction === 'none' ? (descendingFirst ? `-${sort}` : sort) : direction === 'ascending' ? `-${sort}` : sort
          const Arrow = direction === 'ascending' ? UpIcon : direction === 'descending' ? DownIcon : SortIcon
          return (
            <th
              key={header}
              role="columnheader"
              scope="col"
              data-numeric={numeric}
              {...(width && { style: { inlineSize: width } })}
              {...(sort && { 'aria-sort': direction })}
            >
              {sort ? (
                <button
                  type="button"
                  className={classes.sort}
                  data-active={direction === 'none' ? undefined : true}
                  // The columns are written for this list's schema, which names its sorts.
                  onClick={() => list.change({ sort: next } as Partial<Q>)}
                >
                  {header}
                  <Arrow size={13} />
                </button>
              ) : (
                header
              )}
            </th>
          )
        })}
        {menu && (
          <th role="columnheader" scope="col" data-menu>
            <span className="visually-hidden">{uiText.actions}</span>
          </th>
        )}
      </tr>
    </thead>
  )
}

/** All rows of the page at once; half of them is a state of its own. */
function SelectPage({ selection, ids }: { selection: Selection; ids: string[] }) {
  const some = ids.filter((id) => selection.has(id)).length
  return (
    <input
      type="checkbox"
      aria-label={uiText.selectPage}
      // There is nothing to select before the rows are there.
      disabled={ids.length === 0}
      checked={ids.length > 0 && some === ids.length}
      ref={(box) => {
        // Only a script can show it.
        if (box) box.indeterminate = some > 0 && some < ids.length
      }}
      onChange={(event) => selection.set(ids, event.currentTarget.checked)}
    />
  )
}

interface RowProps<Item> {
  item: Item
  columns: Column<Item>[]
  name: string
  actions?: (item: Item) => MenuItem[]
  selection?: Selection
  id?: string
}

export function Row<Item>({ item, columns, name, actions, selection, id = '' }: RowProps<Item>) {
  return (
    <tr role="row" data-selected={selection?.has(id) || undefined}>
      {selection && (
        <td role="cell" data-select>
          <input
            type="checkbox"
            aria-label={uiText.select(name)}
            checked={selection.has(id)}
            onChange={(event) => selection.set([id], event.currentTarget.checked)}
          />
        </td>
      )}
      {columns.map(({ header, cell, numeric }) => (
        <td key={header} role="cell" data-label={header} data-numeric={numeric}>
          {cell(item)}
        </td>
      ))}
      {actions && (
        <td role="cell" data-menu>
          <Menu label={uiText.actionsFor(name)} items={actions(item)} />
        </td>
      )}
    </tr>
  )
}

const widths = ['62%', '48%', '70%', '55%', '44%', '66%']

/** The shape of a page that is on its way. */
export const Bones = ({ columns, rows = widths.length }: { columns: number; rows?: number }) =>
  widths.slice(0, rows).map((width, row) => (
    <tr key={width} role="row" aria-hidden="true">
      {Array.from({ length: columns }, (_, column) => (
        <td key={column} role="cell">
          <span
            className={classes.bone}
            style={{ inlineSize: column === 0 ? width : widths[(row + column) % widths.length] }}
          />
        </td>
      ))}
    </tr>
  ))
