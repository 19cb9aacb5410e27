import { useState } from 'react'
import type { BinItem } from '#contract/bin'
import { Button } from '../../ui/button'
import { UndoIcon } from '../../ui/icons'
import { binText } from './bin.text'
import type { Place } from './restore'

const text = binText.restore

/** Restores one thing; the code for its dialogs comes with the first use. */
export function RestoreButton({ item, place, missing }: { item: BinItem; place: Place; missing: string | undefined }) {
  const [busy, setBusy] = useState(false)
  const run = async () => {
    setBusy(true)
    const { restore } = await import('./restore')
    await restore(item, place).finally(() => setBusy(false))
  }
  return (
    <Button size="xs" icon={UndoIcon} loading={busy} disabledReason={missing} onClick={() => void run()}>
      {text.button}
      <span className="visually-hidden">{text.of(item.name)}</span>
    </Button>
  )
}
