import { zodResolver } from '@hookform/resolvers/zod'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import { type LoaderFunctionArgs, useParams } from 'react-router'
import { identities, type IdentityDetail } from '#contract/identities'
import { callWithEvent, previewOf } from '../../api/call'
import { ensure } from '../../api/query-client'
import { paths } from '../../paths'
import { AttributesField } from '../../ui/attributes-field'
import { CheckboxField } from '../../ui/checkbox-field'
import { TextField } from '../../ui/fields'
import { FormPanel } from '../../ui/form-panel'
import { Named, Sentence } from '../../ui/named'
import { notify } from '../../ui/notices'
import { review } from '../../ui/review'
import { GroupsField } from './groups-field'
import { identityQueries, refreshPeople } from './identities.queries'
import { identitiesText, nameOf } from './identities.text'
import { emptyPerson, NewPersonForm, PersonForm, toInput, toPatch, valuesOf } from './person-values'

export const loader = ({ params: { realm = '', identityId } }: LoaderFunctionArgs) =>
  identityId ? ensure(identityQueries.get(realm, identityId)) : null

export function Page() {
  const { realm = '', identityId } = useParams()
  return identityId ? <EditIdentity realm={realm} identityId={identityId} /> : <NewIdentity realm={realm} />
}

const text = identitiesText.form

function NewIdentity({ realm }: { realm: string }) {
  const { data: defaults } = useQuery(identityQueries.defaultGroups(realm))
  const form = useForm({ resolver: zodResolver(NewPersonForm), defaultValues: emptyPerson })
  const save = async (values: NewPersonForm) => {
    const { data, eventId } = await callWithEvent(identities.create, { params: { realm }, body: toInput(values) })
    await refreshPeople(realm)
    const words = values.invite && data.email ? text.invited(nameOf(data), data.email) : text.created(nameOf(data))
    void notify({ message: <Sentence parts={words} />, undoEventId: eventId })
    return paths.identity(realm, data.id)
  }
  return (
    <FormPanel
      form={form}
      title={text.newTitle}
      submitLabel={text.create}
      save={save}
      closeTo={paths.identities(realm)}
    >
      <TextField control={form.control} name="firstName" label={text.firstName} />
      <TextField control={form.control} name="lastName" label={text.lastName} />
      <TextField
        control={form.control}
        name="email"
        label={text.email}
        description={text.emailHint}
        type="email"
        technical
      />
      <TextField
        control={form.control}
        name="username"
        label={text.username}
        description={text.usernameHint}
        technical
      />
      <CheckboxField control={form.control} name="invite" label={text.invite} description={text.inviteHint} />
      <GroupsField
        control={form.control}
        name="groups"
        realm={realm}
        label={text.groups}
        description={
          <>
            {text.groupsHint}{' '}
            {defaults && defaults.items.length > 0 && (
              <>
                {text.defaultGroups}
                {defaults.items.map(({ id, name }, index) => (
                  <span key={id}>
                    {index > 0 && ', '}
                    <Named>{name}</Named>
                  </span>
                ))}
                .
              </>
            )}
          </>
        }
      />
      <CheckboxField
        control={form.control}
        name="breakGlass"
        label={text.breakGlass}
        description={text.breakGlassHint}
      />
      <AttributesField
        control={form.control}
        name="attributes"
        label={text.attributes}
        description={text.attributesHint}
      />
    </FormPanel>
  )
}

function EditIdentity({ realm, identityId }: { realm: string; identityId: string }) {
  const { data } = useSuspenseQuery(identityQueries.get(realm, identityId))
  const form = useForm({ resolver: zodResolver(PersonForm), defaultValues: valuesOf(data) })
  const save = async (values: PersonForm, version: number | undefined) => {
    const input = { params: { realm, identityId }, body: toPatch(values), ifMatch: version ?? data.version }
    // Roles that an address gives go with the address.
    if ((input.body.email ?? null) !== data.email) {
      const { impact } = await previewOf(identities.update, input)
      if (impact.counts.lost > 0) {
        const done = await review({
          title: text.reviewTitle(nameOf(data)),
          intro: text.reviewIntro,
          endpoint: identities.update,
          input,
          applyLabel: text.save,
          done: text.saved,
          onDone: () => refreshPeople(realm),
        })
        return done ? undefined : false
      }
    }
    const { eventId } = await callWithEvent(identities.update, input)
    await refreshPeople(realm)
    if (eventId) void notify({ message: text.saved, undoEventId: eventId })
    return undefined
  }
  return (
    <FormPanel
      form={form}
      title={text.editTitle}
      submitLabel={text.save}
      save={save}
      closeTo={paths.identity(realm, identityId)}
      version={data.version}
      conflict={{
        // `details.current` is what the person's own endpoint answers.
        toValues: (current) => valuesOf(current as unknown as IdentityDetail),
        labels: {
          firstName: text.firstName,
          lastName: text.lastName,
          email: text.email,
          username: text.username,
          breakGlass: text.breakGlass,
          attributes: text.attributes,
        },
      }}
    >
      <TextField control={form.control} name="firstName" label={text.firstName} />
      <TextField control={form.control} name="lastName" label={text.lastName} />
      <TextField
        control={form.control}
        name="email"
        label={text.email}
        description={text.emailHint}
        type="email"
        technical
      />
      <TextField
        control={form.control}
        name="username"
        label={text.username}
        description={text.usernameEditHint}
        technical
      />
      <CheckboxField
        control={form.control}
        name="breakGlass"
        label={text.breakGlass}
        description={text.breakGlassHint}
      />
      <AttributesField
        control={form.control}
        name="attributes"
        label={text.attributes}
        description={text.attributesHint}
      />
    </FormPanel>
  )
}
