import { useQueries, useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { EventTypeName } from '#contract/activity'
import { paths } from '../../paths'
import { CheckIcon } from '../../ui/icons'
import { activityQueries } from '../activity/activity.queries'
import { realmQueries } from '../realms/realms.queries'
import { homeRealms } from './home-realms'
import { homeText } from './home.text'
import classes from './home.module.css'

const text = homeText.steps
const signs = [
  'group.created',
  'group.role_added',
  'change.undone',
  'activity.verified',
] as const satisfies EventTypeName[]

interface Step {
  title: string
  text: string
  done: boolean
  to: string | null
  also?: { to: string; label: string }
}

/** What to do first in a new account, with what is done already, read from the account's own log. Gone when all is done. */
export function FirstSteps({ accountId }: { accountId: string }) {
  const { data: realms } = useQuery(realmQueries.list(homeRealms))
  const [group, role, undo, verify] = useQueries({
    queries: signs.map((type) => ({
      ...activityQueries.of({ accountId }, { type, limit: 1 }),
      // What has happened once stays so.
      staleTime: ({ state }: { state: { data?: { total: number } | undefined } }) =>
        state.data && state.data.total > 0 ? Infinity : 0,
    })),
    combine: (all) => all.map(({ data }) => (data ? data.total > 0 : null)),
  })
  if (!realms || group == null || role == null || undo == null || verify == null) return null

  const realm = realms.items[0]?.name ?? null
  const inRealm = (to: (realm: string) => string) => (realm === null ? null : to(realm))
  const steps: Step[] = [
    { ...text.setUp, done: true, to: null },
    {
      ...text.realm,
      done: realms.total > 0,
      to: paths.newRealm(),
      also: { to: paths.newRealm('practice'), label: text.practice },
    },
    { ...text.group, done: group, to: inRealm(paths.newGroup) },
    { ...text.role, done: role, to: inRealm(paths.groups) },
    { ...text.undo, done: undo, to: paths.activity() },
    { ...text.verify, done: verify, to: paths.activity() },
  ]
  const done = steps.filter((step) => step.done).length
  if (done === steps.length) return null
  const next = steps.find((step) => !step.done)
  return (
    <section aria-label={text.title} className={classes.steps}>
      <div className={classes.head}>
        <h2>{text.title}</h2>
        <span className={classes.quiet}>{text.progress(done, steps.length)}</span>
      </div>
      <ol className={classes.stepList}>
        {steps.map((step) => (
          <li
            key={step.title}
            className={classes.step}
            data-done={step.done || undefined}
            data-next={step === next || undefined}
          >
            <span className={classes.mark} aria-hidden="true">
              {step.done && <CheckIcon size={13} />}
            </span>
            <div>
              <p>
                <span className="visually-hidden">{step.done ? text.done : text.open} </span>
                {step.to && !step.done ? (
                  <Link to={step.to} className={classes.stepLink}>
                    {step.title}
                  </Link>
                ) : (
                  <span className={classes.stepTitle}>{step.title}</span>
                )}
                {step.also && !step.done && (
                  <>
                    {' '}
                    <Link to={step.also.to}>{step.also.label}</Link>
                  </>
                )}
              </p>
              {!step.done && <p className={classes.quiet}>{step.to === null ? text.needsRealm : step.text}</p>}
            </div>
          </li>
        ))}
      </ol>
    </section>
  )
}
