import type { SecondStep, SignInMethod } from '#contract/settings'
import type { SentencePart } from '../../ui/named'
import { count, plural } from '../../ui/ui.text'

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A length of time in the largest unit that it fills: "8 hours". */
export function durationText(seconds: number): string {
  for (const [unit, one, many] of [
    [365 * DAY, 'year', 'years'],
    [DAY, 'day', 'days'],
    [HOUR, 'hour', 'hours'],
    [MINUTE, 'minute', 'minutes'],
  ] as const)
    if (seconds >= unit && seconds % unit === 0) return plural(seconds / unit, one, many)
  return plural(seconds, 'second', 'seconds')
}

export const durations = {
  access: [HOUR, 4 * HOUR, 8 * HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY, 90 * DAY, 365 * DAY],
  waiting: [HOUR, DAY, 3 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 90 * DAY],
  idle: [15 * MINUTE, 30 * MINUTE, HOUR, 4 * HOUR, 12 * HOUR, DAY, 7 * DAY],
  longest: [HOUR, 8 * HOUR, 12 * HOUR, DAY, 7 * DAY, 30 * DAY, 90 * DAY, 365 * DAY],
}

export const signInWords: Record<SignInMethod, string> = {
  passkey: 'Passkey',
  password: 'Password',
  magic_link: 'Link sent by e-mail',
  email_otp: 'Code sent by e-mail',
  sso: 'Single sign-on of their company',
  google_oauth: 'Google',
  microsoft_oauth: 'Microsoft',
  slack_oauth: 'Slack',
  github_oauth: 'GitHub',
  hubspot_oauth: 'HubSpot',
}

export const secondStepWords: Record<SecondStep, string> = {
  passkey: 'Passkey',
  totp: 'Code from an app',
  sms_otp: 'Code by text message',
}

