/* oxlint-disable jsx-a11y/no-redundant-roles
   -- On a phone the table is displayed as blocks, which takes its own roles away in some browsers. */
import type { QueryKey } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ListFrame, type ListFrameProps } from './list-frame'
import type { ListQuery } from './list-query'
import type { MenuItem } from './menu'
import type { Selection } from './selection'
import { Bones, Head, Row } from './table-parts'
import classes from './data-table.module.css'

export interface Column<Item> {
  header: string
  cell: (item: Item) => ReactNode
  /** The name the server sorts by; its header becomes a button. Newest first where `descendingFirst`. */
  sort?: string
  descendingFirst?: boolean
  /** Numbers stand at the end of their column. */
  numeric?: boolean
  /** A share of the width, such as '40%'. */
  width?: string
}

export interface DataTableProps<Item, Q extends ListQuery, Key extends QueryKey> extends ListFrameProps<Item, Q, Key> {
  columns: Column<Item>[]
  rowKey: (item: Item) => string
  /** What a person calls the row, for "Actions for …". */
  rowName: (item: Item) => string
  actions?: (item: Item) => MenuItem[]
  /** Boxes to select rows with, and the bar that says what can be done with what is selected. */
  selection?: { state: Selection; bar: (shown: { total: number; totalExact: boolean }) => ReactNode }
}

/** A list as a table, with sorting and a menu per row. On a phone each row is a card. */
export function DataTable<Item, Q extends ListQuery, Key extends QueryKey>(props: DataTableProps<Item, Q, Key>) {
  const { columns, rowKey, rowName, actions, selection, ...frame } = props
  return (
    <ListFrame {...frame}>
      {({ items, stale, total, totalExact }) => (
        <>
          {selection?.bar({ total, totalExact })}
          <div className={classes.scroll}>
            <table role="table" className={classes.table} aria-label={frame.label} aria-busy={stale || !items}>
              <Head
                columns={columns}
                list={frame.list}
                menu={Boolean(actions)}
                {...(selection && { selection: selection.state, ids: items?.map(rowKey) ?? [] })}
              />
              <tbody role="rowgroup">
                {items ? (
                  items.map((item) => (
                    <Row
                      key={rowKey(item)}
                      item={item}
                      columns={columns}
                      name={rowName(item)}
                      {...(actions && { actions })}
                      {...(selection && { selection: selection.state, id: rowKey(item) })}
                    />
                  ))
                ) : (
                  <Bones columns={columns.length + (actions ? 1 : 0) + (selection ? 1 : 0)} />
                )}
              </tbody>
            </table>
          </div>
        </>
      )}
    </ListFrame>
  )
}
