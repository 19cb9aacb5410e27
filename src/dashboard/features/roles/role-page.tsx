import { useSuspenseQuery } from '@tanstack/react-query'
import { type LoaderFunctionArgs, Link, Outlet, useNavigate, useParams } from 'react-router'
import { ensure } from '../../api/query-client'
import { paths } from '../../paths'
import { Badge } from '../../ui/badge'
import { LinkButton } from '../../ui/button'
import { CopyId } from '../../ui/copy-id'
import { Facts } from '../../ui/facts'
import { EditIcon } from '../../ui/icons'
import { Menu } from '../../ui/menu'
import { Named } from '../../ui/named'
import { PageHeader } from '../../ui/page-header'
import { RelativeTime } from '../../ui/time'
import { uiText } from '../../ui/ui.text'
import { RecentActivity } from '../activity/recent-activity'
import { RoleHolders } from '../identities/role-holders'
import { may, useMe, useMissing } from '../me/me.queries'
import { roleActions } from './role-actions'
import { GivingGroups } from './role-groups'
import { ContainedIn, Contains } from './role-includes'
import { roleQueries } from './roles.queries'
import { rolesText } from './roles.text'

export const loader = ({ params }: LoaderFunctionArgs) =>
  ensure(roleQueries.get(params['realm'] ?? '', params['roleId'] ?? ''))

export function Page() {
  const { realm = '', roleId = '' } = useParams()
  const { data: role } = useSuspenseQuery(roleQueries.get(realm, roleId))
  const missing = useMissing('role:write', { realm })
  const me = useMe()
  const navigate = useNavigate()
  const leave = () => navigate(role.application ? paths.application(realm, role.application.id) : paths.roles(realm))
  const { application } = role
  return (
    <>
      <PageHeader
        title={role.name}
        trail={
          application
            ? [
                { name: rolesText.applications, to: paths.applications(realm) },
                { name: application.name, to: paths.application(realm, application.id) },
              ]
            : [{ name: rolesText.title, to: paths.roles(realm) }]
        }
        badges={role.isDefault && <Badge tone="accent">{rolesText.everyone}</Badge>}
        description={role.description && <Named>{role.description}</Named>}
        actions={
          <>
            <LinkButton to={paths.editRole(realm, role.id)} icon={EditIcon} disabledReason={missing}>
              {rolesText.actions.edit}
            </LinkButton>
            <Menu label={uiText.actionsFor(role.name)} items={roleActions(realm, role, missing, leave)} />
          </>
        }
      />
      <Facts
        facts={[
          {
            label: rolesText.facts.belongs,
            value: application ? (
              <Link to={paths.application(realm, application.id)}>
                <Named>{application.name}</Named>
              </Link>
            ) : (
              rolesText.facts.realm
            ),
          },
          { label: rolesText.facts.created, value: <RelativeTime at={role.createdAt} /> },
          { label: rolesText.facts.id, value: <CopyId id={role.id} what={rolesText.facts.id} /> },
        ]}
      />
      {may(me, 'identity:read', { realm }) && <RoleHolders realm={realm} role={role} />}
      <GivingGroups realm={realm} role={role} />
      <Contains realm={realm} role={role} missing={missing} />
      <ContainedIn realm={realm} role={role} />
      {may(me, 'activity:read', { realm }) && <RecentActivity realm={realm} subjectId={role.id} />}
      <Outlet />
    </>
  )
}
