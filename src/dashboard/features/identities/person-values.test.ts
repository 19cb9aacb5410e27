import { expect, test } from 'vitest'
import { IdentityInput, IdentityListQuery, IdentityPatch } from '#contract/identities'
import { asAsked } from './identities.queries'
import { emptyPerson, NewPersonForm, PersonForm, toInput, toPatch } from './person-values'

const fieldsWrong = (values: Partial<NewPersonForm>) =>
  NewPersonForm.safeParse({ ...emptyPerson, ...values }).error?.issues.map(({ path }) => path[0])

test('somebody new needs a username or an e-mail address, and an address to be invited to', () => {
  expect(fieldsWrong({ username: 'ada' })).toBeUndefined()
  expect(fieldsWrong({ email: 'ada@example.com', invite: true })).toBeUndefined()
  expect(fieldsWrong({ firstName: 'Ada' })).toEqual(['username'])
  expect(fieldsWrong({ username: 'ada', invite: true })).toEqual(['email'])
  expect(fieldsWrong({ username: 'Count' })).toEqual(['username'])
  expect(fieldsWrong({ username: 'ada', email: 'nowhere' })).toEqual(['email'])
})

test('what was left empty is not sent, or taken away', () => {
  const input = toInput({ ...emptyPerson, email: 'ada@example.com', groups: [{ id: 'a', name: 'Payroll' }] })
  expect(input).toMatchObject({ email: 'ada@example.com', groupIds: ['a'] })
  expect(input).not.toHaveProperty('username')
  expect(IdentityInput.safeParse(toInput({ ...emptyPerson, username: 'ada' })).success).toBe(true)
  const { groups: _groups, invite: _invite, ...values } = emptyPerson
  const patch = toPatch(PersonForm.parse({ ...values, username: 'ada' }))
  expect(IdentityPatch.parse(patch)).toMatchObject({ username: 'ada', email: null })
})

test('a list of people who were not seen has its one order, whatever a link asks for', () => {
  const query = (more: object) => asAsked(IdentityListQuery.parse(more)).sort
  expect(query({ sort: '-createdAt' })).toBe('-createdAt')
  expect(query({ notSeenDays: 30 })).toBe('lastSignIn')
  expect(query({ notSeenDays: 30, sort: '-createdAt' })).toBe('lastSignIn')
  expect(query({ notSeenDays: 30, sort: '-lastSignIn' })).toBe('-lastSignIn')
})
