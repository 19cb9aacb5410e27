import { expect, test } from 'vitest'
import { type Event, eventTypeNames } from '#contract/activity'
import { activityText, detailsOf, plainText, sentenceOf } from './activity.text'
import { entriesOf } from './entries'

const event = (patch: Partial<Event>): Event => ({
  id: 'one',
  seq: 1,
  type: 'group.deleted',
  actor: { kind: 'administrator', id: 'olga', name: 'Olga' },
  via: 'dashboard',
  at: '2026-01-02T03:04:05.678Z',
  realm: null,
  batchId: null,
  batch: null,
  undoesEventId: null,
  params: {},
  changes: [],
  changesTotal: 0,
  erased: false,
  undo: { possible: true },
  ...patch,
})
const sentence = (patch: Partial<Event>): string => plainText(sentenceOf(event(patch)).parts)

test('every type of event has a sentence and a word for the filter', () => {
  for (const type of eventTypeNames) {
    expect(sentence({ type, params: { name: 'Ops', type: 'group.deleted', words: { name: 'Ops' } } })).not.toBe('')
    expect(activityText.filters.types(true).some(({ value, label }) => value === type && label !== '')).toBe(true)
  }
})

test('sentences say what else was touched, and to which application a role belongs', () => {
  expect(sentence({ params: { name: 'Ops', withIt: 3 } })).toBe('Olga deleted the group Ops and 3 groups inside it')
  expect(
    sentence({ type: 'group.role_added', params: { group: 'Ops', role: 'auditor', application: 'Payroll' } }),
  ).toBe('Ops now gives the role auditor (Payroll)')
  expect(sentence({ type: 'group.moved', params: { name: 'Night', from: 'Ops', to: null } })).toBe(
    'Olga moved the group Night out of Ops to the top level',
  )
})

test('undo and redo name what they take back', () => {
  const params = { type: 'group.deleted', words: { name: 'Ops', withIt: 1 } }
  expect(sentence({ type: 'change.undone', params: { ...params, redo: false } })).toBe(
    'Olga undid the deletion of the group Ops and 1 group inside it',
  )
  expect(sentence({ type: 'change.undone', params: { ...params, redo: true } })).toMatch(/^Olga redid the deletion/)
})

test('what was done to many people at once is counted over all its steps', () => {
  const batch = { total: 12_345, done: 1_000, skipped: 0, finished: false }
  const params = { action: 'join-groups', groups: { names: ['Ops', 'Night'], total: 4 }, people: 500, total: 12_345 }
  const step = { type: 'identity.bulk', batchId: 'batch', params } as const
  expect(sentence({ ...step, batch })).toBe('Olga added 1,000 people to the groups Ops, Night and 2 more so far')
  const ended = { ...batch, done: 12_000, skipped: 345, finished: true }
  expect(sentence({ ...step, batch: ended })).toBe('Olga added 12,000 people to the groups Ops, Night and 2 more')
  const undone = { type: 'change.undone', params: { type: step.type, words: params } } as const
  expect(sentence({ ...undone, batch: { ...ended, total: 30 } })).toBe(
    'Olga undid the adding of 12,345 people to the groups Ops, Night and 2 more, in 30 steps',
  )
  const roles = { action: 'take-roles', roles: { names: ['auditor'], total: 1 }, people: 1 }
  expect(sentence({ type: 'identity.bulk', params: roles })).toBe('Olga took the role auditor from 1 person')
  const words = { type: 'identity.bulk', words: { action: 'delete', people: 3 } }
  expect(sentence({ type: 'change.undone', params: words })).toBe('Olga undid the deletion of 3 people')
})

test('imports and exports say how many people', () => {
  const params = { fileName: 'people.csv', created: 1_200, updated: 1 }
  const batch = { total: 5_010, done: 5_000, skipped: 10, finished: true }
  expect(sentence({ type: 'identity.imported', params, batch })).toBe(
    'Olga imported 5,000 people from the file people.csv',
  )
  expect(sentence({ type: 'identity.imported', params })).toBe(
    'Olga imported 1,200 new people and changes to 1 person from the file people.csv',
  )
  expect(sentence({ type: 'identity.exported', params: { people: 3, whole: false } })).toBe(
    'Olga exported 3 people to a file, which broke off',
  )
})

test('an edit that renames says both names', () => {
  const change = { action: 'update' as const, kind: 'group' as const, id: 'g', name: 'B' }
  expect(
    sentence({
      type: 'group.updated',
      params: { name: 'A' },
      changes: [{ ...change, before: { name: 'A' }, after: { name: 'B' } }],
    }),
  ).toBe('Olga renamed the group A to B')
})

test('neighbouring steps of one batch are one entry', () => {
  const step = (id: string) => event({ id, type: 'realm.filled', batchId: 'batch' })
  expect(entriesOf([step('c'), step('b'), event({ id: 'a' }), step('z')]).map(({ all }) => all.length)).toEqual([
    2, 1, 1,
  ])
})

