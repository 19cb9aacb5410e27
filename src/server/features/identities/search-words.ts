import { UUID_PATTERN } from '#contract/primitives'
import { nameKey } from '../../lib/name-key'

/** The words that were typed into the search box of people, in the form in which names are compared. */
export const wordsOf = (q: string | undefined): string[] =>
  [...new Set(nameKey(q ?? '').split(/\s+/))].filter((word) => word !== '')

/** What was typed, where it may be somebody's id. */
export function idIn(q: string | undefined): string | null {
  const [word, ...more] = wordsOf(q)
  return word !== undefined && more.length === 0 && UUID_PATTERN.test(word) ? word : null
}
