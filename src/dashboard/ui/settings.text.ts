/** What the settings of things are called, by their place: `oidc.rootUrl`. */
const settingWords: Record<string, string> = {
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
  protocol: { 'openid-connect': 'OpenID Connect', saml: 'SAML' },
  'oidc.accessType': { public: 'public', confidential: 'confidential', 'bearer-only': 'bearer-only' },
}

export const settingWord = (place: string): string => settingWords[place] ?? place
export const settingValue = (place: string, value: unknown): string | undefined =>
  typeof value === 'string' ? valueWords[place]?.[value] : undefined
