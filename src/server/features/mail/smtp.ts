import type { Config } from '../../config'
import type { MailRow } from './mail.store'
import { deliveryText } from './mail.text'

/** How long each step of sending may take; together less than a worker keeps a job. */
const STEP_MS = 10_000
const SAID_MAX = 300

/** A mail that did not go out. `final`: it never will, so trying again is useless. */
export class SendError extends Error {
  constructor(
    message: string,
    readonly final: boolean,
    options: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** Hands a mail to the mail server: TLS from the start with `smtps://`, else STARTTLS where the server offers it. */
export async function sendMail(settings: NonNullable<Config['mail']>, mail: MailRow): Promise<void> {
  // Loaded when first needed: a server without mail starts without it.
  const { createTransport } = await import('nodemailer')
  const transport = createTransport({
    url: settings.smtpUrl,
    connectionTimeout: STEP_MS,
    greetingTimeout: STEP_MS,
    socketTimeout: STEP_MS,
    dnsTimeout: STEP_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  try {
    await transport.sendMail({
      from: settings.from,
      // As an object: in a list, a comma would begin another address.
      to: { name: '', address: mail.recipient },
      subject: mail.subject,
      text: mail.body,
      // Of the mail, not of the attempt: should it go out twice after all, mailboxes show one.
      messageId: `<${mail.id}@${settings.from.address.split('@').at(-1)}>`,
      date: new Date(mail.created_at),
      // No out-of-office answers, please (RFC 3834 §5).
      headers: { 'Auto-Submitted': 'auto-generated' },
    })
  } catch (error) {
    throw judged(error)
  } finally {
    transport.close()
  }
}

/** A refusal for good (5xx, RFC 5321 §4.2.1) of the recipient or of the mail is final; everything else may pass. */
function judged(error: unknown): SendError {
  if (!(error instanceof Error)) throw error
  const { code, command, responseCode = 0, response } = error as SmtpFailure
  const said = (response ?? error.message).replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').slice(0, SAID_MAX)
  const forGood = responseCode >= 500
  if (command === 'RCPT TO') return new SendError(deliveryText.refused(said), forGood, { cause: error })
  if (code === 'EAUTH') return new SendError(deliveryText.credentials(said), false, { cause: error })
  if (command === 'MAIL FROM') return new SendError(deliveryText.sender(said), false, { cause: error })
  if (responseCode === 0) return new SendError(deliveryText.unreachable(said), false, { cause: error })
  return new SendError(deliveryText.failed(said), forGood && code === 'EMESSAGE', { cause: error })
}

interface SmtpFailure extends Error {
  code?: string
  command?: string
  responseCode?: number
  response?: string
}
