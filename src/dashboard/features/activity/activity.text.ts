import { type Event, type EventTypeName, eventTypeNames, type Verification } from '#contract/activity'
import { type Kind, kinds, links, type Thing, things } from '#contract/changes'
import { describeChange, fieldChanges } from '../../ui/changes.text'
import { durationText } from '../../ui/duration'
import type { SentencePart } from '../../ui/named'
import { settingWord } from '../../ui/settings.text'
import { count, plural } from '../../ui/ui.text'

type Words = Record<string, unknown>

const list = new Intl.ListFormat('en')
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const number = (value: unknown): number => (typeof value === 'number' ? value : 0)
const record = (value: unknown): Words => (typeof value === 'object' && value !== null ? { ...value } : {})

const nouns: Record<Kind, [one: string, many: string]> = {
  realm: ['realm', 'realms'],
  group: ['group', 'groups'],
  role: ['role', 'roles'],
  application: ['application', 'applications'],
  identity: ['person', 'people'],
  'access-request': ['request', 'requests'],
  session: ['sign-in', 'sign-ins'],
  factor: ['second step', 'second steps'],
  'group-role': ['role given by a group', 'roles given by groups'],
  'role-include': ['role within a role', 'roles within roles'],
  'identity-group': ['membership', 'memberships'],
  'identity-role': ['role given to a person', 'roles given to people'],
}

const isThing = (kind: string): kind is Thing => things.some((thing) => thing === kind)
const noun = (kind: unknown): string => (typeof kind === 'string' && isThing(kind) ? nouns[kind][0] : 'thing')

/** A role as the log names it: of an application, with the application's name behind it. */
const role = (words: Words, key = 'name'): SentencePart[] => {
  const application = text(words['application'])
  return [{ name: text(words[key]) }, ...(application ? [' (', { name: application }, ')'] : [])]
}

const others = (words: Words, what: string): string => {
  const n = number(words['withIt'])
  if (n === 0) return ''
  if (what === 'group') return ` and ${plural(n, 'group')} inside it`
  if (what === 'application') return ` and ${plural(n, 'role')} of it`
  return ` and ${plural(n, 'thing')} with it`
}

/**
 * " with 300 people, 17 groups and 12 roles", as the server has counted them: an event lists its first changes only. Nothing
 * is said where it counted each step by itself, as it once did.
 */
function contents({ params }: Event): string {
  const of = (kind: Kind) => number(record(params['counts'])[kind])
  if (kinds.reduce((sum, kind) => sum + of(kind), 0) !== params['total']) return ''
  const words = (['identity', 'group', 'role', 'application'] as const).flatMap((kind) => {
    const n = of(kind)
    return n > 0 ? [plural(n, ...nouns[kind])] : []
  })
  const made = links.reduce((sum, kind) => sum + of(kind), 0)
  if (made > 0) words.push(plural(made, 'membership or role', 'memberships and roles'))
  return ` with ${list.format(words)}`
}

/** `{ names, total }` as "Ops, Sales and 3 more", after the word for them. */
function someOf(value: unknown, [one, many]: readonly [one: string, many: string]): SentencePart[] {
  const { names, total } = record(value)
  const named = Array.isArray(names) ? names.map(text) : []
  const more = number(total) - named.length
  const parts = [...named.map((name) => ({ name })), ...(more > 0 ? [`${count(more)} more`] : [])]
  const joined = parts.flatMap((part, i) => (i === 0 ? [part] : [i === parts.length - 1 ? ' and ' : ', ', part]))
  return [`the ${number(total) === 1 ? one : many} `, ...joined]
}
export const someGroups = (value: unknown): SentencePart[] => someOf(value, nouns.group)
export const someRoles = (value: unknown): SentencePart[] => someOf(value, nouns.role)
const howMany = (value: unknown): number => number(record(value)['total'])

/** " added Ada to the groups Ops and Sales and removed them from the group Night" */
function groupsChanged(words: Words): SentencePart[] {
  const [added, removed] = [howMany(words['added']), howMany(words['removed'])]
  const name = { name: text(words['name']) }
  const joined = [' to ', ...someGroups(words['added']), words['forAWhile'] === true ? ' for a while' : '']
  const left = [' from ', ...someGroups(words['removed'])]
  if (added > 0 && removed > 0) return [' added ', name, ...joined, ' and removed them', ...left]
  return added > 0 ? [' added ', name, ...joined] : [' removed ', name, ...left]
}

