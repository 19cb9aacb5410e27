import {
  type ApplicationInput,
  OIDC_DEFAULTS,
  type OidcSettings,
  type Protocol,
  SAML_DEFAULTS,
  type SamlSettings,
} from '#contract/applications'
import { canonical } from '../../lib/canonical'

export interface Settings {
  protocol: Protocol
  oidc: OidcSettings
  saml: SamlSettings
}

/** What the column holds. Of applications that are older than a setting it is not among them. */
export type StoredSettings = { [Key in keyof Settings]?: Partial<Settings[Key]> }

type GivenSettings = Pick<ApplicationInput, 'protocol' | 'oidc' | 'saml'>

/** All settings of an application: what is not stored has its default. */
export const settingsOf = ({ protocol, oidc, saml }: StoredSettings): Settings => ({
  protocol: protocol ?? 'openid-connect',
  oidc: { ...OIDC_DEFAULTS, ...oidc },
  saml: { ...SAML_DEFAULTS, ...saml },
})

/** The settings of a new application, all of them written down: a default that changes later must not change them. */
export const newSettings = (given: GivenSettings = {}): Settings => settingsOf(withSettings({}, given))

/**
 * Stored settings with those that were given. What is so already, if only by default, is not written, so that the log tells
 * what was changed and nothing else.
 */
export function withSettings(stored: StoredSettings, given: GivenSettings): StoredSettings {
  const current = settingsOf(stored)
  const oidc = changed(current.oidc, given.oidc)
  const saml = changed(current.saml, given.saml)
  return {
    ...stored,
    ...(given.protocol !== undefined && given.protocol !== current.protocol && { protocol: given.protocol }),
    ...(Object.keys(oidc).length > 0 && { oidc: { ...stored.oidc, ...oidc } }),
    ...(Object.keys(saml).length > 0 && { saml: { ...stored.saml, ...saml } }),
  }
}

function changed<Part extends object>(
  current: Part,
  given: { [Key in keyof Part]?: Part[Key] | undefined } = {},
): Partial<Part> {
  const entries = Object.entries(given).filter(
    // `given` has been read by a schema that allows these keys only.
    ([key, value]) => value !== undefined && canonical(value) !== canonical(current[key as keyof Part]),
  )
  return Object.fromEntries(entries) as Partial<Part>
}
