import type { Import } from '#contract/imports'

/** The cell that means something. */
export const cellOf = ({ columns }: Pick<Import, 'columns'>, cells: readonly string[], meaning: string): string => {
  const at = columns.findIndex((column) => column.meaning === meaning)
  return at < 0 ? '' : (cells[at] ?? '')
}

/** No name is longer on screen than a name may be. */
export const LONGEST = 200
export const shortened = (value: string): string => (value.length > LONGEST ? `${value.slice(0, LONGEST)} …` : value)

/** What a person would call the line: a name, and below it what they sign in with. */
export function personIn(one: Pick<Import, 'columns'>, cells: readonly string[]): { name: string; under: string } {
  const [firstName, lastName, username, email] = ['firstName', 'lastName', 'username', 'email'].map((meaning) =>
    shortened(cellOf(one, cells, meaning)),
  )
  const [name = '', under = ''] = [[firstName, lastName].filter(Boolean).join(' '), username, email].filter(Boolean)
  return { name, under }
}
