import { zodResolver } from '@hookform/resolvers/zod'
import { useSuspenseQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useForm } from 'react-hook-form'
import { type LoaderFunctionArgs, useParams } from 'react-router'
import * as z from 'zod/mini'
import { applications } from '#contract/applications'
import { type Role, RoleInput, roles } from '#contract/roles'
import { callWithEvent } from '../../api/call'
import { ensure } from '../../api/query-client'
import { paths } from '../../paths'
import { TextAreaField, TextField } from '../../ui/fields'
import { FormPanel } from '../../ui/form-panel'
import { Sentence } from '../../ui/named'
import { notify } from '../../ui/notices'
import { applicationQueries } from '../applications/applications.queries'
import { refreshRoles, roleQueries } from './roles.queries'
import { rolesText } from './roles.text'

export function loader({ params: { realm = '', roleId, applicationId } }: LoaderFunctionArgs) {
  if (roleId) return ensure(roleQueries.get(realm, roleId))
  return applicationId ? ensure(applicationQueries.get(realm, applicationId)) : null
}

/** A role of the realm, or below an application one of that application. */
export function Page() {
  const { realm = '', roleId, applicationId } = useParams()
  if (roleId) return <EditRole realm={realm} roleId={roleId} />
  return applicationId ? (
    <NewApplicationRole realm={realm} applicationId={applicationId} />
  ) : (
    <NewRealmRole realm={realm} />
  )
}

const text = rolesText.form

/** All of it is on screen. */
const RoleForm = z.required(RoleInput)
type RoleForm = z.output<typeof RoleForm>

const NewRealmRole = ({ realm }: { realm: string }) => (
  <NewRole
    realm={realm}
    description={text.newText}
    create={(body) => callWithEvent(roles.create, { params: { realm }, body })}
    closeTo={paths.roles(realm)}
  />
)

function NewApplicationRole({ realm, applicationId }: { realm: string; applicationId: string }) {
  const { data } = useSuspenseQuery(applicationQueries.get(realm, applicationId))
  return (
    <NewRole
      realm={realm}
      description={<Sentence parts={text.newOfApplication(data.name)} />}
      create={(body) => callWithEvent(applications.createRole, { params: { realm, applicationId }, body })}
      closeTo={paths.application(realm, applicationId)}
    />
  )
}

interface NewRoleProps {
  realm: string
  description: ReactNode
  create: (body: RoleForm) => Promise<{ data: Role; eventId: string | null }>
  closeTo: string
}

function NewRole({ realm, description, create, closeTo }: NewRoleProps) {
  const form = useForm({ resolver: zodResolver(RoleForm), defaultValues: { name: '', description: '' } })
  const save = async (body: RoleForm) => {
    const { data, eventId } = await create(body)
    await refreshRoles(realm)
    void notify({ message: <Sentence parts={text.created(data.name)} />, undoEventId: eventId })
    return paths.role(realm, data.id)
  }
  return (
    <FormPanel
      form={form}
      title={text.newTitle}
      description={description}
      submitLabel={text.create}
      save={save}
      closeTo={closeTo}
    >
      <TextField control={form.control} name="name" label={text.name} description={text.nameHint} technical />
      <TextAreaField
        control={form.control}
        name="description"
        label={text.description}
        description={text.descriptionHint}
      />
    </FormPanel>
  )
}

const valuesOf = ({ name, description }: Role): RoleForm => ({ name, description })

function EditRole({ realm, roleId }: { realm: string; roleId: string }) {
  const { data } = useSuspenseQuery(roleQueries.get(realm, roleId))
  const form = useForm({ resolver: zodResolver(RoleForm), defaultValues: valuesOf(data) })
  const save = async (body: RoleForm, version: number | undefined) => {
    const { eventId } = await callWithEvent(roles.update, {
      params: { realm, roleId },
      body,
      ifMatch: version ?? data.version,
    })
    await refreshRoles(realm)
    if (eventId) void notify({ message: text.saved, undoEventId: eventId })
  }
  return (
    <FormPanel
      form={form}
      title={text.editTitle}
      submitLabel={text.save}
      save={save}
      closeTo={paths.role(realm, roleId)}
      version={data.version}
      conflict={{
        // `details.current` is what the role's own endpoint answers.
        toValues: (current) => valuesOf(current as unknown as Role),
        labels: { name: text.name, description: text.description },
      }}
    >
      <TextField control={form.control} name="name" label={text.name} description={text.nameHint} technical />
      <TextAreaField
        control={form.control}
        name="description"
        label={text.description}
        description={text.descriptionHint}
      />
    </FormPanel>
  )
}
