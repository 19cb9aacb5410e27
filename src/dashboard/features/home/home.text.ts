import type { SentencePart } from '../../ui/named'
import { plural } from '../../ui/ui.text'

export const homeText = {
  greeting: (hour: number, name: string) =>
    `${hour < 5 ? 'Good night' : hour < 12 ? 'Good morning' : hour < 18 ? 'Good afternoon' : 'Good evening'}, ${name}`,
  title: 'Home',
  description: 'Accounts, realms, and everything that was changed in them.',
  noMembership: {
    title: 'You do not belong to an account yet',
    text: (email: string): SentencePart[] => [
      'You are signed in as ',
      { name: email },
      '. Ask an owner of the account that you came for to add this address.',
    ],
  },
  steps: {
    title: 'First steps',
    progress: (done: number, total: number) => `${done} of ${total} done`,
    done: 'Done:',
    open: 'To do:',
    setUp: { title: 'Set up your account', text: 'You are in, and you own it.' },
    realm: { title: 'Create a realm', text: 'The directory for the people of one company, product or environment.' },
    practice: 'or a practice realm, to look around first',
    group: { title: 'Add a group', text: 'People who belong together. Groups can lie inside groups.' },
    role: { title: 'Let a group give a role', text: 'So that its people may do something by belonging to it.' },
    undo: { title: 'Undo something', text: 'Nearly every change can be taken back in the activity log. Try it.' },
    verify: { title: 'Verify the activity log', text: 'See for yourself that nobody has tampered with it.' },
    needsRealm: 'Create a realm first.',
  },
  protection: {
    title: 'Your account’s protection',
    text: 'Two-step sign-in is not available in this version yet: your password alone protects this account. Choose a long one that you use nowhere else.',
  },
  realms: {
    title: 'Realms',
    all: (n: number) => `All ${plural(n, 'realm')}`,
    none: 'There is no realm yet that you can see.',
    create: 'Create realm',
    couldNotLoad: 'The realms could not be loaded',
  },
  recent: (account: string | null) => (account === null ? 'Recent activity' : `Recent activity in ${account}`),
}
