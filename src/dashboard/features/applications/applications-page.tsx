import { type LoaderFunctionArgs, Outlet, useParams } from 'react-router'
import { type Application, ApplicationListQuery } from '#contract/applications'
import { ensure, start } from '../../api/query-client'
import { paths } from '../../paths'
import { Badge } from '../../ui/badge'
import { LinkButton } from '../../ui/button'
import { nameLink, time } from '../../ui/columns'
import { CopyId } from '../../ui/copy-id'
import { type Column, DataTable } from '../../ui/data-table'
import { ApplicationIcon, PlusIcon } from '../../ui/icons'
import { readQuery, useListQuery } from '../../ui/list-query'
import { Named } from '../../ui/named'
import { PageHeader } from '../../ui/page-header'
import { useMissing } from '../me/me.queries'
import { realmQueries } from '../realms/realms.queries'
import { applicationActions } from './application-actions'
import { applicationQueries } from './applications.queries'
import { applicationsText as text } from './applications.text'

export const loader = ({ params, request }: LoaderFunctionArgs) => {
  const realm = params['realm'] ?? ''
  start(applicationQueries.list(realm, readQuery(ApplicationListQuery, new URL(request.url).search)))
  // A realm that does not exist has no list either.
  return ensure(realmQueries.get(realm))
}

const columns = (realm: string): Column<Application>[] => [
  nameLink({
    name: (application) => application.name,
    to: (application) => paths.application(realm, application.id),
    beside: (application) => application.builtIn && <Badge>{text.builtIn}</Badge>,
    under: ({ description }) => description && <Named>{description}</Named>,
  }),
  {
    header: text.columns.clientId,
    cell: ({ clientId }) => <CopyId id={clientId} what={text.columns.clientId} short={false} />,
  },
  { header: text.columns.protocol, width: '11rem', cell: ({ protocol }) => text.protocols[protocol] },
  {
    header: text.columns.state,
    width: '7rem',
    cell: ({ enabled }) => (enabled ? <Badge>{text.enabled}</Badge> : <Badge tone="warning">{text.disabled}</Badge>),
  },
  time({ header: text.columns.created, sort: 'createdAt', at: (application) => application.createdAt }),
]

export function Page() {
  const { realm = '' } = useParams()
  const list = useListQuery(ApplicationListQuery)
  const missing = useMissing('application:write', { realm })
  const create = (
    <LinkButton to={paths.newApplication(realm)} kind="primary" icon={PlusIcon} disabledReason={missing}>
      {text.create}
    </LinkButton>
  )
  return (
    <>
      <PageHeader title={text.title} description={text.description} actions={create} />
      <DataTable
        label={text.title}
        list={list}
        source={(query) => applicationQueries.list(realm, query)}
        columns={columns(realm)}
        rowKey={(application) => application.id}
        rowName={(application) => application.name}
        actions={(application) => applicationActions(realm, application, missing)}
        search={text.search}
        empty={{ ...text.empty, icon: ApplicationIcon, action: create }}
      />
      <Outlet />
    </>
  )
}
