import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { type Control, type FieldPath, type FieldValues, useWatch } from 'react-hook-form'
import type { Group } from '#contract/groups'
import type { Page } from '#contract/list'
import { queryClient } from '../../api/query-client'
import { SelectField } from '../../ui/fields'
import { groupQueries } from './groups.queries'
import { groupsText } from './groups.text'

/** A group as far as the picker shows it. */
type Place = Pick<Group, 'id' | 'name' | 'path'>

interface ParentFieldProps<Values extends FieldValues, Output> {
  control: Control<Values, unknown, Output>
  name: FieldPath<Values>
  realm: string
  /** Groups known already, such as the one that it lies in now. */
  known: Place[]
  /** The group itself: it and what lies inside it are left out. */
  exceptId?: string
}

const pathText = (path: { name: string }[]): string => path.map(({ name }) => name).join(' › ')

/** What a place is called that a form holds as an id, as far as anything on screen has told. */
export function placeName(realm: string, groupId: string, id: unknown): string {
  if (id === null) return groupsText.topLevel
  const group = queryClient.getQueryData(groupQueries.get(realm, groupId).queryKey)
  if (group && group.parentId === id) return pathText(group.path)
  const lists = queryClient.getQueriesData<Page<Group>>({ queryKey: groupQueries.lists(realm) })
  const found = lists.flatMap(([, page]) => page?.items ?? []).find((one) => one.id === id)
  return found ? pathText([...found.path, found]) : groupsText.anotherGroup
}

const text = groupsText.form

/** Inside which group: the server is asked while somebody types. Empty is the top level. */
export function ParentField<Values extends FieldValues, Output>({
  realm,
  known,
  exceptId,
  ...field
}: ParentFieldProps<Values, Output>) {
  const value: unknown = useWatch({ control: field.control, name: field.name })
  const [typed, setTyped] = useState('')
  const [met, setMet] = useState<Place[]>(known)
  // Once chosen, the box holds the whole path, which no name contains.
  const q = useDeferredValue(met.some((place) => pathText([...place.path, place]) === typed) ? '' : typed.trim())
  const { data } = useQuery({
    ...groupQueries.list(realm, { limit: 50, ...(q && { q }) }),
    placeholderData: keepPreviousData,
  })
  const found = (data?.items ?? []).filter(
    ({ id, path }) => id !== exceptId && path.every((above) => above.id !== exceptId),
  )
  const chosen = [...met, ...found].filter(({ id }) => id === value)
  const places = [...new Map([...chosen, ...found].map((place) => [place.id, place])).values()]
  return (
    <SelectField
      {...field}
      label={text.parent}
      description={text.parentHint}
      placeholder={groupsText.topLevel}
      clearable
      options={places.map((place) => ({ value: place.id, label: pathText([...place.path, place]) }))}
      onSearch={(next) => {
        setTyped(next)
        // What was on offer stays known, so that the chosen one keeps its name when the search goes on.
        setMet((before) => [...new Map([...before, ...places].map((place) => [place.id, place])).values()])
      }}
    />
  )
}
