import { TextInput } from '@mantine/core'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { ColumnMeaning, type ImportColumn, personColumns } from '#contract/imports'
import { Button } from '../../ui/button'
import { FilterSelect } from '../../ui/filter-select'
import { Named } from '../../ui/named'
import { importsText } from './imports.text'
import classes from './import-step.module.css'

const text = importsText.columns

/** Stands for an attribute whose name is still to be typed. */
const OTHER = 'other'
const attribute = (key: string) => `attribute:${key}` as const

interface ColumnMeaningProps {
  column: ImportColumn
  /** What other columns mean. */
  taken: string[]
  /** To be looked at only. */
  fixed: boolean
  onChoose: (meaning: ColumnMeaning) => void
}

/** What a column means: one of a person's fields, groups, an attribute of any name, or nothing. */
export function ColumnMeaningSelect({ column, taken, fixed, onChoose }: ColumnMeaningProps) {
  const [naming, setNaming] = useState(false)
  if (fixed) return <Named>{text.word(column.meaning)}</Named>
  const own = ColumnMeaning.safeParse(attribute(column.name)).success ? [attribute(column.name)] : []
  const meanings = [...new Set([...personColumns.filter((one) => one !== 'ignore'), ...own, column.meaning])]
  const options = [
    { value: 'ignore', label: text.word('ignore') },
    ...meanings.filter((one) => one !== 'ignore').map((one) => ({ value: one, label: text.word(one) })),
    { value: OTHER, label: text.otherAttribute },
  ]
  return (
    <div className={classes.meaning}>
      <FilterSelect
        label={text.meaningOf(column.name)}
        value={naming ? OTHER : column.meaning}
        options={options}
        onChange={(value) => {
          setNaming(value === OTHER)
          const meaning = ColumnMeaning.safeParse(value)
          if (meaning.success) onChoose(meaning.data)
        }}
      />
      {naming && (
        <AttributeName
          column={column}
          taken={taken}
          onName={(meaning) => {
            setNaming(false)
            onChoose(meaning)
          }}
        />
      )}
      {!naming && column.guessed && column.meaning !== 'ignore' && (
        <span className={classes.guessed}>{text.guessed}</span>
      )}
    </div>
  )
}

interface AttributeNameProps {
  column: ImportColumn
  taken: string[]
  onName: (meaning: ColumnMeaning) => void
}

function AttributeName({ column, taken, onName }: AttributeNameProps) {
  const [name, setName] = useState('')
  const [error, setError] = useState<string | null>(null)
  const input = useRef<HTMLInputElement>(null)
  // It was just chosen that one is wanted.
  useEffect(() => input.current?.focus(), [])
  const take = () => {
    const meaning = ColumnMeaning.safeParse(attribute(name.trim()))
    if (meaning.success && !taken.includes(meaning.data)) return onName(meaning.data)
    setError(meaning.success ? text.attributeTaken : text.attributeWrong)
    input.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
    event.preventDefault()
    take()
  }
  return (
    <div className={classes.name}>
      <TextInput
        ref={input}
        label={text.attributeName}
        aria-label={text.attributeNameOf(column.name)}
        value={name}
        maxLength={255}
        autoComplete="off"
        error={error}
        onChange={(event) => {
          setName(event.currentTarget.value)
          setError(null)
        }}
        onKeyDown={onKeyDown}
      />
      <Button onClick={take}>{text.useName}</Button>
    </div>
  )
}
