import { Button } from './button'
import { CloseIcon, type Icon } from './icons'
import { Menu } from './menu'
import type { Selection } from './selection'
import { uiText } from './ui.text'
import classes from './selection-bar.module.css'

/** Something to be done with what is selected. */
export interface SelectionAction {
  label: string
  icon?: Icon
  danger?: boolean
  /** A line above it, where it stands in the menu. */
  divided?: boolean
  disabledReason?: string | undefined
  onSelect: () => void
}

interface SelectionBarProps {
  selection: Selection
  total: number
  totalExact: boolean
  /** "3 people selected"; undefined is everything that matches. */
  words: (n: number | undefined) => string
  /** "Select all 1,234 that match" */
  allWords: (total: number, exact: boolean) => string
  actions: SelectionAction[]
}

/** How many actions stand as buttons; the others wait in a menu. */
const SHOWN = 2

/** Above a table once something is selected: how much, all or nothing of it, and what can be done with it. */
export function SelectionBar(props: SelectionBarProps) {
  const { selection, total, totalExact, words, allWords, actions } = props
  const { all, size } = selection
  if (!all && size === 0) return null
  const more = actions.slice(SHOWN)
  return (
    <div className={classes.bar} role="group" aria-label={uiText.selectedActions}>
      <output className={classes.words}>{words(all ? undefined : size)}</output>
      {!all && (size < total || !totalExact) && (
        <Button size="xs" kind="quiet" onClick={selection.selectAll}>
          {allWords(total, totalExact)}
        </Button>
      )}
      <Button size="xs" kind="quiet" icon={CloseIcon} onClick={selection.clear}>
        {uiText.clearSelection}
      </Button>
      <div className={classes.actions}>
        {actions.slice(0, SHOWN).map(({ label, icon, disabledReason, onSelect }) => (
          <Button key={label} size="xs" disabledReason={disabledReason} onClick={onSelect} {...(icon && { icon })}>
            {label}
          </Button>
        ))}
        {more.length > 0 && <Menu label={uiText.selectedActions} items={more} />}
      </div>
    </div>
  )
}
