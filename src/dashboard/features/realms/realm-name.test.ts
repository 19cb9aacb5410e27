import { expect, test } from 'vitest'
import { RealmName } from '#contract/realms'
import { realmNameFrom } from './realm-name'

test('a display name suggests a name that the contract accepts', () => {
  expect(realmNameFrom('Acme Staff (EU)')).toBe('acme-staff-eu')
  expect(realmNameFrom('  Müller & Söhne – Straße ')).toBe('muller-sohne-strasse')
  expect(realmNameFrom('Olga’s team')).toBe('olgas-team')
  for (const name of ['Acme Staff', '__x y', '9 lives', 'a'.repeat(300), `${'a'.repeat(62)} b`])
    expect(RealmName.safeParse(realmNameFrom(name)).success).toBe(true)
})

test('where nothing is left, nothing is suggested', () => {
  for (const name of ['', ' ', 'א', '🏰', 'x', '–']) expect(realmNameFrom(name)).toBe('')
})
