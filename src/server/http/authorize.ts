import type { Endpoint } from '#contract/endpoint'
import { allPermissions, type Permission } from '#contract/permissions'
import { UUID_PATTERN } from '#contract/primitives'
import { undoPermission } from '../changes/event-view'
import type { AccountCtx, Ctx, Place, RealmCtx } from '../context'
import { realmStore } from '../features/realms/realms.store'
import { AppError, invalid, notFound } from '../lib/errors'

const isPermission = (needs: string): needs is Permission => (allPermissions as string[]).includes(needs)

/**
 * Decides from `needs` alone whether a request may go on, and gives it its account and realm. Whatever the caller has no
 * place in is 404; where they have a place but not the permission it is 403.
 */
export async function authorize(
  ctx: Ctx,
  endpoint: Endpoint,
  params: Record<string, string>,
  body: unknown,
): Promise<Ctx> {
  const { needs } = endpoint
  if (needs === 'public') return ctx
  if (ctx.actor.id === null) throw new AppError('signed_out')
  if (needs === 'signed-in') return ctx
  if (needs === 'of-event') return ofEvent(ctx, params['eventId'] ?? '')
  const permission = needs === 'of-kind' ? ofKind(params['kind'] ?? '') : isPermission(needs) ? needs : null
  if (permission === null) throw new Error(`${endpoint.method} ${endpoint.path} needs what nobody can have`)
  if (params['realm'] !== undefined) return inRealm(ctx, params['realm'], permission)
  if (params['accountId'] !== undefined) return inAccount(ctx, params['accountId'], permission)
  return inNamedAccount(ctx, body, permission)
}

async function inRealm(ctx: Ctx, name: string, permission: Permission): Promise<RealmCtx> {
  const realm = await realmStore(ctx.db.read).findByName(name)
  const place = realm && ctx.places.find(({ accountId }) => accountId === realm.account_id)
  if (!realm || !place || !sees(place, realm.id)) throw notFound('realm')
  require(place, permission)
  return Object.assign(withPlace(ctx, place), { realm: { id: realm.id, name: realm.name } })
}

function inAccount(ctx: Ctx, accountId: string, permission: Permission): AccountCtx {
  const place = ctx.places.find((one) => one.accountId === accountId)
  // Someone who is limited to some realms has no business with the account as a whole.
  if (!place || place.realmIds !== null) throw notFound('account')
  require(place, permission)
  return withPlace(ctx, place)
}

/** The account that the body names, or else the only one in which the caller may do this. */
function inNamedAccount(ctx: Ctx, body: unknown, permission: Permission): AccountCtx {
  const named = typeof body === 'object' && body !== null && 'accountId' in body ? body.accountId : undefined
  if (named !== undefined) {
    // A malformed one falls through to the schema, which says so on the field.
    if (typeof named === 'string' && UUID_PATTERN.test(named)) {
      if (!ctx.places.some((place) => place.accountId === named)) throw notFound('account')
      return inAccount(ctx, named, permission)
    }
    throw invalid({ accountId: 'This has the wrong form' })
  }
  const possible = ctx.places.filter((place) => place.realmIds === null && place.permissions.includes(permission))
  if (possible.length > 1) throw new AppError('account_required', { fields: { accountId: 'Choose an account' } })
  const place = possible[0]
  if (!place) throw forbidden(permission)
  return withPlace(ctx, place)
}

/** Undo: in the event's account and realm, with the permission that the original change needed. */
async function ofEvent(ctx: Ctx, eventId: string): Promise<AccountCtx> {
  const rows = await ctx.db.read
    .selectFrom('events')
    .select(['account_id', 'realm_id', 'type', 'params', 'actor_id'])
    .where('id', '=', eventId)
    .execute()
  const event = rows[0]
  const place = event?.account_id && ctx.places.find(({ accountId }) => accountId === event.account_id)
  if (event && event.account_id === null && event.actor_id === ctx.actor.id) throw new AppError('not_undoable')
  if (!event || !place || (event.realm_id !== null ? !sees(place, event.realm_id) : place.realmIds !== null)) {
    throw notFound('event')
  }
  const permission = undoPermission(event.type, JSON.parse(event.params) as Record<string, unknown>)
  if (permission === null) throw new AppError('not_undoable')
  require(place, permission)
  return withPlace(ctx, place)
}

function ofKind(kind: string): Permission {
  const permission = kind === 'realm' ? 'realm:delete' : `${kind}:write`
  if (!isPermission(permission)) throw notFound()
  return permission
}

const sees = (place: Place, realmId: string): boolean => place.realmIds === null || place.realmIds.includes(realmId)

function require(place: Place, permission: Permission): void {
  if (!place.permissions.includes(permission)) throw forbidden(permission)
}

const forbidden = (permission: Permission): AppError =>
  new AppError('forbidden', { message: `You need the permission ${permission} for this.`, details: { permission } })

const withPlace = (ctx: Ctx, place: Place): AccountCtx =>
  Object.assign(ctx, { place, account: { id: place.accountId, name: place.accountName } })