/** " made Ops a default group and Night none" */
function defaultsChanged(words: Words): SentencePart[] {
  const [added, removed] = [howMany(words['added']), howMany(words['removed'])]
  const joined = [' lets new people join ', ...someGroups(words['added'])]
  const left = [added > 0 ? ' and no longer ' : ' no longer lets new people join ', ...someGroups(words['removed'])]
  return [...(added > 0 ? joined : []), ...(removed > 0 ? left : [])]
}

/** One by name, several by their number. */
const members = (words: Words): SentencePart =>
  typeof words['person'] === 'string' ? { name: words['person'] } : plural(number(words['count']), 'person', 'people')

/** What an edit did, from the first change: a new name, or which fields. */
function edit(
  event: Event,
  what: string,
  name: SentencePart[] = [{ name: text(event.params['name']) }],
): SentencePart[] {
  const change = event.changes[0]
  const [before, after] = [text(change?.before?.['name']), text(change?.after?.['name'])]
  if (before && after && before !== after) {
    return [` renamed the ${what} `, { name: before }, ' to ', { name: after }]
  }
  const fields = change ? fieldChanges(change).map(({ field }) => field) : []
  if (fields.length === 0) return [` edited the ${what} `, ...name]
  const few = list.format(fields)
  return [
    ' changed ',
    fields.length > 3
      ? plural(fields.length, 'field')
      : fields.some((field) => field.startsWith('attribute '))
        ? { name: few }
        : `the ${few}`,
    ` of the ${what} `,
    ...name,
  ]
}

/** What somebody did, after their name: " deleted the group Ops and 3 groups inside it". */
function deed(event: Event): SentencePart[] | null {
  const { type, params } = event
  const name = { name: text(params['name']) }
  const [what = '', verb = ''] = type.split('.')
  switch (type) {
    case 'account.created':
      return [' created the account ', name]
    case 'administrator.signed_in':
      return [' signed in']
    case 'administrator.signed_out':
      return [' signed out']
    case 'realm.created':
      return [params['practice'] === true ? ' created the practice realm ' : ' created the realm ', name]
    case 'realm.filled':
      return [` filled the practice realm${contents(event)}`]
    case 'realm.updated':
    case 'group.updated':
    case 'application.updated':
      return edit(event, what)
    case 'realm.settings_changed':
      return [` changed ${settingsWords(params)} of the realm `, name]
    case 'realm.second_steps_asked_for':
      return [` asked ${plural(number(params['people']), 'person', 'people')} to set up a second step`]
    case 'role.updated':
      return edit(event, what, role(params))
    case 'identity.updated':
      return edit(event, 'person')
    case 'identity.created':
      return [' added ', name, params['invited'] === true ? ' and invited them' : '']
    case 'identity.deleted':
    case 'identity.suspended':
    case 'identity.reactivated':
      return [` ${verb} `, name]
    case 'identity.invited':
      return [' invited ', name, params['again'] === true ? ' again' : '']
    case 'identity.sessions_ended':
      return [` ended ${plural(number(params['ended']), 'sign-in')} of `, name]
    case 'identity.factors_reset':
      return [...factorsReset(params), name]
    case 'identity.groups_changed':
      return groupsChanged(params)
    case 'identity.role_given':
      return [' gave ', name, ' the role ', ...role(params, 'role')]
    case 'identity.role_taken':
      return [' took the role ', ...role(params, 'role'), ' from ', name]
    case 'group.members_added':
      return [' added ', members(params), ' to the group ', { name: text(params['group']) }]
    case 'group.members_removed':
      return [' removed ', members(params), ' from the group ', { name: text(params['group']) }]
    case 'realm.default_groups_changed':
      return defaultsChanged(params)
    case 'realm.deleted':
    case 'group.deleted':
    case 'application.deleted':
      return [` deleted the ${what} `, name, others(params, what)]
    case 'group.created':
    case 'application.created':
    case 'application.enabled':
    case 'application.disabled':
      return [` ${verb} the ${what} `, name]
    case 'group.moved':
      return [' moved the group ', name, ...move(params)]
    case 'role.created':
    case 'role.deleted':
      return [` ${verb} the role `, ...role(params)]
    case 'realm.restored':
    case 'group.restored':
    case 'role.restored':
    case 'application.restored':
    case 'identity.restored':
      return [
        ` restored the ${noun(what)} `,
        name,
        others(params, what),
        ' from the bin',
        params['movedToTop'] === true ? ' to the top level' : '',
      ]
    case 'group.policy_changed':
      return params['removed'] === true
        ? [' lets people join the group ', name, ' without approval']
        : [' changed what joining the group ', name, ' needs']
    case 'request.asked':
    case 'request.approved':
    case 'request.denied':
    case 'request.withdrawn':
    case 'request.revoked':
      return requestDeed(event)
    case 'activity.verified':
      return [` verified the activity log: all ${plural(number(params['count']), 'event')} are as they were written`]
    case 'change.undone':
      return [
        params['redo'] === true ? ' redid ' : ' undid ',
        ...deedNoun(params, event.batch !== null),
        event.batch && event.batch.total > 1 ? `, in ${count(event.batch.total)} steps` : '',
      ]
    case 'identity.bulk':
    case 'identity.bulk_invited':
      return [...bulkDeed(params, peopleIn(event)), soFar(event)]
    case 'identity.imported':
      return [` imported ${imported(event)} from the file `, { name: text(params['fileName']) }, soFar(event)]
    case 'identity.exported':
      return [
        ` exported ${plural(number(params['people']), 'person', 'people')} to a file`,
        params['whole'] === false ? ', which broke off' : '',
      ]
    case 'group.role_added':
    case 'group.role_removed':
    case 'role.included':
    case 'role.excluded':
    case 'identity.access_ended':
    case 'request.expired':
    case 'bin.purged':
      return null
  }
}

