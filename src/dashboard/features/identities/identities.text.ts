import type { Identity, IdentityStatus, MailState } from '#contract/identities'
import type { SentencePart } from '../../ui/named'
import { count, plural } from '../../ui/ui.text'

const people = (n: number): string => plural(n, 'person', 'people')
const few = (things: { name: string }[], many: string): SentencePart[] => (things.length === 1 ? things : [many])

/** Everyone whom a list is about, whether or not they were ever shown. */
interface Everyone {
  total: number
  exact: boolean
  /** Only those who match a search or filter. */
  narrowed: boolean
}
const everyoneWords = ({ total, exact, narrowed }: Everyone): string =>
  narrowed
    ? exact
      ? `All ${count(total)} who match are`
      : 'Everyone who matches is'
    : exact
      ? `All ${people(total)} are`
      : 'Everyone here is'

const statusWords: Record<IdentityStatus, string> = {
  active: 'Active',
  invited: 'Invited',
  pending: 'Not confirmed',
  suspended: 'Suspended',
}

const methodWords: Record<string, string> = {
  password: 'Password',
  totp: 'Authenticator app',
  passkey: 'Passkey',
  'backup-codes': 'Backup codes',
}

/** "30 days", "a year": how long somebody has not been seen. */
const ages: [days: number, words: string][] = [
  [30, '30 days'],
  [90, '90 days'],
  [180, 'half a year'],
  [365, 'a year'],
]
const age = (days: number): string => ages.find(([n]) => n === days)?.[1] ?? plural(days, 'day')

