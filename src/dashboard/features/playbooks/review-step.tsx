import type { ReactNode } from 'react'
import * as z from 'zod/mini'
import type { Preview } from '#contract/changes'
import type { Endpoint, ResponseOf } from '#contract/endpoint'
import type { Input } from '../../api/call'
import { paths } from '../../paths'
import { Button } from '../../ui/button'
import { impactText, type KnownNames } from '../../ui/changes.text'
import { Named, Sentence } from '../../ui/named'
import { notify } from '../../ui/notices'
import { Remark } from '../../ui/problem'
import { ReviewBody } from '../../ui/review-body'
import { useReview } from '../../ui/use-review'
import { useMe } from '../me/me.queries'
import { NewTab } from './new-tab'
import { Step } from './playbook'
import { playbooksText } from './playbooks.text'
import type { Told } from './receipt'
import type { Way } from './use-way'
import classes from './playbook.module.css'

const text = playbooksText.review

interface ReviewStepProps<Name extends string, E extends Endpoint> {
  name: Name
  steps: Record<Name, string>
  way: Way
  realm: string
  intro?: ReactNode
  endpoint: E
  /** As for `call`; it is what is looked at and what is done, as long as this step stands. */
  input: Input<E>
  names?: KnownNames
  applyLabel: string
  danger?: boolean
  undoable?: boolean
  onDone: (data: ResponseOf<E>) => Promise<unknown>
  /** What the receipt says. */
  tell: (preview: Preview, data: ResponseOf<E>) => Told
  /** The step in which a refusal can be mended, such as a taken name. */
  mendIn?: Name
  /** Of whom it is, and remarks of the playbook's own. */
  children?: ReactNode
}

/** The last step: what would happen, in sentences, and the button that does it. */
export function ReviewStep<Name extends string, E extends Endpoint>(props: ReviewStepProps<Name, E>) {
  const { name, steps, way, realm, intro, endpoint, input, names, applyLabel, danger = false, children } = props
  const { undoable = true, onDone, tell, mendIn } = props
  const me = useMe()
  const reviewed = useReview({ endpoint, input, onDone })
  const { preview, apply, failure, reason } = reviewed
  const nothing = preview?.changes.length === 0 && preview.impact.blocked.length === 0
  const refused = failure !== null || (preview?.impact.blocked.length ?? 0) > 0
  const run = () =>
    apply.mutate(undefined, {
      onSuccess: ({ data, eventId }) => {
        if (!preview) return
        const told = tell(preview, data)
        way.finish({ ...told, at: new Date().toISOString(), by: me.administrator.name, eventId })
        if (undoable && eventId) void notify({ message: <Sentence parts={told.title} />, undoEventId: eventId })
      },
    })
  return (
    <Step
      name={name}
      steps={steps}
      way={way}
      realm={realm}
      intro={intro}
      next={{
        label: applyLabel,
        danger,
        loading: apply.isPending,
        reason: reason ?? (nothing ? impactText.noChange : undefined),
        run,
      }}
    >
      {children}
      <ReviewBody reviewed={reviewed} names={names} />
      {preview && <Mend realm={realm} preview={preview} />}
      {mendIn && refused && (
        <div>
          <Button onClick={() => void way.to(name, mendIn)}>{text.fix(steps[mendIn])}</Button>
        </div>
      )}
    </Step>
  )
}

/** What `policy_unsatisfiable` brings along: the groups that nobody could be let into any more. */
const Details = z.object({ groups: z.array(z.object({ id: z.string(), name: z.string(), needed: z.number() })) })

/** Somebody is needed for approvals: where that can be changed. */
function Mend({ realm, preview }: { realm: string; preview: Preview }) {
  const blocked = preview.impact.blocked.find(({ code }) => code === 'policy_unsatisfiable')
  const details = Details.safeParse(blocked?.details)
  if (!details.success || details.data.groups.length === 0) return null
  return (
    <Remark tone="calm" title={text.groupsToMend}>
      <ul className={classes.list}>
        {details.data.groups.map((group) => (
          <li key={group.id}>
            <Named>{group.name}</Named> {text.mend(group.needed)}
            <NewTab to={paths.group(realm, group.id)}>{text.openGroup}</NewTab>
          </li>
        ))}
      </ul>
    </Remark>
  )
}