const factorsReset = (words: Words): SentencePart[] => {
  const [removed, ended] = [number(words['removed']), number(words['ended'])]
  const gone = removed > 0 ? ` removed ${plural(removed, 'second step')}` : ''
  return [gone, ended > 0 ? `${gone ? ' and' : ''} ended ${plural(ended, 'sign-in')}` : '', ' of ']
}

/** "the settings “who may join” and “approvals”", or how many. */
function settingsWords(words: Words): string {
  const changed = Array.isArray(words['settings']) ? words['settings'].filter((key) => typeof key === 'string') : []
  if (changed.length === 0) return 'settings'
  if (changed.length > 3) return plural(changed.length, 'setting')
  return `the ${changed.length === 1 ? 'setting' : 'settings'} ${list.format(changed.map((key) => `“${settingWord(key)}”`))}`
}

/** What somebody did about a request: " approved that Ada joins the group Ops, until …". */
function requestDeed({ type, params }: Event): SentencePart[] {
  const person = { name: text(params['person']) }
  const group = { name: text(params['group']) }
  const joining = [person, ' joins the group ', group]
  switch (type) {
    case 'request.asked': {
      const seconds = params['durationSeconds']
      return [' asked that ', ...joining, typeof seconds === 'number' ? ` for ${durationText(seconds)}` : '']
    }
    case 'request.approved':
      return params['granted'] === true
        ? [' approved that ', ...joining]
        : [
            ' approved that ',
            ...joining,
            `: ${count(number(params['given']))} of ${plural(number(params['needed']), 'approval')}`,
          ]
    case 'request.denied':
      return [' denied that ', ...joining]
    case 'request.withdrawn':
      return [' withdrew the request that ', ...joining]
    default:
      return [' took ', person, ' out of the group ', group, ' before the time that was approved']
  }
}

/** How many people a change is about, in all of its steps. */
const peopleIn = ({ batch, params }: Event): number => batch?.done ?? number(params['people'])
const soFar = ({ batch }: Event): string => (batch && !batch.finished ? ' so far' : '')

/** What was done to many people at once, after the name of who did it. */
function bulkDeed(words: Words, n: number): SentencePart[] {
  const people = plural(n, 'person', 'people')
  const groups = someGroups(words['groups'])
  const roles = someRoles(words['roles'])
  switch (words['action']) {
    case 'join-groups':
      return [` added ${people} to `, ...groups]
    case 'leave-groups':
      return [` removed ${people} from `, ...groups]
    case 'give-roles':
      return [' gave ', ...roles, ` to ${people}`]
    case 'take-roles':
      return [' took ', ...roles, ` from ${people}`]
    case 'suspend':
      return [` suspended ${people}`]
    case 'reactivate':
      return [` reactivated ${people}`]
    case 'delete':
      return [` deleted ${people}`]
    case 'invite':
      return [` invited ${people}`]
    default:
      return [` changed ${people}`]
  }
}

