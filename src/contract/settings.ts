import * as z from 'zod/mini'
import { PeopleCounts } from './changes'
import { Domain, Domains } from './domains'
import { endpoint } from './endpoint'
import { Id, line, Time, Version } from './primitives'

const MINUTE = 60
const DAY = 24 * 60 * MINUTE

/** The largest picture, in bytes as they are, not as text. */
export const LOGO_MAX_BYTES = 64 * 1024
/** How many characters a data: URL of such a picture has, with room for its beginning. */
const LOGO_MAX_CHARACTERS = Math.ceil(LOGO_MAX_BYTES / 3) * 4 + 40

/** How pictures begin, as Base64 writes it: what says it is one must be one. */
const PICTURES: Record<string, RegExp> = {
  png: /^iVBORw0KGgo/,
  jpeg: /^\/9j\//,
  webp: /^UklGR/,
}

function logoProblem(text: string): string | null {
  const [, type = '', data = ''] = /^data:image\/([a-z.+-]+);base64,([A-Za-z0-9+/]*={0,2})$/.exec(text) ?? []
  if (type.startsWith('svg')) return 'SVG pictures can carry programs: use PNG, JPEG or WebP'
  const looks = Object.hasOwn(PICTURES, type) ? PICTURES[type] : undefined
  if (!looks?.test(data) || data.length % 4 !== 0) return 'This is not a PNG, JPEG or WebP picture'
  if ((data.length / 4) * 3 - (/=*$/.exec(data)?.[0].length ?? 0) > LOGO_MAX_BYTES) return 'At most 64 KiB'
  return null
}

const refusedBy = (problemOf: (text: string) => string | null) =>
  z.superRefine<string>((text, context) => {
    const message = text === '' ? null : problemOf(text)
    if (message) context.addIssue({ code: 'custom', input: text, message })
  })

/** A picture as a `data:` URL: PNG, JPEG or WebP, at most 64 KiB; SVG is refused, since it can carry programs. Or nothing. */
export const Logo = z
  .string()
  .check(z.maxLength(LOGO_MAX_CHARACTERS, { error: 'At most 64 KiB' }), refusedBy(logoProblem))

/** What another system calls this realm: letters, digits, `.` `_` `-` `|`, at most 128 (stytch §4.1). Empty: nothing. */
export const ExternalId = z
  .string()
  .check(z.trim(), z.maxLength(128), z.regex(/^[A-Za-z0-9._|-]*$/, { error: 'Only letters A–Z, digits and . _ - |' }))

export const METADATA_MAX_BYTES = 4096
const METADATA_MAX_DEPTH = 20

const depth = (value: unknown, left: number): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (left > 0 && Object.values(value).every((one: unknown) => depth(one, left - 1)))

/** Free JSON for programs: at most 4 KiB as text (stytch §6.1 bounds such objects so), 20 levels deep. */
export const TrustedMetadata = z.record(line(255), z.unknown()).check(
  z.refine((value) => depth(value, METADATA_MAX_DEPTH), { error: 'At most 20 levels', abort: true }),
  z.refine((value) => new TextEncoder().encode(JSON.stringify(value)).length <= METADATA_MAX_BYTES, {
    error: 'At most 4 KiB',
  }),
)

/** Ids at other companies: connections, tenants, applications. */
const ForeignIds = z.array(line(255)).check(z.maxLength(100))

/** The ways of stytch §4.1 (`allowed_auth_methods`), and passkeys. */
export const signInMethods = [
  'passkey',
  'password',
  'magic_link',
  'email_otp',
  'sso',
  'google_oauth',
  'microsoft_oauth',
  'slack_oauth',
  'github_oauth',
  'hubspot_oauth',
] as const
export type SignInMethod = (typeof signInMethods)[number]

/** The second steps of stytch §4.1 (`allowed_mfa_methods`), and passkeys; `totp` is the code of an app (tozny §15.4). */
export const secondSteps = ['passkey', 'totp', 'sms_otp'] as const
export type SecondStep = (typeof secondSteps)[number]

const AllOrRestricted = z.enum(['all', 'restricted'])
const AllRestrictedNobody = z.enum(['all', 'restricted', 'nobody'])

/** By which ways people may sign in; `restricted` to what is allowed, which is then at least one. */
const SignInMethods = z.strictObject({
  mode: AllOrRestricted,
  allowed: z.array(z.enum(signInMethods)).check(z.maxLength(signInMethods.length)),
})

