import type { Tx } from '../../changes/change'
import { chunks } from '../../changes/ledger'
import type { RealmCtx } from '../../context'
import type { Queryable } from '../../db/open'
import { AppError } from '../../lib/errors'
import type { JoinableGroup } from '../groups/joinable-group'
import { settingsOf } from '../settings/settings-of'
import { membershipStore, type Pair } from './memberships.store'

/** How many memberships are looked up or written at once. */
const AT_ONCE = 100

/** What joining comes to: who is new, and who belongs to the group for another while than is wanted now. */
interface Joining {
  fresh: Pair[]
  changed: Pair[]
}

/**
 * What is missing for people to belong to groups until `endsAt`, or for good. Whoever belongs to one for good does so
 * whatever is wanted: joining takes nothing away.
 */
export async function planJoining(
  tx: Tx,
  realmId: string,
  pairs: readonly Pair[],
  endsAt: number | null,
): Promise<Joining> {
  const plan: Joining = { fresh: [], changed: [] }
  for (const chunk of chunks(pairs, AT_ONCE)) {
    const rows = await membershipStore(tx.sql).among(realmId, chunk)
    const there = new Map(rows.map((row) => [`${row.identity_id}:${row.group_id}`, row]))
    for (const pair of chunk) {
      const row = there.get(pair.join(':'))
      if (!row) plan.fresh.push(pair)
      else if (row.ends_at !== null && row.ends_at !== endsAt) {
        plan.changed.push(pair)
      }
    }
  }
  return plan
}

export async function join(tx: Tx, realmId: string, plan: Joining, endsAt: number | null): Promise<void> {
  const fields = endsAt === null ? {} : { endsAt }
  await tx.ledger.link('identity-group', realmId, plan.fresh, fields)
  await tx.ledger.relink('identity-group', plan.changed, fields)
}

/** Lets people belong to groups no more. Returns whom it concerned. */
export async function leave(tx: Tx, realmId: string, pairs: readonly Pair[]): Promise<Pair[]> {
  const left: Pair[] = []
  for (const chunk of chunks(pairs, AT_ONCE)) {
    const rows = await membershipStore(tx.sql).among(realmId, chunk)
    const there = new Set(rows.map((row) => `${row.identity_id}:${row.group_id}`))
    const own = chunk.filter((pair) => there.has(pair.join(':')))
    await tx.ledger.unlink('identity-group', own)
    left.push(...own)
  }
  return left
}

/** Of groups those that can be joined without approval. */
export async function openAmong(
  tx: { sql: Queryable },
  ctx: RealmCtx,
  groups: readonly JoinableGroup[],
): Promise<JoinableGroup[]> {
  const { approvals } = await settingsOf(tx.sql, ctx.realm.id)
  return groups.filter(({ hasPolicy }) => !hasPolicy || !approvals.enabled)
}

/** Groups that take approval cannot be joined in another way. Throws 409 and names them; `field`: where they were named. */
export async function expectOpen(
  tx: { sql: Queryable },
  ctx: RealmCtx,
  groups: readonly JoinableGroup[],
  field: string | null,
): Promise<void> {
  const open = new Set(await openAmong(tx, ctx, groups))
  const closed = groups.filter((group) => !open.has(group))
  if (closed.length === 0) return
  const message = `Joining ${listed(closed)} needs approval. Ask for access instead.`
  throw new AppError('needs_approval', {
    message,
    ...(field === null ? {} : { fields: { [field]: message } }),
    details: { groups: closed.map(({ id, name }) => ({ id, name })) },
  })
}

const listed = (groups: readonly { name: string }[]): string =>
  new Intl.ListFormat('en').format(groups.map(({ name }) => name))