/** The same as a thing: "the suspension of 12 people". */
function bulkNoun(words: Words, inSteps: boolean): SentencePart[] {
  const people = plural(number(words[inSteps ? 'total' : 'people']), 'person', 'people')
  const groups = someGroups(words['groups'])
  const roles = someRoles(words['roles'])
  switch (words['action']) {
    case 'join-groups':
      return [`the adding of ${people} to `, ...groups]
    case 'leave-groups':
      return [`the removal of ${people} from `, ...groups]
    case 'give-roles':
      return [`that ${people} got `, ...roles]
    case 'take-roles':
      return [`that ${people} lost `, ...roles]
    case 'suspend':
      return [`the suspension of ${people}`]
    case 'reactivate':
      return [`the reactivation of ${people}`]
    case 'delete':
      return [`the deletion of ${people}`]
    default:
      return [`a change of ${people}`]
  }
}

/** "1,200 new people and changes to 3". */
function imported(event: Event): string {
  const [created, updated] = [number(event.params['created']), number(event.params['updated'])]
  // An event counts its own step by kind; of many steps it is known how many people there are.
  if (created + updated < peopleIn(event)) return plural(peopleIn(event), 'person', 'people')
  const words = [
    ...(created > 0 ? [plural(created, 'new person', 'new people')] : []),
    ...(updated > 0 ? [`changes to ${plural(updated, 'person', 'people')}`] : []),
  ]
  return list.format(words)
}

const move = (words: Words): SentencePart[] => {
  const [from, to] = [text(words['from']), text(words['to'])]
  return [...(from ? [' out of ', { name: from }] : []), ...(to ? [' into ', { name: to }] : [' to the top level'])]
}

/** What has been so since, where that says it better than who did it: "Ops now gives the role auditor (Payroll)". */
function state({ type, params }: Event): SentencePart[] {
  const name = { name: text(params['name']) }
  const group = { name: text(params['group']) }
  switch (type) {
    case 'group.role_added':
      return [group, ' now gives the role ', ...role(params, 'role')]
    case 'group.role_removed':
      return [group, ' no longer gives the role ', ...role(params, 'role')]
    case 'role.included':
      return [
        'The role ',
        ...role(record(params['role'])),
        ' now contains the role ',
        ...role(record(params['included'])),
      ]
    case 'role.excluded':
      return [
        'The role ',
        ...role(record(params['role'])),
        ' no longer contains the role ',
        ...role(record(params['included'])),
      ]
    case 'identity.access_ended': {
      const [person = '', to = ''] = text(params['membership']).split(' → ')
      return to
        ? ['The time of ', { name: person }, ' in the group ', { name: to }, ' came to its end']
        : [`${plural(number(params['count']), 'membership')} for a while came to their end`]
    }
    case 'request.expired':
      return ['The request that ', { name: text(params['person']) }, ' joins the group ', group, ' expired unanswered']
    case 'bin.purged':
      return [`The ${noun(params['kind'])} `, name, others(params, ''), ' went for good after 30 days in the bin']
    default:
      return ['Something changed']
  }
}

const acts: Record<string, string> = {
  created: 'creation',
  deleted: 'deletion',
  restored: 'restoring',
  enabled: 'enabling',
  disabled: 'disabling',
  suspended: 'suspension',
  reactivated: 'reactivation',
}

