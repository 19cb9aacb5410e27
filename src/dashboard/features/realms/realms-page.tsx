import { type LoaderFunctionArgs, Outlet } from 'react-router'
import type { Me } from '#contract/auth'
import { type Realm, RealmListQuery } from '#contract/realms'
import { start } from '../../api/query-client'
import { paths } from '../../paths'
import { Badge } from '../../ui/badge'
import { LinkButton } from '../../ui/button'
import { nameLink, text, time } from '../../ui/columns'
import { type Column, DataTable } from '../../ui/data-table'
import { ActivityIcon, BinIcon, EditIcon, PlusIcon, RealmIcon } from '../../ui/icons'
import { readQuery, useListQuery } from '../../ui/list-query'
import type { MenuItem } from '../../ui/menu'
import { Named } from '../../ui/named'
import { PageHeader } from '../../ui/page-header'
import { PracticeIcon } from '../../ui/rare-icons'
import { may, missing, useMe } from '../me/me.queries'
import { realmQueries } from './realms.queries'
import { realmsText } from './realms.text'
import { removeRealm } from './remove-realm'

export const loader = ({ request }: LoaderFunctionArgs) =>
  start(realmQueries.list(readQuery(RealmListQuery, new URL(request.url).search)))

const name = nameLink<Realm>({
  name: (realm) => realm.name,
  to: (realm) => paths.realm(realm.name),
  under: (realm) => realm.displayName !== realm.name && <Named>{realm.displayName}</Named>,
  beside: (realm) =>
    realm.practice && <Badge tone="accent">{realm.filling ? realmsText.filling : realmsText.practice}</Badge>,
})
const purpose = text<Realm>({ header: realmsText.columns.purpose, text: (realm) => realm.description })
const created = time<Realm>({ header: realmsText.columns.created, sort: 'createdAt', at: (realm) => realm.createdAt })

/** Only where there is more than one account to tell apart. */
const columnsFor = ({ memberships }: Me): Column<Realm>[] => {
  if (memberships.length < 2) return [name, purpose, created]
  const names = new Map(memberships.map(({ accountId, accountName }) => [accountId, accountName]))
  return [
    name,
    purpose,
    {
      ...text<Realm>({ header: realmsText.columns.account, text: (realm) => names.get(realm.accountId) ?? '' }),
      width: '11rem',
    },
    created,
  ]
}

const actionsFor =
  (me: Me) =>
  (realm: Realm): MenuItem[] => [
    {
      label: realmsText.actions.edit,
      icon: EditIcon,
      to: paths.editRealm(realm.name),
      disabledReason: missing(me, 'realm:write', { accountId: realm.accountId, realm: realm.name }),
    },
    { label: realmsText.actions.activity, icon: ActivityIcon, to: paths.realmActivity(realm.name) },
    {
      label: realmsText.actions.remove,
      icon: BinIcon,
      danger: true,
      divided: true,
      disabledReason: may(me, 'realm:delete', { accountId: realm.accountId, realm: realm.name })
        ? undefined
        : realmsText.remove.missing,
      onSelect: () => void removeRealm(realm),
    },
  ]

export function Page() {
  const list = useListQuery(RealmListQuery)
  const me = useMe()
  const cannotCreate = missing(me, 'realm:write')
  const create = (label: string) => (
    <LinkButton to={paths.newRealm()} kind="primary" icon={PlusIcon} disabledReason={cannotCreate}>
      {label}
    </LinkButton>
  )
  return (
    <>
      <PageHeader
        title={realmsText.title}
        description={realmsText.description}
        actions={
          <>
            {may(me, 'realm:delete') && (
              <LinkButton to={paths.deletedRealms()} kind="quiet">
                {realmsText.deleted}
              </LinkButton>
            )}
            {create(realmsText.create)}
          </>
        }
      />
      <DataTable
        label={realmsText.title}
        list={list}
        source={realmQueries.list}
        columns={columnsFor(me)}
        rowKey={(realm) => realm.id}
        rowName={(realm) => realm.name}
        actions={actionsFor(me)}
        search={realmsText.search}
        empty={{
          icon: RealmIcon,
          title: realmsText.empty.title,
          text: realmsText.empty.text,
          action: (
            <>
              {create(realmsText.empty.create)}
              <LinkButton to={paths.newRealm('practice')} icon={PracticeIcon} disabledReason={cannotCreate}>
                {realmsText.empty.practice}
              </LinkButton>
            </>
          ),
        }}
      />
      <Outlet />
    </>
  )
}
