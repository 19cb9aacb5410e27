import type { Change, Impact, Kind } from '#contract/changes'
import { durationText } from './duration'
import type { SentencePart } from './named'
import { settingValue, settingWord } from './settings.text'
import { absoluteTime } from './time-format'
import { count, plural } from './ui.text'

const kindWords: Record<Kind, string> = {
  realm: 'realm',
  group: 'group',
  role: 'role',
  application: 'application',
  identity: 'person',
  'access-request': 'request',
  session: 'sign-in',
  factor: 'second step',
  'group-role': 'role of a group',
  'role-include': 'role within a role',
  'identity-group': 'membership',
  'identity-role': 'role of a person',
}

const fieldWords: Record<string, string> = {
  name: 'name',
  clientId: 'client id',
  displayName: 'display name',
  description: 'description',
  parentId: 'place',
  attributes: 'attributes',
  isDefault: 'held by everyone',
  enabled: 'enabled',
  practice: 'practice',
  username: 'username',
  email: 'e-mail address',
  firstName: 'first name',
  lastName: 'last name',
  status: 'status',
  breakGlass: 'can always sign in',
  accessPolicy: 'access policy',
  ip: 'address',
  userAgent: 'program',
}

/** Ids of other things say nothing to a person; what they mean stands in the change of its own or in the name. */
const isNoise = (field: string): boolean =>
  /(^id$|Id$|Key$|version|At$|^key$)/.test(field) && field !== 'parentId' && field !== 'clientId'

/** A value as a person would write it down. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'nothing'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return count(value)
  if (typeof value === 'string') return `“${value}”`
  if (Array.isArray(value)) return value.length === 0 ? 'nothing' : value.map(valueText).join(', ')
  const entries = Object.entries(value)
  return entries.length === 0 ? 'nothing' : entries.map(([key, one]) => `${key}: ${valueText(one)}`).join('; ')
}

export interface FieldChange {
  field: string
  before: string
  after: string
}

/** Names of things that changes mention by id, as far as the asker knows them. */
export type KnownNames = Record<string, string>

/** A group's place: its name where it is known, which it is not in a log that others read later. */
const placeText = (id: unknown, names: KnownNames, otherwise: string): string =>
  typeof id !== 'string' ? 'at the top level' : names[id] ? `inside ${names[id]}` : otherwise

/** The fields that differ, in words. */
export function fieldChanges(
  change: Pick<Change, 'before' | 'after'> & Partial<Pick<Change, 'kind'>>,
  names: KnownNames = {},
): FieldChange[] {
  const { before, after, kind } = change
  if (!before || !after) return []
  return differing(before, after)
    .filter((field) => !isNoise(field) && (kind !== 'access-request' || field === 'durationSeconds'))
    .flatMap((field): FieldChange[] => {
      if (field === 'durationSeconds')
        return [{ field: 'for how long', before: lastingText(before[field]), after: lastingText(after[field]) }]
      if (field === 'accessPolicy') return [policyChange(before[field], after[field], names)]
      if (field === 'attributes') return attributeChanges(before[field], after[field])
      if (field === 'settings') return settingChanges(before[field], after[field])
      if (field === 'parentId')
        return [
          {
            field: 'place',
            before: placeText(before[field], names, 'inside a group'),
            after: placeText(after[field], names, 'inside another group'),
          },
        ]
      const word = kind === 'group' && field === 'isDefault' ? 'joined by new people' : (fieldWords[field] ?? field)
      return [{ field: word, before: valueText(before[field]), after: valueText(after[field]) }]
    })
}

const differing = (before: Record<string, unknown>, after: Record<string, unknown>): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]),
  )

const asRecord = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}

/** Attributes key by key; one that is not there is "nothing", one without values "no value". */
function attributeChanges(before: unknown, after: unknown): FieldChange[] {
  const [was, is] = [asRecord(before), asRecord(after)]
  const words = (value: unknown): string => (Array.isArray(value) && value.length === 0 ? 'no value' : valueText(value))
  return differing(was, is).map((key) => ({
    field: `attribute ${key}`,
    before: words(was[key]),
    after: words(is[key]),
  }))
}

/**
 * Settings one by one. Of what was made or is gone, those that count: nobody asked for the settings of the protocol that an
 * application does not speak.
 */
function settingChanges(before: unknown, after: unknown): FieldChange[] {
  const [was, is] = [flat(asRecord(before)), flat(asRecord(after))]
  const whole = before === undefined ? is : after === undefined ? was : null
  const idle = whole && (whole['protocol'] === 'saml' ? 'oidc.' : 'saml.')
  const words = (place: string, value: unknown) => settingValue(place, value) ?? valueText(value)
  return differing(was, is)
    .filter((place) => !idle || !place.startsWith(idle))
    .map((place) => ({
      field: settingWord(place),
      before: words(place, was[place]),
      after: words(place, is[place]),
    }))
}

