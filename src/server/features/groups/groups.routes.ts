import { groups } from '#contract/groups'
import { roles } from '#contract/roles'
import type { Handle } from '../../http/routes'
import { groupService as service } from './groups.service'

export function groupRoutes(handle: Handle): void {
  handle(groups.list, ({ ctx, query }) => service.list(ctx, query))
  handle(groups.create, ({ ctx, body }) => service.create(ctx, body))
  handle(groups.get, ({ ctx, params }) => service.get(ctx, params.groupId))
  handle(groups.update, ({ ctx, params, body }) => service.update(ctx, params.groupId, body))
  handle(groups.remove, ({ ctx, params }) => service.remove(ctx, params.groupId))
  handle(groups.roles, ({ ctx, params, query }) => service.roles(ctx, params.groupId, query))
  handle(roles.groups, ({ ctx, params, query }) => service.givingRole(ctx, params.roleId, query))
  handle(groups.addRole, ({ ctx, params }) => service.addRole(ctx, params.groupId, params.roleId))
  handle(groups.removeRole, ({ ctx, params }) => service.removeRole(ctx, params.groupId, params.roleId))
}
