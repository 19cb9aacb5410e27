import type { OidcSettings, Protocol, SamlSettings } from '#contract/applications'
import type { SentencePart } from '../../ui/named'

/** What the settings are called, in the form and where a conflict compares them. */
const labels = {
  name: 'Name',
  clientId: 'Client id',
  description: 'Description',
  protocol: 'How it signs people in',
  accessType: 'Kind of application',
  rootUrl: 'Address',
  baseUrl: 'Start page',
  redirectUris: 'Redirect URIs',
  allowedOrigins: 'Allowed web origins',
  standardFlow: 'Standard flow',
  implicitFlow: 'Implicit flow',
  directAccessGrants: 'Direct access grants',
  assertionConsumerServicePostBindingUrl: 'Assertion consumer service',
  defaultEndpoint: 'SAML endpoint',
  idpInitiatedSsoUrlName: 'Name for sign-in from here',
  nameIdFormat: 'Name id',
  forceNameIdFormat: 'Always use this name id',
  signDocuments: 'Sign documents',
  signAssertions: 'Sign assertions',
  clientSignatureRequired: 'Require signed requests',
  forcePostBinding: 'Always answer by POST',
  includeAuthnStatement: 'Say how and when somebody signed in',
  includeOneTimeUseCondition: 'Answers are good for one use',
} satisfies Record<'name' | 'clientId' | 'description' | 'protocol' | keyof OidcSettings | keyof SamlSettings, string>

const protocols: Record<Protocol, string> = { 'openid-connect': 'OpenID Connect', saml: 'SAML' }

const accessTypes: Record<OidcSettings['accessType'], { label: string; description: string }> = {
  public: {
    label: 'Public',
    description: 'It runs in the browser or on a device, and cannot keep a secret.',
  },
  confidential: {
    label: 'Confidential',
    description: 'It runs on a server, which can keep a secret.',
  },
  'bearer-only': {
    label: 'Bearer-only',
    description: 'A service behind others: it checks the tokens it is sent, and nobody signs in through it.',
  },
}

const nameIds: Record<SamlSettings['nameIdFormat'], string> = {
  username: 'Username',
  email: 'E-mail address',
  persistent: 'Persistent: a lasting id that only this application sees',
  transient: 'Transient: a new id at every sign-in',
}

