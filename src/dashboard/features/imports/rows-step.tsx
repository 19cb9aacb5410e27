import { useSearchParams } from 'react-router'
import type { Import } from '#contract/imports'
import { paths } from '../../paths'
import { Button, LinkButton } from '../../ui/button'
import { Remark } from '../../ui/problem'
import { useOnce } from '../../ui/use-once'
import { Judging } from './import-progress'
import { importsText } from './imports.text'
import { RowList } from './row-list'
import { startImport } from './start-import'
import classes from './import-step.module.css'

const text = importsText.rows

interface StepProps {
  realm: string
  one: Import
  /** Why it can only be looked at. */
  missing: string | undefined
}

/** What would become of each line, to be corrected where it is wrong, and then reviewed as a whole. */
export function RowsStep({ realm, one, missing }: StepProps) {
  const [search, setSearch] = useSearchParams()
  const { counts, state } = one
  const judging = state === 'judging'
  const reason =
    missing ??
    (judging
      ? text.wait
      : counts.new + counts.update > 0
        ? undefined
        : counts.error > 0
          ? text.nothing
          : text.nothingAtAll)
  const run = useOnce(async () => {
    // What became of all lines is shown then, not of those that were filtered.
    if (await startImport(realm, one)) setSearch({}, { replace: true })
  })
  return (
    <section className={classes.step} aria-labelledby="rows-step">
      <h2 id="rows-step" tabIndex={-1} className={classes.heading}>
        {text.title}
      </h2>
      <p className={classes.intro}>{text.text}</p>
      {judging ? (
        <Judging one={one} />
      ) : (
        <>
          {counts.error > 0 && (
            <Remark
              tone="warning"
              title={text.problems(counts.error)}
              actions={
                search.get('state') !== 'error' && (
                  <Button size="xs" onClick={() => setSearch({ step: 'rows', state: 'error' })}>
                    {text.showProblems}
                  </Button>
                )
              }
            >
              <p>{text.problemsText}</p>
            </Remark>
          )}
          {counts.error === 0 && reason === text.nothingAtAll && (
            <Remark tone="calm">
              <p>{text.nothingAtAll}</p>
            </Remark>
          )}
          <RowList realm={realm} one={one} missing={missing} editable />
        </>
      )}
      <div className={classes.foot} data-stays>
        <p role="status" className={classes.quiet}>
          {!judging && importsText.summary(one)}
        </p>
        <LinkButton to={paths.importOf(realm, one.id)}>{text.back}</LinkButton>
        <Button kind="primary" disabledReason={reason} onClick={run}>
          {text.next}
        </Button>
      </div>
    </section>
  )
}
