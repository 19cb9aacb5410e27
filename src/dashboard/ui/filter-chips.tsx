import type { ReactNode } from 'react'
import { Button } from './button'
import { CloseIcon } from './icons'
import { uiText } from './ui.text'
import classes from './filter-chips.module.css'

export interface FilterChip {
  key: string
  /** For the eye: "In Payroll". */
  label: ReactNode
  /** The same for the button that removes it. */
  name: string
  onRemove: () => void
}

/** The filters that are set, each to be removed by itself or all at once. */
export const FilterChips = ({ chips, onClear }: { chips: FilterChip[]; onClear: () => void }) =>
  chips.length > 0 && (
    <div className={classes.row}>
      <ul className={classes.chips} aria-label={uiText.filtersSet}>
        {chips.map(({ key, label, name, onRemove }) => (
          <li key={key} className={classes.chip}>
            <span className={classes.label}>{label}</span>
            <button type="button" className={classes.remove} aria-label={uiText.removeFilter(name)} onClick={onRemove}>
              <CloseIcon size={14} />
            </button>
          </li>
        ))}
      </ul>
      {chips.length > 1 && (
        <Button size="xs" kind="quiet" onClick={onClear}>
          {uiText.clearAllFilters}
        </Button>
      )}
    </div>
  )