export const settingsText = {
  title: 'Settings',
  description: 'How this realm behaves. What you do not set has a default, and every change can be undone.',
  edit: 'Edit',
  editSection: (section: string) => `Edit: ${section}`,
  own: 'Set here',
  usual: 'Default',
  back: 'Back to default',
  backOf: (setting: string) => `of “${setting}”`,
  backTitle: (setting: string) => `Put “${setting}” back to its default?`,
  backIntro: 'It then follows the default again, as in a new realm.',
  backApply: 'Put it back',
  backDone: (setting: string) => `“${setting}” is back to its default.`,
  saved: 'Settings saved.',
  save: 'Save settings',
  yes: 'Yes',
  no: 'No',
  about: {
    title: 'About this realm',
    description: 'What people see of it.',
    displayName: 'Display name',
    displayNameText: 'What people call this realm.',
    purpose: 'Purpose',
    purposeText: 'Stands on the realm’s overview, for whoever administers it.',
    noPurpose: 'Not written down yet',
    editWords: 'Edit name and purpose',
    editLogo: 'Edit logo',
    logo: 'Logo',
    logoText: 'Stands beside the realm’s name on its overview.',
    noLogo: 'No logo',
    logoOf: (realm: string) => `Logo of ${realm}`,
    file: 'Picture',
    fileHint: 'PNG, JPEG or WebP, at most 64 KiB. Square pictures look best.',
    remove: 'Remove the logo',
    preview: 'The logo as it will be',
    unreadable: 'This file could not be read. Choose it again.',
    wrongFile: 'Choose a PNG, JPEG or WebP picture. SVG pictures can carry programs, so they are refused.',
    tooLarge: (kib: number) => `This picture has ${count(kib)} KiB. At most 64 KiB: make it smaller first.`,
  },
  joining: {
    title: 'Joining',
    description: 'Whom administrators may invite. They can always add people without an invitation.',
    invites: 'Who may be invited',
    invitesWords: { all: 'Anyone', restricted: 'Only addresses at the domains of this realm', nobody: 'Nobody' },
    invitesText: {
      all: 'An invitation can go to any e-mail address.',
      restricted: 'An invitation to any other address is refused.',
      nobody: 'Every invitation is refused.',
    },
    invited: 'See who is invited',
    domains: 'Domains of this realm',
    domainsText:
      'The part of an e-mail address after the @ that belongs to you. Rules that speak of domains mean these.',
    domainsHint:
      'Exactly these, none below them: example.com does not cover mail.example.com. Providers where anybody can have an address, such as gmail.com, are refused.',
    domain: 'Domain',
    addDomain: 'Add a domain',
    domainPlaceholder: 'example.com',
    noDomains: 'None',
    unique: 'Each e-mail address only once',
    uniqueText: {
      yes: 'A new or changed address that somebody here has already is refused.',
      no: 'Several people may have the same address. Whoever shares one cannot be told apart by it.',
    },
    uniqueHint: 'Holds for new and changed addresses. What is there twice already stays.',
  },
  approvals: {
    title: 'Approvals',
    description: 'Groups can have an access policy: whoever wants to join must ask, and others approve.',
    enabled: 'Approvals',
    on: 'On',
    off: 'Off',
    enabledText: {
      on: 'Groups with an access policy are joined by approved requests only.',
      off: 'Access policies are kept, and have no effect: every group can be joined without asking.',
    },
    enabledHint: 'Turning this on is refused while a policy could be met by nobody.',
    approvals: 'Approvals that a new policy proposes',
    approvalsWords: (n: number) => plural(n, 'approval'),
    approvalsText: 'Only a proposal: each policy can say otherwise, and existing ones stay as they are.',
    duration: 'Length of access that a new policy proposes',
    durationText: 'Membership that was asked for ends by itself after that time. Only a proposal, too.',
    expires: 'Unanswered requests end after',
    expiresText: 'A request that nobody answers until then is closed, and can be made again.',
  },
  domainRoles: {
    title: 'E-mail domains and roles',
    description: 'Whoever has an e-mail address at a domain holds the role, for as long as both are so.',
    add: 'Give a role by domain',
    none: 'No domain gives a role.',
    domain: 'Domain',
    role: 'Role',
    roleHint: 'A role of this realm or of one of its applications.',
    domainHint: 'Exactly this domain: example.com does not cover mail.example.com.',
    noRole: 'Choose a role',
    gone: 'a deleted role',
    inBin: 'In the bin: nobody holds it',
    removeWord: 'Remove',
    removeOf: (domain: string, role: string) => `${role} from @${domain}`,
    removeTitle: (domain: string, role: string): SentencePart[] => [
      'Stop giving ',
      { name: role },
      ' to everyone at ',
      { name: domain },
      '?',
    ],
    removeIntro: 'Whoever holds the role in another way as well keeps it.',
    removeApply: 'Stop giving it',
    removed: 'The domain no longer gives the role.',
    addTitle: (domain: string): SentencePart[] => ['Give a role to everyone at ', { name: domain }, '?'],
    addIntro: 'It holds at once, and for everyone who gets such an address later.',
    addApply: 'Give the role',
    added: 'The domain gives the role.',
    twice: 'This domain gives this role already',
    ofApplication: (role: string, application: string) => `${role} (${application})`,
  },
  signIn: {
    title: 'For when people sign in to this realm',
    description: 'Prepare how people will sign in.',
    notYet:
      'People do not sign in to this realm yet. What you set here is kept, and takes effect once they do: today it changes nothing.',
    ways: 'Ways to sign in',
    allWays: 'All of them',
    someWays: 'Only some',
    allWaysText: 'People choose for themselves, new ways included.',
    someWaysText: 'Break-glass people are exempt, so that somebody can always come in.',
    waysAllowed: 'Allowed ways',
    selfJoin: 'Come in without being asked',
    selfJoinNo: 'Nobody',
    selfJoinYes: 'Whoever has an address at the domains of this realm',
    selfJoinText: 'They become people of this realm the first time they sign in.',
    selfJoinHint: 'The domains stand under “Joining”.',
    twoStep: 'Second step',
    optional: 'Optional',
    required: 'Required',
    requiredFrom: (date: string) => `Required from ${date}`,
    optionalText: 'Whoever has a second step uses it; nobody needs one.',
    requiredText: 'Whoever has none sets one up the next time they sign in.',
    without: 'See who has none',
    from: 'Required from',
    fromHint: 'Leave it empty to require it at once.',
    steps: 'Allowed second steps',
    idle: 'Signed out after doing nothing for',
    idleText: 'Counts from the last thing somebody did.',
    longest: 'Signed out in any case after',
    longestText: 'Then they sign in again, however busy they are.',
    password: 'Shortest password',
    passwordWords: (n: number) => plural(n, 'character'),
    passwordText: 'Holds for new passwords. Stolen passwords are refused in any case.',
    lookups: 'Find each other by e-mail address',
    lookupsText: 'Applications may ask who of this realm has an address.',
    secrets: 'Keep secrets',
    secretsText: 'People may keep and share secrets in this realm.',
    federation: 'Let in people of other realms',
    federationText: 'They sign in where they belong, and are let in here.',
  },
  require: {
    title: 'Require a second step?',
    counting: 'Counting who has none …',
    nobody: 'Everyone here has a second step already.',
    without: (total: number, exact: boolean) =>
      `${exact ? '' : 'At least '}${plural(total, 'person has', 'people have')} no second step yet. They set one up the next time they sign in.`,
    uncounted: 'How many people have none could not be counted just now.',
    see: 'See who they are',
    stay: 'Whoever is signed in stays signed in.',
    breakGlass: 'Break-glass people may use any second step, but need one too.',
    notYet: 'It takes effect once people sign in to this realm.',
    when: 'From a date',
    whenHint: 'Gives people time to set one up. Leave it empty to require it at once.',
    past: 'Choose a day from today on',
    now: 'Require it',
    later: 'Require it from that day',
  },
  remind: {
    title: 'Remind first',
    what: 'A mail asks whoever is active and has no second step to set one up. It says from when, if you choose a date.',
    counting: 'Counting who has none …',
    nobody: 'There is nobody to write to just now',
    done: 'They have just been written to',
    leftOut: (reason: string, n: number): string =>
      reason === 'no_email'
        ? `${plural(n, 'person has', 'people have')} no e-mail address.`
        : `${plural(n, 'person was', 'people were')} reminded within the last day, and will not be again.`,
    button: (n: number): string => (n === 0 ? 'Remind them' : `Remind ${plural(n, 'person', 'people')}`),
    sent: (n: number, mail: 'waiting' | 'kept'): string =>
      n === 0
        ? 'Nobody was left to be reminded.'
        : mail === 'waiting'
          ? `${plural(n, 'person gets', 'people get')} a mail within the next minutes.`
          : `No mail server is set up, so ${n === 1 ? 'the mail is' : `${count(n)} mails are`} kept and nobody gets one. Tell these people yourself.`,
  },
  developers: {
    title: 'For developers',
    description: 'What programs know this realm by. More settings can be reached through the API.',
    externalId: 'External id',
    externalIdText: 'What another system calls this realm. Unique in the account.',
    externalIdHint: 'Letters, digits and . _ - |, at most 128.',
    noExternalId: 'None',
    metadata: 'Trusted metadata',
    metadataText: 'Kept for programs as they wrote it; nothing here reads it.',
    metadataHint: 'A JSON object of at most 4 KiB.',
    metadataWords: (keys: number) => plural(keys, 'entry', 'entries'),
    noMetadata: 'None',
    notJson: 'This is not a JSON object',
    api: 'Documentation of the API',
  },
}
