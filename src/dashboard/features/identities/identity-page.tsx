import { useSuspenseQuery } from '@tanstack/react-query'
import { type LoaderFunctionArgs, Outlet, useNavigate, useParams } from 'react-router'
import type { Attributes } from '#contract/primitives'
import { ensure, start } from '../../api/query-client'
import { paths } from '../../paths'
import { LinkButton } from '../../ui/button'
import { CopyId } from '../../ui/copy-id'
import { DetailList } from '../../ui/detail-list'
import { Facts } from '../../ui/facts'
import { EditIcon } from '../../ui/icons'
import { Menu } from '../../ui/menu'
import { Named } from '../../ui/named'
import { PageHeader } from '../../ui/page-header'
import { Section } from '../../ui/section'
import { RelativeTime } from '../../ui/time'
import { uiText } from '../../ui/ui.text'
import { RecentActivity } from '../activity/recent-activity'
import { may, missing, useMe } from '../me/me.queries'
import { identityQueries } from './identities.queries'
import { identitiesText as text, nameOf } from './identities.text'
import { EffectiveAccess } from './identity-access'
import { type Cannot, identityActions } from './identity-actions'
import { IdentityGroups } from './identity-groups'
import { IdentityRequests } from './identity-requests'
import { IdentityRoles } from './identity-roles'
import { IdentitySignIn } from './identity-sign-in'
import { IdentityState } from './identity-state'
import { PersonBadges } from './person-column'
import classes from './identity-page.module.css'

export const loader = ({ params: { realm = '', identityId = '' } }: LoaderFunctionArgs) => {
  start(identityQueries.access(realm, identityId))
  return ensure(identityQueries.get(realm, identityId))
}

export function Page() {
  const { realm = '', identityId = '' } = useParams()
  const { data: person } = useSuspenseQuery(identityQueries.get(realm, identityId))
  const me = useMe()
  const cannot: Cannot = {
    cannotWrite: missing(me, 'identity:write', { realm }),
    cannotReset: missing(me, 'identity:reset-factors', { realm }),
  }
  const sees = may(me, 'activity:read', { realm })
  const seesRequests = may(me, 'request:read', { realm })
  const navigate = useNavigate()
  const leave = () => navigate(paths.identities(realm))
  const name = nameOf(person)
  const sections = [
    { anchor: 'groups', title: text.groups.title },
    { anchor: 'roles', title: text.roles.title },
    { anchor: 'access', title: text.access.title },
    ...(seesRequests ? [{ anchor: 'requests', title: text.requests.title }] : []),
    { anchor: 'sign-in', title: text.signIn.title },
  ]
  return (
    <>
      <PageHeader
        title={name}
        trail={[{ name: text.title, to: paths.identities(realm) }]}
        badges={<PersonBadges person={person} />}
        actions={
          <>
            <LinkButton to={paths.editIdentity(realm, person.id)} icon={EditIcon} disabledReason={cannot.cannotWrite}>
              {text.actions.edit}
            </LinkButton>
            <Menu label={uiText.actionsFor(name)} items={identityActions(realm, person, cannot, leave)} />
          </>
        }
      />
      <IdentityState realm={realm} person={person} missing={cannot.cannotWrite} />
      <Facts
        facts={[
          { label: text.facts.username, value: <Named>{person.username}</Named> },
          { label: text.facts.email, value: person.email ? <Named>{person.email}</Named> : text.facts.none },
          {
            label: text.facts.lastSignIn,
            value: person.lastSignInAt ? <RelativeTime at={person.lastSignInAt} /> : text.facts.never,
          },
          { label: text.facts.created, value: <RelativeTime at={person.createdAt} /> },
          { label: text.facts.id, value: <CopyId id={person.id} what={text.facts.id} /> },
        ]}
      />
      <nav aria-label={text.onThisPage}>
        <ul className={classes.jumps}>
          {sections.map(({ anchor, title }) => (
            <li key={anchor}>
              <a href={`#${anchor}`}>{title}</a>
            </li>
          ))}
        </ul>
      </nav>
      <IdentityGroups realm={realm} person={person} missing={cannot.cannotWrite} />
      <IdentityRoles realm={realm} person={person} missing={cannot.cannotWrite} />
      <EffectiveAccess realm={realm} person={person} missing={cannot.cannotWrite} />
      {seesRequests && (
        <IdentityRequests realm={realm} person={person} missing={missing(me, 'request:write', { realm })} />
      )}
      <IdentitySignIn realm={realm} person={person} cannot={cannot} />
      {Object.keys(person.attributes).length > 0 && <AttributeList attributes={person.attributes} />}
      {sees && (
        <>
          <RecentActivity realm={realm} subjectId={person.id} heading={text.activity.about} />
          <RecentActivity realm={realm} actorId={person.id} heading={text.activity.by} quiet />
        </>
      )}
      <Outlet />
    </>
  )
}

const AttributeList = ({ attributes }: { attributes: Attributes }) => (
  <Section title={text.attributes}>
    <DetailList
      details={Object.entries(attributes).map(([key, values]) => ({
        label: key,
        // A value that stands twice says no more than once.
        values: [...new Set(values)].map((value) => <Named key={value}>{value}</Named>),
        none: text.noValues,
      }))}
    />
  </Section>
)
