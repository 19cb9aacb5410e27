import { Textarea, TextInput } from '@mantine/core'
import { lazy, type ReactNode, Suspense } from 'react'
import { type Control, type FieldPath, type FieldValues, useController } from 'react-hook-form'

export interface FieldProps<Values extends FieldValues, Output> {
  control: Control<Values, unknown, Output>
  name: FieldPath<Values>
  label: string
  description?: ReactNode
}

/** The first sentence in an error, which for a list or a record lies deeper. */
function sentenceIn(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  if ('message' in error && typeof error.message === 'string' && error.message) return error.message
  // `ref` is an element of the page, not a part of the error.
  for (const [key, part] of Object.entries(error)) if (key !== 'ref') return sentenceIn(part)
  return undefined
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : '')

/** A field's place in the form and its error. */
export function useField<Values extends FieldValues, Output>({
  control,
  name,
}: {
  control: Control<Values, unknown, Output>
  name: FieldPath<Values>
}) {
  const { field, fieldState } = useController({ control, name })
  return { field, error: sentenceIn(fieldState.error) }
}

interface TextFieldProps<Values extends FieldValues, Output> extends FieldProps<Values, Output> {
  placeholder?: string
  autoComplete?: string
  type?: 'text' | 'email' | 'url' | 'date' | 'datetime-local'
  /** For names that are addresses: no capital letter at the start, no spelling. */
  technical?: boolean
  readOnly?: boolean
}

export function TextField<Values extends FieldValues, Output>({
  control,
  name,
  technical,
  autoComplete = 'off',
  ...rest
}: TextFieldProps<Values, Output>) {
  const { field, error } = useField({ control, name })
  return (
    <TextInput
      {...field}
      // A field may be absent in the values; the input is still ours to control.
      value={asText(field.value)}
      {...(technical && { autoCapitalize: 'off', spellCheck: false })}
      autoComplete={autoComplete}
      error={error}
      {...rest}
    />
  )
}

export function TextAreaField<Values extends FieldValues, Output>({
  control,
  name,
  rows = 3,
  ...rest
}: FieldProps<Values, Output> & { rows?: number }) {
  const { field, error } = useField({ control, name })
  return <Textarea {...field} value={asText(field.value)} rows={rows} error={error} {...rest} />
}

export interface SelectOption {
  value: string
  label: string
  /** A quiet second line. */
  description?: string
}

export interface SelectFieldProps<Values extends FieldValues, Output> extends FieldProps<Values, Output> {
  options: SelectOption[]
  placeholder?: string
  /** May be left empty; then there is a button that clears it. */
  clearable?: boolean
  /** For long lists: called with what is typed, to fetch the options that match; without it the given ones are filtered. */
  onSearch?: (text: string) => void
  nothingFound?: string
}

const SelectInput = lazy(() => import('./select-input').then((module) => ({ default: module.SelectInput })))

/** A choice from a list, searchable. Its code comes when it is first shown. Empty is `null`. */
export function SelectField<Values extends FieldValues, Output>(props: SelectFieldProps<Values, Output>) {
  const { field, error } = useField(props)
  const { control: _control, name: _name, ...rest } = props
  return (
    <Suspense fallback={<TextInput label={props.label} description={props.description} disabled />}>
      <SelectInput
        {...rest}
        value={asText(field.value) || null}
        error={error}
        onChange={field.onChange}
        onBlur={field.onBlur}
        inputRef={field.ref}
      />
    </Suspense>
  )
}