test('settings are told one by one, in words; of a new application those that count', () => {
  const change = { action: 'update' as const, kind: 'application' as const, id: 'a', name: 'Wiki' }
  const settings = { protocol: 'openid-connect', oidc: { rootUrl: '', redirectUris: ['https://a.example/'] } }
  const edited = { ...settings, oidc: { rootUrl: 'https://a.example', redirectUris: [] } }
  const updated = event({
    type: 'application.updated',
    params: { name: 'Wiki' },
    changes: [{ ...change, before: { name: 'Wiki', settings }, after: { name: 'Wiki', settings: edited } }],
    changesTotal: 1,
  })
  expect(plainText(sentenceOf(updated).parts)).toBe(
    'Olga changed the address and redirect URIs of the application Wiki',
  )
  expect(detailsOf(updated)[0]?.fields).toEqual([
    { field: 'address', before: 'nothing', after: '“https://a.example”' },
    { field: 'redirect URIs', before: '“https://a.example/”', after: 'nothing' },
  ])
  const created = event({
    type: 'application.created',
    params: { name: 'Wiki' },
    changes: [
      {
        ...change,
        action: 'create',
        before: null,
        after: { settings: { ...settings, saml: { signDocuments: true } } },
      },
    ],
    changesTotal: 1,
  })
  expect(detailsOf(created)[0]?.fields.map(({ field, after }) => [field, after])).toEqual([
    ['protocol', 'OpenID Connect'],
    ['redirect URIs', '“https://a.example/”'],
  ])
})

test('switching an application off is told as that, and so is its undo', () => {
  expect(sentence({ type: 'application.disabled', params: { name: 'Wiki' } })).toBe(
    'Olga disabled the application Wiki',
  )
  const params = { type: 'application.disabled', words: { name: 'Wiki' }, redo: false }
  expect(sentence({ type: 'change.undone', params })).toBe('Olga undid the disabling of the application Wiki')
})

test('what happens to people is told by name, and what happens to many by number', () => {
  const group = (...names: string[]) => ({ names: names.slice(0, 3), total: names.length })
  const changed = (params: Event['params']) =>
    sentence({ type: 'identity.groups_changed', params: { name: 'Ada', added: group(), removed: group(), ...params } })
  expect(changed({ added: group('Ops') })).toBe('Olga added Ada to the group Ops')
  expect(changed({ added: group('A', 'B', 'C', 'D', 'E'), forAWhile: true })).toBe(
    'Olga added Ada to the groups A, B, C and 2 more for a while',
  )
  expect(changed({ added: group('Ops'), removed: group('Sales', 'Night') })).toBe(
    'Olga added Ada to the group Ops and removed them from the groups Sales and Night',
  )
  const members = { type: 'group.members_added', params: { group: 'Ops', count: 12, person: null } } as const
  expect(sentence(members)).toBe('Olga added 12 people to the group Ops')
  expect(sentence({ ...members, params: { ...members.params, count: 1, person: 'Ada' } })).toBe(
    'Olga added Ada to the group Ops',
  )
  const defaults = (added: object, removed: object) =>
    sentence({ type: 'realm.default_groups_changed', params: { added, removed } })
  expect(defaults(group('Ops'), group())).toBe('Olga lets new people join the group Ops')
  expect(defaults(group(), group('Ops'))).toBe('Olga no longer lets new people join the group Ops')
  expect(defaults(group('Ops'), group('A', 'B'))).toBe(
    'Olga lets new people join the group Ops and no longer the groups A and B',
  )
  const reset = (removed: number, ended: number) =>
    sentence({ type: 'identity.factors_reset', params: { name: 'Ada', removed, ended } })
  expect(reset(2, 1)).toBe('Olga removed 2 second steps and ended 1 sign-in of Ada')
  expect(reset(0, 2)).toBe('Olga ended 2 sign-ins of Ada')
  const over = (membership: string | null, count: number) =>
    sentence({ type: 'identity.access_ended', params: { membership, count } })
  expect(over('ada → Ops', 1)).toBe('The time of ada in the group Ops came to its end')
  expect(over(null, 3)).toBe('3 memberships for a while came to their end')
})

test('undo names what was done to people', () => {
  const undid = (type: string, words: object) =>
    sentence({ type: 'change.undone', params: { type, words: { name: 'Ada', ...words }, redo: false } })
  expect(undid('identity.suspended', {})).toBe('Olga undid the suspension of Ada')
  expect(undid('identity.deleted', {})).toBe('Olga undid the deletion of Ada')
  expect(undid('identity.role_given', { role: 'auditor', application: 'Payroll' })).toBe(
    'Olga undid that Ada was given the role auditor (Payroll)',
  )
  expect(undid('group.members_removed', { group: 'Ops', count: 3, person: null })).toBe(
    'Olga undid that 3 people left the group Ops',
  )
})
