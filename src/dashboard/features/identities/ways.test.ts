import { describe, expect, test } from 'vitest'
import type { AccessPath, PathKind } from '#contract/access'
import { type Held, plainPieces, remaining, remedyOf, sentenceOf, shortOf } from './ways'

const path = (...steps: [PathKind, string][]): AccessPath => ({
  steps: steps.map(([kind, name]) => ({ kind, id: `id of ${name}`, name })),
})
const held: Held = { person: 'Ada', email: 'ada@example.com', role: { id: 'r', name: 'viewer' } }
const said = (one: AccessPath, more: Partial<Held> = {}) => plainPieces(sentenceOf(one, { ...held, ...more }))

describe('a way to a role', () => {
  test('is a sentence', () => {
    expect(said(path(['direct', 'viewer']))).toBe('Ada was directly given viewer')
    expect(said(path(['direct', 'manager'], ['composite', 'manager'], ['composite', 'auditor']))).toBe(
      'Ada was directly given manager, which contains auditor, which contains viewer',
    )
    expect(said(path(['everyone', 'viewer']))).toBe('Everyone in this realm holds viewer')
    expect(said(path(['emailDomain', 'viewer']))).toBe('Ada’s e-mail address is at example.com, which gives viewer')
    expect(said(path(['group', 'Payroll'], ['parentGroup', 'Finance'], ['composite', 'auditor']))).toBe(
      'Ada is in Payroll, which lies in Finance, which gives auditor, which contains viewer',
    )
  })

  test('that ends says when, and through what it came', () => {
    const ends = { ...path(['request', 'Payroll']), endsAt: '2030-05-01T12:00:00.000Z' }
    expect(said(ends)).toMatch(/^Ada is in Payroll until .*2030.*, which gives viewer$/)
    expect(said(ends, { requested: new Set(['id of Payroll']) })).toMatch(/ through an approved request, which gives/)
  })

  test('is a few words in lists', () => {
    const short = (...steps: [PathKind, string][]) => plainPieces(shortOf(path(...steps)))
    expect(short(['direct', 'viewer'])).toBe('directly')
    expect(short(['direct', 'manager'], ['composite', 'manager'])).toBe('contained in manager, given directly')
    expect(short(['group', 'Payroll'], ['parentGroup', 'Finance'])).toBe('through Finance › Payroll')
    expect(short(['group', 'Payroll'], ['composite', 'manager'], ['composite', 'auditor'])).toBe(
      'contained in auditor, contained in manager, through Payroll',
    )
    expect(short(['everyone', 'viewer'])).toBe('as everyone in this realm')
  })
})

test('what begins in the same place goes with it, and nothing else', () => {
  const direct = path(['direct', 'viewer'])
  const viaManager = path(['direct', 'manager'], ['composite', 'manager'])
  const payroll = path(['group', 'Payroll'])
  const outward = path(['group', 'Payroll'], ['parentGroup', 'Finance'])
  const everyone = path(['everyone', 'viewer'])
  const all = [direct, viaManager, payroll, outward, everyone]
  expect(remedyOf(everyone)).toBeNull()
  expect(remaining(all, remedyOf(payroll)!)).toEqual([direct, viaManager, everyone])
  expect(remaining(all, remedyOf(viaManager)!)).toEqual([direct, payroll, outward, everyone])
  // A group and a role are never meant by one another, whatever their ids
  expect(remaining([direct], { kind: 'group', id: 'id of viewer', name: 'viewer' })).toEqual([direct])
})
