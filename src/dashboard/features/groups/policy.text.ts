import type { ApprovalRole, GroupPolicy } from '#contract/access-requests'
import type { Count } from '#contract/primitives'
import { durationText } from '../../ui/duration'
import type { SentencePart } from '../../ui/named'
import { count, plural } from '../../ui/ui.text'
import { roleNames } from '../requests/requests.text'

type Policy = NonNullable<GroupPolicy['policy']>

const longest = (seconds: number | null): string =>
  seconds === null ? 'Access may be asked for good.' : `Access ends by itself, after at most ${durationText(seconds)}.`

const whoAgrees = (needed: number, { total, totalExact }: Count): string => {
  if (!totalExact || total < needed) return needed === 1 ? 'One person who holds' : `${count(needed)} people who hold`
  if (total === 1) return 'The one person who holds'
  return total === needed
    ? `All ${count(total)} people who hold`
    : `${count(needed)} of the ${count(total)} people who hold`
}

export const policyText = {
  title: 'Approval to join',
  none: 'Nobody has to ask: whoever looks after people adds them directly.',
  setUp: 'Ask for approval',
  change: 'Change',
  actionsFor: 'Actions for approval',
  requests: 'Requests for this group',
  /** "2 of the 5 people who hold manager or owner must agree. Access ends by itself, after at most 8 hours." */
  sentence: ({ approvals, roles, maxDurationSeconds }: Policy, approvers: Count): string =>
    `${whoAgrees(approvals, approvers)} ${roleNames(roles)} must agree. ${longest(maxDurationSeconds)} Nobody agrees to their own request.`,
  off: 'Approvals are off in this realm',
  offText: 'So people are added to this group directly, and what is said here has no effect.',
  settings: 'Turn them on in the settings',
  tooFew: 'Nobody can join this group now',
  tooFewText: (needed: number, approvers: number): string =>
    `${plural(needed, 'approval')} ${needed === 1 ? 'is' : 'are'} needed, and ${approvers === 0 ? 'nobody holds' : `only ${plural(approvers, 'person', 'people')} hold${approvers === 1 ? 's' : ''}`} one of these roles. Give the roles to more people, or ask for fewer approvals.`,
  gone: (roles: readonly ApprovalRole[]): string =>
    `${roleNames(roles)} ${roles.length === 1 ? 'lies' : 'lie'} in the bin, so nobody holds ${roles.length === 1 ? 'it' : 'them'}.`,
  form: {
    newTitle: 'Ask for approval',
    editTitle: 'Change what joining needs',
    text: 'From then on people join this group only through a request that these people have approved. Who is in it already stays.',
    roles: 'Who may approve',
    rolesHint: 'Whoever holds one of these roles, in whatever way. Nobody approves for themselves.',
    addRoles: 'Choose roles',
    chooseRoles: 'Who may approve?',
    searchRoles: 'Search roles of the realm and of its applications',
    takeRoles: 'Take these roles',
    noRole: 'Choose one role or several.',
    approvals: 'How many of them must agree',
    approvalsHint: 'One denial is always enough to end a request.',
    ofThem: (n: number) => (n === 1 ? 'One of them' : `${n} of them`),
    longest: 'How long at most',
    longestHint: 'Access ends by itself after the time that was asked for, and never later than this.',
    noLimit: 'No limit',
    save: 'Save',
    saved: (name: string): SentencePart[] => ['Saved what joining ', { name }, ' needs.'],
  },
  remove: {
    label: 'Need no approval any more …',
    title: (name: string): SentencePart[] => ['Let people join ', { name }, ' without approval?'],
    intro:
      'Whoever looks after people can add them directly. Requests that wait can no longer be approved. Access that was granted still ends at its time.',
    apply: 'Need no approval',
    done: (name: string): SentencePart[] => ['Joining ', { name }, ' needs no approval any more.'],
  },
}