/**
 * Who may come into the realm by themselves or by invitation; administrators may always add people (stytch §4.1, §7.4).
 * `who`: `nobody`; `invited`; `domains`: whoever has an address at one of the domains comes in without being asked, and
 * others by invitation. `invites`: to whom invitations may go, `restricted`: to these domains. `ssoJit`: whoever comes
 * through single sign-on, `restricted`: through these connections. `oauthTenantJit: restricted`: whoever comes from
 * these tenants of Slack, HubSpot or GitHub. `claimedDomains`: no other realm may take people with such addresses.
 */
const Joining = z.strictObject({
  who: z.enum(['nobody', 'invited', 'domains']),
  domains: Domains,
  invites: AllRestrictedNobody,
  ssoJit: AllRestrictedNobody,
  ssoJitConnections: ForeignIds,
  oauthTenantJit: z.enum(['restricted', 'nobody']),
  allowedOauthTenants: z.strictObject({ slack: ForeignIds, hubspot: ForeignIds, github: ForeignIds }),
  claimedDomains: Domains,
})

/** Which applications people may connect to their account here, our own and others’ (stytch §4.1). */
const ConnectedApplications = z.strictObject({
  own: AllRestrictedNobody,
  ownAllowed: ForeignIds,
  others: AllRestrictedNobody,
  othersAllowed: ForeignIds,
})

export const EMAIL_DOMAIN_ROLES_MAX = 100
const EmailDomainRole = z.strictObject({ domain: Domain, roleId: Id })
/** Whoever has an address at the domain, exactly this one, holds the role. */
const EmailDomainRoles = z.array(EmailDomainRole).check(
  z.maxLength(EMAIL_DOMAIN_ROLES_MAX),
  z.superRefine<z.output<typeof EmailDomainRole>[]>((list, context) => {
    const keys = list.map(({ domain, roleId }) => `${domain} ${roleId}`)
    const at = keys.findIndex((key, i) => keys.indexOf(key) !== i)
    if (at >= 0)
      context.addIssue({
        code: 'custom',
        input: list,
        path: [at, 'domain'],
        message: 'This domain gives this role already',
      })
  }),
)

const seconds = (min: number, max: number) => z.int().check(z.minimum(min), z.maximum(max))

/** As many as one policy may ask for. */
export const DEFAULT_APPROVALS_MAX = 20
/** From five minutes to ten years, as memberships for a while last. */
const DurationSeconds = seconds(5 * MINUTE, 3650 * DAY)
/** How long a request may wait: from an hour to a year. */
const ExpiresAfterSeconds = seconds(60 * MINUTE, 365 * DAY)

/**
 * Access that must be asked for (tozny §15.4 `mpc_enabled`, §6.5). `defaultApprovals` and `defaultDurationSeconds` are
 * what a new policy is proposed with; a request that nobody answers ends after `requestExpiresAfterSeconds`.
 */
const Approvals = z.strictObject({
  enabled: z.boolean(),
  defaultApprovals: z.int().check(z.minimum(1), z.maximum(DEFAULT_APPROVALS_MAX)),
  defaultDurationSeconds: DurationSeconds,
  requestExpiresAfterSeconds: ExpiresAfterSeconds,
})

/**
 * Whether people need a second step (stytch §4.1 `mfa_policy`). `from`: required only since then, so that people have time
 * to set one up. Sign-ins in force stay when it becomes required; break-glass people are exempt from what is allowed, not
 * from the second step itself (stytch §7.4).
 */
const TwoStep = z.strictObject({
  policy: z.enum(['optional', 'required']),
  from: z.nullable(z.iso.datetime({ offset: true }).check(z.maxLength(40))),
  factors: z.strictObject({
    mode: AllOrRestricted,
    allowed: z.array(z.enum(secondSteps)).check(z.maxLength(secondSteps.length)),
  }),
})

/** From five minutes to 527,040, a leap year (stytch §6.1). */
const SessionSeconds = seconds(5 * MINUTE, 527_040 * MINUTE)
/** How long somebody stays signed in: without doing anything, and at most. */
const Session = z.strictObject({ idleSeconds: SessionSeconds, maxSeconds: SessionSeconds })

/** Eight characters at least, and never more than 64 asked for (NIST SP 800-63B §3.1.1.2). */
const Password = z.strictObject({ minLength: z.int().check(z.minimum(8), z.maximum(64)) })

