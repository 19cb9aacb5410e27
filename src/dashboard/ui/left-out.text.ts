import { count } from './ui.text'

/** Whom an action changes nothing for. */
const already: Record<string, string> = {
  'join-groups': 'there already',
  'leave-groups': 'not there',
  'give-roles': 'given it already',
  'take-roles': 'not given it directly',
  suspend: 'suspended already',
  reactivate: 'not suspended',
  delete: 'in the bin already',
}

/** Why somebody is left out; what is said of them in a list. */
const reasons: Record<string, string> = {
  gone: 'deleted meanwhile',
  no_email: 'without an e-mail address',
  already_active: 'here already, so they need no invitation',
  suspended: 'suspended',
  invitations_closed: 'not to be invited, by the settings of this realm',
  throttled: 'invited less than a minute ago',
  group_gone: 'not done, since all of it was deleted meanwhile',
  stopped: 'not reached before it was stopped',
  changed_meanwhile: 'changed meanwhile by somebody else',
  built_upon: 'left as it is, since later changes rest on it',
  needs_approval: 'not added, since the group needs approval',
  username_taken: 'with a username that somebody else has',
  email_taken: 'with an e-mail address that somebody else has',
}

export const leftOutText = {
  reason: (action: unknown, reason: string): string =>
    (reason === 'already' && typeof action === 'string' ? already[action] : reasons[reason]) ?? 'not to be changed',
  some: (n: number, words: string): string => `${count(n)} ${words}`,
  more: (n: number): string => `and ${count(n)} more`,
}
