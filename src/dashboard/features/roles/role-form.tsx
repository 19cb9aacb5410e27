import { zodResolver } from '@hookform/resolvers/zod'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import { type LoaderFunctionArgs, useParams } from 'react-router'
import * as z from 'zod/mini'
import { type Role, RoleInput, roles } from '#contract/roles'
import { callWithEvent } from '../../api/call'
import { ensure } from '../../api/query-client'
import { paths } from '../../paths'
import { TextAreaField, TextField } from '../../ui/fields'
import { FormPanel } from '../../ui/form-panel'
import { Sentence } from '../../ui/named'
import { notify } from '../../ui/notices'
import { refreshRoles, roleQueries } from './roles.queries'
import { rolesText } from './roles.text'

export const loader = ({ params: { realm = '', roleId } }: LoaderFunctionArgs) =>
  roleId ? ensure(roleQueries.get(realm, roleId)) : null

export function Page() {
  const { realm = '', roleId } = useParams()
  return roleId ? <EditRole realm={realm} roleId={roleId} /> : <NewRole realm={realm} />
}

const text = rolesText.form

/** All of it is on screen. */
const RoleForm = z.required(RoleInput)
type RoleForm = z.output<typeof RoleForm>

function NewRole({ realm }: { realm: string }) {
  const form = useForm({ resolver: zodResolver(RoleForm), defaultValues: { name: '', description: '' } })
  const save = async (body: RoleForm) => {
    const { data, eventId } = await callWithEvent(roles.create, { params: { realm }, body })
    await refreshRoles(realm)
    void notify({ message: <Sentence parts={text.created(data.name)} />, undoEventId: eventId })
    return paths.role(realm, data.id)
  }
  return (
    <FormPanel
      form={form}
      title={text.newTitle}
      description={text.newText}
      submitLabel={text.create}
      save={save}
      closeTo={paths.roles(realm)}
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
