import { useForm } from 'react-hook-form'
import * as z from 'zod/mini'
import { AccessRequestInput, type GroupPolicy } from '#contract/access-requests'
import type { Group } from '#contract/groups'
import type { Identity } from '#contract/identities'
import { ChoiceField } from '../../ui/choice-field'
import { durationText } from '../../ui/duration'
import { TextAreaField } from '../../ui/fields'
import { Remark } from '../../ui/problem'
import { useMissing } from '../me/me.queries'
import { requestsText } from '../requests/requests.text'
import { accessForAWhileText } from './access-for-a-while.text'
import { About } from './person-step'
import { Step } from './playbook'
import type { Way } from './use-way'

const { ask: text, steps } = accessForAWhileText

/** What is asked for. The reason is no part of the address, which others may see. */
export interface Asked {
  seconds: number
  reason: string
}

const Draft = z.object({ groupId: z.string(), reason: z.string() })

/** What was asked for in the step before. */
export function askedIn(way: Way, group: Group | null): Asked | null {
  const draft = Draft.safeParse(way.draft).data
  const seconds = Number(way.chosen('seconds'))
  return group && draft?.groupId === group.id && seconds > 0 ? { seconds, reason: draft.reason } : null
}

const HOUR = 3600
const CHOICES = [HOUR, 8 * HOUR, 24 * HOUR, 168 * HOUR, 720 * HOUR]

interface AskStepProps {
  way: Way
  realm: string
  person: Identity
  guard: GroupPolicy
  asked: Asked | null
}

/** For a group that needs approval: for how long, and why. */
export function AskStep({ way, realm, person, guard, asked }: AskStepProps) {
  const { id, policy, defaults } = guard
  const missing = useMissing('request:write', { realm })
  const max = policy?.maxDurationSeconds ?? Infinity
  const usual = Math.min(asked?.seconds ?? defaults.durationSeconds, max)
  const choices = [...new Set([...CHOICES.filter((one) => one < max), usual, ...(max < Infinity ? [max] : [])])]
  const form = useForm({ defaultValues: { last: String(usual), reason: asked?.reason ?? '' } })
  const go = form.handleSubmit(({ last, reason: typed }) => {
    const reason = AccessRequestInput.shape.reason.safeParse(typed)
    if (reason.success) return way.to('until', 'review', { seconds: last }, { groupId: id, reason: reason.data })
    const message = typed.trim() === '' ? text.missing : reason.error.issues[0]?.message
    form.setError('reason', { message: message ?? text.missing }, { shouldFocus: true })
    return undefined
  })
  return (
    <Step
      name="until"
      steps={steps}
      way={way}
      realm={realm}
      intro={text.intro}
      next={{ label: accessForAWhileText.until.next, reason: missing, run: () => void go() }}
    >
      <About realm={realm} person={person} />
      {policy && <Remark tone="calm">{requestsText.form.needed(policy.approvals, policy.roles)}</Remark>}
      {missing && <Remark tone="warning">{missing}</Remark>}
      <ChoiceField
        control={form.control}
        name="last"
        label={text.last}
        choices={choices
          .sort((a, b) => a - b)
          .map((seconds) => ({
            value: String(seconds),
            label: durationText(seconds),
            description: seconds === max ? text.longest : text.fromApproval,
          }))}
      />
      <TextAreaField control={form.control} name="reason" label={text.reason} description={text.reasonHint} />
    </Step>
  )
}
