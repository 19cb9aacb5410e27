import type { PeopleCounts } from '#contract/changes'
import type { SentencePart } from '../../ui/named'
import { count, plural } from '../../ui/ui.text'
import type { BulkKind, People } from './bulk'
import { identitiesText } from './identities.text'

const people = (n: number): string => plural(n, 'person', 'people')
const are = (n: number): string => `${people(n)} ${n === 1 ? 'is' : 'are'}`
const were = (n: number): string => `${people(n)} ${n === 1 ? 'was' : 'were'}`

type Chosen = readonly { name: string }[]
/** One by name, several by their number. */
const few = (chosen: Chosen, many: string): SentencePart[] =>
  chosen.length === 1 ? [...chosen] : [`${count(chosen.length)} ${many}`]

interface Words {
  /** `who`: "3 people", "everyone who matches" */
  title: (who: string) => string
  intro: string
  /** The verb on the button, by how many groups or roles are chosen. */
  apply: (chosen: number) => string
  /** Before it happens, after "3 people": "will be suspended" */
  will: string
  /** After it: with what was chosen. */
  did: (n: number, chosen: Chosen) => SentencePart[]
  /** Why the button waits when there is nothing to be done. */
  nobody: string
}

const words: Record<BulkKind, Words> = {
  'join-groups': {
    title: (who) => `Add ${who} to groups`,
    intro: identitiesText.joinGroups.intro,
    apply: identitiesText.joinGroups.apply,
    will: 'will be added',
    did: (n, groups) => [`${were(n)} added to `, ...few(groups, 'groups'), '.'],
    nobody: 'They are all there already.',
  },
  'leave-groups': {
    title: (who) => `Remove ${who} from groups`,
    intro: 'They lose what these groups give, and keep what something else gives them.',
    apply: (n) => (n <= 1 ? 'Remove from group' : `Remove from ${count(n)} groups`),
    will: 'will be removed',
    did: (n, groups) => [`${were(n)} removed from `, ...few(groups, 'groups'), '.'],
    nobody: 'None of them is there.',
  },
  'give-roles': {
    title: (who) => `Give roles to ${who}`,
    intro: identitiesText.giveRoles.intro,
    apply: identitiesText.giveRoles.apply,
    will: 'will be given what they do not have',
    did: (n, roles) => [`${were(n)} given `, ...few(roles, 'roles'), '.'],
    nobody: 'They were all given that already.',
  },
  'take-roles': {
    title: (who) => `Take roles from ${who}`,
    intro: identitiesText.takeRole.intro,
    apply: (n) => (n <= 1 ? 'Take role away' : `Take ${count(n)} roles away`),
    will: 'will lose what was given to them directly',
    did: (n, roles) => [`${people(n)} lost `, ...few(roles, 'roles'), '.'],
    nobody: 'None of them was given that directly.',
  },
  suspend: {
    title: (who) => `Suspend ${who}?`,
    intro: identitiesText.suspend.intro,
    apply: () => 'Suspend',
    will: 'will be suspended',
    did: (n) => [`${are(n)} suspended.`],
    nobody: 'They are all suspended already.',
  },
  reactivate: {
    title: (who) => `Reactivate ${who}?`,
    intro: identitiesText.reactivate.intro,
    apply: () => 'Reactivate',
    will: 'will be reactivated',
    did: (n) => [`${are(n)} active again.`],
    nobody: 'None of them is suspended.',
  },
  delete: {
    title: (who) => `Delete ${who}?`,
    intro: identitiesText.remove.intro,
    apply: () => 'Delete people',
    will: 'will go to the bin',
    did: (n) => [`${are(n)} in the bin.`],
    nobody: 'They are all in the bin already.',
  },
  invite: {
    title: (who) => `Invite ${who}?`,
    intro:
      'Everyone who has not been here yet gets a mail that asks them to come, for the first time or again. A mail cannot be taken back.',
    apply: () => 'Invite',
    will: 'will get a mail',
    did: (n) => [`${were(n)} invited.`],
    nobody: 'None of them can be invited.',
  },
}

export const bulkText = {
  ...words,
  who: (chosen: People): string =>
    'ids' in chosen ? people(chosen.ids.length) : chosen.narrowed ? 'everyone who matches' : 'everyone in this realm',
  /** The sentence above a review. */
  will: (kind: BulkKind, { total, done }: PeopleCounts): string =>
    `${done === total ? people(done) : `${count(done)} of ${people(total)}`} ${words[kind].will}.`,
  /** The same of more than are looked at. */
  willMany: (total: number): string => `This is about ${people(total)}.`,
  many: (looked: number): string =>
    `It is done in the background. What you see here is what it does to the first ${count(looked)} of them.`,
  leftOut: (n: number, looked: number | null): string =>
    looked === null
      ? `${n === 1 ? 'One is' : `${count(n)} are`} left out:`
      : `Of these ${count(looked)}, ${n === 1 ? 'one is' : `${count(n)} are`} left out:`,
  done: (kind: BulkKind, { total, done }: PeopleCounts, chosen: Chosen): SentencePart[] => {
    if (done === 0) return [words[kind].nobody]
    const left = total - done
    return [
      ...words[kind].did(done, chosen),
      left === 0 ? '' : left === 1 ? ' One was left out.' : ` ${count(left)} were left out.`,
    ]
  },
  begun: (total: number): string =>
    `Begun for ${people(total)}. You can close this page: it goes on in the background.`,
}
