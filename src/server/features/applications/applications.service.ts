import type { Application, ApplicationListQuery } from '#contract/applications'
import type { Page } from '#contract/list'
import type { RealmCtx } from '../../context'
import { notFound } from '../../lib/errors'
import { applicationStore } from './applications.store'

export const applicationService = {
  list: (ctx: RealmCtx, query: ApplicationListQuery): Promise<Page<Application>> =>
    applicationStore(ctx.db.read).list(ctx.realm.id, query),

  async get(ctx: RealmCtx, id: string): Promise<Application> {
    const application = await applicationStore(ctx.db.read).get(ctx.realm.id, id)
    if (!application) throw notFound('application')
    return application
  },
}
