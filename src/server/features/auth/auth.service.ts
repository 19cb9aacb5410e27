import type { EventTypeName } from '#contract/activity'
import type { Me, auth } from '#contract/auth'
import type { BodyOf } from '#contract/endpoint'
import { appendEvent, beginChain, chainOf } from '../../changes/events.store'
import type { Actor, Ctx, Deps } from '../../context'
import { isUniqueViolation } from '../../db/errors'
import type { Queryable } from '../../db/open'
import { SESSION_MAX_MS } from '../../http/authenticate'
import { AppError, conflict } from '../../lib/errors'
import { newToken, sha256 } from '../../lib/secrets'
import { authStore } from './auth.store'
import { hashPassword, isBreached, passwordFits } from './passwords'
import { sessionStore } from './sessions.store'
import { newSetupToken, spendSetupToken } from './setup-link'
import { addressLimit, countAttempt, forgive, signInLimits } from './throttle'

/** Where a request came from, for sessions and the log. */
export interface Origin {
  ip: string
  userAgent: string
}

export const authService = (deps: Deps) => ({
  newSetupToken: () => newSetupToken(deps),

  /** Makes the first owner, and signs them in. */
  async setUp(ctx: Ctx, input: BodyOf<typeof auth.setUp>, origin: Origin): Promise<{ token: string; me: Me }> {
    const limit = addressLimit(deps, 'set-up', origin.ip)
    await countAttempt(deps, limit)
    await refuseBreached(input.password)
    const passwordHash = await hashPassword(input.password)
    const { owner, token } = await deps.db.write.transaction().execute(async (tx) => {
      await lockServer(tx)
      if (await authStore(tx).anyAdministrator()) throw new AppError('already_set_up')
      if (!(await spendSetupToken(tx, input.token, ctx.now))) throw new AppError('link_used')
      const owner = await createOwner(tx, ctx, { ...input, passwordHash })
      return { owner, token: await beginSession(tx, ctx, owner, origin) }
    })
    await forgive(deps, limit)
    const places = await sessionStore(deps.db.read).places(owner.id, ctx.now)
    return { token, me: await this.me({ ...ctx, actor: { kind: 'administrator', ...owner }, places }) }
  },

  /** Registers an account. Does the same work and answers alike whether the address was free or taken. */
  async signUp(ctx: Ctx, input: BodyOf<typeof auth.signUp>, origin: Origin): Promise<void> {
    if (deps.config.signUp !== 'open') throw new AppError('sign_up_closed')
    await countAttempt(deps, addressLimit(deps, 'sign-up', origin.ip))
    await refuseBreached(input.password)
    const passwordHash = await hashPassword(input.password)
    try {
      await deps.db.write.transaction().execute(async (tx) => {
        await lockServer(tx)
        // Until somebody owns the server, the set-up link is the only way in.
        if (!(await authStore(tx).anyAdministrator())) throw new AppError('sign_up_closed')
        if (await authStore(tx).emailTaken(input.email)) return
        await createOwner(tx, ctx, { ...input, passwordHash })
      })
    } catch (error) {
      if (!isUniqueViolation(error)) throw error
    }
  },

  /** Returns the new session's token. Errors: 401 `wrong_credentials` for both causes, 429 `throttled`. */
  async signIn(ctx: Ctx, input: BodyOf<typeof auth.signIn>, origin: Origin): Promise<string> {
    const limits = signInLimits(deps, input.email, origin.ip)
    await countAttempt(deps, limits)
    const person = await authStore(deps.db.read).byEmail(input.email)
    if (!(await passwordFits(input.password, person?.data)) || !person) throw new AppError('wrong_credentials')
    await forgive(deps, limits)
    return deps.db.write.transaction().execute((tx) => beginSession(tx, ctx, person, origin))
  },

  async signOut(ctx: Ctx): Promise<void> {
    await deps.db.write.transaction().execute(async (tx) => {
      if (ctx.sessionId) await sessionStore(tx).remove(ctx.sessionId)
      await note(tx, ctx, ctx.actor, 'administrator.signed_out')
    })
  },

  async me(ctx: Ctx): Promise<Me> {
    const store = authStore(deps.db.read)
    const administrator = await store.administrator(ctx.actor.id ?? '')
    if (!administrator) throw new AppError('signed_out')
    const names = await store.realmNames(ctx.places.flatMap(({ realmIds }) => realmIds ?? []))
    return {
      administrator,
      memberships: ctx.places.map(({ accountId, accountName, role, permissions, realmIds }) => ({
        accountId,
        accountName,
        role,
        permissions: [...permissions],
        realms: realmIds && realmIds.flatMap((id) => names.get(id) ?? []),
      })),
    }
  },
})

async function refuseBreached(password: string): Promise<void> {
  if (!(await isBreached(password))) return
  throw conflict('breached_password', {
    password: 'This password is on lists of stolen passwords. Choose another one.',
  })
}

async function createOwner(
  tx: Queryable,
  ctx: Ctx,
  input: { name: string; email: string; accountName: string; passwordHash: string },
): Promise<{ id: string; name: string }> {
  const { principalId, accountId } = await authStore(tx).createOwner({ ...input, now: ctx.now })
  await beginChain(tx, chainOf(accountId))
  await appendEvent(
    tx,
    ctx,
    {
      accountId,
      realmId: null,
      type: 'account.created',
      actor: { kind: 'administrator', id: principalId, name: input.name },
      via: ctx.via,
      ip: ctx.ip,
      requestId: ctx.requestId,
      at: ctx.now,
      batchId: null,
      undoesEventId: null,
      params: { name: input.accountName },
    },
    [],
  )
  return { id: principalId, name: input.name }
}

async function beginSession(tx: Queryable, ctx: Ctx, person: { id: string; name: string }, origin: Origin) {
  const token = newToken()
  await sessionStore(tx).create({
    principalId: person.id,
    tokenHash: sha256(token),
    ip: origin.ip,
    userAgent: origin.userAgent.slice(0, 400),
    now: ctx.now,
    expiresAt: ctx.now + SESSION_MAX_MS,
  })
  await note(tx, ctx, { kind: 'administrator', id: person.id, name: person.name }, 'administrator.signed_in')
  return token
}

/** Writes to the server's own chain what belongs to a person and to no account. */
async function note(tx: Queryable, ctx: Ctx, actor: Actor, type: EventTypeName): Promise<void> {
  await appendEvent(
    tx,
    ctx,
    {
      accountId: null,
      realmId: null,
      type,
      actor,
      via: ctx.via,
      ip: ctx.ip,
      requestId: ctx.requestId,
      at: ctx.now,
      batchId: null,
      undoesEventId: null,
      params: {},
    },
    [],
  )
}

/** On PostgreSQL, makes those who would both become the first owner wait for each other. */
async function lockServer(tx: Queryable): Promise<void> {
  await tx
    .updateTable('server_state')
    .set((eb) => ({ value: eb.ref('value') }))
    .where('name', '=', 'key')
    .execute()
}
