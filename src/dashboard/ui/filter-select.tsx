import { Input } from '@mantine/core'
import type { ChangeEvent } from 'react'
import { DownIcon } from './icons'
import classes from './filter-select.module.css'

export interface FilterOption {
  value: string
  label: string
}

interface FilterSelectProps {
  /** What is chosen: "Kind of thing". Its name; on screen the first option says it. */
  label: string
  /** The first option, when nothing is chosen: "All kinds". Without it one is always chosen. */
  all?: string
  value: string | undefined
  options: FilterOption[]
  onChange: (value: string | undefined) => void
}

/** A choice beside the search box that narrows a list: the browser's own, since it is short. */
export const FilterSelect = ({ label, all, value, options, onChange }: FilterSelectProps) => (
  <Input
    component="select"
    size="sm"
    aria-label={label}
    className={classes.filter ?? ''}
    value={value ?? ''}
    onChange={(event: ChangeEvent<HTMLSelectElement>) => onChange(event.currentTarget.value || undefined)}
    rightSection={<DownIcon size={14} />}
    rightSectionPointerEvents="none"
    data-chosen={value !== undefined || undefined}
    pointer
  >
    {all && <option value="">{all}</option>}
    {options.map((option) => (
      <option key={option.value} value={option.value}>
        {option.label}
      </option>
    ))}
  </Input>
)
