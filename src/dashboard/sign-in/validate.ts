import { signInText } from './sign-in.text'

/** The rules of contract/auth.ts, by hand: zod would be a fifth of this entry's bytes. The server checks again. */
export type Check = (value: string) => string | undefined

const { problems } = signInText

/** As `line(max)` in contract/primitives.ts. */
export const line =
  (max: number): Check =>
  (value) => {
    const text = value.trim()
    if (text === '') return problems.empty
    if (text.length > max) return problems.tooLong(max)
    if (/[\p{Cc}\u2028\u2029]/u.test(text) || !text.isWellFormed()) return problems.control
    if (/[\u202A-\u202E\u2066-\u2069]/.test(text)) return problems.direction
    return undefined
  }

export const email: Check = (value) => {
  const text = value.trim()
  if (text === '') return problems.empty
  if (text.length > 254) return problems.tooLong(254)
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? undefined : problems.email
}

export const newPassword: Check = (value) => {
  if (value === '') return problems.empty
  if (value.length < 8) return problems.shortPassword
  return value.length > 128 ? problems.tooLong(128) : undefined
}

/** Only compared: nothing is said about how passwords look here. */
export const typed =
  (max: number): Check =>
  (value) => {
    if (value === '') return problems.empty
    return value.length > max ? problems.tooLong(max) : undefined
  }
