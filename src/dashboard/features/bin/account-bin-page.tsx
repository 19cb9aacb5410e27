import { type LoaderFunctionArgs, useSearchParams } from 'react-router'
import { BinQuery } from '#contract/bin'
import { ensure, start } from '../../api/query-client'
import { paths } from '../../paths'
import { LinkButton } from '../../ui/button'
import { DataTable } from '../../ui/data-table'
import { EmptyState } from '../../ui/empty-state'
import { FilterSelect } from '../../ui/filter-select'
import { BinIcon } from '../../ui/icons'
import { readQuery, useListQuery } from '../../ui/list-query'
import { PageHeader } from '../../ui/page-header'
import { accountsWith, chosenAccount, meQueries, useMe } from '../me/me.queries'
import { realmsText } from '../realms/realms.text'
import { deletedColumn, expiresColumn, nameColumn } from './bin-columns'
import { binQueries } from './bin.queries'
import { binText } from './bin.text'
import { RestoreButton } from './restore-button'

const text = binText.realms

export const loader = async ({ request }: LoaderFunctionArgs) => {
  const { searchParams } = new URL(request.url)
  const account = chosenAccount(accountsWith(await ensure(meQueries.get()), 'realm:delete'), searchParams)
  return account ? start(binQueries.realmsOf(account.accountId, readQuery(BinQuery, searchParams))) : null
}

export function Page() {
  const accounts = accountsWith(useMe(), 'realm:delete')
  const [search, setSearch] = useSearchParams()
  const list = useListQuery(BinQuery)
  const account = chosenAccount(accounts, search)
  const back = <LinkButton to={paths.realms()}>{text.all}</LinkButton>
  const trail = [{ name: realmsText.title, to: paths.realms() }]
  if (!account) {
    return (
      <>
        <PageHeader title={text.title} trail={trail} />
        <EmptyState icon={BinIcon} {...text.noAccount} action={back} />
      </>
    )
  }
  const { accountId } = account
  return (
    <>
      <PageHeader
        title={text.title}
        trail={trail}
        description={text.description}
        actions={
          accounts.length > 1 && (
            <FilterSelect
              label={text.account}
              value={accountId}
              options={accounts.map((one) => ({ value: one.accountId, label: one.accountName }))}
              onChange={(value) => setSearch(value ? { account: value } : {})}
            />
          )
        }
      />
      <DataTable
        key={accountId}
        label={text.title}
        list={list}
        source={(query) => binQueries.realmsOf(accountId, query)}
        columns={[
          nameColumn,
          deletedColumn,
          expiresColumn,
          {
            header: binText.columns.actions,
            width: '8rem',
            cell: (item) => <RestoreButton item={item} place={{ accountId }} missing={undefined} />,
          },
        ]}
        rowKey={(item) => item.id}
        rowName={(item) => item.name}
        search={text.search}
        empty={{ ...text.empty, icon: BinIcon, action: back }}
      />
    </>
  )
}
