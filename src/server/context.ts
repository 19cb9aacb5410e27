import type { Endpoint } from '#contract/endpoint'
import type { AdministratorRole, Permission } from '#contract/permissions'
import type { Config } from './config'
import type { Db } from './db/open'
import type { Clock } from './lib/clock'
import type { ServerKeys } from './lib/secrets'
import type { PeopleIndexes } from './people/people-indexes'

/** What the server is made of; features are built from it. */
export interface Deps {
  config: Config
  db: Db
  people: PeopleIndexes
  clock: Clock
  keys: ServerKeys
  log: {
    info(details: object, message: string): void
    warn(details: object, message: string): void
    error(details: object, message: string): void
  }
}

/** Who is doing something. */
export interface Actor {
  kind: 'administrator' | 'system'
  id: string | null
  name: string
}

/** A principal's place in an account, as the authorizer reads it. */
export interface Place {
  accountId: string
  accountName: string
  role: AdministratorRole
  permissions: readonly Permission[]
  /** Ids of the realms it is limited to; null means all. */
  realmIds: string[] | null
}

/** A request that has come through the door: parsed, authenticated, authorized. */
export interface Ctx extends Deps {
  /** Null in jobs. */
  endpoint: Endpoint | null
  requestId: string
  ip: string
  /** How it came in: `dashboard` with a browser's headers, else `api`, or `job`. */
  via: 'dashboard' | 'api' | 'job'
  now: number
  actor: Actor
  sessionId: string | null
  places: Place[]
  preview: boolean
  /** The version from `If-Match`, when sent. */
  ifMatch: number | null
  idempotency: { key: string; bodyHash: string; path: string } | null
  /** Set by `change()`: the event it wrote, for `x-event-id`. */
  eventId: string | null
}

/** In an account, with its permission checked. */
export interface AccountCtx extends Ctx {
  account: { id: string; name: string }
  place: Place
}

/** In a realm that the caller may see, with its permission checked. */
export interface RealmCtx extends AccountCtx {
  realm: { id: string; name: string }
}
