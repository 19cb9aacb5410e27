import { bin } from '#contract/bin'
import type { Thing } from '#contract/changes'
import type { Handle } from '../../http/routes'
import { notFound } from '../../lib/errors'
import { binService as service } from './bin.service'

export function binRoutes(handle: Handle): void {
  handle(bin.list, ({ ctx, query }) => service.list(ctx, query))
  handle(bin.restore, ({ ctx, params, body }) => service.restore(ctx, ofRealm(params.kind), params.id, body))
  handle(bin.listRealms, ({ ctx, query }) => service.listRealms(ctx, query))
  handle(bin.restoreRealm, ({ ctx, params, body }) => service.restoreRealm(ctx, params.realmId, body))
}

/** The route helper lets known kinds through only; a realm lies in its account's bin, never in its own. */
function ofRealm(kind: string): Thing {
  if (kind === 'realm') throw notFound()
  return kind as Thing
}
