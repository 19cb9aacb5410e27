import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accessRequests } from '#contract/access-requests'
import { activity } from '#contract/activity'
import { applications } from '#contract/applications'
import { bin } from '#contract/bin'
import { groups } from '#contract/groups'
import { identities } from '#contract/identities'
import { roles } from '#contract/roles'
import { settings } from '#contract/settings'
import { systemContext } from '../../changes/batch'
import { change, type Tx } from '../../changes/change'
import { ApprovalRealm } from '../../testing/approvals'
import type { Client } from '../../testing/client'
import { setApprovals } from '../../testing/people'
import { startTestServer, type TestServer } from '../../testing/test-server'

const nobody = '00000000-0000-7000-8000-000000000000'

let server: TestServer
let owner: Client
beforeAll(async () => {
  server = await startTestServer()
  owner = server.owner
})
afterAll(() => server.stop())

const paramsOf = (realm: ApprovalRealm, groupId = realm.group.id) => ({ realm: realm.name, groupId })
const read = (realm: ApprovalRealm) => owner.call(accessRequests.policy, { params: paramsOf(realm) })
const refused = (realm: ApprovalRealm, policy: object) =>
  owner.refusal(accessRequests.setPolicy, {
    params: paramsOf(realm),
    body: { policy: realm.policyOf(policy) },
  })

/** A realm whose group two managers guard. */
async function guarded(approvals = 2) {
  const realm = await ApprovalRealm.make(server)
  const [ann = '', bob = ''] = await realm.people(
    { username: 'ann', roles: [realm.role.id] },
    { username: 'bob', roles: [realm.role.id] },
  )
  await realm.policy({ approvals })
  return { realm, ann, bob }
}

/** Does to a realm what other features will do to people, in the owner's name or the server's own. */
function asSomebody(realm: ApprovalRealm, body: (tx: Tx) => Promise<unknown>, actor: 'administrator' | 'system') {
  const system = systemContext(server.running.deps, owner.accountId)
  const { id, name } = owner.me.administrator
  const ctx = {
    ...system,
    realm: { id: realm.realm.id, name: realm.name },
    ...(actor === 'administrator' && { actor: { kind: actor, id, name } }),
  }
  return change(ctx, async (tx) => {
    await body(tx)
    tx.record('realm.updated', { params: { name: realm.name } })
  })
}

describe('the policy of a group', () => {
  test('is none at first, is set, read, undone and taken away', async () => {
    const { realm } = await guarded()
    const other = await owner.group(realm.name, 'Other')
    const none = await owner.call(accessRequests.policy, { params: paramsOf(realm, other.id) })
    expect(none).toEqual({
      id: other.id,
      name: 'Other',
      policy: null,
      approvers: { total: 0, totalExact: true },
      approvalsOn: true,
      defaults: { approvals: 1, durationSeconds: 28_800 },
      version: 1,
    })
    expect(await read(realm)).toMatchObject({
      policy: {
        approvals: 2,
        approvalRoleIds: [realm.role.id],
        maxDurationSeconds: 28_800,
        roles: [{ id: realm.role.id, name: 'manager', application: null, deleted: false }],
      },
      approvers: { total: 2, totalExact: true },
      version: 2,
    })
    const [event] = (await owner.call(activity.ofRealm, { params: { realm: realm.name } })).items
    expect(event).toMatchObject({ type: 'group.created' })
    await realm.policy({ approvals: 1 })
    await owner.undoLast(realm.name)
    expect((await read(realm)).policy).toMatchObject({ approvals: 2 })
    const { items } = await owner.call(groups.list, { params: { realm: realm.name }, query: { hasPolicy: 'true' } })
    expect(items).toMatchObject([{ id: realm.group.id, hasPolicy: true }])
    expect(await realm.policy(null)).toMatchObject({ policy: null })
  })

  test('names roles of the realm, each once, and knows their bounds', async () => {
    const { realm } = await guarded()
    const elsewhere = await ApprovalRealm.make(server)
    for (const id of [nobody, elsewhere.role.id]) {
      expect(await refused(realm, { approvalRoleIds: [realm.role.id, id] })).toMatchObject({
        status: 422,
        fields: { 'policy.approvalRoleIds': 'There is no such role in this realm' },
      })
    }
    for (const wrong of [{ approvals: 0 }, { approvals: 21 }, { approvalRoleIds: [] }, { maxDurationSeconds: 299 }]) {
      expect(await refused(realm, wrong)).toMatchObject({ status: 422, code: 'invalid' })
    }
    const { policy } = await realm.policy({ approvalRoleIds: [realm.role.id, realm.role.id] })
    expect(policy?.approvalRoleIds).toEqual([realm.role.id])
    expect(await owner.refusal(accessRequests.policy, { params: paramsOf(elsewhere, realm.group.id) })).toMatchObject({
      status: 404,
    })
  })

  test('that somebody else changed meanwhile is not overwritten', async () => {
    const { realm } = await guarded()
    const body = { policy: realm.policyOf({ approvals: 1 }) }
    const { version } = await read(realm)
    await owner.call(accessRequests.setPolicy, { params: paramsOf(realm), body, ifMatch: version })
    expect(
      await owner.refusal(accessRequests.setPolicy, { params: paramsOf(realm), body, ifMatch: version }),
    ).toMatchObject({ code: 'changed_meanwhile', details: { current: { policy: { approvals: 1 }, version: 3 } } })
  })

  test('belongs to no default group', async () => {
    const { realm } = await guarded()
    const staff = await owner.group(realm.name, 'Staff')
    const setDefaults = (...groupIds: string[]) => ({ params: { realm: realm.name }, body: { groupIds } })
    await owner.call(identities.setDefaultGroups, setDefaults(staff.id))
    expect(
      await owner.refusal(accessRequests.setPolicy, {
        params: paramsOf(realm, staff.id),
        body: { policy: realm.policyOf() },
      }),
    ).toMatchObject({ status: 409, code: 'default_group' })
    const refusal = await owner.refusal(identities.setDefaultGroups, setDefaults(staff.id, realm.group.id))
    expect(refusal).toMatchObject({ status: 409, code: 'needs_approval' })
    // And whatever other way there may be, of one that is on.
    await expect(
      asSomebody(realm, (tx) => tx.ledger.update('group', realm.group.id, { isDefault: true }), 'administrator'),
    ).rejects.toMatchObject({ code: 'needs_approval' })
  })
})

