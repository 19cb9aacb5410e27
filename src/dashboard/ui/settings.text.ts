/** What the settings of things are called, by their place: `oidc.rootUrl`. */
const settingWords: Record<string, string> = {
  logo: 'logo',
  externalId: 'external id',
  trustedMetadata: 'trusted metadata',
  emailUnique: 'each e-mail address only once',
  signInMethods: 'ways to sign in',
  'signInMethods.mode': 'ways to sign in',
  'signInMethods.allowed': 'allowed ways to sign in',
  joining: 'joining',
  'joining.who': 'who may join',
  'joining.domains': 'domains of the realm',
  'joining.invites': 'who may be invited',
  'joining.ssoJit': 'joining by single sign-on',
  'joining.ssoJitConnections': 'connections by which people join',
  'joining.oauthTenantJit': 'joining from tenants',
  'joining.allowedOauthTenants': 'tenants from which people join',
  'joining.claimedDomains': 'claimed domains',
  connectedApplications: 'connected applications',
  'connectedApplications.own': 'connecting own applications',
  'connectedApplications.ownAllowed': 'own applications allowed',
  'connectedApplications.others': 'connecting applications of others',
  'connectedApplications.othersAllowed': 'applications of others allowed',
  emailDomainRoles: 'roles given by e-mail domain',
  approvals: 'approvals',
  'approvals.enabled': 'approvals',
  'approvals.defaultApprovals': 'approvals that policies propose',
  'approvals.defaultDurationSeconds': 'length of access that policies propose, in seconds',
  'approvals.requestExpiresAfterSeconds': 'end of unanswered requests, in seconds',
  twoStep: 'second step',
  'twoStep.policy': 'second step',
  'twoStep.from': 'second step required from',
  'twoStep.factors': 'allowed second steps',
  session: 'time signed in',
  'session.idleSeconds': 'signed out after doing nothing, in seconds',
  'session.maxSeconds': 'signed out in any case, in seconds',
  password: 'passwords',
  'password.minLength': 'shortest password',
  emailLookups: 'finding each other by e-mail address',
  secrets: 'keeping secrets',
  federation: 'letting in people of other realms',
  protocol: 'protocol',
  'oidc.accessType': 'kind of application',
  'oidc.rootUrl': 'address',
  'oidc.baseUrl': 'start page',
  'oidc.redirectUris': 'redirect URIs',
  'oidc.allowedOrigins': 'allowed web origins',
  'oidc.standardFlow': 'standard flow',
  'oidc.implicitFlow': 'implicit flow',
  'oidc.directAccessGrants': 'direct access grants',
  'saml.defaultEndpoint': 'SAML endpoint',
  'saml.includeAuthnStatement': 'statement of how somebody signed in',
  'saml.includeOneTimeUseCondition': 'one-time use',
  'saml.signDocuments': 'signed documents',
  'saml.signAssertions': 'signed assertions',
  'saml.clientSignatureRequired': 'signed requests required',
  'saml.forcePostBinding': 'answers by POST',
  'saml.forceNameIdFormat': 'fixed name id format',
  'saml.nameIdFormat': 'name id format',
  'saml.idpInitiatedSsoUrlName': 'name for sign-in from here',
  'saml.assertionConsumerServicePostBindingUrl': 'assertion consumer service',
}

/** Choices whose value says less than what they are called. */
const valueWords: Record<string, Record<string, string>> = {
  'joining.who': { nobody: 'nobody', invited: 'whoever is invited', domains: 'whoever has an address at the domains' },
  'joining.invites': { all: 'anyone', restricted: 'addresses at the domains', nobody: 'nobody' },
  'joining.ssoJit': { all: 'all', restricted: 'some connections', nobody: 'nobody' },
  'joining.oauthTenantJit': { restricted: 'some tenants', nobody: 'nobody' },
  'signInMethods.mode': { all: 'all', restricted: 'only some' },
  'twoStep.policy': { optional: 'optional', required: 'required' },
  protocol: { 'openid-connect': 'OpenID Connect', saml: 'SAML' },
  'oidc.accessType': { public: 'public', confidential: 'confidential', 'bearer-only': 'bearer-only' },
}

export const settingWord = (place: string): string =>
  settingWords[place] ?? place.replace(/^trustedMetadata\./, 'trusted metadata ')

/** The pairs of a domain and a role: of the role there is only an id, which says nothing to a person. */
const domains = (value: unknown): string | undefined =>
  Array.isArray(value) && value.length > 0
    ? [...new Set(value.map((one: { domain?: unknown }) => String(one.domain)))].join(', ')
    : undefined

export function settingValue(place: string, value: unknown): string | undefined {
  // Of a realm only what differs from the default is stored.
  if (value === undefined && !/^(protocol$|oidc\.|saml\.)/.test(place)) return 'the default'
  if (place === 'logo') return value === '' ? undefined : 'a picture'
  if (place === 'emailDomainRoles') return domains(value)
  return typeof value === 'string' ? valueWords[place]?.[value] : undefined
}
