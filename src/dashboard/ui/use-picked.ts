import { type QueryKey, useMutation, useQueries } from '@tanstack/react-query'
import { useId, useRef, useState } from 'react'
import type { Preview } from '#contract/changes'
import type { Endpoint, ResponseOf } from '#contract/endpoint'
import { callWithEvent, type Input, previewOf } from '../api/call'
import { changedSelectionOf, conflictOf } from './conflict'
import { mergePreviews } from './merge-previews'
import type { PickOption, PickRequest } from './pick'

interface Step<E extends Endpoint> {
  options: PickOption[]
  key: string
  input: Input<E>
}

/** The changes that choosing makes: one for each thing, or one for all of them. */
function stepsOf<Item, Key extends QueryKey, E extends Endpoint>(
  request: PickRequest<Item, Key, E>,
  chosen: PickOption[],
  version: number | undefined,
  how: string,
): Step<E>[] {
  if ('input' in request)
    return chosen.map((option) => ({
      options: [option],
      key: option.id,
      input: request.input(option.id, version, how),
    }))
  const ids = chosen.map(({ id }) => id)
  return isChanged(request, chosen) ? [{ options: chosen, key: ids.join(), input: request.inputOf(ids, how) }] : []
}

const idsOf = (options: PickOption[]): string =>
  options
    .map(({ id }) => id)
    .sort()
    .join()

/** Whether something else is chosen than at the beginning. */
export const isChanged = (request: object, chosen: PickOption[]): boolean =>
  idsOf(chosen) !== idsOf('chosen' in request ? (request.chosen as PickOption[]) : [])

/** What the chosen things would change together, and the way to do it: one change after the other. */
export function usePicked<Item, Key extends QueryKey, E extends Endpoint>(
  request: PickRequest<Item, Key, E>,
  chosen: PickOption[],
  setChosen: (chosen: PickOption[]) => void,
  how: string,
) {
  const { endpoint, version: seen, agreed, onDone } = request
  const id = useId()
  const [version, setVersion] = useState(seen)
  const [round, setRound] = useState(0)
  const steps = stepsOf(request, chosen, version, how)
  const queries = useQueries({
    queries: steps.map((step) => ({
      queryKey: ['preview', id, step.key, version ?? null, how, round],
      queryFn: ({ signal }: { signal: AbortSignal }): Promise<Preview> => previewOf(endpoint, step.input, signal),
      staleTime: Infinity,
      gcTime: 0,
      retry: false,
      refetchOnWindowFocus: false,
    })),
  })
  const finished = useRef<{ chosen: PickOption[]; events: string[]; answers: ResponseOf<E>[] }>({
    chosen: [],
    events: [],
    answers: [],
  })
  const apply = useMutation({
    mutationFn: async () => {
      const left = [...chosen]
      try {
        for (const [at, step] of steps.entries()) {
          const shown = queries[at]?.data
          // One after the other: each is a change of its own, and they are serial on the server anyway.
          const { data, eventId } = await callWithEvent(
            endpoint,
            agreed && shown ? agreed(step.input, shown) : step.input,
          )
          finished.current.answers.push(data)
          finished.current.chosen.push(...step.options)
          if (eventId) finished.current.events.push(eventId)
          left.splice(0, step.options.length)
        }
      } catch (error) {
        // What is done stays done; the dialog keeps what is left.
        setChosen(left)
        if (left.length < chosen.length) void onDone?.()
        throw error
      }
      await onDone?.()
      return finished.current
    },
  })
  const failure = apply.error ?? queries.find(({ error }) => error)?.error ?? null
  const conflict = conflictOf(failure)
  const others = changedSelectionOf(failure)
  const previews = queries.flatMap(({ data }) => (data ? [data] : []))
  const pending = queries.some(({ isPending }) => isPending)
  return {
    pending,
    preview: previews.length > 0 && !pending ? mergePreviews(previews) : null,
    failure,
    conflict,
    others,
    apply,
    lookAgain: () => {
      apply.reset()
      if (conflict) setVersion(conflict.current.version)
      if (others) setRound(round + 1)
      for (const query of queries) if (query.error && !conflict) void query.refetch()
    },
  }
}
