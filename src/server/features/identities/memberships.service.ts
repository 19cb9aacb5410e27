import type { GroupIds, GroupsToJoin, IdentityIds } from '#contract/identities'
import { change, type Tx } from '../../changes/change'
import { chunks } from '../../changes/ledger'
import type { RealmCtx } from '../../context'
import type { Queryable } from '../../db/open'
import { invalid } from '../../lib/errors'
import { groupService } from '../groups/groups.service'
import type { JoinableGroup } from '../groups/joinable-group'
import { roleService } from '../roles/roles.service'
import { about, existing } from './identities.service'
import { type IdentityRow, identityStore, nameOf } from './identities.store'
import { expectOpen, join, leave, planJoining } from './memberships'
import { membershipStore, type Pair } from './memberships.store'

export const membershipService = {
  /** Exactly these groups. Memberships for a while that are named stay as they are. */
  setGroups: (ctx: RealmCtx, id: string, { groupIds }: GroupIds): Promise<void> =>
    change(ctx, async (tx) => {
      const person = await existing(tx.sql, ctx, id)
      const wanted = await groupService.joinable(tx.sql, ctx, groupIds, 'groupIds')
      const rows = await membershipStore(tx.sql).ofPerson(ctx.realm.id, id)
      const there = new Set(rows.map(({ group_id }) => group_id))
      const added = wanted.filter((group) => !there.has(group.id))
      await expectOpen(tx, ctx, added, 'groupIds')
      const kept = new Set(wanted.map((group) => group.id))
      const removed = rows.filter(({ group_id }) => !kept.has(group_id))
      await leave(
        tx,
        ctx.realm.id,
        removed.map(({ group_id }) => [id, group_id]),
      )
      await tx.ledger.link(
        'identity-group',
        ctx.realm.id,
        added.map((group) => [id, group.id]),
      )
      recordGroups(tx, person, { added, removed, forAWhile: false })
    }),

  joinGroups: (ctx: RealmCtx, id: string, input: GroupsToJoin): Promise<void> =>
    change(ctx, async (tx) => {
      const person = await existing(tx.sql, ctx, id)
      const endsAt = input.endsAt === undefined ? null : endOf(input.endsAt, ctx.now)
      const groups = await groupService.joinable(tx.sql, ctx, input.groupIds, 'groupIds')
      const plan = await planJoining(
        tx,
        ctx.realm.id,
        groups.map((group): Pair => [id, group.id]),
        endsAt,
      )
      const joined = new Set([...plan.fresh, ...plan.changed].map(([, groupId]) => groupId))
      const added = groups.filter((group) => joined.has(group.id))
      await expectOpen(tx, ctx, added, 'groupIds')
      await join(tx, ctx.realm.id, plan, endsAt)
      recordGroups(tx, person, { added, removed: [], forAWhile: endsAt !== null })
    }),

  leaveGroups: (ctx: RealmCtx, id: string, { groupIds }: GroupIds): Promise<void> =>
    change(ctx, async (tx) => {
      const person = await existing(tx.sql, ctx, id)
      const groups = await groupService.joinable(tx.sql, ctx, groupIds, 'groupIds')
      const left = await leave(
        tx,
        ctx.realm.id,
        groups.map((group): Pair => [id, group.id]),
      )
      const gone = new Set(left.map(([, groupId]) => groupId))
      recordGroups(tx, person, { added: [], removed: groups.filter((group) => gone.has(group.id)), forAWhile: false })
    }),

  addMembers: (ctx: RealmCtx, groupId: string, { identityIds }: IdentityIds): Promise<void> =>
    change(ctx, async (tx) => {
      const group = await existingGroup(tx.sql, ctx, groupId)
      const people = await knownPeople(tx.sql, ctx, identityIds)
      const plan = await planJoining(
        tx,
        ctx.realm.id,
        people.map((person): Pair => [person.id, groupId]),
        null,
      )
      const joined = [...plan.fresh, ...plan.changed]
      if (joined.length > 0) await expectOpen(tx, ctx, [group], null)
      await join(tx, ctx.realm.id, plan, null)
      tx.record('group.members_added', { params: aboutMembers(group, people, joined) })
    }),

  removeMembers: (ctx: RealmCtx, groupId: string, { identityIds }: IdentityIds): Promise<void> =>
    change(ctx, async (tx) => {
      const group = await existingGroup(tx.sql, ctx, groupId)
      const people = await knownPeople(tx.sql, ctx, identityIds)
      const left = await leave(
        tx,
        ctx.realm.id,
        people.map((person): Pair => [person.id, groupId]),
      )
      tx.record('group.members_removed', { params: aboutMembers(group, people, left) })
    }),

  setDefaultGroups: (ctx: RealmCtx, { groupIds }: GroupIds): Promise<void> =>
    change(ctx, async (tx) => {
      const wanted = await groupService.joinable(tx.sql, ctx, groupIds, 'groupIds')
      const kept = new Set(wanted.map(({ id }) => id))
      const added = wanted.filter(({ isDefault }) => !isDefault)
      await expectOpen(tx, ctx, added, 'groupIds')
      const removed = (await groupService.defaults(tx.sql, ctx)).filter(({ id }) => !kept.has(id))
      for (const { id } of removed) await tx.ledger.update('group', id, { isDefault: false })
      for (const { id } of added) await tx.ledger.update('group', id, { isDefault: true })
      tx.record('realm.default_groups_changed', { params: { added: some(added), removed: some(removed) } })
    }),

  giveRole: (ctx: RealmCtx, id: string, roleId: string): Promise<void> =>
    change(ctx, async (tx) => {
      const person = await existing(tx.sql, ctx, id)
      const role = await roleService.existing(tx.sql, ctx, roleId)
      await tx.ledger.link('identity-role', ctx.realm.id, [[id, roleId]])
      tx.record('identity.role_given', {
        params: { ...about(person), role: role.name, application: role.application?.name ?? null },
      })
    }),

  takeRole: (ctx: RealmCtx, id: string, roleId: string): Promise<void> =>
    change(ctx, async (tx) => {
      const person = await existing(tx.sql, ctx, id)
      const role = await roleService.existing(tx.sql, ctx, roleId)
      await tx.ledger.unlink('identity-role', [[id, roleId]])
      tx.record('identity.role_taken', {
        params: { ...about(person), role: role.name, application: role.application?.name ?? null },
      })
    }),
}

