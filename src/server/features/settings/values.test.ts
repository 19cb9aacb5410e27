import { expect, test } from 'vitest'
import { SETTINGS_DEFAULTS } from '#contract/settings'
import { mayInvite, ownSettings, settingsFrom, withPatch } from './values'

test('what is not stored, or was stored before a setting had a part, has its default', () => {
  for (const nothing of [undefined, null, {}]) expect(settingsFrom(nothing)).toEqual(SETTINGS_DEFAULTS)
  expect(settingsFrom({ approvals: { enabled: true } }).approvals).toEqual({
    ...SETTINGS_DEFAULTS.approvals,
    enabled: true,
  })
  expect(settingsFrom({ trustedMetadata: { a: 1 } }).trustedMetadata).toEqual({ a: 1 })
})

test('what is as it would be anyway is not stored', () => {
  const stored = withPatch({}, { session: { idleSeconds: 3600, maxSeconds: 7200 }, emailUnique: true, logo: '' })
  expect(stored).toEqual({ session: { maxSeconds: 7200 } })
  expect(ownSettings(stored)).toEqual(['session'])
  expect(withPatch(stored, { session: { maxSeconds: 86_400 } })).toEqual({})
  expect(withPatch({ trustedMetadata: { a: 1 } }, { trustedMetadata: { b: 2 } })).toEqual({ trustedMetadata: { b: 2 } })
})

test('invitations go to whom the settings say', () => {
  const joining = (part: object) => settingsFrom({ joining: part })
  expect(mayInvite(joining({}), 'ada@example.com')).toBe(true)
  expect(mayInvite(joining({ who: 'nobody' }), 'ada@example.com')).toMatch(/nobody/)
  expect(mayInvite(joining({ who: 'domains', domains: ['a.example'], invites: 'nobody' }), 'ada@a.example')).toMatch(
    /nobody/,
  )
  const restricted = joining({ invites: 'restricted', domains: ['a.example', 'b.example'] })
  expect(mayInvite(restricted, 'Ada@B.Example')).toBe(true)
  expect(mayInvite(restricted, 'ada@sub.b.example')).toMatch(/a\.example or b\.example/)
  expect(mayInvite(restricted, 'b.example@evil.example')).toMatch(/be invited/)
})
