/**
 * The tables. Ids are UUIDv7 text, times integer milliseconds in `…_at`, yes and no are 1 and 0, JSON is text, and `…_key`
 * columns hold `nameKey(…)` of the column they are named after.
 */
export interface Tables {
  server_state: { name: string; value: string }
  accounts: { id: string; name: string; created_at: number; version: number }
  principals: { id: string; kind: PrincipalKind; name: string; created_at: number }
  credentials: { id: string; principal_id: string; kind: string; data: string; created_at: number }
  /** `unique_scope` is `server` for administrators, a realm's id where it wants e-mail unique, else null. */
  emails: {
    id: string
    principal_id: string
    email: string
    email_key: string
    unique_scope: string | null
    is_primary: number
    verified_at: number | null
    created_at: number
  }
  factors: {
    id: string
    principal_id: string
    kind: string
    rp_id: string | null
    data: string
    created_at: number
    last_used_at: number | null
  }
  sessions: {
    id: string
    principal_id: string
    token_hash: string
    assurance: string
    verified_at: number
    device_id: string | null
    ip: string
    user_agent: string
    created_at: number
    last_seen_at: number
    expires_at: number
  }
  devices: { id: string; principal_id: string; name: string; data: string; created_at: number; last_seen_at: number }
  memberships: {
    id: string
    account_id: string
    principal_id: string
    role: string
    all_realms: number
    ends_at: number | null
    created_at: number
    version: number
  }
  membership_realms: { membership_id: string; realm_id: string }
  realms: ThingColumns & {
    account_id: string
    name: string
    name_key: string
    display_name: string
    display_name_key: string
    description: string
    practice: number
    settings: string
  }
  groups: InRealm & {
    parent_id: string | null
    name: string
    name_key: string
    description: string
    attributes: string
  }
  roles: InRealm & {
    application_id: string | null
    name: string
    name_key: string
    description: string
    is_default: number
    permissions: string
  }
  applications: InRealm & {
    client_id: string
    client_id_key: string
    name: string
    name_key: string
    description: string
    enabled: number
    settings: string
  }
  /** The id is the principal's. */
  identities: InRealm & {
    username: string
    username_key: string
    email: string | null
    email_key: string | null
    first_name: string
    last_name: string
    status: string
    attributes: string
    last_sign_in_at: number | null
  }
  group_roles: { realm_id: string; group_id: string; role_id: string }
  role_includes: { realm_id: string; role_id: string; included_role_id: string }
  identity_groups: { realm_id: string; identity_id: string; group_id: string }
  identity_roles: { realm_id: string; identity_id: string; role_id: string }
  deletions: {
    id: string
    account_id: string
    realm_id: string
    kind: string
    root_id: string
    name: string
    name_key: string
    with_it: number
    deleted_at: number
    deleted_by: string
  }
  chains: { chain: string; seq: number; hash: string }
  events: {
    id: string
    chain: string
    seq: number
    account_id: string | null
    realm_id: string | null
    type: string
    actor_kind: string
    actor_id: string | null
    actor_name: string
    via: string
    ip: string | null
    request_id: string | null
    at: number
    batch_id: string | null
    undoes_event_id: string | null
    params: string
    changes_digest: string
    key_id: string
    prev_hash: string
    hash: string
  }
  event_changes: {
    event_id: string
    position: number
    action: string
    kind: string
    subject_id: string
    other_id: string | null
    name: string
    before: string | null
    after: string | null
    before_digest: string | null
    after_digest: string | null
    after_version: number | null
    deletion_id: string | null
  }
  idempotency_keys: {
    principal_id: string
    method: string
    path: string
    key: string
    body_hash: string
    status: number
    response: string
    event_id: string | null
    created_at: number
  }
  throttles: { name: string; failures: number; blocked_until: number; updated_at: number }
  jobs: {
    id: string
    kind: string
    payload: string
    run_at: number
    attempts: number
    locked_until: number
    last_error: string | null
    created_at: number
  }
  batches: {
    id: string
    account_id: string
    realm_id: string
    kind: string
    principal: string
    total: number
    done: number
    skipped: number
    undoes_batch_id: string | null
    created_at: number
    finished_at: number | null
  }
  batch_rows: { batch_id: string; position: number; plan: string; state: string }
}

export type PrincipalKind = 'administrator' | 'identity' | 'client' | 'api-key'

interface ThingColumns {
  id: string
  version: number
  created_at: number
  updated_at: number
  /** Set while it lies in the bin. */
  deletion_id: string | null
}

type InRealm = ThingColumns & { realm_id: string }
