import { flushSync } from 'react-dom'
import type { IdentityFilter } from '#contract/bulk'
import { BULK_AT_ONCE, EXPORT_IDS_MAX } from '#contract/identities'
import { BinIcon, CheckIcon, GroupIcon, RoleIcon } from '../../ui/icons'
import { notifyError } from '../../ui/notices'
import { BlockedIcon, MailIcon } from '../../ui/rare-icons'
import type { Selection } from '../../ui/selection'
import type { SelectionAction } from '../../ui/selection-bar'
import type { BulkKind, People } from './bulk'
import { identitiesText } from './identities.text'

const text = identitiesText.selection

interface About {
  realm: string
  selection: Selection
  filter: IdentityFilter
  /** The list is narrowed by a search or filter. */
  narrowed: boolean
  cannotWrite: string | undefined
}

/** What can be done with the people who are selected. What does it comes when it is first wanted. */
export function selectionActions({ realm, selection, filter, narrowed, cannotWrite }: About): SelectionAction[] {
  const people: People = selection.all ? { filter, narrowed } : { ids: [...selection.ids] }
  const tooMany = (most: number) => (selection.size > most ? text.tooMany(most) : undefined)
  const action = (kind: BulkKind, rest: Omit<SelectionAction, 'onSelect'>): SelectionAction => ({
    disabledReason: cannotWrite ?? tooMany(BULK_AT_ONCE),
    onSelect: () =>
      void import('./bulk')
        .then(({ bulkAction }) => bulkAction(realm, people, kind))
        .then((done) => done && leave(selection))
        .catch(notifyError),
    ...rest,
  })
  return [
    action('join-groups', { label: text.join, icon: GroupIcon }),
    action('give-roles', { label: text.give, icon: RoleIcon }),
    action('leave-groups', { label: text.leave }),
    action('take-roles', { label: text.take }),
    action('invite', { label: text.invite, icon: MailIcon, divided: true }),
    action('suspend', { label: text.suspend, icon: BlockedIcon }),
    action('reactivate', { label: text.reactivate, icon: CheckIcon }),
    {
      label: text.export,
      divided: true,
      disabledReason: tooMany(EXPORT_IDS_MAX),
      onSelect: () => void exportPeople(realm, people),
    },
    action('delete', { label: text.remove, icon: BinIcon, danger: true, divided: true }),
  ]
}

export const exportPeople = (realm: string, people: People): Promise<unknown> =>
  import('./export-dialog').then(({ askForExport }) => askForExport(realm, people)).catch(notifyError)

/** The bar goes with the selection, and takes the button along to which the dialog has given the focus back by then. */
function leave(selection: Selection): void {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      flushSync(selection.clear)
      if (document.activeElement === document.body) document.querySelector<HTMLElement>('main h1')?.focus()
    }),
  )
}
