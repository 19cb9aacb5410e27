import type { SentencePart } from '../../ui/named'
import { count, plural } from '../../ui/ui.text'

const people = (n: number): string => plural(n, 'person', 'people')
const groupsInside = (n: number): string => plural(n, 'group')

export const groupsText = {
  title: 'Groups',
  description: 'People who belong together. A group gives its roles to everyone in it and in the groups inside it.',
  create: 'Create group',
  search: 'Search groups',
  empty: {
    title: 'No group yet',
    text: 'A group holds people who belong together, such as a team or a department, and gives them roles. Put groups inside each other, and the inner ones get the roles of the outer ones.',
  },
  columns: { people: 'People', inside: 'Groups inside', created: 'Created' },
  in: 'in ',
  filter: 'Show',
  all: 'All groups',
  top: 'Top level only',
  insideOf: 'Inside ',
  showAll: 'Show all groups',
  actions: {
    newInside: 'New group inside',
    edit: 'Edit',
    move: 'Move …',
    remove: 'Delete …',
  },
  topLevel: 'Top level',
  anotherGroup: 'Inside another group',
  topLevelHint: 'Inside no other group',
  facts: { people: 'People directly in it', id: 'Id', created: 'Created' },
  people: count,
  form: {
    newTitle: 'New group',
    newInside: (name: string) => `New group inside ${name}`,
    editTitle: 'Edit group',
    name: 'Name',
    description: 'Description',
    descriptionHint: 'Who belongs here and why. Shown to everyone who administers this realm.',
    parent: 'Inside which group',
    parentHint: 'People in it also get the roles of the groups around it.',
    attributes: 'Attributes',
    attributesHint: 'Free notes for software, such as department or cost centre. Each key may have several values.',
    create: 'Create group',
    save: 'Save changes',
    created: (name: string): SentencePart[] => ['The group ', { name }, ' was created.'],
    saved: 'Changes saved.',
  },
  move: {
    title: (name: string): SentencePart[] => ['Move the group ', { name }],
    intro:
      'The people in it get the roles of the groups around its new place, and lose those that only the old place gave. What lies inside it moves along.',
    search: 'Search for the group to move it into',
    nothingChosen: 'Choose where it should lie.',
    here: 'It lies here now',
    apply: 'Move group',
    reviewTitle: (name: string): SentencePart[] => ['Move the group ', { name }, '?'],
    done: (name: string, into: string | null): SentencePart[] =>
      into === null ? [{ name }, ' lies at the top level now.'] : [{ name }, ' lies inside ', { name: into }, ' now.'],
    moved: 'Group moved.',
  },
  remove: {
    title: (name: string): SentencePart[] => ['Delete the group ', { name }, '?'],
    intro: (inside: number, members: number): string => {
      const hangs = [
        inside > 0 && `${groupsInside(inside)} directly inside it`,
        members > 0 && `${people(members)} directly in it`,
      ].filter((part): part is string => part !== false)
      const what =
        hangs.length > 0 ? `It has ${hangs.join(' and ')}. ` : 'Nobody is in it and no group lies inside it. '
      return `${what}The people stay; the groups inside go to the bin with it. It waits there for 30 days and comes back whole.`
    },
    apply: 'Delete group',
    done: (name: string): SentencePart[] => ['The group ', { name }, ' is in the bin.'],
  },
  page: {
    inside: 'Inside this group',
    insideText: 'They get all roles that this group gives or gets.',
    noneInside: 'No group lies inside it.',
    searchInside: 'Search the groups inside',
    newInside: 'New group inside',
    attributes: 'Attributes',
    noValues: 'no values',
  },
  roles: {
    title: 'Roles it gives',
    text: 'Everyone in this group and in the groups inside it holds these.',
    none: 'It gives no role itself.',
    search: 'Search these roles',
    add: 'Add roles',
    role: 'Role',
    belongs: 'Belongs to',
    description: 'Description',
    how: 'How',
    remove: 'Remove …',
    open: 'Open role',
    indirect: 'Also through its parents and contained roles',
    indirectText: 'People here hold these as well. To take one away, change where it comes from.',
    noneIndirect: 'Nothing comes from elsewhere.',
    alreadyDirect: 'also given directly',
    through: 'through ',
    containedIn: 'contained in ',
    which: ', which is contained in ',
    from: ', ',
  },
  addRoles: {
    title: (name: string): SentencePart[] => ['Add roles to ', { name }],
    intro: 'Everyone in this group and in the groups inside it will hold them.',
    search: 'Search roles of the realm and of its applications',
    given: 'given already',
    nothingChosen: 'Choose one role or several.',
    apply: (n: number) => (n <= 1 ? 'Add role' : `Add ${count(n)} roles`),
    done: (roles: { name: string }[], group: string): SentencePart[] =>
      roles.length === 1
        ? [{ name: group }, ' gives ', ...roles, ' now.']
        : [{ name: group }, ` gives ${plural(roles.length, 'more role')} now.`],
  },
  removeRole: {
    title: (role: string, group: string): SentencePart[] => [
      'Remove the role ',
      { name: role },
      ' from ',
      { name: group },
      '?',
    ],
    intro: 'People keep it where something else gives it to them.',
    apply: 'Remove role',
    done: (role: string, group: string): SentencePart[] => [{ name: group }, ' no longer gives ', { name: role }, '.'],
  },
  defaultGroups: {
    button: 'Default groups',
    badge: 'Default group',
    title: 'Default groups',
    intro: 'Each new person joins these groups. People who are here already neither join nor leave.',
    search: 'Search groups',
    nothingChosen: 'Nothing is changed yet.',
    apply: 'Save default groups',
    done: (n: number) =>
      n === 0 ? 'New people join no group by themselves.' : `New people join ${plural(n, 'group')} from now on.`,
  },
}
