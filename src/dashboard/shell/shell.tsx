import { useEffect, useRef, useState } from 'react'
import { Link, Outlet, ScrollRestoration, useLocation, useNavigation } from 'react-router'
import { paths } from '../paths'
import { Aside } from '../ui/aside'
import { IconButton } from '../ui/button'
import { CloseIcon, MenuIcon, SearchIcon } from '../ui/icons'
import { useLasting } from '../ui/use-lasting'
import { Arrival } from './arrival'
import { Logo } from './logo'
import { Nav } from './nav'
import { openPalette, usePaletteKeys } from './palette'
import { PersonMenu } from './person-menu'
import { useSessionGate } from './session-gate'
import { shellText } from './shell.text'
import classes from './shell.module.css'

const isMac = /mac|iphone|ipad/i.test(navigator.userAgent)

/** The layout around every page. */
export function Shell() {
  // Where the navigation was opened: going somewhere closes it on a phone.
  const [openAt, setOpenAt] = useState<string | null>(null)
  const narrow = useNarrow()
  const opener = useRef<HTMLButtonElement>(null)
  useSessionGate()
  usePaletteKeys()
  const { pathname } = useLocation()
  const open = openAt === pathname
  const close = () => {
    setOpenAt(null)
    opener.current?.focus()
  }
  useEscape(open && narrow, close)
  return (
    <>
      <a href="#main" className={classes.skip}>
        {shellText.skip}
      </a>
      <Progress />
      <div className={classes.layout}>
        <section className={classes.top} aria-label={shellText.toolbar}>
          <IconButton
            ref={opener}
            label={open ? shellText.closeNavigation : shellText.openNavigation}
            icon={open ? CloseIcon : MenuIcon}
            onClick={() => setOpenAt(open ? null : pathname)}
          />
          <Brand />
          <IconButton label={shellText.search} icon={SearchIcon} onClick={openPalette} />
        </section>
        {open && narrow && (
          <button
            type="button"
            tabIndex={-1}
            className={classes.veil}
            aria-label={shellText.closeNavigation}
            onClick={close}
          />
        )}
        <section aria-label={shellText.product} className={classes.side} data-open={open || undefined}>
          <Brand />
          <button type="button" className={classes.palette} onClick={openPalette}>
            <SearchIcon size={16} />
            {shellText.search}
            <kbd className={classes.keys}>{shellText.searchKeys(isMac)}</kbd>
          </button>
          <Nav />
          <PersonMenu />
        </section>
        <main id="main" className={classes.main} tabIndex={-1} inert={open && narrow}>
          <Outlet />
        </main>
      </div>
      <Arrival />
      <Aside />
      {/* Every page that was loaded anew has the key "default": they must not share a place. */}
      <ScrollRestoration getKey={({ key, pathname }) => (key === 'default' ? pathname : key)} />
    </>
  )
}

const Brand = () => (
  <Link to={paths.home()} className={classes.brand}>
    <Logo />
    {shellText.product}
  </Link>
)

/** A slim line while the next page is on its way, if that takes long enough to be noticed. */
function Progress() {
  const { state } = useNavigation()
  const shown = useLasting(state !== 'idle', 150)
  // For the eye only: the arrival is spoken.
  return shown && <div className={classes.progress} aria-hidden="true" />
}

function useEscape(active: boolean, run: () => void): void {
  useEffect(() => {
    if (!active) return
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'Escape') run()
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  })
}

const phone = '(max-width: 56em)'

function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(() => matchMedia(phone).matches)
  useEffect(() => {
    const media = matchMedia(phone)
    const change = () => setNarrow(media.matches)
    media.addEventListener('change', change)
    return () => media.removeEventListener('change', change)
  }, [])
  return narrow
}

/** Stands while the very first page loads: the shape of the layout, so that nothing jumps. */
export const ShellSkeleton = () => (
  <div className={classes.layout} aria-busy="true">
    <div className={classes.top} />
    <div className={classes.side}>
      <span className={classes.brand}>
        <Logo />
        {shellText.product}
      </span>
    </div>
    <main className={classes.main} />
  </div>
)
