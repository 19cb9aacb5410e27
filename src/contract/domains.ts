import * as z from 'zod/mini'
import './sentences'

/** The longest name that DNS carries (RFC 1035 §2.3.4), written with dots. */
const MAX = 253
/** How many domains one list holds. */
export const DOMAINS_MAX = 100

/** A label of a host name (RFC 1123 §2.1). */
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/** Where anybody can have an address: compared with the label before the public suffix, as the protocols do (stytch §4.1). */
const COMMON = new Set(
  `gmail googlemail aol yahoo ymail icloud me mac hotmail live outlook msn comcast att sbcglobal earthlink verizon igmail
hey laposte wanadoo orange free rediffmail uol bol libero gmx yandex`.split(/\s+/),
)
/** Addresses for ten minutes. The best known only: such domains come and go by the day. */
const DISPOSABLE = new Set(
  'mailinator guerrillamail 10minutemail yopmail temp-mail tempmail trashmail throwawaymail getnada maildrop'.split(
    ' ',
  ),
)

/** Below which many countries give names away: `co.uk`, `com.br`. */
const SECOND_LEVEL = new Set('ac co com edu gob gov gv go mil ne net nom or org'.split(' '))

/** The label that somebody chose: `acme` of `mail.acme.co.uk`. */
function chosenLabel(domain: string): string {
  const labels = domain.split('.')
  const [third = '', second = '', top = ''] = ['', '', ...labels].slice(-3)
  return third !== '' && top.length === 2 && SECOND_LEVEL.has(second) ? third : second
}

/** Why a domain cannot stand for the people of one organization; null when it can. */
export function domainProblem(domain: string): string | null {
  if (/[^\u0000-\u007F]/.test(domain)) return 'Write it as mail carries it, beginning with xn--'
  if (domain.includes('@')) return 'Only what stands behind the @'
  const labels = domain.split('.')
  if (labels.length < 2 || !labels.every((label) => LABEL.test(label)) || !/[a-z]/.test(labels.at(-1) ?? ''))
    return 'This is not a domain, such as example.com'
  if (COMMON.has(chosenLabel(domain))) return 'Anybody can have an address there: name a domain of your own'
  if (DISPOSABLE.has(chosenLabel(domain))) return 'Addresses there are thrown away: name a domain of your own'
  return null
}

/** The domain of e-mail addresses, in lower case; exactly this one, none below it. `@example.com` is read as meant. */
export const Domain = z.string().check(
  z.trim(),
  z.toLowerCase(),
  z.overwrite((text) => text.replace(/^@/, '')),
  z.minLength(1),
  z.maxLength(MAX),
  z.superRefine<string>((text, context) => {
    const message = text === '' || text.length > MAX ? null : domainProblem(text)
    if (message) context.addIssue({ code: 'custom', input: text, message })
  }),
)

/** At most a hundred domains, each once. */
export const Domains = z.array(Domain).check(
  z.maxLength(DOMAINS_MAX),
  z.superRefine<string[]>((list, context) => {
    const at = list.findIndex((one, i) => list.indexOf(one) !== i)
    if (at >= 0) context.addIssue({ code: 'custom', input: list, path: [at], message: 'This stands here twice' })
  }),
)

/** The domain of an address, as `Domain` would write it. */
export const domainOfEmail = (email: string): string => email.slice(email.lastIndexOf('@') + 1).toLowerCase()
