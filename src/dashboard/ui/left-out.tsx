import type { Skips } from '#contract/changes'
import { leftOutText as text } from './left-out.text'
import { Sentence, type SentencePart } from './named'
import classes from './left-out.module.css'

/** How many of those who are left out for one reason are named. */
const NAMED = 3

/** Who is left out of something that is done to many, and why. `action`: what is done, as the server calls it. */
export const LeftOut = ({ skipped, action }: { skipped: Skips; action: unknown }) => (
  <ul className={classes.reasons}>
    {skipped.map(({ reason, count, sample }) => (
      <li key={reason}>
        {text.some(count, text.reason(action, reason))}
        <Names names={sample.map(({ name }) => name).filter(Boolean)} count={count} />
      </li>
    ))}
  </ul>
)

/** ": Ada, Grace and 12 more" */
function Names({ names, count }: { names: string[]; count: number }) {
  if (names.length === 0) return null
  const shown = names.slice(0, NAMED)
  const parts = shown.flatMap((name, i): SentencePart[] => [i === 0 ? ': ' : ', ', { name }])
  return (
    <span className={classes.names}>
      <Sentence parts={parts} />
      {count > shown.length && ` ${text.more(count - shown.length)}`}
    </span>
  )
}
