import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useId, useRef, useState } from 'react'
import { realmQueries } from '../features/realms/realms.queries'
import { placeBeside } from '../ui/floating'
import { DownIcon, RealmIcon } from '../ui/icons'
import { Named } from '../ui/named'
import { shellText } from './shell.text'
import classes from './nav.module.css'
import popClasses from './realm-switcher.module.css'

const RealmList = lazy(() => import('./realm-list').then((module) => ({ default: module.RealmList })))

/** Which realm this is, and the way to another one. What it lists is fetched when it is first opened. */
export function RealmSwitcher({ realm }: { realm: string | undefined }) {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const pop = useRef<HTMLDivElement>(null)
  const [open, setOpen] = useState(false)
  const { data } = useQuery({ ...realmQueries.get(realm ?? ''), enabled: Boolean(realm), retryOnMount: false })
  const name = data?.displayName || realm
  return (
    <>
      <button
        ref={button}
        type="button"
        className={classes.switcher}
        popoverTarget={id}
        aria-expanded={open}
        {...(name && { 'aria-label': shellText.switchRealm(name) })}
      >
        <RealmIcon />
        <span className={classes.who}>
          <span>{name ? <Named>{name}</Named> : shellText.chooseRealm}</span>
          {realm && name !== realm && (
            <span className={classes.quiet}>
              <Named>{realm}</Named>
            </span>
          )}
        </span>
        <DownIcon size={16} />
      </button>
      <div
        ref={pop}
        id={id}
        popover="auto"
        className={popClasses.pop}
        onToggle={(event) => {
          const opened = event.newState === 'open'
          setOpen(opened)
          if (opened && button.current) placeBeside(button.current, event.currentTarget)
        }}
      >
        {open && (
          <Suspense>
            <RealmList current={realm} close={() => pop.current?.hidePopover()} />
          </Suspense>
        )}
      </div>
    </>
  )
}
