import { expect, test } from 'vitest'
import type { Grant, Preview } from '#contract/changes'
import { mergePreviews } from './merge-previews'

const grant = (person: string, role: string): Grant => ({
  identity: { id: person, username: person, name: person },
  role: { id: role, name: role },
})
const preview = (gained: Grant[], total = gained.length): Preview => ({
  changes: [],
  impact: {
    gained,
    lost: [],
    blocked: [],
    roles: [],
    counts: { gained: total, lost: 0, people: new Set(gained.map(({ identity }) => identity.id)).size, exact: true },
  },
})

test('what two additions both give counts once', () => {
  const { impact } = mergePreviews([
    preview([grant('ada', 'auditor'), grant('ada', 'reader')]),
    preview([grant('ada', 'reader'), grant('grace', 'reader')]),
  ])
  expect(impact.counts).toEqual({ gained: 3, lost: 0, people: 2, exact: true })
})

test('where only a part is listed the counts are lower bounds', () => {
  const { impact } = mergePreviews([preview([grant('ada', 'auditor')], 500), preview([grant('grace', 'reader')])])
  expect(impact.counts).toMatchObject({ gained: 500, exact: false })
})
