import { Select } from '@mantine/core'
import type { ReactNode, Ref } from 'react'
import type { SelectOption } from './fields'
import './overlays.css'
import classes from './select-input.module.css'

interface SelectInputProps {
  label: string
  description?: ReactNode
  options: SelectOption[]
  placeholder?: string
  clearable?: boolean
  onSearch?: (text: string) => void
  nothingFound?: string
  value: string | null
  error?: string | undefined
  onChange: (value: string | null) => void
  onBlur?: () => void
  inputRef?: Ref<HTMLInputElement>
}

export function SelectInput({
  options,
  onSearch,
  nothingFound = 'Nothing found',
  inputRef,
  clearable = false,
  onBlur,
  ...rest
}: SelectInputProps) {
  const descriptions = new Map(options.map((option) => [option.value, option.description]))
  return (
    <Select
      {...rest}
      {...(onBlur && { onBlur })}
      {...(inputRef && { ref: inputRef })}
      data={options.map(({ value, label }) => ({ value, label }))}
      searchable
      clearable={clearable}
      nothingFoundMessage={nothingFound}
      maxDropdownHeight={260}
      // The server has searched already; filtering again would hide what it found by other means.
      {...(onSearch && { onSearchChange: onSearch, filter: ({ options: all }) => all })}
      comboboxProps={{ shadow: 'md' }}
      renderOption={({ option }) => (
        <span className={classes.option}>
          <bdi>{option.label}</bdi>
          {'value' in option && descriptions.get(String(option.value)) && (
            <span className={classes.under}>{descriptions.get(String(option.value))}</span>
          )}
        </span>
      )}
    />
  )
}
