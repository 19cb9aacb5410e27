import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { useParams } from 'react-router'
import * as z from 'zod/mini'
import { Domains } from '#contract/domains'
import type { SettingsPatch, SettingsValues } from '#contract/settings'
import { CheckboxField } from '../../ui/checkbox-field'
import { ChoiceField } from '../../ui/choice-field'
import { ListField } from '../../ui/list-field'
import { SettingsPanel, settingsLoader, useSettings } from './settings-panel'
import { settingsText } from './settings.text'

export const loader = settingsLoader

const text = settingsText.joining

const Form = z.object({
  invites: z.enum(['all', 'restricted', 'nobody']),
  domains: Domains,
  emailUnique: z.boolean(),
})
type Form = z.output<typeof Form>

const toValues = ({ joining, emailUnique }: SettingsValues): Form => ({
  invites: joining.who === 'nobody' ? 'nobody' : joining.invites,
  domains: joining.domains,
  emailUnique,
})

/** Where people come in by themselves, that stays so; else it is invitations that make the difference. */
const toPatch =
  (comeIn: boolean) =>
  ({ invites, domains, emailUnique }: Form): SettingsPatch => ({
    joining: {
      domains,
      ...(comeIn
        ? { who: 'domains', invites }
        : invites === 'nobody'
          ? { who: 'nobody', invites: 'all' }
          : { who: 'invited', invites }),
    },
    emailUnique,
  })

export function Page() {
  const { realm = '' } = useParams()
  const { values } = useSettings(realm)
  const form = useForm({ resolver: zodResolver(Form), defaultValues: toValues(values) })
  const { control } = form
  return (
    <SettingsPanel
      realm={realm}
      title={text.title}
      form={form}
      toValues={toValues}
      toPatch={toPatch(values.joining.who === 'domains')}
      labels={{ invites: text.invites, domains: text.domains, emailUnique: text.unique }}
      words={{ invites: (value) => text.invitesWords[value as Form['invites']] }}
      fields={{ 'joining.domains': 'domains', 'joining.invites': 'invites', 'joining.who': 'invites' }}
    >
      <ChoiceField
        control={control}
        name="invites"
        label={text.invites}
        choices={(['all', 'restricted', 'nobody'] as const).map((value) => ({
          value,
          label: text.invitesWords[value],
          description: text.invitesText[value],
        }))}
      />
      <ListField
        control={control}
        name="domains"
        label={text.domains}
        description={text.domainsHint}
        entry={text.domain}
        add={text.addDomain}
        placeholder={text.domainPlaceholder}
      />
      <CheckboxField control={control} name="emailUnique" label={text.unique} description={text.uniqueHint} />
    </SettingsPanel>
  )
}
