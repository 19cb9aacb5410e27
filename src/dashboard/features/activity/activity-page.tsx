import { useSuspenseQuery } from '@tanstack/react-query'
import { type LoaderFunctionArgs, useParams } from 'react-router'
import { ActivityQuery } from '#contract/activity'
import { ensure, start } from '../../api/query-client'
import { paths } from '../../paths'
import { readQuery } from '../../ui/list-query'
import { PageHeader } from '../../ui/page-header'
import { realmQueries } from '../realms/realms.queries'
import { realmsText } from '../realms/realms.text'
import { ActivityFeed } from './activity-feed'
import { activityQueries } from './activity.queries'
import { activityText } from './activity.text'

export const loader = ({ params, request }: LoaderFunctionArgs) => {
  const realm = params['realm'] ?? ''
  start(activityQueries.of({ realm }, readQuery(ActivityQuery, new URL(request.url).search)))
  return ensure(realmQueries.get(realm))
}

export function Page() {
  const { realm = '' } = useParams()
  const { data } = useSuspenseQuery(realmQueries.get(realm))
  return (
    <>
      <PageHeader
        title={activityText.title}
        trail={[
          { name: realmsText.title, to: paths.realms() },
          { name: data.displayName || data.name, to: paths.realm(realm) },
        ]}
        description={activityText.realmDescription}
      />
      <ActivityFeed scope={{ realm }} />
    </>
  )
}
