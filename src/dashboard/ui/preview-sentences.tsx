import type { Change, Impact, Preview } from '#contract/changes'
import {
  describeChange,
  fieldChanges,
  type GrantLine,
  grantLines,
  impactText,
  type KnownNames,
  refusalText,
} from './changes.text'
import { EditIcon } from './icons'
import { Named, Sentence } from './named'
import { Remark } from './problem'
import { GainedIcon, LostIcon } from './rare-icons'
import classes from './preview-sentences.module.css'

const SHOWN = 8

/** What a preview says, in sentences: what blocks, what changes, who gains, who loses. */
export function PreviewSentences({
  preview: { changes, impact, total },
  names,
}: {
  preview: Preview
  names?: KnownNames | undefined
}) {
  // What would change if it could be done is of no use to anybody.
  if (impact.blocked.length > 0) {
    return (
      <Remark tone="warning" alert title={impactText.blocked}>
        {impact.blocked.map((refusal) => (
          <p key={refusal.code}>{refusalText(refusal)}</p>
        ))}
      </Remark>
    )
  }
  return (
    // It may scroll, so the keyboard must be able to reach it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above
    <section className={classes.sections} tabIndex={0} aria-label={impactText.whatChanges}>
      <section className={classes.section}>
        <h3>
          <EditIcon size={16} />
          {impactText.whatChanges}
        </h3>
        {changes.length === 0 ? (
          <p className={classes.quiet}>{impactText.noChange}</p>
        ) : (
          <Changes changes={changes} names={names} whole={total === undefined} />
        )}
      </section>
      <People side="lost" impact={impact} />
      <People side="gained" impact={impact} />
      <p className={classes.quiet}>{impactText.summary(impact)}</p>
    </section>
  )
}

interface ChangesProps {
  changes: Change[]
  tense?: 'will' | 'did'
  names?: KnownNames | undefined
  /** There are no others. */
  whole?: boolean
}

/** The changes themselves, one sentence each, with before and after; also for the activity log. */
export function Changes({ changes, tense = 'will', names, whole = true }: ChangesProps) {
  return (
    <ul className={classes.list}>
      {changes.slice(0, SHOWN).map((change) => (
        <li key={`${change.kind} ${change.id}`}>
          <Sentence parts={[...describeChange(change, tense), '.']} />
          {fieldChanges(change, names).length > 0 && (
            <ul className={classes.fields}>
              {fieldChanges(change, names).map(({ field, before, after }) => (
                <li key={field}>
                  {field}: <del>{<Named>{before}</Named>}</del> → <ins>{<Named>{after}</Named>}</ins>
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
      {changes.length > SHOWN && (
        <li className={classes.quiet}>{impactText.moreChanges(changes.length - SHOWN, whole)}</li>
      )}
    </ul>
  )
}

function People({ side, impact }: { side: 'gained' | 'lost'; impact: Impact }) {
  const lines = grantLines(impact, side)
  if (lines.length === 0) return null
  const Shape = side === 'gained' ? GainedIcon : LostIcon
  return (
    <section className={classes.section} data-side={side}>
      <h3>
        <Shape size={16} />
        {side === 'gained' ? impactText.gains(impact) : impactText.loses(impact)}
      </h3>
      <ul className={classes.list}>
        {lines.slice(0, SHOWN).map((line) => (
          <li key={line.id}>
            <Line line={line} side={side} />
          </li>
        ))}
        {lines.length > SHOWN && <li className={classes.quiet}>{impactText.moreRoles(lines.length - SHOWN)}</li>}
      </ul>
    </section>
  )
}

function Line({ line, side }: { line: GrantLine; side: 'gained' | 'lost' }) {
  const people = line.names.length + line.more
  return (
    <>
      <Sentence
        parts={line.names.flatMap((name, index) => {
          const last = index === line.names.length - 1 && line.more === 0
          return index === 0 ? [{ name }] : [last ? ' and ' : ', ', { name }]
        })}
      />
      {line.more > 0 && ` ${impactText.morePeople(line.more, line.names.length > 0)}`}
      {side === 'gained' ? impactText.gainLine(people) : impactText.loseLine(people)}
      <span className={classes.role}>
        <Named>{line.role}</Named>
      </span>
    </>
  )
}
