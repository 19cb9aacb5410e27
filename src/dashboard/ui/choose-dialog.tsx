import type { QueryKey } from '@tanstack/react-query'
import { type SyntheticEvent, useState } from 'react'
import { Button } from './button'
import { DialogActions, DialogFrame } from './dialog-frame'
import { Chosen, Finder, toggled } from './finder'
import { Sentence } from './named'
import type { ChooseRequest, PickOption } from './pick'
import { uiText } from './ui.text'

interface ChooseDialogProps<Item, Key extends QueryKey> {
  request: ChooseRequest<Item, Key>
  onChosen: (chosen: PickOption[]) => void
  onGone: () => void
}

/** Chooses from a list that the server searches. Enter in it means the button. */
export function ChooseDialog<Item, Key extends QueryKey>({ request, onChosen, onGone }: ChooseDialogProps<Item, Key>) {
  const { title, several, applyLabel, nothingChosen } = request
  const [chosen, setChosen] = useState(request.chosen ?? [])
  const toggle = (option: PickOption) => setChosen((before) => toggled(before, option, several))
  const enough = chosen.length > 0 || request.chosen !== undefined
  return (
    <DialogFrame title={typeof title === 'string' ? title : <Sentence parts={title} />} onGone={onGone}>
      {(close) => (
        <form
          style={{ display: 'contents' }}
          onSubmit={(event: SyntheticEvent) => {
            event.preventDefault()
            if (!enough) return
            onChosen(chosen)
            close()
          }}
        >
          <Finder request={request} chosen={chosen} onToggle={toggle} />
          {several && chosen.length > 0 && <Chosen options={chosen} onTakeOut={toggle} />}
          <DialogActions>
            <Button onClick={close}>{uiText.cancel}</Button>
            <Button type="submit" kind="primary" disabledReason={enough ? undefined : nothingChosen}>
              {applyLabel}
            </Button>
          </DialogActions>
        </form>
      )}
    </DialogFrame>
  )
}
