import { type LoaderFunctionArgs, useSearchParams } from 'react-router'
import { ActivityQuery } from '#contract/activity'
import { ensure, start } from '../../api/query-client'
import { paths } from '../../paths'
import { LinkButton } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { FilterSelect } from '../../ui/filter-select'
import { ActivityIcon } from '../../ui/icons'
import { readQuery } from '../../ui/list-query'
import { PageHeader } from '../../ui/page-header'
import { accountsWith, chosenAccount, meQueries, useMe } from '../me/me.queries'
import { realmsText } from '../realms/realms.text'
import { ActivityFeed } from './activity-feed'
import { activityQueries } from './activity.queries'
import { activityText } from './activity.text'
import { Verify } from './verify'

export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { searchParams } = new URL(request.url)
  const account = chosenAccount(accountsWith(await ensure(meQueries.get()), 'activity:read'), searchParams)
  return account
    ? start(activityQueries.of({ accountId: account.accountId }, readQuery(ActivityQuery, searchParams)))
    : null
}

export function Page() {
  const accounts = accountsWith(useMe(), 'activity:read')
  const [search, setSearch] = useSearchParams()
  const account = chosenAccount(accounts, search)
  if (!account) {
    return (
      <>
        <PageHeader title={activityText.title} />
        <EmptyState
          icon={ActivityIcon}
          title={activityText.noAccount.title}
          text={activityText.noAccount.text}
          action={<LinkButton to={paths.realms()}>{realmsText.title}</LinkButton>}
        />
      </>
    )
  }
  const { accountId } = account
  return (
    <>
      <Verify
        key={accountId}
        accountId={accountId}
        header={(button) => (
          <PageHeader
            title={activityText.title}
            description={activityText.accountDescription}
            actions={
              <>
                {accounts.length > 1 && (
                  <FilterSelect
                    label={activityText.filters.account}
                    value={accountId}
                    options={accounts.map((one) => ({ value: one.accountId, label: one.accountName }))}
                    onChange={(value) => setSearch(value ? { account: value } : {})}
                  />
                )}
                {button}
              </>
            }
          />
        )}
      />
      <ActivityFeed key={accountId} scope={{ accountId }} />
    </>
  )
}
