import { useState } from 'react'

/** Which rows of a list are selected: some of them, on whatever pages, or everything that matches its filters. */
export interface Selection {
  ids: ReadonlySet<string>
  /** Everything that matches is meant, rows that were never shown included. */
  all: boolean
  /** How many, where single rows are. */
  size: number
  has: (id: string) => boolean
  set: (ids: string[], selected: boolean) => void
  selectAll: () => void
  clear: () => void
}

interface Chosen {
  of: string
  ids: ReadonlySet<string>
  all: boolean
}

const none = (of: string): Chosen => ({ of, ids: new Set(), all: false })

/** `of` names what is listed, its search and filters: once that is something else, nothing is selected any more. */
export function useSelection(of: string): Selection {
  const [state, setState] = useState(() => none(of))
  const { ids, all } = state.of === of ? state : none(of)
  return {
    ids,
    all,
    size: ids.size,
    has: (id) => all || ids.has(id),
    // Taking one out of everything is to begin anew: "all but this one" is more than a list of rows can say.
    set: (changed, selected) => {
      const next = new Set(all ? [] : ids)
      for (const id of changed)
        if (selected) next.add(id)
        else next.delete(id)
      setState({ of, ids: next, all: false })
    },
    selectAll: () => setState({ of, ids: new Set(), all: true }),
    clear: () => setState(none(of)),
  }
}
