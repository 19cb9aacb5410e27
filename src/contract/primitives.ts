import * as z from 'zod/mini'
import './sentences'

/** Line and paragraph separators, C0 and C1 controls. */
const CONTROL = /[\p{Cc}\u2028\u2029]/u
/** The same, but line feed and tab may stand in text of several lines. */
const CONTROL_BUT_LINES = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028\u2029]/
/** Explicit directional controls (Unicode UAX #9 §2): they can make a name read as another one. */
const BIDI = /[\u202A-\u202E\u2066-\u2069]/

const clean = (control: RegExp) =>
  z.superRefine<string>((value, context) => {
    const say = (message: string) => context.addIssue({ code: 'custom', input: value, message })
    if (!value.isWellFormed()) say('Contains half of a character')
    else if (control.test(value)) say('Control characters are not allowed')
    else if (BIDI.test(value)) say('Characters that change the reading direction are not allowed')
  })

/** Half a character (a lone surrogate) becomes another one on its way, so two passwords could come out the same. */
export const wellFormed = z.refine<string>((value) => value.isWellFormed(), { error: 'Contains half of a character' })

/** Some characters stand for many (U+FDFA for eighteen): the form in which names are compared is bounded too. */
const boundedKey = (max: number) =>
  z.refine<string>((value) => value.normalize('NFKC').length <= max, { error: `At most ${max} characters` })

/** One line of text as people type it, trimmed: 1 to `max` UTF-16 units, no control or directional characters. */
export const line = (max: number) =>
  z.string().check(z.trim(), z.minLength(1), z.maxLength(max), boundedKey(max), clean(CONTROL))

/** Like `line`, but may be empty. */
export const optionalLine = (max: number) => z.string().check(z.trim(), z.maxLength(max), clean(CONTROL))

/** Text of several lines, possibly empty: line feeds and tabs are allowed. */
export const paragraph = (max: number) => z.string().check(z.trim(), z.maxLength(max), clean(CONTROL_BUT_LINES))

/** The name of a group, role, application or account. */
export const Name = line(255)
export const Description = paragraph(2000)

/** Lower-case text form of a UUID (RFC 9562 §4). */
export const UUID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
/** A row's place, from one. */
export const POSITION_PATTERN = /^[1-9]\d{0,8}$/
export const Id = z.string().check(z.regex(UUID_PATTERN))

/** An instant: RFC 3339, UTC, with milliseconds. */
export const Time = z.string().check(z.maxLength(24))

/** An address for mail (RFC 5321 §4.5.3.1.3 bounds it to 254 octets). */
export const Email = z.string().check(z.trim(), z.maxLength(254), z.email())

/** A new password: length only, no composition rules (NIST SP 800-63B §3.1.1.2). */
export const NewPassword = z.string().check(z.minLength(8), z.maxLength(128), wellFormed)

/** The optimistic lock of a resource; sent back as `If-Match: "7"`. */
export const Version = z.int()

/** The name of a person: an administrator. */
export const PersonName = line(255)

/** Free key → values pairs: at most 100 keys of 1–255 characters, at most 100 values of 0–1,000 characters each. */
export const Attributes = z
  .record(line(255), z.array(optionalLine(1000)).check(z.maxLength(100)))
  .check(z.refine((value) => Object.keys(value).length <= 100, { error: 'At most 100 attributes' }))
export type Attributes = z.infer<typeof Attributes>

/** A thing that another thing mentions: enough to name and link it. */
export const Ref = z.object({ id: z.string(), name: z.string() })
export type Ref = z.infer<typeof Ref>

/** A number that is counted only up to 10,000: beyond it `totalExact` is false and `total` a lower bound. */
export const Count = z.object({ total: z.int(), totalExact: z.boolean() })
export type Count = z.infer<typeof Count>