/** `{ oidc: { rootUrl } }` as `oidc.rootUrl`. */
const flat = (record: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(record).flatMap(([key, value]) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.entries(value).map(([inner, one]): [string, unknown] => [`${key}.${inner}`, one])
        : [[key, value] as [string, unknown]],
    ),
  )

const lastingText = (seconds: unknown): string => (typeof seconds === 'number' ? durationText(seconds) : 'for good')

/** What joining a group needs, in a line. Whose approval is told by name where the names are known. */
function policyText(value: unknown, names: KnownNames): string {
  const { approvals, approvalRoleIds, maxDurationSeconds } = asRecord(value)
  if (typeof approvals !== 'number' || !Array.isArray(approvalRoleIds)) return 'no approval'
  const known = approvalRoleIds.flatMap((id) => (typeof id === 'string' ? (names[id] ?? []) : []))
  const who = known.length === approvalRoleIds.length ? known.join(' or ') : plural(approvalRoleIds.length, 'role')
  const long =
    typeof maxDurationSeconds === 'number' ? `at most ${durationText(maxDurationSeconds)}` : 'for as long as wanted'
  return `${plural(approvals, 'approval')} by holders of ${who}, ${long}`
}

function policyChange(before: unknown, after: unknown, names: KnownNames): FieldChange {
  const [was, is] = [policyText(before, names), policyText(after, names)]
  return { field: 'what joining needs', before: was, after: was === is ? `${is} (other roles)` : is }
}

/** What happens to a request for access. Its name is the reason, which nobody would call it by. */
function describeRequest({ action, before, after }: Change, tense: 'will' | 'did'): SentencePart[] {
  const verb = (will: string, did: string): string => (tense === 'will' ? will : did)
  if (action === 'create') return [verb('Access will be asked for', 'Access was asked for')]
  const status = after?.['status']
  if (status === before?.['status']) return [verb('An approval will be noted', 'An approval was noted')]
  if (status === 'revoked' || status === 'ended')
    return [verb('The access that was asked for will end', 'The access that was asked for ended')]
  const word = typeof status === 'string' && status !== 'expired' ? status : null
  return [
    word === null
      ? verb('The request will expire unanswered', 'The request expired unanswered')
      : verb(`The request will be ${word}`, `The request was ${word}`),
  ]
}

/** Both ends of a link, which the server names `Ops → auditor`. */
const ends = (name: string): [string, string] => {
  const [from = name, to = ''] = name.split(' → ')
  return [from, to]
}

/** " until Nov 21, 2026, 9:43:31 PM", of a membership for a while. */
const untilText = (after: Change['after']): string => {
  const endsAt = after?.['endsAt']
  return typeof endsAt === 'number' ? ` until ${absoluteTime(new Date(endsAt).toISOString())}` : ''
}

const isInvitation = ({ before, after }: Change): boolean =>
  typeof after?.['invitedAt'] === 'number' && after['invitedAt'] !== before?.['invitedAt']

/** One sentence about one change, whatever it is. `tense`: before it happens, or after. */
export function describeChange(change: Change, tense: 'will' | 'did' = 'will'): SentencePart[] {
  const { action, kind, name } = change
  const added = action === 'create' || action === 'restore'
  const verb = (will: string, did: string): string => (tense === 'will' ? will : did)
  const [from, to] = ends(name)
  switch (kind) {
    case 'access-request':
      return describeRequest(change, tense)
    case 'group-role':
      return [
        'The group ',
        { name: from },
        added
          ? verb(' will give the role ', ' now gives the role ')
          : verb(' will no longer give the role ', ' no longer gives the role '),
        { name: to },
      ]
    case 'role-include':
      return [
        'The role ',
        { name: from },
        added
          ? verb(' will contain the role ', ' now contains the role ')
          : verb(' will no longer contain the role ', ' no longer contains the role '),
        { name: to },
      ]
    case 'identity-group': {
      const until = untilText(change.after)
      if (action === 'update') {
        const belongs = verb(' will belong to the group ', ' now belongs to the group ')
        return [{ name: from }, belongs, { name: to }, until || ' for good']
      }
      return [
        { name: from },
        added
          ? verb(' will join the group ', ' joined the group ')
          : verb(' will leave the group ', ' left the group '),
        { name: to },
        ...(until ? [until] : []),
      ]
    }
    case 'identity-role':
      return [
        { name: from },
        added
          ? verb(' will be given the role ', ' was given the role ')
          : verb(' will lose the role ', ' lost the role '),
        { name: to },
      ]
    case 'session':
      return ['The sign-in ', { name }, verb(' will end', ' ended')]
    case 'factor':
      return ['The second step ', { name }, verb(' will be removed', ' was removed')]
    default:
      break
  }
  if (kind === 'identity' && action === 'update' && isInvitation(change))
    return [{ name }, verb(' will be invited', ' was invited')]
  const what = `The ${kindWords[kind]} `
  if (action === 'create') return [what, { name }, verb(' will be created', ' was created')]
  if (action === 'delete') return [what, { name }, verb(' will go to the bin', ' went to the bin')]
  if (action === 'restore') return [what, { name }, verb(' will come back from the bin', ' came back from the bin')]
  const fields = fieldChanges(change).map(({ field }) => field)
  if (fields.length === 0) return [what, { name }, verb(' will change', ' changed')]
  const list = new Intl.ListFormat('en').format(fields)
  return [what, { name }, verb(` will change: ${list}`, ` changed: ${list}`)]
}

