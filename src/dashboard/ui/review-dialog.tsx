import { Textarea } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import type { Preview } from '#contract/changes'
import type { Endpoint } from '#contract/endpoint'
import { callWithEvent, type Input, previewOf } from '../api/call'
import { Button } from './button'
import { refusalText } from './changes.text'
import { conflictOf } from './conflict'
import { WhoChanged } from './conflict-notice'
import { conflictText } from './conflict.text'
import { DialogActions, DialogFrame } from './dialog-frame'
import { Sentence } from './named'
import { notify } from './notices'
import { PreviewSentences } from './preview-sentences'
import { Problem, Remark } from './problem'
import type { ReviewRequest } from './review'
import { TypeName, typedReason } from './type-name'
import { uiText } from './ui.text'
import bones from './data-table.module.css'

interface ReviewDialogProps<E extends Endpoint> {
  request: ReviewRequest<E>
  onApplied: () => void
  onGone: () => void
}

export function ReviewDialog<E extends Endpoint>({ request, onApplied, onGone }: ReviewDialogProps<E>) {
  const { title, intro, endpoint, applyLabel, danger, typeName, note, remarks, done, undoable = true, onDone } = request
  const id = useId()
  const [typed, setTyped] = useState('')
  const [said, setSaid] = useState('')
  // What is applied is what was looked at: both carry the same version, and "Look again" moves both on.
  const [input, setInput] = useState<Input<E>>(request.input)
  const preview = useQuery<Preview>({
    queryKey: ['preview', id, input.ifMatch ?? null],
    queryFn: ({ signal }) => previewOf(endpoint, input, signal),
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  })
  const apply = useMutation({
    mutationFn: async () => {
      const result = await callWithEvent(endpoint, note ? note.into(input, said.trim()) : input)
      await onDone?.(result.data)
      return result
    },
  })

  const failure = apply.error ?? preview.error
  const conflict = conflictOf(failure)
  const lookAgain = () => {
    apply.reset()
    if (conflict && conflict.current.version !== input.ifMatch)
      setInput({ ...input, ifMatch: conflict.current.version })
    else void preview.refetch()
  }
  const reason = preview.isPending
    ? 'Looking at what this would do'
    : failure && !apply.error
      ? 'This cannot be looked at just now'
      : (preview.data?.impact.blocked.map(refusalText)[0] ??
        (conflict ? conflictText.reviewText : typedReason(typeName, typed)))

  return (
    <DialogFrame
      title={typeof title === 'string' ? title : <Sentence parts={title} />}
      onGone={onGone}
      busy={apply.isPending}
    >
      {(close) => (
        <>
          {intro && <div>{intro}</div>}
          {preview.data && remarks?.(preview.data)}
          {conflict ? (
            <Remark
              tone="warning"
              alert
              title={conflictText.reviewTitle}
              actions={
                <Button size="xs" onClick={lookAgain}>
                  {conflictText.lookAgain}
                </Button>
              }
            >
              <WhoChanged conflict={conflict} />
            </Remark>
          ) : (
            failure && (
              <Problem
                error={failure}
                actions={
                  preview.error && (
                    <Button size="xs" onClick={lookAgain}>
                      {uiText.tryAgain}
                    </Button>
                  )
                }
              />
            )
          )}
          {preview.isPending && (
            <output aria-label="Looking at what this would do">
              {['70%', '45%', '60%'].map((width) => (
                <span key={width} className={bones.bone} style={{ inlineSize: width, marginBlock: '0.7rem' }} />
              ))}
            </output>
          )}
          {preview.data && !conflict && <PreviewSentences preview={preview.data} names={request.names} />}
          {note && (
            <Textarea
              label={note.label}
              description={note.description}
              value={said}
              rows={2}
              maxLength={note.max}
              onChange={(event) => setSaid(event.currentTarget.value)}
            />
          )}
          {typeName !== undefined && <TypeName name={typeName} value={typed} onChange={setTyped} />}
          <DialogActions>
            <Button onClick={close}>{uiText.cancel}</Button>
            <Button
              kind={danger ? 'danger' : 'primary'}
              loading={apply.isPending}
              disabledReason={reason}
              onClick={() =>
                apply.mutate(undefined, {
                  onSuccess: ({ data, eventId }) => {
                    onApplied()
                    close()
                    void notify({
                      message: typeof done === 'function' ? done(data) : done,
                      undoEventId: undoable ? eventId : null,
                    })
                  },
                })
              }
            >
              {applyLabel}
            </Button>
          </DialogActions>
        </>
      )}
    </DialogFrame>
  )
}
