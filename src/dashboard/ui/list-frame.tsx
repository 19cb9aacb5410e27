import { keepPreviousData, type QueryKey, useQuery, useQueryClient, type UseQueryOptions } from '@tanstack/react-query'
import { type ReactNode, useEffect } from 'react'
import type { Page } from '#contract/list'
import { isApiError } from '../api/api-error'
import { Button } from './button'
import { EmptyState } from './empty-state'
import { type Icon, SearchIcon } from './icons'
import type { ListQuery, ListState } from './list-query'
import { Problem } from './problem'
import { SearchBox } from './search-box'
import { Pager } from './table-pager'
import { uiText } from './ui.text'
import classes from './data-table.module.css'

type Source<Item, Key extends QueryKey> = UseQueryOptions<Page<Item>, Error, Page<Item>, Key>

export interface ListFrameProps<Item, Q extends ListQuery, Key extends QueryKey> {
  /** What is listed: "Groups". The list's name. */
  label: string
  /** From `useListQuery(schema)`. */
  list: ListState<Q>
  /** The query options for a place in the list: `(query) => groupQueries.list(realm, query)`. */
  source: (query: Q) => Source<Item, Key>
  /** The label of the search box; without it there is none. */
  search?: string
  /** What to type there, where that needs saying. */
  searchFor?: string
  /** Further controls beside the search box; they use `list.query` and `list.change`. */
  filters?: ReactNode
  /** When there is not a single one yet. */
  empty: { title: string; text: ReactNode; action?: ReactNode; icon?: Icon }
}

interface Shown<Item> {
  /** Undefined while the first page is on its way. */
  items: Item[] | undefined
  /** What is shown belongs to the place before. */
  stale: boolean
  /** How many there are on all pages. */
  total: number
  totalExact: boolean
}

/**
 * What every list has, whatever its rows look like: search, filters and place in the URL, pages, and four designed states
 * (loading, failed, empty, nothing found).
 */
export function ListFrame<Item, Q extends ListQuery, Key extends QueryKey>(
  props: ListFrameProps<Item, Q, Key> & { children: (shown: Shown<Item>) => ReactNode },
) {
  const { label, list, source, search, searchFor, filters, empty, children } = props
  const { data, error, isPlaceholderData, refetch, isFetching } = useQuery({
    ...source(list.query),
    placeholderData: keepPreviousData,
  })
  usePrefetch(data?.nextCursor && !isPlaceholderData ? source({ ...list.query, cursor: data.nextCursor }) : null)

  const bare = data?.items.length === 0 && !isPlaceholderData
  if (bare && !list.narrowed && !list.query.cursor && !error) {
    return (
      <div className={classes.frame}>
        <EmptyState {...empty} />
      </div>
    )
  }
  const lost = isApiError(error, 'cursor_mismatch')
  return (
    <div className={classes.frame}>
      {(search || filters) && (
        <div className={classes.bar}>
          {search && (
            <div className={classes.search}>
              <SearchBox
                label={search}
                placeholder={searchFor}
                value={list.query.q ?? ''}
                onSearch={(q) => list.change({ q } as Partial<Q>, { replace: true })}
              />
            </div>
          )}
          {filters}
        </div>
      )}
      {error && !data ? (
        <div className={classes.problem}>
          <Problem
            error={error}
            title={uiText.couldNotLoad(label)}
            actions={
              <Button size="xs" loading={isFetching} onClick={() => (lost ? list.toStart() : void refetch())}>
                {lost ? uiText.firstPage : uiText.tryAgain}
              </Button>
            }
          />
        </div>
      ) : bare ? (
        <EmptyState
          icon={SearchIcon}
          title={uiText.nothingFound}
          text={list.query.q ? uiText.nothingFoundFor(list.query.q) : uiText.nothingFoundFiltered}
          action={<Button onClick={list.clear}>{list.query.q ? uiText.clearSearch : uiText.clearFilters}</Button>}
        />
      ) : (
        children({
          items: data?.items,
          stale: isPlaceholderData,
          total: data?.total ?? 0,
          totalExact: data?.totalExact ?? true,
        })
      )}
      <Pager
        label={label}
        list={list}
        data={bare ? undefined : data}
        loading={!data && !error}
        waiting={isFetching && (!data || isPlaceholderData)}
      />
    </div>
  )
}

/** Fetches the next page while nobody waits for it. */
function usePrefetch<Item, Key extends QueryKey>(options: Source<Item, Key> | null): void {
  const client = useQueryClient()
  const key = options && JSON.stringify(options.queryKey)
  useEffect(() => {
    if (!options) return
    const fetchIt = () => void client.prefetchQuery(options)
    // Safari has no requestIdleCallback.
    const waiting = typeof requestIdleCallback === 'function' ? requestIdleCallback(fetchIt) : setTimeout(fetchIt, 300)
    return () =>
      typeof cancelIdleCallback === 'function' ? cancelIdleCallback(Number(waiting)) : clearTimeout(waiting)
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the key says all that matters about the options, a new object each time
  }, [key])
}