describe('a policy that nobody could satisfy', () => {
  test('is refused, naming how many could approve', async () => {
    const { realm } = await guarded()
    const refusal = await refused(realm, { approvals: 3 })
    expect(refusal).toMatchObject({
      status: 409,
      code: 'policy_unsatisfiable',
      details: { groups: [{ id: realm.group.id, name: 'Ops', needed: 3, holders: 2, roles: ['manager'] }], total: 1 },
    })
    expect(refusal.message).toContain('Ops')
    const preview = await owner.preview(accessRequests.setPolicy, {
      params: paramsOf(realm),
      body: { policy: realm.policyOf({ approvals: 3 }) },
    })
    expect(preview.impact.blocked).toMatchObject([{ code: 'policy_unsatisfiable', details: refusal.details }])
  })

  test('counts each person once, and only those who may act', async () => {
    const realm = await ApprovalRealm.make(server)
    const outer = await owner.group(realm.name, 'Leads')
    const inner = await owner.group(realm.name, 'Night', { parentId: outer.id })
    const lead = await owner.role(realm.name, 'lead')
    await owner.call(roles.include, { params: { realm: realm.name, roleId: lead.id, includedRoleId: realm.role.id } })
    await owner.call(groups.addRole, { params: { realm: realm.name, groupId: outer.id, roleId: lead.id } })
    await realm.people(
      { username: 'many ways', roles: [realm.role.id, lead.id], groups: [outer.id, inner.id] },
      { username: 'suspended', roles: [realm.role.id], status: 'suspended' },
      { username: 'over', groups: [inner.id], endsAt: server.time.now },
    )
    expect(await refused(realm, { approvals: 2 })).toMatchObject({ details: { groups: [{ holders: 1 }] } })
    await realm.people({ username: 'for a while', groups: [inner.id], endsAt: server.time.now + 1 })
    expect(await realm.policy({ approvals: 2 })).toMatchObject({ approvers: { total: 2 } })
  })

  test('may be kept while approvals are off', async () => {
    const realm = await ApprovalRealm.make(server)
    await setApprovals(server.db, realm.realm.id, { enabled: false })
    expect(await realm.policy({ approvals: 5 })).toMatchObject({ approvalsOn: false, approvers: { total: 0 } })
    // Turning them on finds it.
    const turnOn = { params: { realm: realm.name }, ifMatch: 1, body: { approvals: { enabled: true } } }
    expect(await owner.refusal(settings.update, turnOn)).toMatchObject({
      status: 409,
      code: 'policy_unsatisfiable',
      details: { groups: [{ name: 'Ops', needed: 5, holders: 0 }] },
    })
    expect((await owner.preview(settings.update, turnOn)).impact.blocked).toMatchObject([
      { code: 'policy_unsatisfiable' },
    ])
    await realm.policy(null)
    await owner.call(settings.update, turnOn)
  })

  const gone: Record<string, (tx: Tx, made: Awaited<ReturnType<typeof manyWays>>) => Promise<unknown>> = {
    'somebody loses the role': (tx, { ann, realm }) => tx.ledger.unlink('identity-role', [[ann, realm.role.id]]),
    'somebody leaves the group that gives it': (tx, { bob, night }) =>
      tx.ledger.unlink('identity-group', [[bob, night]]),
    'the group no longer gives it': (tx, { leads, lead }) => tx.ledger.unlink('group-role', [[leads, lead]]),
    'the role is no longer contained': (tx, { lead, realm }) =>
      tx.ledger.unlink('role-include', [[lead, realm.role.id]]),
    'the containing role is deleted': (tx, { realm, lead }) =>
      tx.ledger.remove(realm.realm.id, [{ kind: 'role', id: lead }]),
    'the role itself is deleted': (tx, { realm }) =>
      tx.ledger.remove(realm.realm.id, [{ kind: 'role', id: realm.role.id }]),
    'somebody is suspended': (tx, { ann }) => tx.ledger.update('identity', ann, { status: 'suspended' }),
    'somebody is deleted': (tx, { realm, bob }) => tx.ledger.remove(realm.realm.id, [{ kind: 'identity', id: bob }]),
    'the giving group is deleted': (tx, { realm, leads, night }) =>
      tx.ledger.remove(realm.realm.id, [
        { kind: 'group', id: leads },
        { kind: 'group', id: night },
      ]),
    'the inner group moves out': (tx, { night }) => tx.ledger.update('group', night, { parentId: null }),
  }

  /** Ann is a manager herself, Bob through a group inside one that gives a role which contains it. */
  async function manyWays() {
    const realm = await ApprovalRealm.make(server)
    const { id: leads } = await owner.group(realm.name, 'Leads')
    const { id: night } = await owner.group(realm.name, 'Night', { parentId: leads })
    const { id: lead } = await owner.role(realm.name, 'lead')
    await owner.call(roles.include, { params: { realm: realm.name, roleId: lead, includedRoleId: realm.role.id } })
    await owner.call(groups.addRole, { params: { realm: realm.name, groupId: leads, roleId: lead } })
    const [ann = '', bob = ''] = await realm.people(
      { username: 'ann', roles: [realm.role.id] },
      { username: 'bob', groups: [night] },
    )
    await realm.policy({ approvals: 2 })
    return { realm, leads, night, lead, ann, bob }
  }

  test.each(Object.entries(gone))('is refused when %s, unless it ends by itself', async (_, take) => {
    const made = await manyWays()
    await expect(asSomebody(made.realm, (tx) => take(tx, made), 'administrator')).rejects.toMatchObject({
      code: 'policy_unsatisfiable',
      options: { details: { groups: [{ name: 'Ops', needed: 2 }] } },
    })
    await asSomebody(made.realm, (tx) => take(tx, made), 'system')
    const { approvers } = await read(made.realm)
    expect(approvers.total).toBeLessThan(2)
    // What is so already keeps nobody from anything else.
    await asSomebody(
      made.realm,
      (tx) => tx.ledger.unlink('identity-role', [[made.ann, made.realm.role.id]]),
      'administrator',
    )
  })

  test('does not keep its own group from being deleted, and is refused when that comes back', async () => {
    const { realm, ann } = await guarded()
    await owner.call(groups.remove, { params: paramsOf(realm) })
    await asSomebody(realm, (tx) => tx.ledger.unlink('identity-role', [[ann, realm.role.id]]), 'administrator')
    const restore = { params: { realm: realm.name, kind: 'group', id: realm.group.id }, body: {} }
    expect(await owner.refusal(bin.restore, restore)).toMatchObject({ code: 'policy_unsatisfiable' })
    await asSomebody(
      realm,
      (tx) => tx.ledger.link('identity-role', realm.realm.id, [[ann, realm.role.id]]),
      'administrator',
    )
    await owner.call(bin.restore, restore)
  })

  test('is asked of nobody whose role has nothing to do with it', async () => {
    const { realm } = await guarded()
    const other = await owner.role(realm.name, 'other')
    await owner.call(roles.remove, { params: { realm: realm.name, roleId: other.id } })
    const spare = await owner.group(realm.name, 'Spare')
    await owner.call(groups.remove, { params: paramsOf(realm, spare.id) })
  })
})

test('an application that is disabled takes its roles from approvers', async () => {
  const realm = await ApprovalRealm.make(server)
  const { items } = await owner.call(roles.list, {
    params: { realm: realm.name },
    query: { of: 'application', q: 'view-users' },
  })
  const [role] = items
  await realm.people({ username: 'ann', roles: [role!.id] })
  await realm.policy({ approvals: 1, approvalRoleIds: [role!.id] })
  const params = { realm: realm.name, applicationId: role!.applicationId! }
  const { version } = await owner.call(applications.get, { params })
  expect(
    await owner.refusal(applications.update, { params, ifMatch: version, body: { enabled: false } }),
  ).toMatchObject({ code: 'policy_unsatisfiable' })
})
