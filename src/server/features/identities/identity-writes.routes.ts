import { identities } from '#contract/identities'
import type { Handle } from '../../http/routes'
import { identityService as service } from './identities.service'
import { membershipService as memberships } from './memberships.service'

export function identityWriteRoutes(handle: Handle): void {
  handle(identities.create, ({ ctx, body }) => service.create(ctx, body))
  handle(identities.update, ({ ctx, params, body }) => service.update(ctx, params.identityId, body))
  handle(identities.remove, ({ ctx, params }) => service.remove(ctx, params.identityId))
  handle(identities.suspend, ({ ctx, params }) => service.suspend(ctx, params.identityId))
  handle(identities.reactivate, ({ ctx, params }) => service.reactivate(ctx, params.identityId))
  handle(identities.invite, ({ ctx, params }) => service.invite(ctx, params.identityId))
  handle(identities.endSessions, ({ ctx, params }) => service.endSessions(ctx, params.identityId))
  handle(identities.resetFactors, ({ ctx, params }) => service.resetFactors(ctx, params.identityId))
  handle(identities.setGroups, ({ ctx, params, body }) => memberships.setGroups(ctx, params.identityId, body))
  handle(identities.joinGroups, ({ ctx, params, body }) => memberships.joinGroups(ctx, params.identityId, body))
  handle(identities.leaveGroups, ({ ctx, params, body }) => memberships.leaveGroups(ctx, params.identityId, body))
  handle(identities.giveRole, ({ ctx, params }) => memberships.giveRole(ctx, params.identityId, params.roleId))
  handle(identities.takeRole, ({ ctx, params }) => memberships.takeRole(ctx, params.identityId, params.roleId))
  handle(identities.addMembers, ({ ctx, params, body }) => memberships.addMembers(ctx, params.groupId, body))
  handle(identities.removeMembers, ({ ctx, params, body }) => memberships.removeMembers(ctx, params.groupId, body))
  handle(identities.setDefaultGroups, ({ ctx, body }) => memberships.setDefaultGroups(ctx, body))
}
