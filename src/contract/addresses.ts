import * as z from 'zod/mini'
import './sentences'

/** The longest address that is kept; browsers and proxies cut what is much longer. */
const MAX = 1000
/** How many addresses one list holds. */
const MAX_ENTRIES = 100

/** What an address may consist of (RFC 3986 §2), but for `#` and `*`, which are refused in words of their own. */
const CHARACTERS = /^(?:[\w\-.~:/?[\]@!$&'()+,;=]|%[0-9A-Fa-f]{2})*$/
/** A scheme of an app's own is a domain name turned round (RFC 8252 §7.1): its dot tells it from `javascript:` and the like. */
const OWN_SCHEME = /^[a-z][a-z0-9+-]*(?:\.[a-z0-9+-]+)+:\/./
const LOOPBACK = /^(?:localhost|.+\.localhost|127(?:\.\d+){3}|\[::1\])$/

/**
 * Why a text cannot stand as an address; null when it can. Addresses are compared letter by letter (OAuth 2.1 §2.3.1), so
 * each must stand as a browser would write it, and no two readers of it may see different hosts.
 */
function unclear(text: string): string | null {
  if (text.includes('#')) return 'Nothing may follow a # here: leave it out'
  if (text.includes('*')) return 'No wildcards: write each address in full'
  if (!CHARACTERS.test(text)) return 'Contains a character that addresses cannot have; write it as a %-code'
  return null
}

function notOnTheWeb(text: string): string | null {
  const problem = unclear(text)
  if (problem) return problem
  const [, scheme, authority = ''] = /^(https?):\/\/([^/?]*)/.exec(text) ?? []
  if (!scheme) return 'Write the whole address, beginning with https://'
  if (authority.includes('@')) return 'No user name or password may stand in an address'
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url) return 'This is not an address'
  if (authority !== url.host && authority !== `${url.hostname}:${scheme === 'https' ? 443 : 80}`) {
    return `Write the host as ${url.host}`
  }
  if (scheme === 'http' && !LOOPBACK.test(url.hostname))
    return 'Use https://. Only one’s own computer, localhost, may be http://'
  return null
}

function notToReturnTo(text: string): string | null {
  if (/^https?:/i.test(text) || !/^[a-z][a-z0-9+.-]*:/i.test(text)) return notOnTheWeb(text)
  if (!OWN_SCHEME.test(text))
    return 'Only https://, or an app’s own scheme with a dot, such as com.example.app:/callback'
  return unclear(text)
}

function notAnOrigin(text: string): string | null {
  const problem = notOnTheWeb(text)
  if (problem) return problem
  const { origin } = new URL(text)
  return text === origin ? null : `Only scheme, host and port: ${origin}`
}

const refusedBy = (problemOf: (text: string) => string | null) =>
  z.superRefine<string>((text, context) => {
    // The length has its own sentence, and an empty one is the business of whoever forbids it.
    const message = text === '' || text.length > MAX ? null : problemOf(text)
    if (message) context.addIssue({ code: 'custom', input: text, message })
  })

const address = (problemOf: (text: string) => string | null) =>
  z.string().check(z.trim(), z.minLength(1), z.maxLength(MAX), refusedBy(problemOf))

const listOf = (entry: z.ZodMiniType<string>) =>
  z.array(entry).check(
    z.maxLength(MAX_ENTRIES),
    z.superRefine<string[]>((list, context) => {
      const at = list.findIndex((one, i) => list.indexOf(one) !== i)
      if (at >= 0) context.addIssue({ code: 'custom', input: list, path: [at], message: 'This stands here twice' })
    }),
  )

/** An absolute address on the web, or nothing: https, or http on one's own computer. */
export const OptionalWebAddress = z.string().check(z.trim(), z.maxLength(MAX), refusedBy(notOnTheWeb))

/** Where people are sent back to after signing in: on the web, or into an app by its own scheme (RFC 8252 §7.1). */
export const RedirectUris = listOf(address(notToReturnTo))

/** Pages that may call from the browser: scheme, host and port only (RFC 6454 §6). */
export const Origins = listOf(address(notAnOrigin))
