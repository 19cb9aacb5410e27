import { applications } from '#contract/applications'
import type { RealmCtx } from '../../context'
import type { Handle } from '../../http/routes'
import { notFound } from '../../lib/errors'
import { roleStore } from '../roles/roles.store'
import { applicationStore } from './applications.store'

/** Read only as yet, so there are no rules that would want a service. */
export function applicationRoutes(handle: Handle): void {
  handle(applications.list, ({ ctx, query }) => applicationStore(ctx.db.read).list(ctx.realm.id, query))
  handle(applications.get, ({ ctx, params }) => existing(ctx, params.applicationId))
  handle(applications.roles, async ({ ctx, params, query }) => {
    await existing(ctx, params.applicationId)
    return roleStore(ctx.db.read).listOfApplication(ctx.realm.id, params.applicationId, query)
  })
}

async function existing(ctx: RealmCtx, id: string) {
  const application = await applicationStore(ctx.db.read).get(ctx.realm.id, id)
  if (!application) throw notFound('application')
  return application
}
