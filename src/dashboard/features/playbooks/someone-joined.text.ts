import type { IdentityDetail, MailState } from '#contract/identities'
import type { SentencePart } from '../../ui/named'
import { playbooksText } from './playbooks.text'

export const someoneJoinedText = {
  description: 'For somebody new. They are added at the last step, and not before.',
  steps: {
    who: 'Who joined?',
    groups: 'Where do they belong?',
    invite: 'Should they be invited?',
    review: 'Review',
  },
  who: {
    firstName: 'First name',
    lastName: 'Last name',
    email: 'E-mail address',
    emailHint: 'Invitations and notes about their sign-in go there.',
    username: 'Username',
    usernameHint: 'What they sign in with. It follows the e-mail address until you write something else.',
    nobody: 'Give an e-mail address or a username',
    taken: 'Somebody here has this already',
    similar: 'Is it one of these people?',
    similarText: 'They are here already. If it is the same person, open their page instead of adding them again.',
    next: 'Continue',
  },
  groups: {
    intro: 'They get what their groups and the groups around those give.',
    given: 'Everyone new joins',
    noneGiven: 'Nobody joins a group by themselves in this realm.',
    search: 'Search groups',
    isGiven: 'everyone new joins it',
    in: 'in ',
    gains: 'What this lets them do',
    gainsNothing: 'Nothing yet: these groups give no role.',
    noGroup: 'Nothing yet: they belong to no group.',
    refused: 'They cannot be added to these groups like this',
    refusedText:
      'Take the group out here and add the person first. Afterwards “Someone needs access for a while” leads to it.',
    next: 'Continue',
  },
  invite: {
    label: 'Invitation',
    yes: 'Invite them by mail now',
    yesText: (email: string) => `A mail to ${email} asks them to come. They count as invited until they first sign in.`,
    no: 'Not now',
    noText: 'They are added without a word to them. You can invite them later from their page.',
    noEmail: 'Without an e-mail address there is nowhere to send an invitation.',
    noServer:
      'Where this server has no mail server set up, the mail is kept instead of sent, and you can pass it on yourself.',
    next: 'Continue',
  },
  review: {
    apply: 'Add person',
    applyAndInvite: 'Add and invite person',
    facts: { name: 'Name', email: 'E-mail', username: 'Username', invitation: 'Invitation' },
    none: 'None',
    byMail: 'By mail, at once',
    notNow: 'Not now',
  },
  receipt: {
    title: (name: string): SentencePart[] => [{ name }, ' is added'],
    username: (username: string): SentencePart[] => ['Their username is ', { name: username }, '.'],
    groups: (groups: { name: string }[]): SentencePart[] =>
      groups.length === 0
        ? ['They belong to no group yet.']
        : ['They belong to ', ...playbooksText.listed(groups), '.'],
    gained: (roles: SentencePart[]): SentencePart[] => ['They hold ', ...roles, '.'],
    invited: (email: string): SentencePart[] => ['An invitation to ', { name: email }, ' was written.'],
    next: ({ email }: IdentityDetail, invited: boolean): SentencePart[][] =>
      invited
        ? [['They come with the invitation. On their page you see whether they have, and can invite them again.']]
        : email === null
          ? [['Tell them their username yourself: there is no e-mail address to write to.']]
          : [['Nobody has told them yet. You can invite them from their page.']],
  },
  mail: {
    title: 'The invitation',
    states: {
      waiting: 'It is waiting to be sent.',
      sent: 'It is on its way.',
      failed: 'It could not be sent. Pass it on yourself, or invite them again from their page.',
      kept: 'No mail server is set up, so it is kept here. Pass it on yourself.',
    } satisfies Record<MailState['state'], string>,
    show: 'Show the mail',
    to: 'To',
    subject: 'Subject',
    copy: 'Copy the mail',
  },
}
