import { applications } from '#contract/applications'
import type { Handle } from '../../http/routes'
import { applicationService as service } from './applications.service'

/** The roles of an application are served with the roles. */
export function applicationRoutes(handle: Handle): void {
  handle(applications.list, ({ ctx, query }) => service.list(ctx, query))
  handle(applications.get, ({ ctx, params }) => service.get(ctx, params.applicationId))
}
