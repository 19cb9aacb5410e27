import { TextInput } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { SearchIcon } from './icons'
import { uiText } from './ui.text'

interface SearchBoxProps {
  label: string
  /** What is searched for now, from the URL. */
  value: string
  onSearch: (q: string) => void
  /** What to type, where that needs saying. */
  placeholder?: string | undefined
}

const PAUSE = 220

/** Searches when the typing pauses. The text is the input's own; it follows the URL on Back and "Clear search". */
export function SearchBox({ label, value, onSearch, placeholder = uiText.searchPlaceholder }: SearchBoxProps) {
  const input = useRef<HTMLInputElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    // While somebody types, what they typed is newer than the URL.
    if (input.current && input.current.value.trim() !== value && document.activeElement !== input.current)
      input.current.value = value
  }, [value])
  useEffect(() => () => clearTimeout(timer.current), [])
  const search = (text: string, wait: number) => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => onSearch(text.trim()), wait)
  }
  return (
    <TextInput
      ref={input}
      type="search"
      size="sm"
      aria-label={label}
      placeholder={placeholder}
      defaultValue={value}
      maxLength={200}
      leftSection={<SearchIcon size={16} />}
      onChange={(event) => search(event.currentTarget.value, PAUSE)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') search(event.currentTarget.value, 0)
      }}
    />
  )
}
