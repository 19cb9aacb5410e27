import { expect, test } from 'vitest'
import { playbooksText } from './playbooks.text'
import { plain, receiptText, rolesLine } from './receipt'
import { inHours, localInput, readLocal } from './until'

const now = Date.parse('2026-11-21T10:00:00.000Z')

test('a time in a field is read in the browser’s zone, and comes back as it was', () => {
  const at = '2026-12-01T14:30:00.000Z'
  expect(readLocal(localInput(at), now)).toEqual({ at })
  expect(inHours('8', now)).toBe('2026-11-21T18:00:00.000Z')
  expect(localInput('nonsense')).toBe('')
})

test('what no membership could end at is said', () => {
  expect(readLocal('', now)).toHaveProperty('problem')
  expect(readLocal('2026-11-01T10:00', now)).toEqual({ problem: 'Choose a time in the future' })
  expect(readLocal('2046-11-01T10:00', now)).toEqual({ problem: 'At most ten years from now' })
})

test('a receipt as text says what, when, by whom and what comes next', () => {
  const text = receiptText(
    {
      title: [{ name: 'Ada' }, ' is suspended'],
      did: [['1 sign-in ended.']],
      next: [],
      at: '2026-11-21T10:00:00.000Z',
      by: 'Olga Owner',
      person: { id: '1', name: 'Ada' },
      eventId: 'e-1',
    },
    'Acme',
  )
  expect(text).toMatch(
    /^Ada is suspended\n\nWhen: .+\nBy: Olga Owner\nRealm: Acme\n\nWhat was done\n- 1 sign-in ended\./,
  )
  expect(text).toContain('2026-11-21T10:00:00.000Z')
  expect(text).not.toContain('What comes next')
})

test('many roles are named up to a dozen, and counted', () => {
  const roles = Array.from({ length: 14 }, (_, i) => ({ role: { id: `${i}`, name: `r${i}` }, gained: 0, lost: 1 }))
  const impact = { gained: [], lost: [], blocked: [], roles, counts: { gained: 0, lost: 14, people: 1, exact: true } }
  const [line = []] = rolesLine({ changes: [], impact }, 'lost', (names) => ['They lost ', ...names, '.'])
  expect(plain(line)).toMatch(/^They lost r0, r1, .+, r11 and 2 more\.$/)
  expect(rolesLine({ changes: [], impact }, 'gained', (names) => names)).toEqual([])
  expect(plain(playbooksText.listed([{ name: 'a' }, { name: 'b' }]))).toBe('a and b')
})