/** What an undo took back or did again, as a thing: "the deletion of the group Ops". */
function deedNoun(params: Words, inSteps: boolean): SentencePart[] {
  const words = record(params['words'])
  const name = { name: text(words['name']) }
  const type = text(params['type'])
  const what = type.split('.')[0] ?? ''
  if (type === 'realm.settings_changed') return [`the change of ${settingsWords(words)} of the realm `, name]
  if (type === 'realm.filled') return ['the filling of the practice realm']
  if (type === 'group.policy_changed') return ['the change of what joining the group ', name, ' needs']
  if (type === 'identity.bulk') return bulkNoun(words, inSteps)
  if (type === 'identity.imported') return ['the import of the file ', { name: text(words['fileName']) }]
  if (type === 'group.moved') return ['the move of the group ', name, ...move(words)]
  if (type === 'group.role_added')
    return ['that ', { name: text(words['group']) }, ' gives the role ', ...role(words, 'role')]
  if (type === 'group.role_removed')
    return ['that ', { name: text(words['group']) }, ' no longer gives the role ', ...role(words, 'role')]
  if (type === 'role.included')
    return ['that the role ', ...role(record(words['role'])), ' contains the role ', ...role(record(words['included']))]
  if (type === 'role.excluded')
    return [
      'that the role ',
      ...role(record(words['role'])),
      ' no longer contains the role ',
      ...role(record(words['included'])),
    ]
  if (type === 'identity.groups_changed') return ['the change of groups of ', name]
  if (type === 'identity.role_given') return ['that ', name, ' was given the role ', ...role(words, 'role')]
  if (type === 'identity.role_taken') return ['that the role ', ...role(words, 'role'), ' was taken from ', name]
  if (type === 'group.members_added')
    return ['that ', members(words), ' joined the group ', { name: text(words['group']) }]
  if (type === 'group.members_removed')
    return ['that ', members(words), ' left the group ', { name: text(words['group']) }]
  if (type === 'realm.default_groups_changed') return ['the change of the groups that new people join']
  const act = acts[type.split('.')[1] ?? ''] ?? 'edit'
  if (what === 'identity') return [`the ${act} of `, name]
  return [`the ${act} of the ${noun(what)} `, ...(what === 'role' ? role(words) : [name]), others(words, what)]
}

/** One plain sentence per event; of a batch, one for all its events. `actorSaid`: it begins with who did it. */
export function sentenceOf(event: Event): { parts: SentencePart[]; actorSaid: boolean } {
  const done = deed(event)
  return done
    ? { parts: [{ name: event.actor.name }, ...done], actorSaid: true }
    : { parts: state(event), actorSaid: false }
}

export const plainText = (parts: readonly SentencePart[]): string =>
  parts.map((part) => (typeof part === 'string' ? part : part.name)).join('')

/** Beyond so many changes each is a sentence only. */
const FEW = 5
const first = ['name', 'display name', 'username', 'description']
const place = ({ field }: { field: string }): number => (first.includes(field) ? first.indexOf(field) : first.length)

export interface Detail {
  key: string
  /** The thing that it is about, where that has a page and is not gone: of a membership or a person's role, the person. */
  about: { kind: Thing; id: string; name: string } | null
  sentence: SentencePart[]
  /** An edit has both sides, what was made only what it was made with, what is gone only what it was. */
  sides: ('before' | 'after')[]
  fields: ReturnType<typeof fieldChanges>
}

/** The changes of an event, each as a sentence and field by field. */
export function detailsOf(event: Event): Detail[] {
  return event.changes.map((change) => {
    const sides = [...(change.before ? ['before' as const] : []), ...(change.after ? ['after' as const] : [])]
    const fields =
      isThing(change.kind) && event.changesTotal <= FEW
        ? fieldChanges({ kind: change.kind, before: change.before ?? {}, after: change.after ?? {} })
        : []
    const told = fields
      .map((field) =>
        event.type === 'group.moved' && field.field === 'place' ? { ...field, ...places(event.params) } : field,
      )
      .filter((field) => sides.length === 2 || (field.field !== 'place' && (said(field.before) || said(field.after))))
    return {
      key: `${change.kind} ${change.id}`,
      about: aboutOf(change),
      sentence: describeChange(change, 'did'),
      sides,
      fields: told.sort((a, b) => place(a) - place(b)),
    }
  })
}

function aboutOf({ kind, id, name, action }: Event['changes'][number]): Detail['about'] {
  const [first = id] = id.split(':')
  const [person = name] = name.split(' → ')
  if (kind === 'identity-group' || kind === 'identity-role') return { kind: 'identity', id: first, name: person }
  return isThing(kind) && action !== 'delete' ? { kind, id, name } : null
}

const said = (value: string): boolean => !['nothing', 'no'].includes(value)
const places = (words: Words) => ({
  before: text(words['from']) || 'at the top level',
  after: text(words['to']) || 'at the top level',
})

