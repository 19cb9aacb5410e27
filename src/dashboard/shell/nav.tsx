import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { NavLink, useParams } from 'react-router'
import { may, useMe } from '../features/me/me.queries'
import { realmQueries } from '../features/realms/realms.queries'
import { paths } from '../paths'
import {
  ActivityIcon,
  ApplicationIcon,
  BinIcon,
  GroupIcon,
  HomeIcon,
  type Icon,
  KeyIcon,
  OverviewIcon,
  PeopleIcon,
  RealmIcon,
  RoleIcon,
  SettingsIcon,
} from '../ui/icons'
import { Named } from '../ui/named'
import { RealmSwitcher } from './realm-switcher'
import { shellText } from './shell.text'
import classes from './nav.module.css'

interface Entry {
  to: string
  label: string
  icon: Icon
  /** Marked only at exactly this address. */
  end?: boolean
}

/** The navigation: only what is built, and only what this person may open. */
export function Nav() {
  const me = useMe()
  const { realm } = useParams()
  const account: Entry[] = [
    { to: paths.home(), label: shellText.home, icon: HomeIcon, end: true },
    // Inside a realm its own entries say where one is.
    { to: paths.realms(), label: shellText.realms, icon: RealmIcon, end: true },
    ...(may(me, 'activity:read') ? [{ to: paths.activity(), label: shellText.activity, icon: ActivityIcon }] : []),
  ]
  return (
    <nav className={classes.nav} aria-label={shellText.navigation}>
      <Entries entries={account} />
      <div>
        <RealmSwitcher key={realm ?? ''} realm={realm} />
      </div>
      {realm && <RealmEntries realm={realm} />}
    </nav>
  )
}

function RealmEntries({ realm }: { realm: string }) {
  const me = useMe()
  const { data } = useQuery({ ...realmQueries.get(realm), retryOnMount: false })
  const allowed = (permission: Parameters<typeof may>[1]) => may(me, permission, { realm })
  const entries: (Entry | false)[] = [
    { to: paths.realm(realm), label: shellText.overview, icon: OverviewIcon, end: true },
    allowed('identity:read') && { to: paths.identities(realm), label: shellText.people, icon: PeopleIcon },
    allowed('group:read') && { to: paths.groups(realm), label: shellText.groups, icon: GroupIcon },
    allowed('role:read') && { to: paths.roles(realm), label: shellText.roles, icon: RoleIcon },
    allowed('application:read') && {
      to: paths.applications(realm),
      label: shellText.applications,
      icon: ApplicationIcon,
    },
    allowed('request:read') && { to: paths.accessRequests(realm), label: shellText.requests, icon: KeyIcon },
    allowed('settings:read') && { to: paths.realmSettings(realm), label: shellText.settings, icon: SettingsIcon },
    allowed('activity:read') && { to: paths.realmActivity(realm), label: shellText.activity, icon: ActivityIcon },
    { to: paths.bin(realm), label: shellText.bin, icon: BinIcon },
  ]
  return (
    <Entries
      heading={<Named>{data?.displayName || realm}</Named>}
      entries={entries.filter((entry): entry is Entry => entry !== false)}
    />
  )
}

function Entries({ entries, heading }: { entries: Entry[]; heading?: ReactNode }) {
  return (
    <div>
      {heading && (
        <h2 className="visually-hidden">
          {shellText.inRealm}: {heading}
        </h2>
      )}
      <ul className={classes.list}>
        {entries.map(({ to, label, icon: Shape, end = false }) => (
          <li key={to}>
            <NavLink to={to} end={end} className={() => classes.link ?? ''}>
              <Shape />
              {label}
            </NavLink>
          </li>
        ))}
      </ul>
    </div>
  )
}
