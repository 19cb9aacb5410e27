import type { AccessPolicy, DecideObstacle, RequestStatus } from '#contract/access-requests'
import { effectiveRoles } from '../../access/effective-access'
import type { RealmCtx } from '../../context'
import type { Queryable } from '../../db/open'
import { type Person, type RequestRow, requestStore } from './requests.store'

/** A decision as the request keeps it. */
export interface StoredDecision {
  decision: 'approve' | 'deny' | 'revoke' | 'withdraw'
  /** The person of the realm who approved or denied. */
  personId: string | null
  /** Who was signed in. */
  administratorId: string | null
  name: string
  note: string
  at: number
  /** Of an approval: did not count when the request was granted. */
  lapsed?: true
}

// Written by us alone.
export const decisionsOf = (row: RequestRow): StoredDecision[] => JSON.parse(row.decisions) as StoredDecision[]

/** Where a request stands at a moment: nobody has to write down that time has passed. */
export function statusOf(row: RequestRow, now: number): RequestStatus {
  if (row.status === 'pending' && row.expires_at <= now) return 'expired'
  if (row.status === 'approved' && row.ends_at !== null && row.ends_at <= now) return 'ended'
  return row.status as RequestStatus
}

/** What it takes to say who may decide on some requests, read at one moment. */
export interface Bench {
  approvalsOn: boolean
  mayWrite: boolean
  /** As whom the caller acts. */
  people: Person[]
  administratorId: string | null
  /** What they, and those who have approved already, hold. */
  held: ReadonlyMap<string, ReadonlySet<string>>
}

export async function readBench(
  db: Queryable,
  ctx: RealmCtx,
  approvalsOn: boolean,
  waiting: readonly RequestRow[],
): Promise<Bench> {
  const { kind, id } = ctx.actor
  const administratorId = kind === 'administrator' ? id : null
  const people =
    administratorId === null || waiting.length === 0
      ? []
      : await requestStore(db).peopleOf(ctx.realm.id, administratorId)
  const approvers = waiting.flatMap((row) => approvalsOf(row).flatMap(({ personId }) => personId ?? []))
  const ids = [...new Set([...people.map((person) => person.id), ...approvers])]
  return {
    approvalsOn,
    mayWrite: ctx.place.permissions.includes('request:write'),
    people,
    administratorId,
    held: await effectiveRoles(db, ids, ctx.now),
  }
}

const approvalsOf = (row: RequestRow) => decisionsOf(row).filter(({ decision }) => decision === 'approve')

const holdsOne = (bench: Bench, personId: string | null, policy: AccessPolicy): boolean =>
  personId !== null && policy.approvalRoleIds.some((role) => bench.held.get(personId)?.has(role))

/**
 * The approvals that count: whoever gave them still holds one of the roles. Somebody who lost them since, or was suspended,
 * no longer vouches for anyone.
 */
export function standing(bench: Bench, row: RequestRow, policy: AccessPolicy | null): StoredDecision[] {
  if (policy === null) return []
  // One administrator may have been two people of the realm, and one person two administrators: each counts once.
  const seen = new Set<string | null>()
  return approvalsOf(row).filter(({ personId, administratorId }) => {
    if (personId === row.identity_id || !holdsOne(bench, personId, policy)) return false
    if (seen.has(personId) || seen.has(administratorId)) return false
    seen.add(personId).add(administratorId)
    return true
  })
}

/** As whom the caller may decide, or why they may not. Who has approved already may still deny. */
export function judge(
  bench: Bench,
  row: RequestRow,
  policy: AccessPolicy | null,
  now: number,
): { person: Person | null; reason: DecideObstacle | null } {
  const no = (reason: DecideObstacle) => ({ person: null, reason })
  if (statusOf(row, now) !== 'pending') return no('over')
  if (!bench.mayWrite) return no('permission')
  if (!bench.approvalsOn) return no('approvals_off')
  if (policy === null) return no('no_policy')
  // Also where they are somebody else here as well: nobody decides for themselves.
  if (bench.people.some(({ id }) => id === row.identity_id)) return no('own')
  if (bench.people.every(({ status }) => status === 'suspended')) return no('no_person')
  const person = bench.people.find(({ id }) => holdsOne(bench, id, policy))
  if (!person) return no('no_role')
  const counting = standing(bench, row, policy)
  const own = counting.some(
    ({ personId, administratorId }) => personId === person.id || administratorId === bench.administratorId,
  )
  // A policy that became milder may be fulfilled by what was said already; then any approver may say so.
  return { person, reason: own && counting.length < policy.approvals ? 'decided' : null }
}
