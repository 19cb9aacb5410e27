import { useSuspenseQuery } from '@tanstack/react-query'
import { type ReactNode, type SyntheticEvent, useId } from 'react'
import type { LoaderFunctionArgs } from 'react-router'
import type { Permission } from '#contract/permissions'
import type { RealmDetail } from '#contract/realms'
import { ensure } from '../../api/query-client'
import { paths } from '../../paths'
import { Button, LinkButton } from '../../ui/button'
import { PageHeader } from '../../ui/page-header'
import { Remark } from '../../ui/problem'
import { Steps, useStepFocus } from '../../ui/steps'
import { groupQueries } from '../groups/groups.queries'
import { identityQueries } from '../identities/identities.queries'
import { missing, useMe } from '../me/me.queries'
import { realmQueries } from '../realms/realms.queries'
import { realmsText } from '../realms/realms.text'
import { requestQueries } from '../requests/requests.queries'
import { playbooksText } from './playbooks.text'
import { ReceiptView } from './receipt-view'
import { DONE, type Way } from './use-way'
import classes from './playbook.module.css'

/**
 * The loader of every playbook's page: the realm, and who and what the address names. What is not there any more is the
 * page's own affair; and after the end nobody is asked for, since they may be gone by it.
 */
export async function loadPlaybook({ params: { realm = '' }, request }: LoaderFunctionArgs): Promise<null> {
  const search = new URL(request.url).searchParams
  const [person, group] = search.get('step') === DONE ? [] : [search.get('person'), search.get('group')]
  await Promise.all([
    ensure(realmQueries.get(realm)),
    person && ensure(identityQueries.get(realm, person)).catch(() => null),
    group && ensure(groupQueries.get(realm, group)).catch(() => null),
    group && ensure(requestQueries.policy(realm, group)).catch(() => null),
  ])
  return null
}

/** What the page of a playbook tells its frame. */
interface PlaybookProps<Step extends string> {
  realm: string
  title: string
  description: string
  /** Each step with what it asks. */
  steps: Record<Step, string>
  /** Where it stands; null once it is done. */
  step: Step | null
  way: Way
  /** Without one of these there is no point in beginning. */
  needs: Permission[]
  /** Beside what every receipt shows. */
  receiptMore?: ReactNode
  children: ReactNode
}

/** A guided path: its steps by number, the one that is due, and the receipt at the end. */
export function Playbook<Step extends string>(props: PlaybookProps<Step>) {
  const { realm: name, title, description, steps, step, way, needs, receiptMore, children } = props
  const { data: realm } = useSuspenseQuery(realmQueries.get(name))
  const me = useMe()
  const where = { accountId: realm.accountId, realm: realm.name }
  const lacking = needs.flatMap((permission) => missing(me, permission, where) ?? [])
  const frame = useStepFocus(step ?? DONE)
  return (
    <div ref={frame} className={classes.playbook}>
      <PageHeader
        title={title}
        trail={[
          { name: realmsText.title, to: paths.realms() },
          { name: realm.displayName || realm.name, to: paths.realm(realm.name) },
        ]}
        description={!way.receipt && description}
      />
      {way.receipt ? (
        <ReceiptView receipt={way.receipt} realm={realm}>
          {receiptMore}
        </ReceiptView>
      ) : lacking.length > 0 ? (
        <Lacking realm={realm} sentences={lacking} steps={Object.values(steps)} />
      ) : (
        <>
          <Steps label={playbooksText.steps} steps={steps} step={step} />
          {children}
        </>
      )}
    </div>
  )
}

/** Who may not do it is told before beginning, and by what they could. */
const Lacking = ({ realm, sentences, steps }: { realm: RealmDetail; sentences: string[]; steps: string[] }) => (
  <Remark
    tone="warning"
    title={playbooksText.missing.title}
    actions={<LinkButton to={paths.realm(realm.name)}>{playbooksText.missing.backToRealm}</LinkButton>}
  >
    {sentences.map((sentence) => (
      <p key={sentence}>{sentence}</p>
    ))}
    <p className={classes.then}>{playbooksText.missing.plan}</p>
    <ol className={classes.plan}>
      {steps.map((one) => (
        <li key={one}>{one}</li>
      ))}
    </ol>
  </Remark>
)

interface StepProps<Step extends string> {
  name: Step
  steps: Record<Step, string>
  way: Way
  /** The realm's home, where the first step leads back to. */
  realm: string
  intro?: ReactNode
  children: ReactNode
  /** The one thing to do next. */
  next: { label: string; reason?: string | undefined; danger?: boolean; loading?: boolean; run: () => void }
}

/** One step: what it asks, and one button that goes on. */
export function Step<Step extends string>({ name, steps, way, realm, intro, children, next }: StepProps<Step>) {
  const id = useId()
  const names = Object.keys(steps) as Step[]
  const at = names.indexOf(name)
  const before = names[at - 1]
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    if (!next.reason && !next.loading) next.run()
  }
  return (
    <form className={classes.step} aria-labelledby={id} onSubmit={submit} noValidate>
      <h2 id={id} tabIndex={-1} className={classes.heading}>
        <span className="visually-hidden">{playbooksText.step(at + 1, names.length)}</span>
        {steps[name]}
      </h2>
      {intro && <div className={classes.intro}>{intro}</div>}
      <div className={classes.body}>{children}</div>
      <div className={classes.foot}>
        {before === undefined ? (
          <LinkButton to={paths.realm(realm)}>{playbooksText.notNow}</LinkButton>
        ) : (
          <Button onClick={() => way.back(before)}>{playbooksText.back}</Button>
        )}
        <Button
          type="submit"
          kind={next.danger ? 'danger' : 'primary'}
          loading={next.loading ?? false}
          disabledReason={next.reason}
        >
          {next.label}
        </Button>
      </div>
    </form>
  )
}
