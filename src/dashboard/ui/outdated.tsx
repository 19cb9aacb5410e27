import { Button } from './button'
import type { ChangedSelection, Conflict } from './conflict'
import { WhoChanged } from './conflict-notice'
import { conflictText } from './conflict.text'
import { Remark } from './problem'

interface OutdatedProps {
  conflict: Conflict | null
  others: ChangedSelection | null
  lookAgain: () => void
}

/** What was looked at is no longer so: somebody changed the thing, or others match by now. */
export const Outdated = ({ conflict, others, lookAgain }: OutdatedProps) => (
  <Remark
    tone="warning"
    alert
    title={others ? conflictText.othersTitle : conflictText.reviewTitle}
    actions={
      <Button size="xs" onClick={lookAgain}>
        {conflictText.lookAgain}
      </Button>
    }
  >
    {conflict && <WhoChanged conflict={conflict} />}
    {others && conflictText.others(others.expected, others.found)}
  </Remark>
)
