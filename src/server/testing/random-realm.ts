import fc from 'fast-check'
import { chunks } from '../changes/ledger'
import type { Db } from '../db/open'
import { newId } from '../lib/ids'
import { nameKey } from '../lib/name-key'

/** Names that get in each other's way: in other case, width and composition, or looking alike without being so. */
export const NAMES = ['Ops', 'ops', 'Ｏｐｓ', 'Zürich', 'Zu\u0308rich', '😀', 'G0', 'g1', 'R0', 'r1']

/** What is in a realm. Numbers say which one, counted round, so that every number means something. */
export interface RealmPlan {
  groups: { inside: number; dead: boolean }[]
  applications: { enabled: boolean; dead: boolean }[]
  roles: { of: number; isDefault: boolean; dead: boolean }[]
  /** `at`: the domain of their e-mail address; 0 is no address. */
  people: { status: string; dead: boolean; at?: number }[]
  contains: [number, number][]
  gives: [number, number][]
  belongs: [number, number][]
  /** Memberships for a while: over by now, or not yet. */
  visits?: [person: number, group: number, over: boolean][]
  holds: [number, number][]
  /** Roles that an e-mail domain gives. */
  domains?: [domain: number, role: number][]
}

/** Domains of people's addresses, as an administrator would type them. */
const DOMAINS = ['One.example', 'two.example']

const seldom = fc.nat(9).map((n) => n === 0)
const pairs = (maxLength: number) => fc.array(fc.tuple(fc.nat(19), fc.nat(19)), { maxLength })

export const realmPlan: fc.Arbitrary<RealmPlan> = fc.record({
  groups: fc.array(fc.record({ inside: fc.nat(19), dead: seldom }), { minLength: 2, maxLength: 7 }),
  applications: fc.array(fc.record({ enabled: seldom.map((no) => !no), dead: seldom }), { maxLength: 2 }),
  roles: fc.array(fc.record({ of: fc.nat(19), isDefault: seldom, dead: seldom }), { minLength: 2, maxLength: 7 }),
  people: fc.array(
    fc.record({
      status: fc.constantFrom('active', 'active', 'active', 'invited', 'pending', 'suspended', 'deleted'),
      dead: seldom,
      at: fc.nat(2),
    }),
    { maxLength: 6 },
  ),
  contains: pairs(6),
  gives: pairs(8),
  belongs: pairs(8),
  visits: fc.array(fc.tuple(fc.nat(19), fc.nat(19), fc.boolean()), { maxLength: 3 }),
  holds: pairs(4),
  domains: pairs(2),
})

export interface PlantedRealm {
  id: string
  name: string
  groups: string[]
  applications: string[]
  roles: string[]
  people: string[]
}

/**
 * Puts a realm straight into the database, since people have no endpoints yet and a realm made of nothing but a plan
 * shrinks well. `sound`: as the server leaves it, where what lies in something deleted went with it and nothing goes round
 * in circles; else whatever the plan says.
 */
