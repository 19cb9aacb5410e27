import { sql } from 'kysely'
import type { Link, Thing } from '#contract/changes'
import { approvalsIn, readPolicy } from '../access/approvals'
import { holdersOf } from '../access/holders'
import type { AccountCtx } from '../context'
import type { Queryable } from '../db/open'
import { settingsFrom } from '../features/settings/values'
import { canonical } from '../lib/canonical'
import { AppError, conflict } from '../lib/errors'
import { domainRolesOf } from './derived'
import type { LedgerEntry } from './ledger'
import { isLink, linkSpecs, type Row, thingSpecs } from './specs'

/** What a change can have taken from approvers: roles, groups that give some, applications; or one cannot tell. */
interface Suspects {
  /** Groups whose own policy is new: it must hold whatever was before. */
  policies: Set<string>
  /** Approvals were turned on: the same of all policies. */
  turnedOn: boolean
  roles: Set<string>
  groups: Set<string>
  applications: Set<string>
  all: boolean
}

/**
 * A policy that nobody could satisfy would close its group for good, so a change that would bring that about is refused and
 * says which groups it is about. What ends by itself cannot be refused; then the group's page says it. Looks only at
 * policies whose roles the change can have touched, and counts no further than needed.
 */
export async function checkPolicies(tx: Queryable, ctx: AccountCtx, entries: readonly LedgerEntry[]): Promise<void> {
  for (const { kind, before, after } of entries) {
    if (kind !== 'group' || !after?.['isDefault'] || !after['accessPolicy']) continue
    throw conflict(before?.['isDefault'] ? 'default_group' : 'needs_approval')
  }
  if (ctx.actor.kind === 'system') return
  const suspects = suspectsOf(entries)
  if (!suspects) return
  const realmId = await realmOf(tx, suspects.example)
  const policies = await policiesIn(tx, realmId)
  if (policies.length === 0 || !(await approvalsIn(tx, realmId)).enabled) return

  const { turnedOn, policies: fresh, all } = suspects
  const touched = all || turnedOn ? null : await rolesBelow(tx, suspects)
  const broken: BrokenPolicy[] = []
  for (const one of policies) {
    const isFresh = turnedOn || fresh.has(one.id)
    if (!isFresh && touched && !one.policy.approvalRoleIds.some((id) => touched.has(id))) continue
    const needed = one.policy.approvals
    const holders = await countHolders(tx, one, ctx.now)
    if (holders >= needed) continue
    // One that was so before, since memberships ended by themselves, must not keep people from everything else.
    if (!isFresh && (await countHolders(ctx.db.read, one, ctx.now)) < needed) continue
    broken.push({ ...one, holders })
  }
  if (broken.length > 0) throw await unsatisfiable(tx, broken)
}

interface GroupWithPolicy {
  id: string
  name: string
  policy: NonNullable<ReturnType<typeof readPolicy>>
}
type BrokenPolicy = GroupWithPolicy & { holders: number }

const countHolders = async (db: Queryable, { policy }: GroupWithPolicy, now: number): Promise<number> =>
  (await holdersOf(db, policy.approvalRoleIds, now, policy.approvals)).size

/** How many groups a refusal names. */
const NAMED = 10

async function unsatisfiable(tx: Queryable, broken: readonly BrokenPolicy[]): Promise<AppError> {
  const told = broken.slice(0, NAMED)
  const ids = [...new Set(told.flatMap(({ policy }) => policy.approvalRoleIds))]
  const rows = await tx.selectFrom('roles').select(['id', 'name']).where('id', 'in', ids).execute()
  const names = new Map(rows.map(({ id, name }) => [id, name]))
  const groups = told.map(({ id, name, policy, holders }) => ({
    id,
    name,
    needed: policy.approvals,
    holders,
    roles: policy.approvalRoleIds.flatMap((role) => names.get(role) ?? []),
  }))
  return new AppError('policy_unsatisfiable', { message: inWords(groups), details: { groups, total: broken.length } })
}

function inWords(groups: readonly { name: string; needed: number; holders: number; roles: string[] }[]): string {
  const said = groups.map(({ name, needed, holders, roles }) => {
    const held = holders === 0 ? 'nobody holds' : holders === 1 ? 'only 1 person holds' : `only ${holders} people hold`
    return `Joining ${name} needs ${needed} approval${needed === 1 ? '' : 's'}, and ${held} ${roles.join(' or ')}.`
  })
  return `${said.join(' ')} Change that policy first, or give these roles to more people.`
}

