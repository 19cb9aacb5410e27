import { zodResolver } from '@hookform/resolvers/zod'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { type Control, useForm, useWatch } from 'react-hook-form'
import { useParams } from 'react-router'
import * as z from 'zod/mini'
import { Domain } from '#contract/domains'
import { settings } from '#contract/settings'
import { paths } from '../../paths'
import { SelectField, type SelectOption, TextField } from '../../ui/fields'
import { FormPanel } from '../../ui/form-panel'
import { review } from '../../ui/review'
import { roleQueries } from '../roles/roles.queries'
import { settingsLoader, useSettings } from './settings-panel'
import { refreshSettings } from './settings.queries'
import { settingsText } from './settings.text'

export const loader = settingsLoader

const text = settingsText.domainRoles

const Form = z.object({ domain: Domain, roleId: z.string().check(z.minLength(1, { error: text.noRole })) })
type Form = z.output<typeof Form>

export function Page() {
  const { realm = '' } = useParams()
  const data = useSettings(realm)
  const given = data.values.emailDomainRoles
  const form = useForm({ resolver: zodResolver(Form), defaultValues: { domain: '', roleId: '' } })
  const save = async (pair: Form) => {
    if (given.some(({ domain, roleId }) => domain === pair.domain && roleId === pair.roleId)) {
      form.setError('domain', { type: 'manual', message: text.twice }, { shouldFocus: true })
      return false
    }
    const done = await review({
      title: text.addTitle(pair.domain),
      intro: text.addIntro,
      endpoint: settings.update,
      input: { params: { realm }, body: { emailDomainRoles: [...given, pair] }, ifMatch: data.version },
      applyLabel: text.addApply,
      done: text.added,
      onDone: () => refreshSettings(realm),
    })
    return done ? undefined : false
  }
  return (
    <FormPanel
      form={form}
      title={text.add}
      submitLabel={text.addApply}
      save={save}
      closeTo={paths.realmSettings(realm)}
    >
      <TextField
        control={form.control}
        name="domain"
        label={text.domain}
        description={text.domainHint}
        placeholder={settingsText.joining.domainPlaceholder}
        technical
      />
      <RoleField control={form.control} realm={realm} />
    </FormPanel>
  )
}

/** Which role: the server is asked while somebody types. */
function RoleField({ control, realm }: { control: Control<Form, unknown, Form>; realm: string }) {
  const chosen = useWatch({ control, name: 'roleId' })
  const [typed, setTyped] = useState('')
  const [met, setMet] = useState<SelectOption[]>([])
  // Once chosen, the box holds the whole label, which no name contains.
  const q = useDeferredValue(met.some(({ label }) => label === typed) ? '' : typed.trim())
  const { data } = useQuery({
    ...roleQueries.list(realm, { of: 'all', limit: 50, ...(q && { q }) }),
    placeholderData: keepPreviousData,
  })
  const found = (data?.items ?? [])
    // Everyone holds these already.
    .filter(({ isDefault }) => !isDefault)
    .map(({ id, name, application, description }) => ({
      value: id,
      label: application ? text.ofApplication(name, application.name) : name,
      description,
    }))
  const options = [...met.filter(({ value }) => value === chosen), ...found]
  const distinct = (all: SelectOption[]) => [...new Map(all.map((one) => [one.value, one])).values()]
  return (
    <SelectField
      control={control}
      name="roleId"
      label={text.role}
      description={text.roleHint}
      options={distinct(options)}
      onSearch={(next) => {
        setTyped(next)
        // What was on offer stays known, so that the chosen one keeps its name when the search goes on.
        setMet((before) => distinct([...before, ...options]))
      }}
    />
  )
}
