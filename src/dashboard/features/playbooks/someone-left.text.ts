import type { SentencePart } from '../../ui/named'
import { plural } from '../../ui/ui.text'

export const someoneLeftText = {
  description:
    'For somebody who leaves. Nothing happens before the last step, and they can come back with everything they had.',
  steps: { who: 'Who left?', how: 'What should happen?', review: 'Review' },
  who: 'The person who does not work with you any more.',
  how: {
    label: 'What should happen',
    suspend: 'Suspend them (recommended)',
    suspendText:
      'They are signed out and may use nothing. Everything stays as it is, and you can give it all back at any time.',
    remove: 'Delete them',
    removeText:
      'They are signed out and disappear from all lists. They wait in the bin for 30 days, and then they are gone for good.',
    suspended: 'They are suspended already, so what is left to do is to delete them, or nothing at all.',
    now: (groups: number, signedIn: number | null): string =>
      [
        groups === 0 ? 'In no group.' : `In ${plural(groups, 'group')}.`,
        signedIn === null
          ? ''
          : signedIn === 0
            ? 'Not signed in anywhere.'
            : `Signed in at ${plural(signedIn, 'place')}, which ends.`,
      ]
        .filter(Boolean)
        .join(' '),
    next: 'Continue',
  },
  review: {
    intro: 'Read what they lose before you go on.',
    alone: 'They are the last active person in these groups:',
    aloneText: 'The groups stay. Somebody else may have to take their place.',
    unseen: (n: number) => `${plural(n, 'further group')} of theirs were not looked at.`,
    suspend: 'Suspend them',
    remove: 'Delete them',
  },
  receipt: {
    suspended: (name: string): SentencePart[] => [{ name }, ' is suspended'],
    deleted: (name: string): SentencePart[] => [{ name }, ' is deleted'],
    signedOut: (n: number): SentencePart[] => [
      n === 0 ? 'They were not signed in anywhere.' : `${plural(n, 'sign-in')} ended.`,
    ],
    lost: (roles: SentencePart[]): SentencePart[] => ['They lost ', ...roles, '.'],
    lostNothing: ['They held no role.'] as SentencePart[],
    alone: (groups: SentencePart[]): SentencePart[] => ['Nobody else who is active is in ', ...groups, '.'],
    suspendNext: [
      ['Reactivate them on their page, and they have everything again.'],
      ['Nothing is deleted by itself.'],
    ] as SentencePart[][],
    deleteNext: [
      ['They wait in the bin for 30 days. Until then they come back with their groups and roles.'],
      ['After that they are gone for good.'],
    ] as SentencePart[][],
  },
}