/** What to look at, and one of the entries for which; null when nothing can have taken an approver away. */
function suspectsOf(entries: readonly LedgerEntry[]): (Suspects & { example: LedgerEntry }) | null {
  const suspects: Suspects = {
    policies: new Set(),
    turnedOn: false,
    roles: new Set(),
    groups: new Set(),
    applications: new Set(),
    all: false,
  }
  // Each is looked at: all of them say what to look for.
  const [example] = entries.filter((entry) => suspect(entry, suspects))
  return example ? { ...suspects, example } : null
}

const approvalsOn = (realm: Row | null): boolean => settingsFrom(realm?.['settings']).approvals.enabled

/** Notes what an entry can have taken away; returns whether it can at all. */
function suspect(entry: LedgerEntry, into: Suspects): boolean {
  const { kind, action, subjectId, otherId, before, after } = entry
  const gone = action === 'delete'
  switch (kind) {
    case 'realm': {
      if (action !== 'update') return false
      const turnedOn = !approvalsOn(before) && approvalsOn(after)
      const domains = (fields: Row | null) => canonical(domainRolesOf(fields?.['settings']))
      const moved = domains(before) !== domains(after)
      into.turnedOn ||= turnedOn
      into.all ||= moved
      return turnedOn || moved
    }
    case 'group': {
      const fresh =
        after !== null &&
        Boolean(after['accessPolicy']) &&
        (action !== 'update' || canonical(before?.['accessPolicy']) !== canonical(after['accessPolicy']))
      if (fresh) into.policies.add(subjectId)
      const moved = gone || (action === 'update' && before?.['parentId'] !== after?.['parentId'])
      into.all ||= moved
      return fresh || moved
    }
    case 'identity': {
      const out = (fields: Row | null) => ['suspended', 'deleted'].includes(String(fields?.['status']))
      const left =
        gone || (action === 'update' && ((!out(before) && out(after)) || before?.['email'] !== after?.['email']))
      into.all ||= left
      return left
    }
    case 'application': {
      const off = action === 'update' && before?.['enabled'] === true && after?.['enabled'] === false
      if (off) into.applications.add(subjectId)
      return off
    }
    case 'role': {
      const less = gone || (action === 'update' && before?.['isDefault'] === true && after?.['isDefault'] === false)
      if (less) into.roles.add(subjectId)
      return less
    }
    case 'group-role':
    case 'role-include':
    case 'identity-role':
      if (gone && otherId) into.roles.add(otherId)
      return gone
    case 'identity-group':
      if (gone && otherId) into.groups.add(otherId)
      return gone
    case 'access-request':
    case 'session':
    case 'factor':
      return false
  }
}

/** A change is about one realm. */
async function realmOf(tx: Queryable, { kind, subjectId }: LedgerEntry): Promise<string> {
  if (kind === 'realm') return subjectId
  // Of links and of things alone, as `suspect` says.
  const thing = isLink(kind) ? linkSpecs[kind satisfies Link].ends[0].thing : (kind as Thing)
  const rows = await sql<{ realm_id: string }>`select realm_id from ${sql.table(thingSpecs[thing].table)}
    where id = ${subjectId}`.execute(tx)
  return rows.rows[0]?.realm_id ?? ''
}

async function policiesIn(tx: Queryable, realmId: string): Promise<GroupWithPolicy[]> {
  const rows = await tx
    .selectFrom('groups')
    .select(['id', 'name', 'access_policy'])
    .where('realm_id', '=', realmId)
    .where('access_policy', 'is not', null)
    .where('deletion_id', 'is', null)
    .orderBy('name_key')
    .execute()
  return rows.flatMap(({ id, name, access_policy }) => {
    const policy = readPolicy(access_policy)
    return policy ? [{ id, name, policy }] : []
  })
}

/** The roles that people may hold through what was touched, deleted or not: it may have been deleted just now. */
async function rolesBelow(tx: Queryable, { roles, groups, applications }: Suspects): Promise<Set<string>> {
  const rows = await sql<{ id: string }>`
    with recursive
    up (id) as (
      select id from groups where id in (${inList(groups)})
      union
      select g.parent_id from up join groups g on g.id = up.id where g.parent_id is not null
    ),
    below (id) as (
      select id from roles where id in (${inList(roles)}) or application_id in (${inList(applications)})
      union
      select gr.role_id from up join group_roles gr on gr.group_id = up.id
      union
      select ri.included_role_id from below join role_includes ri on ri.role_id = below.id
    )
    select id from below`.execute(tx)
  return new Set(rows.rows.map(({ id }) => id))
}

const inList = (ids: ReadonlySet<string>) => (ids.size === 0 ? sql`null` : sql.join([...ids]))
