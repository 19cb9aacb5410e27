import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { paths } from '../../paths'
import { Button } from '../../ui/button'
import { Problem } from '../../ui/problem'
import { uiText } from '../../ui/ui.text'
import { ActivityList } from './activity-list'
import { activityQueries, type Scope } from './activity.queries'
import { activityText } from './activity.text'
import { SentenceBones } from './bones'
import classes from './activity.module.css'

type RecentActivityProps = Scope & {
  /** Only what happened to this thing. */
  subjectId?: string
  /** Only what this one did. */
  actorId?: string
  /** How many sentences; the steps of a batch are one. */
  shown?: number
  heading?: string
  /** Says nothing at all while there is nothing to say. */
  quiet?: boolean
}

/** Enough for a few sentences even where some are batches of several steps. */
const READ = 24

/** The query of the section below, for loaders. */
export const recentActivity = ({ subjectId, actorId, ...scope }: RecentActivityProps) =>
  activityQueries.of('realm' in scope ? { realm: scope.realm } : { accountId: scope.accountId }, {
    limit: READ,
    ...(subjectId && { subjectId }),
    ...(actorId && { actorId }),
  })

/** A section with the last few things that happened: in an account, in a realm, or to one thing of a realm. */
export function RecentActivity(props: RecentActivityProps) {
  const scope: Scope = 'realm' in props ? { realm: props.realm } : { accountId: props.accountId }
  const { data, error, refetch, isFetching } = useQuery(recentActivity(props))
  const page = 'realm' in scope ? paths.realmActivity(scope.realm) : paths.activity()
  const linkTo = (query: Record<string, string>) =>
    `${page}?${new URLSearchParams({ ...('accountId' in scope && { account: scope.accountId }), ...query })}`
  const heading = props.heading ?? activityText.recent
  const narrowed = {
    ...(props.subjectId && { subjectId: props.subjectId }),
    ...(props.actorId && { actorId: props.actorId }),
  }
  if (props.quiet && !data?.items.length) return null
  return (
    <section className={classes.recent} aria-label={heading}>
      <div className={classes.head}>
        <h2>{heading}</h2>
        {data && data.total > 0 && <Link to={linkTo(narrowed)}>{activityText.all}</Link>}
      </div>
      {error && !data ? (
        <Problem
          error={error}
          title={activityText.couldNotLoad}
          actions={
            <Button size="xs" loading={isFetching} onClick={() => void refetch()}>
              {uiText.tryAgain}
            </Button>
          }
        />
      ) : (
        <div className={classes.frame}>
          {!data ? (
            <SentenceBones />
          ) : data.items.length === 0 ? (
            <p className={classes.none}>{activityText.empty.recent}</p>
          ) : (
            <ActivityList events={data.items} shown={props.shown ?? 8} scope={scope} linkTo={linkTo} />
          )}
        </div>
      )}
    </section>
  )
}
