import { Textarea } from '@mantine/core'
import { useState } from 'react'
import type { Preview } from '#contract/changes'
import type { Endpoint } from '#contract/endpoint'
import type { Input } from '../api/call'
import { Button } from './button'
import { DialogActions, DialogFrame } from './dialog-frame'
import { Sentence } from './named'
import { notify } from './notices'
import type { ReviewRequest } from './review'
import { ReviewBody } from './review-body'
import { TypeName, typedReason } from './type-name'
import { uiText } from './ui.text'
import { useReview } from './use-review'

interface ReviewDialogProps<E extends Endpoint> {
  request: ReviewRequest<E>
  onApplied: () => void
  onGone: () => void
}

export function ReviewDialog<E extends Endpoint>({ request, onApplied, onGone }: ReviewDialogProps<E>) {
  const { title, intro, applyLabel, danger, note, agreed, refused, remarks, done, undoable = true } = request
  const [typed, setTyped] = useState('')
  const [said, setSaid] = useState('')
  const sent = (input: Input<E>, seen: Preview | undefined) => {
    const noted = note ? note.into(input, said.trim()) : input
    return agreed && seen ? agreed(noted, seen) : noted
  }
  const reviewed = useReview<E>({ ...request, sent })
  const { preview, apply, others } = reviewed
  const typeName = typeof request.typeName === 'function' ? preview && request.typeName(preview) : request.typeName
  const reason = reviewed.reason ?? (preview && refused?.(preview))

  return (
    <DialogFrame
      title={typeof title === 'string' ? title : <Sentence parts={title} />}
      onGone={onGone}
      busy={apply.isPending}
    >
      {(close) => (
        <>
          {intro && <div>{intro}</div>}
          {preview && !others && remarks?.(preview)}
          <ReviewBody reviewed={reviewed} names={request.names} />
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
              disabledReason={reason ?? typedReason(typeName, typed)}
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
