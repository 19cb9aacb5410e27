import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

export interface ReceivedMail {
  from: string
  to: string[]
  /** As it came: headers, an empty line, the text. */
  raw: string
}

export interface MailServer {
  url: string
  received: ReceivedMail[]
  /** What to answer to a recipient or to a mail instead of taking it: "550 No such mailbox". */
  refuse: { recipient?: string; mail?: string }
  stop(): Promise<void>
  /** Again, at the same address. */
  start(): Promise<void>
}

/** A mail server that keeps what it is sent. `tls`: offers STARTTLS, with a certificate that nobody trusts. */
export async function startMailServer({ tls = false } = {}): Promise<MailServer> {
  let port = 0
  let server: SMTPServer
  const refusal = (text: string) => Object.assign(new Error(text.slice(4)), { responseCode: Number(text.slice(0, 3)) })
  const start = async () => {
    server = new SMTPServer({
      disabledCommands: tls ? ['AUTH'] : ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      logger: false,
      onRcptTo: (_address, _session, done) =>
        mail.refuse.recipient === undefined ? done() : done(refusal(mail.refuse.recipient)),
      onData: (stream, session, done) => {
        const parts: Buffer[] = []
        stream.on('data', (part: Buffer) => parts.push(part))
        stream.on('end', () => {
          if (mail.refuse.mail !== undefined) return done(refusal(mail.refuse.mail))
          const { mailFrom, rcptTo } = session.envelope
          mail.received.push({
            from: mailFrom ? mailFrom.address : '',
            to: rcptTo.map(({ address }) => address),
            raw: Buffer.concat(parts).toString('utf8'),
          })
          done()
        })
      },
    })
    // A client that hangs up on the certificate is an error to it.
    server.on('error', () => {})
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    port = (server.server.address() as AddressInfo).port
    mail.url = `smtp://127.0.0.1:${port}`
  }
  const mail: MailServer = {
    url: '',
    received: [],
    refuse: {},
    start,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
  await start()
  return mail
}