/** All settings of a realm. Display name and purpose are the realm’s own: PATCH /realms/:realm. */
export const SettingsValues = z.strictObject({
  logo: Logo,
  externalId: ExternalId,
  trustedMetadata: TrustedMetadata,
  /** Whether an e-mail address may stand here only once. Holds for new and changed addresses; what is there twice stays. */
  emailUnique: z.boolean(),
  signInMethods: SignInMethods,
  joining: Joining,
  connectedApplications: ConnectedApplications,
  emailDomainRoles: EmailDomainRoles,
  approvals: Approvals,
  twoStep: TwoStep,
  session: Session,
  password: Password,
  /** Whether people may find each other by e-mail address (tozny §15.4 `email_lookups_enabled`). */
  emailLookups: z.boolean(),
  /** Whether people may keep secrets (tozny §15.4 `secrets_enabled`). */
  secrets: z.boolean(),
  /** Whether people of other realms may be let in (tozny §15.4 `tozid_federation_enabled`). */
  federation: z.boolean(),
})
export type SettingsValues = z.infer<typeof SettingsValues>
export type SettingKey = keyof SettingsValues

/**
 * What holds where a realm has said nothing. Defaults of stytch §4.1 and tozny §15.4 where they have one; sessions last as
 * NIST SP 800-63B §2.2.3 advises: an hour without doing anything, a day at most.
 */
export const SETTINGS_DEFAULTS: SettingsValues = {
  logo: '',
  externalId: '',
  trustedMetadata: {},
  emailUnique: true,
  signInMethods: { mode: 'all', allowed: [] },
  joining: {
    who: 'invited',
    domains: [],
    invites: 'all',
    ssoJit: 'all',
    ssoJitConnections: [],
    oauthTenantJit: 'nobody',
    allowedOauthTenants: { slack: [], hubspot: [], github: [] },
    claimedDomains: [],
  },
  connectedApplications: { own: 'all', ownAllowed: [], others: 'all', othersAllowed: [] },
  emailDomainRoles: [],
  approvals: {
    enabled: false,
    defaultApprovals: 1,
    defaultDurationSeconds: 8 * 60 * MINUTE,
    requestExpiresAfterSeconds: 7 * DAY,
  },
  twoStep: { policy: 'optional', from: null, factors: { mode: 'all', allowed: [] } },
  session: { idleSeconds: 60 * MINUTE, maxSeconds: DAY },
  password: { minLength: 8 },
  emailLookups: true,
  secrets: false,
  federation: false,
}

export const settingKeys = Object.keys(SETTINGS_DEFAULTS) as SettingKey[]

/**
 * What is wrong with settings as a whole, by the path of the field: each alone is well-formed, and together they would
 * shut everybody out, or say that something is restricted and not to what.
 */
export function settingsProblems({
  signInMethods: ways,
  joining,
  connectedApplications,
  twoStep,
  session,
}: SettingsValues) {
  const { allowedOauthTenants: tenants } = joining
  const wayIn =
    joining.ssoJit !== 'nobody' ||
    joining.oauthTenantJit !== 'nobody' ||
    joining.who === 'domains' ||
    (joining.who === 'invited' && joining.invites !== 'nobody')
  const needsDomains = joining.who === 'domains' || (joining.who !== 'nobody' && joining.invites === 'restricted')
  const rules: [wrong: boolean, path: string, sentence: string][] = [
    [
      ways.mode === 'restricted' && ways.allowed.length === 0,
      'signInMethods.allowed',
      'Allow at least one way to sign in',
    ],
    [needsDomains && joining.domains.length === 0, 'joining.domains', 'Name at least one domain'],
    [
      joining.who === 'invited' && joining.invites === 'nobody',
      'joining.invites',
      'Then nobody could join: choose “nobody” for who may join instead',
    ],
    [
      joining.ssoJit === 'restricted' && joining.ssoJitConnections.length === 0,
      'joining.ssoJitConnections',
      'Name at least one connection',
    ],
    [
      joining.oauthTenantJit === 'restricted' && Object.values(tenants).every((ids) => ids.length === 0),
      'joining.allowedOauthTenants',
      'Name at least one tenant',
    ],
    [!wayIn, 'joining.who', 'At least one way into the realm must remain'],
    [
      connectedApplications.own === 'restricted' && connectedApplications.ownAllowed.length === 0,
      'connectedApplications.ownAllowed',
      'Name at least one application',
    ],
    [
      connectedApplications.others === 'restricted' && connectedApplications.othersAllowed.length === 0,
      'connectedApplications.othersAllowed',
      'Name at least one application',
    ],
    [
      twoStep.factors.mode === 'restricted' && twoStep.factors.allowed.length === 0,
      'twoStep.factors.allowed',
      'Allow at least one second step',
    ],
    [twoStep.policy === 'optional' && twoStep.from !== null, 'twoStep.from', 'Only what is required has a beginning'],
    [session.idleSeconds > session.maxSeconds, 'session.idleSeconds', 'No longer than the longest time signed in'],
  ]
  return Object.fromEntries(rules.filter(([wrong]) => wrong).map(([, path, sentence]) => [path, sentence]))
}

