import type { Deps } from '../../context'
import { IMPORT_MS } from './import-view'
import { importStore } from './imports.store'
import { discardImport } from './receive'

/** Uploads take minutes; one that has not ended after an hour never will. */
const ABANDONED_MS = 3_600_000

/** Throws away files whose time is over, and those whose upload was broken off by the end of the process. */
export async function purgeImports(deps: Deps): Promise<void> {
  const now = deps.clock()
  for (;;) {
    const ids = await importStore(deps.db.read).over(now - IMPORT_MS, now - ABANDONED_MS)
    for (const id of ids) await discardImport(deps, id)
    if (ids.length === 0) return
  }
}
