import { useState } from 'react'
import type { ColumnMeaning, Import } from '#contract/imports'
import { isApiError } from '../../api/api-error'
import { paths } from '../../paths'
import { Badge } from '../../ui/badge'
import { LinkButton } from '../../ui/button'
import { Named } from '../../ui/named'
import { PlainTable } from '../../ui/plain-table'
import { Problem, Remark } from '../../ui/problem'
import { ColumnMeaningSelect } from './column-meaning'
import { ImportOptionsForm } from './import-options'
import { Judging } from './import-progress'
import { importsText } from './imports.text'
import { useChangeImport } from './use-change-import'
import classes from './import-step.module.css'

const text = importsText.columns

interface StepProps {
  realm: string
  one: Import
  /** Why it can only be looked at. */
  missing: string | undefined
}

/** How the file was read, what its columns mean, and what is to be done. */
export function ColumnsStep({ realm, one, missing }: StepProps) {
  const change = useChangeImport(realm, one)
  const { columns, options } = change.shown
  const [moved, setMoved] = useState('')
  const choose = (at: number, meaning: ColumnMeaning) => {
    const isShared = meaning === 'groups' || meaning === 'ignore'
    const before = columns.find((column, i) => i !== at && !isShared && column.meaning === meaning)
    setMoved(before ? text.moved(text.word(meaning), before.name) : '')
    change.send({
      columns: columns.map((column, i) =>
        // The meanings that come from the server are its own.
        i === at ? meaning : column === before ? 'ignore' : (column.meaning as ColumnMeaning),
      ),
    })
  }
  const names = columns.some(({ meaning }) => meaning === 'username' || meaning === 'email')
  return (
    <section className={classes.step} aria-labelledby="columns-step">
      <h2 id="columns-step" tabIndex={-1} className={classes.heading}>
        {text.title}
      </h2>
      {!missing && <p className={classes.intro}>{text.text}</p>}
      {isApiError(change.error, 'changed_meanwhile') ? (
        <Remark tone="warning" alert title={text.conflict.title}>
          <p>{text.conflict.text}</p>
        </Remark>
      ) : (
        change.error && <Problem error={change.error} />
      )}
      <HowRead one={one} />
      {one.encoding === 'windows-1252' && <p className={classes.quiet}>{text.encodingHint}</p>}
      <PlainTable
        label={text.table}
        items={columns.map((column, at) => ({ ...column, at }))}
        rowKey={({ at }) => String(at)}
        columns={[
          {
            header: text.name,
            width: '26%',
            cell: ({ name, refused }) => (
              <span className={classes.column}>
                <Named>{name}</Named> {refused && <Badge tone="danger">{text.refusedBadge}</Badge>}
              </span>
            ),
          },
          {
            header: text.samples,
            cell: ({ samples, refused }) =>
              refused ? <span className={classes.refused}>{text.refused}</span> : <Samples samples={samples} />,
          },
          {
            header: text.meaning,
            width: '19rem',
            cell: (column) =>
              !column.refused && (
                <ColumnMeaningSelect
                  column={column}
                  taken={columns.flatMap(({ meaning }, i) => (i === column.at ? [] : meaning))}
                  fixed={missing !== undefined}
                  onChoose={(meaning) => choose(column.at, meaning)}
                />
              ),
          },
        ]}
      />
      <p role="status" className={moved ? classes.quiet : 'visually-hidden'}>
        {moved}
      </p>
      {!names && (
        <Remark tone="warning">
          <p>{text.nobody}</p>
        </Remark>
      )}
      <ImportOptionsForm
        realm={realm}
        options={options}
        fixed={missing !== undefined}
        onChange={(some) => change.send({ options: some })}
      />
      {one.state === 'judging' && <Judging one={one} />}
      <div className={classes.foot}>
        <p role="status" className={classes.quiet}>
          {one.state === 'ready' && importsText.summary(one)}
        </p>
        <LinkButton to={paths.importPeople(realm)}>{text.later}</LinkButton>
        <LinkButton
          kind="primary"
          to={paths.importOf(realm, one.id, 'rows')}
          disabledReason={names ? undefined : text.nobody}
        >
          {text.next}
        </LinkButton>
      </div>
    </section>
  )
}

const HowRead = ({ one }: { one: Import }) => (
  <dl className={classes.facts} aria-label={text.read}>
    <div>
      <dt>{text.lines}</dt>
      <dd>{importsText.rows.count(one.total)}</dd>
    </div>
    <div>
      <dt>{text.header}</dt>
      <dd>{text.headerOf(one.header)}</dd>
    </div>
    <div>
      <dt>{text.separator}</dt>
      <dd>{text.separatorOf(one.separator)}</dd>
    </div>
    <div>
      <dt>{text.encoding}</dt>
      <dd>{text.encodingOf(one.encoding)}</dd>
    </div>
  </dl>
)

const Samples = ({ samples }: { samples: string[] }) =>
  samples.length === 0 ? (
    <span className={classes.quiet}>{text.noSamples}</span>
  ) : (
    <ul className={classes.samples}>
      {[...new Set(samples)].map((sample) => (
        <li key={sample} className={classes.sample}>
          <Named>{sample}</Named>
        </li>
      ))}
    </ul>
  )
