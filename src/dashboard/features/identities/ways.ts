import type { AccessPath } from '#contract/access'
import { moment } from '../../ui/time-format'
import { identitiesText } from './identities.text'

/** A piece of a sentence: words, or the name of a thing that may have a page. */
export type Piece = string | { name: string; kind?: 'group' | 'role'; id?: string }

type Step = AccessPath['steps'][number]

/** Who holds what, as far as sentences name it. */
export interface Held {
  person: string
  email: string | null
  role: { id: string; name: string }
  /** Memberships for a while that an approved request has given: the ids of their groups. */
  requested?: ReadonlySet<string>
}

const isGroup = (step: Step | undefined): boolean => step?.kind === 'group' || step?.kind === 'request'
const groupPiece = ({ id, name }: Step): Piece => ({ name, kind: 'group', id })
const rolePiece = ({ id, name }: { id: string; name: string }): Piece => ({ name, kind: 'role', id })
const domainOf = (email: string | null): string => email?.slice(email.lastIndexOf('@') + 1) ?? ''

/** The parts of a path: where it begins, the groups further out, the roles that contain the next one. */
const parse = ({ steps }: AccessPath) => ({
  begin: steps[0],
  parents: steps.filter(({ kind }) => kind === 'parentGroup'),
  containers: steps.filter(({ kind }) => kind === 'composite'),
})

/** "Ada is in Payroll, which lies in Finance, which gives auditor, which contains viewer" */
export function sentenceOf(path: AccessPath, { person, email, role, requested }: Held): Piece[] {
  const words = identitiesText.way
  const { begin, parents, containers } = parse(path)
  if (!begin) return []
  const roles = [...containers, role].flatMap((one, index): Piece[] =>
    index === 0 ? [rolePiece(one)] : [words.contains, rolePiece(one)],
  )
  switch (begin.kind) {
    case 'direct':
      return [{ name: person }, words.direct, ...roles]
    case 'everyone':
      return [words.everyone, ...roles]
    case 'emailDomain':
      return [{ name: person }, ...words.address(domainOf(email)), ...roles]
    default:
      return [
        { name: person },
        words.isIn,
        groupPiece(begin),
        ...(path.endsAt ? [words.until(moment(path.endsAt))] : []),
        ...(requested?.has(begin.id) ? [words.throughRequest] : []),
        ...parents.flatMap((group): Piece[] => [words.liesIn, groupPiece(group)]),
        words.gives,
        ...roles,
      ]
  }
}

/** "through Finance › Payroll", "directly": the same in a few words, for lists. */
export function shortOf(path: AccessPath): Piece[] {
  const words = identitiesText.short
  const { begin, parents, containers } = parse(path)
  if (!begin) return []
  const inside = containers.toReversed().flatMap((one): Piece[] => [words.containedIn, rolePiece(one), words.between])
  if (isGroup(begin)) {
    const groups = [begin, ...parents]
      .toReversed()
      .flatMap((group, index): Piece[] => (index === 0 ? [groupPiece(group)] : [' › ', groupPiece(group)]))
    return [...inside, words.through, ...groups, ...(path.endsAt ? [words.until(moment(path.endsAt))] : [])]
  }
  // The role that is given is the outermost container already.
  const given = containers.length > 0 ? words.given : words
  if (begin.kind === 'direct') return [...inside, given.direct]
  return [...inside, begin.kind === 'everyone' ? given.everyone : given.emailDomain]
}

/** What can be done about a path for this one person: take the role that begins it, or the membership. */
export type Remedy = { kind: 'role' | 'group'; id: string; name: string }

export function remedyOf({ steps: [begin] }: AccessPath): Remedy | null {
  if (!begin) return null
  if (isGroup(begin)) return { kind: 'group', id: begin.id, name: begin.name }
  return begin.kind === 'direct' ? { kind: 'role', id: begin.id, name: begin.name } : null
}

/** The ways that remain once a path's beginning is taken away: whatever begins in the same place goes with it. */
export function remaining(paths: AccessPath[], taken: Remedy): AccessPath[] {
  return paths.filter((path) => {
    const own = remedyOf(path)
    return own?.kind !== taken.kind || own.id !== taken.id
  })
}

export const plainPieces = (pieces: Piece[]): string =>
  pieces.map((piece) => (typeof piece === 'string' ? piece : piece.name)).join('')
