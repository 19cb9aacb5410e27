import { useEffect, useRef } from 'react'
import { Link } from 'react-router'
import { CheckIcon } from './icons'
import { stepsText } from './steps.text'
import classes from './steps.module.css'

interface StepsProps<Step extends string> {
  label: string
  /** Each step with what it asks, in order. */
  steps: Record<Step, string>
  /** The one that is due; null once all are done. */
  step: Step | null
  /** Where a step can be gone to by its name, if it can. */
  to?: (step: Step) => string | undefined
}

/** The steps of a guided path, by number: which are done and which one is due. */
export function Steps<Step extends string>({ label, steps, step, to }: StepsProps<Step>) {
  // The keys are the record's own.
  const names = Object.keys(steps) as Step[]
  const at = step === null ? names.length : names.indexOf(step)
  return (
    <ol className={classes.steps} aria-label={label}>
      {names.map((name, index) => {
        const path = index === at ? undefined : to?.(name)
        return (
          <li
            key={name}
            className={classes.step}
            data-state={index < at ? 'done' : index === at ? 'now' : undefined}
            {...(index === at && { 'aria-current': 'step' })}
          >
            <span className={classes.number}>{index < at ? <CheckIcon size={14} /> : index + 1}</span>
            <span className={classes.words}>
              {path ? <Link to={path}>{steps[name]}</Link> : steps[name]}
              {index < at && <span className="visually-hidden"> ({stepsText.done})</span>}
            </span>
          </li>
        )
      })}
    </ol>
  )
}

/** The focus goes to the heading of the next step, so that a screen reader and the keyboard go on there. */
export function useStepFocus(name: string) {
  const frame = useRef<HTMLDivElement>(null)
  const before = useRef(name)
  useEffect(() => {
    // The page's arrival looks after the first one.
    if (before.current === name) return
    before.current = name
    frame.current?.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true })
  }, [name])
  return frame
}
