import { accessRequests } from '#contract/access-requests'
import type { Handle } from '../../http/routes'
import { requestService as service } from './requests.service'

export function requestRoutes(handle: Handle): void {
  handle(accessRequests.list, ({ ctx, query }) => service.list(ctx, query))
  handle(accessRequests.create, ({ ctx, body }) => service.create(ctx, body))
  handle(accessRequests.get, ({ ctx, params }) => service.get(ctx, params.requestId))
  handle(accessRequests.approve, ({ ctx, params, body }) => service.approve(ctx, params.requestId, body))
  handle(accessRequests.deny, ({ ctx, params, body }) => service.deny(ctx, params.requestId, body))
  handle(accessRequests.revoke, ({ ctx, params, body }) => service.revoke(ctx, params.requestId, body))
  handle(accessRequests.withdraw, ({ ctx, params, body }) => service.withdraw(ctx, params.requestId, body))
}
