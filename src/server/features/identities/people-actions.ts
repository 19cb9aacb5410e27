import type { Skip, SliceResult } from '../../changes/batch'
import type { Tx } from '../../changes/change'
import type { Row } from '../../changes/specs'
import type { RealmCtx } from '../../context'
import { AppError } from '../../lib/errors'
import { groupService } from '../groups/groups.service'
import { settingsOf } from '../settings/settings-of'
import { type IdentityRow, nameOf } from './identities.store'
import { sendInvitation } from './invitation'
import { expectOpen, join, leave, openAmong, planJoining } from './memberships'
import type { Pair } from './memberships.store'
import { peopleStore } from './people.store'
import { statusAfterSuspension, uninvitable } from './person-rules'

/** `fields` as the ledger has them: all that a file or a form says of somebody. */
interface NewPerson {
  id: string
  fields: Row
  groups: readonly string[]
}

type Groups = Awaited<ReturnType<typeof groupService.joinable>>

/**
 * What can be done to people, to any number of them within an open change. Whoever is gone, and whoever it changes nothing
 * for, is left out and named; everything else is refused as a whole. What one person's page does is done here as well, with
 * one id, so that both follow the same rules.
 */
export const peopleActions = {
  /** New people, whose names are free. They join the default groups that are open, and their own, which must be. */
  async add(tx: Tx, ctx: RealmCtx, people: readonly NewPerson[], { invite }: { invite: boolean }): Promise<void> {
    if (people.length === 0) return
    const state = { status: invite ? 'invited' : 'active', breakGlass: false, invitedAt: invite ? ctx.now : null }
    await tx.ledger.create(
      'identity',
      ctx.realm.id,
      people.map(({ id, fields }) => ({ id, fields: { ...state, ...fields } })),
    )
    const defaults = await openAmong(tx, ctx, await groupService.defaults(tx.sql, ctx))
    const memberships = people.flatMap(({ id, groups }) =>
      [...defaults.map((group) => group.id), ...groups].map((groupId): Pair => [id, groupId]),
    )
    await tx.ledger.link('identity-group', ctx.realm.id, memberships)
    if (!invite) return
    const ids = people.map(({ id }) => id)
    for (const row of await peopleStore(tx.sql).among(ctx.realm.id, ids)) await sendInvitation(tx, ctx, row)
  },

  /** Fields of people who are there, and groups that they join for good; both have been looked at. */
  async edit(
    tx: Tx,
    ctx: RealmCtx,
    people: readonly { id: string; patch: Row; groups: readonly string[] }[],
  ): Promise<void> {
    await tx.ledger.updateMany('identity', people)
    const memberships = people.flatMap(({ id, groups }) => groups.map((groupId): Pair => [id, groupId]))
    await tx.ledger.link('identity-group', ctx.realm.id, memberships)
  },

  async joinGroups(tx: Tx, ctx: RealmCtx, ids: readonly string[], groups: Groups) {
    const there = await living(tx, ctx, ids)
    const plan = await planJoining(tx, ctx.realm.id, pairs(there.rows, groups), null)
    const joining = [...plan.fresh, ...plan.changed]
    const joined = new Set(joining.map(([, groupId]) => groupId))
    await expectOpen(
      tx,
      ctx,
      groups.filter(({ id }) => joined.has(id)),
      null,
    )
    await join(tx, ctx.realm.id, plan, null)
    return there.result(joining.map(([id]) => id))
  },

  async leaveGroups(tx: Tx, ctx: RealmCtx, ids: readonly string[], groups: Groups) {
    const there = await living(tx, ctx, ids)
    const left = await leave(tx, ctx.realm.id, pairs(there.rows, groups))
    return there.result(left.map(([id]) => id))
  },

  async giveRoles(tx: Tx, ctx: RealmCtx, ids: readonly string[], roles: readonly { id: string }[]) {
    const there = await living(tx, ctx, ids)
    const before = tx.ledger.entries.length
    await tx.ledger.link('identity-role', ctx.realm.id, pairs(there.rows, roles))
    return there.result(touchedSince(tx, before))
  },

  async takeRoles(tx: Tx, ctx: RealmCtx, ids: readonly string[], roles: readonly { id: string }[]) {
    const there = await living(tx, ctx, ids)
    const before = tx.ledger.entries.length
    await tx.ledger.unlink('identity-role', pairs(there.rows, roles))
    return there.result(touchedSince(tx, before))
  },

  async suspend(tx: Tx, ctx: RealmCtx, ids: readonly string[]) {
    const there = await living(tx, ctx, ids)
    const patches = there.rows.map(({ id }) => ({ id, patch: { status: 'suspended' } }))
    return there.result(await tx.ledger.updateMany('identity', patches))
  },

  async reactivate(tx: Tx, ctx: RealmCtx, ids: readonly string[]) {
    const there = await living(tx, ctx, ids)
    const suspended = there.rows.filter(({ status }) => status === 'suspended')
    const patches = suspended.map((row) => ({ id: row.id, patch: { status: statusAfterSuspension(row) } }))
    return there.result(await tx.ledger.updateMany('identity', patches))
  },

  /** Each can be restored by themselves. */
  async remove(tx: Tx, ctx: RealmCtx, ids: readonly string[]) {
    const there = await living(tx, ctx, ids)
    await tx.ledger.removeEach('identity', ctx.realm.id, there.rows)
    return there.result(there.rows.map(({ id }) => id))
  },

  /** For the first time or again. Whoever cannot be invited is left out, with the code that says why. */
  async invite(tx: Tx, ctx: RealmCtx, ids: readonly string[]) {
    const there = await living(tx, ctx, ids)
    const settings = await settingsOf(tx.sql, ctx.realm.id)
    const skips: Skip[] = []
    const invited: string[] = []
    for (const row of there.rows) {
      const reason = uninvitable(row, settings) ?? (await mailed(tx, ctx, row))
      if (reason === null) invited.push(row.id)
      else skips.push({ reason, id: row.id, name: nameOf(row) })
    }
    const patches = invited.map((id) => ({ id, patch: { status: 'invited', invitedAt: ctx.now } }))
    await tx.ledger.updateMany('identity', patches)
    return there.result(invited, skips)
  },
}

