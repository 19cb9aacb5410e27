import type { QueryKey } from '@tanstack/react-query'
import { useState } from 'react'
import type { Endpoint } from '#contract/endpoint'
import { Button } from './button'
import { refusalText } from './changes.text'
import { conflictText } from './conflict.text'
import { DialogActions, DialogFrame } from './dialog-frame'
import { FilterSelect } from './filter-select'
import { Chosen, Finder, toggled } from './finder'
import { Sentence } from './named'
import { notify } from './notices'
import { Outdated } from './outdated'
import type { PickOption, PickRequest } from './pick'
import { PreviewSentences } from './preview-sentences'
import { Problem } from './problem'
import { uiText } from './ui.text'
import { isChanged, usePicked } from './use-picked'
import classes from './pick-dialog.module.css'

interface PickDialogProps<Item, Key extends QueryKey, E extends Endpoint> {
  request: PickRequest<Item, Key, E>
  onApplied: () => void
  onGone: () => void
}

export function PickDialog<Item, Key extends QueryKey, E extends Endpoint>({
  request,
  onApplied,
  onGone,
}: PickDialogProps<Item, Key, E>) {
  const { title, intro, several = false, danger, refused, remarks, applyLabel, done } = request
  const [chosen, setChosen] = useState<PickOption[]>(('chosen' in request && request.chosen) || [])
  const [how, setHow] = useState(request.how?.options[0].value ?? '')
  const toggle = (option: PickOption) => setChosen((before) => toggled(before, option, several))
  const { preview, pending, failure, conflict, others, lookAgain, apply } = usePicked(request, chosen, setChosen, how)
  const reason = !isChanged(request, chosen)
    ? request.nothingChosen
    : pending
      ? uiText.looking
      : (preview?.impact.blocked.map(refusalText)[0] ??
        (conflict || others
          ? conflictText.reviewText
          : failure
            ? uiText.cannotLook
            : (preview && refused?.(preview)) || undefined))

  return (
    <DialogFrame
      title={typeof title === 'string' ? title : <Sentence parts={title} />}
      onGone={onGone}
      busy={apply.isPending}
    >
      {(close) => (
        <>
          {intro && <div>{intro}</div>}
          <Finder request={request} chosen={chosen} onToggle={toggle} />
          {several && chosen.length > 0 && <Chosen options={chosen} onTakeOut={toggle} />}
          {request.how && (
            <label className={classes.how}>
              {request.how.label}
              <FilterSelect
                label={request.how.label}
                value={how}
                options={request.how.options}
                onChange={(value) => setHow(value ?? '')}
              />
            </label>
          )}
          {conflict || others ? (
            <Outdated conflict={conflict} others={others} lookAgain={lookAgain} />
          ) : failure ? (
            <Problem
              error={failure}
              actions={
                <Button size="xs" onClick={lookAgain}>
                  {uiText.tryAgain}
                </Button>
              }
            />
          ) : (
            <div aria-live="polite" aria-busy={pending} className={classes.outlook}>
              {preview ? (
                <>
                  {remarks?.(preview)}
                  <PreviewSentences
                    preview={preview}
                    names={{ ...request.names, ...Object.fromEntries(chosen.map((one) => [one.id, one.name])) }}
                  />
                </>
              ) : (
                <p className={classes.quiet}>{pending ? uiText.looking : request.nothingChosen}</p>
              )}
            </div>
          )}
          <DialogActions>
            <Button onClick={close}>{uiText.cancel}</Button>
            <Button
              kind={danger ? 'danger' : 'primary'}
              loading={apply.isPending}
              disabledReason={reason}
              onClick={() =>
                apply.mutate(undefined, {
                  onSuccess: (finished) => {
                    onApplied()
                    close()
                    void notify({ message: done(finished.chosen, finished.answers), undoEventId: finished.events })
                  },
                })
              }
            >
              {applyLabel(chosen.length)}
            </Button>
          </DialogActions>
        </>
      )}
    </DialogFrame>
  )
}
