import type { MantineColorScheme } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { applicationQueries } from '../features/applications/applications.queries'
import { groupQueries } from '../features/groups/groups.queries'
import { identityQueries } from '../features/identities/identities.queries'
import { may, useMe } from '../features/me/me.queries'
import { playbooksText } from '../features/playbooks/playbooks.text'
import { realmQueries } from '../features/realms/realms.queries'
import { roleQueries } from '../features/roles/roles.queries'
import { paths } from '../paths'
import {
  ActivityIcon,
  ApplicationIcon,
  BinIcon,
  DeviceIcon,
  GroupIcon,
  HomeIcon,
  type Icon,
  KeyIcon,
  MoonIcon,
  OverviewIcon,
  PeopleIcon,
  PlusIcon,
  RealmIcon,
  RoleIcon,
  SettingsIcon,
  SignOutIcon,
  SunIcon,
} from '../ui/icons'
import { ClockIcon, PhoneOffIcon, GainedIcon, LostIcon } from '../ui/rare-icons'
import { paletteText } from './palette.text'
import { signOut } from './person-menu'
import { shellText } from './shell.text'

export interface PaletteEntry {
  id: string
  label: string
  under?: string
  icon: Icon
  to?: string
  run?: () => void
}

export interface PaletteSection {
  title: string
  entries: PaletteEntry[]
}

const SHOWN = 4
const FEW_PAGES = 2
const plain = (text: string): string => text.normalize('NFKC').toLowerCase()

