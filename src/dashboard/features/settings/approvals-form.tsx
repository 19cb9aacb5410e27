import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { useParams } from 'react-router'
import * as z from 'zod/mini'
import type { SettingsPatch, SettingsValues } from '#contract/settings'
import { CheckboxField } from '../../ui/checkbox-field'
import { SelectField } from '../../ui/fields'
import { durationOptions, numberOptions } from './duration-options'
import { SettingsPanel, settingsLoader, useSettings } from './settings-panel'
import { durations, durationText, settingsText } from './settings.text'

export const loader = settingsLoader

const text = settingsText.approvals
const Chosen = z.string().check(z.minLength(1))

/** What is chosen from a list is text there. */
const Form = z.object({ enabled: z.boolean(), approvals: Chosen, duration: Chosen, expires: Chosen })
type Form = z.output<typeof Form>

const toValues = ({ approvals }: SettingsValues): Form => ({
  enabled: approvals.enabled,
  approvals: String(approvals.defaultApprovals),
  duration: String(approvals.defaultDurationSeconds),
  expires: String(approvals.requestExpiresAfterSeconds),
})

const toPatch = ({ enabled, approvals, duration, expires }: Form): SettingsPatch => ({
  approvals: {
    enabled,
    defaultApprovals: Number(approvals),
    defaultDurationSeconds: Number(duration),
    requestExpiresAfterSeconds: Number(expires),
  },
})

export function Page() {
  const { realm = '' } = useParams()
  const { values } = useSettings(realm)
  const form = useForm({ resolver: zodResolver(Form), defaultValues: toValues(values) })
  const { control } = form
  const { approvals } = values
  return (
    <SettingsPanel
      realm={realm}
      title={text.title}
      form={form}
      toValues={toValues}
      toPatch={toPatch}
      labels={{ enabled: text.enabled, approvals: text.approvals, duration: text.duration, expires: text.expires }}
      words={{
        duration: (value) => durationText(Number(value)),
        expires: (value) => durationText(Number(value)),
      }}
      fields={{
        'approvals.enabled': 'enabled',
        'approvals.defaultApprovals': 'approvals',
        'approvals.defaultDurationSeconds': 'duration',
        'approvals.requestExpiresAfterSeconds': 'expires',
      }}
    >
      <CheckboxField
        control={control}
        name="enabled"
        label={text.enabled}
        description={`${text.enabledText.on} ${text.enabledHint}`}
      />
      <SelectField
        control={control}
        name="approvals"
        label={text.approvals}
        description={text.approvalsText}
        options={numberOptions([1, 2, 3, 4, 5], approvals.defaultApprovals, text.approvalsWords)}
      />
      <SelectField
        control={control}
        name="duration"
        label={text.duration}
        description={text.durationText}
        options={durationOptions(durations.access, approvals.defaultDurationSeconds)}
      />
      <SelectField
        control={control}
        name="expires"
        label={text.expires}
        description={text.expiresText}
        options={durationOptions(durations.waiting, approvals.requestExpiresAfterSeconds)}
      />
    </SettingsPanel>
  )
}
