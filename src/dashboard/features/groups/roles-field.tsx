import type { Control, FieldPath, FieldValues } from 'react-hook-form'
import { Button } from '../../ui/button'
import { useField } from '../../ui/fields'
import { Chosen } from '../../ui/finder'
import { PlusIcon } from '../../ui/icons'
import { Sentence } from '../../ui/named'
import { choose } from '../../ui/pick'
import { roleQueries } from '../roles/roles.queries'
import { belongsTo } from '../roles/roles.text'
import { policyText } from './policy.text'
import classes from './roles-field.module.css'

const text = policyText.form

export interface ChosenRole {
  id: string
  name: string
}

interface RolesFieldProps<Values extends FieldValues, Output> {
  control: Control<Values, unknown, Output>
  name: FieldPath<Values>
  realm: string
}

/** Roles of the realm or of its applications, chosen by name in a dialog that the server searches for. */
export function RolesField<Values extends FieldValues, Output>({ realm, ...props }: RolesFieldProps<Values, Output>) {
  const {
    field: { ref, value, onChange },
    error,
  } = useField(props)
  // The form's values say so; the field's own type does not.
  const chosen = value as ChosenRole[]
  const ask = async () => {
    const next = await choose({
      title: text.chooseRoles,
      search: text.searchRoles,
      applyLabel: text.takeRoles,
      nothingChosen: text.noRole,
      several: true,
      chosen,
      source: (query) => roleQueries.list(realm, { ...query, of: 'all' }),
      option: (role) => ({ id: role.id, name: role.name, under: <Sentence parts={belongsTo(role)} /> }),
    })
    // Elements are no values of a form: it copies and compares what it holds.
    if (next) onChange(next.map(({ id, name }) => ({ id, name })))
  }
  return (
    <fieldset className={classes.group}>
      <legend className={classes.legend}>{text.roles}</legend>
      <p className={classes.description}>{text.rolesHint}</p>
      {chosen.length > 0 && (
        <Chosen options={chosen} onTakeOut={(option) => onChange(chosen.filter(({ id }) => id !== option.id))} />
      )}
      <Button size="xs" icon={PlusIcon} ref={ref} onClick={() => void ask()}>
        {text.addRoles}
      </Button>
      {error && (
        <p role="alert" className={classes.error}>
          {error}
        </p>
      )}
    </fieldset>
  )
}
