import { expect, test } from 'vitest'
import { relativeTime } from './time-format'

const now = Date.parse('2026-11-21T12:00:00.000Z')

test.each([
  ['2026-11-21T11:59:50.000Z', 'just now'],
  ['2026-11-21T12:00:20.000Z', 'just now'],
  ['2026-11-21T11:57:00.000Z', '3 minutes ago'],
  ['2026-11-20T12:00:00.000Z', 'yesterday'],
  ['2026-12-20T12:00:00.000Z', 'in 29 days'],
  ['2024-11-20T12:00:00.000Z', '2 years ago'],
])('%s reads as %j', (at, words) => {
  expect(relativeTime(at, now)).toBe(words)
})