export async function plantRealm(
  db: Db,
  realm: { accountId: string; name: string; now: number },
  plan: RealmPlan,
  sound = true,
): Promise<PlantedRealm> {
  const realmId = newId()
  const { now } = realm
  const ids = (list: readonly unknown[]) => list.map(newId)
  const [groups, applications, roles, people] = [
    ids(plan.groups),
    ids(plan.applications),
    ids(plan.roles),
    ids(plan.people),
  ]
  const parents = plan.groups.map(({ inside }, i) => (sound ? before(i, inside) : among(groups.length, inside)))
  const owners = plan.roles.map(({ of }) => among(applications.length, of))

  const bin = new Bin()
  const groupMarks: (string | null)[] = []
  for (const [i, { dead }] of plan.groups.entries()) {
    groupMarks.push(bin.mark('group', groups[i]!, dead, sound ? at(groupMarks, parents[i]) : null))
  }
  const applicationMarks = plan.applications.map(({ dead }, i) => bin.mark('application', applications[i]!, dead, null))
  const roleMarks = plan.roles.map(({ dead }, i) =>
    bin.mark('role', roles[i]!, dead, sound ? at(applicationMarks, owners[i]) : null),
  )
  const personMarks = plan.people.map(({ dead }, i) => bin.mark('identity', people[i]!, dead, null))

  const thing = (id: string, deletion_id: string | null) => ({
    id,
    realm_id: realmId,
    version: 1,
    created_at: now,
    updated_at: now,
    deletion_id,
  })
  const domains = roles.length === 0 ? [] : uniquePairs(plan.domains ?? [], DOMAINS.length, roles)
  const emailDomainRoles = domains.map(([domain, roleId]) => ({ domain, roleId }))
  await db.write.transaction().execute(async (tx) => {
    await tx
      .insertInto('realms')
      .values({
        id: realmId,
        account_id: realm.accountId,
        name: realm.name,
        name_key: nameKey(realm.name),
        display_name: realm.name,
        display_name_key: nameKey(realm.name),
        description: '',
        practice: 0,
        settings: JSON.stringify(domains.length === 0 ? {} : { emailDomainRoles }),
        version: 1,
        created_at: now,
        updated_at: now,
        deletion_id: null,
      })
      .execute()
    const groupRows = plan.groups.map((_, i) => ({
      ...thing(groups[i]!, groupMarks[i]!),
      parent_id: at(groups, parents[i]),
      ...named(`G${i}`),
      description: '',
      attributes: '{}',
      access_policy: null,
      is_default: 0,
    }))
    const applicationRows = plan.applications.map(({ enabled }, i) => ({
      ...thing(applications[i]!, applicationMarks[i]!),
      ...named(`A${i}`),
      client_id: `a${i}`,
      client_id_key: `a${i}`,
      description: '',
      enabled: enabled ? 1 : 0,
      settings: '{}',
    }))
    const roleRows = plan.roles.map(({ isDefault }, i) => ({
      ...thing(roles[i]!, roleMarks[i]!),
      application_id: at(applications, owners[i]),
      ...named(`R${i}`),
      description: '',
      is_default: isDefault ? 1 : 0,
      permissions: '[]',
    }))
    const addressOf = (i: number, at = 0) => (at === 0 ? null : `p${i}@${DOMAINS[at - 1]}`)
    const personRows = plan.people.map(({ status, at: domain }, i) => ({
      ...thing(people[i]!, personMarks[i]!),
      username: `Person ${i}`,
      username_key: `person ${i}`,
      email: addressOf(i, domain),
      email_key: addressOf(i, domain)?.toLowerCase() ?? null,
      first_name: i % 2 === 0 ? 'Pat' : '',
      last_name: i % 4 === 0 ? `Number ${i}` : '',
      // The server never leaves anybody so; it must cope with it all the same.
      status: sound && status === 'deleted' ? 'suspended' : status,
      attributes: '{}',
      seen_at: 0,
      search: [
        'person',
        `${i}`,
        addressOf(i, domain)?.toLowerCase(),
        i % 2 === 0 && 'pat',
        i % 4 === 0 && `number ${i}`,
      ]
        .filter(Boolean)
        .join(' '),
      email_domain: domain ? DOMAINS[domain - 1]!.toLowerCase() : null,
      second_step: 0,
      break_glass: 0,
      invited_at: null,
    }))
    const principals = people.map((id, i) => ({ id, kind: 'identity' as const, name: `Person ${i}`, created_at: now }))
    for (const some of chunks(principals)) await tx.insertInto('principals').values(some).execute()
    if (applicationRows.length > 0) await tx.insertInto('applications').values(applicationRows).execute()
    if (groupRows.length > 0) await tx.insertInto('groups').values(groupRows).execute()
    if (roleRows.length > 0) await tx.insertInto('roles').values(roleRows).execute()
    for (const some of chunks(personRows)) await tx.insertInto('identities').values(some).execute()

    const contains = links(plan.contains, roles, roles, { upwards: sound })
    const gives = links(plan.gives, groups, roles)
    const belongs = links(plan.belongs, people, groups)
    const holds = links(plan.holds, people, roles)
    const visits = links(
      (plan.visits ?? []).map(([a, b]) => [a, b]),
      people,
      groups,
    ).filter(([a, b]) => !belongs.some(([c, d]) => a === c && b === d))
    const over = new Set((plan.visits ?? []).filter(([, , ended]) => ended).map(([a]) => a % people.length))
    for (const [a, b] of contains)
      await tx.insertInto('role_includes').values({ realm_id: realmId, role_id: a, included_role_id: b }).execute()
    for (const [a, b] of gives)
      await tx.insertInto('group_roles').values({ realm_id: realmId, group_id: a, role_id: b }).execute()
    for (const [a, b] of belongs)
      await tx
        .insertInto('identity_groups')
        .values({ realm_id: realmId, identity_id: a, group_id: b, ends_at: null, request_id: null })
        .execute()
    for (const [a, b] of visits) {
      const ends_at = over.has(people.indexOf(a)) ? now - 1 : now + 3_600_000
      await tx
        .insertInto('identity_groups')
        .values({ realm_id: realmId, identity_id: a, group_id: b, ends_at, request_id: newId() })
        .execute()
    }
    for (const [domain, role] of domains)
      await tx.insertInto('email_domain_roles').values({ realm_id: realmId, domain, role_id: role }).execute()
    for (const [a, b] of holds)
      await tx.insertInto('identity_roles').values({ realm_id: realmId, identity_id: a, role_id: b }).execute()
    await tx
      .insertInto('realm_counters')
      .values({ realm_id: realmId, identities: personRows.filter((row) => row.deletion_id === null).length })
      .execute()
    const livingIds = new Set(personRows.filter((row) => row.deletion_id === null).map(({ id }) => id))
    for (const groupId of groups) {
      const members = [...belongs, ...visits].filter(([a, b]) => b === groupId && livingIds.has(a)).length
      if (members > 0) await tx.insertInto('group_counters').values({ group_id: groupId, members }).execute()
    }

    const deletions = bin.deletions.map(({ id, kind, rootId, things }) => ({
      id,
      account_id: realm.accountId,
      realm_id: realmId,
      kind,
      root_id: rootId,
      name: kind,
      name_key: kind,
      with_it: things - 1,
      deleted_at: now,
      deleted_by: 'Nobody',
    }))
    if (deletions.length > 0) await tx.insertInto('deletions').values(deletions).execute()
  })
  return { id: realmId, name: realm.name, groups, applications, roles, people }
}

