import { useMutation, useQuery } from '@tanstack/react-query'
import { activity, type Event } from '#contract/activity'
import { call, previewOf } from '../../api/call'
import { refreshAll } from '../../api/query-client'
import { Button } from '../../ui/button'
import { refusalText } from '../../ui/changes.text'
import { DialogActions, DialogFrame } from '../../ui/dialog-frame'
import { PreviewSentences } from '../../ui/preview-sentences'
import { Problem } from '../../ui/problem'
import { Progress } from '../../ui/progress'
import { uiText } from '../../ui/ui.text'
import { activityQueries } from './activity.queries'
import { activityText, isRedo } from './activity.text'

/** Undoes all steps of a batch, in the background: what it would do, and then how far it has come. */
export function UndoBatchDialog({ event, onGone }: { event: Event; onGone: () => void }) {
  const text = activityText.undo.batch(isRedo(event))
  const input = { params: { eventId: event.id } }
  const preview = useQuery({
    queryKey: ['preview', 'undo', event.id],
    queryFn: ({ signal }) => previewOf(activity.undo, input, signal),
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  })
  // The page behind says how far it is, whatever becomes of the dialog.
  const start = useMutation({ mutationFn: () => call(activity.undo, input), onSuccess: refreshAll })
  const batch = start.data?.batch ?? null
  const { data: progress } = useQuery({
    ...activityQueries.batch(event.realm?.name ?? '', batch?.id ?? ''),
    enabled: batch !== null,
    refetchInterval: ({ state }) => (state.data?.finished ? false : 500),
  })
  const total = batch?.total ?? 0
  const done = progress?.done ?? 0
  const reason = preview.isPending ? text.looking : preview.data?.impact.blocked.map(refusalText)[0]

  return (
    <DialogFrame
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
          {!batch && preview.data && <PreviewSentences preview={preview.data} />}
          {(start.error ?? preview.error) && <Problem error={start.error ?? preview.error} />}
          {batch && !progress?.finished && (
            <>
              <Progress label={text.progress} value={done} max={total} words={text.running(done, total)} />
              <p>{text.goesOn}</p>
            </>
          )}
          {batch && progress?.finished && (
            <p role="status">{done === total ? text.finished(total) : text.partly(done, total)}</p>
          )}
          <DialogActions>
            <Button onClick={close}>{batch ? uiText.close : uiText.cancel}</Button>
            {!batch && (
              <Button kind="primary" loading={start.isPending} disabledReason={reason} onClick={() => start.mutate()}>
                {text.start}
              </Button>
            )}
          </DialogActions>
        </>
      )}
    </DialogFrame>
  )
}
