/** A mail in plain text. */
export interface MailText {
  subject: string
  body: string
}

/** Names hold no line breaks; should one ever get here, it must not become a header or a line of its own. */
const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()

/** `by`: who invites; `realm`: where to, as people call it. */
export function invitationMail(words: { by: string; realm: string; name: string; username: string }): MailText {
  const [by, realm, name, username] = [words.by, words.realm, words.name, words.username].map(oneLine)
  return {
    subject: `${by} invites you to ${realm}`,
    body: `Hello ${name},

${by} invites you to ${realm}.

Your username there is: ${username}

There is nothing to do now. You sign in at the applications of ${realm} with this username, once your administrator has set that up for you.

If you do not know ${by}, or did not expect this, you can ignore this mail.
`,
  }
}

/** Why a mail did not arrive, for administrators; `said` is what the mail server answered. */
export const deliveryText = {
  deleted: 'Not sent: the person was deleted before it could be.',
  moved: 'Not sent: the person has another e-mail address by now.',
  notInvited: 'Not sent: the person was no longer waiting for an invitation.',
  refused: (said: string) => `The mail server refused the address: ${said}`,
  unreachable: (said: string) => `There is no connection to the mail server: ${said}`,
  credentials: (said: string) => `The mail server did not accept the user name and password of SMTP_URL: ${said}`,
  sender: (said: string) => `The mail server did not accept MAIL_FROM as the sender: ${said}`,
  failed: (said: string) => `The mail server did not take the mail: ${said}`,
  gaveUp: (reason: string) => `Given up after a day. ${reason}`,
}
