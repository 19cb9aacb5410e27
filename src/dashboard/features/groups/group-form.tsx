import { zodResolver } from '@hookform/resolvers/zod'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import { type LoaderFunctionArgs, useParams, useSearchParams } from 'react-router'
import * as z from 'zod/mini'
import { type Group, GroupInput, groups } from '#contract/groups'
import { callWithEvent } from '../../api/call'
import { ensure } from '../../api/query-client'
import { paths } from '../../paths'
import { AttributesField } from '../../ui/attributes-field'
import { TextAreaField, TextField } from '../../ui/fields'
import { FormPanel } from '../../ui/form-panel'
import { Sentence } from '../../ui/named'
import { notify } from '../../ui/notices'
import { review } from '../../ui/review'
import { groupQueries, refreshGroups } from './groups.queries'
import { groupsText } from './groups.text'
import { ParentField, placeName } from './parent-field'

export const loader = ({ params: { realm = '', groupId }, request }: LoaderFunctionArgs) => {
  const inside = new URL(request.url).searchParams.get('inside')
  const id = groupId ?? inside
  return id ? ensure(groupQueries.get(realm, id)) : null
}

export function Page() {
  const { realm = '', groupId } = useParams()
  return groupId ? <EditGroup realm={realm} groupId={groupId} /> : <NewGroup realm={realm} />
}

const text = groupsText.form

/** All of it is on screen. */
const GroupForm = z.required(GroupInput)
type GroupForm = z.output<typeof GroupForm>

function NewGroup({ realm }: { realm: string }) {
  const [search] = useSearchParams()
  const insideId = search.get('inside')
  // The loader has ensured it.
  const { data: inside } = useQuery({ ...groupQueries.get(realm, insideId ?? ''), enabled: insideId !== null })
  const form = useForm({
    resolver: zodResolver(GroupForm),
    defaultValues: { name: '', description: '', parentId: insideId, attributes: {} },
  })
  const save = async (body: GroupForm) => {
    const { data, eventId } = await callWithEvent(groups.create, { params: { realm }, body })
    await refreshGroups(realm)
    void notify({ message: <Sentence parts={text.created(data.name)} />, undoEventId: eventId })
    return paths.group(realm, data.id)
  }
  return (
    <FormPanel
      form={form}
      title={inside ? text.newInside(inside.name) : text.newTitle}
      submitLabel={text.create}
      save={save}
      closeTo={paths.groups(realm)}
    >
      <TextField control={form.control} name="name" label={text.name} />
      <TextAreaField
        control={form.control}
        name="description"
        label={text.description}
        description={text.descriptionHint}
      />
      <ParentField control={form.control} name="parentId" realm={realm} known={inside ? [inside] : []} />
      <AttributesField
        control={form.control}
        name="attributes"
        label={text.attributes}
        description={text.attributesHint}
      />
    </FormPanel>
  )
}

const valuesOf = ({ name, description, parentId, attributes }: Group): GroupForm => ({
  name,
  description,
  parentId,
  attributes,
})

function EditGroup({ realm, groupId }: { realm: string; groupId: string }) {
  const { data } = useSuspenseQuery(groupQueries.get(realm, groupId))
  const form = useForm({ resolver: zodResolver(GroupForm), defaultValues: valuesOf(data) })
  const parent = data.path.at(-1)
  const known = parent ? [{ ...parent, path: data.path.slice(0, -1) }] : []

  const save = async ({ parentId, ...values }: GroupForm, version: number | undefined) => {
    const moves = parentId !== form.formState.defaultValues?.parentId
    const input = {
      params: { realm, groupId },
      // The place only when it is meant: whoever edits a text must not move back what someone else has moved.
      body: { ...values, ...(moves && { parentId }) },
      ifMatch: version ?? data.version,
    }
    if (moves) {
      return (await review({
        title: groupsText.move.reviewTitle(data.name),
        intro: groupsText.move.intro,
        endpoint: groups.update,
        input,
        names: Object.fromEntries(
          [data.parentId, parentId].flatMap((id) => (id ? [[id, placeName(realm, groupId, id)]] : [])),
        ),
        applyLabel: groupsText.move.apply,
        done: groupsText.move.moved,
        onDone: () => refreshGroups(realm),
      }))
        ? undefined
        : false
    }
    const { eventId } = await callWithEvent(groups.update, input)
    await refreshGroups(realm)
    if (eventId) void notify({ message: text.saved, undoEventId: eventId })
    return undefined
  }
  return (
    <FormPanel
      form={form}
      title={text.editTitle}
      submitLabel={text.save}
      save={save}
      closeTo={paths.group(realm, groupId)}
      version={data.version}
      conflict={{
        // `details.current` is what the group's own endpoint answers.
        toValues: (current) => valuesOf(current as unknown as Group),
        labels: { name: text.name, description: text.description, parentId: text.parent, attributes: text.attributes },
        words: { parentId: (id) => placeName(realm, groupId, id) },
      }}
    >
      <TextField control={form.control} name="name" label={text.name} />
      <TextAreaField
        control={form.control}
        name="description"
        label={text.description}
        description={text.descriptionHint}
      />
      <ParentField control={form.control} name="parentId" realm={realm} known={known} exceptId={groupId} />
      <AttributesField
        control={form.control}
        name="attributes"
        label={text.attributes}
        description={text.attributesHint}
      />
    </FormPanel>
  )
}
