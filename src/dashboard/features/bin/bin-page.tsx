import { useSuspenseQuery } from '@tanstack/react-query'
import { type LoaderFunctionArgs, useParams } from 'react-router'
import { BinQuery } from '#contract/bin'
import { things } from '#contract/changes'
import { allPermissions } from '#contract/permissions'
import { ensure, start } from '../../api/query-client'
import { paths } from '../../paths'
import { DataTable } from '../../ui/data-table'
import { FilterSelect } from '../../ui/filter-select'
import { BinIcon } from '../../ui/icons'
import { readQuery, useListQuery } from '../../ui/list-query'
import { PageHeader } from '../../ui/page-header'
import { may, useMe } from '../me/me.queries'
import { realmQueries } from '../realms/realms.queries'
import { realmsText } from '../realms/realms.text'
import { deletedColumn, expiresColumn, kindColumn, nameColumn } from './bin-columns'
import { binQueries } from './bin.queries'
import { binText } from './bin.text'
import { RestoreButton } from './restore-button'

export const loader = ({ params, request }: LoaderFunctionArgs) => {
  const realm = params['realm'] ?? ''
  start(binQueries.ofRealm(realm, readQuery(BinQuery, new URL(request.url).search)))
  return ensure(realmQueries.get(realm))
}

export function Page() {
  const { realm = '' } = useParams()
  const { data } = useSuspenseQuery(realmQueries.get(realm))
  const me = useMe()
  const list = useListQuery(BinQuery)
  /** Restoring needs what deleting needs: the permission to write such things. */
  const missing = (kind: string): string | undefined => {
    const permission = allPermissions.find((one) => one === `${kind}:write`)
    return permission && may(me, permission, { accountId: data.accountId, realm: data.name })
      ? undefined
      : binText.restore.missing
  }
  return (
    <>
      <PageHeader
        title={binText.title}
        trail={[
          { name: realmsText.title, to: paths.realms() },
          { name: data.displayName, to: paths.realm(realm) },
        ]}
        description={binText.description}
      />
      <DataTable
        label={binText.title}
        list={list}
        source={(query) => binQueries.ofRealm(realm, query)}
        columns={[
          nameColumn,
          kindColumn,
          deletedColumn,
          expiresColumn,
          {
            header: binText.columns.actions,
            width: '8rem',
            cell: (item) => <RestoreButton item={item} place={{ realm }} missing={missing(item.kind)} />,
          },
        ]}
        rowKey={(item) => item.id}
        rowName={(item) => item.name}
        search={binText.search}
        filters={
          <FilterSelect
            label={binText.kind}
            all={binText.allKinds}
            value={list.query.kind}
            options={binText.kinds}
            onChange={(value) => list.change({ kind: things.find((thing) => thing === value) })}
          />
        }
        empty={{ ...binText.empty, icon: BinIcon }}
      />
    </>
  )
}
