import { ActionIcon } from '@mantine/core'
import { type ComponentType, type KeyboardEvent, type ReactNode, type ToggleEvent, useId, useState } from 'react'
import { Link } from 'react-router'
import { type Placement, placeBeside } from './floating'
import { CheckIcon, type Icon, MoreIcon } from './icons'
import classes from './menu.module.css'

export interface MenuItem {
  label: string
  icon?: Icon
  /** Either what happens, or where it leads. */
  onSelect?: () => void
  to?: string
  danger?: boolean
  /** Of items of which one is chosen; with `several` each is chosen for itself, and the menu stays open. */
  checked?: boolean
  several?: boolean
  disabledReason?: string | undefined
  /** A line above it. */
  divided?: boolean
}

/** What a trigger must be given: it opens the menu natively, so a second click closes it again. */
export interface MenuTriggerProps {
  popoverTarget: string
  'aria-haspopup': 'menu'
  'aria-expanded': boolean
  onKeyDown: (event: KeyboardEvent) => void
}

interface MenuProps extends Placement {
  /** The menu's name, such as "Actions for Ops"; also the name of the default trigger, three dots. */
  label: string
  items: MenuItem[]
  head?: ReactNode
  /** Instead of the three dots: a component that puts these properties on its button. */
  trigger?: ComponentType<MenuTriggerProps>
}

const itemsOf = (menu: HTMLElement) => [...menu.querySelectorAll<HTMLElement>('[role^="menuitem"]')]

/** A menu after the ARIA pattern, on a native popover: it is there at once and weighs next to nothing. */
export function Menu({ label, items, head, trigger: Trigger, side = 'below', align = 'end' }: MenuProps) {
  const id = useId()
  const [open, setOpen] = useState(false)

  const menu = () => document.getElementById(id)
  const anchor = () => document.querySelector<HTMLElement>(`[popovertarget="${id}"]`)
  const onToggle = (event: ToggleEvent<HTMLDivElement>) => {
    const opened = event.newState === 'open'
    setOpen(opened)
    if (!opened) return
    const element = event.currentTarget
    // The items are rendered by the state just set: after it they have a size and can take the focus.
    requestAnimationFrame(() => {
      const from = anchor()
      if (!from) return
      placeBeside(from, element, { side, align })
      ;(itemsOf(element).find((item) => item.ariaChecked === 'true') ?? itemsOf(element)[0])?.focus()
    })
  }
  const close = () => {
    menu()?.hidePopover()
    anchor()?.focus()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const all = itemsOf(event.currentTarget)
    // Focus is on an item whenever a key arrives here.
    const at = all.indexOf(document.activeElement as HTMLElement)
    const go = (index: number) => {
      event.preventDefault()
      all[(index + all.length) % all.length]?.focus()
    }
    if (event.key === 'ArrowDown') go(at + 1)
    else if (event.key === 'ArrowUp') go(at - 1)
    else if (event.key === 'Home') go(0)
    else if (event.key === 'End') go(-1)
    else if (event.key === 'Tab') menu()?.hidePopover()
    else if (event.key.length === 1 && event.key !== ' ') {
      const starts = (item: HTMLElement) => item.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase())
      const next = [...all.slice(at + 1), ...all.slice(0, at + 1)].find(starts)
      next?.focus()
    }
  }
  const triggerProps: MenuTriggerProps = {
    popoverTarget: id,
    'aria-haspopup': 'menu',
    'aria-expanded': open,
    onKeyDown: (event) => {
      if (event.key !== 'ArrowDown') return
      event.preventDefault()
      menu()?.showPopover()
    },
  }

  return (
    <>
      {Trigger ? (
        <Trigger {...triggerProps} />
      ) : (
        <ActionIcon variant="subtle" color="gray" aria-label={label} {...triggerProps}>
          <MoreIcon size={17} />
        </ActionIcon>
      )}
      <div id={id} popover="auto" className={classes.menu} onToggle={onToggle}>
        {open && head && <div className={classes.head}>{head}</div>}
        <div role="menu" aria-label={label} tabIndex={-1} onKeyDown={onKeyDown}>
          {open && items.map((item) => <Item key={item.label} item={item} close={close} />)}
        </div>
      </div>
    </>
  )
}

function Item({ item, close }: { item: MenuItem; close: () => void }) {
  const Shape = item.icon
  const inside = (
    <>
      {Shape && <Shape size={16} />}
      <span className={classes.words}>
        {item.label}
        {item.disabledReason && <span className={classes.reason}>{item.disabledReason}</span>}
      </span>
      {item.checked && <CheckIcon size={15} />}
    </>
  )
  const shared = { className: classes.item, tabIndex: -1, ...(item.danger && { 'data-danger': true }) }
  return (
    <>
      {item.divided && <hr className={classes.line} />}
      {item.to && !item.disabledReason ? (
        <Link role="menuitem" to={item.to} onClick={close} {...shared}>
          {inside}
        </Link>
      ) : (
        <button
          type="button"
          role={item.checked === undefined ? 'menuitem' : item.several ? 'menuitemcheckbox' : 'menuitemradio'}
          {...(item.checked !== undefined && { 'aria-checked': item.checked })}
          {...(item.disabledReason && { 'aria-disabled': true })}
          onClick={() => {
            if (item.disabledReason) return
            if (!item.several) close()
            item.onSelect?.()
          }}
          {...shared}
        >
          {inside}
        </button>
      )}
    </>
  )
}
