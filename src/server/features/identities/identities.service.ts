import type { IdentityDetail, IdentityInput, IdentityPatch } from '#contract/identities'
import type { SettingsValues } from '#contract/settings'
import { change, type Tx } from '../../changes/change'
import { factorsOf, sessionsOf } from '../../changes/records'
import { expectVersion } from '../../changes/versions'
import type { RealmCtx } from '../../context'
import type { Queryable } from '../../db/open'
import { AppError, conflict, invalid, notFound } from '../../lib/errors'
import { nameKey } from '../../lib/name-key'
import { groupService } from '../groups/groups.service'
import { settingsOf } from '../settings/settings-of'
import { mayInvite } from '../settings/values'
import { type IdentityRow, identityStore, nameOf } from './identities.store'
import { sendInvitation } from './invitation'
import { expectOpen, openAmong } from './memberships'
import { statusAfterSuspension, uninvitable } from './person-rules'

export const identityService = {
  create: (ctx: RealmCtx, input: IdentityInput): Promise<IdentityDetail> =>
    change(ctx, async (tx) => {
      const { email = null, invite = false } = input
      const username = input.username ?? email
      if (username === null) throw invalid({ username: NO_NAME, email: NO_NAME })
      if (invite && email === null) throw invalid({ email: 'An invitation needs an e-mail address' })
      const refusal = invite && email !== null ? mayInvite(await settingsOf(tx.sql, ctx.realm.id), email) : true
      if (refusal !== true) throw invalid({ email: refusal })
      await expectFree(tx.sql, ctx, { username, email }, input.username === undefined)
      const chosen = await groupService.joinable(tx.sql, ctx, input.groupIds ?? [], 'groupIds')
      await expectOpen(tx, ctx, chosen, 'groupIds')
      const defaults = await openAmong(tx, ctx, await groupService.defaults(tx.sql, ctx))
      const [id = ''] = await tx.ledger.create('identity', ctx.realm.id, [
        {
          fields: {
            username,
            email,
            firstName: input.firstName ?? '',
            lastName: input.lastName ?? '',
            status: invite ? 'invited' : 'active',
            attributes: input.attributes ?? {},
            breakGlass: input.breakGlass ?? false,
            invitedAt: invite ? ctx.now : null,
          },
        },
      ])
      await tx.ledger.link(
        'identity-group',
        ctx.realm.id,
        [...defaults, ...chosen].map((group) => [id, group.id]),
      )
      const row = await existing(tx.sql, ctx, id)
      if (invite) await sendInvitation(tx, ctx, row)
      tx.record('identity.created', { params: { ...about(row), invited: invite } })
      return shown(tx.sql, ctx, id)
    }),

  update: (ctx: RealmCtx, id: string, patch: IdentityPatch): Promise<IdentityDetail> =>
    change(ctx, async (tx) => {
      const row = await expected(ctx, tx, id)
      const { username = row.username, email = row.email } = patch
      await expectFree(tx.sql, ctx, { username, email }, false, row)
      const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
      await tx.ledger.update('identity', id, given)
      tx.record('identity.updated', { params: about(row) })
      return shown(tx.sql, ctx, id)
    }),

  remove: (ctx: RealmCtx, id: string): Promise<void> =>
    change(ctx, async (tx) => {
      const row = await expected(ctx, tx, id)
      await tx.ledger.remove(ctx.realm.id, [{ kind: 'identity', id }])
      tx.record('identity.deleted', { params: about(row) })
    }),

  suspend: (ctx: RealmCtx, id: string): Promise<IdentityDetail> =>
    change(ctx, async (tx) => {
      const row = await expected(ctx, tx, id)
      await tx.ledger.update('identity', id, { status: 'suspended' })
      tx.record('identity.suspended', { params: about(row) })
      return shown(tx.sql, ctx, id)
    }),

  reactivate: (ctx: RealmCtx, id: string): Promise<IdentityDetail> =>
    change(ctx, async (tx) => {
      const row = await expected(ctx, tx, id)
      if (row.status === 'suspended') {
        await tx.ledger.update('identity', id, { status: statusAfterSuspension(row) })
      }
      tx.record('identity.reactivated', { params: about(row) })
      return shown(tx.sql, ctx, id)
    }),

  invite: (ctx: RealmCtx, id: string): Promise<IdentityDetail> =>
    change(ctx, async (tx) => {
      const row = await expected(ctx, tx, id)
      expectInvitable(row, await settingsOf(tx.sql, ctx.realm.id))
      await tx.ledger.update('identity', id, { status: 'invited', invitedAt: ctx.now })
      await sendInvitation(tx, ctx, row)
      tx.record('identity.invited', { params: { ...about(row), again: row.invited_at !== null } })
      return shown(tx.sql, ctx, id)
    }),

  endSessions: (ctx: RealmCtx, id: string): Promise<{ ended: number }> =>
    change(ctx, async (tx) => {
      const row = await expected(ctx, tx, id)
      const sessions = await sessionsOf(tx.sql, [id], ctx.now)
      await tx.ledger.end('session', sessions)
      const ended = sessions.length
      if (ended > 0) tx.record('identity.sessions_ended', { params: { ...about(row), ended } })
      return { ended }
    }),

  resetFactors: (ctx: RealmCtx, id: string): Promise<{ removed: number; ended: number }> =>
    change(ctx, async (tx) => {
      const row = await expected(ctx, tx, id)
      const factors = await factorsOf(tx.sql, [id])
      const sessions = await sessionsOf(tx.sql, [id], ctx.now)
      await tx.ledger.end('factor', factors)
      await tx.ledger.end('session', sessions)
      const [removed, ended] = [factors.length, sessions.length]
      if (removed + ended > 0) tx.record('identity.factors_reset', { params: { ...about(row), removed, ended } })
      return { removed, ended }
    }),
}

