import { useSuspenseQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useForm } from 'react-hook-form'
import { type LoaderFunctionArgs, useParams } from 'react-router'
import { type Application, applications } from '#contract/applications'
import { callWithEvent } from '../../api/call'
import { ensure } from '../../api/query-client'
import { paths } from '../../paths'
import { FormPanel } from '../../ui/form-panel'
import { Sentence } from '../../ui/named'
import { notify } from '../../ui/notices'
import { slug } from '../../ui/slug'
import { ApplicationFields } from './application-fields'
import {
  type ApplicationOutput,
  type ApplicationValues,
  bodyOf,
  emptyValues,
  resolver,
  valuesOf,
} from './application-values'
import { applicationQueries, refreshApplications } from './applications.queries'
import { applicationsText } from './applications.text'

export const loader = ({ params: { realm = '', applicationId } }: LoaderFunctionArgs) =>
  applicationId ? ensure(applicationQueries.get(realm, applicationId)) : null

export function Page() {
  const { realm = '', applicationId } = useParams()
  return applicationId ? <EditApplication realm={realm} id={applicationId} /> : <NewApplication realm={realm} />
}

const text = applicationsText.form

function NewApplication({ realm }: { realm: string }) {
  const form = useForm<ApplicationValues, unknown, ApplicationOutput>({ resolver, defaultValues: emptyValues })
  const { subscribe, setValue, getFieldState } = form
  // Read, so that the form keeps it: a client id that was typed is not overwritten.
  const { dirtyFields } = form.formState
  const clientIdTyped = Boolean(dirtyFields.clientId)
  useEffect(
    () =>
      subscribe({
        name: 'name',
        formState: { values: true },
        callback: ({ values }) => {
          if (!clientIdTyped)
            setValue('clientId', slug(values.name, 255), { shouldValidate: getFieldState('clientId').invalid })
        },
      }),
    [subscribe, setValue, getFieldState, clientIdTyped],
  )
  const save = async (values: ApplicationOutput) => {
    const { data, eventId } = await callWithEvent(applications.create, { params: { realm }, body: bodyOf(values) })
    await refreshApplications(realm)
    void notify({ message: <Sentence parts={text.created(data.name)} />, undoEventId: eventId })
    return paths.application(realm, data.id)
  }
  return (
    <FormPanel
      form={form}
      title={text.newTitle}
      submitLabel={text.create}
      save={save}
      closeTo={paths.applications(realm)}
    >
      <ApplicationFields control={form.control} />
    </FormPanel>
  )
}

function EditApplication({ realm, id }: { realm: string; id: string }) {
  const { data } = useSuspenseQuery(applicationQueries.get(realm, id))
  const form = useForm<ApplicationValues, unknown, ApplicationOutput>({ resolver, defaultValues: valuesOf(data) })
  const save = async (values: ApplicationOutput, version: number | undefined) => {
    const { eventId } = await callWithEvent(applications.update, {
      params: { realm, applicationId: id },
      body: bodyOf(values),
      ifMatch: version ?? data.version,
    })
    await refreshApplications(realm)
    if (eventId) void notify({ message: text.saved, undoEventId: eventId })
  }
  return (
    <FormPanel
      form={form}
      title={text.editTitle}
      submitLabel={text.save}
      save={save}
      closeTo={paths.application(realm, id)}
      version={data.version}
      conflict={{
        // `details.current` is what the application's own endpoint answers.
        toValues: (current) => valuesOf(current as unknown as Application),
        labels: applicationsText.conflict,
        words: {
          protocol: (value) => applicationsText.protocols[value as Application['protocol']],
        },
      }}
    >
      <ApplicationFields control={form.control} fixedClientId={data.builtIn} />
    </FormPanel>
  )
}
