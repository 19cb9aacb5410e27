import { type AccessRequest, accessRequests, type ApprovalRole } from '#contract/access-requests'
import { CheckIcon, CloseIcon } from '../../ui/icons'
import type { MenuItem } from '../../ui/menu'
import { Named, Sentence } from '../../ui/named'
import { BlockedIcon, UndoIcon } from '../../ui/rare-icons'
import { review } from '../../ui/review'
import { refreshRequests } from './requests.queries'
import { requestsText } from './requests.text'
import classes from './requests.module.css'

const text = requestsText.actions

/** Why somebody may not approve, and why not deny: who has approved may still think better of it. */
export function whyNot(
  { mayDecide: { reason } }: AccessRequest,
  roles: readonly ApprovalRole[] = [],
): { approve: string | undefined; deny: string | undefined } {
  const obstacle = requestsText.obstacle(reason, roles)
  return { approve: obstacle, deny: reason === 'decided' ? undefined : obstacle }
}

/** What can be done with a request, in lists and on its page. `missing`: why this person may do nothing at all. */
export function requestActions(realm: string, request: AccessRequest, missing: string | undefined): MenuItem[] {
  const { approve, deny } = whyNot(request)
  if (request.status === 'approved') {
    return [
      {
        label: text.revoke,
        icon: CloseIcon,
        danger: true,
        disabledReason: missing,
        onSelect: () => revokeRequest(realm, request),
      },
    ]
  }
  if (request.status !== 'pending') return []
  return [
    {
      label: text.approve,
      icon: CheckIcon,
      disabledReason: missing ?? approve,
      onSelect: () => approveRequest(realm, request),
    },
    {
      label: text.deny,
      icon: BlockedIcon,
      danger: true,
      disabledReason: missing ?? deny,
      onSelect: () => denyRequest(realm, request),
    },
    {
      label: text.withdraw,
      icon: UndoIcon,
      divided: true,
      disabledReason: missing,
      onSelect: () => withdrawRequest(realm, request),
    },
  ]
}

const inputOf = (realm: string, { id, version }: AccessRequest) => ({
  params: { realm, requestId: id },
  body: {},
  ifMatch: version,
})
const note = {
  label: requestsText.note,
  description: requestsText.noteHint,
  max: 1000,
  into: <Input extends object>(input: Input, said: string): Input => ({ ...input, body: said ? { note: said } : {} }),
}

/** Why it was asked, in the asker's own words, before what it comes to. */
const Intro = ({ request, children }: { request: AccessRequest; children: string }) => (
  <>
    <p>{children}</p>
    <blockquote className={classes.reason}>
      <Named>{request.reason}</Named>
    </blockquote>
  </>
)

export function approveRequest(realm: string, request: AccessRequest): void {
  const words = requestsText.approve
  const { identity, group } = request
  void review({
    title: words.title(identity.name, group.name),
    intro: <Intro request={request}>{words.intro(request.grantSeconds)}</Intro>,
    endpoint: accessRequests.approve,
    input: inputOf(realm, request),
    note,
    applyLabel: words.apply,
    done: ({ status, approvals }) =>
      status === 'approved' ? (
        <Sentence parts={words.granted(identity.name, group.name)} />
      ) : (
        words.noted(approvals.given, approvals.needed)
      ),
    onDone: () => refreshRequests(realm),
  })
}

export function denyRequest(realm: string, request: AccessRequest): void {
  const words = requestsText.deny
  void review({
    title: words.title(request.identity.name, request.group.name),
    intro: <Intro request={request}>{words.intro}</Intro>,
    endpoint: accessRequests.deny,
    input: inputOf(realm, request),
    note,
    applyLabel: words.apply,
    danger: true,
    done: words.done,
    onDone: () => refreshRequests(realm),
  })
}

export function revokeRequest(realm: string, request: AccessRequest): void {
  const words = requestsText.revoke
  const { identity, group } = request
  void review({
    title: words.title(identity.name, group.name),
    intro: words.intro,
    endpoint: accessRequests.revoke,
    input: inputOf(realm, request),
    note,
    applyLabel: words.apply,
    danger: true,
    done: <Sentence parts={words.done(identity.name, group.name)} />,
    onDone: () => refreshRequests(realm),
  })
}

export function withdrawRequest(realm: string, request: AccessRequest): void {
  const words = requestsText.withdraw
  void review({
    title: words.title,
    intro: <Intro request={request}>{words.intro}</Intro>,
    endpoint: accessRequests.withdraw,
    input: inputOf(realm, request),
    note,
    applyLabel: words.apply,
    done: words.done,
    onDone: () => refreshRequests(realm),
  })
}
