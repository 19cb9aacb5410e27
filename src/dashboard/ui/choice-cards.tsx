import { type Ref, useId } from 'react'
import classes from './choice-field.module.css'

export interface Choice<Value extends string = string> {
  value: Value
  label: string
  description: string
}

interface ChoiceCardsProps<Value extends string> {
  label: string
  choices: readonly Choice<Value>[]
  value: Value
  onChange: (value: Value) => void
  onBlur?: () => void
  /** The radio buttons' own, within a form. */
  name?: string
  firstRef?: Ref<HTMLInputElement>
  error?: string | undefined
}

/** One of a few, each with what it means: for decisions that deserve room. */
export function ChoiceCards<Value extends string>(props: ChoiceCardsProps<Value>) {
  const { label, choices, value, onChange, onBlur, name, firstRef, error } = props
  const id = useId()
  return (
    <fieldset className={classes.group} {...(error && { 'aria-describedby': `${id}-error` })}>
      <legend className={classes.legend}>{label}</legend>
      {choices.map((choice, index) => (
        <label key={choice.value} className={classes.card}>
          <input
            type="radio"
            name={name ?? id}
            value={choice.value}
            checked={value === choice.value}
            onChange={() => onChange(choice.value)}
            aria-describedby={`${id}-${index}`}
            {...(onBlur && { onBlur })}
            {...(index === 0 && firstRef && { ref: firstRef })}
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
