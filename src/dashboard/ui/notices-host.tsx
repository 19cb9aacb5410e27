import { CloseButton } from '@mantine/core'
import '@mantine/core/styles/CloseButton.layer.css'
import { Notifications, notifications } from '@mantine/notifications'
import '@mantine/notifications/styles.layer.css'
import type { ReactNode } from 'react'
import { activity } from '#contract/activity'
import { isApiError } from '../api/api-error'
import { call } from '../api/call'
import { refreshAll } from '../api/query-client'
import { mountAside } from './aside'
import { Button } from './button'
import { CheckIcon, WarningIcon } from './icons'
import type { Notice } from './notices'
import { messageOf } from './problem'
import { uiText } from './ui.text'
import classes from './notices.module.css'

/** How many notices stand in the corner at once. */
const SHOWN = 4

// One place for all notices, mounted when the first one is shown. Mantine would let the newest wait until there is room,
// and so tell of what was done long after; here the oldest makes room.
mountAside(
  'notices',
  <Notifications
    position="bottom-right"
    autoClose={8000}
    limit={SHOWN + 1}
    containerWidth="min(24rem, calc(100vw - 2rem))"
  />,
)

/** Those that stand there, the oldest first; `stays` until somebody closes it. */
let standing: { id: string; stays: boolean }[] = []

function makeRoom(): void {
  if (standing.length < SHOWN) return
  const oldest = standing.find(({ stays }) => !stays) ?? standing[0]
  if (oldest) notifications.hide(oldest.id)
  standing = standing.filter((one) => one !== oldest)
}

const seconds = (n: number): number => n * 1000

async function undo(eventIds: string[]): Promise<void> {
  try {
    // Each rests on the ones before it.
    for (const eventId of eventIds.toReversed()) await call(activity.undo, { params: { eventId } })
    await refreshAll()
    show({ message: uiText.undone })
  } catch (error) {
    showError(error)
  }
}

export function show({ message, title, tone = 'good', undoEventId }: Notice): void {
  const id = crypto.randomUUID()
  const close = () => notifications.hide(id)
  const events = [undoEventId ?? []].flat()
  makeRoom()
  standing.push({ id, stays: tone === 'bad' })
  notifications.show({
    id,
    onClose: () => {
      standing = standing.filter((one) => one.id !== id)
    },
    message: '',
    role: tone === 'bad' ? 'alert' : 'status',
    // Time enough to read and to think better of it (WCAG 2.2.1: the activity log keeps the same Undo without a limit).
    autoClose: events.length > 0 ? seconds(15) : tone === 'bad' ? false : seconds(6),
    renderNotification: () => (
      <div className={classes.notice} data-tone={tone}>
        {tone === 'bad' ? <WarningIcon /> : <CheckIcon />}
        <div className={classes.words}>
          {title && <p className={classes.title}>{title}</p>}
          {message}
        </div>
        {events.length > 0 && (
          <Button
            size="xs"
            kind="quiet"
            onClick={() => {
              close()
              void undo(events)
            }}
          >
            {uiText.undo}
          </Button>
        )}
        <CloseButton size="sm" aria-label={uiText.close} onClick={close} />
      </div>
    ),
  })
}

export function showError(error: unknown): void {
  const requestId = isApiError(error) && error.status >= 500 ? error.requestId : null
  const words: ReactNode = (
    <>
      <p>{messageOf(error)}</p>
      {requestId && <p className={classes.small}>{uiText.requestId(requestId)}</p>}
    </>
  )
  show({ message: words, tone: 'bad' })
}
