import { TextInput } from '@mantine/core'
import { type ClipboardEvent, type KeyboardEvent, useId, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { type FieldValues, useController } from 'react-hook-form'
import { Button, IconButton } from './button'
import type { FieldProps } from './fields'
import { BinIcon, PlusIcon } from './icons'
import { listFieldText } from './list-field.text'
import classes from './list-field.module.css'

interface Row {
  id: number
  text: string
}

let nextId = 0
const rowsOf = (values: string[]): Row[] => values.map((text) => ({ id: nextId++, text }))
/** Rows left empty do not count. */
const valuesOf = (rows: Row[]): string[] => rows.map(({ text }) => text.trim()).filter(Boolean)

interface ListFieldProps<Values extends FieldValues, Output> extends FieldProps<Values, Output> {
  /** What one entry is called: "Redirect URI". */
  entry: string
  add: string
  placeholder: string
}

/** Texts one below the other, such as addresses. Enter adds a row, and what is pasted in several lines fills several rows. */
export function ListField<Values extends FieldValues, Output>({
  label,
  description,
  entry,
  add: addLabel,
  placeholder,
  control,
  name,
}: ListFieldProps<Values, Output>) {
  const { field, fieldState } = useController({ control, name })
  const id = useId()
  // The form's values type says nothing about this name; the field is only for lists of texts.
  const value: string[] = field.value ?? []
  // Rows that are still empty are no values yet: so they are kept apart, and made anew when the value comes from elsewhere.
  const [{ rows, made }, setState] = useState(() => ({ rows: rowsOf(value), made: value }))
  const current = JSON.stringify(made) === JSON.stringify(value) ? rows : rowsOf(value)
  const box = useRef<HTMLDivElement>(null)
  const update = (next: Row[]) => {
    const values = valuesOf(next)
    setState({ rows: next, made: values })
    field.onChange(values)
  }
  const focusRow = (at: number) => box.current?.querySelectorAll('input')[at]?.focus()
  const insert = (at: number, texts: string[]) => {
    // At once, so that the new rows stand and one can take the focus.
    flushSync(() => update([...current.slice(0, at), ...rowsOf(texts), ...current.slice(at)]))
    focusRow(at + texts.length - 1)
  }
  const onKeyDown = (at: number) => (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
    // It would save the form.
    event.preventDefault()
    if (current[at]?.text.trim()) insert(at + 1, [''])
  }
  const onPaste = (at: number) => (event: ClipboardEvent<HTMLInputElement>) => {
    const lines = event.clipboardData.getData('text').split(/\r?\n/)
    const texts = lines.map((text) => text.trim()).filter(Boolean)
    if (texts.length < 2) return
    event.preventDefault()
    const { selectionStart: from, selectionEnd: to, value: typed } = event.currentTarget
    const [first = '', ...rest] = texts
    const text = typed.slice(0, from ?? 0) + first + typed.slice(to ?? typed.length)
    flushSync(() =>
      update([
        ...current.slice(0, at),
        { id: current[at]?.id ?? nextId++, text },
        ...rowsOf(rest),
        ...current.slice(at + 1),
      ]),
    )
    focusRow(at + rest.length)
  }
  const remove = (at: number) => {
    flushSync(() => update(current.toSpliced(at, 1)))
    const inputs = box.current?.querySelectorAll('input')
    if (inputs && inputs.length > 0) focusRow(Math.min(at, inputs.length - 1))
    else box.current?.querySelector<HTMLElement>(':scope > button')?.focus()
  }
  const { whole, ofValue } = errorsOf(fieldState.error)
  const errors = errorsOfRows(current, ofValue)
  return (
    <fieldset className={classes.group} {...(description && { 'aria-describedby': `${id}-description` })}>
      <legend className={classes.legend}>{label}</legend>
      {description && (
        <p id={`${id}-description`} className={classes.description}>
          {description}
        </p>
      )}
      <div className={classes.rows} ref={box}>
        {current.map((row, at) => (
          <div key={row.id} className={classes.row}>
            <TextInput
              aria-label={listFieldText.entry(entry, at + 1)}
              placeholder={placeholder}
              value={row.text}
              error={errors[at]}
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              onChange={(event) => {
                const text = event.currentTarget.value
                update(current.map((other) => (other === row ? { ...row, text } : other)))
              }}
              onBlur={field.onBlur}
              onKeyDown={onKeyDown(at)}
              onPaste={onPaste(at)}
              // An error takes the focus to the row it is about.
              {...(at === Math.max(0, errors.findIndex(Boolean)) && { ref: field.ref })}
            />
            <IconButton
              label={listFieldText.remove(listFieldText.entry(entry, at + 1), row.text)}
              icon={BinIcon}
              onClick={() => remove(at)}
            />
          </div>
        ))}
        <Button size="xs" icon={PlusIcon} onClick={() => insert(current.length, [''])}>
          {addLabel}
        </Button>
      </div>
      {whole && (
        <p role="alert" className={classes.error}>
          {whole}
        </p>
      )}
    </fieldset>
  )
}

/** What is wrong with the list as a whole, and with its entries by their place in the value. */
function errorsOf(error: unknown): { whole: string | undefined; ofValue: (at: number) => string | undefined } {
  const messageIn = (part: unknown): string | undefined =>
    typeof part === 'object' && part !== null && 'message' in part && typeof part.message === 'string'
      ? part.message
      : undefined
  const parts: Record<string, unknown> = typeof error === 'object' && error !== null ? { ...error } : {}
  return { whole: messageIn(error) ?? messageIn(parts['root']), ofValue: (at) => messageIn(parts[at]) }
}

/** Empty rows are not in the value, so the places differ. */
function errorsOfRows(rows: Row[], ofValue: (at: number) => string | undefined): (string | undefined)[] {
  let at = -1
  return rows.map(({ text }) => {
    if (text.trim() === '') return undefined
    at += 1
    return ofValue(at)
  })
}
