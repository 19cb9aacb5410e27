import type { Role } from '#contract/roles'
import type { SentencePart } from '../../ui/named'
import { count, plural } from '../../ui/ui.text'

/** Whose role it is: the realm's own, or which application's. */
export const belongsTo = ({ application }: Pick<Role, 'application'>): SentencePart[] =>
  application ? [{ name: application.name }] : ['This realm']

export const rolesText = {
  title: 'Roles',
  description: 'What people may do, in this realm or in its applications. People get them through groups, or directly.',
  applications: 'Applications',
  create: 'Create role',
  search: 'Search roles',
  empty: {
    title: 'No role yet',
    text: 'A role says what somebody may do, such as “auditor”. Give roles to groups, and everyone in them holds them. A role may contain other roles.',
  },
  columns: { belongs: 'Belongs to', description: 'Description', created: 'Created' },
  filter: 'Show',
  of: { realm: 'Of this realm', application: 'Of applications', all: 'All' },
  everyone: 'Everyone holds it',
  composite: 'Contains roles',
  actions: { edit: 'Edit', remove: 'Delete …', open: 'Open role', openGroup: 'Open group' },
  facts: { belongs: 'Belongs to', realm: 'This realm', id: 'Id', created: 'Created' },
  form: {
    newTitle: 'New role',
    newText: 'It will belong to this realm. Roles of an application are made on the page of that application.',
    newOfApplication: (application: string): SentencePart[] => ['It will belong to ', { name: application }, '.'],
    editTitle: 'Edit role',
    name: 'Name',
    nameHint: 'Software compares it letter by letter, so keep it short and plain.',
    description: 'Description',
    descriptionHint: 'What people with this role may do, in a sentence.',
    create: 'Create role',
    save: 'Save changes',
    created: (name: string): SentencePart[] => ['The role ', { name }, ' was created.'],
    saved: 'Changes saved.',
  },
  remove: {
    title: (name: string): SentencePart[] => ['Delete the role ', { name }, '?'],
    intro:
      'Nobody holds it any more, nor what they hold only through it. It waits in the bin for 30 days and comes back with its groups.',
    everyone: 'Everyone in this realm holds this role.',
    apply: 'Delete role',
    done: (name: string): SentencePart[] => ['The role ', { name }, ' is in the bin.'],
  },
  isDefault: 'Everyone in this realm holds this role already, so no group has to give it.',
  role: 'Role',
  contains: {
    title: 'Contains',
    text: 'Whoever holds this role holds these as well.',
    none: 'It contains no other role.',
    search: 'Search the contained roles',
    add: 'Add roles',
    remove: 'Remove …',
  },
  containedIn: {
    title: 'Contained in',
    text: 'Whoever holds one of these holds this role as well.',
    none: 'No other role contains it.',
    search: 'Search these roles',
  },
  addContained: {
    title: (name: string): SentencePart[] => ['Add roles to ', { name }],
    intro: 'Whoever holds this role will hold what you choose as well.',
    search: 'Search roles of the realm and of its applications',
    there: 'contained already',
    nothingChosen: 'Choose one role or several.',
    apply: (n: number) => (n <= 1 ? 'Add role' : `Add ${count(n)} roles`),
    done: (roles: { name: string }[], name: string): SentencePart[] =>
      roles.length === 1
        ? [{ name }, ' contains ', ...roles, ' now.']
        : [{ name }, ` contains ${plural(roles.length, 'more role')} now.`],
  },
  removeContained: {
    title: (contained: string, name: string): SentencePart[] => [
      'Remove ',
      { name: contained },
      ' from ',
      { name },
      '?',
    ],
    intro: 'People keep it where something else gives it to them.',
    apply: 'Remove role',
    done: (contained: string, name: string): SentencePart[] => [
      { name },
      ' no longer contains ',
      { name: contained },
      '.',
    ],
  },
  groups: {
    title: 'Groups that give it',
    text: 'Everyone in these groups and in the groups inside them holds this role.',
    none: 'No group gives it.',
    search: 'Search these groups',
    group: 'Group',
    place: 'Place',
    topLevel: 'Top level',
    in: 'in ',
    give: 'Give it to groups',
    remove: 'Take away …',
  },
  give: {
    title: (name: string): SentencePart[] => ['Give the role ', { name }, ' to groups'],
    intro: 'Everyone in the groups you choose, and in the groups inside them, will hold it.',
    search: 'Search groups',
    there: 'gives it already',
    nothingChosen: 'Choose one group or several.',
    apply: (n: number) => (n <= 1 ? 'Give role' : `Give to ${count(n)} groups`),
    done: (groups: { name: string }[], name: string): SentencePart[] =>
      groups.length === 1
        ? [...groups, ' gives ', { name }, ' now.']
        : [`${count(groups.length)} more groups give `, { name }, ' now.'],
  },
  takeAway: {
    title: (name: string, group: string): SentencePart[] => [
      'Take the role ',
      { name },
      ' from the group ',
      { name: group },
      '?',
    ],
    intro: 'People keep it where something else gives it to them.',
    apply: 'Take role away',
    done: (name: string, group: string): SentencePart[] => [{ name: group }, ' no longer gives ', { name }, '.'],
  },
}
