import { useForm, useWatch } from 'react-hook-form'
import { useParams } from 'react-router'
import * as z from 'zod/mini'
import { identities, type IdentityDetail } from '#contract/identities'
import { CheckboxField } from '../../ui/checkbox-field'
import { Remark } from '../../ui/problem'
import { refreshPeople } from '../identities/identities.queries'
import { nameOf } from '../identities/identities.text'
import { lostPhoneText as text } from './lost-phone.text'
import { About, PersonStep, useChosenPerson } from './person-step'
import { loadPlaybook, Playbook, Step } from './playbook'
import { playbooksText } from './playbooks.text'
import { ReviewStep } from './review-step'
import { useWay, type Way } from './use-way'
import classes from './playbook.module.css'

export { loadPlaybook as loader }

/** Of whom somebody was sure. It is no part of the address: a link must not be able to say so. */
const Draft = z.object({ sureOf: z.string() })
const { steps } = text

export function Page() {
  const { realm = '' } = useParams()
  const way = useWay()
  const { person, gone } = useChosenPerson(realm, way)
  const sure = person !== null && Draft.safeParse(way.draft).data?.sureOf === person.id
  const step = way.receipt
    ? null
    : !person || way.step === 'who'
      ? 'who'
      : way.step === 'review' && sure
        ? 'review'
        : 'sure'
  const common = { steps, way, realm }
  return (
    <Playbook
      {...common}
      title={playbooksText.lostPhone.title}
      description={text.description}
      step={step}
      needs={['identity:reset-factors']}
    >
      {step === 'who' && <PersonStep {...common} name="who" intro={text.who} person={person} gone={gone} next="sure" />}
      {step === 'sure' && person && <Sure key={person.id} way={way} realm={realm} person={person} sure={sure} />}
      {step === 'review' && person && <Review way={way} realm={realm} person={person} />}
    </Playbook>
  )
}

interface PartProps {
  way: Way
  realm: string
  person: IdentityDetail
}

function Sure({ way, realm, person, sure }: PartProps & { sure: boolean }) {
  const form = useForm({ defaultValues: { sure } })
  const ticked = useWatch({ control: form.control, name: 'sure' })
  return (
    <Step
      name="sure"
      steps={steps}
      way={way}
      realm={realm}
      intro={text.sure.intro}
      next={{
        label: text.sure.next,
        reason: ticked ? undefined : text.sure.unconfirmed,
        run: () => void way.to('sure', 'review', {}, { sureOf: person.id }),
      }}
    >
      <About realm={realm} person={person} />
      {!person.secondStep && <Remark tone="calm">{text.sure.noSecondStep}</Remark>}
      <section className={classes.part}>
        <h3>{text.sure.how}</h3>
        <ol className={classes.list}>
          {text.sure.advice.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ol>
      </section>
      <CheckboxField control={form.control} name="sure" label={text.sure.confirm} />
    </Step>
  )
}

function Review({ way, realm, person }: PartProps) {
  const name = nameOf(person)
  return (
    <ReviewStep
      name="review"
      steps={steps}
      way={way}
      realm={realm}
      intro={text.review.intro}
      endpoint={identities.resetFactors}
      input={{ params: { realm, identityId: person.id }, ifMatch: person.version }}
      applyLabel={person.secondStep ? text.review.apply : text.review.applySessions}
      danger
      undoable={false}
      onDone={() => refreshPeople(realm)}
      tell={(_preview, { removed, ended }) => ({
        title: removed > 0 ? text.receipt.title(name) : text.receipt.titleSessions(name),
        did: [...(removed > 0 ? [text.receipt.removed(removed)] : []), text.receipt.ended(ended), text.receipt.checked],
        next: removed > 0 ? text.receipt.next : text.receipt.nextSessions,
        person: { id: person.id, name },
      })}
    >
      <About realm={realm} person={person} />
    </ReviewStep>
  )
}
