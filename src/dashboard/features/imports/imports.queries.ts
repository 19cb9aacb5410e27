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
        const before = queryClient.getQueryData<Import>(queryKey)
        const now = await call(imports.get, { params: { realm, importId } }, signal)
        if (before) await refreshAround(realm, before, now)
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
  const { queryKey } = importQueries.rows(realm, importId, shown)
  const replace = (page: Page<ImportRow> | undefined, fresh?: Page<ImportRow>) =>
    page && {
      ...page,
      ...(fresh && { total: fresh.total, nextCursor: fresh.nextCursor }),
      items: page.items.flatMap((item) => {
        if (item.position === row.position) return [row]
        return fresh ? fresh.items.filter(({ position }) => position === item.position) : [item]
      }),
    }
  queryClient.setQueriesData<Page<ImportRow>>({ queryKey: importQueries.rowsOf(realm, importId) }, (page) =>
    replace(page),
  )
  const fresh = await call(imports.rows, { params: { realm, importId }, query: shown }).catch(() => undefined)
  if (fresh) queryClient.setQueryData<Page<ImportRow>>(queryKey, (page) => replace(page, fresh))
  await queryClient.invalidateQueries({
    queryKey: importQueries.rowsOf(realm, importId),
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
