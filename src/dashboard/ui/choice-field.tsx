import type { FieldValues } from 'react-hook-form'
import { type Choice, ChoiceCards } from './choice-cards'
import { type FieldProps, useField } from './fields'

/** One of a few, each with what it means, as a field of a form. */
export function ChoiceField<Values extends FieldValues, Output>({
  label,
  choices,
  ...props
}: Omit<FieldProps<Values, Output>, 'description'> & { choices: Choice[] }) {
  const { field, error } = useField(props)
  return (
    <ChoiceCards
      label={label}
      choices={choices}
      name={field.name}
      value={field.value}
      onChange={field.onChange}
      onBlur={field.onBlur}
      firstRef={field.ref}
      error={error}
    />
  )
}
