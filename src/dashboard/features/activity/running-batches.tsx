import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { may, useMe } from '../me/me.queries'
import { activityQueries } from './activity.queries'

const BatchNews = lazy(() => import('./batch-news').then((file) => ({ default: file.BatchNews })))

/** How often it is asked how far things are. */
const ASKED_MS = 700

/** What is being done to many people in the background, and how what one began has ended. Stands above their list. */
export function RunningBatches({ realm }: { realm: string }) {
  const enabled = may(useMe(), 'activity:read', { realm })
  const { data } = useQuery({
    ...activityQueries.batches(realm),
    enabled,
    refetchInterval: ({ state }) => (state.data?.items.some(({ finished }) => !finished) ? ASKED_MS : false),
  })
  return data && data.items.length > 0 ? (
    <Suspense fallback={null}>
      <BatchNews realm={realm} batches={data.items} />
    </Suspense>
  ) : null
}
