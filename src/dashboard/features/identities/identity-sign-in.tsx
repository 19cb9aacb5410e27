import { useQuery } from '@tanstack/react-query'
import type { Identity, IdentitySession, SignInMethod } from '#contract/identities'
import { Badge } from '../../ui/badge'
import { Button } from '../../ui/button'
import { time } from '../../ui/columns'
import type { Column } from '../../ui/data-table'
import { Named } from '../../ui/named'
import { PlainTable } from '../../ui/plain-table'
import { Problem } from '../../ui/problem'
import { Section } from '../../ui/section'
import { RelativeTime } from '../../ui/time'
import { count, uiText } from '../../ui/ui.text'
import { deviceOf } from './device'
import { identityQueries } from './identities.queries'
import { identitiesText } from './identities.text'
import { type Cannot, endSessions, resetFactors } from './identity-actions'
import classes from './identity-access.module.css'

const text = identitiesText.signIn

interface IdentitySignInProps {
  realm: string
  person: Identity
  cannot: Cannot
}

/** How somebody can sign in, where they are signed in, and what helps when a phone is lost. */
export const IdentitySignIn = ({ realm, person, cannot }: IdentitySignInProps) => {
  const methods = useQuery(identityQueries.signInMethods(realm, person.id))
  const sessions = useQuery(identityQueries.sessions(realm, person.id))
  const noFactor = person.secondStep ? undefined : identitiesText.actions.noSecondStep
  return (
    <>
      <Section
        title={text.title}
        anchor="sign-in"
        actions={
          <Button
            size="xs"
            disabledReason={cannot.cannotReset ?? noFactor}
            onClick={() => void resetFactors(realm, person)}
          >
            {text.reset}
          </Button>
        }
      >
        <List label={text.methods} query={methods} columns={methodColumns} none={text.noMethods} />
      </Section>
      <Section
        title={text.sessions}
        count={sessions.data && sessions.data.total > 0 ? count(sessions.data.total) : undefined}
        actions={
          <Button
            size="xs"
            disabledReason={cannot.cannotWrite ?? (sessions.data?.total === 0 ? text.noSessions : undefined)}
            onClick={() => void endSessions(realm, person)}
          >
            {text.endAll}
          </Button>
        }
      >
        <List label={text.sessions} query={sessions} columns={sessionColumns} none={text.noSessions} />
      </Section>
    </>
  )
}

interface ListProps<Item extends { id: string }> {
  label: string
  query: { data: { items: Item[] } | undefined; error: unknown; refetch: () => unknown; isFetching: boolean }
  columns: Column<Item>[]
  none: string
}

function List<Item extends { id: string }>({ label, query, columns, none }: ListProps<Item>) {
  const { data, error, refetch, isFetching } = query
  if (error && !data) {
    return (
      <Problem
        error={error}
        title={uiText.couldNotLoad(label)}
        actions={
          <Button size="xs" loading={isFetching} onClick={() => void refetch()}>
            {uiText.tryAgain}
          </Button>
        }
      />
    )
  }
  if (data?.items.length === 0) return <p className={classes.empty}>{none}</p>
  return <PlainTable label={label} columns={columns} items={data?.items} rowKey={({ id }) => id} />
}

const methodColumns: Column<SignInMethod>[] = [
  {
    header: text.method,
    cell: ({ kind, secondStep }) => (
      <span>
        {text.methodWord(kind)} {secondStep && <Badge>{text.secondStep}</Badge>}
      </span>
    ),
  },
  time({ header: text.added, at: ({ createdAt }) => createdAt }),
  {
    header: text.lastUsed,
    width: '9rem',
    cell: ({ lastUsedAt }) => (lastUsedAt ? <RelativeTime at={lastUsedAt} focusable={false} /> : text.notUsed),
  },
]

const sessionColumns: Column<IdentitySession>[] = [
  { header: text.device, cell: ({ userAgent }) => <Named>{deviceOf(userAgent)}</Named> },
  { header: text.address, width: '11rem', cell: ({ ip }) => <Named>{ip}</Named> },
  time({ header: text.seen, at: ({ lastSeenAt }) => lastSeenAt }),
  time({ header: text.since, at: ({ createdAt }) => createdAt }),
  time({ header: text.ends, at: ({ expiresAt }) => expiresAt }),
]
