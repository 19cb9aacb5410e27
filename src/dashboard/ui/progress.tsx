import { useId } from 'react'
import classes from './progress.module.css'

/** How far something has come, as a bar and in words. */
export function Progress({ label, value, max, words }: { label: string; value: number; max: number; words: string }) {
  const id = useId()
  return (
    <div className={classes.progress}>
      <progress aria-label={label} aria-describedby={id} value={value} max={Math.max(max, 1)} className={classes.bar} />
      <span id={id}>{words}</span>
    </div>
  )
}