async function mailed(tx: Tx, ctx: RealmCtx, row: IdentityRow): Promise<string | null> {
  try {
    await sendInvitation(tx, ctx, row)
    return null
  } catch (error) {
    if (error instanceof AppError && error.code === 'throttled') return error.code
    throw error
  }
}

/** Those of these people who are there, and what it came to for all of them once it is known whom it touched. */
async function living(tx: Tx, ctx: RealmCtx, ids: readonly string[]) {
  const wanted = [...new Set(ids)]
  const rows = await peopleStore(tx.sql).among(ctx.realm.id, wanted)
  const names = new Map(rows.map((row) => [row.id, nameOf(row)]))
  return {
    rows,
    result(touchedIds: readonly string[], skips: readonly Skip[] = []): SliceResult {
      const touched = new Set(touchedIds)
      const told = new Set(skips.map(({ id }) => id))
      const others = wanted.filter((id) => !touched.has(id) && !told.has(id))
      const skipped = others.map((id) => {
        const name = names.get(id)
        return name === undefined ? { reason: 'gone', id, name: '' } : { reason: 'already', id, name }
      })
      return { done: touched.size, skips: [...skips, ...skipped] }
    },
  }
}

const pairs = (people: readonly IdentityRow[], things: readonly { id: string }[]): Pair[] =>
  people.flatMap((person) => things.map((thing): Pair => [person.id, thing.id]))

const touchedSince = (tx: Tx, before: number): string[] =>
  tx.ledger.entries.slice(before).map(({ subjectId }) => subjectId)
