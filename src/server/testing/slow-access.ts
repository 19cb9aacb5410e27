import { type Dump, type DumpRow, isLiving, rowsOf } from './dump'

/** Identity id → role id → every way by which the identity holds the role, each as the things it passes. */
export type SlowAccess = ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>

/**
 * Who holds what, worked out one person and one step at a time from a dump, as DESIGN §5 words it. It shares nothing with
 * the server's SQL and is meant to be obviously right, not fast.
 *
 * A way is `direct`, `everyone` or `group <id>`, then each parent group (`group <id>`) and each role (`role <id>`) on the
 * way to the role that is held; or `domain` and the roles. Deleted, disabled and suspended things give nothing, nor do
 * memberships that have ended, and no way passes a thing twice.
 */
export function slowAccess(all: Dump, now: number): SlowAccess {
  const realms = byId(all, 'realms')
  const groups = byId(all, 'groups')
  const roles = byId(all, 'roles')
  const applications = byId(all, 'applications')

  const counts = (role: DumpRow): boolean => {
    if (!isLiving(role)) return false
    if (role['application_id'] === null) return true
    const application = applications.get(role['application_id'])
    return application !== undefined && isLiving(application) && application['enabled'] === 1
  }

  const access = new Map<string, Map<string, Set<string>>>()
  for (const identity of rowsOf(all, 'identities')) {
    const realm = realms.get(identity['realm_id'])
    const mayAct = isLiving(identity) && identity['status'] !== 'suspended' && identity['status'] !== 'deleted'
    if (!mayAct || !realm || !isLiving(realm)) continue
    const held = new Map<string, Set<string>>()

    /** Holds a role, and whatever that role contains. */
    const hold = (roleId: unknown, way: readonly string[], passed: readonly unknown[]) => {
      const role = roles.get(roleId)
      if (!role || !counts(role) || passed.includes(roleId)) return
      held.set(String(roleId), (held.get(String(roleId)) ?? new Set()).add(way.join(' > ')))
      for (const include of rowsOf(all, 'role_includes')) {
        if (include['role_id'] !== roleId) continue
        hold(include['included_role_id'], [...way, `role ${String(roleId)}`], [...passed, roleId])
      }
    }
    /** Belongs to a group, and with it to the group that this one lies in. */
    const belong = (groupId: unknown, way: readonly string[], passed: readonly unknown[]) => {
      const group = groups.get(groupId)
      if (!group || !isLiving(group) || passed.includes(groupId)) return
      const here = [...way, `group ${String(groupId)}`]
      for (const gives of rowsOf(all, 'group_roles'))
        if (gives['group_id'] === groupId) hold(gives['role_id'], here, [])
      belong(group['parent_id'], here, [...passed, groupId])
    }

    for (const link of rowsOf(all, 'identity_roles')) {
      if (link['identity_id'] === identity['id']) hold(link['role_id'], ['direct'], [])
    }
    for (const role of roles.values()) {
      if (role['realm_id'] === realm['id'] && role['is_default'] === 1) hold(role['id'], ['everyone'], [])
    }
    const domain = String(identity['email'] ?? '')
      .split('@')[1]
      ?.toLowerCase()
    for (const { domain: at, roleId } of domainRoles(realm)) {
      if (at === domain) hold(roleId, ['emailDomain'], [])
    }
    for (const link of rowsOf(all, 'identity_groups')) {
      const ended = typeof link['ends_at'] === 'number' && link['ends_at'] <= now
      if (link['identity_id'] === identity['id'] && !ended) belong(link['group_id'], [], [])
    }
    access.set(String(identity['id']), held)
  }
  return access
}

/** All that is held, as `identity role`. */
export const grantsOf = (access: SlowAccess): ReadonlySet<string> =>
  new Set([...access].flatMap(([identity, held]) => [...held.keys()].map((role) => `${identity} ${role}`)))

/** What the realm's settings say, not what the server made of it. */
function domainRoles(realm: DumpRow): { domain: string; roleId: string }[] {
  const settings = JSON.parse(String(realm['settings'])) as { emailDomainRoles?: { domain: string; roleId: string }[] }
  return settings.emailDomainRoles ?? []
}

const byId = (all: Dump, table: string) => new Map(rowsOf(all, table).map((row) => [row['id'], row]))
