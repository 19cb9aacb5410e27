import {
  keepPreviousData,
  type QueryKey,
  useInfiniteQuery,
  useQueryClient,
  type UseQueryOptions,
} from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { Page } from '#contract/list'
import { Button } from './button'
import type { Column } from './data-table'
import type { MenuItem } from './menu'
import { PlainRows } from './plain-table'
import { Problem } from './problem'
import { SearchBox } from './search-box'
import { Section } from './section'
import { uiText } from './ui.text'
import table from './data-table.module.css'
import classes from './section-list.module.css'

interface Place {
  limit: number
  cursor?: string
  q?: string
}

interface SectionListProps<Item, Key extends QueryKey> {
  title: string
  description?: ReactNode
  actions?: ReactNode
  source: (place: Place) => UseQueryOptions<Page<Item>, Error, Page<Item>, Key>
  columns: Column<Item>[]
  rowKey: (item: Item) => string
  rowName: (item: Item) => string
  rowActions?: (item: Item) => MenuItem[]
  /** What stands there instead of an empty table: one sentence. */
  empty: ReactNode
  /** The label of the search box, which is there once a list is too long to look through; without it there is none. */
  search?: string
  /** A choice beside the search box, and whether it leaves something out. */
  filters?: ReactNode
  narrowed?: boolean
  anchor?: string
  /** How many stand there at first; fewer where there is more to see below. */
  rows?: number
}

const USUAL_ROWS = 20

/** A short list within a page, such as the roles of a group. It grows by a button, and can be searched once it is long. */
export function SectionList<Item, Key extends QueryKey>(props: SectionListProps<Item, Key>) {
  const { title, description, actions, source, columns, rowKey, rowName, rowActions, empty, search, anchor } = props
  const { filters, narrowed = false, rows = USUAL_ROWS } = props
  const client = useQueryClient()
  const [q, setQ] = useState('')
  const first = { limit: rows, ...(q && { q }) }
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage, isPlaceholderData, refetch } = useInfiniteQuery({
    // Below the list's own key, so that whatever refreshes the list refreshes this.
    queryKey: [...source(first).queryKey, 'grown'],
    queryFn: ({ pageParam }) =>
      client.fetchQuery(source({ ...first, ...(pageParam !== null && { cursor: pageParam }) })),
    // The first page has no cursor; the type cannot tell from null alone that later ones do.
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  })
  const items = data?.pages.flatMap((page) => page.items) ?? []
  const counted = data?.pages[0]
  const total = counted && uiText.total(counted.total, counted.totalExact)
  const searchable = search !== undefined && (q !== '' || (counted !== undefined && counted.total > rows))
  return (
    <Section
      title={title}
      description={description}
      actions={actions}
      anchor={anchor}
      count={q || narrowed ? undefined : total}
    >
      {error && !data ? (
        <Problem
          error={error}
          title={uiText.couldNotLoad(title)}
          actions={
            <Button size="xs" onClick={() => void refetch()}>
              {uiText.tryAgain}
            </Button>
          }
        />
      ) : !data && q === '' && !filters ? (
        // As high as an empty list, so that what stands below does not move away from under a pointer.
        <p className={classes.empty} aria-busy="true">
          {uiText.loadingRows}
        </p>
      ) : data && items.length === 0 && q === '' && !narrowed ? (
        <p className={classes.empty}>{empty}</p>
      ) : (
        <div className={table.frame}>
          {(searchable || filters) && (
            <div className={table.bar}>
              {searchable && (
                <div className={table.search}>
                  <SearchBox label={search} value={q} onSearch={setQ} />
                </div>
              )}
              {filters}
            </div>
          )}
          {data && items.length === 0 ? (
            <p className={classes.none} role="status">
              {q ? uiText.nothingFoundFor(q) : uiText.nothingFoundFiltered}
            </p>
          ) : (
            <PlainRows
              label={title}
              columns={columns}
              items={data && items}
              rowKey={rowKey}
              rowName={rowName}
              busy={isPlaceholderData}
              {...(rowActions && { rowActions })}
            />
          )}
          {hasNextPage && (
            <div className={table.foot}>
              <p role="status">{total && uiText.rangeUnknown(items.length, counted.total, counted.totalExact)}</p>
              <Button size="xs" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                {uiText.showMore}
              </Button>
            </div>
          )}
        </div>
      )}
    </Section>
  )
}
