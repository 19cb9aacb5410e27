import { realms } from '#contract/realms'
import type { Handle } from '../../http/routes'
import { realmService as service } from './realms.service'

export function realmRoutes(handle: Handle): void {
  handle(realms.list, ({ ctx, query }) => service.list(ctx, query))
  handle(realms.create, ({ ctx, body }) => service.create(ctx, body))
  handle(realms.get, ({ ctx }) => service.get(ctx))
  handle(realms.update, ({ ctx, body }) => service.update(ctx, body))
  handle(realms.remove, ({ ctx }) => service.remove(ctx))
}
