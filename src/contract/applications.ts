import * as z from 'zod/mini'
import { OptionalWebAddress, Origins, RedirectUris } from './addresses'
import { endpoint } from './endpoint'
import { BY_NAME_OR_AGE, listQuery, pageOf } from './list'
import { Description, Id, Name, Time, Version } from './primitives'
import { Role, RoleInput, RolePatch } from './roles'

/**
 * What an application calls itself in protocols: 1–255 visible characters, compared without case. SAML wants an address or
 * a name of its own here, so the characters of addresses are allowed.
 */
export const ClientId = z
  .string()
  .check(
    z.trim(),
    z.minLength(1),
    z.maxLength(255),
    z.regex(/^[\w.~:/@+?=&%-]*$/, { error: 'Only letters A–Z, digits and . _ ~ : / @ + ? = & % -' }),
  )

/** What every realm starts with and the protocols look for by client id: can be edited and disabled, not deleted. */
export const BUILT_IN_CLIENT_IDS = [
  'account',
  'account-console',
  'admin-cli',
  'broker',
  'realm-management',
  'security-admin-console',
] as const

export const Protocol = z.enum(['openid-connect', 'saml'])
export type Protocol = z.infer<typeof Protocol>

/** `public` cannot keep a secret, `confidential` can, `bearer-only` checks tokens and signs nobody in. */
const AccessType = z.enum(['public', 'confidential', 'bearer-only'])
const NameIdFormat = z.enum(['username', 'email', 'transient', 'persistent'])

export const OidcSettings = z.object({
  accessType: AccessType,
  rootUrl: z.string(),
  baseUrl: z.string(),
  redirectUris: z.array(z.string()),
  allowedOrigins: z.array(z.string()),
  standardFlow: z.boolean(),
  implicitFlow: z.boolean(),
  directAccessGrants: z.boolean(),
})
export type OidcSettings = z.infer<typeof OidcSettings>

export const SamlSettings = z.object({
  defaultEndpoint: z.string(),
  includeAuthnStatement: z.boolean(),
  includeOneTimeUseCondition: z.boolean(),
  signDocuments: z.boolean(),
  signAssertions: z.boolean(),
  clientSignatureRequired: z.boolean(),
  forcePostBinding: z.boolean(),
  forceNameIdFormat: z.boolean(),
  nameIdFormat: NameIdFormat,
  idpInitiatedSsoUrlName: z.string(),
  assertionConsumerServicePostBindingUrl: z.string(),
})
export type SamlSettings = z.infer<typeof SamlSettings>

/** What an application has until somebody says otherwise: the flow that is safe everywhere, and nothing else. */
export const OIDC_DEFAULTS: OidcSettings = {
  accessType: 'public',
  rootUrl: '',
  baseUrl: '',
  redirectUris: [],
  allowedOrigins: [],
  standardFlow: true,
  implicitFlow: false,
  directAccessGrants: false,
}
export const SAML_DEFAULTS: SamlSettings = {
  defaultEndpoint: '',
  includeAuthnStatement: true,
  includeOneTimeUseCondition: false,
  signDocuments: true,
  signAssertions: false,
  clientSignatureRequired: false,
  forcePostBinding: true,
  forceNameIdFormat: false,
  nameIdFormat: 'username',
  idpInitiatedSsoUrlName: '',
  assertionConsumerServicePostBindingUrl: '',
}

export const Application = z.object({
  id: Id,
  clientId: z.string(),
  name: z.string(),
  description: z.string(),
  enabled: z.boolean(),
  /** Expected by the protocols: it cannot be deleted, and keeps its client id. */
  builtIn: z.boolean(),
  /** Which of the two settings counts; both are kept. */
  protocol: Protocol,
  oidc: OidcSettings,
  saml: SamlSettings,
  version: Version,
  createdAt: Time,
  updatedAt: Time,
})
export type Application = z.infer<typeof Application>

/** What may be said of OpenID Connect; what is left out stays. Lists are replaced whole. */
export const OidcInput = z.strictObject({
  accessType: z.optional(AccessType),
  rootUrl: z.optional(OptionalWebAddress),
  baseUrl: z.optional(OptionalWebAddress),
  redirectUris: z.optional(RedirectUris),
  allowedOrigins: z.optional(Origins),
  standardFlow: z.optional(z.boolean()),
  implicitFlow: z.optional(z.boolean()),
  directAccessGrants: z.optional(z.boolean()),
})
export type OidcInput = z.infer<typeof OidcInput>

