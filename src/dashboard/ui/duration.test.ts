import { expect, test } from 'vitest'
import { durationText, leftText } from './duration'

test.each([
  [0, '1 minute'],
  [300, '5 minutes'],
  [3600, '1 hour'],
  [5400, '1 hour and 30 minutes'],
  [28_800, '8 hours'],
  [129_600, '1 day and 12 hours'],
  [604_800, '7 days'],
  [315_360_000, '10 years'],
])('%i seconds are %s', (seconds, text) => {
  expect(durationText(seconds)).toBe(text)
})

test.each([
  [-5, '0 min 00 s'],
  [1, '0 min 01 s'],
  [65_000, '1 min 05 s'],
  [3_600_000, '1 h 00 min'],
  [3_599_000, '59 min 59 s'],
  [187_200_000, '2 days 4 h'],
])('of %i milliseconds, %s are left', (milliseconds, text) => {
  expect(leftText(milliseconds)).toBe(text)
})
