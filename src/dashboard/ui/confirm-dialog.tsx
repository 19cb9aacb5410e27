import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from './button'
import { DialogActions, DialogFrame } from './dialog-frame'
import { Sentence } from './named'
import { Problem } from './problem'
import type { ConfirmRequest } from './review'
import { TypeName, typedReason } from './type-name'
import { uiText } from './ui.text'

interface ConfirmDialogProps {
  request: ConfirmRequest
  onConfirmed: () => void
  onGone: () => void
}

export function ConfirmDialog({ request, onConfirmed, onGone }: ConfirmDialogProps) {
  const { title, text, confirmLabel, danger, typeName, run } = request
  const [typed, setTyped] = useState('')
  const running = useMutation({ mutationFn: run })
  return (
    <DialogFrame
      size="sm"
      title={typeof title === 'string' ? title : <Sentence parts={title} />}
      onGone={onGone}
      busy={running.isPending}
    >
      {(close) => (
        <>
          <div>{text}</div>
          {typeName !== undefined && <TypeName name={typeName} value={typed} onChange={setTyped} />}
          {running.error && <Problem error={running.error} />}
          <DialogActions>
            <Button onClick={close}>{uiText.cancel}</Button>
            <Button
              kind={danger ? 'danger' : 'primary'}
              loading={running.isPending}
              disabledReason={typedReason(typeName, typed)}
              onClick={() =>
                running.mutate(undefined, {
                  onSuccess: () => {
                    onConfirmed()
                    close()
                  },
                })
              }
            >
              {confirmLabel}
            </Button>
          </DialogActions>
        </>
      )}
    </DialogFrame>
  )
}
