import { zodResolver } from '@hookform/resolvers/zod'
import { useQuery } from '@tanstack/react-query'
import { useForm, useWatch } from 'react-hook-form'
import { type LoaderFunctionArgs, useParams, useSearchParams } from 'react-router'
import * as z from 'zod/mini'
import { AccessRequestInput, accessRequests, type GroupPolicy } from '#contract/access-requests'
import { Id } from '#contract/primitives'
import { callWithEvent } from '../../api/call'
import { ensure } from '../../api/query-client'
import { paths } from '../../paths'
import { durationText } from '../../ui/duration'
import { SelectField, TextAreaField } from '../../ui/fields'
import { FormPanel } from '../../ui/form-panel'
import { Sentence } from '../../ui/named'
import { notify } from '../../ui/notices'
import { Remark } from '../../ui/problem'
import { identityQueries } from '../identities/identities.queries'
import { GroupField, PersonField } from './request-fields'
import { refreshRequests, requestQueries } from './requests.queries'
import { requestsText } from './requests.text'

export const loader = ({ params: { realm = '' }, request }: LoaderFunctionArgs) => {
  const search = new URL(request.url).searchParams
  const [groupId, personId] = [search.get('group'), search.get('person')]
  return Promise.all([
    groupId && ensure(requestQueries.policy(realm, groupId)),
    personId && ensure(identityQueries.get(realm, personId)),
  ])
}

const text = requestsText.form

/** Choices besides so many seconds: what the realm proposes, and no end. */
const USUAL = 'usual'
const FOREVER = 'forever'
const chosen = z.string({ error: 'Choose one' }).check(z.minLength(1, { error: 'Choose one' }))
const RequestForm = z.object({
  identityId: z.pipe(chosen, Id),
  groupId: z.pipe(chosen, Id),
  durationSeconds: chosen,
  reason: AccessRequestInput.shape.reason,
})
type RequestForm = z.output<typeof RequestForm>

export function Page() {
  const { realm = '' } = useParams()
  const [search] = useSearchParams()
  const form = useForm({
    resolver: zodResolver(RequestForm),
    defaultValues: {
      identityId: search.get('person') ?? '',
      groupId: search.get('group') ?? '',
      durationSeconds: USUAL,
      reason: '',
    },
  })
  const personId = search.get('person') ?? ''
  const { data: person } = useQuery({ ...identityQueries.get(realm, personId), enabled: personId !== '' })
  const groupId = useWatch({ control: form.control, name: 'groupId' })
  const { data: group } = useQuery({ ...requestQueries.policy(realm, groupId), enabled: groupId !== '' })
  const save = async ({ identityId, groupId: id, durationSeconds, reason }: RequestForm) => {
    const { data } = await callWithEvent(accessRequests.create, {
      params: { realm },
      body: {
        identityId,
        groupId: id,
        reason,
        ...(durationSeconds !== USUAL && {
          durationSeconds: durationSeconds === FOREVER ? null : Number(durationSeconds),
        }),
      },
    })
    await refreshRequests(realm)
    void notify({ message: <Sentence parts={text.done(data.identity.name, data.group.name)} /> })
    return paths.accessRequest(realm, data.id)
  }
  return (
    <FormPanel
      form={form}
      title={text.title}
      description={text.text}
      submitLabel={text.send}
      save={save}
      closeTo={paths.accessRequests(realm)}
    >
      <PersonField control={form.control} name="identityId" realm={realm} known={person ? [person] : []} />
      <GroupField
        control={form.control}
        name="groupId"
        realm={realm}
        known={group ? [{ id: group.id, name: group.name, path: [] }] : []}
      />
      {group && !group.approvalsOn && <Remark tone="warning">{text.off}</Remark>}
      {group?.policy && <Remark tone="calm">{text.needed(group.policy.approvals, group.policy.roles)}</Remark>}
      <SelectField
        control={form.control}
        name="durationSeconds"
        label={text.duration}
        description={text.durationHint(group?.policy?.maxDurationSeconds)}
        options={durations(group)}
      />
      <TextAreaField control={form.control} name="reason" label={text.reason} description={text.reasonHint} />
    </FormPanel>
  )
}

const HOUR = 3600
const DAY = 24 * HOUR
const CHOICES = [HOUR, 4 * HOUR, 8 * HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY, 90 * DAY]

/** The times that make sense in a group: the usual one, those that its policy allows, and its longest. */
function durations(group: GroupPolicy | undefined) {
  const max = group?.policy ? group.policy.maxDurationSeconds : null
  const usual = group && Math.min(group.defaults.durationSeconds, max ?? Infinity)
  const seconds = new Set(CHOICES.filter((one) => max === null || one <= max))
  if (max !== null) seconds.add(max)
  return [
    { value: USUAL, label: usual === undefined ? text.usual : text.usualIs(usual) },
    ...[...seconds].sort((a, b) => a - b).map((one) => ({ value: String(one), label: durationText(one) })),
    ...(max === null && group?.policy ? [{ value: FOREVER, label: text.forGood }] : []),
  ]
}
