import { type LoaderFunctionArgs, Link, Outlet, useParams } from 'react-router'
import * as z from 'zod/mini'
import { type AccessRequest, AccessRequestListQuery } from '#contract/access-requests'
import { ensure, start } from '../../api/query-client'
import { paths } from '../../paths'
import { Button, LinkButton } from '../../ui/button'
import { nameLink, text as textColumn } from '../../ui/columns'
import { type Column, DataTable } from '../../ui/data-table'
import { CloseIcon, KeyIcon, PlusIcon } from '../../ui/icons'
import { type ListState, readQuery, useListQuery } from '../../ui/list-query'
import { Named, Sentence } from '../../ui/named'
import { PageHeader } from '../../ui/page-header'
import { Segmented } from '../../ui/segmented'
import { RelativeTime } from '../../ui/time'
import { useMissing } from '../me/me.queries'
import { realmQueries } from '../realms/realms.queries'
import { requestActions } from './request-actions'
import { RequestState } from './request-state'
import { requestQueries } from './requests.queries'
import { requestsText } from './requests.text'
import classes from './requests.module.css'

const shown = ['pending', 'approved', 'over', 'all'] as const

/** What waits comes first, so the page begins there; `all` is the page's own word for no filter. */
const PageQuery = z.extend(AccessRequestListQuery, { status: z._default(z.enum(shown), 'pending') })
type PageQuery = z.infer<typeof PageQuery>

const source = (realm: string, { status, ...query }: PageQuery) =>
  requestQueries.list(realm, { ...query, ...(status !== 'all' && { status }) })

export const loader = ({ params, request }: LoaderFunctionArgs) => {
  const realm = params['realm'] ?? ''
  start(source(realm, readQuery(PageQuery, new URL(request.url).search)))
  // A realm that does not exist has no list either.
  return ensure(realmQueries.get(realm))
}

const text = requestsText.columns

const columns = (realm: string): Column<AccessRequest>[] => {
  const { sort: _unsorted, ...who } = nameLink<AccessRequest>({
    header: text.who,
    name: ({ identity }) => identity.name,
    to: ({ id }) => paths.accessRequest(realm, id),
    under: ({ identity }) => identity.username !== identity.name && <Named>{identity.username}</Named>,
  })
  return [
    { ...who, width: '22%' },
    {
      header: text.group,
      width: '18%',
      cell: ({ group }) => (
        <Link to={paths.group(realm, group.id)}>
          <Named>{group.name}</Named>
        </Link>
      ),
    },
    textColumn({ header: text.reason, text: ({ reason }) => reason }),
    { header: text.state, width: '9rem', cell: (request) => <RequestState realm={realm} request={request} /> },
    {
      header: text.asked,
      sort: 'createdAt',
      descendingFirst: true,
      width: '9rem',
      cell: ({ createdAt, askedBy }) => (
        <span>
          <RelativeTime at={createdAt} focusable={false} />
          <span className={classes.under}>
            {' '}
            <Sentence parts={requestsText.by(askedBy)} />
          </span>
        </span>
      ),
    },
  ]
}

export function Page() {
  const { realm = '' } = useParams()
  const list = useListQuery(PageQuery)
  const { q, identityId, groupId } = list.query
  const missing = useMissing('request:write', { realm })
  const ask = (
    <LinkButton to={paths.newAccessRequest(realm)} kind="primary" icon={PlusIcon} disabledReason={missing}>
      {requestsText.create}
    </LinkButton>
  )
  return (
    <>
      <PageHeader title={requestsText.title} description={requestsText.description} actions={ask} />
      <Filters list={list} />
      <DataTable
        label={requestsText.title}
        // Which of them are shown is not a search: where there are none, the page says what would be there.
        list={{ ...list, narrowed: Boolean(q ?? identityId ?? groupId) }}
        source={(query) => source(realm, query)}
        columns={columns(realm)}
        rowKey={({ id }) => id}
        rowName={({ identity }) => identity.name}
        actions={(request) => [
          { label: requestsText.actions.open, icon: KeyIcon, to: paths.accessRequest(realm, request.id) },
          ...requestActions(realm, request, missing),
        ]}
        search={requestsText.search}
        empty={{ ...requestsText.empty[list.query.status], icon: KeyIcon, action: ask }}
      />
      <Outlet />
    </>
  )
}

function Filters({ list }: { list: ListState<PageQuery> }) {
  const { status, identityId, groupId } = list.query
  const one = identityId ? requestsText.ofOnePerson : groupId ? requestsText.forOneGroup : null
  return (
    <div className={classes.filters}>
      <Segmented
        label={requestsText.filter}
        value={status}
        options={shown.map((value) => ({ value, label: requestsText.filters[value] }))}
        onChange={(next) => list.change({ status: next === 'pending' ? undefined : next })}
      />
      {one && (
        <Button size="xs" icon={CloseIcon} onClick={() => list.change({ identityId: undefined, groupId: undefined })}>
          {one}
          <span className="visually-hidden">: {requestsText.showAll}</span>
        </Button>
      )}
    </div>
  )
}
