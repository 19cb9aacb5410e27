import { identities } from '#contract/identities'
import type { Handle } from '../../http/routes'
import { access } from './identity-access'
import { identityLists as lists } from './identity-lists'
import { identityReads as service } from './identity-reads.service'

export function identityReadRoutes(handle: Handle): void {
  handle(identities.list, ({ ctx, query, request }) =>
    lists.list(ctx, { ...query, sorted: (request.query as Record<string, unknown>)['sort'] !== undefined }),
  )
  handle(identities.get, ({ ctx, params }) => service.get(ctx, params.identityId))
  handle(identities.sessions, ({ ctx, params }) => service.sessions(ctx, params.identityId))
  handle(identities.signInMethods, ({ ctx, params }) => service.signInMethods(ctx, params.identityId))
  handle(identities.groups, ({ ctx, params, query }) => service.groups(ctx, params.identityId, query))
  handle(identities.roles, ({ ctx, params, query }) => service.roles(ctx, params.identityId, query))
  handle(identities.access, ({ ctx, params, query }) => access(ctx, params.identityId, query))
  handle(identities.members, ({ ctx, params, query }) => lists.members(ctx, params.groupId, query))
  handle(identities.holders, ({ ctx, params, query }) => lists.holders(ctx, params.roleId, query))
  handle(identities.defaultGroups, ({ ctx }) => service.defaultGroups(ctx))
}
