import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { RealmListQuery } from '#contract/realms'
import { paths } from '../../paths'
import { Badge } from '../../ui/badge'
import { Button, LinkButton } from '../../ui/button'
import { PlusIcon, RealmIcon } from '../../ui/icons'
import { Named } from '../../ui/named'
import { Problem } from '../../ui/problem'
import { RelativeTime } from '../../ui/time'
import { uiText } from '../../ui/ui.text'
import { useMe, useMissing } from '../me/me.queries'
import { realmQueries } from '../realms/realms.queries'
import { realmsText } from '../realms/realms.text'
import { homeText } from './home.text'
import tableClasses from '../../ui/data-table.module.css'
import classes from './home.module.css'

const text = homeText.realms

/** The newest few. */
export const homeRealms: Partial<RealmListQuery> = { limit: 6, sort: '-createdAt' }

export function HomeRealms() {
  const { data, error, refetch, isFetching } = useQuery(realmQueries.list(homeRealms))
  const { memberships } = useMe()
  const missing = useMissing('realm:write')
  const accountOf = (accountId: string) =>
    memberships.find((membership) => membership.accountId === accountId)?.accountName
  return (
    <section aria-label={text.title}>
      <div className={classes.head}>
        <h2>{text.title}</h2>
        {data && data.total > data.items.length && <Link to={paths.realms()}>{text.all(data.total)}</Link>}
      </div>
      {error && !data ? (
        <Problem
          error={error}
          title={text.couldNotLoad}
          actions={
            <Button size="xs" loading={isFetching} onClick={() => void refetch()}>
              {uiText.tryAgain}
            </Button>
          }
        />
      ) : !data ? (
        <div className={classes.cards} role="status" aria-label={uiText.loading(text.title)}>
          {['a', 'b', 'c'].map((key) => (
            <div key={key} className={classes.card}>
              <span className={tableClasses.bone} style={{ inlineSize: '55%' }} />
            </div>
          ))}
        </div>
      ) : data.items.length === 0 ? (
        <div className={classes.none}>
          <p>{text.none}</p>
          <LinkButton to={paths.newRealm()} icon={PlusIcon} size="xs" disabledReason={missing}>
            {text.create}
          </LinkButton>
        </div>
      ) : (
        <ul className={classes.cards}>
          {data.items.map((realm) => (
            <li key={realm.id} className={classes.card}>
              <RealmIcon size={20} />
              <div className={classes.cardWords}>
                <p>
                  <Link to={paths.realm(realm.name)} className={classes.cardLink}>
                    <Named>{realm.displayName}</Named>
                  </Link>{' '}
                  {realm.practice && <Badge tone="accent">{realmsText.practice}</Badge>}
                </p>
                {realm.description && (
                  <p className={classes.purpose}>
                    <Named>{realm.description}</Named>
                  </p>
                )}
                <p className={classes.quiet}>
                  {realm.displayName !== realm.name && (
                    <>
                      <Named>{realm.name}</Named> ·{' '}
                    </>
                  )}
                  {memberships.length > 1 && (
                    <>
                      <Named>{accountOf(realm.accountId) ?? ''}</Named> ·{' '}
                    </>
                  )}
                  <RelativeTime at={realm.createdAt} focusable={false} />
                </p>
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
