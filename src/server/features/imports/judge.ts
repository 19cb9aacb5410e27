import type { ImportColumn, ImportOptions, RowProblem, RowState } from '#contract/imports'
import type { Attributes } from '#contract/primitives'
import type { SettingsValues } from '#contract/settings'
import { canonical } from '../../lib/canonical'
import { nameKey } from '../../lib/name-key'
import type { IdentityRow, KnownPeople } from '../identities/people.service'
import { mayInvite } from '../settings/values'
import type { FoundGroup, groupFinder } from './group-finder'
import type { Verdict } from './imports.store'
import { problem, readRow, type SaidPerson } from './people-rows'

/** What a row does, as it is kept: fields with what was there and what is to be, and the groups that are joined. */
export interface RowPlan {
  /** Of somebody who is here: as they were seen. */
  version: number | null
  fields: [field: string, before: unknown, after: unknown][]
  groups: [id: string, name: string][]
}

/** What rows are held against. */
export interface Surroundings {
  columns: readonly ImportColumn[]
  options: ImportOptions
  settings: SettingsValues
  known: KnownPeople
  /** The groups that people belong to. */
  memberships: ReadonlyMap<string, ReadonlySet<string>>
  findGroup: Awaited<ReturnType<typeof groupFinder>>
  /** The groups that everyone in the file joins. */
  everyone: readonly FoundGroup[]
  /** The first row that has a username, or an address, among those before. */
  earlier: { usernames: Map<string, number>; emails: Map<string, number> }
}

export interface ReadRow {
  position: number
  said: SaidPerson
  problems: RowProblem[]
}

export const readRows = (
  columns: readonly ImportColumn[],
  rows: readonly { position: number; cells: string }[],
): ReadRow[] =>
  // Written by us.
  rows.map(({ position, cells }) => ({ position, ...readRow(columns, JSON.parse(cells) as string[]) }))

/** The usernames and addresses by which rows are looked up. */
export const keysOf = (rows: readonly ReadRow[]) => ({
  usernames: rows.flatMap(({ said }) => said.username ?? said.email ?? []),
  emails: rows.flatMap(({ said }) => said.email ?? []),
})

/** What becomes of a row. Rows are judged in order: of two about the same person the first one counts. */
export function judgeRow({ position, said, problems: found }: ReadRow, around: Surroundings): Verdict {
  const { options, known } = around
  const problems = [...found]
  const emailKey = said.email === null ? null : nameKey(said.email)
  const person = recognise(said, around, problems)
  const username = said.username ?? (person ? null : said.email)
  const usernameKey = username === null ? null : nameKey(username)
  const verdict = (state: RowState, plan: RowPlan | null = null): Verdict => ({
    position,
    state,
    problems: JSON.stringify(state === 'error' ? problems : []),
    identity_id: person?.id ?? null,
    plan: plan && JSON.stringify(plan),
    username_key: usernameKey,
    email_key: emailKey,
  })

  if (usernameKey !== null) duplicate(around.earlier.usernames, usernameKey, position, 'duplicate_username')
  if (emailKey !== null && (around.settings.emailUnique || options.matchBy === 'email')) {
    duplicate(around.earlier.emails, emailKey, position, 'duplicate_email')
  }
  if (person && options.onExisting === 'skip' && problems.length === 0) return verdict('skipped')

  if (usernameKey !== null) {
    const other = known.byUsername.get(usernameKey)
    if (other && other.id !== person?.id) {
      problems.push(problem(said.at.username ?? said.at.email, 'username_taken', { username: other.username }))
    }
  }
  if (emailKey !== null && around.settings.emailUnique && nameKey(person?.email ?? '') !== emailKey) {
    const other = known.byEmail.get(emailKey)?.find(({ id }) => id !== person?.id)
    if (other) problems.push(problem(said.at.email, 'email_taken', { username: other.username }))
  }
  if (!person && options.invite) {
    const refusal = said.email === null || mayInvite(around.settings, said.email)
    if (said.email === null) problems.push(problem(said.at.email, 'cannot_invite'))
    else if (refusal !== true) problems.push(problem(said.at.email, 'cannot_invite', undefined, refusal))
  }
  const groups = joining(said, around, person, problems)
  const keys = new Set([...Object.keys(attributesOf(person)), ...said.attributes.map(([key]) => key)])
  if (keys.size > ATTRIBUTES_MAX) problems.push(problem(null, 'invalid', undefined, 'At most 100 attributes'))
  if (problems.length > 0) return verdict('error')
  if (!person) return verdict('new', { version: null, fields: [], groups })
  const fields = edits(said, person)
  if (fields.length === 0 && groups.length === 0) return verdict('unchanged')
  return verdict('update', { version: person.version, fields, groups })

  function duplicate(
    seen: Map<string, number>,
    key: string,
    at: number,
    code: 'duplicate_username' | 'duplicate_email',
  ): void {
    const first = seen.get(key)
    if (first === undefined) seen.set(key, at)
    else if (first !== at) {
      const column = code === 'duplicate_username' ? (said.at.username ?? said.at.email) : said.at.email
      problems.push(problem(column, code, { line: first }))
    }
  }
}

