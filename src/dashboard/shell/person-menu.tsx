import { type MantineColorScheme, useMantineColorScheme } from '@mantine/core'
import { auth } from '#contract/auth'
import { call } from '../api/call'
import { forgetEverything, useMe } from '../features/me/me.queries'
import { DeviceIcon, MoonIcon, SignOutIcon, SunIcon } from '../ui/icons'
import { Menu, type MenuItem, type MenuTriggerProps } from '../ui/menu'
import { Named } from '../ui/named'
import { notifyError } from '../ui/notices'
import { shellText } from './shell.text'
import classes from './nav.module.css'

const schemes = [
  { scheme: 'light', icon: SunIcon },
  { scheme: 'dark', icon: MoonIcon },
  { scheme: 'auto', icon: DeviceIcon },
] as const satisfies { scheme: MantineColorScheme; icon: unknown }[]

/** The session ends on the server first; then nothing of this person stays in the page. */
export async function signOut(): Promise<void> {
  try {
    await call(auth.signOut, {})
    forgetEverything()
    location.assign('/sign-in')
  } catch (error) {
    await notifyError(error)
  }
}

const initialsOf = (name: string): string => {
  const words = name.trim().split(/\s+/)
  return [words[0], words.length > 1 ? words.at(-1) : '']
    .map((word) => (word ? String.fromCodePoint(word.codePointAt(0) ?? 0) : ''))
    .join('')
    .toUpperCase()
}

export function PersonMenu() {
  const { administrator } = useMe()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const items: MenuItem[] = [
    ...schemes.map(({ scheme, icon }) => ({
      label: shellText.theme[scheme],
      icon,
      checked: colorScheme === scheme,
      onSelect: () => setColorScheme(scheme),
    })),
    { label: shellText.signOut, icon: SignOutIcon, divided: true, onSelect: () => void signOut() },
  ]
  return (
    <Menu
      label={shellText.yourMenu(administrator.name)}
      side="above"
      align="start"
      items={items}
      head={
        <div className={classes.who}>
          <Named>{administrator.name}</Named>
          <span className={classes.quiet}>{administrator.email}</span>
        </div>
      }
      trigger={PersonButton}
    />
  )
}

function PersonButton(props: MenuTriggerProps) {
  const { administrator, memberships } = useMe()
  return (
    <button type="button" className={classes.person} aria-label={shellText.yourMenu(administrator.name)} {...props}>
      <span className={classes.initials} aria-hidden="true">
        {initialsOf(administrator.name)}
      </span>
      <span className={classes.who}>
        <Named>{administrator.name}</Named>
        <span className={classes.quiet}>
          <Named>{memberships[0]?.accountName ?? administrator.email}</Named>
        </span>
      </span>
    </button>
  )
}
