import { useSuspenseQuery } from '@tanstack/react-query'
import { type LoaderFunctionArgs, Outlet, useNavigate, useParams } from 'react-router'
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
import { ApplicationPeople } from '../identities/application-people'
import { may, useMe, useMissing } from '../me/me.queries'
import { applicationActions } from './application-actions'
import { ApplicationRoles } from './application-roles'
import { ApplicationSettings } from './application-settings'
import { applicationQueries } from './applications.queries'
import { applicationsText as text } from './applications.text'

export const loader = ({ params }: LoaderFunctionArgs) =>
  ensure(applicationQueries.get(params['realm'] ?? '', params['applicationId'] ?? ''))

export function Page() {
  const { realm = '', applicationId = '' } = useParams()
  const { data: application } = useSuspenseQuery(applicationQueries.get(realm, applicationId))
  const missing = useMissing('application:write', { realm })
  const sees = may(useMe(), 'activity:read', { realm })
  const navigate = useNavigate()
  const leave = () => navigate(paths.applications(realm))
  return (
    <>
      <PageHeader
        title={application.name}
        trail={[{ name: text.title, to: paths.applications(realm) }]}
        badges={!application.enabled && <Badge tone="warning">{text.disabled}</Badge>}
        description={application.description && <Named>{application.description}</Named>}
        actions={
          <>
            <LinkButton to={paths.editApplication(realm, application.id)} icon={EditIcon} disabledReason={missing}>
              {text.actions.edit}
            </LinkButton>
            <Menu
              label={uiText.actionsFor(application.name)}
              items={applicationActions(realm, application, missing, leave)}
            />
          </>
        }
      />
      <Facts
        facts={[
          {
            label: text.facts.clientId,
            value: <CopyId id={application.clientId} what={text.facts.clientId} short={false} />,
          },
          { label: text.facts.protocol, value: text.protocols[application.protocol] },
          { label: text.facts.state, value: application.enabled ? text.facts.enabled : text.facts.disabled },
          ...(application.builtIn ? [{ label: text.builtIn, value: text.facts.builtIn }] : []),
          { label: text.facts.created, value: <RelativeTime at={application.createdAt} /> },
          { label: text.facts.id, value: <CopyId id={application.id} what={text.facts.id} /> },
        ]}
      />
      <ApplicationRoles realm={realm} application={application} />
      <ApplicationPeople realm={realm} application={application} />
      <ApplicationSettings application={application} />
      {sees && <RecentActivity realm={realm} subjectId={application.id} />}
      <Outlet />
    </>
  )
}
