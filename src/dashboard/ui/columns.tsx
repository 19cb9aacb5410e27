import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { Column } from './data-table'
import { Named } from './named'
import { RelativeTime } from './time'
import classes from './columns.module.css'

/** The first column: the row's name, and the way to it. `under` adds a quiet second line, `beside` a badge. */
export const nameLink = <Item,>(options: {
  header?: string
  sort?: string
  name: (item: Item) => string
  to: (item: Item) => string
  under?: (item: Item) => ReactNode
  beside?: (item: Item) => ReactNode
}): Column<Item> => ({
  header: options.header ?? 'Name',
  sort: options.sort ?? 'name',
  width: '34%',
  cell: (item) => {
    const under = options.under?.(item)
    return (
      <span>
        <Link to={options.to(item)} className={classes.name}>
          <Named>{options.name(item)}</Named>
        </Link>{' '}
        {options.beside?.(item)}
        {under && <span className={classes.under}>{under}</span>}
      </span>
    )
  },
})

/** A time, as long ago as it is. */
export const time = <Item,>(options: { header: string; sort?: string; at: (item: Item) => string }): Column<Item> => ({
  header: options.header,
  ...(options.sort && { sort: options.sort, descendingFirst: true }),
  width: '9rem',
  cell: (item) => (
    <span className={classes.dim}>
      <RelativeTime at={options.at(item)} focusable={false} />
    </span>
  ),
})

/** At most two lines of text that somebody typed. */
export const text = <Item,>(options: { header: string; text: (item: Item) => string }): Column<Item> => ({
  header: options.header,
  cell: (item) =>
    options.text(item) && (
      <span className={classes.lines}>
        <Named>{options.text(item)}</Named>
      </span>
    ),
})

/** A number of something. */
export const quantity = <Item,>(options: { header: string; count: (item: Item) => number }): Column<Item> => ({
  header: options.header,
  numeric: true,
  width: '6rem',
  cell: (item) => options.count(item).toLocaleString('en'),
})
