import type { Me } from '#contract/auth'
import { ensure, start } from '../../api/query-client'
import { EmptyState } from '../../ui/empty-state'
import { Sentence } from '../../ui/named'
import { PageHeader } from '../../ui/page-header'
import { Remark } from '../../ui/problem'
import { AccountIcon } from '../../ui/rare-icons'
import { useTitle } from '../../ui/title'
import { RecentActivity, recentActivity } from '../activity/recent-activity'
import { accountsWith, meQueries, useMe } from '../me/me.queries'
import { realmQueries } from '../realms/realms.queries'
import { FirstSteps } from './first-steps'
import { HomeRealms, homeRealms } from './home-realms'
import { homeText } from './home.text'
import classes from './home.module.css'

export const loader = async () => {
  const me = await ensure(meQueries.get())
  if (me.memberships.length > 0) start(realmQueries.list(homeRealms))
  for (const { accountId } of accountsWith(me, 'activity:read')) start(recentActivity({ accountId }))
  return null
}

export function Page() {
  const me = useMe()
  const { administrator, memberships } = me
  return (
    <>
      <PageHeader
        title={homeText.greeting(new Date().getHours(), administrator.name)}
        description={homeText.description}
      />
      <Titled />
      {memberships.length === 0 ? (
        <EmptyState
          icon={AccountIcon}
          title={homeText.noMembership.title}
          text={<Sentence parts={homeText.noMembership.text(administrator.email)} />}
        />
      ) : (
        <Accounts me={me} />
      )}
    </>
  )
}

/** The tab says where one is, not good morning. */
function Titled() {
  useTitle(homeText.title)
  return null
}

function Accounts({ me }: { me: Me }) {
  const logs = accountsWith(me, 'activity:read')
  const owned = accountsWith(me, 'realm:write')[0]
  return (
    <div className={classes.sections}>
      {owned && <FirstSteps accountId={owned.accountId} />}
      <Remark tone="calm" title={homeText.protection.title}>
        {homeText.protection.text}
      </Remark>
      <HomeRealms />
      {logs.map(({ accountId, accountName }) => (
        <RecentActivity
          key={accountId}
          accountId={accountId}
          heading={homeText.recent(logs.length > 1 ? accountName : null)}
        />
      ))}
    </div>
  )
}
