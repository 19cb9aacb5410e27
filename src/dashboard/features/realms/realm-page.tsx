import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { Link, type LoaderFunctionArgs, Outlet, useNavigate, useParams } from 'react-router'
import type { RealmDetail } from '#contract/realms'
import { isApiError } from '../../api/api-error'
import { ensure, start } from '../../api/query-client'
import { paths } from '../../paths'
import { NotFoundPage } from '../../shell/not-found-page'
import { Badge } from '../../ui/badge'
import { Button, LinkButton } from '../../ui/button'
import {
  ActivityIcon,
  ApplicationIcon,
  BinIcon,
  EditIcon,
  GroupIcon,
  type Icon,
  PeopleIcon,
  PlusIcon,
  RoleIcon,
} from '../../ui/icons'
import { Menu } from '../../ui/menu'
import { Named, Sentence } from '../../ui/named'
import { PageHeader } from '../../ui/page-header'
import { Remark } from '../../ui/problem'
import { Progress } from '../../ui/progress'
import { RecentActivity, recentActivity } from '../activity/recent-activity'
import { may, useMe, useMissing } from '../me/me.queries'
import { settingsQueries } from '../settings/settings.queries'
import { PlaybookLinks } from './playbook-links'
import { realmQueries, refreshRealm } from './realms.queries'
import { realmsText } from './realms.text'
import { removeRealm } from './remove-realm'
import classes from './realm-page.module.css'

export const loader = ({ params }: LoaderFunctionArgs) => {
  const realm = params['realm'] ?? ''
  start(recentActivity({ realm }))
  return ensure(realmQueries.get(realm))
}

export function Page() {
  const { realm = '' } = useParams()
  const { data, error } = useSuspenseQuery(realmQueries.get(realm))
  // It was deleted meanwhile, by an undo for instance.
  return isApiError(error, 'not_found') ? <NotFoundPage /> : <Overview realm={realm} data={data} />
}

function Overview({ realm, data }: { realm: string; data: RealmDetail }) {
  const me = useMe()
  const navigate = useNavigate()
  const where = { accountId: data.accountId, realm: data.name }
  const cannotEdit = useMissing('realm:write', where)
  const cannotDelete = useMissing('realm:delete', where) && realmsText.remove.missing
  const remove = () => void removeRealm(data, () => navigate(paths.realms()))
  useFilled(data)
  return (
    <>
      <PageHeader
        title={data.displayName}
        trail={[{ name: realmsText.title, to: paths.realms() }]}
        badges={
          <>
            <Logo realm={realm} accountId={data.accountId} />
            {data.practice && <Badge tone="accent">{realmsText.practice}</Badge>}
          </>
        }
        description={
          <>
            {data.description ? (
              <span className={classes.purpose}>
                <Named>{data.description}</Named>
              </span>
            ) : (
              realmsText.noPurpose
            )}
            <span className={classes.address}>
              <Sentence parts={realmsText.address(data.name)} />
            </span>
          </>
        }
        actions={
          <>
            <LinkButton to={paths.editRealm(realm)} icon={EditIcon} disabledReason={cannotEdit}>
              {realmsText.actions.edit}
            </LinkButton>
            <Menu
              label={realmsText.actions.more(data.name)}
              items={[
                { label: realmsText.actions.activity, icon: ActivityIcon, to: paths.realmActivity(realm) },
                {
                  label: realmsText.actions.remove,
                  icon: BinIcon,
                  danger: true,
                  divided: true,
                  disabledReason: cannotDelete,
                  onSelect: remove,
                },
              ]}
            />
          </>
        }
      />
      {data.practice && <Practice realm={data} cannotDelete={cannotDelete} onDelete={remove} />}
      <Counts realm={data} />
      <PlaybookLinks realm={data} />
      <div className={classes.columns}>
        {may(me, 'activity:read', where) && <RecentActivity realm={realm} />}
        <Quick realm={data} />
      </div>
      <Outlet />
    </>
  )
}

