import { Link } from 'react-router'
import { bin, type BinItem, type Restored } from '#contract/bin'
import type { Preview, Thing } from '#contract/changes'
import { callWithEvent, type Input, previewOf } from '../../api/call'
import { paths } from '../../paths'
import { Sentence } from '../../ui/named'
import { notify, notifyError } from '../../ui/notices'
import { openDialog } from '../../ui/open-dialog'
import { Remark } from '../../ui/problem'
import { review } from '../../ui/review'
import { refreshRealms } from '../realms/realms.queries'
import { binText } from './bin.text'

const text = binText.restore

/** Where the thing lies in the bin: of a realm, or a realm itself in that of an account. */
export type Place = { realm: string } | { accountId: string }

type RestoreEndpoint = typeof bin.restore | typeof bin.restoreRealm
const isTaken = ({ impact }: Preview): boolean => impact.blocked.some(({ code }) => code === 'name_taken')
const needsReview = (item: BinItem, { impact }: Preview): boolean =>
  item.withIt > 0 || item.toTop || impact.blocked.length > 0 || impact.counts.gained > 0 || impact.counts.lost > 0

/** Takes a thing out of the bin: at once when nobody is touched by it, after a review otherwise. */
export const restore = (item: BinItem, place: Place): Promise<void> =>
  'realm' in place
    ? restoreWith(item, place, bin.restore, { params: { realm: place.realm, kind: item.kind, id: item.id }, body: {} })
    : restoreWith(item, place, bin.restoreRealm, { params: { accountId: place.accountId, realmId: item.id }, body: {} })

async function restoreWith<E extends RestoreEndpoint>(
  item: BinItem,
  place: Place,
  endpoint: E,
  input: Input<E>,
): Promise<void> {
  try {
    const preview = await previewOf(endpoint, input)
    if (isTaken(preview) && 'realm' in place) return await restoreRenamed(item, place.realm)
    if (needsReview(item, preview)) {
      await review({
        title: text.title(item.name),
        intro: item.kind === 'realm' ? text.introRealm : text.intro,
        endpoint,
        input,
        applyLabel: text.apply,
        remarks: () => item.toTop && <Remark tone="calm">{text.toTop}</Remark>,
        // Both endpoints answer with the restored thing.
        done: (data) => <Done restored={data as Restored} place={place} />,
        onDone: refreshRealms,
      })
      return
    }
    const { data, eventId } = await callWithEvent(endpoint, input)
    await refreshRealms()
    await notify({ message: <Done restored={data} place={place} />, undoEventId: eventId })
  } catch (error) {
    await refreshRealms()
    await notifyError(error)
  }
}

async function restoreRenamed(item: BinItem, realm: string): Promise<void> {
  const { RestoreRenamedDialog } = await import('./restore-renamed-dialog')
  const done = await openDialog<{ data: Restored; eventId: string | null } | null>(
    (settle, gone) => <RestoreRenamedDialog item={item} realm={realm} onRestored={settle} onGone={gone} />,
    null,
  )
  if (done) await notify({ message: <Done restored={done.data} place={{ realm }} />, undoEventId: done.eventId })
}

function Done({ restored: { kind, id, name, movedToTop }, place }: { restored: Restored; place: Place }) {
  const to = 'accountId' in place ? paths.realm(name) : pageOf[kind]?.(place.realm, id)
  return (
    <>
      <Sentence parts={movedToTop ? text.doneAtTop(name) : text.done(name)} /> {to && <Link to={to}>{text.open}</Link>}
    </>
  )
}

const pageOf: Partial<Record<Thing, (realm: string, id: string) => string>> = {
  identity: paths.identity,
  group: paths.group,
  role: paths.role,
  application: paths.application,
}
