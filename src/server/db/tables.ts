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
    /** Of the settings, for it is unique within an account. */
    external_id: string | null
  }
  /** The pictures that settings speak of, by what they are: those before are kept, since a change can be undone. */
  realm_logos: { realm_id: string; hash: string; data: string; created_at: number }
  groups: InRealm & {
    parent_id: string | null
    name: string
    name_key: string
    description: string
    attributes: string
    access_policy: string | null
    is_default: number
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
    /** When they last signed in; 0 is never. */
    seen_at: number
    /** `nameKey` of username, e-mail and name together. */
    search: string
    email_domain: string | null
    /** Whether they have a second step to sign in with. */
    second_step: number
    break_glass: number
    invited_at: number | null
  }
  group_roles: { realm_id: string; group_id: string; role_id: string }
  role_includes: { realm_id: string; role_id: string; included_role_id: string }
  /** `ends_at` and `request_id` of a membership for a while. */
  identity_groups: {
    realm_id: string
    identity_id: string
    group_id: string
    ends_at: number | null
    request_id: string | null
  }
  identity_roles: { realm_id: string; identity_id: string; role_id: string }
  realm_counters: { realm_id: string; identities: number }
  group_counters: { group_id: string; members: number }
  /** Derived from the settings of realms. */
  email_domain_roles: { realm_id: string; domain: string; role_id: string }
  access_requests: InRealm & {
    identity_id: string
    group_id: string
    reason: string
    status: string
    duration_seconds: number | null
    approvals_needed: number
    decisions: string
    asked_by_id: string | null
    asked_by_name: string
    expires_at: number
    decided_at: number | null
    ends_at: number | null
  }
  imports: {
    id: string
    account_id: string
    realm_id: string
    principal: string
    file_name: string
    state: string
    columns: string
    options: string
    counts: string
    encoding: string
    separator: string
    header: number
    total: number
    /** How many rows are judged, and up to which place. */
    judged: number
    judged_to: number
    batch_id: string | null
    version: number
    created_at: number
    updated_at: number
  }
  import_rows: {
    import_id: string
    position: number
    cells: string
    /** Null until it is judged. */
    state: string | null
    problems: string
    identity_id: string | null
    /** Of an update: the version that was seen, and what would change. */
    plan: string | null
    outcome: string | null
    /** By which a person is one with that of another row. */
    username_key: string | null
    email_key: string | null
  }
  outbox: {
    id: string
    account_id: string
    realm_id: string | null
    identity_id: string | null
    kind: string
    recipient: string
    subject: string
    body: string
    state: string
    error: string | null
    created_at: number
    sent_at: number | null
  }
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
    /** Why rows were left out, as the API shows it. */
    reasons: string
    undoes_batch_id: string | null
    about: string
    created_at: number
    finished_at: number | null
  }
  batch_rows: { batch_id: string; position: number; plan: string; state: string; outcome: string | null }
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
