import { useQuery } from '@tanstack/react-query'
import { type LoaderFunctionArgs, Outlet, useParams } from 'react-router'
import { type Group, GroupListQuery } from '#contract/groups'
import { ensure, start } from '../../api/query-client'
import { paths } from '../../paths'
import { Badge } from '../../ui/badge'
import { Button, LinkButton } from '../../ui/button'
import { nameLink, quantity, time } from '../../ui/columns'
import { DataTable } from '../../ui/data-table'
import { CloseIcon, GroupIcon, PlusIcon } from '../../ui/icons'
import { type ListState, readQuery, useListQuery } from '../../ui/list-query'
import { Named } from '../../ui/named'
import { PageHeader } from '../../ui/page-header'
import { PathNames } from '../../ui/path-names'
import { Segmented } from '../../ui/segmented'
import { useOnce } from '../../ui/use-once'
import { useMissing } from '../me/me.queries'
import { realmQueries } from '../realms/realms.queries'
import { groupActions } from './group-actions'
import { groupQueries } from './groups.queries'
import { groupsText } from './groups.text'

export const loader = ({ params, request }: LoaderFunctionArgs) => {
  const realm = params['realm'] ?? ''
  start(groupQueries.list(realm, readQuery(GroupListQuery, new URL(request.url).search)))
  // A realm that does not exist has no list either.
  return ensure(realmQueries.get(realm))
}

const columns = (realm: string) => [
  nameLink<Group>({
    name: (group) => group.name,
    to: (group) => paths.group(realm, group.id),
    beside: ({ isDefault }) => isDefault && <Badge>{groupsText.defaultGroups.badge}</Badge>,
    under: (group) =>
      group.path.length > 0 && (
        <>
          {groupsText.in}
          <PathNames path={group.path} to={({ id }) => paths.group(realm, id)} />
        </>
      ),
  }),
  quantity<Group>({ header: groupsText.columns.people, count: (group) => group.memberCount }),
  quantity<Group>({ header: groupsText.columns.inside, count: (group) => group.childCount }),
  time<Group>({ header: groupsText.columns.created, sort: 'createdAt', at: (group) => group.createdAt }),
]

export function Page() {
  const { realm = '' } = useParams()
  const list = useListQuery(GroupListQuery)
  const missing = useMissing('group:write', { realm })
  const create = (
    <LinkButton to={paths.newGroup(realm)} kind="primary" icon={PlusIcon} disabledReason={missing}>
      {groupsText.create}
    </LinkButton>
  )
  return (
    <>
      <PageHeader
        title={groupsText.title}
        description={groupsText.description}
        actions={
          <>
            <DefaultGroups realm={realm} missing={missing} />
            {create}
          </>
        }
      />
      <DataTable
        label={groupsText.title}
        list={list}
        source={(query) => groupQueries.list(realm, query)}
        columns={columns(realm)}
        rowKey={(group) => group.id}
        rowName={(group) => group.name}
        actions={(group) => groupActions(realm, group, missing)}
        search={groupsText.search}
        filters={<Filters realm={realm} list={list} />}
        empty={{ ...groupsText.empty, icon: GroupIcon, action: create }}
      />
      <Outlet />
    </>
  )
}

/** Its code comes with the first use. */
function DefaultGroups({ realm, missing }: { realm: string; missing: string | undefined }) {
  const choose = useOnce(async () => {
    const { chooseDefaultGroups } = await import('./default-groups')
    await chooseDefaultGroups(realm)
  })
  return (
    <Button disabledReason={missing} onClick={choose}>
      {groupsText.defaultGroups.button}
    </Button>
  )
}

function Filters({ realm, list }: { realm: string; list: ListState<GroupListQuery> }) {
  const { parentId } = list.query
  const inside = parentId !== undefined && parentId !== 'none'
  const { data } = useQuery({ ...groupQueries.get(realm, parentId ?? ''), enabled: inside })
  if (inside) {
    return (
      <Button size="xs" icon={CloseIcon} onClick={() => list.change({ parentId: undefined })}>
        {groupsText.insideOf}
        {data && <Named>{data.name}</Named>}
        <span className="visually-hidden">: {groupsText.showAll}</span>
      </Button>
    )
  }
  return (
    <Segmented
      label={groupsText.filter}
      value={parentId === 'none' ? 'none' : 'all'}
      options={[
        { value: 'all', label: groupsText.all },
        { value: 'none', label: groupsText.top },
      ]}
      onChange={(value) => list.change({ parentId: value === 'none' ? value : undefined })}
    />
  )
}
