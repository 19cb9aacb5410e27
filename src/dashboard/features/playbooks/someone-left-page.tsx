import { zodResolver } from '@hookform/resolvers/zod'
import { useQueries, useQuery } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import { useParams } from 'react-router'
import * as z from 'zod/mini'
import type { Preview } from '#contract/changes'
import { identities, type IdentityDetail } from '#contract/identities'
import { refreshWithout } from '../../api/query-client'
import { paths } from '../../paths'
import { ChoiceField } from '../../ui/choice-field'
import { Named } from '../../ui/named'
import { Remark } from '../../ui/problem'
import { identityQueries, refreshPeople } from '../identities/identities.queries'
import { nameOf } from '../identities/identities.text'
import { NewTab } from './new-tab'
import { About, PersonStep, useChosenPerson } from './person-step'
import { loadPlaybook, Playbook, Step } from './playbook'
import { playbooksText } from './playbooks.text'
import { rolesLine, type Told } from './receipt'
import { ReviewStep } from './review-step'
import { someoneLeftText as text } from './someone-left.text'
import { useWay, type Way } from './use-way'
import classes from './playbook.module.css'

export { loadPlaybook as loader }

const How = z.enum(['suspend', 'remove'])
type How = z.infer<typeof How>
const HowForm = z.object({ how: How })
const { steps } = text

export function Page() {
  const { realm = '' } = useParams()
  const way = useWay()
  const { person, gone } = useChosenPerson(realm, way)
  const how = How.safeParse(way.chosen('how')).data
  const step = way.receipt
    ? null
    : !person || way.step === 'who'
      ? 'who'
      : way.step === 'review' && how
        ? 'review'
        : 'how'
  const common = { steps, way, realm }
  return (
    <Playbook
      {...common}
      title={playbooksText.left.title}
      description={text.description}
      step={step}
      needs={['identity:write']}
    >
      {step === 'who' && <PersonStep {...common} name="who" intro={text.who} person={person} gone={gone} next="how" />}
      {step === 'how' && person && <HowStep key={person.id} way={way} realm={realm} person={person} how={how} />}
      {step === 'review' && person && how && <Review key={how} way={way} realm={realm} person={person} how={how} />}
    </Playbook>
  )
}

interface PartProps {
  way: Way
  realm: string
  person: IdentityDetail
}

function HowStep({ way, realm, person, how }: PartProps & { how: How | undefined }) {
  const suspended = person.status === 'suspended'
  const form = useForm({
    resolver: zodResolver(HowForm),
    defaultValues: { how: how ?? (suspended ? 'remove' : 'suspend') },
  })
  const { data: sessions } = useQuery(identityQueries.sessions(realm, person.id))
  const suspend = { value: 'suspend', label: text.how.suspend, description: text.how.suspendText }
  const remove = { value: 'remove', label: text.how.remove, description: text.how.removeText }
  return (
    <Step
      name="how"
      steps={steps}
      way={way}
      realm={realm}
      next={{
        label: text.how.next,
        run: () => void form.handleSubmit((values) => way.to('how', 'review', values))(),
      }}
    >
      <About realm={realm} person={person}>
        <p className={classes.quiet}>{text.how.now(person.groups.total, sessions?.total ?? null)}</p>
      </About>
      {suspended && <Remark tone="calm">{text.how.suspended}</Remark>}
      <ChoiceField
        control={form.control}
        name="how"
        label={text.how.label}
        choices={suspended ? [remove] : [suspend, remove]}
      />
    </Step>
  )
}

function Review({ way, realm, person, how }: PartProps & { how: How }) {
  const name = nameOf(person)
  const { groups: alone, unseen } = useLeftAlone(realm, person.id)
  const shared = {
    name: 'review',
    steps,
    way,
    realm,
    intro: text.review.intro,
    input: { params: { realm, identityId: person.id }, ifMatch: person.version },
    mendIn: 'how',
  } as const
  const tell = (title: typeof text.receipt.suspended, next: typeof text.receipt.suspendNext): Tell => {
    return (preview) => {
      const lost = rolesLine(preview, 'lost', text.receipt.lost)
      return {
        title: title(name),
        did: [
          text.receipt.signedOut(preview.changes.filter(({ kind }) => kind === 'session').length),
          ...(lost.length > 0 ? lost : [text.receipt.lostNothing]),
          ...(alone.length > 0 ? [text.receipt.alone(playbooksText.listed(alone))] : []),
        ],
        next,
        person: { id: person.id, name },
      }
    }
  }
  const body = (
    <>
      <About realm={realm} person={person} />
      {alone.length > 0 && (
        <Remark tone="warning" title={text.review.alone}>
          <ul className={classes.list}>
            {alone.map((group) => (
              <li key={group.id}>
                <NewTab to={paths.group(realm, group.id)}>
                  <Named>{group.name}</Named>
                </NewTab>
              </li>
            ))}
          </ul>
          <p>{text.review.aloneText}</p>
        </Remark>
      )}
      {unseen > 0 && <p className={classes.quiet}>{text.review.unseen(unseen)}</p>}
    </>
  )
  return how === 'suspend' ? (
    <ReviewStep
      {...shared}
      endpoint={identities.suspend}
      applyLabel={text.review.suspend}
      onDone={() => refreshPeople(realm)}
      tell={tell(text.receipt.suspended, text.receipt.suspendNext)}
    >
      {body}
    </ReviewStep>
  ) : (
    <ReviewStep
      {...shared}
      endpoint={identities.remove}
      danger
      applyLabel={text.review.remove}
      onDone={() => refreshWithout(['realms', realm], person.id)}
      tell={tell(text.receipt.deleted, text.receipt.deleteNext)}
    >
      {body}
    </ReviewStep>
  )
}

type Tell = (preview: Preview) => Told

/** How many groups are looked at. */
const LOOKED_AT = 30

/** The groups in which nobody active would be left without them. */
function useLeftAlone(realm: string, personId: string) {
  const { data } = useQuery(identityQueries.groups(realm, personId, { limit: LOOKED_AT }))
  const groups = data?.items ?? []
  const members = useQueries({
    queries: groups.map(({ id }) => identityQueries.members(realm, id, { limit: 2, status: 'active' })),
  })
  return {
    groups: groups.filter((_, index) => members[index]?.data?.items.every(({ id }) => id === personId)),
    unseen: data && data.nextCursor ? data.total - groups.length : 0,
  }
}
