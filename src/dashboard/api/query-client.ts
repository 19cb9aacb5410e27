import { type FetchQueryOptions, QueryClient, type QueryKey } from '@tanstack/react-query'
import { ApiError } from './api-error'

const worthAnotherTry = (error: unknown): boolean =>
  !(error instanceof ApiError) || error.status === 0 || error.status >= 500

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 20_000,
      // Without it a query waits silently while the browser believes it is offline.
      networkMode: 'always',
      retry: (failures, error) => failures < 1 && worthAnotherTry(error),
      retryDelay: 600,
      refetchOnWindowFocus: true,
    },
    mutations: { networkMode: 'always', retry: false },
  },
})

/** For loaders of pages about one thing: waits, and a 404 becomes the not-found page. */
export const ensure = <Data, Key extends QueryKey>(options: FetchQueryOptions<Data, Error, Data, Key>): Promise<Data> =>
  queryClient.ensureQueryData({ ...options, revalidateIfStale: true })

/** For loaders of lists: starts the request while the page's code still loads; the table shows the rest. */
export const start = <Data, Key extends QueryKey>(options: FetchQueryOptions<Data, Error, Data, Key>): null => {
  void queryClient.prefetchQuery(options)
  return null
}

/** Everything may be different, after an undo for instance. */
export const refreshAll = (): Promise<void> => queryClient.invalidateQueries()

/** Refreshes everything below a key but a thing that is gone: its page may still stand for a moment and would only find a 404. */
export async function refreshWithout(queryKey: QueryKey, goneId: string): Promise<void> {
  await queryClient.invalidateQueries({
    queryKey,
    predicate: (query) => query.queryKey.includes(goneId),
    refetchType: 'none',
  })
  await queryClient.invalidateQueries({ queryKey, predicate: (query) => !query.queryKey.includes(goneId) })
}
