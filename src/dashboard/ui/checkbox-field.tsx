import { useId } from 'react'
import type { FieldValues } from 'react-hook-form'
import { type FieldProps, useField } from './fields'
import classes from './checkbox-field.module.css'

/** Yes or no, with what yes means. The browser's own checkbox. */
export function CheckboxField<Values extends FieldValues, Output>({
  label,
  description,
  ...props
}: FieldProps<Values, Output>) {
  const {
    field: { value, onChange, ...field },
    error,
  } = useField(props)
  const id = useId()
  return (
    <div className={classes.field}>
      <label className={classes.label}>
        <input
          type="checkbox"
          {...field}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
          {...(description && { 'aria-describedby': `${id}-description` })}
        />
        {label}
      </label>
      {description && (
        <p id={`${id}-description`} className={classes.description}>
          {description}
        </p>
      )}
      {error && (
        <p role="alert" className={classes.error}>
          {error}
        </p>
      )}
    </div>
  )
}
