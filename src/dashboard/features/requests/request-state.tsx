import type { AccessRequest, RequestStatus } from '#contract/access-requests'
import { Badge } from '../../ui/badge'
import { Countdown } from '../../ui/countdown'
import { RelativeTime } from '../../ui/time'
import { refreshRequests } from './requests.queries'
import { requestsText } from './requests.text'
import classes from './requests.module.css'

export const StatusBadge = ({ status }: { status: RequestStatus }) => (
  <Badge {...(requestsText.tones[status] && { tone: requestsText.tones[status] })}>{requestsText.status[status]}</Badge>
)

/** Where a request stands, in a table's cell: with the time that is left, or what it still needs. */
export const RequestState = ({ realm, request }: { realm: string; request: AccessRequest }) => (
  <span className={classes.state}>
    <StatusBadge status={request.status} />
    <span className={classes.under}>
      <StateDetail realm={realm} request={request} />
    </span>
  </span>
)

function StateDetail({ realm, request }: { realm: string; request: AccessRequest }) {
  const { status, approvals, endsAt, decidedAt } = request
  if (status === 'pending') return requestsText.approvals(approvals.given, approvals.needed)
  if (status === 'approved')
    return endsAt ? (
      // What is over by the clock is over for the server too.
      <Countdown to={endsAt} focusable={false} onOver={() => void refreshRequests(realm)} />
    ) : (
      requestsText.noEnd
    )
  const at = status === 'ended' ? endsAt : status === 'expired' ? request.expiresAt : decidedAt
  return at && <RelativeTime at={at} focusable={false} />
}
