import { useId } from 'react'
import type { FieldValues } from 'react-hook-form'
import { type FieldProps, useField } from './fields'
import classes from './choice-field.module.css'

interface Choice {
  value: string
  label: string
  description: string
}

/** One of a few, each with what it means: for decisions that deserve room. */
export function ChoiceField<Values extends FieldValues, Output>({
  label,
  choices,
  ...props
}: Omit<FieldProps<Values, Output>, 'description'> & { choices: Choice[] }) {
  const { field, error } = useField(props)
  const id = useId()
  return (
    <fieldset className={classes.group} {...(error && { 'aria-describedby': `${id}-error` })}>
      <legend className={classes.legend}>{label}</legend>
      {choices.map((choice, index) => (
        <label key={choice.value} className={classes.card}>
          <input
            type="radio"
            name={field.name}
            value={choice.value}
            checked={field.value === choice.value}
            onChange={() => field.onChange(choice.value)}
            onBlur={field.onBlur}
            aria-describedby={`${id}-${index}`}
            {...(index === 0 && { ref: field.ref })}
          />
          <span className={classes.label}>{choice.label}</span>
          <span className={classes.description} id={`${id}-${index}`}>
            {choice.description}
          </span>
        </label>
      ))}
      {error && (
        <p id={`${id}-error`} className={classes.error}>
          {error}
        </p>
      )}
    </fieldset>
  )
}
