import { useQuery } from '@tanstack/react-query'
import { type Import, imports } from '#contract/imports'
import { queryClient } from '../../api/query-client'
import { review } from '../../ui/review'
import { importQueries } from './imports.queries'
import { importsText } from './imports.text'
import classes from './row-detail.module.css'

const text = importsText.apply

/** What the review looks at. */
const SAMPLE = 500

/** Shows what the file would do as a whole, and begins with it. */
export const startImport = (realm: string, one: Import): Promise<boolean> =>
  review({
    title: text.title(one.fileName),
    intro: <Counts realm={realm} one={one} />,
    endpoint: imports.apply,
    input: { params: { realm, importId: one.id }, ifMatch: one.version },
    applyLabel: text.button(one.counts.new + one.counts.update),
    done: text.done,
    // The batch is undone from its receipt.
    undoable: false,
    onDone: () => queryClient.invalidateQueries({ queryKey: importQueries.get(realm, one.id).queryKey, exact: true }),
  })

/** How many lines of each kind; as it is now, since somebody may correct one meanwhile. */
function Counts({ realm, one }: { realm: string; one: Import }) {
  const { data = one } = useQuery(importQueries.get(realm, one.id))
  const { counts, options } = data
  const total = counts.new + counts.update
  return (
    <>
      <ul className={classes.counts}>
        {counts.new > 0 && <li>{text.new(counts.new)}</li>}
        {counts.update > 0 && <li>{text.update(counts.update)}</li>}
        {counts.unchanged > 0 && <li>{text.unchanged(counts.unchanged)}</li>}
        {counts.skipped > 0 && <li>{text.skipped(counts.skipped)}</li>}
        {counts.error > 0 && <li className={classes.left}>{text.error(counts.error)}</li>}
      </ul>
      {options.invite && counts.new > 0 && <p className={classes.after}>{text.invited}</p>}
      <p className={classes.after}>{text.background}</p>
      {total > SAMPLE && <p className={classes.after}>{text.sample(total)}</p>}
    </>
  )
}
