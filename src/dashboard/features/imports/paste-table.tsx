import { Textarea } from '@mantine/core'
import { type SyntheticEvent, useState } from 'react'
import { Button } from '../../ui/button'
import { importsText } from './imports.text'
import classes from './take-file.module.css'

const text = importsText.start

/** A table as a spreadsheet puts it on the clipboard: text, with tabs between the cells. */
export function PasteTable({ onRead }: { onRead: (content: Blob) => void }) {
  const [pasted, setPasted] = useState('')
  const reason = pasted.trim() === '' ? text.nothingPasted : undefined
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    if (!reason) onRead(new Blob([pasted], { type: 'text/csv' }))
  }
  return (
    <form className={classes.paste} onSubmit={submit}>
      <Textarea
        label={text.paste}
        description={text.pasteHint}
        value={pasted}
        rows={6}
        spellCheck={false}
        autoComplete="off"
        classNames={{
          root: classes.pasteField ?? '',
          wrapper: classes.pasteInput ?? '',
          input: classes.pasteInput ?? '',
        }}
        onChange={(event) => setPasted(event.currentTarget.value)}
      />
      <Button type="submit" disabledReason={reason}>
        {text.read}
      </Button>
    </form>
  )
}