const typeWords: Record<EventTypeName, string> = {
  'account.created': 'Account created',
  'administrator.signed_in': 'Sign-in',
  'administrator.signed_out': 'Sign-out',
  'realm.created': 'Realm created',
  'realm.filled': 'Practice realm filled',
  'realm.updated': 'Realm edited',
  'realm.settings_changed': 'Settings of a realm changed',
  'realm.second_steps_asked_for': 'Second steps asked for',
  'realm.deleted': 'Realm deleted',
  'realm.restored': 'Realm restored',
  'group.created': 'Group created',
  'group.updated': 'Group edited',
  'group.moved': 'Group moved',
  'group.deleted': 'Group deleted',
  'group.restored': 'Group restored',
  'group.role_added': 'Group gives a role',
  'group.role_removed': 'Group no longer gives a role',
  'group.policy_changed': 'Access policy changed',
  'request.asked': 'Access asked for',
  'request.approved': 'Access approved',
  'request.denied': 'Access denied',
  'request.withdrawn': 'Request withdrawn',
  'request.revoked': 'Access ended early',
  'request.expired': 'Request expired',
  'role.created': 'Role created',
  'role.updated': 'Role edited',
  'role.deleted': 'Role deleted',
  'role.restored': 'Role restored',
  'role.included': 'Role contains a role',
  'role.excluded': 'Role no longer contains a role',
  'application.created': 'Application created',
  'application.updated': 'Application edited',
  'application.enabled': 'Application enabled',
  'application.disabled': 'Application disabled',
  'application.deleted': 'Application deleted',
  'application.restored': 'Application restored',
  'identity.created': 'Person added',
  'identity.updated': 'Person edited',
  'identity.deleted': 'Person deleted',
  'identity.restored': 'Person restored',
  'identity.suspended': 'Person suspended',
  'identity.reactivated': 'Person reactivated',
  'identity.invited': 'Person invited',
  'identity.sessions_ended': 'Sign-ins ended',
  'identity.factors_reset': 'Second steps removed',
  'identity.groups_changed': 'Groups of a person changed',
  'identity.role_given': 'Role given to a person',
  'identity.role_taken': 'Role taken from a person',
  'identity.access_ended': 'Membership ended by itself',
  'group.members_added': 'People added to a group',
  'group.members_removed': 'People removed from a group',
  'realm.default_groups_changed': 'Default groups changed',
  'identity.bulk': 'Many people changed',
  'identity.bulk_invited': 'Many people invited',
  'identity.imported': 'People imported',
  'identity.exported': 'People exported',
  'activity.verified': 'Log verified',
  'bin.purged': 'Gone for good',
  'change.undone': 'Undo and redo',
}

/** Event types that belong to no realm. */
const accountOnly = (type: EventTypeName): boolean => /^(account|administrator|activity)\./.test(type)

/** To undo an undo is to do the thing again. */
export const isRedo = (event: Event): boolean => event.type === 'change.undone' && event.params['redo'] !== true

