import type { ApprovalRole, Decision, DecideObstacle, RequestStatus } from '#contract/access-requests'
import { durationText } from '../../ui/duration'
import type { SentencePart } from '../../ui/named'
import { plural } from '../../ui/ui.text'

const list = new Intl.ListFormat('en')
const either = new Intl.ListFormat('en', { type: 'disjunction' })

/** "manager or owner", with the application's name behind a role of one. */
export const roleNames = (roles: readonly Pick<ApprovalRole, 'name' | 'application'>[]): string =>
  either.format(roles.map(({ name, application }) => (application ? `${name} (${application})` : name)))

const statusWords: Record<RequestStatus, string> = {
  pending: 'Waiting',
  approved: 'Granted',
  denied: 'Denied',
  withdrawn: 'Withdrawn',
  revoked: 'Ended early',
  expired: 'Expired',
  ended: 'Over',
}

const lasting = (seconds: number | null): string => (seconds === null ? 'for good' : `for ${durationText(seconds)}`)

/** How much a state wants to be seen. */
const tones: Partial<Record<RequestStatus, 'accent' | 'warning' | 'danger'>> = {
  pending: 'warning',
  approved: 'accent',
  denied: 'danger',
}

export const requestsText = {
  title: 'Access requests',
  description:
    'Who asked to join a group that needs approval, and for how long. Access that was granted ends by itself.',
  create: 'Ask for access',
  search: 'Search by person or group',
  filter: 'Show',
  filters: { pending: 'Waiting', approved: 'Granted now', over: 'Over', all: 'All' },
  ofOnePerson: 'Of one person only',
  forOneGroup: 'For one group only',
  showAll: 'Show all requests',
  empty: {
    pending: {
      title: 'Nothing waits for approval',
      text: 'When somebody asks to join a group that needs approval, the request waits here until the right people have decided.',
    },
    approved: {
      title: 'Nobody has access for a while just now',
      text: 'Whoever is let into a group for a while is listed here, with the time that is left.',
    },
    over: {
      title: 'No request is over yet',
      text: 'Requests that were denied, withdrawn or not answered, and access that has ended, stay here to be looked up.',
    },
    all: {
      title: 'Nobody has asked for access yet',
      text: 'Let a group ask for approval on its own page. Then ask here for access on somebody’s behalf, for a while and with a reason.',
    },
  },
  columns: { who: 'Who', group: 'Group', reason: 'Why', state: 'State', asked: 'Asked' },
  status: statusWords,
  tones,
  lasting,
  approvals: (given: number, needed: number) => `${given} of ${plural(needed, 'approval')}`,
  by: (name: string): SentencePart[] => ['by ', { name }],
  noEnd: 'without end',
  actions: {
    open: 'Open request',
    openGroup: 'Open group',
    approve: 'Approve …',
    deny: 'Deny …',
    revoke: 'End access now …',
    withdraw: 'Withdraw …',
  },
  /** Why somebody may not decide. */
  obstacle: (reason: DecideObstacle | null, roles: readonly ApprovalRole[] = []): string | undefined => {
    switch (reason) {
      case null:
        return undefined
      case 'over':
        return 'This request is over.'
      case 'permission':
        return 'Your role in the account does not include deciding on requests.'
      case 'approvals_off':
        return 'Approvals are off in this realm, so nobody can decide.'
      case 'no_policy':
        return 'The group needs no approval any more. Add the person to it directly, and withdraw this request.'
      case 'no_person':
        return 'You would decide as a person of this realm, and nobody here has your e-mail address.'
      case 'own':
        return 'Nobody decides for themselves.'
      case 'no_role':
        return roles.length > 0
          ? `Only people who hold ${roleNames(roles)} decide, and you do not.`
          : 'Only people with certain roles decide, and you hold none of them.'
      case 'decided':
        return 'You have approved already. Now it takes somebody else.'
    }
  },
  notOpen: 'This request is over.',
  notGranted: 'There is no access to end.',
  note: 'A word with it',
  noteHint: 'Optional. Whoever looks at the request later can read it.',
  approve: {
    title: (person: string, group: string): SentencePart[] => [
      'Let ',
      { name: person },
      ' join ',
      { name: group },
      '?',
    ],
    intro: (seconds: number | null): string =>
      seconds === null
        ? 'They will belong to the group until somebody takes them out.'
        : `They will belong to the group for ${durationText(seconds)}, from the last approval on. Then their access ends by itself.`,
    apply: 'Approve',
    granted: (person: string, group: string): SentencePart[] => [
      { name: person },
      ' belongs to ',
      { name: group },
      ' now.',
    ],
    noted: (given: number, needed: number) => `Noted: ${given} of ${plural(needed, 'approval')}.`,
  },
  deny: {
    title: (person: string, group: string): SentencePart[] => [
      'Deny that ',
      { name: person },
      ' joins ',
      { name: group },
      '?',
    ],
    intro: 'One denial ends the request, whatever others have said. They may ask again.',
    apply: 'Deny',
    done: 'The request was denied.',
  },
  revoke: {
    title: (person: string, group: string): SentencePart[] => [
      'End the access of ',
      { name: person },
      ' to ',
      { name: group },
      ' now?',
    ],
    intro: 'They leave the group at once, before the time that was approved.',
    apply: 'End access',
    done: (person: string, group: string): SentencePart[] => [{ name: person }, ' left ', { name: group }, '.'],
  },
  withdraw: {
    title: 'Withdraw this request?',
    intro: 'Nobody has to decide on it any more. It can be asked again.',
    apply: 'Withdraw',
    done: 'The request was withdrawn.',
  },
  page: {
    title: (person: string, group: string) => `${person} asks to join ${group}`,
    facts: {
      state: 'State',
      approvals: 'Approvals',
      wanted: 'Asked for',
      left: 'Time left',
      ended: 'Ended',
      asked: 'Asked',
      expires: 'Expires unanswered',
      id: 'Id',
    },
    reason: 'Why',
    decisions: 'Decisions',
    none: 'Nobody has decided yet.',
    who: 'Who can decide',
    whoText: (needed: number, roles: readonly ApprovalRole[]): string =>
      `${needed === 1 ? 'One person who holds' : `${needed} different people who hold`} ${roleNames(roles)} must approve. One denial is enough to end it.`,
    nobody: 'Nobody besides the requester holds these roles just now.',
    people: (names: readonly string[]) => list.format(names),
    shorter: (seconds: number | null): string =>
      seconds === null ? '' : `The group’s policy allows ${durationText(seconds)} by now, so it will last no longer.`,
    mayNot: 'You cannot decide on this',
    decision: (one: Decision): SentencePart[] => {
      const by = { name: one.by.name }
      switch (one.decision) {
        case 'approve':
          return [by, ' approved']
        case 'deny':
          return [by, ' denied it']
        case 'revoke':
          return [by, ' ended the access']
        case 'withdraw':
          return [by, ' withdrew it']
      }
    },
    lapsed: 'does not count: they no longer hold one of the roles',
  },
  form: {
    title: 'Ask for access',
    text: 'For somebody who needs a group for a while. They belong to it once the right people have approved.',
    person: 'Who needs it',
    personHint: 'Search by name, username or e-mail.',
    group: 'Which group',
    groupHint: 'Only groups that need approval. Others can be joined without asking.',
    noGroup: 'No group of that name needs approval',
    duration: 'For how long',
    durationHint: (max: number | null | undefined): string =>
      max === undefined
        ? 'From the last approval on.'
        : max === null
          ? 'From the last approval on. This group sets no limit.'
          : `From the last approval on, at most ${durationText(max)} in this group.`,
    usual: 'The usual time',
    usualIs: (seconds: number) => `The usual time: ${durationText(seconds)}`,
    forGood: 'For good',
    reason: 'Why',
    reasonHint: 'Whoever approves reads this. Say what it is for.',
    send: 'Ask for access',
    done: (person: string, group: string): SentencePart[] => [
      'Asked that ',
      { name: person },
      ' joins ',
      { name: group },
      '.',
    ],
    needed: (needed: number, roles: readonly ApprovalRole[]): string =>
      `${needed === 1 ? 'One person who holds' : `${needed} people who hold`} ${roleNames(roles)} must approve.`,
    off: 'Approvals are off in this realm, so nobody has to ask. Add the person to the group directly, or turn approvals on in the settings.',
  },
}
