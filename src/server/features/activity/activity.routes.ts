import { activity } from '#contract/activity'
import type { Handle } from '../../http/routes'
import { activityService as service } from './activity.service'

export function activityRoutes(handle: Handle): void {
  handle(activity.ofRealm, ({ ctx, query }) => service.ofRealm(ctx, query))
  handle(activity.ofAccount, ({ ctx, query }) => service.ofAccount(ctx, query))
  handle(activity.batch, ({ ctx, params }) => service.batch(ctx, params.batchId))
  handle(activity.batches, ({ ctx }) => service.batches(ctx))
  handle(activity.verify, ({ ctx }) => service.verify(ctx))
  handle(activity.undo, ({ ctx, params }) => service.undo(ctx, params.eventId))
}
