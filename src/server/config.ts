import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import * as z from 'zod/mini'
import { Email } from '#contract/primitives'

/** A setting that stops the start; its message is the one sentence that the terminal shows. */
export class ConfigError extends Error {}

const publicUrl = z.string().check(
  z.refine((value) => URL.canParse(value) && (new URL(value).protocol === 'https:' || isLocalhost(new URL(value))), {
    error: 'must begin with https:// (or http://localhost while trying things on one machine)',
  }),
  z.refine((value) => !URL.canParse(value) || ['/', ''].includes(new URL(value).pathname + new URL(value).search), {
    error: 'must be an address without a path',
  }),
)
const isLocalhost = (url: URL) => url.protocol === 'http:' && url.hostname === 'localhost'

const limits = z.pipe(
  z.string().check(z.regex(/^\d{1,6},\d{1,6},\d{1,6}$/, { error: 'must be three numbers, such as 5,20,50' })),
  z.transform((value) => value.split(',').map(Number) as [number, number, number]),
)

const smtpUrl = z.string().check(
  z.refine((value) => /^smtps?:\/\/[^/]/.test(value) && URL.canParse(value), {
    error: 'must be an address such as smtp://user:password@mail.example.com:587 or smtps://…',
  }),
)

/** `noreply@example.com` or `Castellan <noreply@example.com>`. */
const mailFrom = z.pipe(
  z.string().check(
    z.maxLength(500, { error: 'must have at most 500 characters' }),
    z.refine((value) => Email.safeParse(senderOf(value).address).success && !/\p{Cc}/u.test(value), {
      error: 'must be an address such as noreply@example.com or Castellan <noreply@example.com>',
    }),
  ),
  z.transform(senderOf),
)
function senderOf(value: string): { name: string; address: string } {
  const [, name = '', address = value.trim()] = /^\s*"?([^"<>]*?)"?\s*<([^<>]+)>\s*$/.exec(value) ?? []
  return { name, address }
}

const Environment = z.object({
  PORT: z._default(z.coerce.number({ error: 'must be a number' }).check(z.int(), z.minimum(0), z.maximum(65535)), 8080),
  HOST: z._default(z.string().check(z.minLength(1)), '127.0.0.1'),
  PUBLIC_URL: z.optional(publicUrl),
  DATA_DIR: z._default(z.string().check(z.minLength(1)), './data'),
  DATABASE_URL: z.optional(
    z.string().check(z.regex(/^postgres(ql)?:\/\//, { error: 'must begin with postgres:// or postgresql://' })),
  ),
  SECRET_KEY: z.optional(z.string().check(z.minLength(32, { error: 'must have at least 32 characters' }))),
  SIGN_UP: z._default(z.enum(['invite', 'open']), 'invite'),
  SIGN_IN_LIMITS: z.prefault(limits, '5,20,50'),
  SMTP_URL: z.optional(smtpUrl),
  MAIL_FROM: z.optional(mailFrom),
  TRUST_PROXY: z._default(z.enum(['true', 'false']), 'false'),
  LOG_LEVEL: z._default(z.enum(['debug', 'info', 'warn', 'error', 'silent']), 'warn'),
})

export interface Config {
  port: number
  host: string
  /** Where people reach the dashboard, without a slash at the end. Null: `http://localhost:<port>`, known when listening. */
  publicUrl: string | null
  dataDir: string
  databaseUrl: string | null
  secretKey: string
  signUp: 'invite' | 'open'
  /** Failed sign-ins before waiting begins: one address at one account, all addresses at one account, one address at all. */
  signInLimits: readonly [number, number, number]
  /** Where mail goes out, and from whom. Null: mail is kept for somebody to pass on. */
  mail: { smtpUrl: string; from: { name: string; address: string } } | null
  trustProxy: boolean
  logLevel: string
}

/** Reads the configuration once. Empty values count as not given. Throws `ConfigError`. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  )
  const parsed = Environment.safeParse(given)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new ConfigError(`${String(issue?.path[0])} ${lowerFirst(issue?.message ?? 'is not valid')}.`)
  }
  const env = parsed.data
  const dataDir = resolve(env.DATA_DIR)
  if (env.DATABASE_URL && !env.SECRET_KEY) {
    throw new ConfigError(
      'SECRET_KEY is required with DATABASE_URL: set it to 32 or more random characters, the same for every process.',
    )
  }
  if (env.SMTP_URL && !env.MAIL_FROM) {
    throw new ConfigError('MAIL_FROM is required with SMTP_URL: set it to the address that mail comes from.')
  }
  return {
    port: env.PORT,
    host: env.HOST,
    publicUrl: env.PUBLIC_URL ? new URL(env.PUBLIC_URL).origin : null,
    dataDir,
    databaseUrl: env.DATABASE_URL ?? null,
    secretKey: env.SECRET_KEY ?? keyFromFile(dataDir),
    signUp: env.SIGN_UP,
    signInLimits: env.SIGN_IN_LIMITS,
    mail: env.SMTP_URL && env.MAIL_FROM ? { smtpUrl: env.SMTP_URL, from: env.MAIL_FROM } : null,
    trustProxy: env.TRUST_PROXY === 'true',
    logLevel: env.LOG_LEVEL,
  }
}

/** The server key in the data directory, made on first start, readable by its owner only. */
function keyFromFile(dataDir: string): string {
  const file = join(dataDir, 'secret.key')
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' })
  }
  return readFileSync(file, 'utf8').trim()
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)
