import { useQuery } from '@tanstack/react-query'
import { identities } from '#contract/identities'
import { Facts } from '../../ui/facts'
import { Named } from '../../ui/named'
import { identityQueries, refreshPeople } from '../identities/identities.queries'
import { nameOf } from '../identities/identities.text'
import { type Draft, draftName, toInput } from './new-person'
import { rolesLine } from './receipt'
import { ReviewStep } from './review-step'
import { someoneJoinedText } from './someone-joined.text'
import type { Way } from './use-way'

const { review: text, receipt, steps } = someoneJoinedText

interface JoinReviewProps {
  way: Way
  realm: string
  draft: Draft
}

export function JoinReview({ way, realm, draft }: JoinReviewProps) {
  const { data: given } = useQuery(identityQueries.defaultGroups(realm))
  const input = toInput(draft)
  const { email = '', username } = input
  return (
    <ReviewStep
      name="review"
      steps={steps}
      way={way}
      realm={realm}
      endpoint={identities.create}
      input={{ params: { realm }, body: input }}
      applyLabel={input.invite ? text.applyAndInvite : text.apply}
      mendIn="who"
      onDone={() => refreshPeople(realm)}
      tell={(preview, data) => ({
        title: receipt.title(nameOf(data)),
        did: [
          receipt.username(data.username),
          receipt.groups([...(given?.items ?? []), ...draft.groups]),
          ...rolesLine(preview, 'gained', receipt.gained),
          ...(input.invite && data.email ? [receipt.invited(data.email)] : []),
        ],
        next: receipt.next(data, input.invite ?? false),
        person: { id: data.id, name: nameOf(data) },
      })}
    >
      <Facts
        facts={[
          { label: text.facts.name, value: <Named>{draftName(draft)}</Named> },
          { label: text.facts.email, value: email ? <Named>{email}</Named> : text.none },
          { label: text.facts.username, value: <Named>{username ?? email ?? ''}</Named> },
          { label: text.facts.invitation, value: input.invite ? text.byMail : text.notNow },
        ]}
      />
    </ReviewStep>
  )
}
