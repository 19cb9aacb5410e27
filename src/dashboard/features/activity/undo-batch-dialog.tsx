import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { activity, type Event } from '#contract/activity'
import { call } from '../../api/call'
import { refreshAll } from '../../api/query-client'
import { Button } from '../../ui/button'
import { DialogActions, DialogFrame } from '../../ui/dialog-frame'
import { Problem } from '../../ui/problem'
import { Progress } from '../../ui/progress'
import { uiText } from '../../ui/ui.text'
import { activityQueries, type Scope } from './activity.queries'
import { activityText, isRedo } from './activity.text'

/** A step that is left out is written nowhere: when nothing more comes for so long, the undo has ended. */
const STILL_MS = 8000

/** Undoes all steps of a batch, in the background, and shows how far it has come. */
export function UndoBatchDialog({ event, scope, onGone }: { event: Event; scope: Scope; onGone: () => void }) {
  const text = activityText.undo.batch(isRedo(event))
  const start = useMutation({ mutationFn: () => call(activity.undo, { params: { eventId: event.id } }) })
  const batch = start.data?.batch ?? null
  const { data } = useQuery({
    ...activityQueries.of(scope, { batchId: batch?.id ?? '', limit: 1 }),
    enabled: batch !== null,
    refetchInterval: ({ state }) => (batch && (state.data?.total ?? 0) >= batch.total ? false : 700),
  })
  const done = data?.total ?? 0
  const [moved, setMoved] = useState({ done: 0, at: Date.now() })
  const [still, setStill] = useState(false)
  if (moved.done !== done) setMoved({ done, at: Date.now() })
  const all = batch !== null && done >= batch.total
  useEffect(() => {
    if (!batch || all) return
    const timer = setTimeout(() => setStill(true), STILL_MS)
    return () => clearTimeout(timer)
  }, [batch, all, moved])
  const ended = all || still

  return (
    <DialogFrame
      size="sm"
      title={text.title}
      busy={start.isPending}
      onGone={() => {
        onGone()
        if (batch) void refreshAll()
      }}
    >
      {(close) => (
        <>
          {!batch && <p>{text.text}</p>}
          {start.error && <Problem error={start.error} />}
          {batch && !ended && (
            <>
              <Progress label={text.progress} value={done} max={batch.total} words={text.running(done, batch.total)} />
              <p>{text.goesOn}</p>
            </>
          )}
          {batch && ended && <p role="status">{all ? text.finished(batch.total) : text.partly(done, batch.total)}</p>}
          <DialogActions>
            <Button onClick={close}>{batch ? uiText.close : uiText.cancel}</Button>
            {!batch && (
              <Button kind="primary" loading={start.isPending} onClick={() => start.mutate()}>
                {text.start}
              </Button>
            )}
          </DialogActions>
        </>
      )}
    </DialogFrame>
  )
}
