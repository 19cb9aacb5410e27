import { hash, verify } from '@node-rs/argon2'

/** OWASP's first choice: Argon2id (which the library numbers 2), 19 MiB, two passes, one lane. Off the event loop. */
const OPTIONS = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export const hashPassword = (password: string): Promise<string> => hash(password, OPTIONS)

let decoy: Promise<string> | undefined

/**
 * Compares a password with a stored hash. Without one the same work is done on a decoy, so that an unknown address takes
 * as long as a wrong password.
 */
export async function passwordFits(password: string, stored: string | undefined): Promise<boolean> {
  decoy ??= hashPassword('nobody has this password')
  const fits = await verify(stored ?? (await decoy), password)
  return fits && stored !== undefined
}

let breached: Promise<Set<string>> | undefined

/** Whether a password is on the bundled list of the most often stolen ones; compared without case. */
export async function isBreached(password: string): Promise<boolean> {
  // Loaded when first needed: the list would add to every cold start.
  breached ??= import('@zxcvbn-ts/language-common').then(({ dictionary }) => new Set(dictionary['passwords-common']))
  return (await breached).has(password.toLowerCase())
}
