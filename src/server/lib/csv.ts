/**
 * What a spreadsheet would take for a formula: it begins so, perhaps behind spaces, invisible characters or quotation marks.
 * The full-width forms count too: some programs fold them (OWASP, "CSV injection").
 */
const FORMULA = /^[\s\p{Z}\p{Cf}'"`´‘’‚“”„«»]*[=+\-@\t\r＝＋－＠]/u

/** A cell that a spreadsheet shows and does not work out. */
export const neutral = (cell: string): string => (FORMULA.test(cell) ? `'${cell}` : cell)

/** What `neutral` was given. Anything else stays as it is: `neutral` leaves no other text with such a `'` in front. */
export const plain = (cell: string): string =>
  cell.startsWith("'") && FORMULA.test(cell.slice(1)) ? cell.slice(1) : cell

const SPECIAL = /[",\r\n]|^\s|\s$/

/** A line as RFC 4180 has it. */
export const csvLine = (cells: readonly string[]): string =>
  `${cells.map((cell) => (SPECIAL.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`

/** Tells programs that the file is UTF-8. Excel takes it for something older without it. */
export const BOM = '\uFEFF'

/** A text that stands in a cell beside others, with a backslash before what would end it. */
export const escaped = (text: string, separators: string): string =>
  text.replaceAll(/[\\;/,]/g, (here) => (here === '\\' || separators.includes(here) ? `\\${here}` : here))

/** The texts in a cell, each trimmed and still escaped. */
export function split(cell: string, separator: string): string[] {
  const parts: string[] = []
  let from = 0
  for (let at = 0; at < cell.length; at++) {
    if (cell.charAt(at) === '\\') at++
    else if (cell.charAt(at) === separator) {
      parts.push(cell.slice(from, at).trim())
      from = at + 1
    }
  }
  return [...parts, cell.slice(from).trim()]
}

/** What `escaped` was given. A backslash before anything else is one. */
export const unescaped = (text: string, separators: string): string =>
  text.replaceAll(/\\(.)/gs, (both, next: string) => (next === '\\' || separators.includes(next) ? next : both))
