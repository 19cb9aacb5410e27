import { zodResolver } from '@hookform/resolvers/zod'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import { Link, type LoaderFunctionArgs, useParams } from 'react-router'
import * as z from 'zod/mini'
import { accessRequests, APPROVAL_ROLES_MAX, APPROVALS_MAX, type GroupPolicy } from '#contract/access-requests'
import { callWithEvent } from '../../api/call'
import { ensure } from '../../api/query-client'
import { paths } from '../../paths'
import { durationText } from '../../ui/duration'
import { SelectField } from '../../ui/fields'
import { FormPanel } from '../../ui/form-panel'
import { Sentence } from '../../ui/named'
import { notify } from '../../ui/notices'
import { Remark } from '../../ui/problem'
import { requestQueries } from '../requests/requests.queries'
import { refreshGroups } from './groups.queries'
import { policyText } from './policy.text'
import { type ChosenRole, RolesField } from './roles-field'

export const loader = ({ params: { realm = '', groupId = '' } }: LoaderFunctionArgs) =>
  ensure(requestQueries.policy(realm, groupId))

const text = policyText.form

const NO_LIMIT = 'none'
const PolicyForm = z.object({
  roles: z
    .array(z.object({ id: z.string(), name: z.string() }))
    .check(z.minLength(1, { error: 'Choose at least one role' }), z.maxLength(APPROVAL_ROLES_MAX)),
  // What is chosen from a list is text.
  approvals: z.string(),
  longest: z.string(),
})
type PolicyForm = z.output<typeof PolicyForm>

const numbers = Array.from({ length: APPROVALS_MAX }, (_, i) => ({ value: String(i + 1), label: text.ofThem(i + 1) }))

const valuesOf = ({ policy, defaults }: GroupPolicy) => ({
  // What lies in the bin cannot be chosen again.
  roles: (policy?.roles ?? []).filter(({ deleted }) => !deleted).map(({ id, name }): ChosenRole => ({ id, name })),
  approvals: String(policy?.approvals ?? defaults.approvals),
  longest: policy ? String(policy.maxDurationSeconds ?? NO_LIMIT) : String(defaults.durationSeconds),
})

const rolesWords = (value: unknown): string =>
  Array.isArray(value) ? value.map((role: unknown) => (role as ChosenRole).name).join(', ') : ''
const longestWords = (value: unknown): string => (value === NO_LIMIT ? text.noLimit : durationText(Number(value)))

const HOUR = 3600
const DAY = 24 * HOUR
const CHOICES = [HOUR, 4 * HOUR, 8 * HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY, 90 * DAY, 365 * DAY]

/** Sensible times, and whatever is said now. */
function choices({ policy, defaults }: GroupPolicy) {
  const seconds = new Set([...CHOICES, defaults.durationSeconds, policy?.maxDurationSeconds ?? HOUR])
  return [
    ...[...seconds].sort((a, b) => a - b).map((one) => ({ value: String(one), label: durationText(one) })),
    { value: NO_LIMIT, label: text.noLimit },
  ]
}

export function Page() {
  const { realm = '', groupId = '' } = useParams()
  const { data } = useSuspenseQuery(requestQueries.policy(realm, groupId))
  const form = useForm({ resolver: zodResolver(PolicyForm), defaultValues: valuesOf(data) })
  const save = async ({ roles, approvals, longest }: PolicyForm, version: number | undefined) => {
    const { eventId } = await callWithEvent(accessRequests.setPolicy, {
      params: { realm, groupId },
      body: {
        policy: {
          approvals: Number(approvals),
          approvalRoleIds: roles.map(({ id }) => id),
          maxDurationSeconds: longest === NO_LIMIT ? null : Number(longest),
        },
      },
      ifMatch: version ?? data.version,
    })
    await refreshGroups(realm)
    if (eventId) void notify({ message: <Sentence parts={text.saved(data.name)} />, undoEventId: eventId })
  }
  return (
    <FormPanel
      form={form}
      title={data.policy ? text.editTitle : text.newTitle}
      description={text.text}
      submitLabel={text.save}
      save={save}
      closeTo={paths.group(realm, groupId)}
      version={data.version}
      conflict={{
        // `details.current` is what the policy's own endpoint answers.
        toValues: (current) => valuesOf(current as unknown as GroupPolicy),
        labels: { roles: text.roles, approvals: text.approvals, longest: text.longest },
        words: { roles: rolesWords, longest: longestWords },
      }}
    >
      {!data.approvalsOn && (
        <Remark tone="warning" title={policyText.off}>
          {policyText.offText} <Link to={paths.realmSettings(realm)}>{policyText.settings}</Link>
        </Remark>
      )}
      <RolesField control={form.control} name="roles" realm={realm} />
      <SelectField
        control={form.control}
        name="approvals"
        label={text.approvals}
        description={text.approvalsHint}
        options={numbers}
      />
      <SelectField
        control={form.control}
        name="longest"
        label={text.longest}
        description={text.longestHint}
        options={choices(data)}
      />
    </FormPanel>
  )
}