/** What the palette offers for what is typed: pages and actions found here, things found by the server. */
export function usePaletteEntries(
  query: string,
  realm: string | undefined,
  setScheme: (scheme: MantineColorScheme) => void,
): PaletteSection[] {
  const me = useMe()
  const q = query.trim()
  const search = { limit: SHOWN, ...(q && { q }) }
  const found = { placeholderData: keepPreviousData, enabled: true }
  const inRealm = { ...found, enabled: Boolean(realm) && q !== '' }
  const realms = useQuery({ ...realmQueries.list(search), ...found })
  const allowed = (permission: Parameters<typeof may>[1]) => may(me, permission, realm ? { realm } : {})
  const people = useQuery({
    ...identityQueries.list(realm ?? '', search),
    ...inRealm,
    enabled: inRealm.enabled && allowed('identity:read'),
  })
  const groups = useQuery({ ...groupQueries.list(realm ?? '', search), ...inRealm })
  const roles = useQuery({ ...roleQueries.list(realm ?? '', { ...search, of: 'all' }), ...inRealm })
  const applications = useQuery({ ...applicationQueries.list(realm ?? '', search), ...inRealm })

  const page = (to: string, label: string, icon: Icon, show = true): PaletteEntry[] =>
    show ? [{ id: to, to, label, icon }] : []
  const action = (id: string, label: string, icon: Icon, run: () => void): PaletteEntry => ({ id, label, icon, run })
  const pages = [
    ...(realm
      ? [
          ...page(paths.realm(realm), paletteText.inRealm(shellText.overview, realm), OverviewIcon),
          ...page(
            paths.identities(realm),
            paletteText.inRealm(shellText.people, realm),
            PeopleIcon,
            allowed('identity:read'),
          ),
          ...page(paths.groups(realm), paletteText.inRealm(shellText.groups, realm), GroupIcon, allowed('group:read')),
          ...page(paths.roles(realm), paletteText.inRealm(shellText.roles, realm), RoleIcon, allowed('role:read')),
          ...page(
            paths.applications(realm),
            paletteText.inRealm(shellText.applications, realm),
            ApplicationIcon,
            allowed('application:read'),
          ),
          ...page(
            paths.accessRequests(realm),
            paletteText.inRealm(shellText.requests, realm),
            KeyIcon,
            allowed('request:read'),
          ),
          ...page(
            paths.realmSettings(realm),
            paletteText.inRealm(shellText.settings, realm),
            SettingsIcon,
            allowed('settings:read'),
          ),
          ...page(
            paths.realmActivity(realm),
            paletteText.inRealm(shellText.activity, realm),
            ActivityIcon,
            allowed('activity:read'),
          ),
          ...page(paths.bin(realm), paletteText.inRealm(shellText.bin, realm), BinIcon),
        ]
      : []),
    ...page(paths.home(), shellText.home, HomeIcon),
    ...page(paths.realms(), shellText.realms, RealmIcon),
    ...page(paths.activity(), shellText.activity, ActivityIcon, may(me, 'activity:read')),
    ...page(paths.deletedRealms(), paletteText.deletedRealms, BinIcon, may(me, 'realm:delete')),
  ]
  const playbooks = realm
    ? [
        ...page(paths.someoneJoined(realm), playbooksText.joined.title, GainedIcon, allowed('identity:write')),
        ...page(paths.someoneLeft(realm), playbooksText.left.title, LostIcon, allowed('identity:write')),
        ...page(paths.lostPhone(realm), playbooksText.lostPhone.title, PhoneOffIcon, allowed('identity:reset-factors')),
        ...page(paths.accessForAWhile(realm), playbooksText.access.title, ClockIcon, allowed('identity:write')),
      ]
    : []
  const actions = [
    ...playbooks,
    ...(realm ? page(paths.newIdentity(realm), paletteText.newPerson(realm), PlusIcon, allowed('identity:write')) : []),
    ...(realm ? page(paths.newGroup(realm), paletteText.newGroup(realm), PlusIcon, allowed('group:write')) : []),
    ...(realm ? page(paths.newRole(realm), paletteText.newRole(realm), PlusIcon, allowed('role:write')) : []),
    ...(realm
      ? page(paths.newApplication(realm), paletteText.newApplication(realm), PlusIcon, allowed('application:write'))
      : []),
    ...(realm
      ? page(paths.newAccessRequest(realm), paletteText.newRequest(realm), PlusIcon, allowed('request:write'))
      : []),
    ...page(paths.newRealm(), paletteText.newRealm, PlusIcon, may(me, 'realm:write')),
    action('light', paletteText.light, SunIcon, () => setScheme('light')),
    action('dark', paletteText.dark, MoonIcon, () => setScheme('dark')),
    action('auto', paletteText.system, DeviceIcon, () => setScheme('auto')),
    action('sign-out', shellText.signOut, SignOutIcon, () => void signOut()),
  ]
  const contains = (text: string | undefined, word: string): boolean => plain(text ?? '').includes(plain(word))
  const matches = ({ label }: PaletteEntry): boolean => q.split(/\s+/).every((word) => contains(label, word))
  // What was found for less than is typed by now: Enter must not lead to what no longer fits.
  const fitting = (entries: PaletteEntry[], old: boolean): PaletteEntry[] =>
    old ? entries.filter(({ label, under }) => contains(label, q) || contains(under, q)) : entries
  const sections: PaletteSection[] = [
    // While somebody searches, what is found must not lie below a long list of pages.
    { title: paletteText.pages, entries: pages.filter(matches).slice(0, q ? FEW_PAGES : pages.length) },
    {
      title: paletteText.people(realm ?? ''),
      entries: fitting(
        (q && people.data ? people.data.items : []).map(({ id, name, username, email }) => ({
          id,
          to: paths.identity(realm ?? '', id),
          label: name,
          under: email ?? username,
          icon: PeopleIcon,
        })),
        people.isPlaceholderData,
      ),
    },
    {
      title: paletteText.groups(realm ?? ''),
      entries: fitting(
        (q && groups.data ? groups.data.items : []).map(({ id, name, path }) => ({
          id,
          to: paths.group(realm ?? '', id),
          label: name,
          ...(path.length > 0 && { under: path.map((above) => above.name).join(' / ') }),
          icon: GroupIcon,
        })),
        groups.isPlaceholderData,
      ),
    },
    {
      title: paletteText.roles(realm ?? ''),
      entries: fitting(
        (q && roles.data ? roles.data.items : []).map(({ id, name, application }) => ({
          id,
          to: paths.role(realm ?? '', id),
          label: name,
          ...(application && { under: application.name }),
          icon: RoleIcon,
        })),
        roles.isPlaceholderData,
      ),
    },
    {
      title: paletteText.applications(realm ?? ''),
      entries: fitting(
        (q && applications.data ? applications.data.items : []).map(({ id, name, clientId }) => ({
          id,
          to: paths.application(realm ?? '', id),
          label: name,
          under: clientId,
          icon: ApplicationIcon,
        })),
        applications.isPlaceholderData,
      ),
    },
    {
      title: paletteText.realms,
      entries: fitting(
        (realms.data?.items ?? []).map(({ id, name, displayName }) => ({
          id,
          to: paths.realm(name),
          label: displayName || name,
          ...(displayName && displayName !== name && { under: name }),
          icon: RealmIcon,
        })),
        realms.isPlaceholderData,
      ),
    },
    { title: paletteText.actions, entries: actions.filter(matches) },
  ]
  return sections.filter(({ entries }) => entries.length > 0)
}