/** Takes all realms out of the database again, and what is told of them: a run of many is slow in a full one. */
export async function clearRealms(db: Db): Promise<void> {
  await db.write.transaction().execute(async (tx) => {
    for (const table of ['group_roles', 'role_includes', 'identity_groups', 'identity_roles'] as const)
      await tx.deleteFrom(table).execute()
    for (const table of ['realm_counters', 'group_counters', 'email_domain_roles', 'access_requests'] as const)
      await tx.deleteFrom(table).execute()
    for (const table of ['groups', 'roles', 'applications', 'identities', 'deletions', 'realms'] as const)
      await tx.deleteFrom(table).execute()
    await tx.deleteFrom('principals').where('kind', '=', 'identity').execute()
    await tx.deleteFrom('event_changes').execute()
    await tx.deleteFrom('events').where('realm_id', 'is not', null).execute()
    await tx.deleteFrom('idempotency_keys').execute()
  })
}

/** Marks of deletion: one's own, or that of what one went with. */
class Bin {
  readonly deletions: { id: string; kind: string; rootId: string; things: number }[] = []

  mark(kind: string, id: string, dead: boolean, withMark: string | null): string | null {
    const together = this.deletions.find((one) => one.id === withMark)
    if (together) together.things++
    if (together || !dead) return withMark
    const deletion = { id: newId(), kind, rootId: id, things: 1 }
    this.deletions.push(deletion)
    return deletion.id
  }
}

const named = (name: string) => ({ name, name_key: nameKey(name) })

/** One of the first `i`, or none. */
const before = (i: number, n: number): number | null => (n % (i + 1) === i ? null : n % (i + 1))
/** One of `count`, or none. */
const among = (count: number, n: number): number | null => (n % (count + 1) === count ? null : n % (count + 1))

const at = (list: readonly (string | null)[], i: number | null | undefined): string | null =>
  i === null || i === undefined ? null : (list[i] ?? null)

/** Domains as the server keeps them, each with a role once. */
function uniquePairs(plan: readonly [number, number][], count: number, roles: readonly string[]): [string, string][] {
  const found = plan.map(([a, b]): [string, string] => [DOMAINS[a % count]!.toLowerCase(), roles[b % roles.length]!])
  return [...new Map(found.map((pair) => [pair.join(' '), pair])).values()]
}

/** Pairs of things, each pair once; `upwards`: from an earlier to a later one only. */
function links(
  plan: readonly [number, number][],
  from: readonly string[],
  to: readonly string[],
  { upwards = false } = {},
): [string, string][] {
  if (from.length === 0 || to.length === 0) return []
  const found = new Map<string, [string, string]>()
  for (const [a, b] of plan) {
    const [i, j] = [a % from.length, b % to.length]
    if (!upwards || i < j) found.set(`${i} ${j}`, [from[i]!, to[j]!])
  }
  return [...found.values()]
}
