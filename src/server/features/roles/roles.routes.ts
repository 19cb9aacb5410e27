import { applications } from '#contract/applications'
import { roles } from '#contract/roles'
import type { Handle } from '../../http/routes'
import { roleService as service } from './roles.service'

/** The groups that give a role are served with the groups. */
export function roleRoutes(handle: Handle): void {
  handle(roles.list, ({ ctx, query }) => service.list(ctx, query))
  handle(roles.create, ({ ctx, body }) => service.create(ctx, body))
  handle(roles.get, ({ ctx, params }) => service.get(ctx, params.roleId))
  handle(roles.update, ({ ctx, params, body }) => service.update(ctx, params.roleId, body))
  handle(roles.remove, ({ ctx, params }) => service.remove(ctx, params.roleId))
  handle(roles.includes, ({ ctx, params, query }) => service.includes(ctx, params.roleId, query))
  handle(roles.includedIn, ({ ctx, params, query }) => service.includedIn(ctx, params.roleId, query))
  handle(roles.include, ({ ctx, params }) => service.include(ctx, params.roleId, params.includedRoleId))
  handle(roles.exclude, ({ ctx, params }) => service.exclude(ctx, params.roleId, params.includedRoleId))

  // Of an application, the same but for where they are looked for
  handle(applications.roles, ({ ctx, params, query }) => service.listOfApplication(ctx, params.applicationId, query))
  handle(applications.createRole, ({ ctx, params, body }) => service.create(ctx, body, params.applicationId))
  handle(applications.getRole, ({ ctx, params }) => service.get(ctx, params.roleId, params.applicationId))
  handle(applications.updateRole, ({ ctx, params, body }) =>
    service.update(ctx, params.roleId, body, params.applicationId),
  )
  handle(applications.removeRole, ({ ctx, params }) => service.remove(ctx, params.roleId, params.applicationId))
}