export const activityText = {
  title: 'Activity',
  realmDescription: 'Everything that was changed in this realm, newest first. Most of it can be undone.',
  accountDescription:
    'Everything that was changed in the account and its realms, and who signed in. Nothing here can be cleared.',
  search: 'Search by name',
  empty: {
    title: 'Nothing has happened yet',
    realm: 'Every change in this realm will be written here: what, who, when, with an Undo.',
    account: 'Every change and every sign-in will be written here.',
    recent: 'Nothing has happened here yet.',
  },
  noAccount: {
    title: 'The account’s activity is not yours to see',
    text: 'Your role is limited to some realms, or does not include “See the activity log”. The activity of a realm is on the realm’s own pages.',
  },
  recent: 'Recent activity',
  all: 'All activity',
  couldNotLoad: 'Recent activity could not be loaded',
  filters: {
    kind: 'Kind of thing',
    allKinds: 'All things',
    type: 'What happened',
    allTypes: 'Everything',
    person: 'Who did it',
    allPeople: 'Anyone',
    you: (name: string) => `${name} (you)`,
    somebody: 'One person',
    account: 'Account',
    oneEvent: 'Only one event is shown.',
    oneThing: 'Only what happened to one thing is shown.',
    oneBatch: 'Only the steps of one change are shown.',
    showAll: 'Show all activity',
    kinds: (ofAccount: boolean) => [
      ...things
        .filter((thing) => ofAccount || thing !== 'realm')
        .map((value) => ({ value, label: capital(nouns[value][1]) })),
      ...(ofAccount ? [{ value: 'administrator', label: 'Sign-ins' }] : []),
    ],
    types: (ofAccount: boolean) =>
      eventTypeNames
        .filter((type) => ofAccount || !accountOnly(type))
        .map((value) => ({ value, label: typeWords[value] })),
  },
  day: { today: 'Today', yesterday: 'Yesterday' },
  inRealm: 'in ',
  via: { job: 'in the background', api: 'through the API' } as Record<string, string>,
  details: {
    show: 'Details',
    open: 'Open',
    of: (sentence: string) => `of “${sentence}”`,
    field: 'What',
    before: 'Before',
    after: 'After',
    was: 'Was',
    is: 'Is',
    more: (n: number) => `and ${plural(n, 'further change')}, not listed here`,
    erased: 'Part of what was written here has been erased for good.',
    number: (seq: number) => `Event ${count(seq)}`,
    exact: 'When',
    who: 'Who',
    filter: (name: string): SentencePart[] => ['Show only what ', { name }, ' did'],
    batch: (steps: number) => `Done in ${plural(steps, 'step')} that belong together`,
  },
  undo: {
    label: (event: Event) => (isRedo(event) ? 'Redo' : 'Undo'),
    of: (sentence: string) => `“${sentence}”`,
    undone: 'Undone',
    undoneHint: 'See what undid it',
    missing: 'Your role does not include the permission that this change needed. Ask an owner of the account.',
    title: (event: Event) => (isRedo(event) ? 'Do this again?' : 'Undo this?'),
    done: (event: Event) =>
      activityText.undo.label(event) === 'Redo' ? 'Done again.' : 'Undone. Everything is as it was before.',
    builtUpon: 'Later changes rest on this one. Undo these first, newest first:',
    byline: (name: string): SentencePart[] => ['by ', { name }, ', '],
    batch: (redo: boolean) => {
      const [again, Again, past] = redo ? ['redo', 'Redo', 'redone'] : ['undo', 'Undo', 'undone']
      return {
        title: `${Again} all of it?`,
        text: redo
          ? 'This was done in several steps that belong together. Redo does them all again, in the background. A step that somebody has built upon since is left as it is.'
          : 'This was done in several steps that belong together. Undo takes them all back, newest first, in the background. A step that somebody has built upon since is left as it is.',
        looking: 'Looking at what this would do',
        start: `${Again} all of it`,
        running: (done: number, total: number) => `${count(done)} of ${plural(total, 'step')} ${past}`,
        goesOn: 'You can close this: it goes on in the background, and each step is written to the activity log.',
        finished: (total: number) => (total === 1 ? `It is ${past}.` : `All ${plural(total, 'step')} are ${past}.`),
        partly: (done: number, total: number) =>
          `${count(done)} of ${plural(total, 'step')} are ${past}. The others were left as they are, because something was built upon them since.`,
        progress: `How far the ${again} has come`,
      }
    },
  },
  verify: {
    button: 'Verify',
    hint: 'Checks that no event was edited, removed or added behind the server’s back.',
    running: 'Reading the whole log …',
    good: ({ count: n }: Verification) =>
      n === 1 ? 'The one event is as it was written' : `All ${plural(n, 'event')} are as they were written`,
    erased: (n: number) => `In ${plural(n, 'event')} something was erased on purpose; that is no tampering.`,
    bad: ({ firstBad }: Verification): string => {
      if (!firstBad) return 'The log is not as it was written'
      const event = `Event ${count(firstBad.seq)}`
      return {
        edited: `${event} was edited`,
        missing: firstBad.seq === 0 ? 'The beginning of the log is missing' : `${event} is missing`,
        appended: `${event} was added from outside`,
        cut: `The newest events are missing, from ${event.toLowerCase()} on`,
        unreadable: `${event} cannot be read`,
      }[firstBad.reason]
    },
    badText: ({ count: n }: Verification) =>
      `The events before it are as they were written; what follows cannot be trusted until this is explained (${plural(n, 'event')} read).`,
    whatToDo:
      'Somebody with access to the database did this: nothing in the dashboard or the API can. Keep a copy of the database as it is, find out who had access to it, and compare with a backup from before.',
    show: 'Show the event',
    close: 'Close',
  },
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
