/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
   -- A combobox with groups, icons and two columns has no native element. Its box keeps the focus and handles the keys for
   the options (WAI-ARIA Authoring Practices, "Combobox"). */
import { Modal, useMantineColorScheme } from '@mantine/core'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { useNavigate, useParams } from 'react-router'
import { SearchIcon } from '../ui/icons'
import { Named } from '../ui/named'
import '../ui/overlays.css'
import { useFocusBack } from '../ui/use-focus-back'
import { type PaletteEntry, usePaletteEntries } from './palette-entries'
import { paletteText } from './palette.text'
import classes from './palette.module.css'

/** Everything that can be reached or done from here, found by typing. A combobox after the ARIA pattern. */
export function PaletteDialog({ onLeaving, onGone }: { onLeaving: () => void; onGone: () => void }) {
  const [opened, setOpened] = useState(false)
  const leave = () => {
    setOpened(false)
    onLeaving()
  }
  useFocusBack()
  // Opened after it stands, since only then does Mantine remember where the focus was.
  useEffect(() => {
    const frame = requestAnimationFrame(() => setOpened(true))
    return () => cancelAnimationFrame(frame)
  }, [])
  return (
    <Modal.Root
      opened={opened}
      onClose={leave}
      onExitTransitionEnd={onGone}
      size="38rem"
      yOffset="14vh"
      centered={false}
    >
      <Modal.Overlay />
      <Modal.Content aria-label={paletteText.label} inert={!opened}>
        <Palette close={leave} />
      </Modal.Content>
    </Modal.Root>
  )
}

function Palette({ close }: { close: () => void }) {
  const id = useId()
  const [query, setQuery] = useState('')
  const [wanted, setWanted] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const { realm } = useParams()
  const navigate = useNavigate()
  const { setColorScheme } = useMantineColorScheme()
  const sections = usePaletteEntries(query, realm, setColorScheme)
  const entries = sections.flatMap((section) => section.entries)
  const chosen = entries[Math.min(wanted, entries.length - 1)]
  const optionId = (entry: PaletteEntry) => `${id}-${entry.id}`

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [chosen?.id])

  const run = (entry: PaletteEntry | undefined) => {
    if (!entry) return
    close()
    // After the dialog has given the focus back, so that the new page can take it.
    if (entry.to) void navigate(entry.to)
    else entry.run?.()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const at = chosen ? entries.indexOf(chosen) : 0
    const go = (index: number) => setWanted((index + entries.length) % Math.max(1, entries.length))
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown') go(at + 1)
    else if (event.key === 'ArrowUp') go(at - 1)
    else if (event.key === 'Enter') run(chosen)
    else return
    event.preventDefault()
  }

  return (
    <>
      <div className={classes.search}>
        <SearchIcon />
        <input
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={chosen && optionId(chosen)}
          aria-autocomplete="list"
          aria-label={paletteText.label}
          placeholder={paletteText.placeholder}
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          value={query}
          data-autofocus
          onChange={(event) => {
            setQuery(event.currentTarget.value)
            setWanted(0)
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <p role="status" className={entries.length === 0 ? classes.nothing : 'visually-hidden'}>
        {entries.length === 0 ? paletteText.nothing : ''}
      </p>
      <div ref={list} id={`${id}-list`} role="listbox" aria-label={paletteText.label} className={classes.list}>
        {sections.map(({ title, entries: own }, index) => (
          <div key={title} role="group" aria-labelledby={`${id}-title-${index}`}>
            <div id={`${id}-title-${index}`} className={classes.heading}>
              {title}
            </div>
            {own.map((entry) => {
              const Shape = entry.icon
              return (
                // The keyboard is handled by the box, which keeps the focus.
                <div
                  key={entry.id}
                  id={optionId(entry)}
                  role="option"
                  aria-selected={entry === chosen}
                  className={classes.option}
                  onPointerMove={() => setWanted(entries.indexOf(entry))}
                  onClick={() => run(entry)}
                >
                  <Shape />
                  <Named>{entry.label}</Named>
                  {entry.under && (
                    <span className={classes.under}>
                      <Named>{entry.under}</Named>
                    </span>
                  )}
                </div>
              )
            })}
          </div>
        ))}
      </div>
    </>
  )
}
