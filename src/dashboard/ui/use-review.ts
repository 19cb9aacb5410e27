import { useMutation, useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import type { Preview } from '#contract/changes'
import type { Endpoint, ResponseOf } from '#contract/endpoint'
import { callWithEvent, type Input, previewOf } from '../api/call'
import { refusalText } from './changes.text'
import { changedSelectionOf, conflictOf } from './conflict'
import { conflictText } from './conflict.text'
import { uiText } from './ui.text'

interface Options<E extends Endpoint> {
  endpoint: E
  /** As for `call`; with `ifMatch` of the version that the person saw. */
  input: Input<E>
  /** What is sent in the end, with what was typed meanwhile that changes nothing about who gains and loses, or was seen. */
  sent?: ((input: Input<E>, seen: Preview | undefined) => Input<E>) | undefined
  /** Runs after the change, and is waited for. */
  onDone?: ((data: ResponseOf<E>) => void | Promise<unknown>) | undefined
}

/** Looks at what a change would do, and does it: for the dialog and for pages that end in a review. */
export function useReview<E extends Endpoint>({ endpoint, sent, onDone, ...options }: Options<E>) {
  const id = useId()
  // What is applied is what was looked at: both carry the same version, and "Look again" moves both on.
  const [input, setInput] = useState<Input<E>>(options.input)
  const [round, setRound] = useState(0)
  const preview = useQuery<Preview>({
    queryKey: ['preview', id, input.ifMatch ?? null, round],
    queryFn: ({ signal }) => previewOf(endpoint, input, signal),
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  })
  const apply = useMutation({
    mutationFn: async () => {
      const result = await callWithEvent(endpoint, sent ? sent(input, preview.data) : input)
      await onDone?.(result.data)
      return result
    },
  })
  const failure = apply.error ?? preview.error
  const conflict = conflictOf(failure)
  const others = changedSelectionOf(failure)
  return {
    preview: preview.data,
    pending: preview.isPending,
    /** Why it cannot be looked at, or why it was not done. */
    failure,
    /** It could not even be looked at: then another look may help. */
    unseen: preview.error !== null,
    conflict,
    /** Others match by now than those whom the preview was about. */
    others,
    apply,
    lookAgain: () => {
      apply.reset()
      if (conflict && conflict.current.version !== input.ifMatch)
        setInput({ ...input, ifMatch: conflict.current.version })
      else if (others) setRound(round + 1)
      else void preview.refetch()
    },
    /** Why it cannot be done now; undefined when it can. */
    reason: preview.isPending
      ? uiText.looking
      : failure && !apply.error
        ? uiText.cannotLook
        : (preview.data?.impact.blocked.map(refusalText)[0] ??
          (conflict || others ? conflictText.reviewText : undefined)),
  }
}

export type Reviewed<E extends Endpoint> = ReturnType<typeof useReview<E>>
