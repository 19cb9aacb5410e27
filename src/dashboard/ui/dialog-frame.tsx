import { Modal } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import { useLocation } from 'react-router'
import './overlays.css'
import { uiText } from './ui.text'
import { useFocusBack } from './use-focus-back'
import classes from './dialog-frame.module.css'

interface DialogFrameProps {
  title: ReactNode
  size?: 'sm' | 'md' | 'lg'
  /** After the dialog is gone and the focus is back where it was. */
  onGone: () => void
  /** Esc, the close button and a click beside it do nothing while something runs. */
  busy?: boolean
  /** It is about no page, and stays when another one comes to stand below it. */
  anywhere?: boolean
  children: (close: () => void) => ReactNode
}

/** A dialog that a function opened. It is labelled by its title; the focus goes back to where it came from. */
export function DialogFrame({
  title,
  size = 'md',
  onGone,
  busy = false,
  anywhere = false,
  children,
}: DialogFrameProps) {
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
  const stays = busy || anywhere || pathname === openedAt
  const close = () => {
    if (!busy) setOpened(false)
  }
  return (
    <Modal.Root
      opened={opened && stays}
      onClose={close}
      size={size === 'sm' ? '26rem' : size === 'md' ? '34rem' : '44rem'}
      padding="lg"
      centered
      transitionProps={{ duration: 120 }}
      onExitTransitionEnd={onGone}
    >
      <Modal.Overlay backgroundOpacity={0.4} />
      <Modal.Content inert={!(opened && stays)}>
        {/* A header element; within a dialog it is no banner of the page, of which two dialogs would have two. */}
        <Modal.Header role="presentation">
          <Modal.Title>{title}</Modal.Title>
          <Modal.CloseButton aria-label={uiText.close} />
        </Modal.Header>
        <Modal.Body className={classes.body ?? ''}>{children(close)}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}

export const DialogActions = ({ children }: { children: ReactNode }) => (
  <div className={classes.actions}>{children}</div>
)
