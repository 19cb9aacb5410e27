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

/** "January 31, 2027", of the day that was chosen, whatever the time zone. */
const dayText = (day: string): string =>
  new Date(`${day}T00:00:00Z`).toLocaleDateString('en', { dateStyle: 'long', timeZone: 'UTC' })

/** `by`: who asks; `from`: the day from which a second step is required, where one is known. */
export function secondStepMail(words: {
  by: string
  realm: string
  name: string
  username: string
  from: string | null
}): MailText {
  const [by, realm, name, username] = [words.by, words.realm, words.name, words.username].map(oneLine)
  const when = words.from === null ? '' : `From ${dayText(words.from)} on, ${realm} asks everybody for one.\n\n`
  return {
    subject: `Please set up a second step for ${realm}`,
    body: `Hello ${name},

${by} asks you to set up a second step for signing in to ${realm}. You have none yet.

${when}A second step is something that only you have, besides your password: a passkey on your phone or computer, or an app that shows codes. With it, a stolen password alone lets nobody in as you.

You are asked to set it up when you sign in with your username, which is: ${username}

This mail holds no link, and nobody will ask you for a code by mail or on the phone. If you do not know ${by}, you can ignore it.
`,
  }
}

/** Why a mail did not arrive, for administrators; `said` is what the mail server answered. */
export const deliveryText = {
  deleted: 'Not sent: the person was deleted before it could be.',
  moved: 'Not sent: the person has another e-mail address by now.',
  notInvited: 'Not sent: the person was no longer waiting for an invitation.',
  notMissing: 'Not sent: the person has a second step by now, or is not active any more.',
  refused: (said: string) => `The mail server refused the address: ${said}`,
  unreachable: (said: string) => `There is no connection to the mail server: ${said}`,
  credentials: (said: string) => `The mail server did not accept the user name and password of SMTP_URL: ${said}`,
  sender: (said: string) => `The mail server did not accept MAIL_FROM as the sender: ${said}`,
  failed: (said: string) => `The mail server did not take the mail: ${said}`,
  gaveUp: (reason: string) => `Given up after a day. ${reason}`,
}
