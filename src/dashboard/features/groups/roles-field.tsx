import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useDeferredValue, useState } from 'react'
import type { Control, FieldPath, FieldValues } from 'react-hook-form'
import { IconButton } from '../../ui/button'
import { useField } from '../../ui/fields'
import { CloseIcon } from '../../ui/icons'
import { Named } from '../../ui/named'
import { roleQueries } from '../roles/roles.queries'
import { policyText } from './policy.text'
import chips from '../../ui/pick-dialog.module.css'
import classes from './roles-field.module.css'

const text = policyText.form
const SelectInput = lazy(() => import('../../ui/select-input').then((module) => ({ default: module.SelectInput })))

export interface ChosenRole {
  id: string
  name: string
}

interface RolesFieldProps<Values extends FieldValues, Output> {
  control: Control<Values, unknown, Output>
  name: FieldPath<Values>
  realm: string
}

/** Several roles, of the realm or of its applications, picked by name one after the other. */
export function RolesField<Values extends FieldValues, Output>({ realm, ...props }: RolesFieldProps<Values, Output>) {
  const { field, error } = useField(props)
  // The form's values say so; the field's own type does not.
  const chosen = field.value as ChosenRole[]
  const [typed, setTyped] = useState('')
  const q = useDeferredValue(typed.trim())
  const { data } = useQuery({
    ...roleQueries.list(realm, { of: 'all', limit: 50, ...(q && { q }) }),
    placeholderData: keepPreviousData,
  })
  const found = (data?.items ?? []).filter(({ id }) => chosen.every((one) => one.id !== id))
  const add = (id: string | null) => {
    const role = found.find((one) => one.id === id)
    if (role) field.onChange([...chosen, { id: role.id, name: role.name }])
    setTyped('')
  }
  return (
    <div className={classes.field}>
      <Suspense>
        <SelectInput
          // Anew after each choice, so that the box is empty for the next one.
          key={chosen.length}
          label={text.roles}
          description={text.rolesHint}
          placeholder={text.addRole}
          nothingFound={text.noRole}
          value={null}
          error={error}
          onChange={add}
          onSearch={setTyped}
          inputRef={field.ref}
          options={found.map(({ id, name, application }) => ({
            value: id,
            label: name,
            ...(application && { description: application.name }),
          }))}
        />
      </Suspense>
      {chosen.length > 0 && (
        <ul className={chips.chosen} aria-label={text.chosen}>
          {chosen.map(({ id, name }) => (
            <li key={id} className={chips.chip}>
              <span className={chips.chipName}>
                <Named>{name}</Named>
              </span>
              <IconButton
                label={text.takeOut(name)}
                icon={CloseIcon}
                onClick={() => field.onChange(chosen.filter((one) => one.id !== id))}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
