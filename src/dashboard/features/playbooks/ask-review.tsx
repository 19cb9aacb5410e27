import { accessRequests, type GroupPolicy } from '#contract/access-requests'
import type { Identity } from '#contract/identities'
import { durationText } from '../../ui/duration'
import { Named, Sentence } from '../../ui/named'
import { nameOf } from '../identities/identities.text'
import { refreshRequests } from '../requests/requests.queries'
import { accessForAWhileText } from './access-for-a-while.text'
import type { Asked } from './ask-step'
import { About } from './person-step'
import { playbooksText } from './playbooks.text'
import { ReviewStep } from './review-step'
import { untilWords } from './until'
import type { Way } from './use-way'
import classes from './playbook.module.css'

const { ask: text, steps } = accessForAWhileText

interface AskReviewProps {
  way: Way
  realm: string
  person: Identity
  guard: GroupPolicy
  asked: Asked
}

/** The request as it will be sent. */
export function AskReview({ way, realm, person, guard, asked: { seconds, reason } }: AskReviewProps) {
  const [name, time] = [nameOf(person), durationText(seconds)]
  return (
    <ReviewStep
      name="review"
      steps={steps}
      way={way}
      realm={realm}
      intro={<Sentence parts={text.review(name, guard.name, time)} />}
      endpoint={accessRequests.create}
      input={{
        params: { realm },
        body: { identityId: person.id, groupId: guard.id, reason, durationSeconds: seconds },
      }}
      applyLabel={text.apply}
      onDone={() => refreshRequests(realm)}
      mendIn="group"
      tell={(_preview, request) => ({
        title: text.title(name, guard.name),
        did: [text.lasts(time), text.why(reason), text.waits(request.approvals.needed)],
        next: [
          ...(request.approvers.length > 0
            ? [text.who(playbooksText.listed(request.approvers.map((one) => ({ name: one }))))]
            : []),
          text.expires(untilWords(request.expiresAt)),
          text.sooner,
        ],
        person: { id: person.id, name },
        requestId: request.id,
      })}
    >
      <About realm={realm} person={person}>
        <p className={classes.reason}>
          {text.because}
          <Named>{reason}</Named>
        </p>
      </About>
    </ReviewStep>
  )
}
