import { TextInput } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useDeferredValue, useEffect, useRef, useState } from 'react'
import { Link } from 'react-router'
import { may, useMe } from '../features/me/me.queries'
import { realmQueries } from '../features/realms/realms.queries'
import { paths } from '../paths'
import { SearchIcon } from '../ui/icons'
import { Named } from '../ui/named'
import { shellText } from './shell.text'
import classes from './realm-switcher.module.css'

/** The realms to switch to: a search box above links, walked through with the arrow keys. */
export function RealmList({ current, close }: { current: string | undefined; close: () => void }) {
  const me = useMe()
  const [q, setQ] = useState('')
  const box = useRef<HTMLDivElement>(null)
  const input = useRef<HTMLInputElement>(null)
  // It opens on a click, to be typed in.
  useEffect(() => input.current?.focus(), [])
  const search = useDeferredValue(q.trim())
  const { data } = useQuery({
    ...realmQueries.list({ limit: 20, ...(search && { q: search }) }),
    placeholderData: keepPreviousData,
  })
  const walk = (event: KeyboardEvent) => {
    const stops = [...(box.current?.querySelectorAll<HTMLElement>('input, a') ?? [])]
    // Whatever has the focus in here is an element.
    const at = stops.indexOf(document.activeElement as HTMLElement)
    if (event.key === 'ArrowDown') stops[Math.min(at + 1, stops.length - 1)]?.focus()
    else if (event.key === 'ArrowUp') stops[Math.max(at - 1, 0)]?.focus()
    else if (event.key === 'Enter' && at === 0) stops[1]?.click()
    else return
    event.preventDefault()
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- keys pressed on the box and the links inside arrive here
    <div ref={box} onKeyDown={walk}>
      <TextInput
        ref={input}
        type="search"
        size="sm"
        aria-label={shellText.findRealm}
        placeholder={shellText.findRealm}
        leftSection={<SearchIcon size={16} />}
        value={q}
        onChange={(event) => setQ(event.currentTarget.value)}
      />
      {data?.items.length === 0 ? (
        <output className={classes.none}>{shellText.noRealm}</output>
      ) : (
        <ul className={classes.list}>
          {data?.items.map((realm) => (
            <li key={realm.id}>
              <Link
                to={paths.realm(realm.name)}
                className={classes.link}
                onClick={close}
                {...(realm.name === current && { 'aria-current': 'true' as const })}
              >
                <Named>{realm.displayName || realm.name}</Named>
                {realm.displayName && realm.displayName !== realm.name && (
                  <span className={classes.under}>
                    <Named>{realm.name}</Named>
                  </span>
                )}
              </Link>
            </li>
          ))}
        </ul>
      )}
      <div className={classes.foot}>
        <Link to={paths.realms()} className={classes.link} onClick={close}>
          {shellText.allRealms}
        </Link>
        {may(me, 'realm:write') && (
          <Link to={paths.newRealm()} className={classes.link} onClick={close}>
            {shellText.newRealm}
          </Link>
        )}
      </div>
    </div>
  )
}
