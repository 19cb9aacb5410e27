import type { EventTypeName } from '#contract/activity'
import type { Application, ApplicationInput, ApplicationListQuery, ApplicationPatch } from '#contract/applications'
import type { Page } from '#contract/list'
import { change } from '../../changes/change'
import { expectVersion } from '../../changes/versions'
import type { RealmCtx } from '../../context'
import type { Queryable } from '../../db/open'
import { conflict, notFound } from '../../lib/errors'
import { applicationStore } from './applications.store'
import { APPLICATION_ROLE, newApplication, newRole } from './new-application'
import { withSettings } from './settings'

export const applicationService = {
  list: (ctx: RealmCtx, query: ApplicationListQuery): Promise<Page<Application>> =>
    applicationStore(ctx.db.read).list(ctx.realm.id, query),

  get: (ctx: RealmCtx, id: string): Promise<Application> => existing(ctx.db.read, ctx, id),

  create: (ctx: RealmCtx, input: ApplicationInput): Promise<Application> =>
    change(ctx, async (tx) => {
      await checkClientId(tx.sql, ctx, input.clientId, null)
      const application = newApplication(input)
      await tx.ledger.create('application', ctx.realm.id, [application])
      const role = newRole({ ...APPLICATION_ROLE, isDefault: false, applicationId: application.id })
      await tx.ledger.create('role', ctx.realm.id, [role])
      tx.record('application.created', { params: { name: input.name } })
      return existing(tx.sql, ctx, application.id)
    }),

  update: (ctx: RealmCtx, id: string, patch: ApplicationPatch): Promise<Application> =>
    change(ctx, async (tx) => {
      const application = await existing(tx.sql, ctx, id)
      await expectVersion(ctx, tx, application)
      const { protocol, oidc, saml, ...fields } = patch
      if (fields.clientId !== undefined && fields.clientId !== application.clientId) {
        if (application.builtIn) throw conflict('built_in', { clientId: 'The protocols look for this client id' })
        await checkClientId(tx.sql, ctx, fields.clientId, id)
      }
      const stored = await applicationStore(tx.sql).settings(ctx.realm.id, id)
      const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
      await tx.ledger.update('application', id, { ...given, settings: withSettings(stored, { protocol, oidc, saml }) })
      const updated = await existing(tx.sql, ctx, id)
      tx.record(editOf(application, updated), { params: { name: application.name } })
      return updated
    }),

  remove: (ctx: RealmCtx, id: string): Promise<void> =>
    change(ctx, async (tx) => {
      const application = await existing(tx.sql, ctx, id)
      await expectVersion(ctx, tx, application)
      if (application.builtIn) throw conflict('built_in')
      const roleIds = await applicationStore(tx.sql).roleIds(ctx.realm.id, id)
      await tx.ledger.remove(ctx.realm.id, [
        { kind: 'application', id },
        ...roleIds.map((roleId) => ({ kind: 'role' as const, id: roleId })),
      ])
      tx.record('application.deleted', { params: { name: application.name, withIt: roleIds.length } })
    }),

  // For other features

  /** An application of the realm as a transaction sees it. Throws 404. */
  existing: (db: Queryable, ctx: RealmCtx, id: string): Promise<Application> => existing(db, ctx, id),
}

/** Switching an application off takes access from people, and on gives it: that is told above all else. */
const editOf = (before: Application, after: Application): EventTypeName =>
  before.enabled === after.enabled
    ? 'application.updated'
    : after.enabled
      ? 'application.enabled'
      : 'application.disabled'

async function existing(db: Queryable, ctx: RealmCtx, id: string): Promise<Application> {
  const application = await applicationStore(db).get(ctx.realm.id, id)
  if (!application) throw notFound('application')
  return application
}

async function checkClientId(db: Queryable, ctx: RealmCtx, clientId: string, exceptId: string | null) {
  if (await applicationStore(db).clientIdTaken(ctx.realm.id, clientId, exceptId)) {
    throw conflict('name_taken', { clientId: 'Already used here' })
  }
}
