import type { SentencePart } from '../../ui/named'
import { plural } from '../../ui/ui.text'

export const lostPhoneText = {
  description:
    'For somebody who cannot sign in since their phone or key is gone. It takes the second step away, so be sure whom you are helping.',
  steps: { who: 'Who lost it?', sure: 'Is it really them?', review: 'Review' },
  who: 'The person who cannot get in.',
  sure: {
    intro: 'This is how accounts are stolen: somebody writes “I lost my phone” in another person’s name.',
    how: 'How to be sure',
    advice: [
      'Call them back on a number that you knew before: from your directory, a contract, an earlier call. Or see them in person.',
      'Never use a number or an address from the message that asks for this.',
      'Ask what only they can know and nobody can look up, such as what you last spoke about.',
      'Somebody presses you to hurry? Take your time all the more.',
    ],
    noSecondStep:
      'There is no second step set up for this person, so none stands in their way. You can still end all their sign-ins, in case somebody else has the phone now.',
    confirm: 'I have spoken to them and I am sure that it is them',
    unconfirmed: 'Speak to them first, and say so above.',
    next: 'Continue',
  },
  review: {
    intro:
      'Their second steps are removed, and they are signed out everywhere. This cannot be taken back: they set up a new one themselves.',
    apply: 'Reset the second step',
    applySessions: 'End all sign-ins',
  },
  receipt: {
    title: (name: string): SentencePart[] => ['The second step of ', { name }, ' is reset'],
    titleSessions: (name: string): SentencePart[] => ['All sign-ins of ', { name }, ' are ended'],
    removed: (n: number): SentencePart[] => [`${plural(n, 'second step was', 'second steps were')} removed.`],
    ended: (n: number): SentencePart[] => [
      n === 0 ? 'They were not signed in anywhere.' : `${plural(n, 'sign-in')} ended.`,
    ],
    checked: ['Before that somebody spoke to them and was sure that it is them.'] as SentencePart[],
    next: [
      ['They sign in with their password, and set up a new second step at once.'],
      ['Until then the password alone lets them in. If somebody else may know it, let them change it first.'],
      ['If the phone was stolen, let them have its SIM card blocked too.'],
    ] as SentencePart[][],
    nextSessions: [['They sign in again as usual.']] as SentencePart[][],
  },
}
