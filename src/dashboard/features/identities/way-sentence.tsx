import { Fragment } from 'react'
import { Link } from 'react-router'
import type { AccessPath } from '#contract/access'
import { paths } from '../../paths'
import { Named } from '../../ui/named'
import { identitiesText } from './identities.text'
import { type Held, type Piece, sentenceOf, shortOf } from './ways'

/** Pieces of a sentence in fixed places; groups and roles lead to their pages. */
const Pieces = ({ realm, pieces }: { realm: string; pieces: Piece[] }) =>
  pieces.map((piece, index) => {
    // The parts of a sentence have no identity of their own, and never change places.
    const key = `${index}`
    if (typeof piece === 'string') return <Fragment key={key}>{piece}</Fragment>
    if (!piece.kind || !piece.id) return <Named key={key}>{piece.name}</Named>
    return (
      <Link key={key} to={(piece.kind === 'group' ? paths.group : paths.role)(realm, piece.id)}>
        <Named>{piece.name}</Named>
      </Link>
    )
  })

/** One way to a role as a sentence. */
export const WaySentence = ({ realm, path, held }: { realm: string; path: AccessPath; held: Held }) => (
  <>
    <Pieces realm={realm} pieces={sentenceOf(path, held)} />.
  </>
)

/** The shortest way in a few words, and how many there are besides. */
export function ShortWay({ realm, paths: ways, complete }: { realm: string; paths: AccessPath[]; complete: boolean }) {
  const [first, ...others] = ways
  if (!first) return null
  const words = identitiesText.access
  return (
    <span>
      <Pieces realm={realm} pieces={shortOf(first)} />
      {others.length > 0 && `, ${complete ? words.more(others.length) : words.atLeast}`}
    </span>
  )
}
