import { zodResolver } from '@hookform/resolvers/zod'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useDeferredValue, useEffect, useRef, useState } from 'react'
import { FormProvider, useForm, useWatch } from 'react-hook-form'
import { identities } from '#contract/identities'
import { isApiError } from '../../api/api-error'
import { previewOf } from '../../api/call'
import { paths } from '../../paths'
import { refusalText } from '../../ui/changes.text'
import { TextField } from '../../ui/fields'
import { LeaveGuard } from '../../ui/leave-guard'
import { Named } from '../../ui/named'
import { Problem, Remark } from '../../ui/problem'
import { identityQueries, personOption } from '../identities/identities.queries'
import { type Draft, nobody, toInput, WhoForm } from './new-person'
import { NewTab } from './new-tab'
import { Step } from './playbook'
import { someoneJoinedText } from './someone-joined.text'
import type { Way } from './use-way'
import classes from './playbook.module.css'

const { who: text, steps } = someoneJoinedText

export interface JoinProps {
  way: Way
  realm: string
  go: (next: keyof typeof steps, draft: Draft) => void
}

/** Who is new, and whether they are here already. */
export function JoinWho({ way, realm, go, draft }: JoinProps & { draft: Draft | null }) {
  const form = useForm({ resolver: zodResolver(WhoForm), defaultValues: draft?.who ?? nobody })
  const [failure, setFailure] = useState<unknown>(null)
  const begun = form.formState.isDirty || draft !== null
  useFollowing(form)
  const next = form.handleSubmit(async (who) => {
    setFailure(null)
    const changed: Draft = { groups: [], invite: who.email !== '', ...draft, who }
    try {
      const refusal = await firstRefusal(realm, changed)
      if (refusal) form.setError(refusal.field, { message: refusal.message }, { shouldFocus: true })
      else go('groups', changed)
    } catch (error) {
      setFailure(error)
    }
  })
  return (
    <FormProvider {...form}>
      <Step
        name="who"
        steps={steps}
        way={way}
        realm={realm}
        next={{ label: text.next, loading: form.formState.isSubmitting, run: () => void next() }}
      >
        {failure !== null && <Problem error={failure} />}
        <div className={classes.pair}>
          <TextField control={form.control} name="firstName" label={text.firstName} />
          <TextField control={form.control} name="lastName" label={text.lastName} />
        </div>
        <TextField
          control={form.control}
          name="email"
          label={text.email}
          description={text.emailHint}
          type="email"
          technical
        />
        <TextField
          control={form.control}
          name="username"
          label={text.username}
          description={text.usernameHint}
          technical
        />
        <Similar realm={realm} />
      </Step>
      <LeaveGuard when={() => begun} dirty={begun} />
    </FormProvider>
  )
}

/** The username is the e-mail address as long as nobody has made it something else. */
function useFollowing({ watch, getValues, setValue }: ReturnType<typeof useForm<WhoForm>>): void {
  const followed = useRef(getValues('email'))
  useEffect(() => {
    const { unsubscribe } = watch(({ email = '', username }, { name }) => {
      if (name !== 'email') return
      if (username === followed.current) setValue('username', email)
      followed.current = email
    })
    return unsubscribe
  }, [watch, setValue])
}

/** A name that is taken is said where it was typed, and not three steps later. */
async function firstRefusal(
  realm: string,
  draft: Draft,
): Promise<{ field: 'email' | 'username'; message: string } | null> {
  try {
    const { impact } = await previewOf(identities.create, {
      params: { realm },
      body: toInput({ ...draft, groups: [], invite: false }),
    })
    const taken = impact.blocked.find(({ code }) => code === 'name_taken' || code === 'email_taken')
    if (!taken) return null
    // Without a username of their own the address is it.
    const field = taken.code === 'email_taken' ? 'email' : 'username'
    return { field, message: taken.code === 'email_taken' ? refusalText(taken) : text.taken }
  } catch (error) {
    if (!isApiError(error)) throw error
    const field = (['email', 'username'] as const).find((one) => error.fields[one])
    if (!field) throw error
    return { field, message: error.fields[field] ?? error.message }
  }
}

const LIKE_THIS = 4
/** Fewer letters fit too many people. */
const ENOUGH = 3

/** People who are here already and might be the same. */
function Similar({ realm }: { realm: string }) {
  const [firstName, lastName, email] = useWatch<WhoForm, ['firstName', 'lastName', 'email']>({
    name: ['firstName', 'lastName', 'email'],
  })
  const name = useDeferredValue(
    [firstName, lastName]
      .map((one) => one.trim())
      .filter(Boolean)
      .join(' '),
  )
  const address = useDeferredValue(email.trim())
  const found = [useLike(realm, address), useLike(realm, firstName.trim() && lastName.trim() ? name : '')].flat()
  const people = [...new Map(found.map((person) => [person.id, person])).values()].slice(0, LIKE_THIS)
  return (
    <div aria-live="polite">
      {people.length > 0 && (
        <Remark tone="warning" title={text.similar}>
          <ul className={classes.list}>
            {people.map((person) => {
              const { name: called, under } = personOption(person)
              return (
                <li key={person.id}>
                  <NewTab to={paths.identity(realm, person.id)}>
                    <Named>{called}</Named>
                  </NewTab>
                  {under && <span className={classes.quiet}> · {under}</span>}
                </li>
              )
            })}
          </ul>
          <p>{text.similarText}</p>
        </Remark>
      )}
    </div>
  )
}

function useLike(realm: string, q: string) {
  const enabled = q.length >= ENOUGH
  const { data } = useQuery({
    ...identityQueries.list(realm, { q, limit: LIKE_THIS }),
    enabled,
    placeholderData: keepPreviousData,
  })
  return enabled ? (data?.items ?? []) : []
}
