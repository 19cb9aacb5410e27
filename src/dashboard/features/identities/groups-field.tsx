import type { ReactNode } from 'react'
import type { FieldValues } from 'react-hook-form'
import { Button } from '../../ui/button'
import { type FieldProps, useField } from '../../ui/fields'
import { Chosen, type PickOption } from '../../ui/finder'
import { PlusIcon } from '../../ui/icons'
import { PathNames } from '../../ui/path-names'
import { choose } from '../../ui/pick'
import { groupQueries } from '../groups/groups.queries'
import { identitiesText } from './identities.text'
import classes from './groups-field.module.css'

const text = identitiesText.form

interface GroupsFieldProps<Values extends FieldValues, Output> extends FieldProps<Values, Output> {
  realm: string
  description: ReactNode
}

/** Groups by name, chosen in a dialog that the server searches for. The field's value is what was chosen. */
export function GroupsField<Values extends FieldValues, Output>({
  realm,
  label,
  description,
  ...props
}: GroupsFieldProps<Values, Output>) {
  const { field, error } = useField(props)
  // The form's values type says nothing about this name; the field is only for groups.
  const chosen = (field.value ?? []) as PickOption[]
  const ask = async () => {
    const next = await choose({
      title: text.chooseGroups,
      search: identitiesText.joinGroups.search,
      applyLabel: text.takeGroups,
      nothingChosen: identitiesText.joinGroups.nothingChosen,
      several: true,
      chosen,
      source: (query) => groupQueries.list(realm, query),
      option: ({ id, name, path }) => ({ id, name, under: path.length > 0 && <PathNames path={path} /> }),
    })
    // Elements are no values of a form: it copies and compares what it holds.
    if (next) field.onChange(next.map(({ id, name }) => ({ id, name })))
  }
  return (
    <fieldset className={classes.group}>
      <legend className={classes.legend}>{label}</legend>
      <p className={classes.description}>{description}</p>
      {chosen.length > 0 && (
        <Chosen options={chosen} onTakeOut={(option) => field.onChange(chosen.filter(({ id }) => id !== option.id))} />
      )}
      <Button size="xs" icon={PlusIcon} onClick={() => void ask()}>
        {text.addGroups}
      </Button>
      {error && (
        <p role="alert" className={classes.error}>
          {error}
        </p>
      )}
    </fieldset>
  )
}
