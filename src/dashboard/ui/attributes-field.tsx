import { Textarea, TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import type { FieldValues } from 'react-hook-form'
import type { Attributes } from '#contract/primitives'
import { attributesText } from './attributes.text'
import { Button, IconButton } from './button'
import { type FieldProps, useField } from './fields'
import { BinIcon, PlusIcon } from './icons'
import classes from './attributes-field.module.css'

interface Row {
  id: number
  key: string
  /** One value a line, as typed. */
  values: string
}

let nextId = 0
const rowsOf = (attributes: Attributes): Row[] =>
  Object.entries(attributes).map(([key, values]) => ({ id: nextId++, key, values: values.join('\n') }))

/** Lines become values. A key without a line has no values; keys left empty count only once a value stands beside them. */
const attributesOf = (rows: Row[]): Attributes =>
  Object.fromEntries(
    rows
      .filter(({ key, values }) => key !== '' || values !== '')
      .map(({ key, values }) => [key, values === '' ? [] : values.split('\n')]),
  )

/** Free keys, each with any number of values (one a line). The field's value is the contract's `Attributes`. */
export function AttributesField<Values extends FieldValues, Output>({
  label,
  description,
  ...props
}: FieldProps<Values, Output>) {
  const { field, error } = useField(props)
  // The form's values type says nothing about this name; the field is only for attributes.
  const value: Attributes = field.value ?? {}
  // While somebody types, two keys may be alike for a moment: so the rows are kept apart from the value they make, and
  // made anew when the value comes from elsewhere (a reset, somebody else's version).
  const [{ rows, made }, setState] = useState(() => ({ rows: rowsOf(value), made: value }))
  // By what is in it: the form keeps a copy of the value, not the value itself.
  const current = JSON.stringify(made) === JSON.stringify(value) ? rows : rowsOf(value)
  const update = (next: Row[]) => {
    const attributes = attributesOf(next)
    setState({ rows: next, made: attributes })
    field.onChange(attributes)
  }
  const edit = (id: number, patch: Partial<Row>) =>
    update(current.map((row) => (row.id === id ? { ...row, ...patch } : row)))
  const rowsBox = useRef<HTMLDivElement>(null)
  const add = () => {
    // At once, so that the new row stands and can take the focus.
    flushSync(() => update([...current, { id: nextId++, key: '', values: '' }]))
    rowsBox.current?.lastElementChild?.querySelector('input')?.focus()
  }
  const isDouble = (row: Row) => current.some((other) => other !== row && other.key === row.key && row.key !== '')

  return (
    <fieldset className={classes.group}>
      <legend className={classes.legend}>{label}</legend>
      {description && <p className={classes.description}>{description}</p>}
      {current.length > 0 && (
        <div className={classes.rows} ref={rowsBox}>
          {current.map((row, index) => (
            <div key={row.id} className={classes.row}>
              <TextInput
                aria-label={attributesText.key(index + 1)}
                placeholder={attributesText.keyExample}
                value={row.key}
                autoComplete="off"
                spellCheck={false}
                error={isDouble(row) ? attributesText.double : undefined}
                onChange={(event) => edit(row.id, { key: event.currentTarget.value })}
                onBlur={field.onBlur}
                {...(index === 0 && { ref: field.ref })}
              />
              <Textarea
                aria-label={attributesText.values(row.key || String(index + 1))}
                placeholder={attributesText.valuesExample}
                value={row.values}
                rows={Math.min(6, row.values.split('\n').length)}
                spellCheck={false}
                onChange={(event) => edit(row.id, { values: event.currentTarget.value })}
                onBlur={field.onBlur}
              />
              <IconButton
                label={attributesText.remove(row.key || String(index + 1))}
                icon={BinIcon}
                onClick={() => update(current.filter((other) => other !== row))}
              />
            </div>
          ))}
        </div>
      )}
      <Button size="xs" icon={PlusIcon} onClick={add}>
        {attributesText.add}
      </Button>
      {error && (
        <p role="alert" className={classes.error}>
          {error}
        </p>
      )}
    </fieldset>
  )
}