const NO_NAME = 'Give a username or an e-mail address'
const TAKEN = 'Already used here'

/** How the log names a person. */
export const about = (row: IdentityRow): { name: string; username: string } => ({
  name: nameOf(row),
  username: row.username,
})

/** A living person of the realm. Throws 404. */
export async function existing(db: Queryable, ctx: RealmCtx, id: string): Promise<IdentityRow> {
  const row = await identityStore(db).row(ctx.realm.id, id)
  if (!row) throw notFound('person')
  return row
}

/** The same, as whoever asks has seen them. */
async function expected(ctx: RealmCtx, tx: Tx, id: string): Promise<IdentityRow> {
  const row = await existing(tx.sql, ctx, id)
  await expectVersion(ctx, tx, await shown(tx.sql, ctx, id))
  return row
}

async function shown(db: Queryable, ctx: RealmCtx, id: string): Promise<IdentityDetail> {
  const detail = await identityStore(db).detail(ctx.realm.id, id)
  if (!detail) throw notFound('person')
  return detail
}

/** Names that somebody else has; of an edit only those that are other ones now. `borrowed`: the username is the e-mail. */
async function expectFree(
  db: Queryable,
  ctx: RealmCtx,
  { username, email }: { username: string; email: string | null },
  borrowed: boolean,
  was?: IdentityRow,
): Promise<void> {
  const store = identityStore(db)
  const exceptId = was?.id ?? null
  const fields: Record<string, string> = {}
  const isNew = (is: string, before: string | null | undefined) =>
    typeof before !== 'string' || nameKey(is) !== nameKey(before)
  if (email !== null && isNew(email, was?.email) && (await settingsOf(db, ctx.realm.id)).emailUnique) {
    if (await store.taken(ctx.realm.id, 'email', email, exceptId)) fields['email'] = TAKEN
  }
  if (await store.taken(ctx.realm.id, 'username', username, exceptId)) {
    if (!borrowed) fields['username'] = TAKEN
    else if (!fields['email'])
      fields['username'] = 'Somebody here has this e-mail address as their username. Choose another'
  }
  if (fields['username']) throw conflict('name_taken', fields)
  if (fields['email']) throw conflict('email_taken', fields)
}

function expectInvitable(row: IdentityRow, settings: SettingsValues): void {
  switch (uninvitable(row, settings)) {
    case null:
      return
    case 'suspended':
      throw new AppError('conflict', { message: 'This person is suspended. Reactivate them first.' })
    case 'already_active':
      throw row.seen_at === 0
        ? new AppError('already_active', { message: 'This person is active already and needs no invitation.' })
        : conflict('already_active')
    case 'no_email':
      throw conflict('no_email')
    case 'invitations_closed':
      throw new AppError('conflict', { message: `${mayInvite(settings, row.email ?? '')}.` })
  }
}
