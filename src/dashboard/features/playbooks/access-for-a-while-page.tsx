import { useQuery } from '@tanstack/react-query'
import { useParams } from 'react-router'
import type { GroupPolicy } from '#contract/access-requests'
import type { Group } from '#contract/groups'
import { identities, type IdentityDetail } from '#contract/identities'
import { Sentence } from '../../ui/named'
import { groupQueries } from '../groups/groups.queries'
import { refreshPeople } from '../identities/identities.queries'
import { nameOf } from '../identities/identities.text'
import { requestQueries } from '../requests/requests.queries'
import { accessForAWhileText as text } from './access-for-a-while.text'
import { AskReview } from './ask-review'
import { askedIn, AskStep } from './ask-step'
import { GroupStep } from './group-step'
import { About, PersonStep, useChosenPerson } from './person-step'
import { loadPlaybook, Playbook } from './playbook'
import { playbooksText } from './playbooks.text'
import { rolesLine } from './receipt'
import { ReviewStep } from './review-step'
import { untilWords } from './until'
import { UntilStep } from './until-step'
import { useWay, type Way } from './use-way'

export { loadPlaybook as loader }

const { steps } = text

export function Page() {
  const { realm = '' } = useParams()
  const way = useWay()
  const { person, gone } = useChosenPerson(realm, way)
  const { group, groupGone } = useChosenGroup(realm, way)
  const until = way.chosen('until')
  const guard = useGuard(realm, group)
  const asked = askedIn(way, group)
  const step = whichStep(way, person, group, guard ? asked !== null : isAhead(until))
  const common = { steps, way, realm }
  return (
    <Playbook
      {...common}
      title={playbooksText.access.title}
      description={text.description}
      step={step}
      needs={['identity:write']}
    >
      {step === 'who' && (
        <PersonStep {...common} name="who" intro={text.who} person={person} gone={gone} next="group" />
      )}
      {step === 'group' && person && (
        <GroupStep key={person.id} {...common} person={person} group={group} gone={groupGone} />
      )}
      {step === 'until' &&
        person &&
        group &&
        (guard ? (
          <AskStep {...common} person={person} guard={guard} asked={asked} />
        ) : (
          <UntilStep {...common} person={person} group={group} until={until} />
        ))}
      {step === 'review' && person && guard && asked && (
        <AskReview way={way} realm={realm} person={person} guard={guard} asked={asked} />
      )}
      {step === 'review' && person && group && !guard && until && (
        <Review way={way} realm={realm} person={person} group={group} until={until} />
      )}
    </Playbook>
  )
}

function useChosenGroup(realm: string, way: Way): { group: Group | null; groupGone: boolean } {
  const id = way.chosen('group')
  const asked = id !== null && way.receipt === null
  const { data, isError } = useQuery({ ...groupQueries.get(realm, id ?? ''), enabled: asked, retry: false })
  return { group: asked && !isError ? (data ?? null) : null, groupGone: asked && isError }
}

const isAhead = (until: string | null): boolean => Date.parse(until ?? '') > Date.now()

/** What joining the group needs, where it needs something; without the right to see that, the review will say it. */
function useGuard(realm: string, group: Group | null): GroupPolicy | null {
  const { data } = useQuery({ ...requestQueries.policy(realm, group?.id ?? ''), enabled: group !== null, retry: false })
  return group && data?.policy && data.approvalsOn ? data : null
}

/** As far as what was chosen reaches: a link may ask for more, and an end may have passed while somebody was away. */
function whichStep(way: Way, person: unknown, group: unknown, complete: boolean): keyof typeof steps | null {
  if (way.receipt) return null
  if (!person || way.step === 'who') return 'who'
  if (!group || way.step === 'group' || way.step === null) return 'group'
  return way.step === 'review' && complete ? 'review' : 'until'
}

interface ReviewProps {
  way: Way
  realm: string
  person: IdentityDetail
  group: Group
  until: string
}

function Review({ way, realm, person, group, until }: ReviewProps) {
  const [name, time] = [nameOf(person), untilWords(until)]
  return (
    <ReviewStep
      name="review"
      steps={steps}
      way={way}
      realm={realm}
      intro={<Sentence parts={text.review.intro(name, group.name, time)} />}
      endpoint={identities.joinGroups}
      input={{ params: { realm, identityId: person.id }, body: { groupIds: [group.id], endsAt: until } }}
      applyLabel={text.review.apply}
      onDone={() => refreshPeople(realm)}
      mendIn="group"
      tell={(preview) => {
        const gained = rolesLine(preview, 'gained', text.receipt.gained)
        return {
          title: text.receipt.title(name, group.name),
          did: [text.receipt.until(time), ...(gained.length > 0 ? gained : [text.receipt.gainedNothing])],
          next: [text.receipt.sooner(group.name), text.receipt.longer],
          person: { id: person.id, name },
        }
      }}
    >
      <About realm={realm} person={person} />
    </ReviewStep>
  )
}
