import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { type Control, type FieldPath, type FieldValues, useWatch } from 'react-hook-form'
import type { Group } from '#contract/groups'
import type { Identity } from '#contract/identities'
import { SelectField, type SelectOption } from '../../ui/fields'
import { groupQueries } from '../groups/groups.queries'
import { identityQueries } from '../identities/identities.queries'
import { requestsText } from './requests.text'

const text = requestsText.form

interface FieldProps<Values extends FieldValues, Output> {
  control: Control<Values, unknown, Output>
  name: FieldPath<Values>
  realm: string
}

/** What was on offer stays known, so that the chosen one keeps its name when the search goes on. */
function useMet(value: unknown, found: SelectOption[], known: SelectOption[] = []) {
  const [met, setMet] = useState<SelectOption[]>([])
  const all = new Map([...known, ...met, ...found].map((option) => [option.value, option]))
  const chosen = typeof value === 'string' ? all.get(value) : undefined
  const options = [...new Map([...(chosen ? [chosen] : []), ...found].map((one) => [one.value, one])).values()]
  return {
    options,
    remember: () => setMet((before) => [...new Map([...before, ...options].map((one) => [one.value, one])).values()]),
  }
}

/** Once chosen, the box holds the whole label, which is no search. */
const searchFor = (typed: string, options: SelectOption[]): string =>
  options.some(({ label }) => label === typed) ? '' : typed.trim()

type Known = Pick<Identity, 'id' | 'name' | 'username' | 'email'>

/** Somebody of the realm: the server is asked while somebody types. */
export function PersonField<Values extends FieldValues, Output>({
  realm,
  known,
  ...field
}: FieldProps<Values, Output> & { known: Known[] }) {
  const value: unknown = useWatch({ control: field.control, name: field.name })
  const [typed, setTyped] = useState('')
  const [last, setLast] = useState<SelectOption[]>([])
  const q = useDeferredValue(searchFor(typed, last))
  const { data } = useQuery({
    ...identityQueries.list(realm, { limit: 50, ...(q && { q }) }),
    placeholderData: keepPreviousData,
  })
  const optionOf = ({ id, name, username, email }: Known) => ({
    value: id,
    label: name,
    ...((email ?? username) !== name && { description: email ?? username }),
  })
  const { options, remember } = useMet(value, (data?.items ?? []).map(optionOf), known.map(optionOf))
  return (
    <SelectField
      {...field}
      label={text.person}
      description={text.personHint}
      options={options}
      onSearch={(next) => {
        setTyped(next)
        setLast(options)
        remember()
      }}
    />
  )
}

/** A group that needs approval. */
export function GroupField<Values extends FieldValues, Output>({
  realm,
  known,
  ...field
}: FieldProps<Values, Output> & { known: Pick<Group, 'id' | 'name' | 'path'>[] }) {
  const value: unknown = useWatch({ control: field.control, name: field.name })
  const [typed, setTyped] = useState('')
  const [last, setLast] = useState<SelectOption[]>([])
  const q = useDeferredValue(searchFor(typed, last))
  const { data } = useQuery({
    ...groupQueries.list(realm, { limit: 50, hasPolicy: 'true', ...(q && { q }) }),
    placeholderData: keepPreviousData,
  })
  const optionOf = ({ id, name, path }: Pick<Group, 'id' | 'name' | 'path'>) => ({
    value: id,
    label: name,
    ...(path.length > 0 && { description: path.map((above) => above.name).join(' › ') }),
  })
  const { options, remember } = useMet(value, (data?.items ?? []).map(optionOf), known.map(optionOf))
  return (
    <SelectField
      {...field}
      label={text.group}
      description={text.groupHint}
      nothingFound={text.noGroup}
      options={options}
      onSearch={(next) => {
        setTyped(next)
        setLast(options)
        remember()
      }}
    />
  )
}
