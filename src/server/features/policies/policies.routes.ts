import { accessRequests } from '#contract/access-requests'
import type { Handle } from '../../http/routes'
import { policyService as service } from './policies.service'

export function policyRoutes(handle: Handle): void {
  handle(accessRequests.policy, ({ ctx, params }) => service.get(ctx, params.groupId))
  handle(accessRequests.setPolicy, ({ ctx, params, body }) => service.set(ctx, params.groupId, body.policy))
}
