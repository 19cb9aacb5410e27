import * as z from 'zod/mini'
import { endpoint } from './endpoint'
import { BY_NAME_OR_AGE, listQuery, pageOf } from './list'
import { Id, Time, Version } from './primitives'
import { Role } from './roles'

export const Application = z.object({
  id: Id,
  /** What the application calls itself in protocols; not a UUID. */
  clientId: z.string(),
  name: z.string(),
  description: z.string(),
  enabled: z.boolean(),
  version: Version,
  createdAt: Time,
  updatedAt: Time,
})
export type Application = z.infer<typeof Application>

export const ApplicationListQuery = listQuery(BY_NAME_OR_AGE)
export type ApplicationListQuery = z.infer<typeof ApplicationListQuery>

export const applications = {
  list: endpoint('GET', '/realms/:realm/applications', {
    needs: 'application:read',
    summary: 'Applications of a realm',
    query: ApplicationListQuery,
    response: pageOf(Application),
  }),
  get: endpoint('GET', '/realms/:realm/applications/:applicationId', {
    needs: 'application:read',
    summary: 'One application',
    response: Application,
  }),
  roles: endpoint('GET', '/realms/:realm/applications/:applicationId/roles', {
    needs: 'application:read',
    summary: 'The roles of an application',
    query: ApplicationListQuery,
    response: pageOf(Role),
  }),
}
