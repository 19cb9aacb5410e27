import { useSuspenseQuery } from '@tanstack/react-query'
import { type LoaderFunctionArgs, Link, useParams } from 'react-router'
import type { AccessRequestDetail } from '#contract/access-requests'
import { ensure } from '../../api/query-client'
import { paths } from '../../paths'
import { Button } from '../../ui/button'
import { CopyId } from '../../ui/copy-id'
import { Countdown } from '../../ui/countdown'
import { Facts, type Fact } from '../../ui/facts'
import { CheckIcon, CloseIcon } from '../../ui/icons'
import { Menu } from '../../ui/menu'
import { Named, Sentence } from '../../ui/named'
import { PageHeader } from '../../ui/page-header'
import { Remark } from '../../ui/problem'
import { BlockedIcon } from '../../ui/rare-icons'
import { Section } from '../../ui/section'
import { RelativeTime } from '../../ui/time'
import { uiText } from '../../ui/ui.text'
import { RecentActivity } from '../activity/recent-activity'
import { may, useMe, useMissing } from '../me/me.queries'
import { approveRequest, denyRequest, requestActions, revokeRequest, whyNot } from './request-actions'
import { StatusBadge } from './request-state'
import { refreshRequests, requestQueries } from './requests.queries'
import { requestsText } from './requests.text'
import classes from './requests.module.css'

export const loader = ({ params }: LoaderFunctionArgs) =>
  ensure(requestQueries.get(params['realm'] ?? '', params['requestId'] ?? ''))

const text = requestsText.page

export function Page() {
  const { realm = '', requestId = '' } = useParams()
  const { data: request } = useSuspenseQuery(requestQueries.get(realm, requestId))
  const missing = useMissing('request:write', { realm })
  const sees = may(useMe(), 'activity:read', { realm })
  const { identity, group, status } = request
  return (
    <>
      <PageHeader
        title={text.title(identity.name, group.name)}
        trail={[{ name: requestsText.title, to: paths.accessRequests(realm) }]}
        badges={<StatusBadge status={status} />}
        actions={<Actions realm={realm} request={request} missing={missing} />}
      />
      <Facts facts={factsOf(realm, request)} />
      <Section title={text.reason}>
        <p className={classes.reason}>
          <Named>{request.reason}</Named>
        </p>
      </Section>
      <Section title={text.decisions}>
        {request.decisions.length === 0 ? <p className={classes.none}>{text.none}</p> : <Decisions request={request} />}
      </Section>
      {status === 'pending' && <WhoDecides request={request} missing={missing} />}
      {sees && <RecentActivity realm={realm} subjectId={request.id} />}
    </>
  )
}

interface RequestProps {
  realm: string
  request: AccessRequestDetail
  missing: string | undefined
}

function Actions({ realm, request, missing }: RequestProps) {
  const { approve, deny } = whyNot(request, request.roles)
  const { status, identity } = request
  return (
    <>
      {status === 'pending' && (
        <>
          <Button
            kind="primary"
            icon={CheckIcon}
            disabledReason={missing ?? approve}
            onClick={() => approveRequest(realm, request)}
          >
            {requestsText.actions.approve}
          </Button>
          <Button icon={BlockedIcon} disabledReason={missing ?? deny} onClick={() => denyRequest(realm, request)}>
            {requestsText.actions.deny}
          </Button>
        </>
      )}
      {status === 'approved' && (
        <Button icon={CloseIcon} disabledReason={missing} onClick={() => revokeRequest(realm, request)}>
          {requestsText.actions.revoke}
        </Button>
      )}
      {status === 'pending' && (
        <Menu label={uiText.actionsFor(identity.name)} items={requestActions(realm, request, missing).slice(-1)} />
      )}
    </>
  )
}

function factsOf(realm: string, request: AccessRequestDetail): Fact[] {
  const { status, identity, group, approvals, durationSeconds, endsAt, expiresAt, decidedAt } = request
  const facts = text.facts
  return [
    {
      label: requestsText.columns.who,
      value: (
        <Link to={paths.identity(realm, identity.id)}>
          <Named>{identity.name}</Named>
        </Link>
      ),
    },
    {
      label: requestsText.columns.group,
      value: (
        <Link to={paths.group(realm, group.id)}>
          <Named>{group.name}</Named>
        </Link>
      ),
    },
    { label: facts.wanted, value: requestsText.lasting(durationSeconds) },
    ...(status === 'withdrawn' || status === 'expired'
      ? []
      : [{ label: facts.approvals, value: requestsText.approvals(approvals.given, approvals.needed) }]),
    ...(status === 'approved'
      ? [
          {
            label: facts.left,
            value: endsAt ? <Countdown to={endsAt} onOver={() => void refreshRequests(realm)} /> : requestsText.noEnd,
          },
        ]
      : []),
    ...(status === 'pending' ? [{ label: facts.expires, value: <RelativeTime at={expiresAt} /> }] : []),
    ...(status === 'ended' && endsAt ? [{ label: facts.ended, value: <RelativeTime at={endsAt} /> }] : []),
    ...(['denied', 'withdrawn', 'revoked'].includes(status) && decidedAt
      ? [{ label: requestsText.status[status], value: <RelativeTime at={decidedAt} /> }]
      : []),
    {
      label: facts.asked,
      value: (
        <>
          <RelativeTime at={request.createdAt} /> <Sentence parts={requestsText.by(request.askedBy)} />
        </>
      ),
    },
    { label: facts.id, value: <CopyId id={request.id} what={facts.id} /> },
  ]
}

/** Whose word counts, and why not this person's: what a disabled button says on hover is said here to everyone. */
function WhoDecides({ request, missing }: Omit<RequestProps, 'realm'>) {
  const { grantSeconds, durationSeconds, mayDecide, approvals, roles, approvers } = request
  const reason = missing ?? requestsText.obstacle(mayDecide.reason, roles)
  return (
    <Section title={text.who} description={roles.length > 0 && text.whoText(approvals.needed, roles)}>
      <div className={classes.who}>
        {roles.length > 0 && <p>{approvers.length === 0 ? text.nobody : <Named>{text.people(approvers)}</Named>}</p>}
        {reason && (
          <Remark tone="calm" title={text.mayNot}>
            {reason}
          </Remark>
        )}
        {grantSeconds !== durationSeconds && <Remark tone="warning">{text.shorter(grantSeconds)}</Remark>}
      </div>
    </Section>
  )
}

const Decisions = ({ request }: { request: AccessRequestDetail }) => (
  <ul className={classes.decisions}>
    {request.decisions.map((one) => (
      <li key={`${one.decision} ${one.at} ${one.by.name}`} className={classes.decision}>
        <Sentence parts={text.decision(one)} />{' '}
        <span className={classes.when}>
          <RelativeTime at={one.at} />
          {one.decision === 'approve' && !one.counts && ` · ${text.lapsed}`}
        </span>
        {one.note && (
          <p className={classes.note}>
            <Named>{one.note}</Named>
          </p>
        )}
      </li>
    ))}
  </ul>
)