/** Who is meant, if they are here already. */
function recognise(
  said: SaidPerson,
  { options, known }: Surroundings,
  problems: RowProblem[],
): IdentityRow | undefined {
  if (options.matchBy === 'username') {
    const username = said.username ?? said.email
    return username === null ? undefined : known.byUsername.get(nameKey(username))
  }
  if (said.email === null) {
    if (said.at.email === null && said.at.username !== null) problems.push(problem(null, 'no_email'))
    return undefined
  }
  const same = known.byEmail.get(nameKey(said.email)) ?? []
  if (same.length > 1) problems.push(problem(said.at.email, 'ambiguous_email'))
  return same[0]
}

/** The groups that a row lets somebody join. Who belongs to one already, in whatever way, goes on doing so. */
function joining(
  said: SaidPerson,
  { findGroup, everyone, memberships }: Surroundings,
  person: IdentityRow | undefined,
  problems: RowProblem[],
): RowPlan['groups'] {
  const own = memberships.get(person?.id ?? '')
  const groups = new Map<string, string>()
  const add = (group: FoundGroup, column: number | null) => {
    if (own?.has(group.id)) return
    if (group.needsApproval) problems.push(problem(column, 'needs_approval', { group: group.name }))
    else groups.set(group.id, group.name)
  }
  for (const { column, text, path } of said.groups) {
    const found = findGroup(path, text)
    if (typeof found === 'string') problems.push(problem(column, found, { group: text }))
    else add(found, column)
  }
  for (const group of everyone) add(group, null)
  return [...groups]
}

const ATTRIBUTES_MAX = 100

/** Written by us after its schema was applied. */
export const attributesOf = (person: Pick<IdentityRow, 'attributes'> | undefined): Attributes =>
  JSON.parse(person?.attributes ?? '{}') as Attributes

/** The fields that are others than the person's. */
function edits(said: SaidPerson, person: IdentityRow): RowPlan['fields'] {
  const fields: RowPlan['fields'] = []
  const edit = (field: string, before: unknown, after: unknown) => {
    if (after !== null && canonical(before) !== canonical(after)) fields.push([field, before, after])
  }
  // A name that differs in case alone is how this person writes it.
  if (said.username !== null && nameKey(said.username) !== person.username_key) {
    edit('username', person.username, said.username)
  }
  edit('email', person.email, said.email)
  edit('firstName', person.first_name, said.firstName)
  edit('lastName', person.last_name, said.lastName)
  const attributes = attributesOf(person)
  for (const [key, values] of said.attributes) {
    edit(`attribute:${key}`, Object.hasOwn(attributes, key) ? attributes[key] : null, values)
  }
  return fields
}