/** The realm's picture, where it has one. It says nothing that the name beside it does not say. */
function Logo({ realm, accountId }: { realm: string; accountId: string }) {
  const enabled = may(useMe(), 'settings:read', { accountId, realm })
  const { data } = useQuery({ ...settingsQueries.get(realm), enabled })
  return data?.values.logo ? <img className={classes.logo} src={data.values.logo} alt="" /> : null
}

/** When the last practice person is there, everything that was read of the realm meanwhile is old. */
function useFilled({ name, filling }: RealmDetail): void {
  const was = useRef(filling !== null)
  useEffect(() => {
    if (was.current && filling === null) void refreshRealm(name)
    was.current = filling !== null
  }, [filling, name])
}

function Practice({
  realm,
  cannotDelete,
  onDelete,
}: {
  realm: RealmDetail
  cannotDelete: string | undefined
  onDelete: () => void
}) {
  const text = realmsText.practiceBanner
  const { filling } = realm
  return (
    <div className={classes.banner}>
      <Remark
        tone="calm"
        title={text.title}
        actions={
          !filling && (
            <Button size="xs" disabledReason={cannotDelete} onClick={onDelete}>
              {text.remove}
            </Button>
          )
        }
      >
        <p>{text.text}</p>
        {filling && (
          <>
            <p>{text.fillingText}</p>
            <div className={classes.progress}>
              <Progress
                label={text.filling}
                value={filling.done}
                max={filling.total}
                words={text.progress(filling.done, filling.total)}
              />
            </div>
          </>
        )}
      </Remark>
    </div>
  )
}

function Counts({ realm: { name, accountId, counts } }: { realm: RealmDetail }) {
  const me = useMe()
  const where = { accountId, realm: name }
  const tiles: { label: string; icon: Icon; count: { total: number; totalExact: boolean }; to?: string | false }[] = [
    {
      label: realmsText.counts.people,
      icon: PeopleIcon,
      count: counts.identities,
      to: may(me, 'identity:read', where) && paths.identities(name),
    },
    {
      label: realmsText.counts.groups,
      icon: GroupIcon,
      count: counts.groups,
      to: may(me, 'group:read', where) && paths.groups(name),
    },
    {
      label: realmsText.counts.roles,
      icon: RoleIcon,
      count: counts.roles,
      to: may(me, 'role:read', where) && paths.roles(name),
    },
    {
      label: realmsText.counts.applications,
      icon: ApplicationIcon,
      count: counts.applications,
      to: may(me, 'application:read', where) && paths.applications(name),
    },
  ]
  return (
    <ul className={classes.tiles} aria-label={realmsText.atAGlance}>
      {tiles.map(({ label, icon: Shape, count: { total, totalExact }, to }) => (
        <li key={label} className={classes.tile}>
          <Shape size={20} />
          <span className={classes.number}>{realmsText.countOf(total, totalExact)}</span>{' '}
          {to ? (
            <Link to={to} className={classes.tileLink}>
              {label}
            </Link>
          ) : (
            <span>{label}</span>
          )}
        </li>
      ))}
    </ul>
  )
}

function Quick({ realm: { name, accountId } }: { realm: RealmDetail }) {
  const me = useMe()
  const where = { accountId, realm: name }
  const text = realmsText.quick
  const actions: { to: string; icon: Icon; title: string; text: string }[] = [
    ...(may(me, 'identity:write', where) ? [{ to: paths.newIdentity(name), icon: PlusIcon, ...text.person }] : []),
    ...(may(me, 'group:write', where) ? [{ to: paths.newGroup(name), icon: PlusIcon, ...text.group }] : []),
    ...(may(me, 'role:write', where) ? [{ to: paths.newRole(name), icon: PlusIcon, ...text.role }] : []),
    { to: paths.bin(name), icon: BinIcon, ...text.bin },
  ]
  return (
    <section aria-label={text.title}>
      <h2 className={classes.heading}>{text.title}</h2>
      <ul className={classes.quick}>
        {actions.map(({ to, icon: Shape, title, text: words }) => (
          <li key={to} className={classes.action}>
            <Shape size={18} />
            <div>
              <Link to={to} className={classes.actionLink}>
                {title}
              </Link>
              <p>{words}</p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
