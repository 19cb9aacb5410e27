import { expect, test } from 'vitest'
import { ConfigError, readConfig } from './config'

const base = { SECRET_KEY: 'a key for tests, which is long enough' }
const sentence = (environment: Record<string, string>): string => {
  try {
    readConfig({ ...base, ...environment })
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  throw new Error('Nothing was wrong')
}

test('without a mail server there is none', () => {
  expect(readConfig(base).mail).toBeNull()
  expect(readConfig({ ...base, SMTP_URL: '', MAIL_FROM: 'castellan@example.org' }).mail).toBeNull()
})

test.each([
  ['castellan@example.org', { name: '', address: 'castellan@example.org' }],
  ['Castellan <castellan@example.org>', { name: 'Castellan', address: 'castellan@example.org' }],
  ['"Castellan, Ltd." <castellan@example.org>', { name: 'Castellan, Ltd.', address: 'castellan@example.org' }],
  ['<castellan@example.org>', { name: '', address: 'castellan@example.org' }],
])('mail can come from %s', (MAIL_FROM, from) => {
  for (const SMTP_URL of ['smtp://localhost:1025', 'smtps://user:p%40ss@mail.example.org']) {
    expect(readConfig({ ...base, SMTP_URL, MAIL_FROM }).mail).toEqual({ smtpUrl: SMTP_URL, from })
  }
})

test.each(['mail.example.org', 'http://mail.example.org', 'smtp://', 'smtp:///x', 'smtp://user:secret@host:port'])(
  'the address of a mail server is not %s, and the sentence does not tell it',
  (SMTP_URL) => {
    const said = sentence({ SMTP_URL, MAIL_FROM: 'castellan@example.org' })
    expect(said).toMatch(/^SMTP_URL must be an address such as/)
    expect(said).not.toContain('secret')
  },
)

test.each(['castellan', 'Castellan <castellan>', 'a@example.org, b@example.org', 'a@example.org\nBcc: b@example.org'])(
  'mail does not come from %j',
  (MAIL_FROM) => {
    expect(sentence({ SMTP_URL: 'smtp://localhost', MAIL_FROM })).toMatch(/^MAIL_FROM must be an address such as/)
  },
)

test('a mail server needs a sender', () => {
  expect(sentence({ SMTP_URL: 'smtp://localhost' })).toBe(
    'MAIL_FROM is required with SMTP_URL: set it to the address that mail comes from.',
  )
})
