import { domainOfEmail } from '#contract/domains'
import {
  type SettingKey,
  settingKeys,
  SETTINGS_DEFAULTS,
  type SettingsPatch,
  type SettingsValues,
} from '#contract/settings'
import { canonical } from '../../lib/canonical'

/**
 * What the column holds: only what differs from the defaults, of settings with parts only the parts that do. The logo stands
 * there as the hash by which `realm_logos` knows it, so that neither the log nor previews carry pictures around.
 */
export type StoredSettings = { [Key in SettingKey]?: Partial<SettingsValues[Key]> }

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Settings that are free JSON are one value, however it is built. */
const hasParts = (key: SettingKey): boolean => key !== 'trustedMetadata' && isRecord(SETTINGS_DEFAULTS[key])

/** All settings of a realm: what is not stored has its default. Takes what the column holds, parsed. */
export function settingsFrom(json: unknown): SettingsValues {
  const stored: Record<string, unknown> = isRecord(json) ? json : {}
  const values = settingKeys.map((key): [string, unknown] => {
    const [own, usual] = [stored[key], SETTINGS_DEFAULTS[key]]
    if (own === undefined) return [key, usual]
    return [key, hasParts(key) && isRecord(own) ? { ...(usual as object), ...own } : own]
  })
  // Written by us after its schema was applied.
  return Object.fromEntries(values) as SettingsValues
}

/** The settings that a realm has set to something else than the default. */
export const ownSettings = (stored: StoredSettings): SettingKey[] =>
  settingKeys.filter((key) => stored[key] !== undefined)

/** Stored settings with a patch. What is as it would be anyway is not stored: `own` then says what is different here. */
export function withPatch(stored: StoredSettings, patch: SettingsPatch): StoredSettings {
  const next: Record<string, unknown> = { ...stored }
  for (const key of settingKeys) {
    const given = patch[key]
    if (given === undefined) continue
    const value = given === null ? undefined : ownPart(key, stored[key], given)
    if (value === undefined) delete next[key]
    else next[key] = value
  }
  return next
}

function ownPart(key: SettingKey, stored: unknown, given: unknown): unknown {
  const usual: unknown = SETTINGS_DEFAULTS[key]
  if (!hasParts(key) || !isRecord(usual)) return canonical(given) === canonical(usual) ? undefined : given
  const parts = { ...(stored as object | undefined), ...(given as object) }
  const own = Object.entries(parts).filter(
    ([part, value]) => value !== undefined && canonical(value) !== canonical(usual[part]),
  )
  return own.length > 0 ? Object.fromEntries(own) : undefined
}

/**
 * Whether an invitation may go to this address, or why not in a sentence. Adding somebody without an invitation is not
 * limited (stytch §7.4).
 */
export function mayInvite({ joining }: SettingsValues, email: string): true | string {
  const { who, invites, domains } = joining
  if (who === 'nobody' || invites === 'nobody') return 'This realm’s settings let nobody be invited'
  if (invites === 'restricted' && !domains.includes(domainOfEmail(email)))
    return `This realm’s settings let only addresses at ${new Intl.ListFormat('en', { type: 'disjunction' }).format(domains.slice(0, 5))}${domains.length > 5 ? ' and some others' : ''} be invited`
  return true
}
