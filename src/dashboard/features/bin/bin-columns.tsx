import type { BinItem } from '#contract/bin'
import { time } from '../../ui/columns'
import type { Column } from '../../ui/data-table'
import { Named } from '../../ui/named'
import { RelativeTime } from '../../ui/time'
import { binText } from './bin.text'
import classes from './bin.module.css'

export const nameColumn: Column<BinItem> = {
  header: binText.columns.name,
  width: '34%',
  cell: (item) => (
    <span className={classes.name}>
      <strong>
        <Named>{item.name}</Named>
      </strong>
      {item.withIt > 0 && <span className={classes.quiet}>{binText.withIt(item)}</span>}
    </span>
  ),
}

export const kindColumn: Column<BinItem> = {
  header: binText.columns.kind,
  width: '7rem',
  cell: ({ kind }) => binText.kindWord(kind),
}

export const deletedColumn: Column<BinItem> = {
  header: binText.columns.deleted,
  sort: 'deletedAt',
  descendingFirst: true,
  cell: (item) => (
    <span className={classes.name}>
      <RelativeTime at={item.deletedAt} focusable={false} />
      <span className={classes.quiet}>
        {binText.by}
        <Named>{item.deletedBy}</Named>
      </span>
    </span>
  ),
}

export const expiresColumn: Column<BinItem> = time({
  header: binText.columns.expires,
  at: ({ expiresAt }) => expiresAt,
})
