import { type LoaderFunctionArgs, Outlet, useParams } from 'react-router'
import { type Role, RoleListQuery } from '#contract/roles'
import { ensure, start } from '../../api/query-client'
import { paths } from '../../paths'
import { Badge } from '../../ui/badge'
import { LinkButton } from '../../ui/button'
import { nameLink, text, time } from '../../ui/columns'
import { type Column, DataTable } from '../../ui/data-table'
import { PlusIcon, RoleIcon } from '../../ui/icons'
import { readQuery, useListQuery } from '../../ui/list-query'
import { Sentence } from '../../ui/named'
import { PageHeader } from '../../ui/page-header'
import { Segmented } from '../../ui/segmented'
import { useMissing } from '../me/me.queries'
import { realmQueries } from '../realms/realms.queries'
import { roleActions } from './role-actions'
import { roleQueries } from './roles.queries'
import { belongsTo, rolesText } from './roles.text'

export const loader = ({ params, request }: LoaderFunctionArgs) => {
  const realm = params['realm'] ?? ''
  start(roleQueries.list(realm, readQuery(RoleListQuery, new URL(request.url).search)))
  // A realm that does not exist has no list either.
  return ensure(realmQueries.get(realm))
}

const columns = (realm: string): Column<Role>[] => [
  nameLink({
    name: (role) => role.name,
    to: (role) => paths.role(realm, role.id),
    beside: (role) => (
      <>
        {role.isDefault && <Badge tone="accent">{rolesText.everyone}</Badge>}{' '}
        {role.composite && <Badge>{rolesText.composite}</Badge>}
      </>
    ),
  }),
  { header: rolesText.columns.belongs, width: '11rem', cell: (role) => <Sentence parts={belongsTo(role)} /> },
  text({ header: rolesText.columns.description, text: (role) => role.description }),
  time({ header: rolesText.columns.created, sort: 'createdAt', at: (role) => role.createdAt }),
]

const filters = (['realm', 'application', 'all'] as const).map((value) => ({ value, label: rolesText.of[value] }))

export function Page() {
  const { realm = '' } = useParams()
  const list = useListQuery(RoleListQuery)
  const missing = useMissing('role:write', { realm })
  const create = (
    <LinkButton to={paths.newRole(realm)} kind="primary" icon={PlusIcon} disabledReason={missing}>
      {rolesText.create}
    </LinkButton>
  )
  return (
    <>
      <PageHeader title={rolesText.title} description={rolesText.description} actions={create} />
      <DataTable
        label={rolesText.title}
        list={list}
        source={(query) => roleQueries.list(realm, query)}
        columns={columns(realm)}
        rowKey={(role) => role.id}
        rowName={(role) => role.name}
        actions={(role) => roleActions(realm, role, missing)}
        search={rolesText.search}
        filters={
          <Segmented
            label={rolesText.filter}
            value={list.query.of}
            options={filters}
            onChange={(of) => list.change({ of })}
          />
        }
        empty={{ ...rolesText.empty, icon: RoleIcon, action: create }}
      />
      <Outlet />
    </>
  )
}
