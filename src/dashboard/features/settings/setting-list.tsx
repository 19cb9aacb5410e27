import type { ReactNode } from 'react'
import { Link } from 'react-router'
import {
  settings,
  settingsProblems,
  type RealmSettings,
  type SettingsPatch,
  type SettingsValues,
} from '#contract/settings'
import { paths } from '../../paths'
import { Badge } from '../../ui/badge'
import { Button, LinkButton } from '../../ui/button'
import { EditIcon } from '../../ui/icons'
import { review } from '../../ui/review'
import { useMissing } from '../me/me.queries'
import { refreshSettings } from './settings.queries'
import { settingsText } from './settings.text'
import classes from './setting-list.module.css'

export interface Setting {
  label: string
  value: ReactNode
  /** What it comes to, in a sentence. */
  text: string
  /** Whether this realm has set it itself; undefined for what has no default. */
  own?: boolean
  /** Puts it back to the default. */
  reset?: SettingsPatch
  /** Who is affected. */
  link?: { to: string; label: string } | false
}

interface SettingListProps {
  realm: string
  data: RealmSettings
  items: Setting[]
}

/** Settings one below the other: what each is, what it comes to, and whether that is the default. */
export function SettingList({ realm, data, items }: SettingListProps) {
  const cannot = useMissing('settings:write', { realm })
  return (
    <dl className={classes.list}>
      {items.map(({ label, value, text, own, reset, link }) => (
        <div key={label} className={classes.setting}>
          <dt>{label}</dt>
          <dd>
            <div>{value}</div>
            <div className={classes.words}>{text}</div>
            {link && <Link to={link.to}>{link.label}</Link>}
          </dd>
          <dd className={classes.marker}>
            {own !== undefined && (
              <Badge {...(own && { tone: 'accent' as const })}>{own ? settingsText.own : settingsText.usual}</Badge>
            )}
            {own && reset && (
              <Button
                size="xs"
                kind="quiet"
                disabledReason={cannot ?? problemAfter(data.values, reset)}
                onClick={() => void putBack(realm, data.version, label, reset)}
              >
                {settingsText.back}
                <span className="visually-hidden"> {settingsText.backOf(label)}</span>
              </Button>
            )}
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** Why settings would not fit together any more, if so. */
function problemAfter(values: SettingsValues, patch: SettingsPatch): string | undefined {
  const next = { ...values }
  // The patches of this page are whole settings, or parts of those that have parts.
  for (const [key, part] of Object.entries(patch))
    Object.assign(next, { [key]: mixed(values[key as keyof SettingsValues], part) })
  return Object.values(settingsProblems(next))[0]
}
const mixed = (value: unknown, part: unknown): unknown =>
  typeof value === 'object' && !Array.isArray(value) ? { ...value, ...(part as object) } : part

const putBack = (realm: string, version: number, label: string, body: SettingsPatch) =>
  review({
    title: settingsText.backTitle(label),
    intro: settingsText.backIntro,
    endpoint: settings.update,
    input: { params: { realm }, body, ifMatch: version },
    applyLabel: settingsText.backApply,
    done: settingsText.backDone(label),
    onDone: () => refreshSettings(realm),
  })

/** Opens the form of a section. */
export function EditSection({ realm, section, title }: { realm: string; section: string; title: string }) {
  const cannot = useMissing('settings:write', { realm })
  return (
    <LinkButton to={paths.editRealmSettings(realm, section)} size="xs" icon={EditIcon} disabledReason={cannot}>
      {settingsText.edit}
      <span className="visually-hidden"> {title}</span>
    </LinkButton>
  )
}
