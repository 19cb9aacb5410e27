import type { ImportColumn, ProblemCode, RowProblem } from '#contract/imports'
import { problemCodes } from '#contract/imports'
import { Email, optionalLine } from '#contract/primitives'
import { Username } from '#contract/realms'
import { split, unescaped } from '../../lib/csv'

/** What a row says of a person. What it leaves empty it does not say. */
export interface SaidPerson {
  username: string | null
  email: string | null
  firstName: string | null
  lastName: string | null
  attributes: [key: string, values: string[]][]
  /** Each a path of names, from the top. */
  groups: { column: number; text: string; path: string[] }[]
  /** Where username and e-mail stand. */
  at: { username: number | null; email: number | null }
}

export const problem = (
  column: number | null,
  code: ProblemCode,
  details?: Record<string, unknown>,
  message: string = problemCodes[code],
): RowProblem => ({ column, code, message, ...(details && { details }) })

const PersonName = optionalLine(255)
const AttributeValue = optionalLine(1000)
const ATTRIBUTE_VALUES = 100

/** Reads a row as its columns say; every cell must hold what the same field takes elsewhere. */
export function readRow(columns: readonly ImportColumn[], cells: readonly string[]) {
  const problems: RowProblem[] = []
  const said: SaidPerson = {
    username: null,
    email: null,
    firstName: null,
    lastName: null,
    attributes: [],
    groups: [],
    at: { username: null, email: null },
  }
  for (const [i, { meaning }] of columns.entries()) {
    const cell = (cells[i] ?? '').trim()
    if (cell === '' || meaning === 'ignore') continue
    const checked = (schema: typeof PersonName): string | null => {
      const parsed = schema.safeParse(cell)
      if (!parsed.success) problems.push(problem(i, 'invalid', undefined, parsed.error.issues[0]?.message))
      return parsed.success ? parsed.data : null
    }
    if (meaning === 'username') {
      said.at.username = i
      said.username = checked(Username)
    } else if (meaning === 'email') {
      said.at.email = i
      said.email = checked(Email)
    } else if (meaning === 'firstName' || meaning === 'lastName') said[meaning] = checked(PersonName)
    else if (meaning === 'groups') said.groups.push(...groupsIn(cell, i))
    else readAttribute(meaning.slice('attribute:'.length), cell, i)
  }
  if (cells.length > columns.length && cells.slice(columns.length).some((cell) => cell.trim() !== '')) {
    problems.push(problem(null, 'extra_cells'))
  }
  if (said.username === null && said.email === null && said.at.username === null && said.at.email === null) {
    problems.push(problem(null, 'no_name'))
  }
  return { said, problems }

  function readAttribute(key: string, cell: string, column: number): void {
    const values = split(cell, ';').map((value) => unescaped(value, ';'))
    const wrong = values.map((value) => AttributeValue.safeParse(value)).find(({ success }) => !success)
    if (wrong) problems.push(problem(column, 'invalid', undefined, wrong.error?.issues[0]?.message))
    else if (values.length > ATTRIBUTE_VALUES)
      problems.push(problem(column, 'invalid', undefined, 'At most 100 entries'))
    else said.attributes.push([key, values])
  }
}

/** The groups that a cell names. */
export const groupsIn = (cell: string, column: number): SaidPerson['groups'] =>
  split(cell, ';')
    .filter(Boolean)
    .map((text) => ({ column, text, path: split(text, '/').map((name) => unescaped(name, '/;')) }))
