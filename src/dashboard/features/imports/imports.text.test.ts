import { expect, test } from 'vitest'
import { problemCodes, rowStates } from '#contract/imports'
import { plainText } from '../activity/activity.text'
import { importsText } from './imports.text'
import { eachOnce } from './problems'

test.each(Object.entries(problemCodes))('%s is told in a whole sentence', (code, message) => {
  const details = { line: 7, group: 'Ops', username: 'ada' }
  const said = plainText(importsText.problem({ code: code as keyof typeof problemCodes, message, details }))
  expect(said).toMatch(/^[A-Z].*[^.]\.$/)
  expect(said).not.toContain('undefined')
})

test.each([
  ...['excel', 'opendocument', 'zip', 'pdf', 'image', 'html', 'binary', 'empty', 'something new'].map(
    (kind) => ['not_csv', { kind }] as const,
  ),
  ...['file_too_large', 'too_many_rows'].map((code) => [code, {}] as const),
  ...['too_many_columns', 'line_too_long'].map((code) => [code, { line: 3 }] as const),
])('%s %j says what to do', (code, details) => {
  const refusal = importsText.refusalOf(code, details)
  expect(refusal?.title).toMatch(/^[A-Z]/)
  expect(refusal?.steps.length).toBeGreaterThan(0)
  expect(JSON.stringify(refusal)).not.toMatch(/NaN|undefined/)
})

test('every state of a line has a word, and a filter', () => {
  for (const state of rowStates) {
    expect(importsText.rows.states[state]).toBeTruthy()
    expect(importsText.rows.filters[state]).toBeTruthy()
  }
})

test('the same problem is told once', () => {
  const problem = { column: 1, code: 'unknown_group' as const, message: 'x', details: { group: 'Ops' } }
  const other = { ...problem, details: { group: 'Sales' } }
  expect(eachOnce([problem, other, { ...problem }]).map(([, one]) => one)).toEqual([problem, other])
})