/** How many names an event's sentence gives; its changes have all of them. */
const NAMED = 3
const some = (things: readonly { name: string }[]) => ({
  names: things.slice(0, NAMED).map(({ name }) => name),
  total: things.length,
})

function recordGroups(
  tx: Tx,
  person: IdentityRow,
  { added, removed, forAWhile }: Record<'added' | 'removed', readonly { name: string }[]> & { forAWhile: boolean },
): void {
  const params = { ...about(person), added: some(added), removed: some(removed), forAWhile }
  tx.record('identity.groups_changed', { params })
}

/** One person is named, several are counted. */
function aboutMembers(group: JoinableGroup, people: readonly IdentityRow[], touched: readonly Pair[]) {
  const only = touched.length === 1 ? people.find(({ id }) => id === touched[0]?.[0]) : undefined
  return { group: group.name, count: touched.length, person: only ? nameOf(only) : null }
}

async function existingGroup(db: Queryable, ctx: RealmCtx, id: string): Promise<JoinableGroup> {
  const { id: known } = await groupService.existing(db, ctx, id)
  const [group] = await groupService.joinable(db, ctx, [known], 'groupId')
  if (!group) throw new Error('A group was there a moment ago')
  return group
}

/** The people whom a body names, each once, in its order. Throws 422 that counts those who are none of the realm's. */
async function knownPeople(db: Queryable, ctx: RealmCtx, ids: readonly string[]): Promise<IdentityRow[]> {
  const wanted = [...new Set(ids)]
  const found = new Map<string, IdentityRow>()
  for (const chunk of chunks(wanted, 500))
    for (const row of await identityStore(db).among(ctx.realm.id, chunk)) found.set(row.id, row)
  const missing = wanted.length - found.size
  if (missing > 0) {
    throw invalid({
      identityIds:
        wanted.length === 1
          ? 'There is no such person in this realm'
          : `${missing} of these ${wanted.length} people ${missing === 1 ? 'is' : 'are'} not in this realm`,
    })
  }
  return wanted.flatMap((id) => found.get(id) ?? [])
}

const YEARS_MAX = 10

/** The end of a membership for a while. */
function endOf(time: string, now: number): number {
  const endsAt = Date.parse(time)
  const last = new Date(now)
  last.setUTCFullYear(last.getUTCFullYear() + YEARS_MAX)
  if (!(endsAt > now)) throw invalid({ endsAt: 'Choose a time in the future' })
  if (endsAt > last.getTime()) throw invalid({ endsAt: 'At most ten years from now' })
  return endsAt
}
