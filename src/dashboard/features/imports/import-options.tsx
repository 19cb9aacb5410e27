import { useQueries } from '@tanstack/react-query'
import { useId } from 'react'
import type { ImportOptions } from '#contract/imports'
import { Button } from '../../ui/button'
import { ChoiceCards } from '../../ui/choice-cards'
import { Chosen } from '../../ui/finder'
import { PlusIcon } from '../../ui/icons'
import { Named } from '../../ui/named'
import { PathNames } from '../../ui/path-names'
import { choose, type PickOption } from '../../ui/pick'
import { groupQueries } from '../groups/groups.queries'
import { importsText } from './imports.text'
import checkbox from '../../ui/checkbox-field.module.css'
import classes from './import-step.module.css'

const text = importsText.options

interface OptionsProps {
  realm: string
  options: ImportOptions
  /** To be looked at only. */
  fixed: boolean
  onChange: (some: Partial<ImportOptions>) => void
}

/** What to do with new people and with those who are here already. */
export function ImportOptionsForm({ realm, options, fixed, onChange }: OptionsProps) {
  const id = useId()
  return (
    <>
      <h3>{text.title}</h3>
      {/* A fieldset says at once that nothing in it can be used. */}
      <fieldset className={classes.options} disabled={fixed} aria-label={text.title}>
        <ChoiceCards
          label={text.matchBy}
          choices={text.matchChoices}
          value={options.matchBy}
          onChange={(matchBy) => onChange({ matchBy })}
        />
        <ChoiceCards
          label={text.onExisting}
          choices={text.existingChoices}
          value={options.onExisting}
          onChange={(onExisting) => onChange({ onExisting })}
        />
        <EveryoneJoins realm={realm} groupIds={options.groupIds} fixed={fixed} onChange={onChange} />
        <div className={checkbox.field}>
          <label className={checkbox.label}>
            <input
              type="checkbox"
              checked={options.invite}
              aria-describedby={`${id}-invite`}
              onChange={(event) => onChange({ invite: event.currentTarget.checked })}
            />
            {text.invite}
          </label>
          <p id={`${id}-invite`} className={checkbox.description}>
            {text.inviteHint}
          </p>
        </div>
      </fieldset>
    </>
  )
}

function EveryoneJoins({ realm, groupIds, fixed, onChange }: Omit<OptionsProps, 'options'> & { groupIds: string[] }) {
  const found = useQueries({ queries: groupIds.map((groupId) => groupQueries.get(realm, groupId)) })
  const groups = groupIds.map((id, i): PickOption => ({ id, name: found[i]?.data?.name ?? text.someGroup }))
  const change = async () => {
    const chosen = await choose({
      title: text.chooseGroups,
      search: text.searchGroups,
      source: (query) => groupQueries.list(realm, query),
      option: ({ id, name, path }) => ({ id, name, under: path.length > 0 && <PathNames path={path} /> }),
      several: true,
      chosen: groups,
      applyLabel: text.takeGroups,
      nothingChosen: '',
    })
    if (chosen) onChange({ groupIds: chosen.map(({ id }) => id) })
  }
  return (
    <fieldset className={classes.groups}>
      <legend>{text.groups}</legend>
      <p className={classes.quiet}>{text.groupsHint}</p>
      {fixed ? (
        <p>
          {groups.length === 0 && text.noGroups}
          {groups.map(({ id, name }, i) => (
            <span key={id}>
              {i > 0 && ', '}
              <Named>{name}</Named>
            </span>
          ))}
        </p>
      ) : (
        <>
          {groups.length > 0 && (
            <Chosen
              options={groups}
              onTakeOut={({ id: gone }) => onChange({ groupIds: groupIds.filter((id) => id !== gone) })}
            />
          )}
          <Button size="xs" icon={PlusIcon} onClick={() => void change()}>
            {text.addGroups}
          </Button>
        </>
      )}
    </fieldset>
  )
}