/** What may be said of SAML; what is left out stays. */
export const SamlInput = z.strictObject({
  defaultEndpoint: z.optional(OptionalWebAddress),
  includeAuthnStatement: z.optional(z.boolean()),
  includeOneTimeUseCondition: z.optional(z.boolean()),
  signDocuments: z.optional(z.boolean()),
  signAssertions: z.optional(z.boolean()),
  clientSignatureRequired: z.optional(z.boolean()),
  forcePostBinding: z.optional(z.boolean()),
  forceNameIdFormat: z.optional(z.boolean()),
  nameIdFormat: z.optional(NameIdFormat),
  /** A part of an address: letters, digits and `. _ ~ -`. */
  idpInitiatedSsoUrlName: z.optional(
    z.string().check(
      z.trim(),
      z.maxLength(255),
      z.regex(/^[\w.~-]*$/, { error: 'Only letters A–Z, digits and . _ ~ -' }),
      z.refine((name) => name !== '.' && name !== '..', { error: 'This means another place in an address' }),
    ),
  ),
  assertionConsumerServicePostBindingUrl: z.optional(OptionalWebAddress),
})
export type SamlInput = z.infer<typeof SamlInput>

export const ApplicationInput = z.strictObject({
  clientId: ClientId,
  name: Name,
  description: z.optional(Description),
  enabled: z.optional(z.boolean()),
  protocol: z.optional(Protocol),
  oidc: z.optional(OidcInput),
  saml: z.optional(SamlInput),
})
export type ApplicationInput = z.infer<typeof ApplicationInput>

/** What is left out stays, within `oidc` and `saml` too. */
export const ApplicationPatch = z.partial(ApplicationInput)
export type ApplicationPatch = z.infer<typeof ApplicationPatch>

export const ApplicationListQuery = listQuery(BY_NAME_OR_AGE)
export type ApplicationListQuery = z.infer<typeof ApplicationListQuery>

export const applications = {
  list: endpoint('GET', '/realms/:realm/applications', {
    needs: 'application:read',
    summary: 'Applications of a realm',
    query: ApplicationListQuery,
    response: pageOf(Application),
  }),
  /** Comes with the role `uma_protection`. Errors: 409 `name_taken` with `fields.clientId`. */
  create: endpoint('POST', '/realms/:realm/applications', {
    needs: 'application:write',
    summary: 'Create an application',
    body: ApplicationInput,
    response: Application,
    status: 201,
  }),
  get: endpoint('GET', '/realms/:realm/applications/:applicationId', {
    needs: 'application:read',
    summary: 'One application',
    response: Application,
  }),
  /** Errors: 409 `changed_meanwhile`, `name_taken`, `built_in` for the client id of an application that is built in. */
  update: endpoint('PATCH', '/realms/:realm/applications/:applicationId', {
    needs: 'application:write',
    summary: 'Edit, enable or disable an application; while it is disabled, nobody holds its roles',
    body: ApplicationPatch,
    response: Application,
  }),
  /** Errors: 409 `built_in`. */
  remove: endpoint('DELETE', '/realms/:realm/applications/:applicationId', {
    needs: 'application:write',
    summary: 'Put an application and its roles into the bin, for 30 days',
  }),
  roles: endpoint('GET', '/realms/:realm/applications/:applicationId/roles', {
    needs: 'application:read',
    summary: 'The roles of an application',
    query: ApplicationListQuery,
    response: pageOf(Role),
  }),
  createRole: endpoint('POST', '/realms/:realm/applications/:applicationId/roles', {
    needs: 'role:write',
    summary: 'Create a role of an application',
    body: RoleInput,
    response: Role,
    status: 201,
  }),
  getRole: endpoint('GET', '/realms/:realm/applications/:applicationId/roles/:roleId', {
    needs: 'application:read',
    summary: 'One role of an application',
    response: Role,
  }),
  updateRole: endpoint('PATCH', '/realms/:realm/applications/:applicationId/roles/:roleId', {
    needs: 'role:write',
    summary: 'Edit a role of an application',
    body: RolePatch,
    response: Role,
  }),
  removeRole: endpoint('DELETE', '/realms/:realm/applications/:applicationId/roles/:roleId', {
    needs: 'role:write',
    summary: 'Put a role of an application into the bin, for 30 days',
  }),
}
