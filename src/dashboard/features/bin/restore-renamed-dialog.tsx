import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import * as z from 'zod/mini'
import { ClientId } from '#contract/applications'
import { bin, type BinItem, type Restored } from '#contract/bin'
import { line } from '#contract/primitives'
import { callWithEvent } from '../../api/call'
import { Button } from '../../ui/button'
import { DialogActions, DialogFrame } from '../../ui/dialog-frame'
import { TextField } from '../../ui/fields'
import { Sentence } from '../../ui/named'
import { Problem } from '../../ui/problem'
import { uiText } from '../../ui/ui.text'
import { useSave } from '../../ui/use-save'
import { refreshRealms } from '../realms/realms.queries'
import { binText } from './bin.text'
import classes from './bin.module.css'

const wordsFor = ({ kind }: BinItem) => (kind === 'application' ? binText.restore.takenClientId : binText.restore.taken)
const NewName = z.object({ name: line(255) })
const NewClientId = z.object({ name: ClientId })

interface RestoreRenamedDialogProps {
  item: BinItem
  realm: string
  onRestored: (done: { data: Restored; eventId: string | null }) => void
  onGone: () => void
}

/** Asks for another name when the old one is taken by now. */
export function RestoreRenamedDialog({ item, realm, onRestored, onGone }: RestoreRenamedDialogProps) {
  return (
    <DialogFrame size="sm" title={<Sentence parts={wordsFor(item).title(item.name)} />} onGone={onGone}>
      {(close) => <NameForm item={item} realm={realm} onRestored={onRestored} close={close} />}
    </DialogFrame>
  )
}

function NameForm({
  item,
  realm,
  onRestored,
  close,
}: Omit<RestoreRenamedDialogProps, 'onGone'> & { close: () => void }) {
  const text = wordsFor(item)
  const form = useForm({
    resolver: zodResolver(item.kind === 'application' ? NewClientId : NewName),
    defaultValues: { name: text.suggestion(item.name).slice(0, 255) },
  })
  const { submit, saving, error, unplaced } = useSave(
    {
      form,
      save: async (body: z.output<typeof NewName>) => {
        const done = await callWithEvent(bin.restore, { params: { realm, kind: item.kind, id: item.id }, body })
        await refreshRealms()
        onRestored(done)
      },
    },
    close,
  )
  return (
    <form
      noValidate
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <p>{text.text}</p>
      {error !== null && <Problem error={error} />}
      {unplaced.map((message) => (
        <p key={message} role="alert">
          {message}
        </p>
      ))}
      <TextField
        control={form.control}
        name="name"
        label={text.label}
        {...(item.kind === 'application' && { technical: true })}
      />
      <DialogActions>
        <Button onClick={close}>{uiText.cancel}</Button>
        <Button type="submit" kind="primary" loading={saving}>
          {text.apply}
        </Button>
      </DialogActions>
    </form>
  )
}
