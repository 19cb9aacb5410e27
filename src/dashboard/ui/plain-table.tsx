/* oxlint-disable jsx-a11y/no-redundant-roles
   -- On a phone the table is displayed as blocks, which takes its own roles away in some browsers. */
import type { Column } from './data-table'
import type { MenuItem } from './menu'
import { Bones, Row } from './table-parts'
import { uiText } from './ui.text'
import table from './data-table.module.css'
import classes from './section-list.module.css'

interface PlainTableProps<Item> {
  /** What is listed; the table's name. */
  label: string
  columns: Column<Item>[]
  /** Undefined while they are on their way. */
  items: Item[] | undefined
  rowKey: (item: Item) => string
  rowName?: (item: Item) => string
  rowActions?: (item: Item) => MenuItem[]
  busy?: boolean
}

/** Rows without sorting or pages, for short lists within a page. */
export const PlainTable = <Item,>(props: PlainTableProps<Item>) => (
  <div className={table.frame}>
    <PlainRows {...props} />
  </div>
)

/** The same without a frame of its own. */
export const PlainRows = <Item,>(props: PlainTableProps<Item>) => {
  const { label, columns, items, rowKey, rowName, rowActions, busy = false } = props
  return (
    <div className={table.scroll}>
      <table role="table" className={table.table} aria-label={label} aria-busy={busy || !items}>
        <thead role="rowgroup" className={classes.head}>
          <tr role="row">
            {columns.map(({ header, numeric, width }) => (
              <th
                key={header}
                role="columnheader"
                scope="col"
                data-numeric={numeric}
                {...(width && { style: { inlineSize: width } })}
              >
                {header}
              </th>
            ))}
            {rowActions && (
              <th role="columnheader" scope="col" data-menu>
                <span className="visually-hidden">{uiText.actions}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {items ? (
            items.map((item) => (
              <Row
                key={rowKey(item)}
                item={item}
                columns={columns}
                name={rowName?.(item) ?? ''}
                {...(rowActions && { actions: rowActions })}
              />
            ))
          ) : (
            <Bones columns={columns.length + (rowActions ? 1 : 0)} rows={2} />
          )}
        </tbody>
      </table>
    </div>
  )
}
