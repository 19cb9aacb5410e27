import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { Identity, IdentityDetail } from '#contract/identities'
import { paths } from '../../paths'
import { Chosen, Finder, type PickOption } from '../../ui/finder'
import { Named } from '../../ui/named'
import { Remark } from '../../ui/problem'
import { identityQueries, personOption } from '../identities/identities.queries'
import { nameOf } from '../identities/identities.text'
import { NewTab } from './new-tab'
import { Step } from './playbook'
import { playbooksText } from './playbooks.text'
import type { Way } from './use-way'
import classes from './playbook.module.css'

const text = playbooksText.person

/** Whom the address names. `gone`: it names somebody who is not there (any more). */
export function useChosenPerson(realm: string, way: Way): { person: IdentityDetail | null; gone: boolean } {
  const id = way.chosen('person')
  const asked = id !== null && way.receipt === null
  const { data, isError } = useQuery({
    ...identityQueries.get(realm, id ?? ''),
    enabled: asked,
    retry: false,
  })
  return { person: asked && !isError ? (data ?? null) : null, gone: asked && isError }
}

const statusOf = ({ status }: Identity): string | null => (status === 'active' ? null : text.status[status])

const option = (person: Identity): PickOption => {
  const { under, ...rest } = personOption(person)
  const status = statusOf(person)
  return {
    ...rest,
    under: (
      <>
        {under}
        {under && status && ' · '}
        {status}
      </>
    ),
  }
}

interface PersonStepProps<Name extends string> {
  name: Name
  steps: Record<Name, string>
  way: Way
  realm: string
  intro: ReactNode
  person: Identity | null
  gone: boolean
  next: Name
}

/** Whom it is about. */
export function PersonStep<Name extends string>({ person, gone, intro, next, ...step }: PersonStepProps<Name>) {
  const { realm, way } = step
  const [picked, setPicked] = useState<PickOption | null>(null)
  const chosen = picked ?? (person && option(person))
  return (
    <Step
      {...step}
      intro={intro}
      next={{
        label: text.next,
        reason: chosen ? undefined : text.nothingChosen,
        // Whatever was chosen for somebody else is not meant for this one.
        run: () => {
          if (!chosen) return
          if (chosen.id === person?.id) void way.to(step.name, next)
          else
            void way.to(
              step.name,
              next,
              { person: chosen.id, group: null, how: null, until: null, seconds: null },
              null,
            )
        },
      }}
    >
      {gone && !picked && <Remark tone="warning">{text.gone}</Remark>}
      <Finder
        request={{ search: text.search, source: (query) => identityQueries.list(realm, query), option }}
        chosen={chosen ? [chosen] : []}
        onToggle={setPicked}
      />
      {picked && <Chosen options={[picked]} onTakeOut={() => setPicked(null)} />}
    </Step>
  )
}

/** Of whom the step is, at its top. */
export function About({ realm, person, children }: { realm: string; person: Identity; children?: ReactNode }) {
  const name = nameOf(person)
  const known = [person.username, person.email].filter((one, at, all) => one && one !== name && all.indexOf(one) === at)
  const status = statusOf(person)
  return (
    <div className={classes.about}>
      <span className={classes.aboutName}>
        <Named>{name}</Named>
      </span>
      {known.map((one) => (
        <span key={one} className={classes.quiet}>
          {' · '}
          <Named>{one ?? ''}</Named>
        </span>
      ))}
      {status && ` · ${status}`}
      {' · '}
      <NewTab to={paths.identity(realm, person.id)}>{text.page}</NewTab>
      {children}
    </div>
  )
}
