import { queryOptions } from '@tanstack/react-query'
import { type Import, type ImportListQuery, type ImportRow, type ImportRowQuery, imports } from '#contract/imports'
import type { Page } from '#contract/list'
import { call } from '../../api/call'
import { queryClient } from '../../api/query-client'

/** How often it is looked how far an import has come. */
const POLL_MS = 700
/** The same of the list, where it is not the only thing to see. */
const LIST_POLL_MS = 2000

export const isBusy = ({ state }: Pick<Import, 'state'>): boolean => state === 'judging' || state === 'applying'

export const importQueries = {
  all: (realm: string) => ['realms', realm, 'imports'] as const,
  list: (realm: string, query: Partial<ImportListQuery>) =>
    queryOptions({
      queryKey: [...importQueries.all(realm), 'list', query] as const,
      queryFn: ({ signal }) => call(imports.list, { params: { realm }, query }, signal),
      staleTime: 0,
      refetchInterval: ({ state }) => (state.data?.items.some(isBusy) ? LIST_POLL_MS : false),
    }),
  /** Followed for as long as something is done with it. */
  get: (realm: string, importId: string) =>
    queryOptions({
      queryKey: [...importQueries.all(realm), importId] as const,
      queryFn: async ({ signal, queryKey }) => {
        const now = await call(imports.get, { params: { realm, importId } }, signal)
        const known = queryClient.getQueryData<Import>(queryKey)
        // It was changed here while this was on its way.
        if (known && known.version > now.version) return known
        if (known) await refreshAround(realm, known, now)
        return now
      },
      staleTime: 0,
      refetchInterval: ({ state }) => (state.data && isBusy(state.data) ? POLL_MS : false),
    }),
  rowsOf: (realm: string, importId: string) => [...importQueries.all(realm), importId, 'rows'] as const,
  rows: (realm: string, importId: string, query: Partial<ImportRowQuery>) =>
    queryOptions({
      queryKey: [...importQueries.rowsOf(realm, importId), query] as const,
      queryFn: ({ signal }) => call(imports.rows, { params: { realm, importId }, query }, signal),
    }),
}

/** What else is no longer as it was, when an import has come further. */
async function refreshAround(realm: string, before: Import, now: Import): Promise<void> {
  if (before.state === now.state && before.version === now.version) return
  const own = importQueries.get(realm, now.id).queryKey
  if (now.state === 'applied') {
    // People, groups and the activity have changed; it itself is just being asked for.
    void queryClient.invalidateQueries({
      queryKey: ['realms', realm],
      predicate: ({ queryKey }) => JSON.stringify(queryKey) !== JSON.stringify(own),
    })
  } else await queryClient.invalidateQueries({ queryKey: importQueries.rowsOf(realm, now.id) })
}

/** Puts an answer in the place of what is known of an import. */
export const keepImport = (realm: string, now: Import): void =>
  void queryClient.setQueryData<Import>(importQueries.get(realm, now.id).queryKey, now)

/**
 * Puts a corrected row in its place in all lists, so that none shows what was wrong with it, and looks at the others of its
 * page again, which may have been about the same person. It stays where it is even if the filter no longer lets it in, so
 * that nobody loses sight of it.
 */
export async function keepRow(realm: string, importId: string, row: ImportRow, shown: ImportRowQuery): Promise<void> {
  const everyList = { queryKey: importQueries.rowsOf(realm, importId) }
  const { queryKey } = importQueries.rows(realm, importId, shown)
  const put = (items: ImportRow[]) => items.map((item) => (item.position === row.position ? row : item))
  const keep = (items: ImportRow[]) =>
    items.some(({ position }) => position === row.position)
      ? put(items)
      : [...items, row].sort((one, other) => one.position - other.position)
  // A list that is on its way may be older than the row.
  await queryClient.cancelQueries(everyList)
  queryClient.setQueriesData<Page<ImportRow>>(everyList, (page) => page && { ...page, items: put(page.items) })
  queryClient.setQueryData<Page<ImportRow>>(queryKey, (page) => page && { ...page, items: keep(page.items) })
  const fresh = await call(imports.rows, { params: { realm, importId }, query: shown }).catch(() => undefined)
  if (fresh) {
    const now = new Map(fresh.items.map((item) => [item.position, item]))
    queryClient.setQueryData<Page<ImportRow>>(
      queryKey,
      (page) => page && { ...fresh, items: keep(page.items.flatMap(({ position }) => now.get(position) ?? [])) },
    )
  }
  await queryClient.invalidateQueries({
    ...everyList,
    predicate: (query) => JSON.stringify(query.queryKey) !== JSON.stringify(queryKey),
    refetchType: 'none',
  })
}

export const refreshImports = (realm: string): Promise<void> =>
  queryClient.invalidateQueries({ queryKey: importQueries.all(realm) })

/** One that was thrown away: asked for again, it would only not be found. */
export async function forgetImport(realm: string, importId: string): Promise<void> {
  queryClient.removeQueries({ queryKey: importQueries.get(realm, importId).queryKey })
  await refreshImports(realm)
}