/**
 * Only what is to change; `null` puts a setting back to its default. Of settings with parts (`joining`, `approvals`, …) only
 * the parts that are given change; lists are replaced whole.
 */
export const SettingsPatch = z.strictObject({
  logo: z.optional(z.nullable(Logo)),
  externalId: z.optional(z.nullable(ExternalId)),
  trustedMetadata: z.optional(z.nullable(TrustedMetadata)),
  emailUnique: z.optional(z.nullable(z.boolean())),
  signInMethods: z.optional(z.nullable(z.partial(SignInMethods))),
  joining: z.optional(z.nullable(z.partial(Joining))),
  connectedApplications: z.optional(z.nullable(z.partial(ConnectedApplications))),
  emailDomainRoles: z.optional(z.nullable(EmailDomainRoles)),
  approvals: z.optional(z.nullable(z.partial(Approvals))),
  twoStep: z.optional(z.nullable(z.partial(TwoStep))),
  session: z.optional(z.nullable(z.partial(Session))),
  password: z.optional(z.nullable(z.partial(Password))),
  emailLookups: z.optional(z.nullable(z.boolean())),
  secrets: z.optional(z.nullable(z.boolean())),
  federation: z.optional(z.nullable(z.boolean())),
})
export type SettingsPatch = z.infer<typeof SettingsPatch>

/** A role that e-mail domains give; `deleted` while it lies in the bin, where nobody holds it. */
export const DomainRole = z.object({
  id: Id,
  name: z.string(),
  application: z.nullable(z.string()),
  deleted: z.boolean(),
})
export type DomainRole = z.infer<typeof DomainRole>

export const RealmSettings = z.object({
  values: SettingsValues,
  /** The settings that this realm has set to something else than the default. */
  own: z.array(z.enum(settingKeys)),
  /** The roles that `emailDomainRoles` speak of. */
  roles: z.array(DomainRole),
  /** The realm's. */
  version: Version,
  updatedAt: Time,
})
export type RealmSettings = z.infer<typeof RealmSettings>

/** `from`: the day on which a second step will be required, for the mail to say so. */
export const SecondStepReminderInput = z.strictObject({
  from: z.optional(z.nullable(z.iso.date().check(z.maxLength(10)))),
})
export type SecondStepReminderInput = z.infer<typeof SecondStepReminderInput>

/**
 * `people`: those who are active and have no second step; who gets a mail, and who is left out: `no_email`, `throttled`
 * (reminded within the last 24 hours). `mail: kept`: no mail server is set up, so the mails lie in the outbox.
 */
export const SecondStepReminders = z.object({ people: PeopleCounts, mail: z.enum(['waiting', 'kept']) })
export type SecondStepReminders = z.infer<typeof SecondStepReminders>

export const settings = {
  get: endpoint('GET', '/realms/:realm/settings', {
    needs: 'settings:read',
    summary: 'The settings of a realm, and which of them are its own',
    response: RealmSettings,
  }),
  /**
   * Errors: 422 with the path of what does not fit together; 409 `external_id_taken`. A preview of `emailDomainRoles` says
   * who gains and who loses a role.
   */
  update: endpoint('PATCH', '/realms/:realm/settings', {
    needs: 'settings:write',
    summary: 'Change settings of a realm, or put some back to their defaults',
    body: SettingsPatch,
    response: RealmSettings,
  }),
  /** The mails go out in the background, at most one a day to each. The preview says how many in `people`. */
  remindOfSecondStep: endpoint('POST', '/realms/:realm/settings/second-step-reminders', {
    needs: 'settings:write',
    summary: 'Ask everybody who has no second step, by mail, to set one up',
    body: SecondStepReminderInput,
    response: SecondStepReminders,
  }),
}
