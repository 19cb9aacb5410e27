import { type LoaderFunctionArgs, Outlet, useParams } from 'react-router'
import { IdentityListQuery } from '#contract/identities'
import { ensure, start } from '../../api/query-client'
import { isBuilt } from '../../built'
import { paths } from '../../paths'
import { Button, LinkButton } from '../../ui/button'
import { DataTable } from '../../ui/data-table'
import { PeopleIcon, PlusIcon } from '../../ui/icons'
import { readQuery, useListQuery } from '../../ui/list-query'
import { PageHeader } from '../../ui/page-header'
import { useSelection } from '../../ui/selection'
import { SelectionBar } from '../../ui/selection-bar'
import { RunningBatches } from '../activity/running-batches'
import { missing, useMe } from '../me/me.queries'
import { realmQueries } from '../realms/realms.queries'
import { asAsked, identityQueries } from './identities.queries'
import { identitiesText as text, nameOf } from './identities.text'
import { identityActions } from './identity-actions'
import { ColumnMenu, identityColumns, useColumns } from './identity-columns'
import { IdentityChips, IdentityFilters } from './identity-filters'
import { exportPeople, selectionActions } from './selection-actions'

export const loader = ({ params, request }: LoaderFunctionArgs) => {
  const realm = params['realm'] ?? ''
  start(identityQueries.list(realm, asAsked(readQuery(IdentityListQuery, new URL(request.url).search))))
  // A realm that does not exist has no list either.
  return ensure(realmQueries.get(realm))
}

const canImport = isBuilt('realms/:realm/identities/import')

export function Page() {
  const { realm = '' } = useParams()
  const me = useMe()
  const read = useListQuery(IdentityListQuery)
  const list = { ...read, query: asAsked(read.query) }
  const columns = useColumns()
  const { cursor: _cursor, limit: _limit, sort: _sort, ...filter } = list.query
  const { narrowed } = list
  const selection = useSelection(JSON.stringify([realm, filter]))
  const cannotWrite = missing(me, 'identity:write', { realm })
  const cannotReset = missing(me, 'identity:reset-factors', { realm })
  const create = (
    <LinkButton to={paths.newIdentity(realm)} kind="primary" icon={PlusIcon} disabledReason={cannotWrite}>
      {text.create}
    </LinkButton>
  )
  const bringAlong = canImport && (
    <LinkButton to={paths.importPeople(realm)} disabledReason={cannotWrite}>
      {text.import}
    </LinkButton>
  )
  return (
    <>
      <PageHeader
        title={text.title}
        description={text.description}
        actions={
          <>
            {bringAlong}
            {create}
          </>
        }
      />
      <RunningBatches realm={realm} />
      <DataTable
        label={text.title}
        list={list}
        source={(query) => identityQueries.list(realm, asAsked(query))}
        columns={identityColumns(realm, columns.shown, list.query)}
        rowKey={(person) => person.id}
        rowName={nameOf}
        actions={(person) => identityActions(realm, person, { cannotWrite, cannotReset })}
        selection={{
          state: selection,
          bar: ({ total, totalExact }) => (
            <SelectionBar
              selection={selection}
              total={total}
              totalExact={totalExact}
              words={(n) => text.selection.words(n, { total, exact: totalExact, narrowed })}
              allWords={(n, exact) => text.selection.all(n, exact, narrowed)}
              actions={selectionActions({ realm, selection, filter, narrowed, cannotWrite })}
            />
          ),
        }}
        search={text.search}
        searchFor={text.searchFor}
        filters={
          <>
            <IdentityFilters realm={realm} list={list} />
            <ColumnMenu {...columns} />
            <Button onClick={() => void exportPeople(realm, { filter, narrowed })}>{text.export}</Button>
            <IdentityChips realm={realm} list={list} />
          </>
        }
        empty={{
          title: text.empty.title,
          text: canImport ? text.empty.textWithImport : text.empty.text,
          icon: PeopleIcon,
          action: (
            <>
              {create}
              {bringAlong}
            </>
          ),
        }}
      />
      <Outlet />
    </>
  )
}
