import type { Grant, Impact, Preview } from '#contract/changes'

const keyOf = ({ identity, role }: Grant): string => `${identity.id} ${role.id}`
const distinct = <T>(items: T[], key: (item: T) => string): T[] => [
  ...new Map(items.map((item) => [key(item), item])).values(),
]

/**
 * What several additions would do together. Two of them may give one person the same role, so what they give is counted
 * once; where a preview lists only a part of its grants, the numbers are lower bounds.
 */
export function mergePreviews(previews: Preview[]): Preview {
  const [only] = previews
  if (only && previews.length === 1) return only
  const impacts = previews.map(({ impact }) => impact)
  const sideOf = (side: 'gained' | 'lost') => {
    const listed = distinct(
      impacts.flatMap((impact) => impact[side]),
      keyOf,
    )
    const whole = impacts.every((impact) => impact[side].length === impact.counts[side])
    return { listed, whole, count: Math.max(listed.length, ...impacts.map(({ counts }) => counts[side])) }
  }
  const gained = sideOf('gained')
  const lost = sideOf('lost')
  const people = new Set([...gained.listed, ...lost.listed].map(({ identity }) => identity.id)).size
  return {
    changes: previews.flatMap(({ changes }) => changes),
    impact: {
      gained: gained.listed,
      lost: lost.listed,
      roles: mergeRoles(impacts, gained.listed, lost.listed),
      blocked: distinct(
        impacts.flatMap(({ blocked }) => blocked),
        ({ code }) => code,
      ),
      counts: {
        gained: gained.count,
        lost: lost.count,
        people: Math.max(people, 0, ...impacts.map(({ counts }) => counts.people)),
        exact: gained.whole && lost.whole && impacts.every(({ counts }) => counts.exact),
      },
    },
  }
}

/** Role by role: at least as many people as the additions list together, and as the largest of them counts alone. */
function mergeRoles(impacts: Impact[], gained: Grant[], lost: Grant[]): Impact['roles'] {
  const all = distinct(
    impacts.flatMap(({ roles }) => roles),
    ({ role }) => role.id,
  )
  const countOf = (id: string, side: 'gained' | 'lost', listed: Grant[]) =>
    Math.max(
      listed.filter(({ role }) => role.id === id).length,
      ...impacts.map(({ roles }) => roles.find(({ role }) => role.id === id)?.[side] ?? 0),
    )
  return all
    .map(({ role }) => ({ role, gained: countOf(role.id, 'gained', gained), lost: countOf(role.id, 'lost', lost) }))
    .sort((a, b) => b.gained + b.lost - a.gained - a.lost)
}
