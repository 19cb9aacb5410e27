import { expect, test } from 'vitest'
import { invitationMail } from './mail.text'

test('line breaks in names stay within their line', () => {
  const words = {
    by: 'Eve\r\nBcc: all@example.org',
    realm: 'Castle\u2028Hill',
    name: 'A\u0000da',
    username: 'ada\nroot',
  }
  const { subject, body } = invitationMail(words)
  expect(subject).toBe('Eve Bcc: all@example.org invites you to Castle Hill')
  expect(body.split('\n').slice(0, 5)).toEqual([
    'Hello A da,',
    '',
    'Eve Bcc: all@example.org invites you to Castle Hill.',
    '',
    'Your username there is: ada root',
  ])
})
