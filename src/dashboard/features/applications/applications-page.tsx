import { type LoaderFunctionArgs, useParams } from 'react-router'
import { type Application, ApplicationListQuery } from '#contract/applications'
import { ensure, start } from '../../api/query-client'
import { paths } from '../../paths'
import { Badge } from '../../ui/badge'
import { nameLink, text, time } from '../../ui/columns'
import { CopyId } from '../../ui/copy-id'
import { type Column, DataTable } from '../../ui/data-table'
import { ApplicationIcon } from '../../ui/icons'
import { readQuery, useListQuery } from '../../ui/list-query'
import { PageHeader } from '../../ui/page-header'
import { realmQueries } from '../realms/realms.queries'
import { applicationQueries } from './applications.queries'
import { applicationsText } from './applications.text'

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
    beside: (application) => !application.enabled && <Badge tone="warning">{applicationsText.disabled}</Badge>,
  }),
  {
    header: applicationsText.columns.clientId,
    cell: (application) => <CopyId id={application.clientId} what={applicationsText.columns.clientId} short={false} />,
  },
  text({ header: applicationsText.columns.description, text: (application) => application.description }),
  time({ header: applicationsText.columns.created, sort: 'createdAt', at: (application) => application.createdAt }),
]

export function Page() {
  const { realm = '' } = useParams()
  const list = useListQuery(ApplicationListQuery)
  return (
    <>
      <PageHeader title={applicationsText.title} description={applicationsText.description} />
      <DataTable
        label={applicationsText.title}
        list={list}
        source={(query) => applicationQueries.list(realm, query)}
        columns={columns(realm)}
        rowKey={(application) => application.id}
        rowName={(application) => application.name}
        search={applicationsText.search}
        empty={{ ...applicationsText.empty, icon: ApplicationIcon }}
      />
    </>
  )
}
