import { useSuspenseQuery } from '@tanstack/react-query'
import { type LoaderFunctionArgs, Outlet, useNavigate, useParams } from 'react-router'
import type { Group } from '#contract/groups'
import type { Attributes } from '#contract/primitives'
import { ensure } from '../../api/query-client'
import { paths } from '../../paths'
import { Badge } from '../../ui/badge'
import { LinkButton } from '../../ui/button'
import { nameLink, quantity } from '../../ui/columns'
import { CopyId } from '../../ui/copy-id'
import { DetailList } from '../../ui/detail-list'
import { Facts } from '../../ui/facts'
import { EditIcon, PlusIcon } from '../../ui/icons'
import { Menu } from '../../ui/menu'
import { Named } from '../../ui/named'
import { PageHeader } from '../../ui/page-header'
import { Section } from '../../ui/section'
import { SectionList } from '../../ui/section-list'
import { RelativeTime } from '../../ui/time'
import { uiText } from '../../ui/ui.text'
import { RecentActivity } from '../activity/recent-activity'
import { GroupMembers } from '../identities/group-members'
import { may, useMe, useMissing } from '../me/me.queries'
import { groupActions } from './group-actions'
import { GroupPolicySection } from './group-policy'
import { GroupRoles } from './group-roles'
import { groupQueries } from './groups.queries'
import { groupsText } from './groups.text'

export const loader = ({ params }: LoaderFunctionArgs) =>
  ensure(groupQueries.get(params['realm'] ?? '', params['groupId'] ?? ''))

const text = groupsText.page

export function Page() {
  const { realm = '', groupId = '' } = useParams()
  const { data: group } = useSuspenseQuery(groupQueries.get(realm, groupId))
  const missing = useMissing('group:write', { realm })
  const me = useMe()
  const missingPolicy = useMissing('policy:write', { realm })
  const navigate = useNavigate()
  const leave = () => navigate(paths.groups(realm))
  return (
    <>
      <PageHeader
        title={group.name}
        trail={[
          { name: groupsText.title, to: paths.groups(realm) },
          ...group.path.map(({ id, name }) => ({ name, to: paths.group(realm, id) })),
        ]}
        badges={group.isDefault && <Badge>{groupsText.defaultGroups.badge}</Badge>}
        description={group.description && <Named>{group.description}</Named>}
        actions={
          <>
            <LinkButton to={paths.editGroup(realm, group.id)} icon={EditIcon} disabledReason={missing}>
              {groupsText.actions.edit}
            </LinkButton>
            <Menu label={uiText.actionsFor(group.name)} items={groupActions(realm, group, missing, leave)} />
          </>
        }
      />
      <Facts
        facts={[
          { label: groupsText.facts.people, value: groupsText.people(group.memberCount) },
          { label: groupsText.facts.created, value: <RelativeTime at={group.createdAt} /> },
          { label: groupsText.facts.id, value: <CopyId id={group.id} what={groupsText.facts.id} /> },
        ]}
      />
      {may(me, 'identity:read', { realm }) && <GroupMembers realm={realm} group={group} />}
      <Inside realm={realm} group={group} missing={missing} />
      <GroupRoles realm={realm} group={group} missing={missing} />
      {may(me, 'policy:read', { realm }) && <GroupPolicySection realm={realm} group={group} missing={missingPolicy} />}
      {Object.keys(group.attributes).length > 0 && <AttributeList attributes={group.attributes} />}
      {may(me, 'activity:read', { realm }) && <RecentActivity realm={realm} subjectId={group.id} />}
      <Outlet />
    </>
  )
}

interface InsideProps {
  realm: string
  group: Group
  missing: string | undefined
}

const Inside = ({ realm, group, missing }: InsideProps) => (
  <SectionList
    title={text.inside}
    description={group.childCount > 0 && text.insideText}
    actions={
      <LinkButton to={paths.newGroup(realm, group.id)} size="xs" icon={PlusIcon} disabledReason={missing}>
        {text.newInside}
      </LinkButton>
    }
    source={(place) => groupQueries.list(realm, { ...place, parentId: group.id })}
    columns={[
      nameLink({ name: (child: Group) => child.name, to: (child) => paths.group(realm, child.id) }),
      quantity({ header: groupsText.columns.people, count: (child: Group) => child.memberCount }),
      quantity({ header: groupsText.columns.inside, count: (child: Group) => child.childCount }),
    ]}
    rowKey={(child) => child.id}
    rowName={(child) => child.name}
    rowActions={(child) => groupActions(realm, child, missing)}
    search={text.searchInside}
    empty={text.noneInside}
  />
)

const AttributeList = ({ attributes }: { attributes: Attributes }) => (
  <Section title={text.attributes}>
    <DetailList
      details={Object.entries(attributes).map(([label, values]) => ({
        label,
        // A value that stands twice says no more than once.
        values: [...new Set(values)].map((value) => <Named key={value}>{value}</Named>),
        none: text.noValues,
      }))}
    />
  </Section>
)