/** "Ada, Grace and 12 more gain auditor", by role, the most affected first. At most three names each. */
export interface GrantLine {
  id: string
  role: string
  names: string[]
  /** How many people besides those that are named. */
  more: number
}

export const grantLines = (impact: Impact, side: 'gained' | 'lost'): GrantLine[] =>
  impact.roles
    .filter((one) => one[side] > 0)
    .map(({ role, ...people }) => {
      const known = impact[side].filter((grant) => grant.role.id === role.id).slice(0, 3)
      const names = known.map(({ identity }) => identity.name || identity.username)
      return { id: role.id, role: role.name, names, more: people[side] - names.length }
    })

/** Refusals that deserve more words than the server has for programs. */
const refusals: Partial<Record<string, string>> = {
  group_cycle: 'A group cannot lie inside itself, nor inside a group that lies in it.',
  role_cycle: 'Roles cannot contain each other in a circle: what would be added contains this role already.',
  name_taken: 'There is another one of that name in that place. Rename one of them first.',
}

/** Which groups nobody could join any more, and how to go on. */
function policyRefusal(details: Record<string, unknown>): string | undefined {
  const groups: unknown = details['groups']
  const named = Array.isArray(groups) ? groups.map(asRecord) : []
  const [first] = named
  if (!first) return undefined
  const [needed, holders] = [Number(first['needed']), Number(first['holders'])]
  const roles = Array.isArray(first['roles']) ? first['roles'].map(String).join(' or ') : ''
  const holding = holders === 0 ? 'nobody would hold' : `only ${plural(holders, 'person', 'people')} would hold`
  const more = Number(details['total']) - 1
  return [
    `Joining ${String(first['name'])} needs ${plural(needed, 'approval')}, and ${holding} ${roles || 'the roles'}.`,
    ...(more > 0 ? [`It is the same for ${plural(more, 'further group')}.`] : []),
    `Change what joining ${named.map(({ name }) => String(name)).join(', ')} needs first, or give these roles to more people.`,
  ].join(' ')
}

export const refusalText = ({ code, message, details }: Impact['blocked'][number]): string =>
  (code === 'policy_unsatisfiable' && details && policyRefusal(details)) || (refusals[code] ?? message)

export const impactText = {
  whatChanges: 'What changes',
  gains: (impact: Impact) => `Who gains access${impact.counts.exact ? '' : ' (at least)'}`,
  loses: (impact: Impact) => `Who loses access${impact.counts.exact ? '' : ' (at least)'}`,
  blocked: 'This cannot be done now',
  nobody: 'Nobody gains or loses a role.',
  noChange: 'Nothing would change.',
  /** `whole`: the preview shows all that would change, not a part of it. */
  moreChanges: (n: number, whole = true) => `and ${whole ? '' : 'at least '}${plural(n, 'further change')}`,
  /** `named`: whether names stand before it. */
  morePeople: (n: number, named: boolean) => (named ? `and ${count(n)} more` : plural(n, 'person', 'people')),
  moreRoles: (n: number) => `and ${plural(n, 'further role')}`,
  gainLine: (people: number) => (people === 1 ? ' gains ' : ' gain '),
  loseLine: (people: number) => (people === 1 ? ' loses ' : ' lose '),
  summary: ({ counts }: Impact): string => {
    if (counts.gained === 0 && counts.lost === 0) return impactText.nobody
    const who = `${counts.exact ? '' : 'At least '}${plural(counts.people, 'person', 'people')}`
    const sides = [
      counts.gained > 0 && `${plural(counts.gained, 'role')} gained`,
      counts.lost > 0 && `${plural(counts.lost, 'role')} lost`,
    ].filter(Boolean)
    return `${who} affected: ${sides.join(', ')}.`
  },
}
