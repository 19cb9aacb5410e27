import type { ResponseOf } from '#contract/endpoint'
import type {
  identities,
  IdentityDetail,
  IdentitySession,
  Membership,
  MembershipListQuery,
  SignInMethod,
} from '#contract/identities'
import type { Page } from '#contract/list'
import type { Role } from '#contract/roles'
import type { RealmCtx } from '../../context'
import { toTime } from '../../lib/clock'
import { notFound } from '../../lib/errors'
import { groupService } from '../groups/groups.service'
import { roleService } from '../roles/roles.service'
import { identityStore } from './identities.store'

/** What is told of one person. */
export const identityReads = {
  async get(ctx: RealmCtx, id: string): Promise<IdentityDetail> {
    const person = await identityStore(ctx.db.read).detail(ctx.realm.id, id)
    if (!person) throw notFound('identity')
    return person
  },

  async sessions(ctx: RealmCtx, id: string): Promise<{ items: IdentitySession[] }> {
    await existing(ctx, id)
    const rows = await identityStore(ctx.db.read).sessions(id, ctx.now)
    return {
      items: rows.map((row) => ({
        id: row.id,
        ip: row.ip,
        userAgent: row.user_agent,
        createdAt: toTime(row.created_at),
        lastSeenAt: toTime(row.last_seen_at),
        expiresAt: toTime(row.expires_at),
      })),
    }
  },

  async signInMethods(ctx: RealmCtx, id: string): Promise<{ items: SignInMethod[] }> {
    await existing(ctx, id)
    const rows = await identityStore(ctx.db.read).signInMethods(id)
    return {
      items: rows.map((row) => ({
        id: row.id,
        kind: row.kind,
        secondStep: row.second_step === 1,
        createdAt: toTime(row.created_at),
        lastUsedAt: row.last_used_at === null ? null : toTime(row.last_used_at),
      })),
    }
  },

  async groups(ctx: RealmCtx, id: string, query: MembershipListQuery): Promise<Page<Membership>> {
    await existing(ctx, id)
    const page = await identityStore(ctx.db.read).groups(ctx.realm.id, id, query, ctx.now)
    const paths = await groupService.paths(
      ctx,
      page.items.map((row) => row.id),
    )
    return {
      ...page,
      items: page.items.map((row) => ({
        id: row.id,
        name: row.name,
        path: paths.get(row.id) ?? [],
        endsAt: row.ends_at === null ? null : toTime(row.ends_at),
        requestId: row.request_id,
      })),
    }
  },

  async roles(ctx: RealmCtx, id: string, query: MembershipListQuery): Promise<Page<Role>> {
    await existing(ctx, id)
    return roleService.listAmong(ctx, await identityStore(ctx.db.read).roleIds(ctx.realm.id, id), query)
  },

  async defaultGroups(ctx: RealmCtx): Promise<ResponseOf<typeof identities.defaultGroups>> {
    const groups = await groupService.defaults(ctx.db.read, ctx)
    const paths = await groupService.paths(
      ctx,
      groups.map(({ id }) => id),
    )
    return { items: groups.map(({ id, name }) => ({ id, name, path: paths.get(id) ?? [] })) }
  },
}

async function existing(ctx: RealmCtx, id: string): Promise<void> {
  if (!(await identityStore(ctx.db.read).row(ctx.realm.id, id))) throw notFound('identity')
}
