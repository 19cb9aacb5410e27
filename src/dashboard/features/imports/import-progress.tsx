import type { Import } from '#contract/imports'
import { Progress } from '../../ui/progress'
import { importsText } from './imports.text'
import classes from './import-step.module.css'

/** The lines are looked at, one by one. */
export const Judging = ({ one }: { one: Import }) => {
  const text = importsText.judging
  return (
    <div className={classes.progress}>
      <p className={classes.column}>{text.title}</p>
      <Progress label={text.bar} value={one.judged} max={one.total} words={text.words(one.judged, one.total)} />
      <p className={classes.quiet}>{text.close}</p>
    </div>
  )
}

/** The people are being added and updated. */
export function Applying({ one }: { one: Import }) {
  const text = importsText.progress
  const { done = 0, skipped = 0, total = 0 } = one.batch ?? {}
  return (
    <section className={classes.step} aria-labelledby="applying">
      <h2 id="applying" tabIndex={-1} className={classes.heading}>
        {text.title}
      </h2>
      <Progress label={text.bar} value={done + skipped} max={total} words={text.words(done + skipped, total)} />
      <p className={classes.quiet}>{text.close}</p>
    </section>
  )
}
