import type { ApplicationInput } from '#contract/applications'
import type { Thing } from '#contract/changes'
import type { Row } from '../../changes/specs'
import { newId } from '../../lib/ids'
import { newSettings } from './settings'

/** Every application has this role. */
export const APPLICATION_ROLE = {
  name: 'uma_protection',
  description: 'Offer things whose sharing people decide themselves',
}

/** A thing on its way into the database. */
export interface NewThing {
  kind: Thing
  id: string
  fields: Row
}

export const newRole = (role: {
  name: string
  description: string
  isDefault: boolean
  applicationId: string | null
}): NewThing => ({
  kind: 'role',
  id: newId(),
  fields: {
    name: role.name,
    description: role.description,
    applicationId: role.applicationId,
    isDefault: role.isDefault,
    permissions: [],
  },
})

export const newApplication = (input: ApplicationInput): NewThing => ({
  kind: 'application',
  id: newId(),
  fields: {
    clientId: input.clientId,
    name: input.name,
    description: input.description ?? '',
    enabled: input.enabled ?? true,
    settings: newSettings(input),
  },
})
