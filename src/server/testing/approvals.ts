import {
  type AccessPolicy,
  type AccessRequestDetail,
  accessRequests,
  type GroupPolicy,
} from '#contract/access-requests'
import type { Group } from '#contract/groups'
import type { Realm } from '#contract/realms'
import type { Role } from '#contract/roles'
import { type Client, person } from './client'
import { addPeople, type NewPerson, setApprovals } from './people'
import type { TestServer } from './test-server'

let made = 0

/** A realm with approvals on, a group that needs them, and a role whose holders approve. */
export class ApprovalRealm {
  private constructor(
    readonly server: TestServer,
    readonly realm: Realm,
    readonly group: Group,
    readonly role: Role,
  ) {}

  static async make(server: TestServer): Promise<ApprovalRealm> {
    const { owner } = server
    const realm = await owner.realm(`approvals-${(made += 1)}`)
    await setApprovals(server.db, realm.id, { enabled: true })
    return new ApprovalRealm(
      server,
      realm,
      await owner.group(realm.name, 'Ops'),
      await owner.role(realm.name, 'manager'),
    )
  }

  get name(): string {
    return this.realm.name
  }

  /** People of the realm; returns their ids. */
  people(...people: NewPerson[]): Promise<string[]> {
    return addPeople(this.server.db, this.realm.id, people, this.server.time.now)
  }

  /** Somebody of the realm who has an administrator's address and, unless said otherwise, holds the approving role. */
  async approver(client: Client, more: Partial<NewPerson> = {}): Promise<string> {
    const { name, email } = client.me.administrator
    const [firstName = '', lastName = ''] = name.split(' ')
    const username = person(name).email
    const [id = ''] = await this.people({ username, email, firstName, lastName, roles: [this.role.id], ...more })
    return id
  }

  policy(policy: Partial<AccessPolicy> | null = {}, groupId = this.group.id): Promise<GroupPolicy> {
    return this.server.owner.call(accessRequests.setPolicy, {
      params: { realm: this.name, groupId },
      body: { policy: policy && this.policyOf(policy) },
    })
  }

  policyOf(policy: Partial<AccessPolicy> = {}): AccessPolicy {
    return { approvals: 1, approvalRoleIds: [this.role.id], maxDurationSeconds: 8 * 3600, ...policy }
  }

  ask(identityId: string, more: Partial<{ reason: string; durationSeconds: number | null; groupId: string }> = {}) {
    return this.server.owner.call(accessRequests.create, {
      params: { realm: this.name },
      body: this.asking(identityId, more),
    })
  }

  asking(identityId: string, more: Partial<{ reason: string; durationSeconds: number | null; groupId: string }> = {}) {
    return { identityId, groupId: this.group.id, reason: 'The pager is mine this week', ...more }
  }

  params(requestId: string) {
    return { realm: this.name, requestId }
  }

  get(requestId: string): Promise<AccessRequestDetail> {
    return this.server.owner.call(accessRequests.get, { params: this.params(requestId) })
  }
}
