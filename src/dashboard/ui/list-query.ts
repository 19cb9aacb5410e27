import { useCallback, useMemo } from 'react'
import { useLocation, useSearchParams } from 'react-router'
import type * as z from 'zod/mini'

export interface ListQuery {
  limit: number
  cursor?: string | undefined
  q?: string | undefined
  sort: string
}

/** Reads a list's state from the URL by the contract's own schema. What is wrong in a pasted link is left out. */
export function readQuery<Q extends ListQuery>(schema: z.ZodMiniType<Q>, search: URLSearchParams | string): Q {
  const raw: Record<string, string> = Object.fromEntries(new URLSearchParams(search))
  const first = schema.safeParse(raw)
  if (first.success) return first.data
  for (const issue of first.error.issues) delete raw[String(issue.path[0])]
  return schema.parse(raw)
}

export interface ListState<Q extends ListQuery> {
  query: Q
  /** True when search or a filter is set, so that an empty page does not mean an empty list. */
  narrowed: boolean
  /** How many pages were turned to get here; null when the place came from a pasted link. */
  page: number | null
  /** Sets search, sort or filters and returns to the start. `undefined` clears one. `replace` while somebody types. */
  change: (patch: { [Key in keyof Q]?: Q[Key] | undefined }, how?: { replace?: boolean }) => void
  turnTo: (cursor: string) => void
  toStart: () => void
  clear: () => void
}

/** The state of a list, kept in the URL: reload, Back and a pasted link all work. */
export function useListQuery<Q extends ListQuery>(schema: z.ZodMiniType<Q>): ListState<Q> {
  const [search, setSearch] = useSearchParams()
  const state: unknown = useLocation().state
  const text = search.toString()
  const query = useMemo(() => readQuery(schema, text), [schema, text])
  const defaults = useMemo(() => schema.parse({}), [schema])
  const given: unknown = typeof state === 'object' && state !== null && 'page' in state ? state.page : undefined
  const page = typeof given === 'number' ? given : query.cursor ? null : 0

  const change = useCallback<ListState<Q>['change']>(
    (patch, { replace = false } = {}) =>
      setSearch(
        (before) => {
          const after = new URLSearchParams(before)
          after.delete('cursor')
          for (const [key, value] of Object.entries(patch)) {
            if (value === undefined || value === '') after.delete(key)
            else after.set(key, String(value))
          }
          return after
        },
        { replace, preventScrollReset: true },
      ),
    [setSearch],
  )
  // `Object.keys` forgets that they are the keys of the query.
  const keys = Object.keys(query) as (keyof Q)[]
  return {
    query,
    page,
    narrowed: keys.some(
      (key) =>
        !['limit', 'cursor', 'sort'].includes(String(key)) &&
        query[key] !== undefined &&
        query[key] !== '' &&
        query[key] !== defaults[key],
    ),
    change,
    turnTo: (cursor) =>
      setSearch(
        (before) => {
          const after = new URLSearchParams(before)
          after.set('cursor', cursor)
          return after
        },
        { state: { page: page === null ? null : page + 1 } },
      ),
    toStart: () => change({}),
    clear: () =>
      setSearch((before) => {
        const after = new URLSearchParams(before)
        // What else stands in the URL is the page's own.
        for (const key of keys) if (key !== 'sort') after.delete(String(key))
        return after
      }),
  }
}
