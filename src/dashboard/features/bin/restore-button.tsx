import type { BinItem } from '#contract/bin'
import { Button } from '../../ui/button'
import { UndoIcon } from '../../ui/rare-icons'
import { useOnce } from '../../ui/use-once'
import { binText } from './bin.text'
import type { Place } from './restore'

const text = binText.restore

/** Restores one thing; the code for its dialogs comes with the first use. */
export function RestoreButton({ item, place, missing }: { item: BinItem; place: Place; missing: string | undefined }) {
  const run = useOnce(async () => {
    const { restore } = await import('./restore')
    await restore(item, place)
  })
  return (
    <Button size="xs" icon={UndoIcon} disabledReason={missing} onClick={run}>
      {text.button}
      <span className="visually-hidden">{text.of(item.name)}</span>
    </Button>
  )
}