export const identitiesText = {
  title: 'People',
  description: 'Everyone in this realm. What they may do comes from their groups and roles.',
  create: 'Add person',
  import: 'Import a CSV file',
  search: 'Search people',
  searchFor: 'Name, username, e-mail or id',
  empty: {
    title: 'Nobody is here yet',
    text: 'Add the first person, with the groups they belong to. What a group may do, everyone in it may do.',
    textWithImport:
      'Add the first person, or bring a whole list along as a CSV file. What a group may do, everyone in it may do.',
  },
  status: statusWords,
  breakGlass: 'Break-glass',
  columns: {
    person: 'Person',
    email: 'E-mail',
    groups: 'Groups',
    lastSignIn: 'Last sign-in',
    created: 'Created',
    choose: 'Columns',
  },
  never: 'Never',
  moreGroups: (n: number) => `and ${count(n)} more`,
  filters: {
    add: 'Filter',
    status: { active: 'Active', pending: 'Not confirmed', suspended: 'Suspended', invited: 'Invited, never came' },
    group: 'In a group …',
    role: 'Holding a role …',
    application: 'Able to use an application …',
    secondStep: 'No second step',
    ages: ages.map(([days, words]) => ({ days, label: `Not seen for ${words}` })),
    chips: {
      group: (name: string): SentencePart[] => ['In ', { name }],
      role: (name: string): SentencePart[] => ['Holds ', { name }],
      application: (name: string): SentencePart[] => ['May use ', { name }],
      notSeen: (days: number) => `Not seen for ${age(days)}`,
    },
    unknown: '…',
    gone: 'something deleted',
    chooseGroup: 'Show the people in a group',
    chooseRole: 'Show the people who hold a role',
    chooseApplication: 'Show the people who may use an application',
    searchGroups: 'Search groups',
    searchRoles: 'Search roles of the realm and of its applications',
    searchApplications: 'Search applications',
    choose: 'Show people',
    nothingChosen: 'Choose one.',
  },
  selection: {
    words: (n: number | undefined, everyone: Everyone) =>
      n === undefined ? `${everyoneWords(everyone)} selected` : `${people(n)} selected`,
    all: (total: number, exact: boolean, narrowed: boolean) =>
      `Select all ${exact ? count(total) : 'of them'}${narrowed ? ' that match' : ''}`,
    join: 'Add to groups …',
    leave: 'Remove from groups …',
    give: 'Give roles …',
    take: 'Take roles away …',
    invite: 'Invite …',
    suspend: 'Suspend …',
    reactivate: 'Reactivate …',
    export: 'Export …',
    remove: 'Delete …',
    tooMany: (most: number) => `At most ${count(most)} one by one. Select all that match instead.`,
  },
  export: 'Export',
  actions: {
    edit: 'Edit',
    suspend: 'Suspend …',
    reactivate: 'Reactivate …',
    invite: 'Invite',
    inviteAgain: 'Invite again',
    endSessions: 'End all sign-ins …',
    resetFactors: 'Reset the second step …',
    remove: 'Delete …',
    noEmail: 'There is no e-mail address to write to',
    beenHere: 'This person has been here already',
    isActive: 'This person is active already, and needs no invitation',
    suspended: 'Suspended people are not invited',
    noSecondStep: 'There is no second step to reset',
  },
  form: {
    newTitle: 'New person',
    editTitle: 'Edit person',
    username: 'Username',
    usernameHint: 'What they sign in with. Left empty, it is the e-mail address.',
    usernameEditHint: 'What they sign in with. Whoever has it saved must be told of a new one.',
    email: 'E-mail address',
    emailHint: 'Invitations and notes about their sign-in go there.',
    firstName: 'First name',
    lastName: 'Last name',
    groups: 'Groups',
    groupsHint: 'They get what these groups give.',
    defaultGroups: 'Everyone new also joins ',
    addGroups: 'Add groups',
    chooseGroups: 'Which groups do they belong to?',
    takeGroups: 'Choose',
    attributes: 'Attributes',
    attributesHint: 'Free notes for software, such as department or cost centre. Each key may have several values.',
    invite: 'Invite them by mail',
    inviteHint: 'They get a mail that asks them to come, and count as invited until they first sign in.',
    breakGlass: 'Break-glass person',
    breakGlassHint:
      'Can still sign in when the rules of this realm would lock them out. Keep it to one or two people whom you trust most.',
    create: 'Add person',
    save: 'Save changes',
    oneOfBoth: 'Give a username or an e-mail address',
    emailToInvite: 'An invitation needs an address to go to',
    created: (name: string): SentencePart[] => [{ name }, ' was added.'],
    invited: (name: string, email: string): SentencePart[] => [
      { name },
      ' was added. The invitation goes to ',
      { name: email },
      '.',
    ],
    saved: 'Changes saved.',
    reviewTitle: (name: string): SentencePart[] => ['Change ', { name }, '?'],
    reviewIntro: 'With another e-mail address they lose what their old one gave them.',
  },
  facts: {
    username: 'Username',
    email: 'E-mail',
    lastSignIn: 'Last sign-in',
    created: 'Created',
    id: 'Id',
    never: 'Never yet',
    none: 'None',
  },
  onThisPage: 'On this page',
  attributes: 'Attributes',
  noValues: 'no values',
  state: {
    suspendedTitle: 'Suspended',
    suspended: 'They keep their groups and roles, and may use nothing until they are reactivated.',
    pendingTitle: 'Not confirmed',
    pending: 'They registered and have not confirmed their e-mail address yet.',
    invitedTitle: 'Invited',
    invited: 'They have not signed in yet.',
    breakGlassTitle: 'Break-glass person',
    breakGlass: 'Can still sign in when the rules of this realm would lock them out.',
    reactivate: 'Reactivate …',
  },
  mail: {
    waiting: (to: string): SentencePart[] => ['The invitation to ', { name: to }, ' is waiting to be sent.'],
    sent: (to: string): SentencePart[] => ['The invitation went to ', { name: to }, ' '],
    failed: (to: string, error: string): SentencePart[] => [
      'The invitation to ',
      { name: to },
      ' could not be sent: ',
      { name: error },
    ],
    kept: 'No mail server is set up, so the invitation is kept here. Pass it on yourself.',
    show: 'Show the mail',
    again: 'Invite again',
    title: 'The mail',
    to: 'To',
    subject: 'Subject',
    body: 'Text',
    copy: 'Copy the text',
    copied: 'Copied',
    done: (name: string, state: MailState['state'] | undefined, to: string): SentencePart[] =>
      state === 'kept'
        ? ['The invitation for ', { name }, ' is kept, since no mail server is set up.']
        : ['The invitation for ', { name }, ' goes to ', { name: to }, '.'],
  },
  suspend: {
    title: (name: string): SentencePart[] => ['Suspend ', { name }, '?'],
    intro: 'They are signed out and may use nothing. Their groups and roles stay, for the day they are reactivated.',
    apply: 'Suspend',
    done: (name: string): SentencePart[] => [{ name }, ' is suspended.'],
  },
  reactivate: {
    title: (name: string): SentencePart[] => ['Reactivate ', { name }, '?'],
    intro: 'They may sign in again, and hold again what their groups and roles give.',
    apply: 'Reactivate',
    done: (name: string): SentencePart[] => [{ name }, ' is active again.'],
  },
  endSessions: {
    title: (name: string): SentencePart[] => ['End all sign-ins of ', { name }, '?'],
    intro: 'They are signed out everywhere at once, and sign in anew. This cannot be taken back.',
    apply: 'End all sign-ins',
    done: (name: string, ended: number): SentencePart[] => [
      ended === 0 ? 'Nobody was signed in as ' : `${plural(ended, 'sign-in')} ended of `,
      { name },
      '.',
    ],
  },
  resetFactors: {
    title: (name: string): SentencePart[] => ['Reset the second step of ', { name }, '?'],
    intro:
      'For someone who lost their phone or key. Be sure that it is really them who asks: afterwards the password alone lets them in, until they set up a new second step. They are signed out everywhere. This cannot be taken back.',
    apply: 'Reset second step',
    done: (name: string): SentencePart[] => ['The second step of ', { name }, ' is reset.'],
  },
  remove: {
    title: (name: string): SentencePart[] => ['Delete ', { name }, '?'],
    intro:
      'They are signed out and lose everything they may do. They wait in the bin for 30 days and come back with their groups and roles.',
    apply: 'Delete person',
    done: (name: string): SentencePart[] => [{ name }, ' is in the bin.'],
  },
  groups: {
    title: 'Groups',
    text: 'They get what these groups give, and what the groups around them give.',
    none: 'In no group.',
    search: 'Search these groups',
    add: 'Add to groups',
    group: 'Group',
    place: 'Place',
    topLevel: 'Top level',
    until: 'Until',
    forGood: 'For good',
    ends: 'Ends ',
    throughRequest: 'through an approved request',
    isDefault: 'Default group',
    open: 'Open group',
    remove: 'Remove from group …',
    in: 'in ',
  },
  joinGroups: {
    title: (name: string): SentencePart[] => ['Add ', { name }, ' to groups'],
    intro: 'They get what these groups and the groups around them give.',
    search: 'Search groups',
    there: 'in it already',
    until: (time: string) => `in it until ${time}`,
    nothingChosen: 'Choose one group or several.',
    how: 'For how long',
    lasts: [
      { value: '', label: 'For good' },
      { value: '1', label: 'For an hour' },
      { value: '8', label: 'For 8 hours' },
      { value: '24', label: 'For a day' },
      { value: '168', label: 'For a week' },
      { value: '720', label: 'For 30 days' },
      { value: '2160', label: 'For 90 days' },
      { value: '8760', label: 'For a year' },
    ] as [{ value: string; label: string }, ...{ value: string; label: string }[]],
    apply: (n: number) => (n <= 1 ? 'Add to group' : `Add to ${count(n)} groups`),
    done: (groups: { name: string }[], name: string): SentencePart[] => [
      { name },
      ' is in ',
      ...few(groups, `${count(groups.length)} more groups`),
      ' now.',
    ],
  },
  leaveGroup: {
    title: (name: string, group: string): SentencePart[] => ['Remove ', { name }, ' from ', { name: group }, '?'],
    intro: 'They keep what something else gives them.',
    apply: 'Remove from group',
    done: (name: string, group: string): SentencePart[] => [{ name }, ' is no longer in ', { name: group }, '.'],
  },
  roles: {
    title: 'Roles given directly',
    text: 'Given to this person alone. Where several people need the same, a group is easier to look after.',
    none: 'No role is given directly.',
    search: 'Search these roles',
    give: 'Give roles',
    role: 'Role',
    belongs: 'Belongs to',
    description: 'Description',
    open: 'Open role',
    why: 'Why?',
    take: 'Take away …',
  },
  giveRoles: {
    title: (name: string): SentencePart[] => ['Give roles to ', { name }],
    intro: 'They will hold them whatever groups they are in.',
    search: 'Search roles of the realm and of its applications',
    there: 'given already',
    nothingChosen: 'Choose one role or several.',
    apply: (n: number) => (n <= 1 ? 'Give role' : `Give ${count(n)} roles`),
    done: (roles: { name: string }[], name: string): SentencePart[] => [
      { name },
      ' holds ',
      ...few(roles, `${count(roles.length)} more roles`),
      ' now.',
    ],
  },
  takeRole: {
    title: (role: string, name: string): SentencePart[] => ['Take ', { name: role }, ' from ', { name }, '?'],
    intro: 'Only what was given directly is taken. They keep what something else gives them.',
    apply: 'Take role away',
    done: (role: string, name: string): SentencePart[] => [{ name: role }, ' was taken from ', { name }, '.'],
  },
  access: {
    title: 'Everything they may do',
    text: 'Every role they hold, wherever it comes from.',
    none: 'They hold no role.',
    noneSuspended: 'Suspended people hold no role.',
    search: 'Search what they may do',
    nothingFound: (q: string) => `None of these roles matches “${q}”.`,
    ofRealm: 'In this realm',
    role: 'Role',
    description: 'Description',
    how: 'How',
    why: 'Why?',
    whyRole: (role: string) => `Why ${role}?`,
    more: (n: number) => `and ${plural(n, 'more way')}`,
    atLeast: 'and more ways',
    showAll: (n: number) => `Show all ${count(n)}`,
    found: (n: number) => plural(n, 'role'),
  },
  /** One way to a role, in a few words. */
  short: {
    direct: 'directly',
    everyone: 'as everyone in this realm',
    emailDomain: 'by the e-mail address',
    /** The same of a role that contains this one. */
    given: { direct: 'given directly', everyone: 'held by everyone', emailDomain: 'given by the e-mail address' },
    through: 'through ',
    containedIn: 'contained in ',
    between: ', ',
    until: (time: string) => ` until ${time}`,
  },
  /** One way to a role, as a sentence; names stand between. */
  way: {
    direct: ' was directly given ',
    everyone: 'Everyone in this realm holds ',
    address: (domain: string): SentencePart[] => ['’s e-mail address is at ', { name: domain }, ', which gives '],
    isIn: ' is in ',
    until: (time: string) => ` until ${time}`,
    throughRequest: ' through an approved request',
    liesIn: ', which lies in ',
    gives: ', which gives ',
    contains: ', which contains ',
  },
  why: {
    title: (name: string, role: string): SentencePart[] => ['Why does ', { name }, ' hold ', { name: role }, '?'],
    intro: (n: number) => (n === 1 ? 'There is one reason:' : `There are ${count(n)} reasons, each enough by itself:`),
    incomplete: 'There are more ways than these, which are the shortest.',
    notHeld: (name: string, role: string): SentencePart[] => [
      { name },
      ' does not hold ',
      { name: role },
      ' (any more).',
    ],
    list: 'Reasons',
    take: 'Take this away …',
    takeOf: (sentence: string) => `: ${sentence}`,
    everyone: 'This cannot be taken from one person: everyone holds it. ',
    everyoneLink: 'See the role',
    emailDomain: 'This comes from the realm’s settings, for everyone with such an address. ',
    emailDomainLink: 'Open the settings',
    ends: 'Ends ',
    remains: (name: string, role: string): SentencePart[] => [{ name }, ' will still hold ', { name: role }, ':'],
    lost: (name: string, role: string): SentencePart[] => [
      { name },
      ' will no longer hold ',
      { name: role },
      ': there is no other way to it.',
    ],
    lostMaybe: (name: string, role: string): SentencePart[] => [
      'Not every way is known here, so ',
      { name },
      ' may still hold ',
      { name: role },
      '.',
    ],
  },
  requests: {
    title: 'Access requests',
    text: 'Groups that need approval, asked for on their behalf.',
    none: 'Nobody has asked for access on their behalf.',
  },
  signIn: {
    title: 'Sign-in',
    methods: 'How they can sign in',
    noMethods: 'No way to sign in is set up yet.',
    method: 'Way',
    methodWord: (kind: string) => methodWords[kind] ?? kind,
    secondStep: 'Second step',
    added: 'Added',
    lastUsed: 'Last used',
    notUsed: 'Not yet',
    sessions: 'Where they are signed in',
    noSessions: 'Not signed in anywhere.',
    device: 'Device',
    address: 'Address',
    seen: 'Last seen',
    since: 'Since',
    ends: 'Ends',
    endAll: 'End all sign-ins …',
    reset: 'Reset the second step …',
  },
  activity: {
    about: 'What happened to them',
    by: 'What they did',
  },
  members: {
    title: 'Members',
    text: (inside: boolean) =>
      inside
        ? 'The people directly in this group. Those in the groups inside it are listed there.'
        : 'The people in this group.',
    none: 'Nobody is in it.',
    search: 'Search the members',
    add: 'Add people',
    person: 'Person',
    remove: 'Remove from group …',
    open: 'Open person',
    seeAll: 'See them as a list',
  },
  addMembers: {
    title: (group: string): SentencePart[] => ['Add people to ', { name: group }],
    intro: 'They get what this group and the groups around it give.',
    search: 'Search people',
    there: 'in it already',
    nothingChosen: 'Choose one person or several.',
    apply: (n: number) => (n <= 1 ? 'Add person' : `Add ${people(n)}`),
    done: (chosen: { name: string }[], group: string): SentencePart[] =>
      chosen.length === 1
        ? [...chosen, ' is in ', { name: group }, ' now.']
        : [`${people(chosen.length)} are in `, { name: group }, ' now.'],
  },
  holders: {
    title: 'Who holds it',
    text: 'Everyone who may do this, wherever it comes from.',
    none: 'Nobody holds it.',
    search: 'Search these people',
    filter: 'Show',
    any: 'Everyone',
    direct: 'Given directly',
    person: 'Person',
    how: 'How',
    why: 'Why? …',
    give: 'Give it to people',
    take: 'Take away …',
    notDirect: 'It was not given directly: “Why?” says where it comes from',
    open: 'Open person',
  },
  giveTo: {
    title: (role: string): SentencePart[] => ['Give ', { name: role }, ' to people'],
    intro: 'They will hold it whatever groups they are in.',
    search: 'Search people',
    there: 'given already',
    nothingChosen: 'Choose one person or several.',
    apply: (n: number) => (n <= 1 ? 'Give role' : `Give to ${people(n)}`),
    done: (chosen: { name: string }[], role: string): SentencePart[] =>
      chosen.length === 1
        ? [...chosen, ' holds ', { name: role }, ' now.']
        : [`${people(chosen.length)} more hold `, { name: role }, ' now.'],
  },
  application: {
    title: 'Who can use it',
    text: 'Everyone who holds one of its roles.',
    none: 'Nobody holds one of its roles.',
    search: 'Search these people',
    seeAll: 'See them as a list',
    why: 'Why? …',
  },
  whyApplication: {
    title: (name: string, application: string): SentencePart[] => [
      'Why can ',
      { name },
      ' use ',
      { name: application },
      '?',
    ],
    intro: 'Each of these roles is enough:',
  },
}

/** What a person is called in a sentence. */
export const nameOf = ({ name, username }: Pick<Identity, 'name' | 'username'>): string => name || username
