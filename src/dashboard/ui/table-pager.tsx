import { useNavigate } from 'react-router'
import type { Page } from '#contract/list'
import { Button } from './button'
import { LeftIcon, RightIcon } from './icons'
import type { ListQuery, ListState } from './list-query'
import { uiText } from './ui.text'
import { useLasting } from './use-lasting'
import classes from './data-table.module.css'

interface PagerProps<Item, Q extends ListQuery> {
  label: string
  list: ListState<Q>
  data: Page<Item> | undefined
  loading: boolean
  /** What is shown is not yet what was asked for. */
  waiting: boolean
}

/** Nobody wonders any sooner. Only the first search of a large realm takes so long. */
const LONG_MS = 3_000

function words<Item>({ data, list }: { data: Page<Item>; list: ListState<ListQuery> }): string {
  const { total, totalExact, items } = data
  if (list.page === null) return uiText.rangeUnknown(items.length, total, totalExact)
  const from = list.page * list.query.limit
  return uiText.range(from + 1, from + items.length, total, totalExact)
}

/** How many there are, and the way to the next and the previous page. Spoken when it changes, so a search is heard. */
export function Pager<Item, Q extends ListQuery>({ label, list, data, loading, waiting }: PagerProps<Item, Q>) {
  const navigate = useNavigate()
  const here = list as unknown as ListState<ListQuery> // A list of any query is a list of the queries' common part.
  const long = useLasting(waiting, LONG_MS)
  const text = long
    ? uiText.stillLooking
    : loading
      ? ''
      : data && data.items.length > 0
        ? words({ data, list: here })
        : uiText.nothingFound
  const onStart = !list.query.cursor
  return (
    <div className={classes.foot}>
      <output>{loading && !long ? <span className="visually-hidden">{uiText.loading(label)}</span> : text}</output>
      {data && (!onStart || data.nextCursor) && (
        <div className={classes.pages}>
          {list.page === null ? (
            <Button size="xs" onClick={list.toStart}>
              {uiText.firstPage}
            </Button>
          ) : (
            // The browser remembers the pages before this one; a keyset has no way to ask for them.
            <Button
              size="xs"
              icon={LeftIcon}
              {...(onStart && { disabledReason: 'This is the first page' })}
              onClick={() => void navigate(-1)}
            >
              {uiText.back}
            </Button>
          )}
          <Button
            size="xs"
            icon={RightIcon}
            {...(!data.nextCursor && { disabledReason: 'This is the last page' })}
            onClick={() => data.nextCursor && list.turnTo(data.nextCursor)}
          >
            {uiText.next}
          </Button>
        </div>
      )}
    </div>
  )
}
