import { Button } from './button'
import { describeChange, fieldChanges, valueText } from './changes.text'
import type { Conflict } from './conflict'
import { conflictText } from './conflict.text'
import { Named, Sentence } from './named'
import { Remark } from './problem'
import { RelativeTime } from './time'
import classes from './conflict-notice.module.css'

/** Who changed what since it was opened. */
export function WhoChanged({ conflict }: { conflict: Conflict }) {
  if (conflict.events.length === 0) return <p>{conflictText.somebody}</p>
  return (
    <ul className={classes.events}>
      {conflict.events.map((event) => (
        <li key={event.id}>
          <Named>{event.actor.name}</Named>, <RelativeTime at={event.at} />
          {event.changes.slice(0, 5).map((change) => (
            <p key={`${change.kind} ${change.id}`}>
              {fieldChanges(change).length > 0 ? (
                fieldChanges(change).map(({ field, before, after }) => (
                  <span key={field} className={classes.change}>
                    {field}: <Named>{before}</Named> → <Named>{after}</Named>
                  </span>
                ))
              ) : (
                <Sentence parts={describeChange(change, 'did')} />
              )}
            </p>
          ))}
        </li>
      ))}
    </ul>
  )
}

export interface Disagreement {
  name: string
  label: string
  mine: unknown
  theirs: unknown
  /** How such a value reads, when not as it stands. */
  words?: ((value: unknown) => string) | undefined
}

interface ConflictNoticeProps {
  conflict: Conflict
  /** The fields that this person edited and somebody else too, or that differ now. */
  disagreements: Disagreement[]
  saving: boolean
  onKeepMine: () => void
  onTakeTheirs: () => void
  onTakeOne: (field: string) => void
}

/** Somebody else saved first: shows what, and lets this person decide. What they typed stays in the form until then. */
export function ConflictNotice({
  conflict,
  disagreements,
  saving,
  onKeepMine,
  onTakeTheirs,
  onTakeOne,
}: ConflictNoticeProps) {
  return (
    <Remark
      tone="warning"
      alert
      title={conflictText.title}
      actions={
        <>
          <Button size="xs" kind="primary" loading={saving} onClick={onKeepMine}>
            {disagreements.length === 0 ? conflictText.saveAnyway : conflictText.keepMine}
          </Button>
          <Button size="xs" onClick={onTakeTheirs}>
            {conflictText.takeTheirs}
          </Button>
        </>
      }
    >
      <WhoChanged conflict={conflict} />
      {disagreements.length === 0 ? (
        <p>{conflictText.noDisagreement}</p>
      ) : (
        <ul className={classes.fields} aria-label={conflictText.differences}>
          {disagreements.map(({ name, label, mine, theirs }) => (
            <li key={name}>
              <p className={classes.label}>{label}</p>
              <dl className={classes.versions}>
                <dt>{conflictText.yours}</dt>
                <dd>
                  <Named>{valueText(mine)}</Named>
                </dd>
                <dt>{conflictText.theirs}</dt>
                <dd>
                  <Named>{valueText(theirs)}</Named>
                </dd>
              </dl>
              {disagreements.length > 1 && (
                <Button size="xs" kind="quiet" onClick={() => onTakeOne(name)}>
                  {conflictText.takeOne(label)}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </Remark>
  )
}
