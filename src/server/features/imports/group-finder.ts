import type { RealmCtx } from '../../context'
import type { Queryable } from '../../db/open'
import { nameKey } from '../../lib/name-key'
import { groupService } from '../groups/groups.service'

export interface FoundGroup {
  id: string
  name: string
  needsApproval: boolean
}

/**
 * Finds groups by how people write them: the whole path from the top, or the bare name where only one group has it. Made
 * once for many rows, of all groups of the realm.
 */
export async function groupFinder(db: Queryable, ctx: Pick<RealmCtx, 'realm'>, approvals: boolean) {
  const groups = new Map((await groupService.all(db, ctx)).map((group) => [group.id, group]))
  const byPath = new Map<string, FoundGroup>()
  const byName = new Map<string, FoundGroup[]>()
  for (const group of groups.values()) {
    const found = { id: group.id, name: group.name, needsApproval: approvals && group.hasPolicy }
    const path = []
    for (let at: typeof group | undefined = group; at; at = groups.get(at.parentId ?? '')) {
      path.unshift(nameKey(at.name))
      // Stored groups never go round; a walk that would not end is worse than a path that nobody finds.
      if (path.length > 1_000) break
    }
    byPath.set(pathKey(path), found)
    const same = byName.get(nameKey(group.name))
    if (same) same.push(found)
    else byName.set(nameKey(group.name), [found])
  }
  return (path: readonly string[], text: string): FoundGroup | 'unknown_group' | 'ambiguous_group' => {
    const exact = byPath.get(pathKey(path.map(nameKey)))
    if (exact) return exact
    // A slash may also be a part of the name.
    const named = byName.get(nameKey(text)) ?? []
    if (named.length > 1) return 'ambiguous_group'
    return named[0] ?? 'unknown_group'
  }
}

/** No name holds a line feed. */
const pathKey = (path: readonly string[]): string => path.join('\n')
