import { Modal } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import { useLocation } from 'react-router'
import './overlays.css'
import { useFocusBack } from './use-focus-back'
import classes from './dialog-frame.module.css'

interface DialogFrameProps {
  title: ReactNode
  size?: 'sm' | 'md' | 'lg'
  /** After the dialog is gone and the focus is back where it was. */
  onGone: () => void
  /** Esc, the close button and a click beside it do nothing while something runs. */
  busy?: boolean
  children: (close: () => void) => ReactNode
}

/** A dialog that a function opened. It is labelled by its title; the focus goes back to where it came from. */
export function DialogFrame({ title, size = 'md', onGone, busy = false, children }: DialogFrameProps) {
  const [opened, setOpened] = useState(false)
  // Mantine gives it back too, but too late for a dialog that goes without a transition (reduced motion).
  useFocusBack()
  // Opened after it stands, since only then does Mantine remember where the focus was.
  useEffect(() => {
    const frame = requestAnimationFrame(() => setOpened(true))
    return () => cancelAnimationFrame(frame)
  }, [])
  // A link in it, or Back, leads to another page, where it has no business; what runs is waited for.
  const { pathname } = useLocation()
  const [openedAt] = useState(pathname)
  const stays = busy || pathname === openedAt
  const close = () => {
    if (!busy) setOpened(false)
  }
  return (
    <Modal
      opened={opened && stays}
      onClose={close}
      title={title}
      size={size === 'sm' ? '26rem' : size === 'md' ? '34rem' : '44rem'}
      padding="lg"
      onExitTransitionEnd={onGone}
      classNames={{ body: classes.body }}
    >
      {children(close)}
    </Modal>
  )
}

export const DialogActions = ({ children }: { children: ReactNode }) => (
  <div className={classes.actions}>{children}</div>
)
