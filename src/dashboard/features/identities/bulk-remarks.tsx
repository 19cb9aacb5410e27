import type { Preview } from '#contract/changes'
import { LeftOut } from '../../ui/left-out'
import { Remark } from '../../ui/problem'
import type { BulkKind } from './bulk'
import { bulkText as text } from './bulk.text'
import classes from './bulk.module.css'

/** How many people it is about, and who is left out and why. */
export function BulkRemarks({ preview: { people, total }, kind }: { preview: Preview; kind: BulkKind }) {
  if (!people) return null
  const left = people.skipped.reduce((sum, { count }) => sum + count, 0)
  const looked = total === undefined ? null : people.done + left
  return (
    <div className={classes.remarks}>
      <p className={classes.sum}>{looked === null ? text.will(kind, people) : text.willMany(people.total)}</p>
      {looked !== null && <p>{text.many(looked)}</p>}
      {left > 0 && (
        <Remark tone="calm" title={text.leftOut(left, looked)}>
          <LeftOut skipped={people.skipped} action={kind} />
        </Remark>
      )}
    </div>
  )
}
