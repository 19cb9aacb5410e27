import type { Identity } from '#contract/identities'
import type { SentencePart } from '../../ui/named'
import { count } from '../../ui/ui.text'

/** What the four playbooks have in common, and what other pages say of them. The words of each lie beside it. */
export const playbooksText = {
  title: 'What has happened?',
  joined: { title: 'Someone joined', text: 'Add them to the right groups, and invite them.' },
  left: { title: 'Someone left', text: 'Suspend or delete them, and see what that leaves behind.' },
  lostPhone: { title: 'Someone lost their phone', text: 'Let them back in, once you are sure that it is them.' },
  access: { title: 'Someone needs access for a while', text: 'Put them into a group until a time that you choose.' },
  steps: 'Steps',
  step: (number: number, of: number) => `Step ${number} of ${of}: `,
  back: 'Back',
  notNow: 'Not now',
  missing: {
    title: 'You cannot do this yourself',
    backToRealm: 'Back to the realm',
    plan: 'These are the steps for whoever may:',
  },
  person: {
    search: 'Search by name, username, e-mail or id',
    nothingChosen: 'Choose a person first.',
    next: 'Continue',
    about: 'About',
    page: 'Open their page',
    newTab: '(opens in a new tab)',
    status: { invited: 'invited', pending: 'not confirmed', suspended: 'suspended' } satisfies Partial<
      Record<Identity['status'], string>
    >,
    gone: 'This person is not here any more. They may have been deleted meanwhile.',
    chooseAnother: 'Choose somebody else',
  },
  review: {
    fix: (step: string) => `Go back to “${step}”`,
    openGroup: 'open the group',
    groupsToMend: 'What has to change first, so that this can be done:',
    mend: (needed: number): string =>
      needed === 1
        ? 'needs an approval that nobody else could give. Let others approve there, or take its policy away: '
        : `needs ${count(needed)} approvals, and too few others could give them. Let more people approve there, or ask for fewer: `,
  },
  receipt: {
    heading: 'Receipt',
    when: 'When',
    by: 'By',
    realm: 'Realm',
    did: 'What was done',
    next: 'What comes next',
    copy: 'Copy',
    copied: 'Copied.',
    noClipboard: 'The browser allows copying only over https. Download it as text instead.',
    print: 'Print',
    download: 'Download as text',
    file: (realm: string, at: string) => `castellan-${realm}-${at.slice(0, 16).replaceAll(/[:T]/g, '-')}.txt`,
    links: 'Where to go from here',
    person: (name: string): SentencePart[] => ['Open the page of ', { name }],
    bin: 'Open the bin',
    request: 'Open the request',
    event: 'See it in the activity log',
    eventUndo: 'See it in the activity log, with Undo',
    finish: 'Done',
    again: 'Once more, for somebody else',
    undone: 'This was undone meanwhile. It is as it was before.',
  },
  /** "auditor, payroll-clerk and 3 more" */
  listed: (things: { name: string }[]): SentencePart[] => {
    const shown = things.slice(0, SHOWN).map(({ name }): SentencePart => ({ name }))
    const more = things.length - shown.length
    const parts = more > 0 ? [...shown, `${count(more)} more`] : shown
    return parts.flatMap((part, index): SentencePart[] =>
      index === 0 ? [part] : [index === parts.length - 1 ? ' and ' : ', ', part],
    )
  },
}

const SHOWN = 12
