import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { useParams } from 'react-router'
import * as z from 'zod/mini'
import { ExternalId, type SettingsPatch, type SettingsValues, TrustedMetadata } from '#contract/settings'
import { TextAreaField, TextField } from '../../ui/fields'
import { SettingsPanel, settingsLoader, useSettings } from './settings-panel'
import { settingsText } from './settings.text'

export const loader = settingsLoader

const text = settingsText.developers

function parsed(json: string): unknown {
  try {
    return JSON.parse(json || '{}')
  } catch {
    return undefined
  }
}

const Form = z.object({
  externalId: ExternalId,
  trustedMetadata: z.string().check(
    z.superRefine<string>((json, context) => {
      const found = TrustedMetadata.safeParse(parsed(json))
      if (found.success) return
      const [issue] = found.error.issues
      const message = issue?.code === 'custom' ? issue.message : text.notJson
      context.addIssue({ code: 'custom', input: json, message })
    }),
  ),
})
type Form = z.output<typeof Form>

const toValues = ({ externalId, trustedMetadata }: SettingsValues): Form => ({
  externalId,
  trustedMetadata: Object.keys(trustedMetadata).length > 0 ? JSON.stringify(trustedMetadata, null, 2) : '',
})

const toPatch = ({ externalId, trustedMetadata }: Form): SettingsPatch => ({
  externalId,
  // The form has checked that it is one.
  trustedMetadata: parsed(trustedMetadata) as Record<string, unknown>,
})

export function Page() {
  const { realm = '' } = useParams()
  const { values } = useSettings(realm)
  const form = useForm({ resolver: zodResolver(Form), defaultValues: toValues(values) })
  return (
    <SettingsPanel
      realm={realm}
      title={text.title}
      form={form}
      toValues={toValues}
      toPatch={toPatch}
      labels={{ externalId: text.externalId, trustedMetadata: text.metadata }}
    >
      <TextField
        control={form.control}
        name="externalId"
        label={text.externalId}
        description={`${text.externalIdText} ${text.externalIdHint}`}
        technical
      />
      <TextAreaField
        control={form.control}
        name="trustedMetadata"
        label={text.metadata}
        description={`${text.metadataText} ${text.metadataHint}`}
        rows={8}
      />
    </SettingsPanel>
  )
}
