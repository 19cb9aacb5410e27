import { type Import, imports } from '#contract/imports'
import { call } from '../../api/call'
import { queryClient } from '../../api/query-client'
import { download } from '../../api/save-file'
import { BinIcon } from '../../ui/icons'
import type { MenuItem } from '../../ui/menu'
import { notifyError } from '../../ui/notices'
import { DownloadIcon } from '../../ui/rare-icons'
import { confirm } from '../../ui/review'
import { forgetImport, importQueries, refreshImports } from './imports.queries'
import { importsText } from './imports.text'

export const saveReceipt = (realm: string, importId: string): Promise<void> =>
  download(imports.receipt, { params: { realm, importId } }, () =>
    queryClient.fetchQuery(importQueries.get(realm, importId)),
  ).catch(notifyError)

/** What can be done with a file besides going on with it. `leave` when its own page is the one that goes. */
export function importActions(
  realm: string,
  one: Import,
  missing: string | undefined,
  leave?: () => Promise<void> | void,
): MenuItem[] {
  const text = importsText.remove
  return [
    ...(one.state === 'applied'
      ? [{ label: importsText.files.receipt, icon: DownloadIcon, onSelect: () => void saveReceipt(realm, one.id) }]
      : []),
    {
      label: text.label,
      icon: BinIcon,
      danger: true,
      divided: true,
      disabledReason: missing ?? (one.state === 'applying' ? text.busy : undefined),
      onSelect: () =>
        void confirm({
          title: text.title(one.fileName),
          text: one.state === 'applied' ? text.textApplied : text.text,
          confirmLabel: text.confirm,
          danger: true,
          run: async () => {
            try {
              await call(imports.remove, { params: { realm, importId: one.id }, ifMatch: one.version })
            } catch (error) {
              void refreshImports(realm)
              throw error
            }
            await leave?.()
            await forgetImport(realm, one.id)
          },
        }),
    },
  ]
}
