import { bulk } from '#contract/bulk'
import type { Handle } from '../../http/routes'
import { bulkService as service } from './bulk.service'

export function bulkRoutes(handle: Handle): void {
  handle(bulk.apply, ({ ctx, body }) => service.apply(ctx, body))
}