export const applicationsText = {
  title: 'Applications',
  description: 'What people of this realm sign in to. Each application brings roles of its own, which groups can give.',
  create: 'Create application',
  search: 'Search applications',
  empty: {
    title: 'No application yet',
    text: 'An application is something people sign in to, such as a wiki or a payroll system. It brings roles of its own.',
  },
  columns: { clientId: 'Client id', protocol: 'Protocol', state: 'State', created: 'Created' },
  protocols,
  enabled: 'Enabled',
  disabled: 'Disabled',
  builtIn: 'Built in',
  actions: { edit: 'Edit', enable: 'Enable …', disable: 'Disable …', remove: 'Delete …' },
  cannotRemove: 'The protocols look for it in every realm. It can be disabled.',
  facts: {
    clientId: 'Client id',
    protocol: 'Protocol',
    state: 'State',
    enabled: 'Enabled',
    disabled: 'Disabled: nobody holds its roles',
    builtIn: 'Every realm starts with it',
    created: 'Created',
    id: 'Id',
  },
  form: {
    ...labels,
    newTitle: 'New application',
    editTitle: 'Edit application',
    create: 'Create application',
    save: 'Save changes',
    created: (name: string): SentencePart[] => ['The application ', { name }, ' was created.'],
    saved: 'Changes saved.',
    nameHint: 'What people call it.',
    clientIdHint: 'What it calls itself when it talks to this realm. Its own settings must say exactly the same.',
    clientIdExample: 'wiki',
    clientIdFixed: 'The protocols look for it by this client id, so it stays.',
    descriptionHint: 'What people use it for, in a sentence.',
    protocolHints: {
      'openid-connect': 'What most applications of today speak. If you are not sure, it is this one.',
      saml: 'What many older and business applications ask for.',
    } satisfies Record<Protocol, string>,
    accessTypes,
    oidc: 'OpenID Connect settings',
    rootUrlHint: 'Where it is found on the web.',
    baseUrlHint: 'Where people are led who want to open it.',
    addressExample: 'https://wiki.example.org',
    baseUrlExample: 'https://wiki.example.org/home',
    redirectUrisHint:
      'Where people may be sent back to after signing in, each written in full: they are compared letter by letter, so there are no wildcards. An app on a device may use a scheme of its own, such as com.example.app:/callback.',
    redirectUri: 'Redirect URI',
    addRedirectUri: 'Add a redirect URI',
    redirectUriExample: 'https://wiki.example.org/callback',
    allowedOriginsHint: 'Web pages that may talk to this realm from the browser: scheme, host and port only.',
    allowedOrigin: 'Web origin',
    addAllowedOrigin: 'Add a web origin',
    allowedOriginExample: 'https://wiki.example.org',
    flows: 'Ways to sign in',
    standardFlowHint: 'People sign in on a page of this realm and come back with a code. Right for nearly everything.',
    implicitFlowHint:
      'They come back with a token in the address, where others may read it. Only for old applications.',
    directAccessGrantsHint: 'It asks for the password itself and passes it on. Only for what cannot show a page.',
    saml: 'SAML settings',
    acsHint: 'Where the answer about somebody who signed in is sent, by POST.',
    acsExample: 'https://payroll.example.org/saml/acs',
    defaultEndpointHint: 'Where everything else is sent, such as signing out.',
    defaultEndpointExample: 'https://payroll.example.org/saml',
    idpInitiatedSsoUrlNameHint:
      'The last part of an address at which people can sign in to it without visiting it first.',
    idpInitiatedSsoUrlNameExample: 'payroll',
    nameIdHint: 'What the application is told as the name of somebody.',
    forceNameIdFormatHint: 'Even where it asks for another one.',
    nameIds,
    answers: 'What is signed and said',
  },
  conflict: labels,
  settings: {
    title: (protocol: Protocol) => `${protocols[protocol]} settings`,
    note: 'This realm does not sign people in to applications yet. These settings are kept, the API gives them out, and they take effect once it does.',
    notGiven: 'Not given',
    accessType: ({ accessType }: OidcSettings) =>
      `${accessTypes[accessType].label}. ${accessTypes[accessType].description}`,
    noRedirectUris: 'None, so nobody could be sent back after signing in',
    noOrigins: 'None',
    flows: 'Ways to sign in',
    noFlows: 'None',
    nameId: ({ nameIdFormat, forceNameIdFormat }: SamlSettings) =>
      forceNameIdFormat ? `${nameIds[nameIdFormat]}, always` : nameIds[nameIdFormat],
    behaviour: 'What is signed and said',
    noBehaviour: 'Nothing is signed, and nothing more is said',
  },
  roles: {
    title: 'Roles',
    text: 'What people may do in this application. Give them to groups, and everyone in these holds them.',
    none: 'This application has no roles.',
    search: 'Search its roles',
    role: 'Role',
    description: 'Description',
    create: 'Create role',
  },
  disable: {
    title: (name: string): SentencePart[] => ['Disable ', { name }, '?'],
    intro: 'Nobody holds its roles while it is disabled. Everything about it stays, and it can be enabled again.',
    builtIn: 'The protocols of this realm look for this application: what relies on it stops working.',
    apply: 'Disable application',
    done: (name: string): SentencePart[] => [{ name }, ' is disabled.'],
  },
  enable: {
    title: (name: string): SentencePart[] => ['Enable ', { name }, '?'],
    intro: 'People hold its roles again, wherever something gives these to them.',
    apply: 'Enable application',
    done: (name: string): SentencePart[] => [{ name }, ' is enabled.'],
  },
  remove: {
    title: (name: string): SentencePart[] => ['Delete the application ', { name }, '?'],
    intro:
      'It goes into the bin with its roles, and nobody holds these any more. It waits there for 30 days and comes back with everything that gives them.',
    apply: 'Delete application',
    done: (name: string): SentencePart[] => ['The application ', { name }, ' is in the bin.'],
  },
}
