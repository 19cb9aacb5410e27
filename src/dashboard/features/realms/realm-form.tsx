import { zodResolver } from '@hookform/resolvers/zod'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { type Control, useForm, useWatch } from 'react-hook-form'
import { type LoaderFunctionArgs, useParams, useSearchParams } from 'react-router'
import * as z from 'zod/mini'
import { type RealmDetail, RealmInput, RealmPatch, realms } from '#contract/realms'
import { callWithEvent } from '../../api/call'
import { ensure } from '../../api/query-client'
import { paths } from '../../paths'
import { ChoiceField } from '../../ui/choice-field'
import { SelectField, TextAreaField, TextField } from '../../ui/fields'
import { FormPanel } from '../../ui/form-panel'
import { notify } from '../../ui/notices'
import { accountsWith, useMe } from '../me/me.queries'
import { realmNameFrom } from './realm-name'
import { realmQueries, refreshRealms } from './realms.queries'
import { realmsText } from './realms.text'

export const loader = ({ params }: LoaderFunctionArgs) =>
  params['realm'] ? ensure(realmQueries.get(params['realm'])) : null

export function Page() {
  const { realm } = useParams()
  return realm ? <EditRealm realm={realm} /> : <NewRealm />
}

const text = realmsText.form

/** What is on screen: the first administrator is a text that may be empty. */
const NewRealmForm = z.extend(z.omit(RealmInput, { firstAdministrator: true }), {
  firstAdministrator: z.string().check(z.trim(), z.maxLength(255)),
})
type NewRealmInput = z.input<typeof NewRealmForm>
type NewRealmOutput = z.output<typeof NewRealmForm>

function NewRealm() {
  const accounts = accountsWith(useMe(), 'realm:write')
  const [search] = useSearchParams()
  const form = useForm<NewRealmInput, unknown, NewRealmOutput>({
    resolver: zodResolver(NewRealmForm),
    defaultValues: {
      name: '',
      displayName: '',
      description: '',
      start: search.get('start') === 'practice' ? 'practice' : 'empty',
      firstAdministrator: '',
      ...(accounts[0] && { accountId: accounts[0].accountId }),
    },
  })
  const { control, subscribe, setValue, getFieldState } = form
  // Read, so that the form keeps it: a name that was typed is not overwritten.
  const { dirtyFields } = form.formState
  const nameTyped = Boolean(dirtyFields.name)
  useEffect(
    () =>
      subscribe({
        name: 'displayName',
        formState: { values: true },
        callback: ({ values }) => {
          if (!nameTyped)
            setValue('name', realmNameFrom(values.displayName ?? ''), { shouldValidate: getFieldState('name').invalid })
        },
      }),
    [subscribe, setValue, getFieldState, nameTyped],
  )
  const save = async ({ firstAdministrator, ...values }: NewRealmOutput) => {
    const body = { ...values, ...(firstAdministrator && { firstAdministrator: { username: firstAdministrator } }) }
    const { data, eventId } = await callWithEvent(realms.create, { body })
    await refreshRealms()
    void notify({
      message: data.practice ? text.createdPractice : text.created,
      undoEventId: data.practice ? null : eventId,
    })
    return paths.realm(data.name)
  }
  return (
    <FormPanel form={form} title={text.newTitle} submitLabel={text.create} save={save} closeTo={paths.realms()}>
      <TextField control={control} name="displayName" label={text.displayName} description={text.displayNameHint} />
      <TextField
        control={control}
        name="name"
        label={text.name}
        description={<NameHint control={control} />}
        technical
      />
      <TextAreaField control={control} name="description" label={text.description} description={text.descriptionHint} />
      {accounts.length > 1 && (
        <SelectField
          control={control}
          name="accountId"
          label={text.account}
          description={text.accountHint}
          options={accounts.map(({ accountId, accountName }) => ({ value: accountId, label: accountName }))}
        />
      )}
      <ChoiceField
        control={control}
        name="start"
        label={text.start}
        choices={[
          { value: 'empty', label: text.empty, description: text.emptyText },
          { value: 'practice', label: text.practice, description: text.practiceText },
        ]}
      />
      <TextField
        control={control}
        name="firstAdministrator"
        label={text.first}
        description={text.firstHint}
        technical
      />
    </FormPanel>
  )
}

/** The address, as it grows with the name. */
function NameHint({ control }: { control: Control<NewRealmInput, unknown, NewRealmOutput> }) {
  const name = useWatch({ control, name: 'name' }).trim()
  return (
    <>
      {text.nameHint} {text.nameAddress}
      <bdi style={{ overflowWrap: 'anywhere', fontWeight: 560 }}>{paths.realm(name || text.nameExample)}</bdi>
    </>
  )
}

const valuesOf = ({ displayName, description }: Pick<RealmDetail, 'displayName' | 'description'>) => ({
  displayName,
  description,
})

function EditRealm({ realm }: { realm: string }) {
  const { data } = useSuspenseQuery(realmQueries.get(realm))
  const form = useForm({ resolver: zodResolver(RealmPatch), defaultValues: valuesOf(data) })
  const save = async (body: z.output<typeof RealmPatch>, version: number | undefined) => {
    const { eventId } = await callWithEvent(realms.update, {
      params: { realm },
      body,
      ifMatch: version ?? data.version,
    })
    await refreshRealms()
    void notify({ message: text.saved, undoEventId: eventId })
  }
  return (
    <FormPanel
      form={form}
      title={text.editTitle}
      submitLabel={text.save}
      save={save}
      closeTo={paths.realm(realm)}
      version={data.version}
      conflict={{
        // `details.current` is what the realm's own endpoint answers.
        toValues: (current) => valuesOf(current as unknown as RealmDetail),
        labels: { displayName: text.displayName, description: text.description },
      }}
    >
      <TextField
        control={form.control}
        name="displayName"
        label={text.displayName}
        description={text.displayNameHint}
      />
      <TextAreaField
        control={form.control}
        name="description"
        label={text.description}
        description={text.descriptionHint}
      />
    </FormPanel>
  )
}
