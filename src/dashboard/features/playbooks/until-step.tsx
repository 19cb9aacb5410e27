import { useQuery } from '@tanstack/react-query'
import { useForm, useWatch } from 'react-hook-form'
import type { Group } from '#contract/groups'
import type { Identity } from '#contract/identities'
import { MAX_LIMIT } from '#contract/list'
import { ChoiceField } from '../../ui/choice-field'
import { TextField } from '../../ui/fields'
import { Sentence } from '../../ui/named'
import { Remark } from '../../ui/problem'
import { identityQueries } from '../identities/identities.queries'
import { accessForAWhileText } from './access-for-a-while.text'
import { About } from './person-step'
import { Step } from './playbook'
import { inHours, localInput, readLocal, untilWords } from './until'
import type { Way } from './use-way'

const { until: text, steps } = accessForAWhileText
const OTHER = 'other'

interface UntilStepProps {
  way: Way
  realm: string
  person: Identity
  group: Group
  /** Chosen before. */
  until: string | null
}

/** When the membership ends. */
export function UntilStep({ way, realm, person, group, until }: UntilStepProps) {
  const form = useForm({
    // Chosen once, a time stays that time: "for an hour" would mean a later one by now.
    defaultValues: { last: until ? OTHER : '8', at: until ? localInput(until) : '' },
  })
  const { data } = useQuery(identityQueries.groups(realm, person.id, { limit: MAX_LIMIT }))
  const before = data?.items.find(({ id }) => id === group.id)?.endsAt
  const last = useWatch({ control: form.control, name: 'last' })
  const now = Date.now()
  const go = form.handleSubmit(async ({ last: hours, at }) => {
    if (hours !== OTHER) return way.to('until', 'review', { until: inHours(hours, Date.now()) })
    const read = readLocal(at, Date.now())
    if ('problem' in read) form.setError('at', { message: read.problem }, { shouldFocus: true })
    else await way.to('until', 'review', { until: read.at })
  })
  return (
    <Step name="until" steps={steps} way={way} realm={realm} next={{ label: text.next, run: () => void go() }}>
      <About realm={realm} person={person} />
      {before && (
        <Remark tone="calm">
          <Sentence parts={text.before(group.name, untilWords(before))} />
        </Remark>
      )}
      <ChoiceField
        control={form.control}
        name="last"
        label={text.label}
        choices={[
          ...text.choices.map(({ value, label }) => ({
            value,
            label,
            description: text.ends(untilWords(inHours(value, now))),
          })),
          { value: OTHER, label: text.other, description: text.otherText },
        ]}
      />
      {last === OTHER && (
        <TextField
          control={form.control}
          name="at"
          label={text.at}
          description={text.atHint(Intl.DateTimeFormat().resolvedOptions().timeZone)}
          type="datetime-local"
        />
      )}
    </Step>
  )
}
