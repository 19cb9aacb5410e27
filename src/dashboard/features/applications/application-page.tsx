import { useSuspenseQuery } from '@tanstack/react-query'
import { type LoaderFunctionArgs, useParams } from 'react-router'
import type { Role } from '#contract/roles'
import { ensure } from '../../api/query-client'
import { paths } from '../../paths'
import { Badge } from '../../ui/badge'
import { nameLink, text as textColumn } from '../../ui/columns'
import { CopyId } from '../../ui/copy-id'
import type { Column } from '../../ui/data-table'
import { Facts } from '../../ui/facts'
import { Named } from '../../ui/named'
import { PageHeader } from '../../ui/page-header'
import { SectionList } from '../../ui/section-list'
import { RelativeTime } from '../../ui/time'
import { rolesText } from '../roles/roles.text'
import { applicationQueries } from './applications.queries'
import { applicationsText } from './applications.text'

export const loader = ({ params }: LoaderFunctionArgs) =>
  ensure(applicationQueries.get(params['realm'] ?? '', params['applicationId'] ?? ''))

const text = applicationsText

const columns = (realm: string): Column<Role>[] => [
  nameLink({
    header: text.roles.role,
    name: (role) => role.name,
    to: (role) => paths.role(realm, role.id),
    beside: (role) => (
      <>
        {role.isDefault && <Badge tone="accent">{rolesText.everyone}</Badge>}{' '}
        {role.composite && <Badge>{rolesText.composite}</Badge>}
      </>
    ),
  }),
  textColumn({ header: text.roles.description, text: (role) => role.description }),
]

export function Page() {
  const { realm = '', applicationId = '' } = useParams()
  const { data: application } = useSuspenseQuery(applicationQueries.get(realm, applicationId))
  return (
    <>
      <PageHeader
        title={application.name}
        trail={[{ name: text.title, to: paths.applications(realm) }]}
        badges={!application.enabled && <Badge tone="warning">{text.disabled}</Badge>}
        description={application.description && <Named>{application.description}</Named>}
      />
      <Facts
        facts={[
          {
            label: text.facts.clientId,
            value: <CopyId id={application.clientId} what={text.facts.clientId} short={false} />,
          },
          { label: text.facts.status, value: application.enabled ? text.facts.enabled : text.facts.disabled },
          { label: text.facts.created, value: <RelativeTime at={application.createdAt} /> },
          { label: text.facts.id, value: <CopyId id={application.id} what={text.facts.id} /> },
        ]}
      />
      <SectionList
        title={text.roles.title}
        description={text.roles.text}
        source={(place) => applicationQueries.roles(realm, application.id, place)}
        columns={columns(realm)}
        rowKey={(role) => role.id}
        rowName={(role) => role.name}
        search={text.roles.search}
        empty={text.roles.none}
      />
    </>
  )
}
