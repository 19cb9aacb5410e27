import type { Batch } from '#contract/activity'
import type { SentencePart } from '../../ui/named'
import { count, plural } from '../../ui/ui.text'
import { someGroups, someRoles } from './activity.text'

type Words = Record<string, unknown>
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const people = (n: number): string => plural(n, 'person', 'people')
const are = (n: number): string => `${people(n)} ${n === 1 ? 'is' : 'are'}`
const were = (n: number): string => `${people(n)} ${n === 1 ? 'was' : 'were'}`

/** What is going on: "Adding 1,200 people to the group Ops" */
export function goingOn({ kind, about, total }: Pick<Batch, 'kind' | 'about' | 'total'>): SentencePart[] {
  if (kind === 'undo') return ['Taking back: ', ...noun(about)]
  if (kind === 'import') return ['Importing the file ', { name: text(about['fileName']) }]
  const n = people(total)
  switch (about['action']) {
    case 'join-groups':
      return [`Adding ${n} to `, ...someGroups(about['groups'])]
    case 'leave-groups':
      return [`Removing ${n} from `, ...someGroups(about['groups'])]
    case 'give-roles':
      return ['Giving ', ...someRoles(about['roles']), ` to ${n}`]
    case 'take-roles':
      return ['Taking ', ...someRoles(about['roles']), ` from ${n}`]
    case 'suspend':
      return [`Suspending ${n}`]
    case 'reactivate':
      return [`Reactivating ${n}`]
    case 'delete':
      return [`Deleting ${n}`]
    case 'invite':
      return [`Inviting ${n}`]
    default:
      return [`Changing ${n}`]
  }
}

/** The same as a thing that can be taken back. */
function noun(about: Words): SentencePart[] {
  if (about['kind'] === 'import') return ['the import of the file ', { name: text(about['fileName']) }]
  switch (about['action']) {
    case 'join-groups':
      return ['people added to ', ...someGroups(about['groups'])]
    case 'leave-groups':
      return ['people removed from ', ...someGroups(about['groups'])]
    case 'give-roles':
      return ['people given ', ...someRoles(about['roles'])]
    case 'take-roles':
      return ['people who lost ', ...someRoles(about['roles'])]
    case 'suspend':
      return ['suspensions']
    case 'reactivate':
      return ['reactivations']
    case 'delete':
      return ['deletions']
    default:
      return ['what was done to many people']
  }
}

/** How it has ended: "1,198 people were added to the group Ops." */
export function ended({ kind, about, done }: Pick<Batch, 'kind' | 'about' | 'done'>): SentencePart[] {
  if (kind === 'undo') return ['Taken back: ', ...noun(about), '.']
  if (done === 0) return ['Nobody was changed.']
  switch (about['action']) {
    case 'join-groups':
      return [`${were(done)} added to `, ...someGroups(about['groups']), '.']
    case 'leave-groups':
      return [`${were(done)} removed from `, ...someGroups(about['groups']), '.']
    case 'give-roles':
      return [`${were(done)} given `, ...someRoles(about['roles']), '.']
    case 'take-roles':
      return [`${people(done)} lost `, ...someRoles(about['roles']), '.']
    case 'suspend':
      return [`${are(done)} suspended.`]
    case 'reactivate':
      return [`${are(done)} active again.`]
    case 'delete':
      return [`${are(done)} in the bin.`]
    case 'invite':
      return [`${were(done)} invited.`]
    default:
      return [`${were(done)} changed.`]
  }
}

export const batchText = {
  list: 'In the background',
  progress: 'Progress',
  far: (done: number, total: number) => `${count(done)} of ${count(total)}`,
  goesOn: (by: string): SentencePart[] => ['Begun by ', { name: by }, '. You can close this page: it goes on.'],
  leftOut: (n: number) => `${n === 1 ? 'One was' : `${count(n)} were`} left out:`,
  stop: 'Stop and undo …',
  undo: 'Undo …',
  see: 'See what happened',
  dismiss: 'Close',
  nothingYet: 'Nothing has been done yet. Try again in a moment.',
}
