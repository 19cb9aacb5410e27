import { applications } from '#contract/applications'
import type { Handle } from '../../http/routes'
import { applicationService as service } from './applications.service'

/** The roles of an application are served with the roles. */
export function applicationRoutes(handle: Handle): void {
  handle(applications.list, ({ ctx, query }) => service.list(ctx, query))
  handle(applications.create, ({ ctx, body }) => service.create(ctx, body))
  handle(applications.get, ({ ctx, params }) => service.get(ctx, params.applicationId))
  handle(applications.update, ({ ctx, params, body }) => service.update(ctx, params.applicationId, body))
  handle(applications.remove, ({ ctx, params }) => service.remove(ctx, params.applicationId))
}
