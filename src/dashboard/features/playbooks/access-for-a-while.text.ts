import type { SentencePart } from '../../ui/named'
import { plural } from '../../ui/ui.text'

export const accessForAWhileText = {
  description:
    'For somebody who stands in, helps out or visits. Their access ends by itself, so nobody has to remember it.',
  steps: { who: 'Who needs it?', group: 'Which group?', until: 'Until when?', review: 'Review' },
  who: 'The person who needs access.',
  group: {
    intro: 'They get what this group and the groups around it give.',
    search: 'Search groups',
    nothingChosen: 'Choose a group first.',
    there: 'in it for good already',
    in: 'in ',
    until: (time: string) => `in it until ${time}`,
    gone: 'This group is not here any more.',
    suspended: 'They are suspended: whatever groups they are in, they may use nothing until they are reactivated.',
    next: 'Continue',
  },
  until: {
    label: 'Until when',
    choices: [
      { value: '1', label: 'For an hour' },
      { value: '8', label: 'For 8 hours' },
      { value: '24', label: 'For a day' },
      { value: '168', label: 'For a week' },
      { value: '720', label: 'For 30 days' },
    ],
    ends: (time: string) => `Ends ${time}`,
    other: 'Until another time',
    otherText: 'A day and a time that you choose, at most ten years away.',
    at: 'Day and time',
    atHint: (zone: string) => `In the time zone of this browser, ${zone}.`,
    missing: 'Give a day and a time',
    past: 'Choose a time in the future',
    tooFar: 'At most ten years from now',
    /** Of somebody who is in the group for a while already. */
    before: (group: string, time: string): SentencePart[] => [
      'They are in ',
      { name: group },
      ` until ${time}. What you choose here takes its place.`,
    ],
    next: 'Continue',
  },
  review: {
    intro: (name: string, group: string, time: string): SentencePart[] => [
      { name },
      ' joins ',
      { name: group },
      `, and leaves it by themselves on ${time}.`,
    ],
    apply: 'Give access',
  },
  /** For groups that need approval. */
  ask: {
    intro: 'The group decides whom it lets in: this asks for it, and others approve.',
    last: 'For how long',
    fromApproval: 'Counted from the last approval on.',
    longest: 'As long as this group allows. Counted from the last approval on.',
    reason: 'Why they need it',
    reasonHint: 'Whoever approves reads this, and so does whoever looks at it later.',
    missing: 'Say why they need it',
    review: (name: string, group: string, time: string): SentencePart[] => [
      { name },
      ' asks to join ',
      { name: group },
      ` for ${time}. Nothing changes before it is approved.`,
    ],
    because: 'Reason: ',
    apply: 'Ask for access',
    title: (name: string, group: string): SentencePart[] => [
      'Access to ',
      { name: group },
      ' is asked for on behalf of ',
      { name },
    ],
    lasts: (time: string): SentencePart[] => [`For ${time} from the last approval on. Then it ends by itself.`],
    why: (reason: string): SentencePart[] => ['Reason: ', { name: reason }],
    waits: (needed: number): SentencePart[] => [
      `It waits for ${plural(needed, 'approval')}. Nothing has changed until then.`,
    ],
    who: (names: SentencePart[]): SentencePart[] => ['These people may approve: ', ...names, '.'],
    expires: (time: string): SentencePart[] => [`Unanswered, it expires on ${time}.`],
    sooner: ['To take it back, or to end the access sooner, open the request.'] as SentencePart[],
  },
  receipt: {
    title: (name: string, group: string): SentencePart[] => [{ name }, ' is in ', { name: group }, ' for a while'],
    until: (time: string): SentencePart[] => [`Until ${time}. Then it ends by itself.`],
    gained: (roles: SentencePart[]): SentencePart[] => ['They gained ', ...roles, '.'],
    gainedNothing: ['They gained no role by it.'] as SentencePart[],
    sooner: (group: string): SentencePart[] => [
      'To end it sooner, open their page, find ',
      { name: group },
      ' under Groups, and choose “Remove from group”.',
    ],
    longer: ['To make it longer, go through this once more with a later time.'] as SentencePart[],
  },
}
