import { v7 as uuid } from 'uuid'
import { write } from './database'
import type { RealmOf } from './fixtures'
import type { Server } from './server'

interface NewPerson {
  username: string
  email?: string
  firstName?: string
  lastName?: string
  /** Ids of the roles that they are given. */
  roles?: string[]
}

/** Puts people straight into a realm, past the server, with the copies that it keeps of them. Returns their ids. */
export async function addPeople(site: Server, { realm }: RealmOf, people: NewPerson[]): Promise<string[]> {
  const now = Date.now()
  const ids: string[] = []
  for (const { username, email = null, firstName = '', lastName = '', roles = [] } of people) {
    const id = uuid()
    ids.push(id)
    const key = username.toLowerCase()
    const search = [username, email === username ? '' : email, firstName, lastName].filter(Boolean).join(' ')
    await write(site, [
      [`insert into principals (id, kind, name, created_at) values (?, 'identity', ?, ?)`, id, username, now],
      [
        `insert into identities (id, realm_id, version, created_at, updated_at, username, username_key, email, email_key,
          first_name, last_name, status, attributes, search, email_domain)
        values (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, 'active', '{}', ?, ?)`,
        id,
        realm.id,
        now,
        now,
        username,
        key,
        email,
        email?.toLowerCase() ?? null,
        firstName,
        lastName,
        search.normalize('NFKC').toLowerCase(),
        email?.split('@')[1]?.toLowerCase() ?? null,
      ],
      ...roles.map((role): [string, ...(string | number)[]] => [
        `insert into identity_roles (realm_id, identity_id, role_id, username_key, created_at, seen_at, living)
          values (?, ?, ?, ?, ?, 0, 1)`,
        realm.id,
        id,
        role,
        key,
        now,
      ]),
      [
        `insert into realm_counters (realm_id, identities) values (?, 1)
          on conflict (realm_id) do update set identities = realm_counters.identities + 1`,
        realm.id,
      ],
    ])
  }
  return ids
}

/** Turns approvals of a realm on or off. */
export const setApprovals = (site: Server, { realm }: RealmOf, enabled: boolean): Promise<void> =>
  write(site, [['update realms set settings = ? where id = ?', JSON.stringify({ approvals: { enabled } }), realm.id]])
