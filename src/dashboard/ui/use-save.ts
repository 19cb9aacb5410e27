import { useRef, useState } from 'react'
import type { FieldPath, FieldValues, PathValue, UseFormReturn } from 'react-hook-form'
import { isApiError } from '../api/api-error'
import { refreshAll } from '../api/query-client'
import { type Conflict, conflictOf } from './conflict'
import type { Disagreement } from './conflict-notice'

export interface ConflictOptions<Values> {
  /** The form's values of the thing as it is now (`details.current`, an answer of the thing's own endpoint). */
  toValues: (current: Record<string, unknown>) => Values
  /** What the fields are called on screen; only these are compared. */
  labels: Partial<Record<keyof Values & string, string>>
  /** How a field's value reads where the value itself says nothing to a person, such as an id. */
  words?: Partial<Record<keyof Values & string, (value: unknown) => string>>
}

interface Options<Values extends FieldValues, Output> {
  form: UseFormReturn<Values, unknown, Output>
  save: (values: Output, version: number | undefined) => Promise<string | false | void>
  version?: number
  conflict?: ConflictOptions<Values>
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)

/** The way of a form's values to the server and of its answer back to the fields. */
export function useSave<Values extends FieldValues, Output>(
  options: Options<Values, Output>,
  onSaved: (next: string | void) => void,
) {
  const { form, save, conflict: conflictOptions } = options
  const version = useRef(options.version)
  const [error, setError] = useState<unknown>(null)
  const [unplaced, setUnplaced] = useState<string[]>([])
  const [conflict, setConflict] = useState<{ conflict: Conflict; disagreements: Disagreement[] } | null>(null)

  /** A field's error goes onto the field, `attributes.team` onto `attributes`; what belongs to none stands above the form. */
  const place = (fields: Record<string, string>): string[] => {
    const known = Object.keys(form.getValues())
    const left: string[] = []
    let first = true
    for (const [path, message] of Object.entries(fields)) {
      const root = path.split('.')[0] ?? path
      if (!known.includes(root)) left.push(message)
      else {
        // The name was found among the form's own values.
        form.setError(
          root as FieldPath<Values>,
          { type: 'server', message: root === path ? message : `${path.slice(root.length + 1)}: ${message}` },
          { shouldFocus: first },
        )
        first = false
      }
    }
    return left
  }

  /** What only they changed is taken over at once; what both changed is for this person to decide. */
  const compare = (now: Conflict): Disagreement[] => {
    if (!conflictOptions) return []
    const theirs = conflictOptions.toValues(now.current)
    const base = form.formState.defaultValues
    const mine = form.getValues()
    const disagreements: Disagreement[] = []
    // Object.keys forgets the type of the keys; values may leave some labels out.
    for (const name of Object.keys(conflictOptions.labels) as (keyof Values & string)[]) {
      if (same(mine[name], theirs[name])) continue
      if (same(mine[name], base?.[name])) form.setValue(name as unknown as FieldPath<Values>, theirs[name])
      else if (!same(theirs[name], base?.[name]))
        disagreements.push({
          name,
          label: conflictOptions.labels[name] ?? name,
          mine: mine[name],
          theirs: theirs[name],
          words: conflictOptions.words?.[name],
        })
    }
    return disagreements
  }

  const send = async (values: Output): Promise<void> => {
    setError(null)
    setUnplaced([])
    try {
      const next = await save(values, version.current)
      if (next !== false) onSaved(next)
    } catch (failure) {
      const now = conflictOf(failure)
      if (now && conflictOptions) {
        setConflict({ conflict: now, disagreements: compare(now) })
        void refreshAll()
      } else if (isApiError(failure) && Object.keys(failure.fields).length > 0) {
        setConflict(null)
        setUnplaced(place(failure.fields))
      } else setError(failure)
    }
  }
  const submit = (): Promise<void> => form.handleSubmit(send)()

  const accept = (): Values | null => {
    if (!conflict || !conflictOptions) return null
    version.current = conflict.conflict.current.version
    setConflict(null)
    return conflictOptions.toValues(conflict.conflict.current)
  }
  return {
    submit,
    saving: form.formState.isSubmitting,
    error,
    unplaced,
    conflict,
    resolve: {
      /** Sends what is typed again, over the newer version. */
      keepMine: () => {
        const theirs = accept()
        // Their values become the ground that the next comparison stands on.
        if (theirs) form.reset(theirs, { keepValues: true })
        void submit()
      },
      takeTheirs: () => {
        const theirs = accept()
        if (theirs) form.reset(theirs)
      },
      takeOne: (name: string) => {
        const found = conflict?.disagreements.find((one) => one.name === name)
        if (!conflict || !found) return
        form.setValue(name as FieldPath<Values>, found.theirs as PathValue<Values, FieldPath<Values>>, {
          shouldDirty: true,
        })
        setConflict({ ...conflict, disagreements: conflict.disagreements.filter((one) => one !== found) })
      },
    },
  }
}
