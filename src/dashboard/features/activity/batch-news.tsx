import { useEffect, useRef, useState } from 'react'
import { activity, type Batch } from '#contract/activity'
import { call } from '../../api/call'
import { refreshAll } from '../../api/query-client'
import { paths } from '../../paths'
import { Button, IconButton, LinkButton } from '../../ui/button'
import { CheckIcon, CloseIcon } from '../../ui/icons'
import { LeftOut } from '../../ui/left-out'
import { Sentence } from '../../ui/named'
import { notify, notifyError } from '../../ui/notices'
import { Progress } from '../../ui/progress'
import { UndoIcon } from '../../ui/rare-icons'
import { useOnce } from '../../ui/use-once'
import { missing, useMe } from '../me/me.queries'
import { batchText as text, ended, goingOn } from './batch.text'
import { seenBatches } from './seen-batches'
import { undo } from './undo'
import classes from './batch-news.module.css'

/** One entry for each: how far it is, or how it has ended, until somebody puts that away. */
export function BatchNews({ realm, batches }: { realm: string; batches: Batch[] }) {
  const [seen, setSeen] = useState(seenBatches.read)
  useEnd(batches)
  const undone = new Set(batches.map(({ undoesBatchId }) => undoesBatchId))
  const shown = batches.filter((batch) => isNews(batch) && !seen.includes(batch.id) && !undone.has(batch.id))
  if (shown.length === 0) return null
  return (
    <section className={classes.news} aria-label={text.list}>
      {shown.map((batch) =>
        batch.finished ? (
          <Ended key={batch.id} realm={realm} batch={batch} onDismiss={() => setSeen(seenBatches.add(batch.id))} />
        ) : (
          <GoingOn key={batch.id} realm={realm} batch={batch} />
        ),
      )}
    </section>
  )
}

/** A practice realm says so on its overview, and a file that was imported has its receipt. */
const isNews = ({ kind, finished }: Batch): boolean => kind !== 'practice' && !(kind === 'import' && finished)

/** When one has come to its end, everything that was read meanwhile is old. */
function useEnd(batches: Batch[]): void {
  const running = batches.filter(({ finished }) => !finished).length
  const before = useRef(running)
  useEffect(() => {
    if (running < before.current) void refreshAll()
    before.current = running
  }, [running])
}

function GoingOn({ realm, batch }: { realm: string; batch: Batch }) {
  const { total, done, skipped, startedBy } = batch
  const far = done + skipped
  return (
    <div className={classes.one}>
      <p className={classes.title}>
        <Sentence parts={[...goingOn(batch), ' …']} />
      </p>
      <Progress label={text.progress} value={far} max={total} words={text.far(far, total)} />
      <div className={classes.foot}>
        <p className={classes.quiet}>
          <Sentence parts={text.goesOn(startedBy)} />
        </p>
        {canUndo(batch) && <Undo realm={realm} batch={batch} label={text.stop} />}
      </div>
    </div>
  )
}

function Ended({ realm, batch, onDismiss }: { realm: string; batch: Batch; onDismiss: () => void }) {
  const { about, reasons, skipped } = batch
  return (
    <div className={classes.one} data-ended>
      <div className={classes.head}>
        <CheckIcon size={18} />
        <p className={classes.title} role="status">
          <Sentence parts={ended(batch)} />
        </p>
        <IconButton label={text.dismiss} icon={CloseIcon} onClick={onDismiss} />
      </div>
      {skipped > 0 && (
        <div>
          <p>{text.leftOut(skipped)}</p>
          <LeftOut skipped={reasons} action={about['action']} />
        </div>
      )}
      <div className={classes.foot}>
        <LinkButton size="xs" to={`${paths.realmActivity(realm)}?batchId=${batch.id}`}>
          {text.see}
        </LinkButton>
        {canUndo(batch) && batch.done > 0 && <Undo realm={realm} batch={batch} label={text.undo} />}
      </div>
    </div>
  )
}

const canUndo = ({ kind, about }: Batch): boolean =>
  (kind === 'bulk' && about['action'] !== 'invite') || kind === 'import'

/** Any of its events stands for all of them. */
function Undo({ realm, batch, label }: { realm: string; batch: Batch; label: string }) {
  const cannot = missing(useMe(), 'identity:write', { realm })
  const run = useOnce(async () => {
    try {
      const query = { batchId: batch.id, limit: 1 }
      const { items } = await call(activity.ofRealm, { params: { realm }, query })
      const [event] = items
      if (event) await undo({ event, all: items })
      else await notify({ message: text.nothingYet, tone: 'bad' })
    } catch (error) {
      await notifyError(error)
    }
  })
  return (
    <Button size="xs" icon={UndoIcon} disabledReason={cannot} onClick={run}>
      {label}
    </Button>
  )
}
