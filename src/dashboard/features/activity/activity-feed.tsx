import { useQuery } from '@tanstack/react-query'
import { useLocation, useSearchParams } from 'react-router'
import { ActivityQuery, eventTypeNames } from '#contract/activity'
import { things } from '#contract/changes'
import { Button } from '../../ui/button'
import { FilterSelect } from '../../ui/filter-select'
import { ActivityIcon } from '../../ui/icons'
import { ListFrame } from '../../ui/list-frame'
import { type ListState, useListQuery } from '../../ui/list-query'
import { useMe } from '../me/me.queries'
import { ActivityList } from './activity-list'
import { activityQueries, type Scope } from './activity.queries'
import { activityText } from './activity.text'
import { SentenceBones } from './bones'
import classes from './activity.module.css'

const text = activityText.filters

/** The whole log of a realm or an account: search, filters, pages, and every event as a sentence. */
export function ActivityFeed({ scope }: { scope: Scope }) {
  const list = useListQuery(ActivityQuery)
  const { pathname } = useLocation()
  const [search] = useSearchParams()
  const account = search.get('account')
  const linkTo = (query: Record<string, string>) =>
    `${pathname}?${new URLSearchParams({ ...(account && { account }), ...query })}`
  const ofAccount = 'accountId' in scope
  return (
    <ListFrame
      label={activityText.title}
      list={list}
      source={(query) => activityQueries.of(scope, query)}
      search={activityText.search}
      filters={<Filters list={list} scope={scope} />}
      empty={{
        icon: ActivityIcon,
        title: activityText.empty.title,
        text: ofAccount ? activityText.empty.account : activityText.empty.realm,
      }}
    >
      {({ items, stale }) =>
        items ? (
          <div aria-busy={stale}>
            <ActivityList events={items} scope={scope} days linkTo={linkTo} />
          </div>
        ) : (
          <SentenceBones />
        )
      }
    </ListFrame>
  )
}

function Filters({ list, scope }: { list: ListState<ActivityQuery>; scope: Scope }) {
  const { query, change, clear } = list
  const ofAccount = 'accountId' in scope
  const people = usePeople(list, scope)
  const only = query.eventId ? text.oneEvent : query.batchId ? text.oneBatch : query.subjectId ? text.oneThing : null
  if (only) {
    return (
      <p className={classes.only}>
        {only}
        <Button size="xs" onClick={clear}>
          {text.showAll}
        </Button>
      </p>
    )
  }
  return (
    <>
      <FilterSelect
        label={text.kind}
        all={text.allKinds}
        value={query.kind}
        options={text.kinds(ofAccount)}
        onChange={(value) =>
          change({ kind: value === 'administrator' ? value : things.find((thing) => thing === value) })
        }
      />
      <FilterSelect
        label={text.type}
        all={text.allTypes}
        value={query.type}
        options={text.types(ofAccount)}
        onChange={(value) => change({ type: eventTypeNames.find((type) => type === value) })}
      />
      <FilterSelect
        label={text.person}
        all={text.allPeople}
        value={query.actorId}
        options={people}
        onChange={(actorId) => change({ actorId })}
      />
    </>
  )
}

/** Whom to choose from: the person who looks, and everyone on the page that is shown. */
function usePeople({ query }: ListState<ActivityQuery>, scope: Scope) {
  const { administrator } = useMe()
  const { data } = useQuery(activityQueries.of(scope, query))
  const people = new Map([[administrator.id, text.you(administrator.name)]])
  for (const { actor } of data?.items ?? []) if (actor.id && !people.has(actor.id)) people.set(actor.id, actor.name)
  // Chosen by a pasted link, and nothing of theirs on this page.
  if (query.actorId && !people.has(query.actorId)) people.set(query.actorId, text.somebody)
  return [...people].map(([value, label]) => ({ value, label }))
}
