import { accessRequests } from './access-requests'
import { activity } from './activity'
import { applications } from './applications'
import { auth } from './auth'
import { bin } from './bin'
import { bulk } from './bulk'
import type { Endpoint } from './endpoint'
import { groups } from './groups'
import { identities } from './identities'
import { imports } from './imports'
import { realms } from './realms'
import { roles } from './roles'
import { settings } from './settings'

/** Every resource of the API, for its description and for the tests that walk all of it. */
export const resources: Record<string, Record<string, Endpoint>> = {
  auth,
  realms,
  groups,
  roles,
  applications,
  identities,
  settings,
  accessRequests,
  bulk,
  imports,
  activity,
  bin,
}

export const allEndpoints: Endpoint[] = Object.values(resources).flatMap((resource) => Object.values(resource))
