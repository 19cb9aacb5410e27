import { Modal } from '@mantine/core'
import { useEffect } from 'react'
import { useBlocker } from 'react-router'
import { Button } from './button'
import { DialogActions } from './dialog-frame'
import { uiText } from './ui.text'

interface LeaveGuardProps {
  /** Asked at the moment of leaving. */
  when: () => boolean
  /** For the tab's closing, of which the browser must know beforehand. */
  dirty: boolean
}

/** Asks before something typed is lost: by a link, by Back, by Esc, by closing the tab. */
export function LeaveGuard({ when, dirty }: LeaveGuardProps) {
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => currentLocation.pathname !== nextLocation.pathname && when(),
  )
  useEffect(() => {
    if (!dirty) return
    const ask = (event: BeforeUnloadEvent) => {
      if (when()) event.preventDefault()
    }
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  })
  const stay = () => blocker.reset?.()
  return (
    <Modal
      opened={blocker.state === 'blocked'}
      onClose={stay}
      title={uiText.leave.title}
      size="26rem"
      padding="lg"
      zIndex={300}
      inert={blocker.state !== 'blocked'}
    >
      <p>{uiText.leave.text}</p>
      <DialogActions>
        <Button onClick={() => blocker.proceed?.()}>{uiText.leave.go}</Button>
        <Button kind="primary" onClick={stay} data-autofocus>
          {uiText.leave.stay}
        </Button>
      </DialogActions>
    </Modal>
  )
}
