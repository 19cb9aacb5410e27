import type { PeopleCounts } from '#contract/changes'
import { count, plural } from '../../ui/ui.text'
import type { BulkKind, People } from './bulk'
import { identitiesText } from './identities.text'

const people = (n: number): string => plural(n, 'person', 'people')
const are = (n: number): string => `${people(n)} ${n === 1 ? 'is' : 'are'}`
const were = (n: number): string => `${people(n)} ${n === 1 ? 'was' : 'were'}`

interface Words {
  /** `who`: "3 people", "everyone who matches" */
  title: (who: string) => string
  intro: string
  /** The verb on the button, by how many groups or roles are chosen. */
  apply: (chosen: number) => string
  /** Before it happens: "3 people will be suspended" */
  will: (n: number) => string
  did: (n: number) => string
  /** Why the button waits when there is nothing to be done. */
  nobody: string
}

const words: Record<BulkKind, Words> = {
  'join-groups': {
    title: (who) => `Add ${who} to groups`,
    intro: identitiesText.joinGroups.intro,
    apply: identitiesText.joinGroups.apply,
    will: (n) => `${people(n)} will be added`,
    did: (n) => `${were(n)} added to groups.`,
    nobody: 'They are all there already.',
  },
  'leave-groups': {
    title: (who) => `Remove ${who} from groups`,
    intro: 'They lose what these groups give, and keep what something else gives them.',
    apply: (n) => (n <= 1 ? 'Remove from group' : `Remove from ${count(n)} groups`),
    will: (n) => `${people(n)} will be removed`,
    did: (n) => `${were(n)} removed from groups.`,
    nobody: 'None of them is there.',
  },
  'give-roles': {
    title: (who) => `Give roles to ${who}`,
    intro: identitiesText.giveRoles.intro,
    apply: identitiesText.giveRoles.apply,
    will: (n) => `${people(n)} will be given what they do not have`,
    did: (n) => `${were(n)} given roles.`,
    nobody: 'They were all given that already.',
  },
  'take-roles': {
    title: (who) => `Take roles from ${who}`,
    intro: identitiesText.takeRole.intro,
    apply: (n) => (n <= 1 ? 'Take role away' : `Take ${count(n)} roles away`),
    will: (n) => `${people(n)} will lose what was given to them directly`,
    did: (n) => `Roles were taken from ${people(n)}.`,
    nobody: 'None of them was given that directly.',
  },
  suspend: {
    title: (who) => `Suspend ${who}?`,
    intro: identitiesText.suspend.intro,
    apply: () => 'Suspend',
    will: (n) => `${people(n)} will be suspended`,
    did: (n) => `${are(n)} suspended.`,
    nobody: 'They are all suspended already.',
  },
  reactivate: {
    title: (who) => `Reactivate ${who}?`,
    intro: identitiesText.reactivate.intro,
    apply: () => 'Reactivate',
    will: (n) => `${people(n)} will be reactivated`,
    did: (n) => `${are(n)} active again.`,
    nobody: 'None of them is suspended.',
  },
  delete: {
    title: (who) => `Delete ${who}?`,
    intro: identitiesText.remove.intro,
    apply: () => 'Delete people',
    will: (n) => `${people(n)} will go to the bin`,
    did: (n) => `${are(n)} in the bin.`,
    nobody: 'They are all in the bin already.',
  },
  invite: {
    title: (who) => `Invite ${who}?`,
    intro:
      'Everyone who has not been here yet gets a mail that asks them to come, for the first time or again. A mail cannot be taken back.',
    apply: () => 'Invite',
    will: (n) => `${people(n)} will get a mail`,
    did: (n) => `${were(n)} invited.`,
    nobody: 'None of them can be invited.',
  },
}

export const bulkText = {
  ...words,
  who: (chosen: People): string =>
    'ids' in chosen ? people(chosen.ids.length) : chosen.narrowed ? 'everyone who matches' : 'everyone in this realm',
  /** The sentence above a review. */
  will: (kind: BulkKind, { total, done }: PeopleCounts): string =>
    `${done === total ? '' : `Of ${people(total)}, `}${words[kind].will(done)}.`,
  /** The same of more than are looked at. */
  willMany: (total: number): string => `This is about ${people(total)}.`,
  many: (looked: number): string =>
    `It is done in the background. What you see here is what it does to the first ${count(looked)} of them.`,
  leftOut: (n: number, looked: number | null): string =>
    `${looked === null ? '' : `Of these ${count(looked)}, `}${n === 1 ? 'one is' : `${count(n)} are`} left out:`,
  done: (kind: BulkKind, { total, done }: PeopleCounts): string =>
    done === 0
      ? words[kind].nobody
      : [
          words[kind].did(done),
          total > done ? `${total - done === 1 ? 'One was' : `${count(total - done)} were`} left out.` : '',
        ]
          .filter(Boolean)
          .join(' '),
  begun: (total: number): string =>
    `This is being done to ${people(total)} in the background. The list says how far it is.`,
}
